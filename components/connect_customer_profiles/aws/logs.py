"""The CloudWatch Logs calls: a log group.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
"""

from .call import Calls

SERVICE = "logs"


class Logs(Calls):
    """Log groups."""

    def log_group_arn(self, name: str) -> str | None:
        """The ARN of a log group, or None."""
        # A name is the first of those that begin with it.
        found = self._call(SERVICE, "DescribeLogGroups", logGroupNamePrefix=name, limit=1)["logGroups"]
        return next((str(each["arn"]) for each in found if each["logGroupName"] == name), None)

"""The CloudWatch calls: alarms and dashboards.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
"""

from .call import Calls

SERVICE = "cloudwatch"


class CloudWatch(Calls):
    """Alarms and dashboards."""

    def alarm_arn(self, name: str) -> str | None:
        """The ARN of an alarm, or None."""
        found = self._call(SERVICE, "DescribeAlarms", AlarmNames=[name])["MetricAlarms"]
        return str(found[0]["AlarmArn"]) if found else None

    def dashboard_arn(self, name: str) -> str | None:
        """The ARN of a dashboard, or None."""
        found = self._found(SERVICE, "GetDashboard", DashboardName=name)
        return str(found["DashboardArn"]) if found else None

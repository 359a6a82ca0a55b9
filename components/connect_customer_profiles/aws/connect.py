"""The Amazon Connect calls: an instance.

https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations.html
"""

from .call import Calls

SERVICE = "connect"


class Connect(Calls):
    """Instances."""

    def security_profile_arn(self, instance_id: str, name: str) -> str | None:
        """The ARN of an instance's security profile, or None."""
        found = self._pages(SERVICE, "ListSecurityProfiles", "SecurityProfileSummaryList", InstanceId=instance_id)
        return next((str(each["Arn"]) for each in found if each["Name"] == name), None)

    def service_role(self, instance_id: str) -> str:
        """The ARN of an instance's service-linked role.

        Raises:
            AwsError: there is no such instance, among others.
        """
        return str(self._call(SERVICE, "DescribeInstance", InstanceId=instance_id)["Instance"]["ServiceRole"])

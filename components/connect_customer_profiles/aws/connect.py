"""The Amazon Connect calls: an instance.

https://docs.aws.amazon.com/connect/latest/APIReference/API_Operations.html
"""

from .call import Calls

SERVICE = "connect"


class Connect(Calls):
    """Instances."""

    def service_role(self, instance_id: str) -> str:
        """The ARN of an instance's service-linked role.

        Raises:
            AwsError: there is no such instance, among others.
        """
        return str(self._call(SERVICE, "DescribeInstance", InstanceId=instance_id)["Instance"]["ServiceRole"])

"""The SNS calls.

https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
"""

from .call import Calls

SERVICE = "sns"


class Sns(Calls):
    """Topics."""

    def publish(self, topic: str, subject: str, message: str) -> None:
        """Send a message to a topic, named by its ARN."""
        self._call(SERVICE, "Publish", TopicArn=topic, Subject=subject, Message=message)

"""The SNS calls.

https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
"""

from .call import Calls

SERVICE = "sns"


class Sns(Calls):
    """Topics."""

    def topic_exists(self, topic: str) -> bool:
        """Whether there is a topic of this ARN."""
        return self._found(SERVICE, "GetTopicAttributes", TopicArn=topic) is not None

    def publish(self, topic: str, subject: str, message: str) -> None:
        """Send a message to a topic, named by its ARN."""
        self._call(SERVICE, "Publish", TopicArn=topic, Subject=subject, Message=message)

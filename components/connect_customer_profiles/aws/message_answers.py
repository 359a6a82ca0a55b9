"""What SQS answers, as in `answers`."""

from collections.abc import Mapping
from typing import Required, TypedDict


class MessageAttribute(TypedDict, total=False):
    """An attribute of a message."""

    DataType: Required[str]
    StringValue: str
    BinaryValue: bytes


class Message(TypedDict, total=False):
    """A message, from ReceiveMessage."""

    MessageId: str
    ReceiptHandle: str
    Body: str
    Attributes: Mapping[str, str]
    MessageAttributes: Mapping[str, MessageAttribute]

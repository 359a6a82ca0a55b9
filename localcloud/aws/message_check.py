"""Refuses messages that SQS refuses and moto takes."""

from moto.sqs.exceptions import InvalidParameterValue, SQSException
from moto.sqs.models import Queue

from .message_limits import Attributes, contents_error, forbidden_character, message_bytes


class InvalidMessageContents(SQSException):
    """A message with characters that SQS does not take."""

    code = "InvalidMessageContents"


def check_message(queue: Queue, body: str, attributes: Attributes) -> None:
    """Raises an error of SQS if a message has characters that it does not take, or is too long."""
    character = forbidden_character(body, attributes)
    if character is not None:
        raise InvalidMessageContents(contents_error(character))
    limit: int = queue.maximum_message_size  # type: ignore[attr-defined]
    if message_bytes(body, attributes) > limit:
        raise InvalidParameterValue(
            f"One or more parameters are invalid. Reason: Message must be shorter than {limit} bytes."
        )

"""Every call to SQS and to the profile APIs that dead letters need, one method each."""

import email.utils
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from .decisions import Answer
from .messages import Letter, one_line, received

T = TypeVar("T")

BATCH = 10
"""Messages that one call of SQS takes."""
ATTRIBUTES = ("SentTimestamp", "ApproximateReceiveCount")
REASON = "ParkedReason"
"""The attribute that a parked letter gets."""
MOST_ATTRIBUTES = 10


class CallError(Exception):
    """A call that failed for good, on one line."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Depth:
    """How many messages a queue has, as SQS counts them: approximately.

    Attributes:
        visible: can be received.
        in_flight: received by somebody and not deleted.
        delayed: not receivable yet.
        moment: epoch seconds of SQS's own clock, by which messages are dated.
    """

    visible: int
    in_flight: int
    delayed: int
    moment: float


class Queue:
    """A queue. `client` is boto3's for SQS; it is safe to use by threads and repeats what got no answer."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self.url = url

    def depth(self) -> Depth:
        """How many messages there are, and what time it is there."""
        names = [f"ApproximateNumberOfMessages{which}" for which in ("", "NotVisible", "Delayed")]
        answer = self._call("get_queue_attributes", AttributeNames=names)
        visible, in_flight, delayed = (int(answer.get("Attributes", {}).get(name, 0)) for name in names)
        return Depth(visible, in_flight, delayed, _moment(answer))

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        """Up to ten letters, which are then hidden for `visibility` seconds; waits up to `wait` seconds for one."""
        answer = self._call(
            "receive_message",
            MaxNumberOfMessages=min(count, BATCH),
            VisibilityTimeout=visibility,
            WaitTimeSeconds=wait,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=list(ATTRIBUTES),
        )
        return [received(message) for message in answer.get("Messages", [])]

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Delete up to ten letters; returns those that are still there."""
        return self._batch("delete_message_batch", [(letter, {}) for letter in letters])

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:
        """Hide up to ten letters for so many seconds from now (0: show them); returns those for which it failed."""
        return self._batch(
            "change_message_visibility_batch", [(letter, {"VisibilityTimeout": seconds}) for letter, seconds in letters]
        )

    def park(self, letter: Letter, reason: str) -> None:
        """Send a letter to this queue, as it was and with the reason."""
        kept = list(letter.attributes.items())[: MOST_ATTRIBUTES - 1]
        attributes = {**dict(kept), REASON: {"DataType": "String", "StringValue": one_line(reason) or "-"}}
        self._call("send_message", MessageBody=letter.body or " ", MessageAttributes=attributes)

    def _batch(self, operation: str, entries: Sequence[tuple[Letter, Mapping[str, Any]]]) -> list[Letter]:
        answer = self._call(
            operation,
            Entries=[
                {"Id": str(number), "ReceiptHandle": letter.receipt, **more}
                for number, (letter, more) in enumerate(entries)
            ],
        )
        return [entries[int(each["Id"])][0] for each in answer.get("Failed", [])]

    def _call(self, operation: str, **request: Any) -> dict[str, Any]:
        return _answered(operation, lambda: getattr(self._client, operation)(QueueUrl=self.url, **request))


class Profiles:
    """The profile APIs of one domain. `client` is boto3's; it makes every call once, for whoever paces them."""

    def __init__(self, client: Any, domain: str) -> None:
        self._client = client
        self.domain = domain
        self._definitions: dict[str, dict[str, Any]] = {}

    def dead_letter_queue(self) -> str | None:
        """The URL of the domain's dead-letter queue, if it has one."""
        answer = _answered("GetDomain", lambda: self._client.get_domain(DomainName=self.domain))
        return answer.get("DeadLetterQueueUrl") or None

    def definition(self, object_type: str) -> dict[str, Any]:
        """An object type's fields and keys, asked once; empty where it cannot be told."""
        if object_type not in self._definitions:
            if len(self._definitions) >= 1000:
                self._definitions.clear()
            self._definitions[object_type] = self._definition(object_type)
        return self._definitions[object_type]

    def _definition(self, object_type: str) -> dict[str, Any]:
        def ask() -> dict[str, Any]:
            found: dict[str, Any] = self._client.get_profile_object_type(
                DomainName=self.domain, ObjectTypeName=object_type
            )
            return found

        for attempt in range(5):
            try:
                return _answered("GetProfileObjectType", ask)
            except CallError as error:
                if "Throttling" not in error.code and "TooManyRequests" not in error.code:
                    return {}
                time.sleep(0.2 * 2**attempt)
        return {}

    def put(self, letter: Letter) -> Answer:
        """Put a letter's object, once. Putting one again stores it once."""
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, ParamValidationError
        from botocore.parsers import ResponseParserError

        try:
            self._client.put_profile_object(
                DomainName=self.domain, ObjectTypeName=letter.object_type, Object=letter.body
            )
        except ClientError as error:
            told = error.response.get("Error", {})
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return Answer(str(told.get("Code", "Unknown")), str(told.get("Message", "")), int(status))
        except ParamValidationError:
            return Answer("ParamValidationError", "", 400)
        except (HTTPClientError, ResponseParserError) as error:
            return Answer(type(error).__name__, "", 0)
        except BotoCoreError as error:
            return Answer(type(error).__name__, one_line(str(error)), 400)
        return Answer()


def _answered(operation: str, call: Callable[[], T]) -> T:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except ClientError as error:
        told = error.response.get("Error", {})
        code = str(told.get("Code", "Unknown"))
        raise CallError(f"{operation}: {code}: {one_line(str(told.get('Message', '')))}", code) from None
    except BotoCoreError as error:
        raise CallError(f"{operation}: {one_line(str(error))}") from None


def _moment(answer: Mapping[str, Any]) -> float:
    """The Date of an answer; without one this machine's time."""
    date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() if date else time.time()
    except ValueError:
        return time.time()

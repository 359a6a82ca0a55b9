"""The SQS calls: a queue and its messages.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
"""

import email.utils
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..names import arn_parts, queue_url_beside
from .answer_shape import unreadable
from .call import Calls
from .errors import AwsError
from .message_answers import Message

SERVICE = "sqs"

BATCH = 10
"""Messages that one call takes."""
COUNTS = tuple(f"ApproximateNumberOfMessages{which}" for which in ("", "NotVisible", "Delayed"))
TIMES = ("MessageRetentionPeriod", "VisibilityTimeout")
"""Attributes that are seconds."""
SYSTEM_ATTRIBUTES = ("SentTimestamp", "ApproximateReceiveCount")


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

    @property
    def messages(self) -> int:
        """All of them."""
        return self.visible + self.in_flight + self.delayed


@dataclass(frozen=True)
class QueueSettings:
    """A queue.

    Attributes:
        arn: its ARN.
        policy: its policy, JSON; "" without one.
        key: KMS key id, ARN or alias; "" for keys of SQS itself.
        failure_queue_arn: where SQS moves messages that were received too often; "" where it never does. A policy that
            names no queue is returned as it is.
        depth: its messages.
    """

    arn: str
    policy: str
    key: str
    failure_queue_arn: str
    depth: Depth


class Sqs(Calls):
    """Queues, named by their URLs."""

    def queue_url(self, name: str, account: str) -> str:
        """The URL of an account's queue."""
        return str(self._call(SERVICE, "GetQueueUrl", QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"])

    def queue_has(self, url: str, attribute: str) -> bool:
        """Whether a queue exists and has a value for an attribute, such as `Policy`."""
        try:
            return bool(self._attributes(url, [attribute]).get("Attributes", {}).get(attribute))
        except AwsError as error:
            if error.missing:
                return False
            raise

    def queue(self, url: str) -> QueueSettings:
        """A queue's policies and key.

        Raises:
            AwsError: there is no such queue, among others.
        """
        answer = self._attributes(url, ["All"])
        found = answer.get("Attributes", {})
        return QueueSettings(
            str(found.get("QueueArn", "")),
            str(found.get("Policy", "")),
            str(found.get("KmsMasterKeyId", "")),
            _failure_queue(found.get("RedrivePolicy")),
            _depth(answer),
        )

    def queue_attributes(self, url: str) -> Mapping[str, str] | None:
        """All attributes of a queue, as SQS has them, or None."""
        try:
            found: dict[str, str] = dict(self._attributes(url, ["All"]).get("Attributes", {}))
        except AwsError as error:
            if error.missing:
                return None
            raise
        for name in TIMES:
            if not re.fullmatch("[0-9]{1,9}", found.get(name, "0")):
                raise unreadable("GetQueueAttributes", f"{name} is no number")
        return found

    def queue_tags(self, url: str) -> Mapping[str, str]:
        """The tags of a queue."""
        return dict(self._call(SERVICE, "ListQueueTags", QueueUrl=url).get("Tags", {}))

    def failure_queues(self, url: str, settings: QueueSettings) -> Iterator[tuple[str, QueueSettings | AwsError]]:
        """Where SQS moves a queue's messages that were received too often: to its failure queue, from there to that
        one's own, and so on. Each queue with its settings; the last one with an error, if it cannot be read.

        Args:
            url: the queue.
            settings: its settings.
        """
        seen, arn = {settings.arn}, settings.failure_queue_arn
        while arn:
            parts = arn_parts(arn)
            if parts.service != "sqs" or parts.region != self.region or arn in seen:
                why = "letters come back to it" if arn in seen else f"is not a queue of {self.region}"
                yield arn, AwsError(f"{arn}: {why}")
                return
            seen.add(arn)
            own = queue_url_beside(url, arn)
            try:
                found = self.queue(own)
            except AwsError as error:
                yield own, error
                return
            yield own, found
            arn = found.failure_queue_arn

    def queue_depth(self, url: str) -> Depth:
        """The approximate number of messages, and SQS's time."""
        return _depth(self._attributes(url, list(COUNTS)))

    def _attributes(self, url: str, names: list[str]) -> dict[str, Any]:
        return self._call(SERVICE, "GetQueueAttributes", QueueUrl=url, AttributeNames=names)

    def receive_messages(
        self, url: str, count: int, *, visibility: int, wait: int | None = None, attributes: Sequence[str] = ("All",)
    ) -> list[Message]:
        """Receive up to ten messages in the API's form, with their dates and receive counts.

        Args:
            url: the queue.
            count: the maximum number of messages.
            visibility: seconds for which they are hidden from others.
            wait: seconds to wait for a first one; None is what the queue has been set to.
            attributes: names of message attributes to return; `All` for all of them.
        """
        waiting: dict[str, Any] = {} if wait is None else {"WaitTimeSeconds": wait}
        answer = self._call(
            SERVICE,
            "ReceiveMessage",
            QueueUrl=url,
            MaxNumberOfMessages=min(count, BATCH),
            VisibilityTimeout=visibility,
            MessageAttributeNames=list(attributes),
            MessageSystemAttributeNames=list(SYSTEM_ATTRIBUTES),
            **waiting,
        )
        return list(answer.get("Messages", []))

    def delete_messages(self, url: str, receipts: Sequence[str]) -> list[int]:
        """Delete up to ten messages; returns the places in the list of those that are still there."""
        return self._batch("DeleteMessageBatch", url, [{"ReceiptHandle": each} for each in receipts])

    def hide_messages(self, url: str, receipts: Sequence[tuple[str, int]]) -> list[int]:
        """Hide up to ten messages for so many seconds from now (0: show them); returns the places of those left as
        they were."""
        entries = [{"ReceiptHandle": each, "VisibilityTimeout": seconds} for each, seconds in receipts]
        return self._batch("ChangeMessageVisibilityBatch", url, entries)

    def send_message(self, url: str, body: str, attributes: Mapping[str, Mapping[str, Any]]) -> None:
        """Send a message."""
        self._call(SERVICE, "SendMessage", QueueUrl=url, MessageBody=body, MessageAttributes=attributes)

    def _batch(self, api: str, url: str, entries: Sequence[Mapping[str, Any]]) -> list[int]:
        numbered = [{"Id": str(number), **entry} for number, entry in enumerate(entries)]
        answer = self._call(SERVICE, api, QueueUrl=url, Entries=numbered)
        return [int(each["Id"]) for each in answer.get("Failed", [])]


def _depth(answer: Mapping[str, Any]) -> Depth:
    visible, in_flight, delayed = (_count(answer, name) for name in COUNTS)
    return Depth(visible, in_flight, delayed, _moment(answer))


def _count(answer: Mapping[str, Any], name: str) -> int:
    """A count of messages.

    Raises:
        AwsError: the answer has none: nobody may take that for a queue without messages.
    """
    text = answer.get("Attributes", {}).get(name)
    if not isinstance(text, str) or not re.fullmatch("[0-9]{1,15}", text):
        raise unreadable("GetQueueAttributes", f"{name} is {'missing' if text is None else 'no number'}")
    return int(text)


def _failure_queue(redrive_policy: object) -> str:
    """The ARN in a redrive policy, or the policy if it has none; "" without one."""
    text = str(redrive_policy or "{}")
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        return text
    target = policy.get("deadLetterTargetArn") if isinstance(policy, dict) else None
    return str(target or ("" if policy == {} else text))


def _moment(answer: Mapping[str, Any]) -> float:
    """The date of an answer, or this machine's time without one."""
    date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() if date else time.time()
    except ValueError:
        return time.time()

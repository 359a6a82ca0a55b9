"""Standard SQS queues that stay fast with many messages.

moto goes through all messages of a queue at every send, receive and delete. Here a queue keeps its messages by state:
those to be received in order, the others (in flight or delayed) by the time at which they come back.
"""

import copy
import heapq
import itertools
import json
import threading
import time
from collections.abc import Iterable
from types import ModuleType
from typing import Any

from moto.sqs import urls
from moto.sqs.constants import MAXIMUM_MESSAGE_LENGTH
from moto.sqs.exceptions import (
    BatchRequestTooLong,
    InvalidParameterValue,
    QueueAlreadyExists,
    ReceiptHandleIsInvalid,
    SQSException,
)
from moto.sqs.models import Message, Queue, SQSBackend, _filter_message_attributes, sqs_backends

from .message_check import check_message
from .message_limits import message_bytes
from .redrive_sources import accepts, parsed

LONGEST_VISIBILITY_MS = 43_200_000
"""From the last receive, not from the sending as in moto (API_ChangeMessageVisibility)."""
POLL_SECONDS = 0.1

_order = itertools.count()


class IndexedQueue(Queue):
    """A standard queue. moto makes its queues itself: `adopt` turns one into this class."""

    _waiting: dict[str, Message]
    _hidden: dict[str, Message]
    _returns: list[tuple[float, int, str]]
    _handles: dict[str, Message]
    _received: dict[str, float]
    _guard: threading.RLock

    @classmethod
    def adopt(cls, queue: Queue) -> None:
        """Turns an empty queue of moto into an indexed one."""
        queue.__class__ = cls
        assert isinstance(queue, cls)  # noqa: S101 - for the type checker
        queue._guard = threading.RLock()
        queue.clear()

    def clear(self) -> None:
        """Forgets all messages."""
        with self._guard:
            self._waiting, self._hidden, self._returns, self._handles, self._received = {}, {}, [], {}, {}

    def add_message(self, message: Message) -> None:
        """Takes a message, delayed or not."""
        with self._guard:
            self._hold(message, message.delayed_until)

    def take(self, count: int, visibility_seconds: int) -> list[Message]:
        """Up to `count` messages, which are then in flight for so many seconds; expired ones are dropped."""
        with self._guard:
            self._bring_back()
            taken: list[Message] = []
            while self._waiting and len(taken) < count:
                message = self._waiting.pop(next(iter(self._waiting)))
                if self._is_expired(message):
                    self._forget(message)
                elif self._is_dead(message) and self.dead_letter_queue is not None:
                    self._forget(message)
                    self.dead_letter_queue.add_message(message)
                else:
                    message.mark_received(visibility_timeout=visibility_seconds)
                    self._handles[message.receipt_handle or ""] = message
                    self._received[message.id] = _now()
                    taken.append(message)
            for message in taken:
                self._hold(message, message.visible_at)
            return taken

    def delete_message(self, receipt_handle: str) -> None:
        """Deletes the message of a receipt handle; again is fine."""
        with self._guard:
            if receipt_handle in self.deleted_messages:
                return
            message = self._handles.get(receipt_handle)
            if message is None:
                raise ReceiptHandleIsInvalid
            self.deleted_messages.update(handle for handle in message.all_receipt_handles if handle)
            self._forget(message)

    def change_visibility(self, receipt_handle: str, seconds: int) -> None:
        """Keeps a message in flight for so many seconds from now; 0 brings it back."""
        with self._guard:
            message = self._handles.get(receipt_handle)
            if message is None:
                raise ReceiptHandleIsInvalid
            if _now() + seconds * 1000 - self._received[message.id] > LONGEST_VISIBILITY_MS:
                raise InvalidParameterValue(
                    f"Value {seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for "
                    "the message is beyond the limit [43200 seconds]"
                )
            message.change_visibility(seconds)
            self._waiting.pop(message.id, None)
            self._hold(message, message.visible_at)

    @property
    def attributes(self) -> dict[str, Any]:
        """As moto, and the policy that says which queues may send their dead letters here."""
        told: dict[str, Any] = super().attributes
        allowed = getattr(self, "redrive_allow_policy", None)
        return {**told, "RedriveAllowPolicy": allowed} if allowed else told

    def _set_attributes(self, attributes: dict[str, Any], now: float | None = None) -> None:
        """As moto, which would forget the queue's policy whenever anything else is set."""
        super()._set_attributes({"Policy": self.policy} | attributes, now)

    @property
    def messages(self) -> list[Message]:
        """Messages that can be received."""
        with self._guard:
            self._bring_back()
            return list(self._waiting.values())

    @property
    def approximate_number_of_messages(self) -> int:
        """How many messages can be received."""
        with self._guard:
            self._bring_back()
            return len(self._waiting)

    @property
    def approximate_number_of_messages_delayed(self) -> int:
        """How many messages cannot be received yet."""
        return len(self._hidden) - self.approximate_number_of_messages_not_visible

    @property
    def approximate_number_of_messages_not_visible(self) -> int:
        """How many messages are in flight."""
        with self._guard:
            self._bring_back()
            return sum(message.approximate_receive_count > 0 for message in self._hidden.values())

    def _hold(self, message: Message, until: float) -> None:
        if until <= _now():
            self._hidden.pop(message.id, None)
            self._waiting[message.id] = message
        else:
            self._hidden[message.id] = message
            heapq.heappush(self._returns, (until, next(_order), message.id))

    def _bring_back(self) -> None:
        """Makes messages receivable whose time has come; entries of deleted or extended ones are skipped."""
        now = _now()
        while self._returns and self._returns[0][0] <= now:
            _, _, message_id = heapq.heappop(self._returns)
            message = self._hidden.get(message_id)
            if message is not None and max(message.visible_at, message.delayed_until) <= now:
                del self._hidden[message_id]
                self._waiting[message_id] = message

    def _forget(self, message: Message) -> None:
        self._waiting.pop(message.id, None)
        self._hidden.pop(message.id, None)
        self._received.pop(message.id, None)
        for handle in message.all_receipt_handles:
            self._handles.pop(handle or "", None)

    def _is_expired(self, message: Message) -> bool:
        retention: int = self.message_retention_period  # type: ignore[attr-defined]
        return (message.sent_timestamp or 0) + retention * 1000 <= _now()

    def _is_dead(self, message: Message) -> bool:
        redrive: Any = self.redrive_policy if self.dead_letter_queue is not None else None
        return bool(redrive) and message.approximate_receive_count >= redrive["maxReceiveCount"]


class IndexedBackend(SQSBackend):
    """moto's SQS with indexed standard queues; FIFO queues stay as they are."""

    @property
    def _url_module(self) -> ModuleType:
        return urls

    def create_queue(self, name: str, tags: dict[str, str] | None = None, **kwargs: Any) -> Queue:
        """As moto, but a new standard queue is indexed, and its dead-letter queue has to accept it. Of a queue that
        exists moto compares no redrive allow policy."""
        self._check_redrive(f"arn:aws:sqs:{self.region_name}:{self.account_id}:{name}", kwargs)
        if name in self.queues:
            allowed = kwargs.pop("RedriveAllowPolicy", None)
            present = getattr(self.queues[name], "redrive_allow_policy", None)
            if allowed and parsed(allowed) != parsed(present):
                raise QueueAlreadyExists("The specified queue already exists.")
        queue = super().create_queue(name, tags, **kwargs)
        if not queue.fifo_queue and not isinstance(queue, IndexedQueue):
            IndexedQueue.adopt(queue)
        return queue

    def set_queue_attributes(self, queue_name: str, attributes: dict[str, Any]) -> Queue:
        """As moto, but the dead-letter queue has to accept this one."""
        self._check_redrive(self.get_queue(queue_name).queue_arn, attributes)
        return super().set_queue_attributes(queue_name, attributes)

    def _check_redrive(self, source_arn: str, attributes: dict[str, Any]) -> None:
        policy = parsed(attributes.get("RedrivePolicy"))
        target = str(policy.get("deadLetterTargetArn", ""))
        allowed = next((each for each in self.queues.values() if each.queue_arn == target), None)
        if not accepts(parsed(getattr(allowed, "redrive_allow_policy", None)), source_arn):
            raise InvalidParameterValue(
                f"Value {json.dumps(policy)} for parameter RedrivePolicy is invalid. Reason: The dead-letter queue "
                "does not allow this queue as a source."
            )

    def send_message(self, queue_name: str, message_body: str, *arguments: Any, **options: Any) -> Message:
        """As moto, which looks neither at characters nor at the size of attributes."""
        attributes = options.get("message_attributes") or next(iter(arguments), None) or {}
        check_message(self.get_queue(queue_name), message_body, attributes)
        return super().send_message(queue_name, message_body, *arguments, **options)

    def send_message_batch(
        self, queue_name: str, entries: dict[str, dict[str, Any]]
    ) -> tuple[list[Message], list[dict[str, Any]]]:
        """As moto, but a message that cannot be sent fails alone."""
        queue = self.get_queue(queue_name)
        total = sum(message_bytes(entry["MessageBody"], entry["MessageAttributes"]) for entry in entries.values())
        if total > MAXIMUM_MESSAGE_LENGTH:
            raise BatchRequestTooLong(total)
        fitting: dict[str, dict[str, Any]] = {}
        refused: list[dict[str, Any]] = []
        for key, entry in entries.items():
            try:
                check_message(queue, entry["MessageBody"], entry["MessageAttributes"])
            except SQSException as error:
                failure = {"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": error.message}
                refused.append(failure)
            else:
                fitting[key] = entry
        sent, failed = super().send_message_batch(queue_name, fitting)
        return sent, refused + failed

    def receive_message(
        self,
        queue_name: str,
        count: int,
        wait_seconds_timeout: int,
        visibility_timeout: int,
        message_attribute_names: list[str] | None = None,
    ) -> list[Message]:
        """Up to `count` messages; waits for the first one as long as it may."""
        queue = self.get_queue(queue_name)
        if not isinstance(queue, IndexedQueue):
            return super().receive_message(
                queue_name, count, wait_seconds_timeout, visibility_timeout, message_attribute_names
            )
        deadline = time.monotonic() + wait_seconds_timeout
        taken = queue.take(count, int(visibility_timeout))
        while not taken and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            taken = queue.take(count, int(visibility_timeout))
        return list(_filtered(taken, message_attribute_names or []))

    def change_message_visibility(self, queue_name: str, receipt_handle: str, visibility_timeout: int) -> None:
        """As moto."""
        queue = self.get_queue(queue_name)
        if isinstance(queue, IndexedQueue):
            queue.change_visibility(receipt_handle, int(visibility_timeout))
        else:
            super().change_message_visibility(queue_name, receipt_handle, visibility_timeout)

    def purge_queue(self, queue_name: str) -> None:
        """As moto."""
        super().purge_queue(queue_name)
        queue = self.get_queue(queue_name)
        if isinstance(queue, IndexedQueue):
            queue.clear()


def install() -> None:
    """Makes moto use indexed queues from now on. Called before the first request."""
    sqs_backends.backend = IndexedBackend


def _filtered(messages: Iterable[Message], names: list[str]) -> Iterable[Message]:
    """Copies with the attributes that were asked for."""
    for message in messages:
        shown = copy.copy(message)
        _filter_message_attributes(shown, names)
        yield shown


def _now() -> float:
    """Epoch milliseconds, as moto's messages count."""
    return time.time() * 1000

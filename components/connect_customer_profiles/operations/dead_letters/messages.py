"""Reads the messages of a dead-letter queue. Pure. Any message can be read, whatever is in it.

AWS documents no schema. As far as is known, Customer Profiles sends the object as the body, and `Message` (what went
wrong), `DomainName` and `ObjectTypeName` as attributes of type String. Anything else is kept unchanged, with the reason
why it cannot be re-ingested.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ... import rules
from ...rules.screen import readable

LONGEST_OBJECT = 256_000
"""The maximum number of characters that PutProfileObject accepts (https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_PutProfileObject.html)."""

TEST_MESSAGES = 1
"""How many messages pass for CreateDomain's test message: it sends one, and more of them are letters that have lost
what they were about."""

FOREIGN = "comes from another domain"
NO_OBJECT = "names no object type, as the test message of CreateDomain"
NO_TYPE = "is about an object, and names no object type"

ERROR, DOMAIN, OBJECT_TYPE = READ = "Message", "DomainName", "ObjectTypeName"
"""The attributes of a letter that are read."""


@dataclass(frozen=True)
class Letter:
    """One received message.

    Attributes:
        message_id: SQS's ID, the same at every delivery.
        receipt: the handle by which this delivery is deleted.
        body: the object's text as the service sent it: personal data, so never shown in a `repr`.
        error: the service's error message; empty if there is none.
        domain: the domain that sent it, if named.
        object_type: the object's type, if named.
        sent: when it was sent, in epoch seconds; 0 if SQS did not say.
        deliveries: how often it has been received, including this time.
        attributes: all message attributes in the form of SendMessage, to pass them on.
    """

    message_id: str
    receipt: str = field(repr=False)
    body: str = field(repr=False)
    error: str = ""
    domain: str | None = None
    object_type: str | None = None
    sent: float = 0
    deliveries: int = 1
    attributes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def test_message(self) -> bool:
        """Whether it passes for CreateDomain's test message, which reports no error about any object."""
        return self.object_type is None and not self.error and OBJECT_TYPE not in self.attributes

    @property
    def identity(self) -> str:
        """What is the same at every delivery; of a message without an ID, which SQS never sends, this delivery's."""
        return self.message_id or self.receipt

    def content(self) -> dict[str, Any] | None:
        """The object; None if the body is not a JSON object, or none that can be read."""
        try:
            return self._object()
        except RecursionError:
            return None

    def _object(self) -> dict[str, Any] | None:
        """The object; None if the body is not a JSON object.

        Raises:
            RecursionError: it is nested too deep to tell.
        """
        try:
            value = json.loads(self.body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def unreadable(self) -> str | None:
        """Why there is no object in the body; None if there is one."""
        try:
            return None if self._object() is not None else "has a body that is not a JSON object"
        except RecursionError:
            return "has a body that is nested too deep to be read"


def received(message: Mapping[str, Any]) -> Letter:
    """The letter in a message as boto3's ReceiveMessage returns it."""
    return _letter(
        message,
        ("MessageId", "ReceiptHandle", "Body", "Attributes"),
        {
            name: {key: value for key, value in each.items() if key in ("DataType", "StringValue", "BinaryValue")}
            for name, each in _mapping(message.get("MessageAttributes")).items()
            if isinstance(each, Mapping)
        },
    )


def of_event(record: Mapping[str, Any]) -> Letter:
    """The letter in a record of the event that a Lambda function behind the queue gets."""
    names = {"dataType": "DataType", "stringValue": "StringValue", "binaryValue": "BinaryValue"}
    return _letter(
        record,
        ("messageId", "receiptHandle", "body", "attributes"),
        {
            name: {names[key]: value for key, value in each.items() if key in names}
            for name, each in _mapping(record.get("messageAttributes")).items()
            if isinstance(each, Mapping)
        },
    )


def foreign(letter: Letter, domain: str) -> bool:
    """Whether another domain has sent a letter: domains may share a queue."""
    return letter.domain not in (None, domain)


def flaw(letter: Letter, domain: str) -> str | None:
    """Why a letter cannot be re-ingested at all, decided without a call; None if it can."""
    if foreign(letter, domain):
        return FOREIGN
    if letter.object_type is None:
        return NO_OBJECT if letter.test_message else NO_TYPE
    try:
        rules.object_type_name(letter.object_type)
    except rules.RuleViolation:
        return "names an object type that cannot exist"
    if len(letter.body) > LONGEST_OBJECT:
        return f"is longer than {LONGEST_OBJECT} characters"
    return letter.unreadable()


def shown(letter: Letter) -> dict[str, Any]:
    """The parts of a letter that may be shown; of the object, only its length."""
    return {
        "message_id": letter.message_id,
        "object_type": letter.object_type,
        "error": letter.error,
        "sent": letter.sent,
        "deliveries": letter.deliveries,
        "characters": len(letter.body),
    }


def one_line(text: str, limit: int = 200) -> str:
    """A text as one line that a screen shows unchanged, shortened."""
    flat = readable(text).strip()
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"


def _letter(
    message: Mapping[str, Any], names: tuple[str, str, str, str], attributes: dict[str, dict[str, Any]]
) -> Letter:
    message_id, receipt, body, system = (message.get(name) for name in names)
    counted = _mapping(system)
    return Letter(
        message_id=str(message_id or ""),
        receipt=str(receipt or ""),
        body=body if isinstance(body, str) else "",
        error=_text(attributes, ERROR) or "",
        domain=_text(attributes, DOMAIN),
        object_type=_text(attributes, OBJECT_TYPE),
        sent=_number(counted.get("SentTimestamp")) / 1000,
        deliveries=max(1, int(_number(counted.get("ApproximateReceiveCount")))),
        attributes=attributes,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(attributes: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    value = attributes.get(name, {}).get("StringValue")
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int:
    return int(value) if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value) else 0

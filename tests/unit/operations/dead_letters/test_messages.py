"""Reading dead letters: whatever is in a message, nothing crashes and nothing of the object shows."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from connect_customer_profiles.operations.dead_letters import messages
from connect_customer_profiles.operations.dead_letters.letter_queue import Queue
from hypothesis import given
from hypothesis import strategies as st

ERROR = "The UNIQUE key or PROFILE key does not exist in the profile object"
ATTRIBUTES = {"Message": ERROR, "DomainName": "shop", "ObjectTypeName": "Person"}


def message(body: Any = '{"id": "1"}', attributes: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    texts = ATTRIBUTES if attributes is None else attributes
    return {
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": body,
        "Attributes": {"SentTimestamp": "1795387289123", "ApproximateReceiveCount": "3"},
        "MessageAttributes": {
            name: value if isinstance(value, dict) else {"DataType": "String", "StringValue": value}
            for name, value in texts.items()
        },
        **more,
    }


def test_a_letter_as_the_service_writes_it() -> None:
    letter = messages.received(message())
    assert (letter.message_id, letter.receipt, letter.body) == ("m-1", "r-1", '{"id": "1"}')
    assert (letter.error, letter.domain, letter.object_type) == (ERROR, "shop", "Person")
    assert (letter.sent, letter.deliveries) == (1795387289.123, 3)
    assert letter.content() == {"id": "1"}
    assert messages.flaw(letter, "shop") is None


def test_the_record_of_an_event_is_the_same_letter() -> None:
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": '{"id": "1"}',
        "attributes": {"SentTimestamp": "1795387289123", "ApproximateReceiveCount": "3"},
        "messageAttributes": {
            name: {"stringValue": value, "dataType": "String", "stringListValues": [], "binaryListValues": []}
            for name, value in ATTRIBUTES.items()
        },
        "eventSource": "aws:sqs",
    }
    assert messages.of_event(record) == messages.received(message())


@pytest.mark.parametrize(
    ("given_message", "reason"),
    [
        (message('{"message": "Test message"}', {}), "names no object type, as the test message of CreateDomain"),
        (message('{"message": "Test message"}', {"DomainName": "shop"}), messages.NO_OBJECT),
        (message(attributes={**ATTRIBUTES, "ObjectTypeName": ""}), "is about an object, and names no object type"),
        (
            message(attributes={**ATTRIBUTES, "ObjectTypeName": {"DataType": "Binary", "BinaryValue": b"\0Person"}}),
            messages.NO_TYPE,
        ),
        (message(attributes={**ATTRIBUTES, "DomainName": "other"}), "comes from another domain"),
        (message(attributes={**ATTRIBUTES, "ObjectTypeName": "a b"}), "names an object type that cannot exist"),
        (message('{"id": "' + "x" * 256_000 + '"}'), "is longer than 256000 characters"),
        (message(""), "has a body that is not a JSON object"),
        (message("not json"), "has a body that is not a JSON object"),
        (message("[1, 2]"), "has a body that is not a JSON object"),
        (message('"text"'), "has a body that is not a JSON object"),
        (message("[" * 100_000), "has a body that is nested too deep to be read"),
        (message('{"a":' * 20_000 + "1" + "}" * 20_000), "has a body that is nested too deep to be read"),
        (message("\x00\x01\ufffd\U0010ffff"), "has a body that is not a JSON object"),
        (message(None), "has a body that is not a JSON object"),
    ],
)
def test_what_cannot_be_put_says_why(given_message: dict[str, Any], reason: str) -> None:
    assert messages.flaw(messages.received(given_message), "shop") == reason


def test_the_longest_object_and_one_without_a_domain_can_be_put() -> None:
    body = json.dumps({"id": "1", "text": ""})
    longest = json.dumps({"id": "1", "text": "x" * (256_000 - len(body))})
    letter = messages.received(message(longest, {"ObjectTypeName": "Person"}))
    assert len(letter.body) == 256_000
    assert messages.flaw(letter, "shop") is None


def test_unknown_fields_and_attributes_are_kept_to_be_passed_on() -> None:
    extra = {"DataType": "Number.int", "StringValue": "1"}
    letter = messages.received(message(attributes={**ATTRIBUTES, "Trace": extra}, MD5OfBody="x", Unknown=[1]))
    assert letter.attributes["Trace"] == extra
    assert set(letter.attributes) == {*ATTRIBUTES, "Trace"}


def test_neither_repr_nor_what_is_shown_tells_anything_of_the_object() -> None:
    letter = messages.received(message('{"Email": "jane@example.com"}'))
    assert "jane" not in repr(letter)
    assert messages.shown(letter) == {
        "message_id": "m-1",
        "object_type": "Person",
        "error": ERROR,
        "sent": 1795387289.123,
        "deliveries": 3,
        "characters": 29,
    }


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "MessageId": JSON,
            "ReceiptHandle": JSON,
            "Body": JSON,
            "Attributes": JSON | st.fixed_dictionaries({"SentTimestamp": JSON, "ApproximateReceiveCount": JSON}),
            "MessageAttributes": JSON
            | st.dictionaries(
                st.sampled_from(["Message", "DomainName", "ObjectTypeName"]) | st.text(),
                JSON | st.dictionaries(st.sampled_from(["StringValue", "BinaryValue", "DataType"]), JSON),
            ),
        },
    )
)
def test_any_message_can_be_read(anything: dict[str, Any]) -> None:
    letter = messages.received(anything)
    assert letter.deliveries >= 1
    assert messages.flaw(letter, "shop") is None or "\n" not in str(messages.flaw(letter, "shop"))
    json.dumps(messages.shown(letter))
    assert "\n" not in messages.one_line(letter.error)


@given(st.text(alphabet=st.characters(), max_size=500))
def test_a_text_becomes_one_short_line(text: str) -> None:
    line = messages.one_line(text)
    assert len(line) <= 200
    assert line.splitlines() in ([], [line])


def test_a_letter_with_ten_attributes_is_parked_with_those_that_are_read() -> None:
    sent: list[dict[str, Any]] = []
    sqs: Any = SimpleNamespace(send_message=lambda _url, _body, attributes: sent.append(attributes))
    others = {f"{number}": {"DataType": "String", "StringValue": "x"} for number in range(7)}
    read = {
        name: {"DataType": "String", "StringValue": "Orders"} for name in ("DomainName", "Message", "ObjectTypeName")
    }
    letter = messages.Letter("m-1", "receipt", "{}", "", "shop", "Orders", 0, 1, {**others, **read})
    Queue(sqs, "url").park(letter, "missing-key")
    [attributes] = sent
    assert len(attributes) == 10
    assert attributes["ParkedReason"]["StringValue"] == "missing-key"
    assert read.items() <= attributes.items()

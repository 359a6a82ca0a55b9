"""SQS with many messages, and the behaviour of standard queues on the indexed store."""

import json
import time
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws import directory, queues

from .setting import Place, error


@pytest.fixture
def url(place: Place) -> str:
    return place.queue("letters")


def receive(place: Place, url: str, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = place.sqs.receive_message(
        QueueUrl=url, **{"MaxNumberOfMessages": 10, "VisibilityTimeout": 60} | options
    ).get("Messages", [])
    return found


def counts(place: Place, url: str) -> tuple[int, int, int]:
    names = [f"ApproximateNumberOfMessages{suffix}" for suffix in ("", "NotVisible", "Delayed")]
    found = place.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    visible, in_flight, delayed = (int(found[name]) for name in names)
    return visible, in_flight, delayed


def test_send_receive_delete(place: Place, url: str) -> None:
    for body in ("a", "b", "c"):
        place.sqs.send_message(QueueUrl=url, MessageBody=body)
    assert counts(place, url) == (3, 0, 0)
    messages = receive(place, url, MaxNumberOfMessages=2)
    assert [message["Body"] for message in messages] == ["a", "b"]
    assert counts(place, url) == (1, 2, 0)
    for _ in range(2):
        place.sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])
    assert counts(place, url) == (1, 1, 0)
    with pytest.raises(ClientError) as caught:
        place.sqs.delete_message(QueueUrl=url, ReceiptHandle="invented")
    assert error(caught)[0] == "ReceiptHandleIsInvalid"


def test_a_message_is_hidden_for_twelve_hours_from_the_last_receive(
    place: Place, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.sqs.send_message(QueueUrl=url, MessageBody="a")
    clock = SimpleNamespace(time=lambda: time.time() + 13 * 3600, monotonic=time.monotonic, sleep=time.sleep)
    monkeypatch.setattr(queues, "time", clock)
    [message] = receive(place, url)
    for seconds in (43_000, 0):
        place.sqs.change_message_visibility(
            QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=seconds
        )


def test_messages_come_back(place: Place, url: str) -> None:
    place.sqs.send_message(QueueUrl=url, MessageBody="a")
    [message] = receive(place, url)
    assert receive(place, url) == []
    place.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    [again] = receive(place, url, VisibilityTimeout=1, AttributeNames=["ApproximateReceiveCount"])
    assert again["Attributes"] == {"ApproximateReceiveCount": "2"}
    assert receive(place, url) == []
    time.sleep(1.05)
    assert [each["Body"] for each in receive(place, url)] == ["a"]


def test_delayed_messages_come_late(place: Place, url: str) -> None:
    place.sqs.send_message(QueueUrl=url, MessageBody="a", DelaySeconds=1)
    assert (receive(place, url), counts(place, url)) == ([], (0, 0, 1))
    assert [each["Body"] for each in receive(place, url, WaitTimeSeconds=3)] == ["a"]


def test_attributes_are_shown_when_asked_for_and_kept(place: Place, url: str) -> None:
    attributes = {"Message": {"DataType": "String", "StringValue": "text"}}
    place.sqs.send_message(QueueUrl=url, MessageBody="a", MessageAttributes=attributes)
    [first] = receive(place, url, VisibilityTimeout=0)
    assert "MessageAttributes" not in first
    [second] = receive(place, url, MessageAttributeNames=["All"])
    assert second["MessageAttributes"] == attributes


def test_a6_redrive_to_the_queue_s_own_dead_letter_queue(place: Place) -> None:
    target = place.queue("target")
    redrive = f'{{"deadLetterTargetArn": "{place.arn("sqs", "target")}", "maxReceiveCount": 2}}'
    url = place.queue("source", RedrivePolicy=redrive)
    place.sqs.send_message(QueueUrl=url, MessageBody="a")
    assert [len(receive(place, url, VisibilityTimeout=0)) for _ in range(3)] == [1, 1, 0]
    assert [message["Body"] for message in receive(place, target)] == ["a"]


@pytest.mark.parametrize(
    ("permission", "refused"),
    [
        ({"redrivePermission": "denyAll"}, {"letters", "other"}),
        ({"redrivePermission": "byQueue", "sourceQueueArns": ["letters"]}, {"other"}),
        ({"redrivePermission": "allowAll"}, set()),
        (None, set()),
    ],
)
def test_a_dead_letter_queue_takes_messages_from_the_sources_it_allows(
    place: Place, permission: dict[str, Any] | None, refused: set[str]
) -> None:
    if permission and "sourceQueueArns" in permission:
        permission = {**permission, "sourceQueueArns": [place.arn("sqs", "letters")]}
    attributes: dict[str, Any] = {"RedriveAllowPolicy": json.dumps(permission)} if permission else {}
    place.queue("target", **attributes)
    redrive = json.dumps({"deadLetterTargetArn": place.arn("sqs", "target"), "maxReceiveCount": 2})
    for name in ("letters", "other"):
        if name not in refused:
            place.queue(name, RedrivePolicy=redrive)
            continue
        with pytest.raises(ClientError, match="The dead-letter queue does not allow this queue as a source"):
            place.queue(name, RedrivePolicy=redrive)
        url = place.queue(name)
        with pytest.raises(ClientError, match="The dead-letter queue does not allow this queue as a source"):
            place.sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": redrive})
        attributes = place.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        assert "RedrivePolicy" not in attributes


def test_purge(place: Place, url: str) -> None:
    place.sqs.send_message(QueueUrl=url, MessageBody="a")
    place.sqs.purge_queue(QueueUrl=url)
    assert counts(place, url) == (0, 0, 0)


def test_fifo_queues_still_work(place: Place) -> None:
    url = place.queue("ordered.fifo", FifoQueue="true")
    for body in ("a", "b"):
        place.sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId=body)
    assert [message["Body"] for message in receive(place, url)] == ["a", "b"]


def test_many_messages_stay_fast(place: Place, url: str) -> None:
    for index in range(20_000):
        directory.deliver(place.account, place.region, "letters", str(index), {"Message": "m"})
    begun = time.perf_counter()
    for _ in range(20):
        messages = receive(place, url)
        entries = [{"Id": str(index), "ReceiptHandle": each["ReceiptHandle"]} for index, each in enumerate(messages)]
        place.sqs.delete_message_batch(QueueUrl=url, Entries=entries)
    assert (time.perf_counter() - begun) / 20 < 1  # second for ten messages; moto alone takes several
    assert counts(place, url) == (19_800, 0, 0)


def test_policies_of_a_queue_outlive_other_changes_and_can_be_taken_away(place: Place, url: str) -> None:
    allowed = {"redrivePermission": "byQueue", "sourceQueueArns": [place.arn("sqs", "letters")]}
    target = place.queue("failures", RedriveAllowPolicy=json.dumps(allowed))
    policy = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": "*"}]}
    redrive = {"deadLetterTargetArn": place.arn("sqs", "failures"), "maxReceiveCount": 5}

    def told(queue: str) -> dict[str, str]:
        found: dict[str, str] = place.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        return found

    for name, value in (("Policy", json.dumps(policy)), ("RedrivePolicy", json.dumps(redrive)), ("DelaySeconds", "1")):
        place.sqs.set_queue_attributes(QueueUrl=url, Attributes={name: value})
    assert json.loads(told(url)["Policy"])["Statement"] == policy["Statement"]
    assert json.loads(told(url)["RedrivePolicy"]) == redrive
    assert json.loads(told(target)["RedriveAllowPolicy"]) == allowed
    place.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": "", "RedrivePolicy": ""})
    assert {"Policy", "RedrivePolicy"} & told(url).keys() == set()


LIMIT = 1_048_576  # API reference, SendMessage: 1 MiB
FORBIDDEN = ["\x00", "\x1b[2J", "a\x0bb", "\ud800", "\udfff!", "\ufffe", "\uffff"]
ALLOWED = "\t\n\r \x7f\x85\ud7ff\ue000\ufffd\U00010000\U0010ffff"


@pytest.mark.parametrize("body", FORBIDDEN, ids=ascii)
def test_characters_that_xml_forbids_are_refused(place: Place, body: str) -> None:
    url = place.queue()
    with pytest.raises(place.sqs.exceptions.InvalidMessageContents) as caught:
        place.sqs.send_message(QueueUrl=url, MessageBody=body)
    found = next(each for each in body if each not in "[2Jab!")
    assert f"Invalid binary character '#x{ord(found):X}' was found in the message body" in str(caught.value)
    attribute = {"DataType": "String", "StringValue": body}
    with pytest.raises(place.sqs.exceptions.InvalidMessageContents):
        place.sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={"name": attribute})
    assert place.messages(url) == []


def test_all_other_characters_arrive(place: Place) -> None:
    url = place.queue()
    place.sqs.send_message(QueueUrl=url, MessageBody=ALLOWED)
    assert place.messages(url) == [{"body": ALLOWED, "attributes": {}}]


@pytest.mark.parametrize(
    ("body", "value"), [("x" * (LIMIT - 10), "y"), ("é" * (LIMIT // 2 - 5), "y"), ("x", "y" * (LIMIT - 10))]
)
def test_bytes_of_body_and_attributes_count_towards_the_limit(place: Place, body: str, value: str) -> None:
    """The name `n` and the type `String` are seven bytes; body and value are 1 MiB less nine."""
    url = place.queue()
    attribute = {"n": {"DataType": "String", "StringValue": value}}
    place.sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attribute)
    attribute["n"]["StringValue"] = f"{value}123"
    with pytest.raises(ClientError) as caught:
        place.sqs.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attribute)
    assert error(caught) == (
        "InvalidParameterValue",
        f"One or more parameters are invalid. Reason: Message must be shorter than {LIMIT} bytes.",
    )
    assert len(place.messages(url)) == 1


def test_the_queue_s_own_limit_counts_bytes_too(place: Place) -> None:
    url = place.queue("small", MaximumMessageSize="1024")
    place.sqs.send_message(QueueUrl=url, MessageBody="é" * 512)
    with pytest.raises(ClientError, match="shorter than 1024 bytes"):
        place.sqs.send_message(QueueUrl=url, MessageBody="é" * 512 + "x")


def test_of_a_batch_only_the_messages_that_cannot_be_sent_fail(place: Place) -> None:
    url = place.queue("small", MaximumMessageSize="1024")
    bodies = {"good": "x", "escape": "\x1b", "long": "x" * 1025, "surrogate": "\ud800"}
    answer = place.sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": name, "MessageBody": body} for name, body in bodies.items()]
    )
    assert [each["Id"] for each in answer["Successful"]] == ["good"]
    assert [(each["Id"], each["Code"], each["SenderFault"]) for each in answer["Failed"]] == [
        ("escape", "InvalidMessageContents", True),
        ("long", "InvalidParameterValue", True),
        ("surrogate", "InvalidMessageContents", True),
    ]
    assert [message["body"] for message in place.messages(url)] == ["x"]


def test_a_batch_is_limited_as_a_whole_with_its_attributes(place: Place) -> None:
    url = place.queue()
    attribute = {"n": {"DataType": "Binary", "BinaryValue": b"\x00" * (LIMIT // 2)}}
    entries = [{"Id": str(each), "MessageBody": "x", "MessageAttributes": attribute} for each in range(2)]
    with pytest.raises(place.sqs.exceptions.BatchRequestTooLong):
        place.sqs.send_message_batch(QueueUrl=url, Entries=entries)
    assert place.messages(url) == []

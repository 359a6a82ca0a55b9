"""What is no JSON document, or not from AWS, is no answer: botocore alone reads it as one without members."""

from collections.abc import Callable

import pytest
from connect_customer_profiles.aws.customer_profiles import CustomerProfiles
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.message_answers import Message
from connect_customer_profiles.aws.profile_objects import ProfileObjects
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.aws.sqs import Sqs

from tests.unit.aws.network import Network

CREDENTIALS = Credentials(access_key="KEY", secret_key="secret")
WHERE = ("111122223333", "us-east-1", CREDENTIALS)
QUEUE = "https://sqs.us-east-1.amazonaws.com/111122223333/shop-dead-letters"


def store_object() -> None:
    """Store a letter's object: the letter would be deleted."""
    ProfileObjects(*WHERE).put_object("shop", "Order", "{}")


def look_up_domain() -> None:
    """Look a domain up: without members it would have neither queue nor integrations."""
    CustomerProfiles(*WHERE).get_domain("shop")


def count_letters() -> None:
    """Count the letters of a queue."""
    Sqs(*WHERE).queue_depth(QUEUE)


def park_letter() -> None:
    """Send a letter to another queue: it would be deleted from this one."""
    Sqs(*WHERE).send_message(QUEUE, "{}", {})


def receive_letters() -> list[Message]:
    """Receive letters: without any, the queue would be said to be empty."""
    return Sqs(*WHERE).receive_messages(QUEUE, 10, visibility=0)


def delete_letters() -> list[int]:
    """Delete a letter: it would count as deleted."""
    return Sqs(*WHERE).delete_messages(QUEUE, ["receipt"])


UNANSWERED = [
    (store_object, "PutProfileObject"),
    (park_letter, "SendMessage"),
    (receive_letters, "ReceiveMessage"),
    (delete_letters, "DeleteMessageBatch"),
]


@pytest.mark.parametrize("body", ["<html>Sign in, ann@example.com</html>", "OK", '{"ProfileObjectUniqueKey": '])
@pytest.mark.parametrize(
    ("call", "operation"), [(store_object, "PutProfileObject"), (count_letters, "GetQueueAttributes")]
)
def test_a_proxy_s_page_is_no_answer(network: Network, call: Callable[[], None], operation: str, body: str) -> None:
    network.answers = [(200, body)]
    with pytest.raises(AwsError) as caught:
        call()
    assert str(caught.value) == f"{operation}: the answer is not JSON"
    assert not caught.value.answered
    assert len(network.sent) == 1


@pytest.mark.parametrize("body", ["", "{}", '{"message": "moved"}'])
@pytest.mark.parametrize(("call", "operation"), UNANSWERED)
def test_an_empty_answer_without_a_request_id_is_nobody_s(
    network: Network, call: Callable[[], object], operation: str, body: str
) -> None:
    network.answers = [(200, body)]
    with pytest.raises(AwsError) as caught:
        call()
    assert str(caught.value) == f"{operation}: the answer is empty and has no request ID, so it is not from AWS"
    assert not caught.value.answered
    assert len(network.sent) == 1


@pytest.mark.parametrize("call", [call for call, _ in UNANSWERED])
def test_an_empty_answer_of_aws_is_one(network: Network, call: Callable[[], object]) -> None:
    network.answers = [(200, {})]
    call()
    assert len(network.sent) == 1


@pytest.mark.parametrize("body", ["", "{}", '{"message": "moved"}'])
def test_an_answer_without_any_member_that_is_required_is_none(network: Network, body: str) -> None:
    network.answers = [(200, body)]
    with pytest.raises(AwsError) as caught:
        look_up_domain()
    assert str(caught.value) == "GetDomain: the answer is not as the API describes it: DomainName is missing"
    assert caught.value.unreadable


def test_a_member_that_is_missing_is_the_call_s_error(network: Network) -> None:
    network.answers = [(200, {"DomainName": "shop"}), (200, {"Items": [{"DomainName": "shop"}]})]
    domain = CustomerProfiles(*WHERE).get_domain("shop")
    [integration] = CustomerProfiles(*WHERE).list_integrations("shop", hidden=True)
    assert domain
    for operation, answer, member in (("GetDomain", domain, "Tags"), ("ListIntegrations", integration, "Uri")):
        with pytest.raises(AwsError) as caught:
            answer.__getitem__(member)
        words = f"{operation}: the answer is not as the API describes it: {member} is missing"
        assert (str(caught.value), caught.value.unreadable) == (words, True)


@pytest.mark.parametrize("status", [200, 400])
def test_an_answer_that_is_nested_too_deep_is_none(network: Network, status: int) -> None:
    network.answers = [(status, "[" * 100_000)]
    with pytest.raises(AwsError) as caught:
        look_up_domain()
    assert str(caught.value).startswith("GetDomain: ")
    assert caught.value.unreadable

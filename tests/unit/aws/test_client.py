"""The calls: exact requests, pages, and the four ways in which a call ends."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.call import THROTTLED_ATTEMPTS
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.session import Credentials

from tests.unit.aws.network import Network, Sent, error

URL = "https://profile.us-east-1.amazonaws.com"
ROLE = "arn:aws:iam::111122223333:role/loader"
ID = "0123456789abcdef0123456789abcdef"
URI = "arn:aws:appflow:us-east-1:111122223333:flow/shop-contacts"
DEFINITION: dict[str, Any] = {
    "FlowName": "shop-contacts",
    "KmsArn": "arn:aws:kms:us-east-1:111122223333:key/1",
    "SourceFlowConfig": {"ConnectorType": "Marketo", "SourceConnectorProperties": {"Marketo": {"Object": "leads"}}},
    "Tasks": [],
    "TriggerConfig": {"TriggerType": "OnDemand"},
}
START, END = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 3, 1, tzinfo=UTC)
CREDENTIALS = Credentials(access_key="KEY", secret_key="secret")
BATCHES = [{"start": START, "end": END}]


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(network: Network, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> AwsClient:
    monkeypatch.setattr(rates, "CALLS_PER_SECOND", {})
    return AwsClient("111122223333", "us-east-1", CREDENTIALS, sleep=pauses.append)


def create(client: AwsClient) -> str:
    return client.create_integration_workflow("shop", "Contact", ROLE, DEFINITION, BATCHES, {})


def put(client: AwsClient) -> str:
    return client.put_integration("shop", "Contact", DEFINITION, {})


def test_starts_a_workflow(client: AwsClient, network: Network) -> None:
    network.answers = [(200, {"WorkflowId": ID, "Message": "ok"})]
    tags = {"team": "care"}
    assert client.create_integration_workflow("shop", "Contact", ROLE, DEFINITION, BATCHES, tags) == ID
    [sent] = network.sent
    assert (sent.method, sent.path) == ("POST", "/domains/shop/workflows/integrations")
    assert sent.body == {
        "WorkflowType": "APPFLOW_INTEGRATION",
        "IntegrationConfig": {
            "AppflowIntegration": {
                "FlowDefinition": DEFINITION,
                "Batches": [{"StartTime": START.timestamp(), "EndTime": END.timestamp()}],
            }
        },
        "ObjectTypeName": "Contact",
        "RoleArn": ROLE,
        "Tags": tags,
    }


def test_puts_an_integration(client: AwsClient, network: Network) -> None:
    network.answers = [(200, {"Uri": URI})]
    assert put(client) == URI
    [sent] = network.sent
    assert (sent.method, sent.path) == ("PUT", "/domains/shop/integrations")
    assert sent.body == {"ObjectTypeName": "Contact", "FlowDefinition": DEFINITION}


def test_tags_an_integration_and_takes_tags_away(client: AwsClient, network: Network) -> None:
    client.tag_integration("shop", URI, {"team": "care"}, ["cost"])
    client.tag_integration("shop", URI, {}, [])
    untag, tag = network.sent
    assert (untag.method, untag.query) == ("DELETE", {"tagKeys": ["cost"]})
    assert (tag.method, tag.body) == ("POST", {"tags": {"team": "care"}})
    assert untag.path == tag.path
    assert tag.path.startswith(
        "/tags/arn%3Aaws%3Aprofile%3Aus-east-1%3A111122223333%3Adomains%2Fshop%2Fintegrations%2F"
    )


@pytest.mark.parametrize(
    ("call", "path", "body"),
    [
        (lambda each: each.start_flow("f"), "/start-flow", {"flowName": "f", "clientToken": "<token>"}),
        (lambda each: each.stop_flow("f"), "/stop-flow", {"flowName": "f"}),
        (lambda each: each.delete_flow("f"), "/delete-flow", {"flowName": "f", "forceDelete": True}),
        (lambda each: each.describe_flow("f"), "/describe-flow", {"flowName": "f"}),
        (
            lambda each: each.delete_integration("shop", URI),
            "/domains/shop/integrations/delete",
            {"Uri": URI},
        ),
        (lambda each: each.get_integration("shop", URI), "/domains/shop/integrations", {"Uri": URI}),
        (lambda each: each.delete_workflow("shop", ID), f"/domains/shop/workflows/{ID}", {}),
        (lambda each: each.get_workflow("shop", ID), f"/domains/shop/workflows/{ID}", {}),
    ],
)
def test_requests(
    client: AwsClient, network: Network, call: Callable[[AwsClient], Any], path: str, body: dict[str, Any]
) -> None:
    network.answers = [(200, {"DomainName": "shop"})]
    call(client)
    [sent] = network.sent
    token = {"clientToken": "<token>"} if sent.body.get("clientToken") else {}
    assert (sent.path, {**sent.body, **token}) == (path, body)


def of_query(sent: Sent) -> str | None:
    return sent.query.get("next-token", [None])[0]


def of_body(sent: Sent) -> str | None:
    return sent.body.get("nextToken")


@pytest.mark.parametrize(
    ("call", "items", "token_sent"),
    [
        (lambda each: each.list_integrations("shop", hidden=True), "Items", of_query),
        (lambda each: each.list_workflows("shop", START), "Items", of_query),
        (lambda each: each.list_flows(), "flows", of_body),
        (lambda each: list(each.flow_runs("f")), "flowExecutions", of_body),
    ],
)
def test_lists_are_read_to_the_last_page(
    client: AwsClient,
    network: Network,
    call: Callable[[AwsClient], Any],
    items: str,
    token_sent: Callable[[Sent], str | None],
) -> None:
    item = {"Items": {"Uri": URI, "WorkflowId": ID}, "flows": {"flowName": "f"}, "flowExecutions": {"executionId": "e"}}
    key = "NextToken" if items == "Items" else "nextToken"
    network.answers = [
        (200, {items: [item[items], item[items]], key: "token-0"}),
        (200, {items: [], key: "token-1"}),
        (200, {items: [item[items]]}),
    ]
    assert len(call(client)) == 3
    assert [token_sent(sent) for sent in network.sent] == [None, "token-0", "token-1"]


def test_hidden_integrations_are_listed_too(client: AwsClient, network: Network) -> None:
    client.list_integrations("shop", hidden=True)
    assert network.sent[0].query == {"include-hidden": ["true"], "max-results": ["100"]}


def test_steps_come_without_their_envelope(client: AwsClient, network: Network) -> None:
    step = {"FlowName": "f", "Status": "COMPLETE"}
    network.answers = [(200, {"Items": [{"AppflowIntegration": step}]})]
    assert client.get_workflow_steps("shop", ID) == [step]


@pytest.mark.parametrize(
    ("call", "nothing"),
    [
        (lambda each: each.get_workflow("shop", ID), None),
        (lambda each: each.get_workflow_steps("shop", ID), []),
        (lambda each: each.list_workflows("shop", START), []),
        (lambda each: each.delete_workflow("shop", ID), None),
        (lambda each: each.get_integration("shop", URI), None),
        (lambda each: each.list_integrations("shop", hidden=False), []),
        (lambda each: each.delete_integration("shop", URI), None),
        (lambda each: each.domain_exists("shop"), False),
        (lambda each: each.describe_flow("f"), None),
        (lambda each: each.stop_flow("f"), None),
        (lambda each: each.delete_flow("f"), None),
    ],
)
def test_what_does_not_exist_is_nothing(
    client: AwsClient, network: Network, call: Callable[[AwsClient], Any], nothing: object
) -> None:
    network.answers = [error(404, "ResourceNotFoundException")]
    assert call(client) == nothing
    assert len(network.sent) == 1


def test_a_workflow_in_a_domain_that_does_not_exist_is_an_error(client: AwsClient, network: Network) -> None:
    network.answers = [error(404, "ResourceNotFoundException", "Domain shop not found")]
    with pytest.raises(AwsError) as failed:
        create(client)
    assert str(failed.value) == "CreateIntegrationWorkflow: ResourceNotFoundException: Domain shop not found"
    assert failed.value.code == "ResourceNotFoundException"


@pytest.mark.parametrize("code", ["ThrottlingException", "TooManyRequestsException"])
def test_a_throttled_call_is_repeated_later_and_later(
    client: AwsClient, network: Network, pauses: list[float], code: str
) -> None:
    network.answers = [*[error(429, code)] * 3, (200, {"WorkflowId": ID})]
    assert create(client) == ID
    assert len(network.sent) == 4
    assert [0.5 <= pauses[0] <= 1, 1 <= pauses[1] <= 2, 2 <= pauses[2] <= 4] == [True, True, True]
    assert len(pauses) == 3


def test_a_long_pause_is_logged(
    client: AwsClient, network: Network, pauses: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    network.answers = [*[error(429, "ThrottlingException")] * 5, (200, {"WorkflowId": ID})]
    with caplog.at_level("INFO", "connect_customer_profiles"):
        create(client)
    assert caplog.messages == [
        f"CreateIntegrationWorkflow is throttled: the next attempt is in {pause:.0f} seconds"
        for pause in pauses
        if pause > 2
    ]
    assert len(caplog.messages) >= 3


def test_a_call_that_stays_throttled_fails_in_the_end(client: AwsClient, network: Network, pauses: list[float]) -> None:
    network.answers = [error(429, "ThrottlingException", "Slow down")]
    with pytest.raises(AwsError) as failed:
        create(client)
    assert str(failed.value) == "CreateIntegrationWorkflow: ThrottlingException: Slow down"
    assert len(network.sent) == THROTTLED_ATTEMPTS == 10
    assert len(pauses) == 9
    assert max(pauses) <= 30


LOST = [ReadTimeoutError(endpoint_url=URL), ConnectionClosedError(endpoint_url=URL)]
UNREACHED = [EndpointConnectionError(endpoint_url=URL), ConnectTimeoutError(endpoint_url=URL)]


@pytest.mark.parametrize("lost", LOST, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("call", [create, put])
def test_what_must_not_happen_twice_is_sent_once_and_counts_as_unanswered(
    client: AwsClient, network: Network, call: Callable[[AwsClient], str], lost: Exception
) -> None:
    network.answers = [lost]
    with pytest.raises(AwsError) as failed:
        call(client)
    assert not failed.value.answered
    assert len(network.sent) == 1


@pytest.mark.parametrize("unreached", UNREACHED, ids=lambda each: type(each).__name__)
def test_what_never_reached_the_service_did_not_happen(
    client: AwsClient, network: Network, unreached: Exception
) -> None:
    network.answers = [unreached]
    with pytest.raises(AwsError) as failed:
        create(client)
    assert str(failed.value) == f"CreateIntegrationWorkflow: {unreached}"
    assert failed.value.answered
    assert len(network.sent) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("call", [create, put])
def test_a_server_error_leaves_open_whether_it_happened(
    client: AwsClient, network: Network, call: Callable[[AwsClient], str], status: int
) -> None:
    network.answers = [error(status, "InternalServerException", "Sorry.")]
    with pytest.raises(AwsError, match=r": InternalServerException: Sorry.$") as failed:
        call(client)
    assert not failed.value.answered
    assert len(network.sent) == 1


def test_what_may_happen_twice_is_sent_again(client: AwsClient, network: Network) -> None:
    network.answers = [LOST[0], error(500, "InternalServerException"), (200, {"Status": "COMPLETE"})]
    found = client.get_workflow("shop", ID)
    assert found is not None
    assert found["Status"] == "COMPLETE"
    assert len(network.sent) == 3


def test_what_stays_unanswered_is_unanswered_in_the_end(client: AwsClient, network: Network) -> None:
    network.answers = [LOST[1]]
    with pytest.raises(AwsError, match=r"^GetWorkflow: Connection was closed") as failed:
        client.get_workflow("shop", ID)
    assert not failed.value.answered
    assert len(network.sent) == 6


def test_a_request_that_breaks_the_model_is_an_error_and_not_sent(client: AwsClient, network: Network) -> None:
    with pytest.raises(AwsError, match=r"^CreateIntegrationWorkflow: Parameter validation failed"):
        client.create_integration_workflow("", "Contact", ROLE, DEFINITION, BATCHES, {})
    assert network.sent == []


def test_a_request_that_breaks_the_model_fails_on_one_line(client: AwsClient, network: Network) -> None:
    with pytest.raises(AwsError) as failed:
        client.create_integration_workflow("", "", ROLE, DEFINITION, BATCHES, {})
    assert "\n" not in str(failed.value)


@pytest.mark.parametrize(
    ("message", "late"),
    [
        ("Unable to assume the role arn:aws:iam::111122223333:role/loader", True),
        ("User is not authorized to perform: appflow:CreateFlow", True),
        ("Customer Profiles has no access to KMS key 1234", True),
        ("Flow with name shop-contacts already exists.", False),
        ("Connector profile salesforce does not exist", False),
        ("Invalid object type name", False),
    ],
)
def test_the_words_of_an_error_tell_what_may_only_be_late(
    client: AwsClient, network: Network, message: str, late: bool
) -> None:
    network.answers = [error(400, "BadRequestException", message)]
    with pytest.raises(AwsError) as failed:
        create(client)
    assert str(failed.value) == f"CreateIntegrationWorkflow: BadRequestException: {message}"
    assert failed.value.not_yet_effective is late


def test_every_attempt_keeps_the_pace_of_its_account_region_and_api(
    client: AwsClient, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    paced: list[tuple[str, str, str]] = []
    monkeypatch.setattr(rates, "pace", lambda *where: paced.append(where))
    network.answers = [error(429, "ThrottlingException"), (200, {"WorkflowId": ID})]
    create(client)
    client.describe_flow("f")
    where = ("111122223333", "us-east-1")
    assert paced == [
        (*where, "CreateIntegrationWorkflow"),
        (*where, "CreateIntegrationWorkflow"),
        (*where, "DescribeFlow"),
    ]


def test_what_fails_before_any_call_names_no_operation(network: Network) -> None:
    other = AwsClient("111122223333", "us-east-1", Credentials(profile="nobody"))
    with pytest.raises(
        AwsError,
        match=r"^could not reach AWS: The config profile \(nobody\) could not be found; check the credentials: "
        "AWS_PROFILE or AWS_ACCESS_KEY_ID$",
    ):
        other.get_workflow("shop", ID)
    assert network.sent == []

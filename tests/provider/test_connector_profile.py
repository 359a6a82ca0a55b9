"""A connector profile: exact requests, rotation in place, and no trace of an interrupted attempt or of a secret."""

import base64
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.provider.elsewhere import ANOTHER_PLACE, ELSEWHERE, assert_left_alone, assert_stays
from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.reserved import CONNECTOR_PROFILE, Interruptions, Reserved, profile_inputs
from tests.provider.server import Provider, ProviderError
from tests.provider.stack import RefusedError, Start

MakeStack = Callable[..., Reserved]

SECRET, NEW_SECRET = "hunter2-hunter2", "correct-horse-battery"


def basic(password: str = SECRET) -> dict[str, str]:
    return {"kind": "basic", "username": "loader", "password": password}


@pytest.fixture
def stack(place: Place, shared: Provider) -> MakeStack:
    """Makes a stack; arguments may be changed."""

    def make(provider: Provider | None = None, **changes: Any) -> Reserved:
        arguments = {
            "region": REGION,
            "account": ACCOUNT,
            "connector_profile_name": "crm",
            "connector_type": "ServiceNow",
            "instance_url": "https://acme.service-now.com",
            "credentials": basic(),
        }
        return Reserved(CONNECTOR_PROFILE, profile_inputs, {**arguments, **changes}, provider or shared)

    return make


def profiles(place: Place) -> list[str]:
    found = place.control.inventory().get(ACCOUNT, {}).get(REGION, {}).get("connector_profiles", [])
    return list(found)


def details(place: Place, name: str = "crm") -> dict[str, Any]:
    [found] = place.client("appflow").describe_connector_profiles(connectorProfileNames=[name])[
        "connectorProfileDetails"
    ]
    return dict(found)


def sent(place: Place, operation: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in call.items() if key != "clientToken"} for call in place.calls(operation)]


CREATED = {
    "connectorProfileName": "crm",
    "connectorType": "Servicenow",
    "connectionMode": "Public",
    "connectorProfileConfig": {
        "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://acme.service-now.com"}},
        "connectorProfileCredentials": {"ServiceNow": {"username": "loader", "password": SECRET}},
    },
}


def test_the_request_is_what_was_checked_and_nothing_else(stack: MakeStack, place: Place) -> None:
    made = stack()
    before = place.last_call()
    assert made.up() == ["create reservation", "create resource"]
    assert sent(place, "CreateConnectorProfile") == [CREATED]
    assert place.operations(before) == [
        *("DescribeConnectorProfiles", "DescribeConnectorProfiles"),
        *("CreateConnectorProfile", "DescribeConnectorProfiles"),
    ]
    assert made.state == {
        **made.resource.inputs,  # type: ignore[union-attr]
        "connector_profile_arn": f"arn:aws:appflow:{REGION}:{ACCOUNT}:connectorprofile/crm",
    }
    assert made.preview() == []
    assert made.refresh() == made.state


KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "Salesforce, JSON web token": (
        {"connector_type": "Salesforce", "credentials": {"kind": "jwt", "jwt_token": "a.b.c"}},
        {"Salesforce": {"oAuth2GrantType": "JWT_BEARER", "jwtToken": "a.b.c"}},
    ),
    "Salesforce, tokens": (
        {
            "connector_type": "Salesforce",
            "credentials": {"kind": "oauth", "access_token": "here", "refresh_token": "again"},
        },
        {"Salesforce": {"accessToken": "here", "refreshToken": "again"}},
    ),
    "ServiceNow, OAuth": (
        {"credentials": {"kind": "oauth", "client_id": "us", "client_secret": SECRET, "access_token": "here"}},
        {"ServiceNow": {"oAuth2Credentials": {"clientId": "us", "clientSecret": SECRET, "accessToken": "here"}}},
    ),
    "Marketo": (
        {"connector_type": "Marketo", "credentials": {"client_id": "us", "client_secret": SECRET}},
        {"Marketo": {"clientId": "us", "clientSecret": SECRET}},
    ),
    "Zendesk": (
        {
            "connector_type": "Zendesk",
            "credentials": {"client_id": "us", "client_secret": SECRET, "access_token": "here"},
        },
        {"Zendesk": {"clientId": "us", "clientSecret": SECRET, "accessToken": "here"}},
    ),
}


@pytest.mark.parametrize(("changes", "credentials"), KINDS.values(), ids=KINDS.keys())
def test_every_kind_of_credentials_is_taken(
    stack: MakeStack, place: Place, changes: dict[str, Any], credentials: dict[str, Any]
) -> None:
    stack(**changes).up()
    [created] = sent(place, "CreateConnectorProfile")
    assert created["connectorProfileConfig"]["connectorProfileCredentials"] == credentials


def test_other_credentials_update_in_place(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    assert made.up(credentials=basic(NEW_SECRET)) == ["update resource"]
    [updated] = sent(place, "UpdateConnectorProfile")
    expected = {key: value for key, value in CREATED.items() if key != "connectorType"}
    assert updated == {
        **expected,
        "connectorProfileConfig": {
            "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://acme.service-now.com"}},
            "connectorProfileCredentials": {"ServiceNow": {"username": "loader", "password": NEW_SECRET}},
        },
    }
    assert len(place.calls("CreateConnectorProfile")) == 1
    assert made.preview() == []


def test_another_address_updates_in_place(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    assert made.up(instance_url="https://new.service-now.com") == ["update resource"]
    assert details(place)["connectorProfileProperties"] == {
        "ServiceNow": {"instanceUrl": "https://new.service-now.com"}
    }


def test_another_name_replaces_the_new_one_first(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    before = place.last_call()
    assert made.up(connector_profile_name="crm-2") == ["replace reservation", "replace resource"]
    operations = place.operations(before)
    assert operations.index("CreateConnectorProfile") < operations.index("DeleteConnectorProfile")
    assert profiles(place) == ["crm-2"]


def test_another_type_or_key_replaces_the_old_one_first(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    zendesk = {"client_id": "us", "client_secret": SECRET, "access_token": "here"}
    assert made.up(connector_type="Zendesk", credentials=zendesk) == ["replace resource (delete first)"]
    key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
    assert made.up(kms_key_arn=key) == ["replace resource (delete first)"]
    assert place.calls("CreateConnectorProfile")[-1]["kmsArn"] == key
    assert details(place)["connectorType"] == "Zendesk"


def test_a_change_by_hand_is_shown_and_repaired(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    wanted = dict(made.state)
    place.client("appflow").update_connector_profile(
        connectorProfileName="crm",
        connectionMode="Public",
        connectorProfileConfig={
            "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://theirs.service-now.com"}},
            "connectorProfileCredentials": {"ServiceNow": {"username": "they", "password": "theirs"}},
        },
    )
    refreshed = made.refresh()
    assert refreshed is not None
    assert refreshed["properties"] == {"ServiceNow": {"instanceUrl": "https://theirs.service-now.com"}}
    assert made.preview() == ["update resource"]
    made.up()
    assert made.state == wanted
    assert made.refresh() == wanted


def test_deleted_by_hand_is_gone_and_made_again(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.client("appflow").delete_connector_profile(connectorProfileName="crm")
    assert made.refresh() is None
    assert made.up() == ["create resource"]
    assert profiles(place) == ["crm"]


def test_a_profile_of_somebody_else_is_not_taken_over(stack: MakeStack, place: Place) -> None:
    place.control.seed(("crm", "Servicenow"), account=ACCOUNT, region=REGION)
    before = place.last_call()
    with pytest.raises(RefusedError) as refused:
        stack().up()
    assert str(refused.value) == (
        "ConnectorProfile: connector_profile_name = 'crm': a connector profile of this name already exists; to use it, "
        "pass its name as the connector profile's name; after a rename or a move into another component, give the "
        "component the option aliases (docs/names.md); otherwise choose another name"
    )
    assert place.operations(before) == ["DescribeConnectorProfiles"]


def test_a_profile_in_use_stays(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    place.client("customer-profiles").create_domain(DomainName="shop", DefaultExpirationDays=366)
    properties = {"CustomerProfiles": {"domainName": "shop", "objectTypeName": "Servicenow-task"}}
    place.client("appflow").create_flow(
        flowName="tasks",
        triggerConfig={"triggerType": "OnDemand"},
        sourceFlowConfig={
            "connectorType": "Servicenow",
            "connectorProfileName": "crm",
            "sourceConnectorProperties": {"ServiceNow": {"object": "task"}},
        },
        destinationFlowConfigList=[{"connectorType": "CustomerProfiles", "destinationConnectorProperties": properties}],
        tasks=[{"taskType": "Map_all", "sourceFields": [], "taskProperties": {}}],
    )
    with pytest.raises(ProviderError, match="Connector profile crm is used by the flow tasks"):
        made.destroy()
    assert profiles(place) == ["crm"]


@pytest.mark.parametrize("operation", ["CreateConnectorProfile", "UpdateConnectorProfile"])
def test_a_refusal_shows_no_secret(stack: MakeStack, place: Place, operation: str) -> None:
    made = stack()
    if operation.startswith("Update"):
        made.up()
    with pytest.raises(ProviderError) as refused:
        made.up(instance_url="https://acme.invalid", credentials=basic(NEW_SECRET))
    message = str(refused.value)
    assert message.strip().splitlines()[-1] == (
        f"{operation}: ConnectorAuthenticationException: "
        "Servicenow at https://acme.invalid refused {'ServiceNow': {'username': '[secret]', 'password': '[secret]'}}"
    )
    assert NEW_SECRET not in message
    assert "loader" not in message


BASIC = base64.b64encode(f"loader:{SECRET}".encode()).decode()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (f"'{SECRET}' is too long", "'[secret]' is too long"),
        (f"'{SECRET[:9]}…' is too long", "'[secret]…' is too long"),
        (f"Authorization: Basic {BASIC}", "Authorization: Basic [secret]"),
        (f"GET /login?password={quote(SECRET, safe='')}&x=1", "GET /login?password=[secret]&x=1"),
        (f'body {{\\"password\\": \\"{SECRET}\\"}}', 'body {\\"password\\": \\"[secret]\\"}'),
        (f"digest input {SECRET.encode().hex()}", "digest input [secret]"),
    ],
)
def test_no_words_of_the_service_show_a_secret(stack: MakeStack, place: Place, words: str, shown: str) -> None:
    place.control.add_fault(
        "error_before",
        service="appflow",
        operation="CreateConnectorProfile",
        count=10_000,
        status=400,
        message=words,
    )
    with pytest.raises(ProviderError) as refused:
        stack().up()
    assert SECRET not in str(refused.value)
    assert shown in str(refused.value).replace("[secret][secret]", "[secret]")


# Interrupted

CHANGES = {"credentials": basic(NEW_SECRET)}


@pytest.fixture(params=["create", "update", "delete"])
def interruptions(place: Place, stack: MakeStack, start: Start, request: pytest.FixtureRequest) -> Interruptions:
    return Interruptions(place, start, stack, CHANGES, request.param)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["kill", "lost_answer"])
def test_whatever_call_goes_wrong_the_next_command_finishes(
    interruptions: Interruptions, place: Place, kind: str
) -> None:
    for call in interruptions.calls():
        made = interruptions.interrupted(kind, call)
        interruptions.wanted(made)
        assert profiles(place) == ["crm"], call
        last = [*place.calls("CreateConnectorProfile"), *place.calls("UpdateConnectorProfile")][-1]
        password = last["connectorProfileConfig"]["connectorProfileCredentials"]["ServiceNow"]["password"]
        assert password == (NEW_SECRET if interruptions.what == "update" else SECRET), call
        assert made.preview() == [], call
        made.destroy()
        assert profiles(place) == [], call


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["kill", "lost_answer"])
def test_whatever_call_goes_wrong_destroy_leaves_nothing(interruptions: Interruptions, place: Place, kind: str) -> None:
    for call in interruptions.calls():
        interruptions.interrupted(kind, call).destroy()
        assert profiles(place) == [], call


@ANOTHER_PLACE
def test_it_stays_in_its_account_and_region(stack: MakeStack, place: Place, changes: dict[str, str]) -> None:
    assert_stays(place, stack(), "ConnectorProfile", changes)


def test_nothing_is_read_or_deleted_with_credentials_of_another_account(
    stack: MakeStack, place: Place, start: Start
) -> None:
    made = stack()
    made.up()
    made.provider = start(configuration=ELSEWHERE)
    assert_left_alone(place, made.refresh, made.destroy)

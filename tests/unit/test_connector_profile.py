"""`ConnectorProfile` under mocks: what its resources are told, and what is kept secret."""

from typing import Any

import pytest
from connect_customer_profiles import ConnectorProfile

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, attempted, deployed, refusal

REQUIRED: dict[str, object] = {
    "connector_profile_name": "crm",
    "connector_type": "ServiceNow",
    "instance_url": "https://acme.service-now.com",
    "credentials": {"kind": "basic", "username": "loader", "password": "hunter2-hunter2"},
}
SHARED = {"region": REGION, "account": ACCOUNT}


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(ConnectorProfile, "connection", args, **options)


def told(deployment: Deployment, name: str) -> dict[str, Any]:
    return {key: value for key, value in deployment[name].inputs.items() if key != "__provider"}


def test_a_reservation_and_the_profile_of_that_name() -> None:
    deployment = made(REQUIRED)
    assert deployment.tree == {
        ("connect-customer-profiles:index:ConnectorProfile", "connection", ""),
        ("pulumi-python:dynamic/customerprofiles:Reservation", "connection-reservation", "connection"),
        ("pulumi-python:dynamic/customerprofiles:ConnectorProfile", "connection-profile", "connection"),
    }
    assert told(deployment, "connection-reservation") == {**SHARED, "kind": "connector profile", "name": "crm"}
    assert told(deployment, "connection-profile") == {
        **SHARED,
        "connector_profile_name": "crm",
        "connector_type": "Servicenow",
        "connection_mode": "Public",
        "properties": {"ServiceNow": {"instanceUrl": "https://acme.service-now.com"}},
        "credentials": {"ServiceNow": {"username": "loader", "password": "hunter2-hunter2"}},
    }
    assert deployment["connection-profile"].dependencies == {"connection-reservation"}


def test_every_argument_reaches_the_resources() -> None:
    deployment = made(
        {
            "connector_profile_name": "crm",
            "connector_type": "Salesforce",
            "instance_url": "https://acme--dev.sandbox.my.salesforce.com",
            "credentials": {"kind": "jwt", "jwt_token": "a.b.c"},
            "kms_key_arn": KEY_ARN,
            "sandbox": True,
            "private_link": True,
            "aws_profile": "production",
        }
    )
    shared = {**SHARED, "aws_profile": "production"}
    assert told(deployment, "connection-reservation") == {**shared, "kind": "connector profile", "name": "crm"}
    assert told(deployment, "connection-profile") == {
        **shared,
        "connector_profile_name": "crm",
        "connector_type": "Salesforce",
        "connection_mode": "Private",
        "kms_key_arn": KEY_ARN,
        "properties": {
            "Salesforce": {
                "instanceUrl": "https://acme--dev.sandbox.my.salesforce.com",
                "isSandboxEnvironment": True,
            }
        },
        "credentials": {"Salesforce": {"oAuth2GrantType": "JWT_BEARER", "jwtToken": "a.b.c"}},
    }


def test_credentials_are_secret_however_they_are_given() -> None:
    deployment = made(REQUIRED)
    assert deployment["connection"].secrets == {"credentials"}
    assert deployment["connection-profile"].secrets == {"credentials"}
    assert deployment["connection-reservation"].secrets == set()


def test_arguments_may_be_outputs() -> None:
    outputs: dict[str, object] = {key: Later(value) for key, value in REQUIRED.items()}
    assert told(made(outputs), "connection-profile") == told(made(REQUIRED), "connection-profile")
    nested = {**REQUIRED, "credentials": {"kind": "basic", "username": "loader", "password": Later("hunter2-hunter2")}}
    assert told(made(nested), "connection-profile") == told(made(REQUIRED), "connection-profile")


def test_what_is_not_known_yet_stays_unknown() -> None:
    deployment = made({**REQUIRED, "credentials": Later(UNKNOWN)}, preview=True)
    assert told(deployment, "connection-profile")["credentials"] == UNKNOWN


def test_the_name_is_ready_when_the_profile_exists() -> None:
    outputs = made(REQUIRED).outputs
    assert outputs["connector_profile_name"].value == "crm"
    assert outputs["connector_profile_name"].waits_for == {"connection-profile"}
    assert outputs["connector_profile_name"].secret is False
    assert outputs["connector_profile_arn"].value == f"arn:aws:appflow:{REGION}:{ACCOUNT}:connectorprofile/crm"


SALESFORCE = {"connector_type": "Salesforce", "instance_url": "https://acme.my.salesforce.com"}
SECRET = "hunter2-hunter2"
REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "no such connector": (
        {"connector_type": "HubSpot"},
        "connector_type = 'HubSpot': must be one of Salesforce, ServiceNow, Marketo, Zendesk",
    ),
    "the API's spelling": (
        {"connector_type": "Servicenow"},
        "connector_type = 'Servicenow': must be one of Salesforce, ServiceNow, Marketo, Zendesk; "
        "did you mean ServiceNow?",
    ),
    "no https": (
        {"instance_url": "acme.service-now.com"},
        "instance_url = 'acme.service-now.com': must be an https:// URL of up to 256 characters",
    ),
    "a bad name": (
        {"connector_profile_name": "my crm"},
        "connector_profile_name = 'my crm': a connector profile name has 1 to 256 letters, digits or _ / ! @ # + = . -",
    ),
    "a misspelt argument": (
        {"credential": {"password": SECRET}},
        "credential = [secret]: is not an argument; did you mean credentials?",
    ),
    "no credentials at all": ({"credentials": None}, "credentials = None: is required"),
    "a text": (
        {"credentials": SECRET},
        "credentials = [secret]: must be an object with kind (basic, oauth) and its parts",
    ),
    "no kind": (
        {"credentials": {"username": "loader", "password": SECRET}},
        "credentials.kind = None: must be one of basic, oauth for ServiceNow",
    ),
    "a secret for a kind": (
        {"credentials": {"kind": SECRET}},
        "credentials.kind = [secret]: must be one of basic, oauth for ServiceNow",
    ),
    "a kind of another connector": (
        {"credentials": {"kind": "jwt", "jwt_token": "a.b.c"}},
        "credentials.kind = 'jwt': must be one of basic, oauth for ServiceNow",
    ),
    "a misspelt part": (
        {"credentials": {"kind": "basic", "username": "loader", "passwort": SECRET}},
        "credentials.passwort = [secret]: is not part of ServiceNow credentials of kind basic; did you mean password?",
    ),
    "a part is missing": (
        {"credentials": {"kind": "basic", "username": SECRET}},
        "credentials.password = None: is required for ServiceNow credentials of kind basic",
    ),
    "a part with a space": (
        {"credentials": {"kind": "basic", "username": f"{SECRET} ", "password": SECRET}},
        "credentials.username = [secret]: must be 1 to 512 characters without spaces",
    ),
    "client credentials for Salesforce": (
        {**SALESFORCE, "credentials": {"kind": "client_credentials", "client_secret": SECRET}},
        "credentials.kind = 'client_credentials': AppFlow does not support client credentials for Salesforce; use "
        "jwt, or "
        "name a connector profile that was authorised in the console",
    ),
    "a token that is none": (
        {**SALESFORCE, "credentials": {"kind": "jwt", "jwt_token": SECRET}},
        "credentials.jwt_token = [secret]: must be a JSON web token: three parts with dots between them",
    ),
    "a secret in place of its ARN": (
        {**SALESFORCE, "credentials": {"kind": "jwt", "jwt_token": "a.b.c", "client_credentials_arn": SECRET}},
        "credentials.client_credentials_arn = [secret]: must be the ARN of a Secrets Manager secret "
        "(arn:aws:secretsmanager:…:secret:…)",
    ),
    "an option of Salesforce": ({"sandbox": True}, "sandbox = True: ServiceNow has no such option"),
    "a key that is none": (
        {"kms_key_arn": "alias/crm"},
        "kms_key_arn = 'alias/crm': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
    ),
}


@pytest.mark.parametrize("later", [False, True], ids=["plain", "output"])
@pytest.mark.parametrize(("changes", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_bad_argument_is_refused_before_anything_is_made(changes: dict[str, Any], message: str, later: bool) -> None:
    if later and ("credential" in changes or changes.get("credentials", "") is None):
        pytest.skip("known at construction")
    given = {key: Later(value) if later else value for key, value in changes.items()}
    deployment = attempted(ConnectorProfile, "connection", {**REQUIRED, **given})
    assert str(deployment.error) == f"ConnectorProfile 'connection': {message}"
    assert SECRET not in str(deployment.error)
    assert set(deployment.resources) <= {"connection"}


def test_the_error_is_one_line_without_a_traceback() -> None:
    assert refusal(ConnectorProfile, "connection", {**REQUIRED, "sandbox": True}).startswith("ConnectorProfile")

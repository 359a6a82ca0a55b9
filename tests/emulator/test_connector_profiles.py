"""Connector profiles: what AppFlow takes, tells and keeps to itself."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws.control import ControlError

from .setting import Place, error

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl"
TOKENS = {"accessToken": "s3cret-access", "refreshToken": "s3cret-refresh"}
CLIENT = {"clientId": "me", "clientSecret": "s3cret-client"}
URL = {"instanceUrl": "https://source.example.com"}

ACCEPTED: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "Salesforce tokens": ("Salesforce", {"Salesforce": URL}, {"Salesforce": TOKENS}),
    "Salesforce token": (
        "Salesforce",
        {"Salesforce": URL},
        {"Salesforce": {"oAuth2GrantType": "JWT_BEARER", "jwtToken": JWT}},
    ),
    "ServiceNow user": ("Servicenow", {"ServiceNow": URL}, {"ServiceNow": {"username": "u", "password": "s3cret"}}),
    "ServiceNow OAuth": ("Servicenow", {"ServiceNow": URL}, {"ServiceNow": {"oAuth2Credentials": CLIENT | TOKENS}}),
    "Marketo": ("Marketo", {"Marketo": URL}, {"Marketo": CLIENT}),
    "Zendesk": ("Zendesk", {"Zendesk": URL}, {"Zendesk": CLIENT | {"accessToken": "s3cret"}}),
    "Slack": ("Slack", {"Slack": URL}, {"Slack": CLIENT}),
    "Singular": ("Singular", {"Singular": {}}, {"Singular": {"apiKey": "s3cret"}}),
    "Google Analytics": ("Googleanalytics", {"GoogleAnalytics": {}}, {"GoogleAnalytics": CLIENT}),
    "custom": (
        "CustomConnector",
        {"CustomConnector": {"profileProperties": {"portal": "1"}}},
        {"CustomConnector": {"authenticationType": "APIKEY", "apiKey": {"apiKey": "s3cret"}}},
    ),
}


def request(connector: str, properties: dict[str, Any], credentials: dict[str, Any], **more: Any) -> dict[str, Any]:
    label = {"connectorLabel": "HubSpot"} if connector == "CustomConnector" else {}
    return {
        "connectorProfileName": "connection",
        "connectorType": connector,
        "connectionMode": "Public",
        "connectorProfileConfig": {
            "connectorProfileProperties": properties,
            "connectorProfileCredentials": credentials,
        },
        **label,
        **more,
    }


def changed(made: dict[str, Any], credentials: dict[str, Any], **properties: Any) -> dict[str, Any]:
    """An UpdateConnectorProfile request."""
    key = next(iter(made["connectorProfileConfig"]["connectorProfileProperties"]))
    return {
        "connectorProfileName": made["connectorProfileName"],
        "connectionMode": "Public",
        "connectorProfileConfig": {
            "connectorProfileProperties": {key: properties or URL},
            "connectorProfileCredentials": credentials,
        },
    }


def details(place: Place) -> dict[str, Any]:
    [found] = place.appflow.describe_connector_profiles(connectorProfileNames=["connection"])["connectorProfileDetails"]
    return dict(found)


@pytest.mark.parametrize(("connector", "properties", "credentials"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_profile_of_each_kind_tells_everything_but_its_credentials(
    place: Place, connector: str, properties: dict[str, Any], credentials: dict[str, Any]
) -> None:
    made = request(connector, properties, credentials)
    arn = place.appflow.create_connector_profile(**made)["connectorProfileArn"]
    found = details(place)
    assert found["connectorProfileArn"] == arn == place.arn("appflow", "connectorprofile/connection")
    assert (found["connectorType"], found["connectionMode"]) == (connector, "Public")
    assert found["connectorProfileProperties"] == properties
    assert "s3cret" not in json.dumps(found, default=str)
    place.appflow.delete_connector_profile(connectorProfileName="connection")
    assert place.appflow.describe_connector_profiles()["connectorProfileDetails"] == []


def test_update_changes_properties_and_the_time(place: Place) -> None:
    made = request(*ACCEPTED["ServiceNow user"])
    place.appflow.create_connector_profile(**made)
    before = details(place)
    place.control.advance(60)
    update = changed(
        made, {"ServiceNow": {"username": "u", "password": "other"}}, instanceUrl="https://new.example.com"
    )
    arn = place.appflow.update_connector_profile(**update)["connectorProfileArn"]
    after = details(place)
    assert after == {
        **before,
        "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://new.example.com"}},
        "lastUpdatedAt": after["lastUpdatedAt"],
    }
    assert arn == after["connectorProfileArn"]
    assert (after["lastUpdatedAt"] - before["lastUpdatedAt"]).total_seconds() >= 60


def refused(place: Place, **made: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        place.appflow.create_connector_profile(**made)
    assert place.appflow.describe_connector_profiles()["connectorProfileDetails"] == []
    return error(raised)


def test_client_credentials_for_salesforce_are_refused_as_aws_words_it(place: Place) -> None:
    credentials = {
        "oAuth2GrantType": "CLIENT_CREDENTIALS",
        "clientCredentialsArn": place.arn("secretsmanager", "secret:a"),
    }
    assert refused(place, **request("Salesforce", {"Salesforce": URL}, {"Salesforce": credentials})) == (
        "ValidationException",
        "AuthCode cannot be blank for connector: SALESFORCE",
    )


REFUSED = {
    "a grant without its token": (
        request("Salesforce", {"Salesforce": URL}, {"Salesforce": {"oAuth2GrantType": "JWT_BEARER"}}),
        "JwtToken cannot be blank for connector: SALESFORCE",
    ),
    "credentials of another connector": (
        request("Marketo", {"Marketo": URL}, {"Zendesk": CLIENT}),
        "The connector profile credentials for Marketo are missing",
    ),
    "properties of another connector": (
        request("Marketo", {"Zendesk": URL}, {"Marketo": CLIENT}),
        "The connector profile properties for Marketo are missing",
    ),
    "both kinds for ServiceNow": (
        request(
            "Servicenow",
            {"ServiceNow": URL},
            {"ServiceNow": {"username": "u", "password": "p", "oAuth2Credentials": CLIENT}},
        ),
        "ServiceNow takes username and password, or OAuth 2.0 credentials",
    ),
    "a custom connector without a label": (
        {key: value for key, value in request(*ACCEPTED["custom"]).items() if key != "connectorLabel"},
        "A connector profile of a custom connector needs the connectorLabel",
    ),
    "a source without connections": (
        request("S3", {"Singular": {}}, {"Singular": {"apiKey": "k"}}),
        "S3 has no connector profiles",
    ),
    "an unknown key": (
        request(*ACCEPTED["Marketo"], kmsArn="arn:aws:kms:us-east-1:111122223333:key/missing"),
        "The KMS key arn:aws:kms:us-east-1:111122223333:key/missing does not exist or is not enabled",
    ),
}


@pytest.mark.parametrize(("made", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_fit_is_refused(place: Place, made: dict[str, Any], message: str) -> None:
    assert refused(place, **made) == ("ValidationException", message)


def test_a_host_that_cannot_exist_refuses_and_repeats_what_it_was_sent(place: Place) -> None:
    made = request("Marketo", {"Marketo": {"instanceUrl": "https://nowhere.invalid"}}, {"Marketo": CLIENT})
    code, message = refused(place, **made)
    assert code == "ConnectorAuthenticationException"
    assert "s3cret-client" in message


def test_a_repeated_request_has_one_effect(place: Place) -> None:
    made = request(*ACCEPTED["Marketo"], clientToken="once")
    first = place.appflow.create_connector_profile(**made)["connectorProfileArn"]
    assert place.appflow.create_connector_profile(**made)["connectorProfileArn"] == first
    with pytest.raises(ClientError) as raised:
        place.appflow.create_connector_profile(**made | {"connectionMode": "Private"})
    assert error(raised) == ("ConflictException", "The client token was used with other parameters")
    place.control.advance(9 * 3600)
    with pytest.raises(ClientError) as raised:
        place.appflow.create_connector_profile(**made)
    assert error(raised) == ("ConflictException", "Connector profile connection already exists")


def test_a_profile_in_use_is_deleted_by_force_only(place: Place) -> None:
    ready = place.ready()
    place.profiles.put_integration(
        DomainName="amazon-connect-test", ObjectTypeName="Salesforce-Contact", FlowDefinition=ready.definition("flow")
    )
    with pytest.raises(ClientError) as raised:
        place.appflow.delete_connector_profile(connectorProfileName="connection")
    assert error(raised) == ("ConflictException", "Connector profile connection is used by the flow flow")
    place.appflow.delete_connector_profile(connectorProfileName="connection", forceDelete=True)


def test_update_of_a_missing_profile(place: Place) -> None:
    update = changed(request(*ACCEPTED["Marketo"]), {"Marketo": CLIENT})
    with pytest.raises(ClientError) as raised:
        place.appflow.update_connector_profile(**update)
    assert error(raised)[0] == "ResourceNotFoundException"


def fields_of(place: Place, name: str, entity: str) -> set[str]:
    answer = place.appflow.describe_connector_entity(connectorEntityName=entity, connectorProfileName=name)
    return {field["identifier"] for field in answer["connectorEntityFields"]}


@pytest.mark.parametrize(
    ("connector", "entity", "feature", "fields"),
    [
        ("Salesforce", "Contact", "middle-names", {"MiddleName"}),
        ("Salesforce", "Account", "middle-names", {"MiddleName"}),
        ("Marketo", "leads", "salesforce-sync", {"sfdcAccountId", "sfdcContactId"}),
        ("Marketo", "leads", "mapped-fields", {"postalcode"}),
        ("Servicenow", "task", "mapped-fields", {"opened_by.link", "status"}),
        ("Servicenow", "incident", "mapped-fields", {"opened_by.link", "status", "incident_status"}),
    ],
)
def test_a_feature_adds_fields(place: Place, connector: str, entity: str, feature: str, fields: set[str]) -> None:
    place.control.seed(("without", connector), account=place.account)
    place.control.seed(("with", connector), account=place.account, organisation={"features": [feature]})
    assert fields_of(place, "with", entity) - fields_of(place, "without", entity) == fields


def test_person_accounts_add_the_persons_fields(place: Place) -> None:
    place.control.seed(("without", "Salesforce"), account=place.account)
    place.control.seed(("with", "Salesforce"), account=place.account, organisation={"features": ["person-accounts"]})
    more = fields_of(place, "with", "Account") - fields_of(place, "without", "Account")
    assert {"IsPersonAccount", "PersonEmail", "FirstName", "LastName"} <= more
    assert "MiddleName" not in more
    assert fields_of(place, "with", "Contact") == fields_of(place, "without", "Contact")


def test_an_organisation_has_fields_and_objects_of_its_own_and_lacks_others(place: Place) -> None:
    own = {"added": ["Contact.acme__Tier__c", "acme__Visit__c.When__c"], "missing": ["Contact.Birthdate"]}
    place.control.seed(("crm", "Salesforce"), account=place.account, organisation=own)
    contact = fields_of(place, "crm", "Contact")
    assert ("acme__Tier__c" in contact, "Birthdate" in contact) == (True, False)
    assert {"Id", "When__c"} <= fields_of(place, "crm", "acme__Visit__c")
    answer = place.appflow.list_connector_entities(connectorProfileName="crm")
    [entities] = answer["connectorEntityMap"].values()
    assert [each["name"] for each in entities] == ["Account", "Asset", "Contact", "acme__Visit__c"]


@pytest.mark.parametrize(
    ("organisation", "message"),
    [
        ({"features": ["nonsense"]}, "Zendesk has no feature 'nonsense'; it has none"),
        ({"added": ["Own__c"]}, "'Own__c' is not a field: write Object.field"),
    ],
)
def test_an_organisation_that_cannot_be_is_refused(
    place: Place, organisation: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(ControlError, match=re.escape(message)):
        place.control.seed(("desk", "Zendesk"), account=place.account, organisation=organisation)

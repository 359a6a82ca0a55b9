"""The table of credentials against the API model; no violation shows a secret."""

from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.connector_profiles import (
    CONNECTIONS,
    profile_credentials,
    profile_properties,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.requests import problems

from .appflow_api import enumeration, shape

VALUES = {
    "jwt_token": "head.body.signature",
    "client_credentials_arn": "arn:aws:secretsmanager:us-east-1:111122223333:secret:app-1",
}
KINDS = [(connector, kind) for connector, facts in CONNECTIONS.items() for kind in facts.kinds]


def given_credentials(connector: str, kind: str, *, optional: bool) -> dict[str, str]:
    members = CONNECTIONS[connector].kinds[kind].members
    return {"kind": kind} | {
        key: VALUES.get(key, f"value-of-{key}") for key, member in members.items() if member.required or optional
    }


@pytest.mark.parametrize("optional", [False, True], ids=["required parts", "all parts"])
@pytest.mark.parametrize(("connector", "kind"), KINDS)
def test_requests_fit_the_api(connector: str, kind: str, optional: bool) -> None:
    arguments = {
        "connector_type": connector,
        "instance_url": "https://source.example.com",
        "credentials": given_credentials(connector, kind, optional=optional),
    }
    properties = profile_properties(arguments)
    request = {
        "connectorProfileName": "crm",
        "connectionMode": properties["connection_mode"],
        "connectorProfileConfig": {
            "connectorProfileProperties": properties["properties"],
            "connectorProfileCredentials": profile_credentials(arguments),
        },
    }
    assert (
        problems("appflow", "CreateConnectorProfile", {**request, "connectorType": properties["connector_type"]}) == ""
    )
    assert problems("appflow", "UpdateConnectorProfile", request) == ""


def test_the_table_speaks_of_connectors_of_the_api() -> None:
    for name, facts in CONNECTIONS.items():
        assert SOURCES[name].api_type in enumeration("ConnectorType")
        assert name in shape("ConnectorProfileCredentials").members
        for kind in facts.kinds.values():
            assert kind.constant.get("oAuth2GrantType", "JWT_BEARER") in enumeration("OAuth2GrantType")


def test_the_only_kind_need_not_be_named() -> None:
    credentials = {"client_id": "us", "client_secret": "secret"}
    arguments = {"connector_type": "Marketo", "credentials": credentials}
    named = {**arguments, "credentials": {**credentials, "kind": "client_credentials"}}
    assert profile_credentials(arguments) == profile_credentials(named)


def test_a_private_connection() -> None:
    arguments = {"connector_type": "Salesforce", "instance_url": "https://a.my.salesforce.com", "private_link": True}
    assert profile_properties(arguments)["connection_mode"] == "Private"


@given(
    st.sampled_from(sorted(CONNECTIONS)),
    st.dictionaries(
        st.sampled_from(["kind", "username", "password", "jwt_token", "client_id", "client_secret", "other"]),
        st.one_of(st.just("hunter2-secret"), st.just("hunter2 secret"), st.just(["hunter2-secret"]), st.just("basic")),
    ),
)
def test_no_violation_shows_a_secret(connector: str, credentials: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation, match=r"^credentials\.") as refused:
        profile_credentials({"connector_type": connector, "credentials": {**credentials, "unknown": "hunter2-secret"}})
    assert "hunter2" not in str(refused.value)

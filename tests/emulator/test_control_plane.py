"""The control plane: switches, call record, inventory, quotas set up through it."""

import http.client
import json
import time
from dataclasses import fields
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.aws.behaviours import Behaviours
from localcloud.aws.control import ControlError

from .setting import DOMAIN, Place, batches, error


def test_health(place: Place) -> None:
    health = place.control.health()
    assert (health["status"], health["speed"]) == ("ready", 1.0)


def test_switches_have_their_defaults_after_a_reset(place: Place) -> None:
    place.control.behaviours(final_flow_active=False)
    place.control.reset()
    assert place.control.behaviours() == Behaviours().as_dict()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unknown": 1}, "unknown behaviour 'unknown'; known behaviours: "),
        ({"final_flow_active": "maybe"}, "behaviour final_flow_active: 'maybe' is neither true nor false"),
        ({"parallel_steps": 0}, "behaviour parallel_steps: 0 is too small"),
        ({"run_seconds": "long"}, "behaviour run_seconds: 'long' is not a number"),
        (
            {"batch_times": "roman"},
            "behaviour batch_times: 'roman': must be one of iso8601, epoch_milliseconds",
        ),
    ],
)
def test_bad_switches_are_refused(place: Place, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ControlError) as caught:
        place.control.behaviours(**changes)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", [each.name for each in fields(Behaviours)])
def test_every_switch_can_be_set_from_a_command_line_string(name: str) -> None:
    switches = Behaviours()
    value = getattr(switches, name)
    switches.set(name, str(value).lower() if isinstance(value, bool) else str(value))
    assert getattr(switches, name) == value
    assert type(getattr(switches, name)) is type(value)


def test_calls_of_every_service_are_recorded(place: Place) -> None:
    since = (place.control.calls() or [{"id": 0}])[-1]["id"]
    place.domain()
    place.queue()
    with pytest.raises(ClientError):
        place.domain()
    recorded = [
        (call["service"], call["operation"], call["account"], call["region"], call["status"])
        for call in place.control.calls(since=since)
    ]
    where = (place.account, place.region)
    assert recorded == [
        ("kms", "CreateKey", *where, 200),
        ("customer-profiles", "CreateDomain", *where, 200),
        ("sqs", "CreateQueue", *where, 200),
        ("kms", "CreateKey", *where, 200),
        ("customer-profiles", "CreateDomain", *where, 400),
    ]
    [call, _] = place.control.calls("customer-profiles", "CreateDomain", since)
    assert call["parameters"]["DomainName"] == DOMAIN
    ids = [each["id"] for each in place.control.calls(since=since)]
    assert ids == sorted(ids)


def test_unknown_control(place: Place) -> None:
    with pytest.raises(ControlError, match="no such control: GET /_localcloud/nothing"):
        place.control._call("GET", "nothing")


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("POST", "clock", {"sped": 2}, "'sped': did you mean speed?"),
        ("POST", "clock", ["speed"], "the body must be a JSON object"),
        ("POST", "faults", {"kind": "throttle", "operaton": "X"}, "'operaton': did you mean operation?"),
        ("POST", "reset", {"speed": 2}, "'speed': takes no keys"),
        ("GET", "calls?sinec=3", None, "'sinec': did you mean since?"),
        ("POST", "seed", {"connector_profile": []}, "'connector_profile': did you mean connector_profiles?"),
        (
            "POST",
            "seed",
            {"connector_profiles": [{"name": "sales", "typ": "Salesforce"}]},
            "connector profile 1: 'typ': did you mean type?",
        ),
        (
            "POST",
            "seed",
            {"connector_profiles": [{"name": "sales", "type": "Salesforce", "organisation": {"feature": []}}]},
            "connector profile 1: organisation: 'feature': did you mean features?",
        ),
        ("POST", "sources", {"connector_profil": "sales"}, "'connector_profil': did you mean connector_profile?"),
        ("POST", "dead-letters", {"domian": "shop"}, "'domian': did you mean domain?"),
    ],
)
def test_a_key_that_nobody_reads_is_refused(place: Place, method: str, path: str, body: Any, reason: str) -> None:
    with pytest.raises(ControlError) as caught:
        place.control._call(method, path, body)
    assert str(caught.value) == reason
    assert place.control.faults() == []


def test_a_body_that_is_nested_too_deep_is_refused(place: Place) -> None:
    connection = http.client.HTTPConnection(place.endpoint.removeprefix("http://"), timeout=30)
    connection.request("POST", "/_localcloud/clock", "[" * 100_000, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    refusal = json.load(answer)
    connection.close()
    assert (answer.status, refusal["error"][:32]) == (400, "maximum recursion depth exceeded")


def test_inventory_of_an_empty_cloud_is_empty(place: Place) -> None:
    assert place.control.inventory() == {}


def test_inventory_shows_everything(place: Place) -> None:
    ready = place.ready()
    place.queue()
    place.client("kms").create_alias(AliasName="alias/own", TargetKeyId=ready.key)
    ready.start(batches(1, 2))
    place.control.advance(10)
    found = place.control.inventory()[place.account]
    assert found["global"] == {"roles": ["execution"]}
    counts = {kind: len(names) for kind, names in found["us-east-1"].items()}
    assert counts == {
        "domains": 1,
        "hidden_integrations": 2,
        "workflows": 1,
        "flows": 2,
        "connector_profiles": 1,
        "queues": 1,
        "keys": 1,
        "aliases": 1,
    }
    place.client("kms").schedule_key_deletion(KeyId=ready.key.rpartition("/")[2], PendingWindowInDays=7)
    assert "keys" not in place.control.inventory()[place.account]["us-east-1"]


def test_hundred_domains(place: Place) -> None:
    for index in range(100):
        place.domain(f"domain-{index}", DefaultEncryptionKey="")
    with pytest.raises(ClientError) as caught:
        place.domain("one-too-many")
    assert error(caught)[1] == "The limit of 100 domains in us-east-1 is reached"


def test_hundred_object_types(place: Place) -> None:
    place.domain()

    def put(index: int) -> None:
        place.profiles.put_profile_object_type(
            DomainName=DOMAIN, ObjectTypeName=f"Type{index}", Description="d", TemplateId="CTR"
        )

    for index in range(100):
        put(index)
    with pytest.raises(ClientError) as caught:
        put(100)
    assert error(caught)[1] == f"The limit of 100 object types in domain {DOMAIN} is reached"


def test_hundred_connector_profiles(place: Place) -> None:
    place.control.seed(*((f"profile-{index}", "Marketo") for index in range(100)), account=place.account)
    config = {
        "connectorProfileProperties": {"ServiceNow": {"instanceUrl": "https://example.service-now.com"}},
        "connectorProfileCredentials": {"ServiceNow": {"username": "u", "password": "p"}},
    }
    with pytest.raises(ClientError) as caught:
        place.appflow.create_connector_profile(
            connectorProfileName="one-too-many",
            connectorType="Servicenow",
            connectionMode="Public",
            connectorProfileConfig=config,
        )
    assert error(caught) == ("ServiceQuotaExceededException", "The limit of 100 connector profiles is reached")


def test_workflow_with_more_batches_than_flows_fails(place: Place) -> None:
    ready = place.ready()
    workflow = ready.start(batches(1, 1001))
    found = workflow.finish()
    assert found["Status"] == "FAILED"
    assert found["ErrorDescription"] == "1 of 1001 steps failed: The limit of 1000 flows in us-east-1 is reached"


def test_request_is_cheap(place: Place) -> None:
    place.domain()
    begun = time.process_time()
    for _ in range(100):
        place.profiles.get_domain(DomainName=DOMAIN)
    assert (time.process_time() - begun) / 100 < 0.02  # CPU seconds, the client's own share included

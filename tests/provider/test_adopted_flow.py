"""A flow that somebody has made in AppFlow is taken over by an `ExternalApplication`: nothing is written to AWS."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest

from localcloud import console
from localcloud.environment import UsedCloud
from tests.provider.observed import seen
from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.reserved import EMULATED, EXTERNAL_FLOW, Reserved, flow_inputs
from tests.provider.server import UNKNOWN, Provider, ProviderError
from tests.provider.stack import RefusedError, Start
from tests.provider.test_loaded_elsewhere import WRITES

MakeStack = Callable[..., Reserved]
MEMBERS = {
    "region": REGION,
    "account": ACCOUNT,
    "domain_name": console.DOMAIN,
    "object_type_name": console.CUSTOM_TYPE,
    "flow_name": console.S3_FLOW,
    "source": {"type": "S3", "bucket_name": console.BUCKET, "bucket_prefix": console.FOLDER, "file_type": "CSV"},
    "tasks": [{"type": "Map", "source_fields": [field]} for field in console.LOYALTY],
    "schedule": "rate(1hours)",
    "adopt": True,
}


@pytest.fixture
def stack(place: Place, shared: Provider) -> MakeStack:
    """Makes a stack that adopts the flow that the console has left; arguments may be changed, None takes one away."""
    place.server.cloud.set_behaviour("enforce_rates", False)
    made = console.Console(place.control, UsedCloud(place.server.endpoint, ACCOUNT, REGION)).leave()

    def make(provider: Provider | None = None, **changes: Any) -> Reserved:
        arguments = {**MEMBERS, "kms_key_arn": made["key"], **changes}
        return Reserved(
            EXTERNAL_FLOW,
            flow_inputs,
            {key: value for key, value in arguments.items() if value is not None},
            provider or shared,
        )

    return make


def found(place: Place) -> list[dict[str, Any]]:
    """What AWS tells of the flow and its integration."""
    flow = place.client("appflow").describe_flow(flowName=console.S3_FLOW)
    uri = flow["flowArn"]
    integration = place.client("customer-profiles").get_integration(DomainName=console.DOMAIN, Uri=uri)
    return [{key: value for key, value in each.items() if key != "ResponseMetadata"} for each in (flow, integration)]


def written(place: Place, since: int) -> list[str]:
    return [each for each in place.operations(since) if each.startswith(WRITES)]


def test_my_flow_became_the_stacks_without_a_single_change(stack: MakeStack, place: Place, start: Start) -> None:
    made, there, before = stack(), found(place), place.last_call()
    assert made.up() == ["create reservation", "create resource"]
    assert made.state["flow_status"] == "Active"
    made.restarted(start())
    assert made.preview() == []
    assert made.refresh() == made.state
    assert made.up() == []
    made.destroy()
    assert written(place, before) == []
    assert found(place) == there


def test_what_the_program_says_otherwise_is_changed_by_the_next_update(stack: MakeStack, place: Place) -> None:
    made, before = stack(schedule="rate(30minutes)", tags={"team": "care"}), place.last_call()
    made.up()
    assert written(place, before) == []
    assert made.preview() == ["update resource"]
    made.up()
    assert written(place, before) == ["UpdateFlow", "TagResource", "TagResource"]
    assert made.preview() == []
    made.destroy()
    assert found(place)[0]["flowStatus"] == "Active"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["kill", "lost_answer"])
def test_whatever_call_goes_wrong_the_next_up_has_taken_it_over(
    stack: MakeStack, place: Place, start: Start, kind: str
) -> None:
    there, before = found(place), place.last_call()
    stack().up()
    calls = [each for each in seen(place.control.calls(since=before)) if each.service in EMULATED]
    assert calls
    for call in calls:
        made = stack(start())
        place.control.add_fault(kind, service=call.service, operation=call.operation, skip=call.occurrence)
        with pytest.raises(ProviderError) if kind == "kill" else nullcontext():
            made.up()
        made.restarted(start()).up()
        assert (made.state["flow_status"], made.preview(), made.refresh()) == ("Active", [], made.state), call
    assert written(place, before) == []
    assert found(place) == there


def test_i_took_adopt_out_and_the_stack_owns_the_flow(stack: MakeStack, place: Place) -> None:
    made = stack()
    made.up()
    before = place.last_call()
    del made.arguments["adopt"]
    assert made.up() == ["update reservation", "update resource"]
    assert written(place, before) == []
    assert made.up() == []
    made.destroy()
    assert console.S3_FLOW not in [each["flowName"] for each in place.client("appflow").list_flows()["flows"]]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"flow_name": "loyalty"},
            "flow_name = 'loyalty': no flow of this name exists: without adopt it is made",
        ),
        (
            {"domain_name": "amazon-connect-care"},
            "domain_name = 'amazon-connect-care': the flow to adopt feeds amazon-connect-shop",
        ),
        ({"object_type_name": "Members"}, "object_type_name = 'Members': the flow to adopt feeds Loyalty"),
        (
            {"source": {"type": "S3", "bucket_name": "others", "bucket_prefix": "members", "file_type": "CSV"}},
            "source = 'S3 others members': the flow to adopt reads S3 shop-loyalty-exports members",
        ),
        ({"kms_key_arn": None}, "kms_key_arn = None: the flow to adopt uses {key}"),
    ],
)
def test_another_flow_is_refused_before_anything_is_changed(
    stack: MakeStack, place: Place, changes: dict[str, Any], line: str
) -> None:
    key, before = found(place)[0]["kmsArn"], place.last_call()
    with pytest.raises(RefusedError) as refused:
        stack(**changes).preview()
    assert str(refused.value) == f"ExternalApplication: {line.format(key=key)}"
    # Once it is adopted, an edit that would replace it is refused in the same way.
    made = stack()
    made.up()
    with pytest.raises(RefusedError):
        made.up(**changes)
    assert written(place, before) == []


def test_a_key_that_the_same_program_makes_is_refused_before_it_is_made(stack: MakeStack, place: Place) -> None:
    with pytest.raises(RefusedError) as refused:
        stack(kms_key_arn=UNKNOWN).preview()
    assert str(refused.value) == (
        "ExternalApplication: kms_key_arn = 'a key that is still to be made': the flow to adopt uses "
        f"{found(place)[0]['kmsArn']}"
    )


def test_a_flow_that_is_not_integrated_is_refused(stack: MakeStack, place: Place) -> None:
    uri = found(place)[0]["flowArn"]
    place.control.behaviours(delete_integration_removes_user_flow=False)
    place.client("customer-profiles").delete_integration(DomainName=console.DOMAIN, Uri=uri)
    with pytest.raises(RefusedError) as refused:
        stack().preview()
    assert str(refused.value) == (
        f"ExternalApplication: flow_name = '{console.S3_FLOW}': the flow to adopt is not integrated with "
        f"{console.DOMAIN}: integrate it there, or delete it and have it made"
    )


def test_a_flow_that_writes_elsewhere_is_refused(stack: MakeStack, place: Place) -> None:
    flow = found(place)[0]
    allowed = {"Effect": "Allow", "Principal": {"Service": "appflow.amazonaws.com"}, "Action": "s3:*"}
    resources = [f"arn:aws:s3:::{console.BUCKET}", f"arn:aws:s3:::{console.BUCKET}/*"]
    policy = {"Version": "2012-10-17", "Statement": [{**allowed, "Resource": resources}]}
    place.client("s3").put_bucket_policy(Bucket=console.BUCKET, Policy=json.dumps(policy))
    s3 = {"connectorType": "S3", "destinationConnectorProperties": {"S3": {"bucketName": console.BUCKET}}}
    parts = {key: flow[key] for key in ("sourceFlowConfig", "tasks", "triggerConfig", "kmsArn")}
    place.client("appflow").create_flow(flowName="copies", destinationFlowConfigList=[s3], **parts)
    with pytest.raises(RefusedError, match="the flow to adopt feeds no domain of Customer Profiles"):
        stack(flow_name="copies").preview()

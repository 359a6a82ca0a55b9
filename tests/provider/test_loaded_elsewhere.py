"""An object that an integration of others loads already: refused before anything is written, unless it may be."""

import copy
import time
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.sources.integration import integration_definition

from tests.provider.in_process import InProcess
from tests.provider.place import DOMAIN, REGION, Place
from tests.provider.server import PLAN
from tests.provider.stack import RefusedError, Stack, Start, plan_inputs_of

MakeStack = Callable[..., Stack]
CONSOLE = f"Customer_Profiles_{DOMAIN}_Salesforce_Contact_1700000000000"
WRITES = ("Create", "Delete", "Put", "Start", "Stop", "Tag", "Untag", "Update")


def by_hand(place: Place, arguments: dict[str, Any], name: str = CONSOLE, **changes: Any) -> str:
    """An integration that somebody else has made of the same object; returns its URI."""
    given = {"connector": {**arguments["connector"], **changes}}
    definition = copy.deepcopy(integration_definition(given).flow_definition)
    definition["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleStartTime"] = time.time() + 600
    flow = {**definition, "FlowName": name, "KmsArn": arguments["kms_key_arn"]}
    uri: str = place.client("customer-profiles").put_integration(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=flow
    )["Uri"]
    return uri


def refused(made: Stack) -> str:
    with pytest.raises(RefusedError) as refusal:
        made.up()
    return str(refusal.value)


def test_what_the_console_loads_is_not_loaded_again(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start())
    uri = by_hand(place, made.arguments)
    before = place.last_call()
    line = refused(made)
    assert line == (
        f"IntegrationWorkflow: connector.object = 'Contact': flow {CONSOLE}, which no IntegrationWorkflow of this "
        f"stack has made, loads it into Salesforce-Contact of {DOMAIN} already; a second one would load all history "
        f'again, and every change twice. Take it over with adopt: {{"integration_uri": "{uri}"}}, or pass beside: True '
        "to load it a second time (docs/names.md)"
    )
    assert [each for each in place.operations(before) if each.startswith(WRITES)] == []
    # Without it, nothing stands in the way.
    place.client("customer-profiles").delete_integration(DomainName=DOMAIN, Uri=uri)
    assert made.up() == ["create plan", "create ingestion"]


def test_beside_loads_it_a_second_time_and_is_forgotten(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), beside=True)
    by_hand(place, made.arguments)
    made.up()
    assert "beside" not in made.planned
    assert "own" not in made.planned
    # A plan in state is asked nothing, with or without the argument.
    made.arguments.pop("beside")
    made.restarted(start())
    before = place.last_call()
    assert made.preview() == []
    assert "ListIntegrations" not in place.operations(before)


@pytest.mark.parametrize("changes", [{"object": "Account"}, {"connector_profile_name": "another"}])
def test_another_object_or_connection_is_loaded(
    stack: MakeStack, place: Place, start: Start, changes: dict[str, str]
) -> None:
    made = stack(start())
    if "connector_profile_name" in changes:
        place.control.seed(("another", "Salesforce"), account=place.account, region=REGION)
    by_hand(place, made.arguments, **changes)
    made.up()
    assert made.steps == ["create plan", "create ingestion"]


def test_what_another_stack_loads_is_not_loaded_again(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), import_start_date=place.days_ago(30))
    made.up()
    other = Stack(dict(made.arguments), start())
    assert f"flow {made.planned['flow_name']}, which no IntegrationWorkflow of this stack has made" in refused(other)


@pytest.mark.parametrize("related", [True, False])
def test_what_a_workflow_of_another_stack_is_loading_is_not_loaded_again(
    stack: MakeStack, place: Place, start: Start, *, related: bool
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    made = stack(start())
    made.up()
    place.control.advance(60)
    assert "which no IntegrationWorkflow of this stack has made" in refused(Stack(dict(made.arguments), start()))
    # Once it has ended, the line has the integration that people know.
    place.finish()
    assert f"flow {made.planned['flow_name']}, which" in refused(Stack(dict(made.arguments), start()))


def test_two_of_one_program_are_no_others(stack: MakeStack, place: Place, start: Start) -> None:
    process = start()
    made = stack(process, import_start_date=place.days_ago(30))
    made.up()
    assert Stack(dict(made.arguments), process).up() == ["create plan", "create ingestion"]


def test_nor_is_the_plan_that_is_replaced(stack: MakeStack, place: Place, start: Start) -> None:
    made = stack(start(), import_start_date=place.days_ago(30), on_delete="retain")
    made.up()
    made.restarted(start())
    assert made.up(object_type_name="Salesforce-Account", fields=["Id"]) == ["replace plan", "create ingestion"]


@pytest.mark.parametrize(
    ("service", "operation", "unknown"),
    [
        ("appflow", "DescribeFlow", f"what {CONSOLE} of {DOMAIN} loads"),
        ("customer-profiles", "ListIntegrations", f"what the integrations of {DOMAIN} load"),
    ],
)
def test_what_may_not_be_looked_at_is_one_warning(
    stack: MakeStack,
    place: Place,
    here: InProcess,
    capsys: pytest.CaptureFixture[str],
    service: str,
    operation: str,
    unknown: str,
) -> None:
    made = stack(here)
    by_hand(place, made.arguments)
    denied = {"service": service, "operation": operation, "code": "AccessDeniedException", "status": 403, "count": 2}
    place.control.add_fault("error_before", **denied)
    news = plan_inputs_of(made.arguments)
    for _ in range(2):
        made.checked(PLAN, {}, news)
    [line] = [each for each in capsys.readouterr().out.splitlines() if "is not known" in each]
    assert line.startswith(
        f"warning: IntegrationWorkflow: connector.object = 'Contact': {unknown} is not known, so it may be loaded "
        f"twice: {operation}: AccessDeniedException: "
    )
    # Now it may be looked at.
    with pytest.raises(RefusedError, match=f"flow {CONSOLE}, which"):
        made.checked(PLAN, {}, news)

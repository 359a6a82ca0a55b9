"""Waiting at the local AWS: what it asks for, and whom it finds."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.ingestion import waiting
from connect_customer_profiles.ingestion.contest import Contest, seconds_until_listed
from connect_customer_profiles.ingestion.memory import ProcessMemory
from connect_customer_profiles.ingestion.plain import normalised
from connect_customer_profiles.ingestion.reconciler import Reconciler
from connect_customer_profiles.ingestion.state import State
from connect_customer_profiles.ingestion.waiting import Watch
from connect_customer_profiles.ingestion.wanted import Wanted

from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.stack import Stack

MakeStack = Callable[..., Stack]
INTEGRATIONS = 3


class Waiting:
    """A program that waits, with a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.memory = ProcessMemory()

    def watch(self, made: Stack) -> Watch:
        client = AwsClient(ACCOUNT, REGION, Credentials(access_key=ACCOUNT, secret_key="local"))
        wanted, state = Wanted.from_inputs(normalised(made.inputs)), State.from_state(normalised(made.state))
        reconciler = Reconciler(client, self.memory)
        return Watch(reconciler, client, wanted, state, 1e12, report=lambda _line: None, done=lambda _outcome: None)


@pytest.fixture
def program(here: InProcess, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    """A program in this process, as `here` is."""
    found = Waiting()
    monkeypatch.setattr(waiting, "Contest", partial(Contest, clock=lambda: found.now))
    return found


def test_each_call_is_made_once(stack: MakeStack, place: Place, here: InProcess, program: Waiting) -> None:
    first = stack(here)
    made = [first, *(Stack(first.arguments, first.provider) for _ in range(INTEGRATIONS - 1))]
    for each in made:
        each.up()
    watches = [program.watch(each) for each in made]

    def asked() -> dict[str, float]:
        before = place.last_call()
        over = {watched.look() for watched in watches}
        assert over == {not watches[0].state.running}
        return {name: number / INTEGRATIONS for name, number in Counter(place.operations(before)).items()}

    # There should be no rival: nobody asks whose the workflows are that the program does not know of yet.
    assert asked() == {"GetWorkflow": 1}
    for watched in watches:
        program.memory.claim(watched.state.token, watched.state.workflow_ids)
    program.now += seconds_until_listed()
    assert asked() == {"ListWorkflows": 1, "GetWorkflow": 1}
    assert asked() == {"GetWorkflow": 1}
    place.finish()
    assert asked() == {
        "GetWorkflow": 1,
        "GetWorkflowSteps": 1,
        "ListIntegrations": 1,
        "DescribeFlow": 1,
        "DescribeFlowExecutionRecords": 1,
    }
    assert {watched.state.status for watched in watches} == {"COMPLETE"}


@pytest.mark.parametrize("related", [True, False])
def test_a_rival_of_the_first_workflow_is_removed_once_it_must_be_listed(
    stack: MakeStack, place: Place, here: InProcess, program: Waiting, related: bool
) -> None:
    place.control.behaviours(step_flow_names_related=related)
    made = stack(here)
    made.up()
    [started] = place.calls("CreateIntegrationWorkflow")
    rival = place.client("customer-profiles").create_integration_workflow(**started)["WorkflowId"]
    assert rival in place.existing()["workflows"]
    watched = program.watch(made)
    assert not watched.look()
    program.now += seconds_until_listed()
    assert not watched.look()
    [stayed] = made.state["workflow_ids"]
    assert watched.state.workflow_ids == (stayed,)
    assert rival not in place.existing()["workflows"]

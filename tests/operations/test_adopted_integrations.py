"""An integration that was taken over is watched, diagnosed and repaired like one of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles.ingestion.memory import MEMORY

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.in_process import InProcess
from tests.provider.place import Place
from tests.provider.stack import Stack
from tests.provider.test_adoption import HISTORY, adopting, first_pull, loaded_by_hand, written

WATCH = ("watch", "--stack", "dev")
DIAGNOSE = ("diagnose", "--stack", "dev")
FAST = 3000

Adopt = Callable[[], Deployment]


@pytest.fixture
def adopted(place: Place, command: Command) -> Adopt:
    """Deploys the integration that somebody else has made, with the history of 90 days."""

    def adopt() -> Deployment:
        MEMORY.forget()
        arguments = place.prepared()
        uri, _ = loaded_by_hand(place, arguments)
        provider: Any = InProcess()
        given = {"import_start_date": first_pull(place, uri), "tags": None, **adopting(uri)}
        contacts = Stack({**arguments, **given}, provider)
        contacts.up()
        made = Deployment(place, command.stack_file, {"contacts": contacts})
        made.write()
        return made

    return adopt


def workflows(place: Place) -> int:
    return len(place.calls("CreateIntegrationWorkflow"))


def test_it_is_loaded_and_nothing_is_wrong(command: Command, adopted: Adopt, place: Place) -> None:
    adopted()
    before = place.last_call()
    watched, diagnosed = command(*WATCH, "--repair"), command(*DIAGNOSE)
    assert (watched.code, watched.stderr) == (diagnosed.code, diagnosed.stderr) == (0, "")
    assert "contacts: COMPLETE, 2/2 batches, " in watched.stdout
    assert diagnosed.lines[-1] == "no problem was found"
    assert written(place, before) == []


def test_what_an_earlier_date_has_failed_to_load_is_resubmitted(command: Command, adopted: Adopt, place: Place) -> None:
    made = adopted()
    place.control.add_fault("step_fails", batch=0, count=4)
    made.only.up(import_start_date=place.days_ago(100))
    place.finish()
    made.refresh()
    assert workflows(place) == 2  # theirs, and the missing range
    place.control.set_speed(FAST)
    done = command(*WATCH, "--repair")
    assert (done.code, done.stderr) == (0, "")
    assert "contacts: resubmits 1 batch: " in done.stdout
    assert workflows(place) == 3
    place.control.set_speed(1)
    made.refresh()
    made.only.up()  # deletes what the workflows have left beside it
    made.refresh()
    assert place.existing()["integrations"] == [made.only.state["integration_uri"]]
    assert made.only.state["integration_uri"].endswith(HISTORY)
    assert made.only.preview() == []


def test_somebody_has_stopped_its_flow(command: Command, adopted: Adopt, place: Place) -> None:
    made = adopted()
    place.client("appflow").stop_flow(flowName=HISTORY)
    made.refresh()
    diagnosed = command(*DIAGNOSE)
    assert diagnosed.code == 1
    assert (
        "integration contacts: Somebody has stopped the flow: changes at the source do not arrive." in diagnosed.lines
    )
    assert f"the status of flow {HISTORY} is Suspended" in diagnosed.stdout
    assert "customer-profiles reestablish contacts --stack dev" in diagnosed.stdout
    assert command(*WATCH, "--repair").code == 0
    made.refresh()
    assert made.only.state["integration_uri"].endswith(f"-{made.only.planned['token']}-g2")
    assert made.only.preview() == []
    assert command(*DIAGNOSE).code == 0
    assert workflows(place) == 1

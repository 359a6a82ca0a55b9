"""`customer-profiles resubmit`: what failed is loaded once more, and Pulumi finds it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from connect_customer_profiles.ingestion import lost

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DAY, Place

RESUBMIT = ("resubmit", "contacts", "--stack", "dev")


@pytest.fixture(autouse=True)
def listed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lost, "LISTING_LAG", timedelta(0))


def failed(place: Place, deployment: Callable[..., Deployment], message: str, **changes: object) -> Deployment:
    """A deployment whose first batch was not loaded."""
    made = deployment(**changes)
    place.control.add_fault("step_fails", batch=0, permanent=True, message=message)
    place.control.advance(DAY)
    made.refresh()
    return made


def test_what_all_rounds_did_not_load_is_loaded_and_pulumi_has_nothing_to_change(
    command: Command, place: Place, deployment: Callable[..., Deployment]
) -> None:
    made = failed(place, deployment, "Service unavailable", resubmit_limit=0)
    [batch] = made.only.state["failed_batches"]
    assert "run `customer-profiles resubmit Salesforce-Contact`" in batch["remedy"]
    span = f"{batch['start']} to {batch['end']}"
    said = command(*RESUBMIT, "--dry-run")
    assert (said.code, said.stdout) == (0, f"contacts: resubmits 1 batch: {span}\n")
    assert command(*RESUBMIT).code == 2
    done = command(*RESUBMIT, "--yes", "--json").document
    assert (done["name"], done["done"], done["rests_until"]) == ("contacts", True, None)
    running = command(*RESUBMIT, "--yes")
    assert (running.code, running.stdout) == (2, "")
    assert running.stderr == (
        f"customer-profiles: contacts: workflow {done['workflow']} runs; "
        "wait for its end (customer-profiles watch --stack dev)\n"
    )
    made.refresh()
    assert (made.only.preview(), made.only.state["resubmitted"]) == ([], 0)
    place.control.advance(DAY)
    made.refresh()
    assert (made.only.state["status"], made.only.preview()) == ("COMPLETE", [])
    nothing = command(*RESUBMIT, "--yes")
    assert (nothing.code, nothing.stdout) == (0, "contacts: no batch has failed\n")


def test_what_failed_for_good_is_loaded_once_its_cause_is_gone(
    command: Command, place: Place, deployment: Callable[..., Deployment]
) -> None:
    made = failed(place, deployment, "Insufficient rights to query records")
    assert made.only.preview() == []
    assert command(*RESUBMIT, "--yes").code == 0
    place.control.advance(DAY)
    made.refresh()
    assert (made.only.state["status"], made.only.preview()) == ("COMPLETE", [])


def test_a_quota_of_a_day_is_named(command: Command, place: Place, deployment: Callable[..., Deployment]) -> None:
    failed(place, deployment, "Error 1029: Export daily quota 500MB exceeded.")
    said = command(*RESUBMIT, "--dry-run").stdout
    assert "; the source's daily quota is there again at 20" in said

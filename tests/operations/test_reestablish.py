"""`reestablish`: the same integration anew, from its last pull on, and Pulumi sees nothing to change."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from connect_customer_profiles.rules import rfc3339

from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DAY, DOMAIN, Place

Deploy = Callable[..., Deployment]

REESTABLISH = ("reestablish", "--stack", "dev", "--yes")


def pulls_from(call: dict[str, object]) -> str:
    """From when on an integration that PutIntegration made pulls."""
    definition: dict[str, object] = call["FlowDefinition"]  # type: ignore[assignment]
    scheduled = definition["TriggerConfig"]["TriggerProperties"]["Scheduled"]  # type: ignore[index]
    return rfc3339(datetime.fromtimestamp(scheduled["FirstExecutionFrom"], UTC))


@pytest.mark.parametrize("refreshed", [True, False])
@pytest.mark.parametrize("days", [100, 20])
def test_it_begins_at_the_last_pull_and_pulumi_sees_no_change(
    command: Command, deployment: Deploy, place: Place, refreshed: bool, days: int
) -> None:
    made = deployment(import_start_date=place.days_ago(days))
    place.finish()
    if refreshed:
        made.refresh()
    [old] = place.existing()["integrations"]
    done = command(*REESTABLISH, "--json")
    assert (done.code, done.stderr) == (0, "")
    document = done.document
    assert (document["name"], document["deleted"], document["done"]) == ("contacts", [old], True)
    call = place.calls("PutIntegration")[-1]
    assert pulls_from(call) == document["since"] > rfc3339(datetime.now(UTC))[:10]
    assert place.existing()["integrations"] == [document["established"]] != [old]
    operations = place.operations()
    last = len(operations) - 1 - operations[::-1].index("StartFlow")
    assert last < operations.index("DeleteIntegration")
    # The stack has not heard of it yet.
    writes = len(place.calls("PutIntegration"))
    made.refresh()
    assert made.only.state["integration_uri"] == document["established"]
    assert made.only.preview() == []
    assert made.only.up() == []
    assert len(place.calls("PutIntegration")) == writes


def test_the_definition_stays(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment(import_start_date=place.days_ago(20))
    place.control.advance(7200)
    made.refresh()
    before = place.calls("PutIntegration")[-1]
    assert command(*REESTABLISH).code == 0
    after = place.calls("PutIntegration")[-1]
    for part in ("SourceFlowConfig", "Tasks", "KmsArn"):
        assert after["FlowDefinition"][part] == before["FlowDefinition"][part]
    assert (after["ObjectTypeName"], after["Tags"]) == (before["ObjectTypeName"], before["Tags"])


def test_by_domain_alone(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    done = command("reestablish", "Salesforce-Contact", "--domain", DOMAIN, "--yes")
    assert (done.code, done.stderr) == (0, "")
    made.refresh()
    assert made.only.state["integration_uri"].endswith("-g2")
    assert made.only.preview() == []


def test_a_suspended_flow_works_again(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    place.client("appflow").stop_flow(flowName=made.only.state["flow_name"])
    assert command("status", "--stack", "dev").code == 1
    assert command(*REESTABLISH).code == 0
    made.refresh()
    assert command("status", "--stack", "dev").code == 0


@pytest.mark.parametrize("operation", ["StartFlow", "DeleteIntegration"])
def test_an_attempt_that_broke_off_is_finished_by_the_next(
    command: Command, deployment: Deploy, place: Place, operation: str
) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    fault = {"status": 403, "code": "AccessDeniedException", "message": "no"}
    place.control.add_fault("error_before", operation=operation, **fault)
    broken = command(*REESTABLISH)
    assert (broken.code, broken.stderr) == (3, f"customer-profiles: {operation}: AccessDeniedException: no\n")
    done = command(*REESTABLISH, "--json")
    assert (done.code, done.document["done"]) == (0, True)
    assert place.existing()["integrations"] == [done.document["established"]]
    made.refresh()
    made.only.up()
    assert place.existing()["integrations"] == [made.only.state["integration_uri"]]
    assert len(place.existing()["flows"]) == 1
    assert made.only.preview() == []


CHANGES = ("PutIntegration", "StartFlow", "DeleteIntegration")


@pytest.mark.parametrize("operation", CHANGES)
def test_whichever_change_takes_effect_without_an_answer_the_next_finishes(
    command: Command, deployment: Deploy, place: Place, operation: str
) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    place.control.add_fault("error_after", operation=operation, status=500, code="InternalServerException", count=10)
    broken = command(*REESTABLISH)
    place.control.clear_faults()
    # An integration is found by its name at once.
    assert broken.code == (0 if operation == "PutIntegration" else 3)
    if broken.code:
        done = command(*REESTABLISH, "--json")
        assert (done.code, done.document["done"]) == (0, True)
    made.refresh()
    made.only.up()
    assert place.existing()["integrations"] == [made.only.state["integration_uri"]]
    assert len(place.existing()["flows"]) == 1
    assert made.only.preview() == []


def test_a_dry_run_changes_nothing(command: Command, deployment: Deploy, place: Place) -> None:
    deployment()
    place.finish()
    before, last = place.existing(), place.last_call()
    done = command("reestablish", "contacts", "--stack", "dev", "--dry-run")
    assert done.code == 0
    assert "contacts: establishes amazon-connect-test-Salesforce-Contact-" in done.stdout
    assert "; then deletes amazon-connect-test-Salesforce-Contact-" in done.stdout
    assert place.existing() == before
    assert not {"PutIntegration", "DeleteIntegration", "StartFlow"} & set(place.operations(last))


def refused(command: Command, place: Place, *arguments: str) -> str:
    """The line with which it is refused, without a change at AWS."""
    before = place.existing()
    done = command(*arguments)
    assert (done.code, done.stdout) == (2, "")
    assert place.existing() == before
    return done.stderr


def test_it_is_refused_while_a_workflow_runs(command: Command, deployment: Deploy, place: Place) -> None:
    deployment()
    [workflow] = place.existing()["workflows"]
    assert refused(command, place, *REESTABLISH) == (
        f"customer-profiles: contacts: workflow {workflow} runs; "
        "wait for its end (customer-profiles watch --stack dev)\n"
    )


def test_it_is_refused_while_a_workflow_runs_that_the_stack_does_not_know(
    command: Command, deployment: Deploy, place: Place
) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    stale = made.file.read_text()
    made.only.up(import_start_date=place.days_ago(200))
    made.file.write_text(stale)
    assert "that the stack does not know; run `pulumi refresh --stack dev` first" in refused(
        command, place, *REESTABLISH
    )


def test_it_is_refused_before_history_is_loaded(command: Command, deployment: Deploy, place: Place) -> None:
    place.control.add_fault("step_fails", batch=0, permanent=True)
    deployment()
    place.control.advance(DAY)
    assert "contacts: 1 batch is not loaded; load them first" in refused(command, place, *REESTABLISH)


def test_it_asks_and_where_nobody_can_be_asked_it_is_refused(
    command: Command, deployment: Deploy, place: Place
) -> None:
    deployment()
    place.finish()
    done = command.process("reestablish", "--stack", "dev")
    assert done.code == 2
    assert done.stderr == (
        "customer-profiles: not a terminal, so there is nobody to confirm: pass --yes, or --dry-run to see what would "
        "be done\n"
    )
    assert len(place.calls("PutIntegration")) == 0


def test_several_integrations_ask_for_a_name(command: Command, deployment: Deploy, place: Place) -> None:
    deployment(count=2)
    place.finish()
    assert "name one integration of amazon-connect-test: contacts, contacts1" in refused(command, place, *REESTABLISH)
    assert "accounts: no such integration in amazon-connect-test; it has contacts, contacts1" in refused(
        command, place, *REESTABLISH, "accounts"
    )
    assert "several integrations have that object type" in refused(command, place, *REESTABLISH, "Salesforce-Contact")
    assert command(*REESTABLISH, "contacts1").code == 0

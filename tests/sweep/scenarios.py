"""What is swept: a situation, and the command that is disturbed in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.provider.stack import Stack
from tests.sweep.world import MINUTE, World

Change = Callable[[World], Mapping[str, Any]]
End = Literal["loaded", "adopted", "gone", "stopped", "retained"]


def nothing(_world: World) -> dict[str, Any]:
    """`up` without an edit."""
    return {}


def days_ago(days: int) -> Change:
    """Another import-start date."""
    return lambda world: {"import_start_date": world.days_ago(days)}


def fixed(**changes: Any) -> Change:
    """Arguments that depend on nothing."""
    return lambda _world: changes


# -- situations ------------------------------------------------------------------------------------------------------


def empty(_world: World) -> None:
    """Nothing of ours exists."""


def running(world: World) -> None:
    """The first workflow is at work."""
    world.restarted().up()
    world.advance(MINUTE)


def read_while_running(world: World) -> None:
    """The same, and state knows."""
    running(world)
    world.stack.refresh()


def finished(world: World) -> None:
    """The workflow is done, and nobody has looked."""
    world.restarted().up()
    world.finish()


def finished_with_cron(world: World) -> None:
    """State knows that the workflow is done; its flow still has the rate that Customer Profiles takes."""
    world.restarted().up(schedule=CRON)
    world.finish()
    world.stack.refresh()


def loaded_with_cron(world: World) -> None:
    """History is loaded, and the schedule set in AppFlow."""
    finished_with_cron(world)
    assert not world.until_nothing_changes()


def handed_over(world: World) -> None:
    """State knows that the workflow is done; what it left has to be looked after."""
    finished(world)
    world.stack.refresh()


def loaded(world: World) -> None:
    """History is loaded and the ongoing integration at work."""
    world.restarted().up()
    assert not world.until_nothing_changes()


def incremental(world: World) -> None:
    """An ongoing integration without a workflow, at work."""
    world.restarted().up(import_start_date=world.days_ago(30))
    assert not world.until_nothing_changes()


def failed_unread(world: World) -> None:
    """A batch has failed, and nobody has looked."""
    failing(TRANSIENT, read=False)(world)


def failing(message: str, *, read: bool = True) -> Callable[[World], None]:
    """A batch has failed for this reason, and state knows."""

    def failed(world: World) -> None:
        world.restarted().up()
        fault = world.cloud.faults.add(kind="step_fails", batch=0, permanent=True, message=message)
        world.finish()
        assert fault.remaining == 0
        if read:
            world.stack.refresh()

    return failed


def extension_running(world: World) -> None:
    """The workflow of an earlier start date is at work."""
    loaded(world)
    world.stack.up(**days_ago(160)(world))
    world.advance(MINUTE)


def extension_finished(world: World) -> None:
    """It is done and has left a second ongoing integration; state knows."""
    extension_running(world)
    world.finish()
    world.stack.refresh()


def to_be_stopped(world: World) -> None:
    """Everything is loaded, and is to stay when the resource goes, but to pull no more."""
    loaded(world)
    world.stack.up(on_delete="stop")


def to_be_retained(world: World) -> None:
    """Everything is loaded, and is to go on when the resource goes."""
    loaded(world)
    world.stack.up(on_delete="retain")


def made_by_another(world: World) -> None:
    """Everything is loaded, no state knows, and the program names what is there."""
    loaded(world)
    state = world.stack.state
    adopt = {"integration_uri": state["integration_uri"], "workflow_ids": state["workflow_ids"]}
    world.stack.arguments |= {"adopt": adopt, "on_delete": "retain"}
    world.stack.plan = world.stack.ingestion = None


def adopted(world: World) -> None:
    """It is taken over."""
    made_by_another(world)
    world.restarted().up()
    assert not world.until_nothing_changes()


def resubmission_unknown(world: World) -> None:
    """Another process has resubmitted a failed batch, and state does not know."""
    failing(TRANSIENT)(world)
    before = (world.stack.plan, world.stack.ingestion)
    world.stack.up()
    world.stack.plan, world.stack.ingestion = before


CRON = "cron(0 6 * * ? *)"
TRANSIENT = "Service unavailable: please try again"
TOO_MANY = "The run exceeds the maximum number of records"

# -- the table -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scenario:
    """A command in a situation.

    Attributes:
        name: unique, in words.
        situation: brings a prepared world to where the command begins.
        command: `up` with `change`, `refresh` or `destroy`.
        change: the arguments that `up` changes.
        end: what must be in the end: everything loaded, by us or by what was adopted, nothing of ours left, our flow
            stopped, or at work.
        switches: without which the situation does not come about.
    """

    name: str
    situation: Callable[[World], None]
    command: Literal["up", "refresh", "destroy"] = "up"
    change: Change = nothing
    end: End = "loaded"
    switches: Mapping[str, Any] = field(default_factory=dict)

    def run(self, world: World, stack: Stack) -> None:
        """The command, as often as somebody repeats it."""
        if self.command == "up":
            stack.up(**self.change(world))
        elif self.command == "refresh":
            stack.refresh()
        else:
            stack.destroy()


def another_object(world: World) -> dict[str, Any]:
    """Another object of the source, and so another object type: everything anew."""
    return {"connector": {**world.stack.arguments["connector"], "object": "Asset"}}


def _several(world: World) -> dict[str, Any]:
    return {"schedule": "rate(15minutes)", "tags": {"team": "sales"}, **days_ago(160)(world)}


SCENARIOS = (
    Scenario("create", empty),
    Scenario("create incremental", empty, change=days_ago(30)),
    Scenario(
        "edit flow and tags",
        loaded,
        change=fixed(schedule="rate(15minutes)", fields=["Id", "Email"], tags={"cost": "42"}),
    ),
    Scenario("edit incremental", incremental, change=fixed(schedule="rate(15minutes)", tags={"cost": "42"})),
    Scenario("extend", loaded, change=days_ago(160)),
    Scenario("extend incremental in batches", incremental, change=days_ago(160)),
    Scenario("extend incremental", incremental, change=lambda world: {**days_ago(45)(world), "bulk": "never"}),
    Scenario("extend and edit", loaded, change=_several),
    Scenario("resubmit", failing(TRANSIENT)),
    Scenario("resubmit in parts", failing(TOO_MANY)),
    Scenario("re-establish", loaded, change=fixed(re_establish="again")),
    Scenario("re-establish incremental", incremental, change=fixed(re_establish="again")),
    Scenario("another key", loaded, change=lambda world: {"kms_key_arn": world.another_key}),
    Scenario(
        "another connector profile",
        loaded,
        change=lambda world: {
            "connector": {**world.stack.arguments["connector"], "connector_profile_name": "salesforce-2"}
        },
    ),
    Scenario("replace", loaded, change=another_object),
    Scenario("adopt", made_by_another, end="adopted"),
    Scenario("adopt and edit", made_by_another, change=fixed(schedule="rate(15minutes)"), end="adopted"),
    Scenario("extend what is adopted", adopted, change=days_ago(160), end="adopted"),
    Scenario("activate a draft", handed_over, switches={"final_flow_active": False}),
    Scenario("close a hole", handed_over, switches={"final_flow_first_execution": "creation"}),
    Scenario("tidy after an extension", extension_finished),
    Scenario("apply a cron schedule", finished_with_cron),
    Scenario("extend with a cron schedule", loaded_with_cron, change=days_ago(160)),
    Scenario("refresh while running", running, command="refresh"),
    Scenario("refresh when failed", failed_unread, command="refresh"),
    Scenario("refresh when finished", finished, command="refresh"),
    Scenario("refresh finds a resubmission", resubmission_unknown, command="refresh"),
    Scenario("refresh when loaded", loaded, command="refresh"),
    Scenario("destroy while running", read_while_running, command="destroy", end="gone"),
    Scenario("destroy when finished", finished, command="destroy", end="gone"),
    Scenario("destroy", loaded, command="destroy", end="gone"),
    Scenario("destroy and keep what is loaded", to_be_stopped, command="destroy", end="stopped"),
    Scenario("destroy and forget", to_be_retained, command="destroy", end="retained"),
    Scenario("destroy what is adopted", adopted, command="destroy", end="retained"),
    Scenario("destroy incremental", incremental, command="destroy", end="gone"),
    Scenario("destroy when failed", failing(TRANSIENT), command="destroy", end="gone"),
    Scenario("destroy while extending", extension_running, command="destroy", end="gone"),
    Scenario("destroy when extended", extension_finished, command="destroy", end="gone"),
)

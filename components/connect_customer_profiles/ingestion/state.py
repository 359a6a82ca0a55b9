"""What is known of an ingestion at AWS, as it stands in Pulumi's state: plain JSON. Pure.

Beside the outputs of `IntegrationWorkflow` it holds what the next decision needs. What `Ingestion` keeps is its inputs
with these keys on top, so a state also tells what the ingestion was made with.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from . import failures, plan, progress
from .progress import RUNNING

ACTIVE = "Active"
DRAFT = "Draft"
MISSING = "Missing"
"""Our word for a continuous flow that is not there, beside AppFlow's own statuses."""

VANISHED = "The workflow is gone; try again"

DEFAULTS: Mapping[str, Any] = {
    "status": "",
    "workflow_ids": [],
    "batches": [],
    "failed_batches": [],
    "records_processed": 0,
    "integration_uri": "",
    "flow_status": "",
    # The highest number that a flow of this ingestion carries in its name.
    "latest_generation": 0,
    # When the latest workflow was started, and what a permanent failure could come from looked like then.
    "attempted_at": "",
    "circumstances": "",
    # How often failed batches were resubmitted since anything else was loaded.
    "resubmitted": 0,
    # Of the continuous integration: from and until when it (with those it replaced) has pulled.
    "covers_from": "",
    "pulled_until": "",
    # What its flow looked like when it was last as wanted, and the parts that somebody has changed since.
    "flow_shape": {},
    "drift": [],
    # Whether its flow was made with other settings: an interrupted attempt did, of which state knows nothing.
    "outdated": False,
    # URIs of continuous integrations beside the one that stays.
    "surplus": [],
}
STATE = tuple(DEFAULTS)
"""The keys of a state."""

LOCATION = ("region", "account", "aws_profile")
"""The inputs that say where a resource is; a dynamic resource never sees an explicit provider."""

INGESTION_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn", "object_type_name", "flow_definition", "tags", "on_delete"),
    *("resubmit_limit", "re_establish"),
    *("token", "mode", "loaded_from", "cut_off", "pull_from", "planned_batches", "flow_name"),
)
"""What `Ingestion` is told, the plan's pins included."""


def known(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The state in a resource's outputs, also in those of a version that knew less."""
    present = {key: value for key, value in outputs.items() if value is not None}
    state = {**DEFAULTS, **plan.completed(present)}
    if not state["latest_generation"] and (state["workflow_ids"] or state["integration_uri"]):
        state["latest_generation"] = 1
    return state


def normalised(value: Any) -> Any:
    """Plain JSON as we wrote it: the engine turns whole numbers into floats and adds the serialised provider."""
    if isinstance(value, Mapping):
        return {key: normalised(item) for key, item in value.items() if key != "__provider" and item is not None}
    if isinstance(value, (list, tuple)):
        return [normalised(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def running(state: Mapping[str, Any]) -> bool:
    """Whether a workflow is at work."""
    return state["status"] in RUNNING


def failed(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The batches that were not loaded."""
    return [batch for batch in state["batches"] if batch["status"] == "FAILED"]


def with_batches(state: Mapping[str, Any], batches: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """A state with these batches, and everything that follows from them."""
    ordered = sorted(batches, key=lambda each: str(each["start"]))
    changed = {
        **state,
        "batches": ordered,
        "records_processed": sum(int(batch["records"]) for batch in ordered),
    }
    return {**changed, "failed_batches": [_explained(batch) for batch in failed(changed)]}


def progressed(
    state: Mapping[str, Any], workflow: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """A state with what the latest workflow has done, as GetWorkflow and GetWorkflowSteps tell it."""
    ours = _open(state)
    changed = progress.batch_states(ours, workflow, steps)
    return _settled(state, ours, changed, str(workflow["Status"]))


def vanished(state: Mapping[str, Any], *, loaded: bool) -> dict[str, Any]:
    """A state whose latest workflow has no record any more, whether it had loaded everything or not."""
    ours = _open(state)
    end = {"status": "COMPLETE"} if loaded else {"status": "FAILED", "message": VANISHED}
    return _settled(state, ours, [{**batch, **end} for batch in ours], end["status"])


def _open(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The batches that the latest workflow has still to load."""
    generation = state["latest_generation"]
    return [
        batch
        for batch in state["batches"]
        if batch["status"] != "COMPLETE" and batch.get("generation", generation) == generation
    ]


def _settled(
    state: Mapping[str, Any], ours: list[Mapping[str, Any]], changed: list[dict[str, Any]], status: str
) -> dict[str, Any]:
    after = with_batches(state, [*(batch for batch in state["batches"] if batch not in ours), *changed])
    if status in RUNNING:
        return {**after, "status": status}
    complete = not failed(after)
    return {
        **after,
        "status": "COMPLETE" if complete else "FAILED",
        "resubmitted": 0 if complete else state["resubmitted"],
    }


def _explained(batch: Mapping[str, Any]) -> dict[str, str]:
    cause = failures.cause_of(batch["message"])
    return {
        **{key: batch[key] for key in ("start", "end", "message")},
        "cause": cause.name,
        "remedy": cause.remedy,
    }

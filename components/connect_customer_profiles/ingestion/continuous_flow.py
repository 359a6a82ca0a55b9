"""The flow of an ongoing integration: its definition, and the facts that its name and description record. Pure.

Its name contains the plan's token; its description contains a digest of its settings and, if it replaced another flow,
the time since which no change is missing. So any process can continue with it without further state.
"""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from .. import names
from ..rules import instant, rfc3339
from ..sources.flow_requests import FIRST_START
from .state import State
from .wanted import Wanted

if TYPE_CHECKING:
    from ..aws import answers

FIRST_PULL = timedelta(days=30)
"""The range that the first run of a scheduled flow pulls by default (AppFlow user guide, page flow-triggers)."""

LATE_BEGIN = timedelta(hours=1)
"""How long after the end of its range a run may begin, where AppFlow does not say what the range was."""

INGESTION = "Customer Profiles ingestion"
"""How the description of a flow begins; the plan's token and the digest follow."""

MARK = " mark "
"""In the description of a flow: precedes the digest of `re_establish`, if that is set."""

COVERS = " covers "
"""In the description of a flow that replaced another one: precedes the time since which changes have arrived without a
gap (descriptions have no colons)."""


def name(wanted: Wanted, generation: int) -> str:
    """The name of the flow that belongs to a generation. That of the first one is pinned,
    and the others end as it does."""
    if generation == 1 and wanted.pins.flow_name:
        return wanted.pins.flow_name
    domain, object_type, token = wanted.domain_name, wanted.object_type_name, wanted.pins.token
    ending = names.domain_ending(domain)
    first = names.flow_name(domain, object_type, token, region=wanted.region, ending=ending)
    ending = ending if wanted.pins.flow_name == first else ""
    return names.flow_name(domain, object_type, token, generation, region=wanted.region, ending=ending)


def definition(
    wanted: Wanted, generation: int, *, since: str, now: datetime | None, covers_from: str | None = None
) -> dict[str, Any]:
    """The whole FlowDefinition of PutIntegration and CreateIntegrationWorkflow.

    Args:
        wanted: `Ingestion`'s inputs.
        generation: of the workflow or integration that the flow belongs to.
        since: the time from which the first run pulls: the end of the batches or of the previous flow, so that nothing
            is missed.
        now: the time, UTC, for a flow that is made at once. That of a workflow is made when history is loaded, hours or
            days later: its schedule has no start, which would lie in the past.
        covers_from: the time since which changes have arrived without a gap, if the flow replaces another one.
    """
    wanted = wanted.initial
    flow = wanted.flow_definition
    schedule = {
        **flow["TriggerConfig"]["TriggerProperties"]["Scheduled"],
        "FirstExecutionFrom": instant(since),
        # AppFlow refuses a start in the past; AWS's own example starts five minutes ahead.
        **({"ScheduleStartTime": now + FIRST_START} if now else {}),
    }
    return {
        **flow,
        "FlowName": name(wanted, generation),
        "Description": _marked(wanted) + (COVERS + covers_from.replace(":", ".") if covers_from else ""),
        "KmsArn": wanted.kms_key_arn,
        "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": schedule}},
    }


def pulled_until(run: "answers.FlowRun") -> str:
    """The time up to which a run has pulled; "" if nobody knows.

    AppFlow may leave it out. A run begins when its range ends, or somewhat later: what a later flow pulls twice does no
    harm, what it does not pull is missing.
    """
    if "dataPullEndTime" in run:
        return rfc3339(run["dataPullEndTime"])
    began = run.get("startedAt") or run.get("lastUpdatedAt")
    return rfc3339(began - LATE_BEGIN) if began else ""


def covers_from(state: State, uri: str, flow: "answers.Flow") -> str:
    """The time since which changes have arrived without a gap: earlier than the flow itself only if it begins where the
    previous one ended."""
    described, told, since = str(flow.get("description", "")).partition(COVERS)
    known = uri == state.integration_uri
    if told and not known and described.startswith(INGESTION):
        return since.replace(".", ":")
    first = first_pull(flow)
    followed = known or first <= state.pulled_until
    return state.covers_from if state.covers_from and followed else first


def made_otherwise(flow: "answers.Flow", wanted: Wanted) -> bool:
    """Whether a flow's description says that it was created with other settings; without a digest it does not."""
    described = str(flow.get("description", "")).partition(COVERS)[0].partition(MARK)[0]
    ours = described.startswith(f"{INGESTION} {wanted.pins.token} ")
    return ours and described not in (_description(wanted), _description(wanted.initial))


def made_for(flow: "answers.Flow", wanted: Wanted) -> bool:
    """Whether a flow's description says that it was created for exactly this, or changed to it: whoever applied an edit
    that state does not know of."""
    return str(flow.get("description", "")).partition(COVERS)[0] == _marked(wanted)


def described_for(flow: "answers.Flow", wanted: Wanted) -> "answers.Flow":
    """The flow with the description that says so, for UpdateFlow; somebody else's description stays."""
    told, covers, since = str(flow.get("description", "")).partition(COVERS)
    ours = told.startswith(f"{INGESTION} {wanted.pins.token} ")
    return {**flow, "description": _marked(wanted) + covers + since} if ours else flow


def _marked(wanted: Wanted) -> str:
    mark = wanted.re_establish
    return _description(wanted) + (MARK + names.digest(mark)[:10] if mark else "")


def _description(wanted: Wanted) -> str:
    made_with = [wanted.flow_definition, wanted.kms_key_arn, wanted.own_tags]
    return f"{INGESTION} {wanted.pins.token} {names.digest(json.dumps(made_with, sort_keys=True))[:10]}"


def first_pull(flow: "answers.Flow") -> str:
    """The time from which the first run of a flow pulls, RFC 3339."""
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {})
    return rfc3339(scheduled.get("firstExecutionFrom") or flow["createdAt"] - FIRST_PULL)

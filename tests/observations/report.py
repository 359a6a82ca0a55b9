"""Makes the observations one after the other, and keeps each as soon as it is made."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from . import domains, events, flows, histories
from .caller import Caller
from .stage import Stage

Observations = dict[str, Callable[[Stage], Any]]
"""By the switch of `localcloud.aws.behaviours` that each answers."""


def _named(*observations: Callable[[Stage], Any]) -> Observations:
    return {observation.__name__: observation for observation in observations}


OF_FILES = _named(
    flows.tasks_described,
    flows.filter_outside_projection,
    flows.map_outside_projection,
    flows.results_written_directly,
    flows.bucket_policy_checked_at_create,
    flows.stop_of_idle_flow,
    flows.updated_flow_is_draft,
    flows.past_schedule_start_refused,
    flows.run_pull_end_told,
    flows.unreadable_lines,
    flows.mask_all_keeps_length,
    events.appflow_events_delivered,
    events.event_source_reaches_topics,
    domains.put_integration_flow_active,
    domains.delete_integration_removes_flow,
    domains.delete_integration_removes_user_flow,
    domains.delete_domain_removes_flows,
    domains.dead_letter_queue_arn_accepted,
    domains.instance_must_exist,
    domains.instance_needs_domain_prefix,
    domains.crowded_profile,
    domains.flow_key_must_be_domain_key,
    domains.cloudcontrol_leaves_out_template_content,
    domains.cloudcontrol_updates_flow_definition,
)

OF_HISTORIES = _named(
    histories.batch_times,
    histories.step_flow_names_related,
    histories.final_flow_active,
    histories.final_flow_first_execution,
    histories.ended_workflow_deletable,
    histories.delete_workflow_removes_integration,
    histories.deleted_workflow_record,
    histories.failed_workflow_creates_integration,
    histories.failed_workflow_keeps_flows,
    histories.duplicate_flow_name_rejected_at_call,
    histories.future_batches_rejected,
    histories.overlapping_batches_rejected,
    histories.workflow_source_account_sent,
    histories.workflow_source_arn_sent,
    histories.workflow_source_arn_form,
)
"""Those that need a connection to Salesforce. What ends with the workflow comes after what looks at it."""

OBSERVATIONS: Observations = {**OF_FILES, **OF_HISTORIES}
"""All of them."""

NEEDS_SALESFORCE = "needs a connector profile for Salesforce: SALESFORCE_PROFILE=…"
UNDECIDED = "what was seen does not decide it"


@dataclass(frozen=True)
class Observed:
    """What one observation found.

    Attributes:
        name: the switch.
        value: its value; None if nothing was found out.
        reason: why not.
        evidence: the calls, with their request IDs and answers.
    """

    name: str
    value: Any
    reason: str
    evidence: list[dict[str, Any]]


def observe(stage: Stage, names: Sequence[str]) -> Iterator[Observed]:
    """The observations of these switches, one after the other."""
    for name in names:
        if name in OF_HISTORIES and not stage.salesforce:
            yield Observed(name, None, NEEDS_SALESFORCE, [])
            continue
        stage.caller.evidence.clear()
        try:
            value, reason = OBSERVATIONS[name](stage), UNDECIDED
        except (ClientError, BotoCoreError, LookupError, TimeoutError) as error:
            value, reason = None, f"{type(error).__name__}: {error}"
        yield Observed(name, value, "" if value is not None else reason, list(stage.caller.evidence))


def run(caller: Caller, out: Path, names: Sequence[str], say: Callable[[str], Any], *, salesforce: str = "") -> None:
    """Observe these switches, write each to the file as soon as it is observed, and say it.

    Args:
        caller: the AWS calls.
        out: the file.
        names: the switches.
        say: takes a line.
        salesforce: a connector profile, for what needs history; "" for none.

    Raises:
        ClientError: what all of them need could not be made.
    """
    stage = Stage(caller, salesforce)
    stage.open()
    observed: list[Observed] = []
    for each in observe(stage, names):
        observed.append(each)
        write(out, caller.region, observed)
        say(f"{each.name} = {each.value}" if each.value is not None else f"{each.name}: {each.reason}")


def write(path: Path, region: str, observed: Sequence[Observed]) -> None:
    """Write what has been observed so far, in the form that `--behaviours` of the local cloud reads."""
    content = {
        "observed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "region": region,
        "behaviours": {
            each.name: {"value": each.value, "evidence": each.evidence} for each in observed if each.value is not None
        },
        "not_observed": {each.name: each.reason for each in observed if each.value is None},
    }
    path.write_text(json.dumps(content, indent=2) + "\n")

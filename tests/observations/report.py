"""Makes the observations one after the other, and keeps each as soon as it is made."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from . import domains, flows
from .caller import Caller
from .stage import Stage

OBSERVATIONS: dict[str, Callable[[Stage], Any]] = {
    observation.__name__: observation
    for observation in (
        flows.tasks_described,
        flows.filter_outside_projection,
        flows.bucket_policy_checked_at_create,
        flows.stop_of_idle_flow,
        flows.updated_flow_is_draft,
        flows.past_schedule_start_refused,
        flows.run_pull_end_told,
        flows.mask_all_keeps_length,
        domains.put_integration_flow_active,
        domains.delete_integration_removes_flow,
        domains.delete_integration_removes_user_flow,
        domains.delete_domain_removes_flows,
        domains.dead_letter_queue_arn_accepted,
        domains.instance_must_exist,
        domains.instance_needs_domain_prefix,
        domains.crowded_profile,
        domains.cloudcontrol_leaves_out_template_content,
    )
}
"""By the switch of `localcloud.aws.behaviours` that each answers."""

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
        stage.caller.evidence.clear()
        try:
            value, reason = OBSERVATIONS[name](stage), UNDECIDED
        except (ClientError, BotoCoreError, KeyError) as error:
            value, reason = None, f"{type(error).__name__}: {error}"
        yield Observed(name, value, "" if value is not None else reason, list(stage.caller.evidence))


def run(caller: Caller, out: Path, names: Sequence[str], say: Callable[[str], Any]) -> None:
    """Observe these switches, write each to the file as soon as it is observed, and say it.

    Raises:
        ClientError: what all of them need could not be made.
    """
    stage = Stage(caller)
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

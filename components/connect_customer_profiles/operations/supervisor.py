"""One round of the supervisor: looks at integrations, and resumes loads that have stalled.

It keeps no state: it reads an ingestion's state from AWS, like `aws_targets`, and gets the desired state from the
deployment. It finishes what a `pulumi up` has begun and starts nothing: an ingestion of which AWS has nothing any more
is an error, and left to the next `pulumi up`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ..aws.client import AwsClient
from ..aws.errors import AwsError
from ..ingestion import adoption, circumstances, decisions
from ..ingestion.batch import FailedBatch
from ..ingestion.contest import seconds_until_listed
from ..ingestion.decisions import Load
from ..ingestion.failures import DAILY_QUOTA
from ..ingestion.memory import ProcessMemory
from ..ingestion.plain import normalised
from ..ingestion.reconciler import Reconciler
from ..ingestion.state import State
from ..ingestion.wanted import Wanted
from . import aws_targets, traces
from .errors import OperationError
from .targets import Ingestion, Target

NOTHING_LEFT = (
    "has neither a workflow nor an ongoing integration of it any more; `pulumi up --refresh` loads its history again, "
    "or take it out of the supervisor's `integrations`"
)


@dataclass(frozen=True)
class Outcome:
    """The outcome for an integration.

    Attributes:
        name: its component's name.
        status: like `IntegrationWorkflow.status`; "" if AWS has nothing of it.
        step: what was done, in words; "" for nothing.
        failed: the batches that failed permanently, each with `cause` and `remedy`.
        resting: those that failed and are tried again by a later round, once the source's daily quota is there again.
        ended: whether loading has ended since the last round, without or with failures.
        error: what went wrong in this round; "" for nothing.
        error_code: the same for logs: of a call that failed only operation and code, without the service's words.
    """

    name: str
    status: str = ""
    step: str = ""
    failed: tuple[FailedBatch, ...] = ()
    resting: tuple[FailedBatch, ...] = ()
    ended: bool = False
    error: str = ""
    error_code: str = ""

    def log_entry(self) -> dict[str, Any]:
        """What a log may have of it: names, counts and codes. Messages of failed batches quote customers' records."""
        causes = Counter(each.cause for each in self.failed)
        return {
            "name": self.name,
            "status": self.status,
            "step": self.step,
            "failed": len(self.failed),
            "causes": dict(sorted(causes.items())),
            "resting": len(self.resting),
            "ended": self.ended,
            "error": self.error_code,
        }

    @property
    def news(self) -> str:
        """The notification about it, on one line; "" for none."""
        if self.error:
            return f"{self.name}: the supervisor failed: {self.error}"
        if self.step:
            return f"{self.name}: the supervisor {self.step}"
        if not self.ended:
            return ""
        if not (self.failed or self.resting):
            return f"{self.name}: history is loaded"
        # Whatever else has failed waits for the quota as well.
        used_up = [each for each in self.resting if each.cause == DAILY_QUOTA.name]
        waits = "waits" if len(self.resting) == 1 else "wait"
        told = [
            _told(self.failed, "failed permanently", self.failed),
            _told(self.resting, f"{waits} for the source's daily quota", used_up),
        ]
        return f"{self.name}: {' '.join(filter(None, told))}"


def _told(batches: Sequence[FailedBatch], what: str, explained: Iterable[FailedBatch]) -> str:
    """What has become of batches, and the remedies; "" for none."""
    if not batches:
        return ""
    reasons = sorted({f"{each.cause}: {each.remedy}" for each in explained})
    return f"{'1 batch' if len(batches) == 1 else f'{len(batches)} batches'} {what}. {' '.join(reasons)}"


def supervise(
    integrations: Mapping[str, Mapping[str, Any]],
    period: timedelta,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> list[Outcome]:
    """Look at every integration once, and take the next steps.

    After a step it waits until everybody who took the same step at the same time can be seen.

    Args:
        integrations: `IntegrationWorkflow.supervision` by name.
        period: how long ago the last round was.
        now: the time, UTC.
        sleep: waits for seconds.
    """
    outcomes: list[Outcome] = []
    wanted = {name: Wanted.from_inputs(normalised(inputs)) for name, inputs in integrations.items()}
    applied = {name: State.from_state(normalised(inputs)) for name, inputs in integrations.items()}
    supervisor = _Round(ProcessMemory(), now, now() - period)
    for (domain, region), names in _by_domain(wanted).items():
        plans = [wanted[name].pins for name in names]
        tokens = {each.token for each in plans}
        adopted = {each.flow_name: each.token for each in plans if each.taken_over}
        try:
            target = aws_targets.from_domain(domain, region, tokens=tokens, adopted=adopted)
            if not tokens <= _by_token(target).keys():
                sleep(seconds_until_listed())  # A workflow that has just been started is listed late.
                target = aws_targets.from_domain(domain, region, tokens=tokens, adopted=adopted)
            present = _by_token(target)
            gone = {name for name in names if wanted[name].pins.token not in present and _is_gone(target, wanted[name])}
        except (AwsError, OperationError) as error:
            outcomes += [_broken(name, error) for name in names]
            continue
        outcomes += [
            _nothing_left(name, domain)
            if name in gone
            else supervisor.look(name, wanted[name], applied[name], present.get(wanted[name].pins.token))
            for name in names
        ]
    if supervisor.started:
        sleep(seconds_until_listed())
    for reconciler, goal, state in supervisor.started:
        try:
            reconciler.alone(goal, state)
        except AwsError as error:
            outcomes = [_also(each, error) if wanted.get(each.name) == goal else each for each in outcomes]
    return outcomes


def _by_token(target: Target) -> dict[str, Ingestion]:
    return {each.state.token: each for each in target.ingestions}


def _is_gone(target: Target, wanted: Wanted) -> bool:
    """Whether the domain has neither a workflow nor an integration that could be this one's."""
    client, domain = target.client, target.domain_name
    integrations = client.list_integrations(domain, hidden=False)
    fed = {str(each.get("ObjectTypeName", "")) for each in integrations}
    return wanted.object_type_name not in fed and not client.list_workflows(domain, traces.SINCE)


def _nothing_left(name: str, domain: str) -> Outcome:
    error = f"{domain} {NOTHING_LEFT}"
    return Outcome(name, error=error, error_code=error)


def _broken(name: str, error: AwsError | OperationError) -> Outcome:
    return Outcome(name, error=str(error), error_code=_code(error))


def _also(outcome: Outcome, error: AwsError) -> Outcome:
    if outcome.error:
        return outcome
    return replace(
        outcome, error=f"nobody could look for a second workflow: {error}", error_code=f"SecondWorkflow: {_code(error)}"
    )


def _code(error: AwsError | OperationError) -> str:
    """Operation and code of a failed call; the library's own words for anything else."""
    if not isinstance(error, AwsError):
        return str(error)
    return ": ".join(filter(None, (error.operation, error.code))) or type(error).__name__


@dataclass(frozen=True)
class _Round:
    """One round of the supervisor.

    Attributes:
        memory: what this round remembers.
        now: the time, UTC.
        last: when the last round was.
        started: the workflows that it started: somebody else may have started the same.
    """

    memory: ProcessMemory
    now: Callable[[], datetime]
    last: datetime
    started: list[tuple[Reconciler, Wanted, State]] = field(default_factory=list)

    def look(self, name: str, wanted: Wanted, deployed: State, found: Ingestion | None) -> Outcome:
        """Look at one integration, and do what is to be done."""
        if found is None:
            return Outcome(name)
        try:
            return self._brought_on(name, wanted, deployed, found)
        except AwsError as error:
            return _broken(name, error)

    def _brought_on(self, name: str, wanted: Wanted, deployed: State, found: Ingestion) -> Outcome:
        client = found.client()
        reconciler = Reconciler(client, self.memory, now=self.now)
        state = replace(
            found.state,
            made_with=_made_with(wanted, deployed, found.state),
            # Only state knows whether an interrupted attempt used other settings: that is left to Pulumi.
            outdated=False,
            # The circumstances of the attempt are unknown here; a renewed connection is detected without them.
            circumstances=circumstances.fingerprint(wanted, client.credentials, self.memory),
        )
        state = reconciler.accepted(wanted, adoption.known_loaded(wanted, state))
        if state.running:
            return Outcome(name, reconciler.alone(wanted, state).status)
        remedied = reconciler.remedied(wanted, state)
        step = decisions.next_step(wanted, state, self.now(), remedied=remedied)
        if isinstance(step, Load) and not remedied and state.resubmitted >= wanted.most_resubmissions:
            step = None
        if step:
            after = reconciler.apply(wanted, state)
            if after.running:
                self.started.append((reconciler, wanted, after))
            return Outcome(name, after.status, str(step))
        stuck = {batch.start for batch in decisions.permanently_failed(wanted, state)}
        failed = tuple(each for each in state.failed_batches if each.start in stuck)
        resting = tuple(each for each in state.failed_batches if each.start not in stuck)
        return Outcome(name, state.status, failed=failed, resting=resting, ended=self._has_ended(client, state))

    def _has_ended(self, client: AwsClient, state: State) -> bool:
        """Whether the latest workflow has ended since the last round."""
        if not state.workflow_ids:
            return False
        workflow = client.get_workflow(state.domain_name, state.workflow_ids[-1])
        return workflow is not None and bool(workflow["LastUpdatedAt"] >= self.last)


def _made_with(wanted: Wanted, deployed: State, present: State) -> Wanted:
    """The inputs that the integration was made with.

    The present definition counts as desired: only a deployment changes it. But edits that came while history was
    loading have waited for its end, and the deployment says with what they are to be compared; tags are those at AWS.
    While batches are failed, no edit counts as their remedy: nothing here could remember that it has been tried.
    """
    if not deployed.edits_wait or present.failed:
        return wanted
    return replace(deployed.made_with, tags=present.made_with.tags)


def _by_domain(integrations: Mapping[str, Wanted]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for name, wanted in integrations.items():
        found.setdefault((wanted.domain_name, wanted.region), []).append(name)
    return found


def told(outcomes: Iterable[Outcome]) -> str:
    """The notifications of a round, one per line; "" if there are none."""
    return "\n".join(each.news for each in outcomes if each.news)

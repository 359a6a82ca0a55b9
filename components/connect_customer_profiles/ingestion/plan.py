"""From dates to batches. Pure: the time is an argument, nothing here knows Pulumi or AWS calls.

A plan is pinned once, when an integration is first deployed, and read from state from then on: the passing of time
alone never changes it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from .. import names, rules
from ..rules import RuleViolation, rfc3339
from ..sources import connector
from ..sources.integration import integration_definition
from ..sources.s3 import S3
from . import windows
from .batch_size import FLOW_LIMIT, Flows, batch_size, batches, check_one_more
from .plain import Plain, normalised, optional_text, text
from .wanted import Pins
from .windows import Window

BULK_AFTER = timedelta(days=60)
"""Start dates further back than this need a workflow and a role
(https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html)."""

SECONDS_OF_CUT_OFFS = 24 * 3600
"""How many different cut-offs there are for plans of one moment."""


class Plan(NamedTuple):
    """The inputs of `IngestionPlan` that planning needs.

    Attributes:
        region, account, domain_name: the destination of the records.
        connector_type, source_object, object_type_name: what is loaded; no source object for files in S3.
        execution_role_arn: the role of its workflows; None where there is none.
        import_start_date: how far back, as the user has written it.
        batch: the length of a batch, as the user has written it; None is the default.
        bulk: `auto`, `always` or `never`.
    """

    region: str
    account: str
    domain_name: str
    connector_type: str
    source_object: str | None
    object_type_name: str
    execution_role_arn: str | None
    import_start_date: Any
    batch: Any
    bulk: str

    @classmethod
    def from_inputs(cls, found: Plain) -> "Plan":
        """The plan in the inputs or outputs of `IngestionPlan`."""
        return cls(
            region=text(found, "region"),
            account=text(found, "account"),
            domain_name=text(found, "domain_name"),
            connector_type=text(found, "connector_type"),
            source_object=optional_text(found, "source_object"),
            object_type_name=text(found, "object_type_name"),
            execution_role_arn=optional_text(found, "execution_role_arn"),
            import_start_date=found.get("import_start_date"),
            batch=found.get("batch"),
            bulk=text(found, "bulk"),
        )

    @property
    def identity(self) -> tuple[str | None, ...]:
        """The values that identify an integration: a change starts a new plan."""
        return (
            *(self.region, self.account, self.domain_name),
            *(self.connector_type, self.source_object, self.object_type_name),
        )


def check_source(connector_type: str, batch: Any, bulk: str) -> None:
    """Check that a source supports the values of `batch` and `bulk`.

    Raises:
        RuleViolation: batches of a source without workflows.
    """
    if connector(connector_type).supports_workflows:
        return
    rule = f"{connector_type} has no integration workflows: the first run of the ongoing integration loads the history"
    if bulk == "always":
        raise RuleViolation(bulk, rule, argument="bulk")
    if batch is not None:
        raise RuleViolation(batch, rule, argument="batch")


def planning(given: Mapping[str, Any], modes: Sequence[str]) -> dict[str, Any]:
    """The arguments of the plan, checked as far as that is possible without knowing the pinned values.

    Args:
        given: those that have a value.
        modes: what `bulk` may be.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
    """
    facts = integration_definition(given).connector
    rule = {
        "import_start_date": rules.instant,
        "batch": lambda batch: batch_size(batch, facts),
        "bulk": rules.one_of(*modes),
    }
    planned_by = {"batch": None, "bulk": "auto", **{key: given[key] for key in rule if key in given}}
    for argument, check in rule.items():
        rules.checked(argument, planned_by[argument], check)
    check_source(facts.type, planned_by["batch"], planned_by["bulk"])
    return planned_by


def mode_for(start: datetime, now: datetime, bulk: str, *, supports_workflows: bool) -> str:
    """`workflow` (history in batches) or `incremental` (the first run of the ongoing integration loads it)."""
    if bulk == "always":
        return "workflow"
    far_back = now - start > BULK_AFTER
    return "workflow" if bulk == "auto" and far_back and supports_workflows else "incremental"


def cut_off_for(now: datetime, token: str) -> datetime:
    """A cut-off within the last day, at a second that the token (hexadecimal digits) chooses.

    Plans of one deployment would otherwise end at the same second, and batches could not identify the workflow of an
    interrupted attempt. A day has enough seconds that two plans hardly ever share one: a plan that mistook another's
    workflow for its own would delete it. The first run of the ongoing integration brings newer records.
    """
    return now.replace(microsecond=0) - timedelta(seconds=int(token, 16) % SECONDS_OF_CUT_OFFS)


def planned(
    plan: Plan,
    before: Plan,
    pinned: Pins,
    *,
    now: datetime,
    token: str,
    cut_off: datetime | None = None,
    flows: Callable[[], Flows] = Flows,
) -> Pins:
    """The pins of a plan: those that there are as long as they stand, else new ones.

    Pins stay until the integration's identity changes. An earlier import-start date adds the missing range; a later one
    changes nothing; another batch size divides again the range that no workflow has loaded yet.

    Args:
        plan: domain, connector, dates and options, as the component hands them over.
        before: the same of the previous deployment.
        pinned: the pins of the previous deployment; those without a token count as none.
        now: the time of a new plan, rounded down to seconds.
        token: unique text for the names of a new plan.
        cut_off: where its batches end, `now` unless given. For a start after it, another time between start and `now`.
        flows: returns the quota of flows; called only for what needs more of them.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
    """
    start = rules.checked("import_start_date", plan.import_start_date, rules.instant)
    if not pinned.token or plan.identity != before.identity:
        now = now.replace(microsecond=0)
        return _new_pins(plan, start, now, _end(start, now, cut_off or now), token, flows)
    pins = pinned
    if plan.batch != before.batch and pins.batches:
        spans = [(rules.instant(span.start), rules.instant(span.end)) for span in windows.joined(pins.batches)]
        divided = (window for first, last in spans for window in _windows(plan, first, last, flows))
        pins = replace(pins, batches=tuple(divided))
    if start < rules.instant(pins.loaded_from):
        return _extended(plan, pins, start, now, flows)
    return pins


def check_new(inputs: Mapping[str, Any], now: datetime) -> None:
    """Check a plan that no state pins yet, as far as that is possible without asking AWS.

    Args:
        inputs: those of `IngestionPlan`.
        now: the time.

    Raises:
        RuleViolation: names the argument of `IntegrationWorkflow`.
    """
    found = normalised(inputs)
    plan, limit = Plan.from_inputs(found), found.get("flow_limit")
    planned(plan, plan, Pins(), now=now, token="0" * 10, flows=lambda: Flows(int(limit or FLOW_LIMIT)))


def later_start(before: Plan, plan: Plan, pins: Pins) -> str | None:
    """What to say of a later import-start date, which changes nothing; None if it is not later."""
    start = plan.import_start_date
    if start == before.import_start_date or rules.instant(start) <= rules.instant(pins.loaded_from):
        return None
    return (
        f"{pins.flow_name}: import_start_date = {start} changes nothing: records since {pins.loaded_from} "
        "are loaded, and objects leave a domain only when they expire"
    )


def taking_over(import_start_date: str, pins: Pins) -> tuple[str, bool]:
    """What to say of an integration that is taken over, and whether the program asks for less than is loaded.

    Args:
        import_start_date: how far back, as the user has written it.
        pins: what is loaded.
    """
    later = rules.instant(import_start_date) > rules.instant(pins.loaded_from)
    so = f"; import_start_date = {import_start_date}, which is later, changes nothing" if later else ""
    loaded = f"records since {pins.loaded_from} are loaded"
    return f"takes over flow {pins.flow_name}, loads nothing: {loaded}{so}", later


def _end(start: datetime, now: datetime, cut_off: datetime) -> datetime:
    """Where batches end: as far before now as the cut-off, but after the start."""
    return now - (now - cut_off) % (now - start) if start < now else now


def _extended(plan: Plan, pins: Pins, start: datetime, now: datetime, flows: Callable[[], Flows]) -> Pins:
    """The pins with an earlier start date: only the range before the loaded one is new.

    If batches are not possible, the ongoing integration is re-established from the earlier date.
    """
    in_batches = plan.bulk != "never" and connector(plan.connector_type).supports_workflows
    if not in_batches or (now - start <= BULK_AFTER and not plan.execution_role_arn):
        return replace(pins, loaded_from=rfc3339(start), pull_from=rfc3339(start))
    _check_role(plan, start)
    missing = _windows(plan, start, rules.instant(pins.loaded_from), flows)
    return replace(pins, loaded_from=rfc3339(start), mode="workflow", batches=(*missing, *pins.batches))


def _new_pins(
    plan: Plan, start: datetime, now: datetime, cut_off: datetime, token: str, flows: Callable[[], Flows]
) -> Pins:
    facts = connector(plan.connector_type)
    if not names.fits_flows(plan.domain_name, plan.region):
        rule = (
            f"is too long for {plan.region}, where it leaves a flow's name no room in an integration's ARN of "
            f"{names.TAGGED_ARN} characters"
        )
        raise RuleViolation(plan.domain_name, rule, argument="domain_name")
    if start >= now:
        rule = f"must be in the past; it is now {rfc3339(now)}"
        raise RuleViolation(plan.import_start_date, rule, argument="import_start_date")
    rules.checked("batch", plan.batch, lambda batch: batch_size(batch, facts))
    mode = mode_for(start, now, plan.bulk, supports_workflows=facts.supports_workflows)
    in_batches = mode == "workflow"
    if in_batches:
        _check_role(plan, start)
    else:
        check_one_more(flows())
    # The policy of a bucket sees nothing of a flow but its name.
    ending = names.domain_ending(plan.domain_name) if plan.connector_type == S3.type else ""
    return Pins(
        token=token,
        mode=mode,
        loaded_from=rfc3339(start),
        cut_off=rfc3339(cut_off),
        pull_from=rfc3339(cut_off if in_batches else start),
        batches=_windows(plan, start, cut_off, flows) if in_batches else (),
        flow_name=names.flow_name(plan.domain_name, plan.object_type_name, token, region=plan.region, ending=ending),
    )


def _windows(plan: Plan, start: datetime, end: datetime, flows: Callable[[], Flows]) -> tuple[Window, ...]:
    facts = connector(plan.connector_type)
    size = rules.checked("batch", plan.batch, lambda batch: batch_size(batch, facts))
    spans = batches(start, end, size, flows())
    return tuple(Window(rfc3339(first), rfc3339(last)) for first, last in spans)


def _check_role(plan: Plan, start: datetime) -> None:
    if not plan.execution_role_arn:
        raise RuleViolation(
            None,
            f"is required: loading {plan.connector_type} records since {rfc3339(start)} in batches needs an "
            "execution role",
            argument="execution_role_arn",
        )

"""Rules for the history that an integration loads, its batches, and its flow."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from connect_customer_profiles import rules
from connect_customer_profiles.ingestion import batch_size, plan
from connect_customer_profiles.sources import CONNECTORS, Source
from connect_customer_profiles.sources.schedule import checked_schedule

from . import pages
from .checks import listed, refusal
from .rule import Config, Rule
from .subject import Subject
from .views.flows import DECLARED_FLOW, FLOW
from .views.history import HISTORY, PLAN


def now() -> datetime:
    """The present; tests replace it."""
    return datetime.now(UTC).replace(microsecond=0)


def _connector(subject: Subject) -> Source | None:
    """The source's record. The APIs spell ServiceNow in two ways."""
    source = str(subject["source"]).lower()
    return next((each for each in CONNECTORS.values() if source in (each.type.lower(), each.api_type.lower())), None)


def _range(subject: Subject) -> tuple[datetime, datetime] | None:
    """The range to load: from the start date to the plan's cut-off, or until now; None if the start is not a date."""
    start, cut_off = subject["start"], subject["cut_off"]
    if list(refusal("import_start_date", start, rules.instant)):
        return None
    return rules.instant(start), rules.instant(cut_off) if cut_off else now()


def _has_role(subject: Subject, _config: Config) -> Iterable[str]:
    source = _connector(subject)
    if source is None or subject["has_role"]:
        return
    if (subject["mode"] or _mode(subject, source)) == "workflow":
        yield (
            f"the history of {source.type} since {subject['start']} is loaded in batches, which requires an "
            "execution role"
        )


def _mode(subject: Subject, source: Source) -> str:
    """The mode that a new plan would get; "" if the start date is not a date."""
    loaded = _range(subject)
    return plan.mode_for(*loaded, subject["bulk"], supports_workflows=source.supports_workflows) if loaded else ""


def _start_date(subject: Subject, config: Config) -> Iterable[str]:
    loaded = _range(subject)
    if loaded is None:
        yield from refusal("import_start_date", subject["start"], rules.instant)
        return
    start, cut_off = loaded
    years = config["maximumYears"]
    # That of an integration which was taken over, and of which no history is known, begins with its flow.
    if start > cut_off or (start == cut_off and not subject["cut_off"]):
        yield f"the history cannot start in the future, at {rules.rfc3339(start)}"
    elif start < cut_off - timedelta(days=365.25 * years):
        yield f"the history is longer than {years:g} years; it starts at {rules.rfc3339(start)}"


def _batch_size(subject: Subject, _config: Config) -> Iterable[str]:
    source = _connector(subject)
    if source is None:
        return
    refused = list(refusal("batch", subject["batch"], _sized(source)))
    yield from refused
    if refused or subject.type not in PLAN:
        return
    loaded = _range(subject)
    if loaded and _mode(subject, source) == "workflow":
        size = batch_size.batch_size(subject["batch"], source)
        if caution := batch_size.over_range(min(batch_size.longest(size), loaded[1] - loaded[0]), source):
            yield f"batch = {size}: {caution}"


def _flow_limit(subject: Subject, config: Config) -> Iterable[str]:
    source = _connector(subject)
    if source is None or list(refusal("batch", subject["batch"], _sized(source))):
        return ()
    loaded = _range(subject)
    if loaded is None or loaded[0] >= loaded[1] or _mode(subject, source) != "workflow":
        return ()
    size = batch_size.batch_size(subject["batch"], source)
    try:
        number = len(batch_size.batches(*loaded, size))
    except rules.RuleViolation as violation:
        return [str(violation)]
    limit = config["maximumBatches"]
    return [f"the plan has {number} batches, more than {limit:g}; each is a flow"] if number > limit else ()


def _sized(source: Source) -> Callable[[Any], batch_size.BatchSize]:
    return lambda batch: batch_size.batch_size(batch, source)


def _encrypted(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["has_key"]:
        yield "the flow is not encrypted with a customer managed key"


def _schedule(subject: Subject, _config: Config) -> Iterable[str]:
    source, schedule = _connector(subject), subject["schedule"]
    if source is None or not schedule:
        return ()
    return refusal("schedule", schedule, lambda text: checked_schedule(source, text))


def _declared(subject: Subject, _config: Config) -> Iterable[str]:
    source, sources, task_types = subject["source"], subject["sources"], subject["task_types"]
    if source not in sources:
        yield f"connector type {source!r} is not one of {', '.join(sources)}"
    unknown = sorted(set(subject["tasks"]) - set(task_types))
    if unknown:
        yield (
            f"task {listed(unknown)} is not supported in flows of Customer Profiles; supported tasks are "
            f"{', '.join(task_types)}"
        )


RULES = (
    Rule(
        name="integration-execution-role",
        severity="high",
        catches="History loaded in batches (more than 60 days of it, or `bulk: always`) without an execution role.",
        remedy="Pass an execution role, such as that of `ExecutionRole`.",
        url=pages.BULK,
        kind=PLAN,
        check=_has_role,
    ),
    Rule(
        name="integration-start-date",
        severity="medium",
        catches="An import-start date that is not a date, is in the future, or is absurdly far back.",
        remedy="Give a date such as `2024-01-31`, within the years for which the source has records.",
        url=pages.BULK,
        kind=PLAN,
        check=_start_date,
        config={
            "maximumYears": {
                "type": "number",
                "minimum": 1,
                "default": 20,
                "description": "The maximum number of years of history to load.",
            }
        },
    ),
    Rule(
        name="integration-batch-size",
        severity="high",
        catches="A batch that a single run of the source cannot load, or an invalid batch size.",
        remedy="Give exactly one of months, days and records per day, with fewer records per batch than the source's "
        "limit per run, and no more time than it exports at once.",
        url=pages.APPFLOW_QUOTAS,
        kind=HISTORY,
        check=_batch_size,
    ),
    Rule(
        name="integration-flow-limit",
        severity="high",
        catches="More batches than the account's quota of flows allows (1,000, one of them for the ongoing "
        "integration).",
        remedy="Choose a larger batch or a later import-start date.",
        url=pages.APPFLOW_QUOTAS,
        kind=PLAN,
        check=_flow_limit,
        config={
            "maximumBatches": {
                "type": "integer",
                "minimum": 1,
                "maximum": batch_size.FLOWS.batches,
                "default": batch_size.FLOWS.batches,
                "description": "The maximum number of batches of one integration. The account's other flows count "
                "against the same quota.",
            }
        },
    ),
    Rule(
        name="integration-flow-encrypted",
        severity="high",
        catches="A flow that is not encrypted with a customer managed key.",
        remedy="Set the flow's KMS key (`kmsArn`) to the domain's key.",
        url=pages.FLOW_DEFINITION,
        kind=FLOW,
        check=_encrypted,
    ),
    Rule(
        name="integration-schedule",
        severity="medium",
        catches="A flow that would run more often than its source allows, such as Marketo more than once an hour.",
        remedy="Run the flow less often: at most `rate(1hours)` for Marketo, `rate(15minutes)` for S3, and "
        "`rate(1minutes)` for the others.",
        url=pages.APPFLOW_QUOTAS,
        kind=FLOW,
        check=_schedule,
    ),
    Rule(
        name="integration-flow-definition",
        severity="high",
        catches="A flow definition that CloudFormation refuses (`Servicenow` for `ServiceNow`, task `Map_all`), or one "
        "that AppFlow does (`ServiceNow` for `Servicenow`, task `Partition` into a domain).",
        remedy="Use the connector types and task types of the `AWS::CustomerProfiles::Integration` schema, or in "
        "`aws.appflow.Flow` those of AppFlow.",
        url=pages.FLOW_DEFINITION,
        kind=DECLARED_FLOW,
        check=_declared,
    ),
)

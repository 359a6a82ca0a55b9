"""`customer-profiles status`."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from ..appflow.flow_status import ACTIVE
from ..operations.errors import ATTENTION, FINE, UNREACHABLE
from ..operations.present import confirm_domain, status
from ..operations.selection import Selection, find
from ..operations.status import Status, Unseen
from ..operations.targets import NOT_CREATED, Target
from .console import Output
from .options import target
from .progress import progress


@click.command(
    "status",
    short_help="The progress of every integration.",
    epilog="""\b
Examples:
  customer-profiles status --stack prod
  customer-profiles status --domain amazon-connect-customers --region eu-central-1
  customer-profiles status --stack prod --json | jq '.integrations[] | {name, done, batches, expected_end}'
""",
)
@target
def command(where: Selection, out: Output) -> int:
    """Show the progress of every integration: batches, records, expected end, and the last runs of its ongoing flow.

    Looks as a refresh does, and changes nothing. Exit code 1 if batches or the last run failed, or an ongoing
    integration is not active; 3 if not every integration could be looked at.
    """
    with progress(out, "workflows") as report:
        found_target = find(where, tell=report)
        confirm_domain(found_target)
    with progress(out, "integrations") as report:
        seen = status(found_target, datetime.now(UTC), report)
    found, unseen = (
        [each for each in seen if isinstance(each, Status)],
        [each for each in seen if isinstance(each, Unseen)],
    )
    attention = bool(found_target.not_created) or any(each.needs_attention for each in found)
    out.document(
        {
            "not_created": found_target.not_created,
            "integrations": list(map(member, found)),
            "unseen": [asdict(each) for each in unseen],
        },
        found_target,
        attention=attention or bool(unseen),
    )
    out.line(f"{found_target.domain_name}  {found_target.account}  {found_target.region}", "bold")
    tell_not_created(found_target, out)
    if not seen and not found_target.not_created:
        out.line(NO_INTEGRATION)
    if found:
        out.line()
        out.table(COLUMNS, [row(each) for each in found], style=lambda cells: style_of(str(cells[1])))
        details(found, out)
    tell_unseen(unseen, out)
    if unseen:
        return UNREACHABLE
    return ATTENTION if attention else FINE


def member(each: Status) -> dict[str, Any]:
    """An integration in a JSON document."""
    return {**asdict(each), "needs_attention": each.needs_attention}


def tell_not_created(found: Target, out: Output) -> None:
    """Name the integrations that an update failed to create."""
    for name in found.not_created:
        out.line(f"{name}: {NOT_CREATED}", "bad")


def tell_unseen(unseen: Iterable[Unseen], out: Output) -> None:
    """Name what could not be looked at."""
    for each in unseen:
        out.line(f"could not look at {each.what}: {each.reason}", "busy")


NO_INTEGRATION = "the domain has no integration of this library"
"""Said by every command that looks at integrations, so that its silence is not taken for good news of others."""

COLUMNS = ("integration", "status", "history", "records", "per minute", "end expected", "ongoing", "pulled until")

_STYLES = {"COMPLETE": "good", "ACTIVE": "good", "FAILED": "bad", "SUSPENDED": "bad", "ERRORED": "bad"}


def style_of(status: str) -> str:
    """The style of an integration's status."""
    return _STYLES.get(status, "busy")


def sentence(each: Status) -> str:
    """An integration on one line."""
    parts = [f"{each.name}: {each.status}", history(each)]
    parts += [] if each.records is None else [f"{each.records:,} records"]
    parts += [f"end expected {each.expected_end}"] if each.expected_end else []
    parts += [f"ongoing flow {each.flow_status}"] if each.flow_status else []
    return ", ".join(parts)


def row(each: Status) -> tuple[object, ...]:
    """The line of an integration in an overview."""
    return (
        each.name,
        each.status,
        history(each),
        each.records,
        "" if each.records_per_minute is None else round(each.records_per_minute),
        each.expected_end,
        each.flow_status,
        each.pulled_until,
    )


def history(each: Status) -> str:
    """The batches of an integration in words."""
    if not each.batches:
        return "with the first run" if each.mode == "incremental" else "batches not asked for"
    parts = [f"{each.done}/{each.batches} batches"]
    parts += [f"{each.running} running"] if each.running else []
    parts += [f"{each.failed} failed"] if each.failed else []
    return ", ".join(parts)


def details(found: list[Status], out: Output) -> None:
    """The failed batches, with cause and remedy, and the last runs."""
    for each in found:
        for word in filter(None, (each.note, each.remark)):
            out.line()
            out.line(f"{each.name}: {word}", "busy")
        if each.failed_batches:
            out.line()
            out.line(f"{each.name}: failed batches", "bad")
            out.table(
                ("from", "to", "cause", "message"),
                [(batch.start, batch.end, batch.cause, batch.message) for batch in each.failed_batches],
            )
            for remedy in dict.fromkeys(batch.remedy for batch in each.failed_batches):
                out.line(f"  {remedy}")
        if each.flow_status not in ("", ACTIVE) and each.status not in ("NOT_STARTED", "IN_PROGRESS"):
            out.line()
            out.line(f"{each.name}: the ongoing flow is {each.flow_status.lower()}: customer-profiles diagnose", "bad")
        if each.runs:
            out.line()
            out.line(f"{each.name}: last runs of {each.flow_name}")
            out.table(
                ("started", "status", "records", "pulled until", "message"),
                [(run.started, run.status, run.records, run.pulled_until, run.message) for run in each.runs[:3]],
                style=lambda cells: "bad" if cells[1] == "Error" else "",
            )

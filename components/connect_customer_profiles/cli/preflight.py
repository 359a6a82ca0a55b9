"""`customer-profiles preflight`."""

from dataclasses import asdict
from pathlib import Path

import click

from ..operations.errors import ATTENTION, FINE, UNREACHABLE
from ..operations.preflight import Outcome, Preflight, preflight
from ..operations.selection import Selection
from ..operations.stack_targets import Project
from ..operations.targets import Target
from . import suggestions
from .completions import stack_option
from .console import Output
from .options import output

STYLES = {Outcome.PASSED: "good", Outcome.FAILED: "bad", Outcome.UNKNOWN: "busy"}


@click.command(
    "preflight",
    short_help="See whether a stack can be deployed, before anything is changed.",
    epilog="""\b
Examples:
  customer-profiles preflight
  customer-profiles preflight --stack prod --json
""",
)
@stack_option
@output
def command(stack: str | None, cwd: Path | None, out: Output) -> int:
    """Preview a stack, and ask AWS about what its program relies on: connector profiles, their objects and fields,
    given execution roles, the quotas of flows and integrations, whether a Connect instance has another domain, and what
    the credentials may do.

    A line says what each check found. Nothing is changed.

    Exit code 0 if every check passed, 1 if one failed, 3 if none failed but not everything could be looked at.
    """
    suggestions.remember(Selection(stack=stack, cwd=cwd))
    found = preflight(Project(cwd or Path(), stack))
    outcomes = {each.outcome for each in found.checks}
    attention = bool(outcomes - {Outcome.PASSED})
    out.document({"checks": [asdict(each) for each in found.checks]}, _target(found), attention=attention)
    width = max((len(each.outcome) for each in found.checks), default=0)
    for each in found.checks:
        out.line(f"{each.outcome.ljust(width)}  {each.name}, {each.where}: {each.words}", STYLES[each.outcome])
    if Outcome.FAILED in outcomes:
        return ATTENTION
    # No answer is not a good answer.
    return UNREACHABLE if Outcome.UNKNOWN in outcomes else FINE


def _target(found: Preflight) -> Target | None:
    """The domain that the checks are about; None where there are several, or none is known."""
    return Target(*found.domains[0]) if len(found.domains) == 1 else None

"""`customer-profiles diagnose`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..operations.diagnosis.collect import collect
from ..operations.diagnosis.diagnose import Diagnosis, diagnose
from ..operations.errors import ATTENTION, FINE, UNREACHABLE
from ..operations.selection import Selection, find
from .console import Output
from .options import target

STYLE = {"certain": "bad", "likely": "bad", "possible": "busy"}


@click.command(
    "diagnose",
    epilog="""\b
Examples:
  customer-profiles diagnose
  customer-profiles diagnose --stack prod
  customer-profiles diagnose --domain amazon-connect-customers --region eu-central-1 --json
""",
)
@target
def command(where: Selection, out: Output) -> int:
    """Say what is wrong with a domain and its integrations, how certain that is, and which command repairs it.

    Looks at domain, key, queue, dead letters, Connect instances, and for each integration at its workflow, flow, runs,
    connector profile and execution role; changes nothing. Names whatever it may not look at.

    Exit code 0 if nothing is wrong, 1 with findings, 3 if nothing was found but not everything could be looked at.
    """
    with _progress(out) as tell:
        found = diagnose(*collect(find(where), tell=tell))
    out.document(
        {
            "findings": [each.as_json() for each in found.findings],
            "unseen": [{"what": each.what, "reason": each.reason} for each in found.unseen],
        }
    )
    _show(found, out)
    if found.findings:
        return ATTENTION
    # No answer is not a good answer.
    return UNREACHABLE if found.unseen else FINE


@contextmanager
def _progress(out: Output) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if out.as_json or not out.console.is_terminal:
        yield lambda _done, _all: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("integrations", total=None)
        yield lambda done, every: progress.update(task, completed=done, total=every)


def _show(found: Diagnosis, out: Output) -> None:
    for each in found.findings:
        out.line(f"{each.where}: {each.cause.wrong}", STYLE[each.cause.certainty])
        for text in each.evidence:
            out.line(f"  because     {text}")
        out.line(f"  confidence  {each.cause.certainty}", "faint")
        out.line(f"  do this     {each.cause.remedy}")
        if each.command:
            out.line(f"              {each.command}", "bold")
        if each.consequences:
            out.line(f"  explains    {', '.join(each.consequences)}", "faint")
        out.line()
    for unseen in found.unseen:
        out.line(f"could not look at {unseen.what}: {unseen.reason}", "busy")
    if not found.findings:
        if found.unseen:
            things = "1 thing" if len(found.unseen) == 1 else f"{len(found.unseen)} things"
            out.line(
                f"no problem was found, but {things} could not be looked at: nobody knows whether all is well", "bad"
            )
        else:
            out.line("no problem was found", "good")

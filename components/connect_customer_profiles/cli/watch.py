"""`customer-profiles watch`."""

from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import click
from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from ..operations.errors import ATTENTION, FINE, Unreachable
from ..operations.present import confirm_domain
from ..operations.selection import Selection, find
from ..operations.status import Status
from ..operations.watch import Event, summary, watch
from .console import STYLES, Output, cell
from .endings import complain, exit_code
from .options import Range, target
from .status import NO_INTEGRATION, details, history, member, sentence, style_of, tell_not_created

YEAR = 366 * 24 * 60
"""Minutes: the longest watch."""


@click.command(
    "watch",
    short_help="Follow integrations live; repair them if asked.",
    epilog="""\b
Examples:
  customer-profiles watch --stack prod
  customer-profiles watch --stack prod --repair --minutes 120
  customer-profiles watch --stack prod --json | jq -c '{name, done: .status.done}'
""",
)
@click.option("--repair", is_flag=True, help="Resubmit failed batches, and repair whatever else a `pulumi up` would.")
@click.option(
    "--minutes",
    type=Range(min=0, max=YEAR, min_open=True),
    help="The maximum number of minutes to watch. Default: no limit.",
)
@target
def command(where: Selection, out: Output, repair: bool, minutes: float | None) -> int:
    """Follow all integrations live until none is loading any more, with at most 3 calls to AWS a second in all.

    Ctrl-C ends the watching and nothing else: loading continues, and the next `pulumi up` or `pulumi refresh` finds a
    resubmission. With --json every line is an event. Exit code 1 if something needs attention.
    """
    found_target = find(where)
    confirm_domain(found_target)
    latest: dict[str, Status] = {}
    codes: list[int] = []
    screen = _Screen(latest, out)
    with screen.live or nullcontext():
        for event in watch(found_target, repair=repair, minutes=minutes):
            before = latest.get(event.name)
            if event.status:
                latest[event.name] = event.status
            screen.show(event, before)
            # At the end of the time AWS may not have answered once.
            in_vain = event.over and event.name not in latest
            error = event.error or (Unreachable("no answer from AWS") if in_vain else None)
            if error:
                codes.append(_told(event.name, error))
            attention = bool(error or (event.status and event.status.needs_attention))
            out.document(document(replace(event, error=error)), found_target, attention=attention, lines=True)
    if not out.as_json:
        out.line()
        details([each for each in latest.values() if each.needs_attention or each.remark], out)
        tell_not_created(found_target, out)
        out.line(_closing(latest) if found_target.ingestions or found_target.not_created else NO_INTEGRATION)
    if codes:
        return max(codes)
    return ATTENTION if found_target.not_created or any(each.needs_attention for each in latest.values()) else FINE


def _told(name: str, error: Exception) -> int:
    """The exit code of an integration that cannot be followed any more, after the reason has been shown."""
    code = exit_code(error)
    if code is None:
        raise error
    words = str(error)
    complain(words if words.startswith(f"{name}: ") else f"{name}: {words}")
    return code


class _Screen:
    """A table with progress bars on a terminal, a line for every change elsewhere."""

    def __init__(self, latest: dict[str, Status], out: Output) -> None:
        self._latest, self._out = latest, out
        terminal = out.console.is_terminal and not out.as_json
        self.live = Live(console=out.console, refresh_per_second=4) if terminal else None

    def show(self, event: Event, before: Status | None) -> None:
        lines = _lines(event)
        if self.live:
            self.live.update(frame(self._latest, self._out.console.width))
            if event.step:
                for line in lines:
                    self._out.line(line)
        elif not event.error and (event.step or before is None or _progress(before) != _progress(event.status)):
            for line in lines:
                self._out.line(line)


BAR = 24
HEADS = ("integration", "status", "", "history", "records", "end expected")


def frame(latest: dict[str, Status], width: int) -> Group:
    """The terminal's contents at one moment: a table, without bars where they do not fit, or two lines for each
    integration where that does not either. Nothing is cut.

    Args:
        latest: the status of each integration by its name.
        width: the number of columns of the terminal.
    """
    rows = [_cells(latest[name]) for name in sorted(latest)]
    widths = [max(len(head), *(len(row[index]) for row in rows), 0) for index, head in enumerate(HEADS)]
    taken = sum(widths) + 2 * len(HEADS)
    if taken - 2 > width:
        lines = [line for row in rows for line in (row[0], "  " + "  ".join(each for each in row[1:] if each))]
        return Group(*(Text(line, overflow="fold") for line in lines), Text(_closing(latest), style="dim"))
    bars = taken + BAR <= width
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in HEADS:
        if head or bars:
            table.add_column(head, justify="right" if head == "records" else "left", no_wrap=True)
    for name, row in zip(sorted(latest), rows, strict=True):
        each = latest[name]
        bar = ProgressBar(total=each.batches or 1, completed=each.done if each.batches else 1, width=BAR)
        status = Text(row[1], style=STYLES.get(style_of(each.status), ""))
        table.add_row(Text(row[0]), status, *([bar] if bars else []), *row[3:])
    return Group(table, Text(_closing(latest), style="dim"))


def _cells(each: Status) -> tuple[str, ...]:
    return cell(each.name), cell(each.status), "", history(each), cell(each.records), cell(each.expected_end)


def _progress(status: Status | None) -> tuple[object, ...]:
    return (status.status, status.done, status.failed, status.records) if status else ()


def _lines(event: Event) -> list[str]:
    if event.status is None:
        return [f"{event.name}: still loading; loading continues without this command"]
    return [*([f"{event.name}: {event.step}"] if event.step else []), sentence(event.status)]


def _closing(latest: dict[str, Status]) -> str:
    sums, things = summary(latest), "integration" if len(latest) == 1 else "integrations"
    return f"{len(latest)} {things}, {sums['done']:,}/{sums['batches']:,} batches, {sums['records']:,} records"


def document(event: Event) -> dict[str, Any]:
    """An event for machines."""
    return {
        "name": event.name,
        "step": event.step,
        "error": str(event.error) if event.error else "",
        "over": event.over,
        "status": member(event.status) if event.status else None,
    }

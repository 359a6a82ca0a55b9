"""`customer-profiles dead-letters redrive`."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from ..operations.dead_letters import decisions, messages, opening, survey, triage
from ..operations.dead_letters.decisions import Limits
from ..operations.dead_letters.letter_queue import Queue
from ..operations.dead_letters.messages import Letter
from ..operations.dead_letters.redrive import Redrive
from ..operations.dead_letters.survey import Unseen
from ..operations.dead_letters.tally import Tally
from ..operations.errors import ATTENTION, FINE, SIGNALLED
from ..operations.selection import Selection, find
from ..operations.targets import Target
from .console import Output, counted
from .letter_options import choice_options, queue_options, receive_option, tell_unseen
from .options import Range, target
from .progress import progress

LOOK_SECONDS = 0.5
"""Between two looks at the engine's counts."""


@click.command(
    "redrive",
    epilog="""\b
Examples:
  customer-profiles dead-letters redrive --dry-run
  customer-profiles dead-letters redrive --only crowded-profile
  customer-profiles dead-letters redrive --park-queue https://sqs.eu-central-1.amazonaws.com/111122223333/parked
""",
)
@choice_options
@click.option("--limit", type=click.IntRange(1), help="Number of letters to re-ingest. Default: all.")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option(
    "--park-queue",
    metavar="URL",
    help="Queue for letters whose objects are refused. Default: they stay in the dead-letter queue.",
)
@click.option(
    "--rate",
    type=Range(1, 1000),
    default=decisions.RATE,
    show_default=True,
    help=f"Calls a second; the quota of account and Region is {decisions.QUOTA:g} unless AWS has raised it.",
)
@click.option(
    "--visibility",
    type=click.IntRange(3, 3600),
    default=Limits.visibility,
    show_default=True,
    help="Seconds after which letters that an interrupted redrive held are visible again.",
)
@receive_option
@queue_options
@target
def command(
    where: Selection,
    out: Output,
    queue: str | None,
    parked: bool,
    receive: bool,
    only: tuple[str, ...],
    object_types: tuple[str, ...],
    limit: int | None,
    dry_run: bool,
    park_queue: str | None,
    rate: float,
    visibility: int,
) -> int:
    """Re-ingest the objects of dead letters, and delete the letters whose objects are stored.

    Handles the letters that are in the queue when it begins. It can be interrupted, even killed, and run again at any
    time.
    """
    limits = Limits(rate=rate, visibility=visibility)
    found_target = find(where, ingestions=False)
    opened = opening.opened(found_target, queue, parked=parked, connections=limits.workers)
    parking = opened.parking(park_queue)
    choose = triage.chosen(only, object_types, opened.profiles.domain)
    if dry_run:
        return _dry_run(out, found_target, opened, choose, limit, receive=receive)
    engine = Redrive(
        opened.queue,
        opened.profiles,
        park=parking.park if parking else None,
        chosen=choose,
        most=limit,
        limits=limits,
    )
    with _interruptible(engine) as signals, _followed(out, engine, opened.queue):
        tally = engine.run()
    tally.in_failure_queue = opened.queue.failed()
    _report(out, found_target, tally, opened.queue)
    if signals:
        return SIGNALLED + signals[0]
    return FINE if tally.complete else ATTENTION


def _dry_run(
    out: Output,
    found_target: Target,
    opened: opening.Opened,
    choose: Callable[[Letter], bool],
    limit: int | None,
    *,
    receive: bool,
) -> int:
    """Count the letters that would be re-ingested, and the reasons for the others."""
    counts: dict[str, int] = {}
    look, domain = survey.Survey(opened.queue, receive=receive), opened.profiles.domain
    for letter in look.walk(limit):
        passed_over = messages.FOREIGN if messages.foreign(letter, domain) else "is not chosen"
        reason = messages.flaw(letter, domain) if choose(letter) else passed_over
        counts[reason or ""] = counts.get(reason or "", 0) + 1
    put = counts.pop("", 0)
    out.line(
        f"{counted(put, 'letter')} would be re-ingested, in at least {put / decisions.RATE:,.0f} seconds; nothing was "
        "changed."
    )
    for reason, count in sorted(counts.items()):
        out.line(f"{count:,} would not: each {reason}")
    unseen = look.unseen()
    tell_unseen(unseen, opened.queue, out)
    found = {"dry_run": True, "would_be_put": put, "would_not": counts, "unseen": asdict(unseen)}
    out.document(found, found_target, attention=bool(unseen))
    return ATTENTION if unseen else FINE


def _report(out: Output, found_target: Target, tally: Tally, queue: Queue) -> None:
    out.line(
        f"{tally.stored:,} stored, {sum(tally.parked.values()):,} parked, {sum(tally.left.values()):,} left in "
        f"{tally.seconds:,.1f} seconds ({counted(tally.calls, 'call')})",
        "good" if tally.complete else "bad",
    )
    rows = [
        (count, what, reason)
        for what, counted in (("parked", tally.parked), ("left", tally.left), ("tried again", tally.again))
        for reason, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    ]
    if rows:
        out.table(("letters", "", "reason"), rows)
    if tally.superseded:
        out.line(f"{tally.superseded:,} were deleted because a newer version of their object is stored")
    if tally.passed_over:
        others = tally.of_other_domains
        of_others = f", {others:,} of them letters of other domains, which share the queue" if others else ""
        out.line(f"{tally.passed_over:,} were not chosen, and wait{of_others}", "busy")
    if tally.beyond_limit:
        out.line(f"{tally.beyond_limit:,} more wait beyond --limit", "busy")
    unseen = Unseen(in_flight=tally.in_flight_elsewhere, delayed=tally.delayed, failed=tally.in_failure_queue)
    tell_unseen(unseen, queue, out)
    if tally.newer:
        out.line(f"{tally.newer:,} have arrived in the meantime: run the command again for these", "busy")
    if tally.halted:
        out.line(f"Ended early: {tally.halted}", "bad")
    out.document(tally.document(), found_target, attention=not tally.complete)


@contextmanager
def _interruptible(engine: Redrive) -> Iterator[list[int]]:
    """Ctrl-C and SIGTERM end the run in an orderly way; a second Ctrl-C ends it at once. Yields the signals so far."""
    signals: list[int] = []

    def stop(number: int, _frame: object) -> None:
        signals.append(number)
        engine.stop("interrupted")
        signal.signal(number, before[signal.Signals(number)])

    if threading.current_thread() is not threading.main_thread():
        yield signals
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield signals
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _followed(out: Output, engine: Redrive, queue: Queue) -> Iterator[None]:
    """Report how far the engine is."""
    if out.as_json:
        yield
        return
    over, depth = threading.Event(), queue.depth()
    with progress(out, "letters") as report:

        def follow() -> None:
            while not over.wait(LOOK_SECONDS):
                remark = _remark(engine.slowed, engine.intake.patience)
                report(engine.tally.handled, depth.visible + depth.in_flight, remark)

        thread = threading.Thread(target=follow, daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def _remark(slowed: float | None, patience: float | None) -> str:
    """What keeps a run from going on at full speed."""
    if patience is not None:
        return f"waits for letters in flight, {patience:,.0f} seconds at most"
    return f"throttled to {slowed:,.0f} calls a second" if slowed else ""

"""The options that select a queue and letters in it, for every sub-command of `dead-letters`."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from ..operations.dead_letters import triage
from ..operations.dead_letters.letter_queue import Queue
from ..operations.dead_letters.survey import Unseen
from .choice import Choice
from .console import Output

CAUSES = ", ".join(triage.NAMES)


def queue_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--queue` and `--parked`."""
    function = click.option("--parked", is_flag=True, help="--queue holds letters that a redrive has parked.")(function)
    return click.option(
        "--queue", metavar="URL", help="Default: the domain's dead-letter queue; no other queue is accepted."
    )(function)


def choice_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--only` and `--object-type`."""
    function = click.option(
        "--object-type",
        "object_types",
        multiple=True,
        metavar="NAME",
        help="Only letters of this object type. Repeatable.",
    )(function)
    return click.option(
        "--only",
        multiple=True,
        type=Choice(triage.NAMES),
        metavar="CAUSE",
        help=f"Only letters with this cause. Repeatable. Causes: {CAUSES}.",
    )(function)


def receive_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--receive`."""
    return click.option(
        "--receive",
        is_flag=True,
        help="Also look at letters of a queue with a redrive policy, although SQS counts each look as a delivery.",
    )(function)


def tell_others(number: int, out: Output) -> None:
    """A line about letters of other domains that were left alone."""
    if number:
        out.line(
            f"{number:,} more are letters of other domains, which share the queue: --only {triage.ANOTHER_DOMAIN.name} "
            "chooses them",
            "busy",
        )


def tell_unseen(unseen: Unseen, queue: Queue, out: Output) -> None:
    """A line for every place where there are letters that nobody could look at."""
    if unseen.not_received:
        out.line(
            f"{unseen.not_received:,} wait in {queue.url}, whose redrive policy counts each look as a delivery: "
            "--receive looks at them all the same",
            "busy",
        )
    if unseen.not_reached:
        out.line(f"{unseen.not_reached:,} more wait in {queue.url} and were not looked at", "busy")
    if unseen.in_flight:
        out.line(f"{unseen.in_flight:,} are in flight: somebody has received them and may still store them", "busy")
    if unseen.delayed:
        out.line(f"{unseen.delayed:,} cannot be received yet", "busy")
    failures = f"failure queue{'s' * (len(queue.behind) > 1)} {', '.join(each.url for each in queue.behind)}"
    if unseen.failed is None:
        out.line(f"could not look at the {failures}", "busy")
    elif unseen.failed:
        out.line(f"{unseen.failed:,} more are in the {failures}", "busy")


def tell_without_keys(unread: Mapping[str, str], out: Output) -> None:
    """A line for every object type whose letters are in a file without their keys, with the reason."""
    for object_type, reason in unread.items():
        out.line(f"The keys of its {object_type} letters are missing: {reason}", "busy")

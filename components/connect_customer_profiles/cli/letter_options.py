"""The options that select a queue and letters in it, for every sub-command of `dead-letters`."""

from collections.abc import Callable
from typing import Any

import click

from ..operations.dead_letters import triage

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
        type=click.Choice(triage.NAMES),
        metavar="CAUSE",
        help=f"Only letters with this cause. Repeatable. Causes: {CAUSES}.",
    )(function)

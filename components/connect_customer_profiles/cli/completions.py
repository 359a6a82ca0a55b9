"""What the shell offers for a word: the names of stacks, and of a stack's integrations.

Only Pulumi is asked, never AWS. Whatever cannot be found out is not offered: there is no place for an error while
somebody types.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ..operations import stack_targets

PATIENCE = 5.0
"""Seconds after which Pulumi is not waited for: a state that is not on this machine may be slow, or not answer."""

Command = TypeVar("Command", bound=Callable[..., Any])


def stack_option(function: Command) -> Command:
    """`--stack` and `--cwd`: a Pulumi stack, and the folder of its project."""
    for option in (
        click.option(
            "--cwd",
            type=click.Path(path_type=Path, file_okay=False),
            help="Folder of the Pulumi project. Default: this one.",
        ),
        click.option(
            "--stack",
            metavar="STACK",
            shell_complete=stacks,
            help="Pulumi stack. Default: the one selected in the folder.",
        ),
    ):
        function = option(function)
    return function


def stacks(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The stacks of the project that begin like this."""
    return _beginning(incomplete, lambda: ((name, "") for name in _project(ctx, stack=None).stacks()))


def integrations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """The integrations of the chosen stack and domain that begin like this, with their object types."""

    def found() -> Iterator[tuple[str, str]]:
        domain, region = ctx.params.get("domain"), ctx.params.get("region")
        if domain and not ctx.params.get("stack"):
            return
        for target in _project(ctx, stack=ctx.params.get("stack")).targets():
            if domain in (None, target.domain_name) and region in (None, target.region):
                yield from ((each.name, each.wanted.object_type_name) for each in target.ingestions)

    return _beginning(incomplete, found)


def _project(ctx: click.Context, stack: str | None) -> stack_targets.Project:
    return stack_targets.Project(ctx.params.get("cwd") or Path(), stack, PATIENCE)


def _beginning(incomplete: str, find: Callable[[], Iterator[tuple[str, str]]]) -> list[CompletionItem]:
    try:
        found = dict(find())
    except Exception:  # noqa: BLE001 - the shell would show it in the middle of a line
        return []
    return [CompletionItem(name, help=help_ or None) for name, help_ in found.items() if name.startswith(incomplete)]

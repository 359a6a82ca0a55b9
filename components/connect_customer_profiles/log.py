"""What the library says on the engine's screen: every text passes `rules.screen` first, because parts of many come from
AWS, from state or from the program's configuration, and spells arguments as the program does."""

from collections.abc import Iterable

import pulumi

from .rules.argument_names import spelled
from .rules.screen import readable


def info(text: str, resource: pulumi.Resource | None = None, *, ephemeral: bool = False) -> None:
    """A line of information; an ephemeral one takes the place of the last one on the resource's row."""
    pulumi.log.info(_shown(text), resource, ephemeral=ephemeral)


def warn(text: str, resource: pulumi.Resource | None = None) -> None:
    """A warning."""
    pulumi.log.warn(_shown(text), resource)


def error(text: str, resource: pulumi.Resource | None = None) -> None:
    """An error: the update fails."""
    pulumi.log.error(_shown(text), resource)


def debug(text: str) -> None:
    """A line that only `pulumi --debug` shows."""
    pulumi.log.debug(_shown(text))


def say_all(texts: Iterable[str]) -> None:
    """Several such lines, or none."""
    for each in texts:
        say(each)


def warn_all(texts: Iterable[str]) -> None:
    """Such lines that are warnings, or none: a provider's process has no other way to warn."""
    say_all(f"warning: {each}" for each in texts)


def say(text: str) -> None:
    """A line of a provider's process, which the engine shows on the resource's row."""
    print(_shown(text), flush=True)


def _shown(text: str) -> str:
    return readable(spelled(text))

"""Commands that the output suggests, with the options that this one was given: they can be pasted as they stand."""

import re
import shlex
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from ..operations.selection import Selection

_given: ContextVar[Selection] = ContextVar("given", default=Selection())  # noqa: B039 - frozen

_OURS = re.compile(
    r"customer-profiles (?:status|watch|diagnose|resubmit|reestablish|profiles|dead-letters [a-z]+)"
    r"(?:[^`,;:().]*[^`,;:(). ])?"
)
_PULUMI = re.compile(r"(?<=`)pulumi (?:up|refresh)[^`]*(?=`)")
_QUOTED = re.compile("(`[^`]*`)")
SUGGESTED = ("command", "remedy", "note")
"""The members of a document that suggest commands."""


def remember(where: Selection) -> None:
    """The options of the present command."""
    _given.set(where)


def completed(text: str) -> str:
    """A text for people with the options in every command that it suggests."""
    return "".join(part for part, _ in pieces(text))


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The same in parts, and whether each is something to copy: a command with its options, or what backquotes hold."""
    ours, pulumi = _options("stack", "cwd", "domain", "region", "profile"), _options("stack", "cwd")
    for part in _QUOTED.split(text):
        if _QUOTED.fullmatch(part):
            command = _OURS.sub(lambda found: found[0] + ours, part)
            yield _PULUMI.sub(lambda found: found[0] + pulumi, command), True
            continue
        at = 0
        for found in _OURS.finditer(part):
            yield part[at : found.start()], False
            yield found[0] + ours, True
            at = found.end()
        yield part[at:], False


def command(text: str) -> str:
    """A command on its own, with the options."""
    program = text.partition(" ")[0]
    if program == "customer-profiles":
        return text + _options("stack", "cwd", "domain", "region", "profile")
    return text + {"pulumi": _options("stack", "cwd"), "aws": _options("profile")}.get(program, "")


def completed_document(document: Any) -> Any:
    """A document with the options in the members that suggest commands."""
    if isinstance(document, dict):
        return {key: _member(key, each) for key, each in document.items()}
    return [completed_document(each) for each in document] if isinstance(document, (list, tuple)) else document


def _member(key: str, value: Any) -> Any:
    if key in SUGGESTED and isinstance(value, str):
        return command(value) if key == "command" else completed(value)
    return completed_document(value)


def _options(*names: str) -> str:
    where = _given.get()
    given = ((name, getattr(where, name)) for name in names)
    return "".join(f" --{name} {shlex.quote(str(value))}" for name, value in given if value is not None)

"""Every command that the pages name, in a block or in a sentence, exists, and so do its options."""

import re
import shlex
from collections.abc import Iterator, Sequence

import click
import pytest
from connect_customer_profiles.cli.group import group

from localcloud.__main__ import main
from tests.conftest import REPOSITORY

from .pages import COMMENT, pages

SPAN = re.compile(r"`([^`\n]+)`")
LOCAL = re.compile(r"\S*python -m localcloud ")
TARGETS = re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
PLACEHOLDERS = ("COMMAND", "…")


def named(page: str) -> Iterator[str]:
    """What the page has between backticks, and what may be a command in its blocks."""
    text = (REPOSITORY / page).read_text()
    yield from SPAN.findall(text)
    yield from (COMMENT.sub("", line).removeprefix("$ ").strip() for line in text.splitlines() if "`" not in line)


def unknown(command: click.Command, words: Sequence[str]) -> str | None:
    """The first word that is neither a sub-command nor an option."""
    options = {"-h", "--help"}
    for word in ("", *words):
        if isinstance(command, click.Group) and word and not word.startswith("-") and word not in PLACEHOLDERS:
            inner = command.get_command(click.Context(command), word)
            if inner is None:
                return word
            command = inner
        elif word == "--":
            break
        elif word.startswith("-") and word.partition("=")[0] not in options and word != "-":
            return word
        own = [each for each in command.params if isinstance(each, click.Option)]
        options |= {name for each in own for name in (*each.opts, *each.secondary_opts)}
    return None


def wrong(text: str) -> str | None:
    """What a command has that does not exist; None if it has everything, or is none of ours."""
    local = LOCAL.match(text.removeprefix('eval "$('))
    if not (local or text.startswith(("customer-profiles ", "make "))):
        return None
    if local:
        return unknown(main, shlex.split(text.removeprefix('eval "$(')[local.end() :].removesuffix(')"')))
    program, *words = shlex.split(text)
    if program == "make":
        return words[0] if words[0] not in TARGETS else None
    return unknown(group, words)


@pytest.mark.parametrize("page", [page for page in pages() if page != "CHANGELOG.md"])
def test_a_command_of_a_page_exists(page: str) -> None:
    assert {text: found for text in named(page) if (found := wrong(text))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("customer-profiles statsu --stack prod", "statsu"),
        ("customer-profiles status --stakc prod", "--stakc"),
        ("customer-profiles dead-letters triag", "triag"),
        ('eval "$(.venv/bin/python -m localcloud env --acount 1)"', "--acount"),
        (".venv/bin/python -m localcloud faults ad", "ad"),
        ("make dmeo", "dmeo"),
    ],
)
def test_one_that_does_not_is_found(text: str, found: str) -> None:
    assert wrong(text) == found

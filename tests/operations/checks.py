"""What must hold of every command's outputs, whatever texts they show and whatever answers they are made from."""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from connect_customer_profiles.operations.errors import ATTENTION, FINE, REFUSED, UNREACHABLE

from tests.hostile.recording import parts
from tests.operations.outputs import EVERYTHING, HARMLESS, MARK, OF_TERMINALS, Said, has_all, raw, shows
from tests.operations.stage import Stage

Change = Callable[[str], AbstractContextManager[None]]
_OF_AWS = re.compile(r"(?:^|: )[A-Z][a-z]+[A-Z]\w+: |no answer from AWS|could not reach AWS")
"""An operation has the last word on what it refused, or on its answer that nobody can read."""
CODES = (FINE, ATTENTION, REFUSED, UNREACHABLE)


def check_at_once(stage: Stage, words: str, change: Change, what: object) -> None:
    """A text is shown whole and on one line, piped and on a terminal, and is itself in the document; the command ends
    as it does with harmless words."""
    with change(HARMLESS):
        marked = stage.at_once(words)
    with change(EVERYTHING):
        said = stage.at_once(words)
    where = (words, what)
    assert said.code == marked.code, (where, said.err[:300], marked.err[:300])
    check_code(words, said, what)
    terminal = OF_TERMINALS.sub("", said.terminal)
    found = texts_of(documents(words, said.json))
    if any(each in said.piped + said.err for each in ("no answer from AWS", "the request cannot be sent")):
        return
    # A cell of `dead-letters list` is cut, and a message of `triage`, which has many.
    # A policy is read, and said to be none.
    cut = "…" in said.piped
    for name, before, after in (
        ("piped", marked.piped, said.piped),
        ("terminal", OF_TERMINALS.sub("", marked.terminal), terminal),
    ):
        if MARK in before:
            # A terminal wraps a line that is too long for it.
            assert name == "terminal" or len(after.splitlines()) == len(before.splitlines()), (where, name)
            assert shows(after) or cut or "Policy" in str(what), (where, name)
    if any(MARK in each for each in texts_of(documents(words, marked.json))):
        assert any(map(has_all, found)) or cut or "Policy" in str(what), where
    if MARK in marked.err:
        assert shows(said.err), where


def check_piped(stage: Stage, words: str, change: Change, what: object) -> None:
    """A pipe gets nothing that a screen obeys."""
    with change(EVERYTHING):
        code, out, err = stage.run(words)
    assert code in CODES, (words, what, err)
    assert raw(out + err) == [], (words, what)
    assert err.count("\n") <= 1 + words.startswith("watch"), (words, what)


def check_terminal(stage: Stage, words: str, change: Change, what: object) -> None:
    """A terminal obeys nothing that is in a text."""
    with change(EVERYTHING):
        code, shown = stage.run_on_terminal(words)
    assert code in CODES, (words, what)
    assert raw(OF_TERMINALS.sub("", shown)) == [], (words, what)


def check_json(stage: Stage, words: str, change: Change, what: object) -> None:
    """A document is a document, without a raw control character."""
    with change(EVERYTHING):
        code, out, err = stage.run(words, "--json")
    assert code in CODES, (words, what, err)
    assert raw(out + err) == [], (words, what)
    documents(words, out)


def documents(words: str, out: str) -> list[Any]:
    """The documents of a command: `watch` has one a line."""
    return [json.loads(each) for each in (out.splitlines() if words.startswith("watch") else [out] if out else [])]


def texts_of(value: Any) -> list[str]:
    """Every text in a document, names of members included."""
    return [each for path, part in parts(value) for each in (part, *path) if isinstance(each, str)]


def check_code(words: str, said: Said, what: object) -> None:
    """The exit code is the one that the output calls for: a document says whether somebody should look, and an error
    whether AWS did not answer."""
    found = documents(words, said.json)
    if not found:
        expected = _code_of_error(said.err)
    elif words.startswith("watch"):
        expected = _code_of_events(found)
    else:
        expected = code_of(words, found[-1])
    assert said.code == expected, (words, what, said.err[:300])
    assert raw(said.piped + OF_TERMINALS.sub("", said.terminal) + said.json + said.err) == [], (words, what)
    assert said.err.count("\n") == int(not found) or words.startswith("watch"), (words, what, said.err[:300])


def code_of(words: str, document: Any) -> int:
    """The exit code that a command's document calls for: 1 if somebody should look, 3 where AWS or Pulumi did not
    answer and nothing worse is known."""
    attention = ATTENTION if document["needs_attention"] else FINE
    if words.startswith("status"):
        return UNREACHABLE if document["unseen"] else attention
    if words.startswith("diagnose"):
        return UNREACHABLE if document["unseen"] and not document["findings"] else attention
    if words.startswith("preflight"):
        outcomes = {each["outcome"] for each in document["checks"]}
        return ATTENTION if "failed" in outcomes else UNREACHABLE if "unknown" in outcomes else FINE
    return attention


def _code_of_error(error: str) -> int:
    """The exit code of a line on standard error: of AWS it names the operation."""
    return UNREACHABLE if _OF_AWS.search(error) else REFUSED


def _code_of_events(events: Sequence[Any]) -> int:
    """The exit code of what `watch` has seen: an error is worse than attention."""
    latest = {each["name"]: each["needs_attention"] for each in events}
    errors = [_code_of_error(each["error"]) for each in events if each["error"]]
    return max(errors, default=ATTENTION if any(latest.values()) else FINE)

"""Hostile texts and broken answers in everything that comes from outside, through every command.

What comes from outside is found, not listed: the parts of every answer that a command gets (letters are parts of SQS's
answers) and of the stack's state. So a new call or a new key is among them.
"""

import contextlib
import copy
import io
import itertools
import json
import os
import re
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from typing import Any

import pytest
from connect_customer_profiles.aws import answer_shape
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.cli.group import group
from connect_customer_profiles.operations import status
from connect_customer_profiles.operations.dead_letters import messages, opening, survey, triage
from connect_customer_profiles.operations.errors import BUG, OperationError
from connect_customer_profiles.operations.selection import Selection, find
from connect_customer_profiles.rules import RuleViolation

from tests.hostile.corpus import ALTERED, BODIES, TEXTS, VALUES
from tests.hostile.recording import MISSING, Spot, has, parts, put
from tests.operations.checks import check_at_once, check_code, check_json, check_piped, check_terminal
from tests.operations.outputs import EVERYTHING, raw
from tests.operations.stage import (
    ALL,
    COMMANDS,
    READS_STATE,
    REDRIVE,
    SAMPLE,
    Stage,
    changed,
    changed_state,
    chosen,
    ended,
    spots,
)
from tests.operations.test_blindness import leaves
from tests.provider.place import DOMAIN

MOMENTS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""As far away as a timestamp in an answer can be."""


def test_every_command_is_among_them() -> None:
    assert {name for name in leaves(group) if not any(each.startswith(name) for each in COMMANDS)} == set()


def test_one_run_says_in_all_outputs_what_three_say(stage: Stage) -> None:
    """So what holds of a run that says everything at once holds of each of the three."""
    for words in COMMANDS:
        # A plan is of the present second, and a redrive's threads come to different numbers.
        if words.startswith("plan") or words == REDRIVE:
            continue
        piped, terminal = stage.run(words), stage.run_on_terminal(words, progress=False)
        document, said = stage.run(words, "--json"), stage.at_once(words)
        assert (said.code, of_any_time(said.piped), said.err) == (piped[0], of_any_time(piped[1]), piped[2]), words
        assert (said.code, of_any_time(said.json), said.err) == (document[0], of_any_time(document[1]), document[2])
        # A terminal has `watch`'s table, which is renewed, in the place of lines.
        if not words.startswith("watch"):
            assert (said.code, of_any_time(said.terminal)) == (terminal[0], of_any_time(terminal[1])), words


def of_any_time(output: str) -> str:
    """An output without its numbers, which time may change, and without the spaces that align them."""
    return re.sub(r"[\d.,]+|\s+", " ", output)


@pytest.mark.timeout(1800)
def test_texts_from_aws_and_letters_are_text(stage: Stage) -> None:
    """Each text, in each command that gets it, in all three outputs."""
    for words in COMMANDS:
        for spot, value in spots(stage, words):
            if isinstance(value, str):
                check_at_once(stage, words, partial(changed, stage, spot), spot)
                if words.startswith("watch"):
                    check_terminal(stage, words, partial(changed, stage, spot), spot)


@pytest.mark.timeout(1800)
def test_texts_in_state_are_text(stage: Stage) -> None:
    """Each text, in each command that reads state, in all three outputs."""
    for path in [path for path, value in parts(stage.state) if isinstance(value, str)]:
        for words in READS_STATE:
            check_at_once(stage, words, partial(changed_state, stage, path), path)
            if words.startswith("watch"):
                check_terminal(stage, words, partial(changed_state, stage, path), path)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_texts_are_text_in_runs_of_their_own(stage: Stage) -> None:
    """The same in a run for each output, with the bars that show progress."""
    in_state = [path for path, value in parts(stage.state) if isinstance(value, str)]
    for words, check in itertools.product(COMMANDS, (check_piped, check_terminal, check_json)):
        for spot, value in spots(stage, words):
            if isinstance(value, str):
                check(stage, words, partial(changed, stage, spot), spot)
        for path in in_state if words in READS_STATE else ():
            check(stage, words, partial(changed_state, stage, path), path)


@pytest.mark.timeout(600)
def test_no_answer_about_domain_or_letters_breaks_those_who_read_letters(stage: Stage) -> None:
    """Every place with every value, and some of the bodies, in what all commands on letters have in common."""

    def read() -> None:
        stage.recording.begin("", records=False)
        opened = opening.opened(find(Selection(domain=DOMAIN), ingestions=False))
        look = survey.Survey(opened.queue)
        for letter in look.walk():
            json.dumps(messages.shown(letter))
            assert triage.cause(letter, opened.profiles.domain).name in triage.NAMES
            messages.flaw(letter, DOMAIN)
            known = opened.profiles.keys(letter.object_type or "")
            known.of_object(letter.content() or {})
        look.unseen()

    bodies = cycle(BODIES)
    for spot, present in spots(stage, "dead-letters export --bodies --domain {domain} {file}"):
        texts = itertools.islice(bodies, 3) if isinstance(present, str) else ()
        for value in (MISSING, *VALUES, *texts):
            with changed(stage, spot, value), contextlib.suppress(OperationError, AwsError, RuleViolation):
                read()


def test_no_state_breaks_those_who_read_it(stage: Stage) -> None:
    """Every place with every value, in what all commands that read state have in common."""
    for path, _ in list(parts(stage.state)):
        for value in (MISSING, *VALUES):
            with changed_state(stage, path, value), contextlib.suppress(OperationError, RuleViolation):
                for each in find(Selection(stack="dev")).ingestions:
                    assert status.report(each.name, status.Seen(each.state), datetime.now(UTC)).name


def of_its_kind(present: Any) -> tuple[Any, ...]:
    """The values that pass for one of its type."""
    return MOMENTS if isinstance(present, datetime) else tuple(each for each in VALUES if fits(each, present))


def fits(value: Any, present: Any) -> bool:
    """Whether a value may stand in an answer in the place of another."""
    numbers = (int, float) if isinstance(present, float) else (int,)
    if isinstance(present, (int, float)) and not isinstance(present, bool):
        return isinstance(value, numbers) and not isinstance(value, bool)
    return isinstance(value, type(present)) and None not in (value if isinstance(value, list) else ())


def true_codes(before: int, spot: Spot | None = None) -> tuple[int, ...]:
    """The exit codes that are true of a place in trouble once a part of what is said of it is another.

    A part that is lost takes no trouble away. The exception is a message of the queue: without its parts it is none, or
    CreateDomain's own.

    Args:
        before: the command's exit code with every part as it was.
        spot: the part of an answer; None for a part of state.
    """
    return (0, 1, 2, 3) if before == 0 or (spot and spot[0] == "ReceiveMessage") else (1, 2, 3)


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_no_answer_makes_a_traceback(stage: Stage, everything: bool) -> None:
    """Each place with nothing in it, with every value of its type and with one of another, for the commands that get
    it. Values of other types are all refused where every answer passes, see below."""
    met: dict[Spot, tuple[Any, list[str]]] = {}
    before = {}
    for words in COMMANDS:
        before[words] = stage.run(words)[0]
        for spot, present in spots(stage, words):
            met.setdefault(spot, (present, []))[1].append(words)
    others = cycle(VALUES)
    for spot, (present, commands) in met.items():
        values = (MISSING, *of_its_kind(present), next(others))
        turns = range(max(len(values), len(commands)))
        in_turn = ((value, words) for value, words, _ in zip(cycle(values), cycle(commands), turns, strict=False))
        for value, words in itertools.product(values, commands) if everything else in_turn:
            with changed(stage, spot, value):
                said = stage.at_once(words)
            check_code(words, said, (spot, value))
            if value is MISSING:
                assert said.code in true_codes(before[words], spot), (words, spot, said.err)


def test_values_of_other_types_are_refused_in_one_place(stage: Stage) -> None:
    met: set[Spot] = set()
    for words in COMMANDS:
        found = [(spot, present) for spot, present in spots(stage, words) if spot not in met]
        met |= {spot for spot, _ in found}
        answers = dict(stage.recording.used)
        for ((operation, path), present), value in itertools.product(found, VALUES):
            answer = copy.deepcopy(next(each for each in answers[operation] if has(each, path)))
            put(answer, path, value)
            try:
                answer_shape.readable(operation, stage.recording.shapes[operation], answer)
            except AwsError:
                continue
            assert fits(value, present) or any("Document" in str(each) for each in path), (operation, path, value)


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_no_state_makes_a_traceback(stage: Stage, everything: bool) -> None:
    """The sample is every third place, with nothing in it or another value; all of them are read above."""
    in_turn = chosen([each for value in VALUES for each in (MISSING, value)], everything=False)
    commands = chosen(READS_STATE, everything=everything)
    before = {words: stage.run(words)[0] for words in READS_STATE}
    for path, _ in list(parts(stage.state))[:: 1 if everything else 3]:
        always = [MISSING, None] if everything else []
        for words, value in itertools.product(next(commands), [*always, *next(in_turn)]):
            with changed_state(stage, path, value):
                said = stage.at_once(words)
            check_code(words, said, (path, value))
            assert said.code in true_codes(before[words]), (words, path, value, said.err)


def test_no_body_of_a_letter_or_object_makes_a_traceback(stage: Stage) -> None:
    for words in COMMANDS:
        if not words.startswith(("dead-letters", "profiles")):
            continue
        for spot in [each for each, _ in spots(stage, words) if each[1][-1] in ("Body", "Object")]:
            for body in (*BODIES, EVERYTHING):
                with changed(stage, spot, body):
                    code, out, err = stage.run(words)
                assert (code in (0, 1), err) == (True, ""), (words, body[:40])
                assert raw(out) == []


def test_an_object_is_shown_whole(stage: Stage) -> None:
    """As JSON if that says the same, and as its own text if not."""
    words = "profiles _email a@example.com --stack dev --show-personal-data"
    [spot] = [each for each, _ in spots(stage, words) if each[1][-1] == "Object"]
    for body in BODIES:
        with changed(stage, spot, body):
            _, out, _ = stage.run(words, "--json")
        [profile] = json.loads(out, parse_constant=pytest.fail)["profiles"]
        [shown] = [each for objects in profile["objects"] for each in objects["bodies"]]
        assert shown == body or (body not in ALTERED and shown == json.loads(body))


def test_a_bug_is_one_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_where: object, **_options: object) -> object:
        raise ZeroDivisionError("a\nbug")

    monkeypatch.setattr("connect_customer_profiles.cli.status.find", broken)
    code, out, err = stage.run("status --stack dev")
    assert (code, out) == (BUG, "")
    line = "a bug in this command: ZeroDivisionError: a bug; CUSTOMER_PROFILES_TRACEBACK=1 shows where"
    assert err == f"customer-profiles: {line}\n"


TYPED = (
    ("plan", "{}", "2024-01-31"),
    ("plan", "Salesforce", "{}"),
    ("plan", "Salesforce", "2024-01-31", "--bulk", "{}"),
    ("plan", "Salesforce", "2024-01-31", "--svg", "{}"),
    ("status", "--stack", "dev", "--region", "{}"),
    ("status", "--domain", "{}"),
    ("profiles", "{}", "x", "--stack", "dev"),
    ("dead-letters", "list", "--domain", DOMAIN, "--only", "{}"),
    ("dead-letters", "list", "--domain", DOMAIN, "--queue", "{}"),
    ("{}",),
)


def test_what_somebody_types_is_text(stage: Stage) -> None:
    for words, text in itertools.product(TYPED, (*TEXTS, EVERYTHING)):
        # As a process gets it: without NUL, and bytes that are no UTF-8 escaped.
        typed = os.fsdecode(text.replace("\0", "").encode("utf-8", "surrogatepass"))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = ended([each.replace("{}", typed) for each in words])
        assert code in (0, 1, 2, 3), (words, text, err.getvalue())
        assert raw(out.getvalue() + err.getvalue()) == [], (words, text)
        assert err.getvalue().count("\n") == int(code in (2, 3)), (words, text, err.getvalue())

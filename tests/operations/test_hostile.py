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
import pathlib
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from typing import Any, TypeVar

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws import answer_shape, session
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.errors import AwsError, on_one_line
from connect_customer_profiles.cli import main as cli
from connect_customer_profiles.cli.group import group
from connect_customer_profiles.ingestion import poller
from connect_customer_profiles.operations import stack_targets, status, watch
from connect_customer_profiles.operations.dead_letters import messages, opening, survey, triage
from connect_customer_profiles.operations.errors import BUG, OperationError
from connect_customer_profiles.operations.selection import Selection, find
from connect_customer_profiles.policy import queue_policy
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.screen import readable, unshown

from tests.hostile.corpus import ALTERED, BODIES, TEXTS, VALUES
from tests.hostile.recording import MISSING, Path, Recording, Spot, parts, put
from tests.operations.deployment import Deployment
from tests.operations.test_blindness import leaves
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

EVERYTHING = "".join(TEXTS)
"""All texts at once: each place shows them all."""
MARK = "mark-of-what-is-shown"
HARMLESS = f"{MARK} {re.sub(r'[^A-Za-z0-9]+', ' ', EVERYTHING)}"
"""The same words, so that a message means the same, without what a screen would obey."""
OF_TERMINALS = re.compile(r"\x1b\[(?:[0-9;]*[mAKJ]|\?25[lh])|\r")
"""What rich itself sends to a terminal."""

MOMENTS = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""As far away as a timestamp in an answer can be."""

REDRIVE = "dead-letters redrive --domain {domain}"
COMMANDS = (
    "plan Salesforce 2020-01-31",
    "rehearse --stack dev contacts={sample} --show-personal-data",
    "status --stack dev",
    "status --domain {domain}",
    "diagnose --stack dev",
    "diagnose --domain {domain}",
    "preflight --stack dev",
    "watch --stack dev --minutes 0.003",
    "watch --domain {domain} --minutes 0.003",
    "resubmit contacts --stack dev --dry-run",
    "reestablish contacts --stack dev --dry-run",
    "profiles _email a@example.com --stack dev --show-personal-data",
    "dead-letters list --domain {domain}",
    "dead-letters triage --stack dev",
    "dead-letters redrive --dry-run --domain {domain}",
    "dead-letters export --bodies --domain {domain} {file}",
    "dead-letters discard --yes --only too-large --domain {domain} {file}",
    # The last one: it empties the queue.
    REDRIVE,
)
READS_STATE = tuple(each for each in COMMANDS if "--stack" in each)


def test_every_command_is_among_them() -> None:
    assert {name for name in leaves(group) if not any(each.startswith(name) for each in COMMANDS)} == set()


class Stage:
    """A domain with failed batches, an ongoing integration, letters and a profile; the command runs in this process."""

    def __init__(self, state: dict[str, Any], recording: Recording, folder: pathlib.Path) -> None:
        self.state = state
        self.recording = recording
        self.file = folder / "letters.jsonl"
        self.sample = folder / "contacts.csv"
        self.sample.write_text("Id,Email\n003,a@example.com\n004,b@example.com\n,c@example.com\n")

    def run(self, words: str, *more: str, records: bool = False) -> tuple[int, str, str]:
        """Exit code and what was written to both streams."""
        out, err = io.StringIO(), io.StringIO()
        arguments = self._arguments(words, records=records)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = _ended([*arguments, *more])
        return code, out.getvalue(), err.getvalue()

    def _arguments(self, words: str, *, records: bool) -> list[str]:
        # What the redrive changes is nothing to the others.
        self.recording.begin(words if words == REDRIVE else "", records=records)
        self.recording.first_only = words == REDRIVE
        self.file.unlink(missing_ok=True)
        return words.format(domain=DOMAIN, file=self.file, sample=self.sample).split()

    def run_on_terminal(self, words: str) -> tuple[int, str]:
        """The same on a pseudo-terminal with 80 columns: exit code, and what the terminal gets."""
        master, slave = os.openpty()
        chunks: list[bytes] = []

        def read() -> None:
            with contextlib.suppress(OSError):
                while chunk := os.read(master, 65536):
                    chunks.append(chunk)

        reader = threading.Thread(target=read)
        reader.start()
        with (
            os.fdopen(slave, "w", encoding="utf-8", errors="backslashreplace") as terminal,
            contextlib.redirect_stdout(terminal),
            contextlib.redirect_stderr(terminal),
        ):
            code = _ended(self._arguments(words, records=False))
            terminal.flush()
        reader.join()
        os.close(master)
        return code, b"".join(chunks).decode()


def _ended(arguments: list[str]) -> int:
    try:
        cli.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("the command did not exit")


@pytest.fixture
def stage(
    place: Place, deployment: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> Stage:
    rates._buckets.clear()
    place.control.behaviours(enforce_rates=False)
    place.control.add_fault("step_fails", batch=0, permanent=True, message="expired access token")
    deployed = deployment(count=2)
    place.control.advance(DAY)
    deployed.refresh()
    for stack in deployed.stacks.values():
        stack.up()
    place.control.advance(DAY)
    deployed.refresh()
    queue = place.client("sqs").create_queue(QueueName="letters")["QueueUrl"]
    policy = queue_policy(
        region=REGION, account=ACCOUNT, domain_name=DOMAIN, queue_arn=names.queue_arn(REGION, ACCOUNT, "letters")
    )
    place.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    profiles = place.client("customer-profiles")
    profiles.update_domain(DomainName=DOMAIN, DeadLetterQueueUrl=queue)
    letter = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in (("Message", "Too many objects"), ("ObjectTypeName", "Order"), ("DomainName", DOMAIN))
    }
    place.client("sqs").send_message(QueueUrl=queue, MessageBody='{"id": "1"}', MessageAttributes=letter)
    profiles.put_profile_object(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Object='{"Id": "003", "Email": "a@example.com"}'
    )
    recording = Recording(session.client)
    monkeypatch.setattr(session, "client", recording.client)
    monkeypatch.setenv("COLUMNS", "80")
    # Nobody is asked, so nobody has to wait.
    monkeypatch.setattr(rates, "pace", lambda *_: None)
    monkeypatch.setattr(watch, "CALLS_PER_SECOND", 1e6)
    monkeypatch.setattr(poller, "LOOKS_PER_SECOND", 1e6)
    state = {"version": 3, "deployment": {"resources": deployed.resources()}}
    made = Stage(json.loads(json.dumps(state)), recording, tmp_path)
    exported = {"stack": lambda: made.state, "config": dict}
    monkeypatch.setattr(stack_targets.Project, "json", lambda _self, *words: exported[words[0]]())
    monkeypatch.setattr(stack_targets.Project, "preview", lambda _self: ({"steps": []}, ""))
    return made


def spots(stage: Stage, words: str) -> list[tuple[Spot, Any]]:
    """Every part of every answer that a command gets, for which `watch` gets time on a busy machine as well."""
    code, _, err = stage.run(words.replace("--minutes 0.003", "--minutes 5"), records=True)
    assert (code in (0, 1, 2), err.count("\n")) == (True, int(code == 2)), err
    used = dict(stage.recording.used)
    return [((operation, path), value) for operation, answer in used.items() for path, value in parts(answer)]


@contextlib.contextmanager
def changed(stage: Stage, spot: Spot, value: Any) -> Iterator[None]:
    """One part of an answer is another."""
    stage.recording.spot = (spot, value)
    yield
    stage.recording.spot = None


@contextlib.contextmanager
def changed_state(stage: Stage, path: Path, value: Any) -> Iterator[None]:
    """One part of the state is another."""
    before = stage.state
    stage.state = json.loads(json.dumps(before))
    put(stage.state, path, value)
    yield
    stage.state = before


def raw(text: str) -> list[str]:
    """The characters that a screen would obey."""
    return [each for each in text if each != "\n" and unshown(each)]


Change = Callable[[str], "contextlib.AbstractContextManager[None]"]


def check_piped(stage: Stage, words: str, change: Change, what: object) -> None:
    """A text is shown whole and on one line."""
    with change(HARMLESS):
        _, marked, _ = stage.run(words)
    with change(EVERYTHING):
        code, out, err = stage.run(words)
    assert code in (0, 1, 2, 3), (words, what, err)
    assert raw(out + err) == [], (words, what)
    # `watch` has a line for each of the two integrations, and on a busy machine no time for any.
    in_vain = err.count("no answer from AWS")
    assert err.count("\n") <= 1 + words.startswith("watch"), (words, what)
    if MARK in marked and not in_vain:
        assert len(out.splitlines()) == len(marked.splitlines()), (words, what)
        # A cell of `dead-letters list` is cut; a name that no request can carry is not asked for.
        # Of an ARN, the last segment is shown.
        # An object that is no JSON object is shown as a JSON string.
        shown = (
            readable(EVERYTHING),
            readable(json.dumps(EVERYTHING, ensure_ascii=False)),
            readable(json.dumps(EVERYTHING)),
            readable(repr(EVERYTHING)[1:-1]),
            readable(on_one_line(EVERYTHING)),
        )
        whole = any(each.rstrip().rpartition("/")[2] in out for each in shown) or "…" in out
        # A policy is read, and said to be none.
        assert whole or "the request cannot be sent" in out + err or "Policy" in str(what), (words, what)


def check_terminal(stage: Stage, words: str, change: Change, what: object) -> None:
    """A terminal obeys nothing that is in a text."""
    with change(EVERYTHING):
        code, shown = stage.run_on_terminal(words)
    assert code in (0, 1, 2, 3), (words, what)
    assert raw(OF_TERMINALS.sub("", shown)) == [], (words, what)


def check_json(stage: Stage, words: str, change: Change, what: object) -> None:
    """A document is a document, without a raw control character."""
    with change(EVERYTHING):
        code, out, err = stage.run(words, "--json")
    assert code in (0, 1, 2, 3), (words, what, err)
    assert raw(out + err) == [], (words, what)
    for document in out.splitlines() if words.startswith("watch") else [out] if out else []:
        json.loads(document)


CHECKS = (check_piped, check_terminal, check_json)
Q = TypeVar("Q")
ALL = pytest.param(True, marks=(pytest.mark.nightly, pytest.mark.timeout(3600)), id="all")
SAMPLE = pytest.param(False, marks=pytest.mark.timeout(600), id="sample")
"""A sample has each part of an answer or of state; all has it in all combinations, which take minutes."""


def chosen(of: Sequence[Q], *, everything: bool) -> Iterator[list[Q]]:
    """Endlessly: all of them, or one in turn."""
    return itertools.repeat(list(of)) if everything else ([each] for each in cycle(of))


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_texts_from_aws_and_letters_are_text(stage: Stage, everything: bool) -> None:
    checks = chosen(CHECKS, everything=everything)
    for words in COMMANDS:
        for spot, value in spots(stage, words):
            if isinstance(value, str):
                for check in next(checks):
                    check(stage, words, partial(changed, stage, spot), spot)


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_texts_in_state_are_text(stage: Stage, everything: bool) -> None:
    checks, commands = chosen(CHECKS, everything=everything), chosen(READS_STATE, everything=everything)
    for path in [path for path, value in parts(stage.state) if isinstance(value, str)]:
        for words, check in itertools.product(next(commands), next(checks)):
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


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_no_answer_makes_a_traceback(stage: Stage, everything: bool) -> None:
    """Each place with nothing in it, with every value of its type and with one of another, for the commands that get
    it. Values of other types are all refused where every answer passes, see below."""
    met: dict[Spot, tuple[Any, list[str]]] = {}
    for words in COMMANDS:
        for spot, present in spots(stage, words):
            met.setdefault(spot, (present, []))[1].append(words)
    others = cycle(VALUES)
    for spot, (present, commands) in met.items():
        values = (MISSING, *of_its_kind(present), next(others))
        turns = range(max(len(values), len(commands)))
        in_turn = ((value, words) for value, words, _ in zip(cycle(values), cycle(commands), turns, strict=False))
        for value, words in itertools.product(values, commands) if everything else in_turn:
            with changed(stage, spot, value):
                code, out, err = stage.run(words)
            assert code in (0, 1, 2, 3), (words, spot, value, code, err)
            assert raw(out + err) == [], spot


def test_values_of_other_types_are_refused_in_one_place(stage: Stage) -> None:
    met: set[Spot] = set()
    for words in COMMANDS:
        found = [(spot, present) for spot, present in spots(stage, words) if spot not in met]
        met |= {spot for spot, _ in found}
        answers = dict(stage.recording.used)
        for ((operation, path), present), value in itertools.product(found, VALUES):
            answer = copy.deepcopy(answers[operation])
            put(answer, path, value)
            try:
                answer_shape.readable(operation, stage.recording.shapes[operation], answer)
            except AwsError:
                continue
            assert fits(value, present) or any("PolicyDocument" in str(each) for each in path), (operation, path, value)


@pytest.mark.parametrize("everything", [SAMPLE, ALL])
def test_no_state_makes_a_traceback(stage: Stage, everything: bool) -> None:
    """The sample is every third place, with nothing in it or another value; all of them are read above."""
    in_turn = chosen([each for value in VALUES for each in (MISSING, value)], everything=False)
    commands = chosen(READS_STATE, everything=everything)
    for path, _ in list(parts(stage.state))[:: 1 if everything else 3]:
        always = [MISSING, None] if everything else []
        for words, value in itertools.product(next(commands), [*always, *next(in_turn)]):
            with changed_state(stage, path, value):
                code, out, err = stage.run(words)
            assert code in (0, 1, 2, 3), (words, path, value, code, err)
            assert raw(out + err) == [], path


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
            code = _ended([each.replace("{}", typed) for each in words])
        assert code in (0, 1, 2, 3), (words, text, err.getvalue())
        assert raw(out.getvalue() + err.getvalue()) == [], (words, text)
        assert err.getvalue().count("\n") == int(code in (2, 3)), (words, text, err.getvalue())

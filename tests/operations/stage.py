"""A domain in trouble whose answers are recorded: every text in them can be made hostile, every part something else."""

import contextlib
import functools
import io
import itertools
import json
import os
import pathlib
import re
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any, TypeVar

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws import at_once, session
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.errors import on_one_line
from connect_customer_profiles.cli import main as cli
from connect_customer_profiles.cli import progress
from connect_customer_profiles.ingestion import poller
from connect_customer_profiles.operations import stack_targets, watch
from connect_customer_profiles.policy import key_policy, queue_policy
from connect_customer_profiles.rules.screen import readable, unshown

from tests.hostile.corpus import TEXTS
from tests.hostile.recording import Path, Recording, Spot, parts, put
from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

EVERYTHING = "".join(TEXTS)
"""All texts at once: each place shows them all."""
MARK = "mark-of-what-is-shown"
HARMLESS = f"{MARK} {re.sub(r'[^A-Za-z0-9]+', ' ', EVERYTHING)}"
"""The same words, so that a message means the same, without what a screen would obey."""
OF_TERMINALS = re.compile(r"\x1b\[(?:[0-9;]*[mAKJ]|\?25[lh])|\r")
"""What rich itself sends to a terminal."""

INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/11111111-2222-3333-4444-555555555555"
_ASSOCIATION = "urn:pulumi:dev::app::aws-native:customerprofiles:Integration::instance-integration"
PREVIEW: dict[str, Any] = {
    "steps": [
        {
            "op": "create",
            "urn": _ASSOCIATION,
            "newState": {
                "urn": _ASSOCIATION,
                "type": "aws-native:customerprofiles:Integration",
                "parent": "urn:pulumi:dev::app::connect-customer-profiles:index:InstanceAssociation::instance",
                "inputs": {"uri": INSTANCE, "domainName": DOMAIN},
            },
        }
    ],
    "diagnostics": [
        {"severity": "error", "message": "error: Domain: the name is taken\n", "urn": _ASSOCIATION},
        {"severity": "error", "message": "error: preview failed: no credentials\n"},
    ],
}
CONFIG = {"aws:region": {"value": REGION, "secret": False}, "aws:profile": {"value": "", "secret": False}}

REDRIVE = "dead-letters redrive --domain {domain}"
COMMANDS = (
    "plan Salesforce 2020-01-31",
    "suggest-mapping {sample}",
    "rehearse --stack dev contacts={sample} --show-personal-data",
    "status --stack dev",
    "status --domain {domain}",
    "diagnose --stack dev",
    "diagnose --domain {domain}",
    "preflight --stack dev",
    "adopt --domain {domain} --out {folder}",
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


class Stage:
    """A domain with failed batches, an ongoing integration, letters and a profile; the command runs in this process."""

    def __init__(self, state: dict[str, Any], recording: Recording, folder: pathlib.Path) -> None:
        self.engine = {"stack": state, "config": CONFIG, "preview": PREVIEW}
        """What the engine says: by the first word of its command."""
        self.failure = ""
        """Why its preview fails."""
        self.recording = recording
        self.file = folder / "letters.jsonl"
        self.folder = folder / "project"
        self.sample = folder / "contacts.csv"
        self.sample.write_text("Id,Email\n003,a@example.com\n004,b@example.com\n,c@example.com\n")

    @property
    def state(self) -> dict[str, Any]:
        """The stack's state."""
        return self.engine["stack"]

    def run(self, words: str, *more: str, records: bool = False) -> tuple[int, str, str]:
        """Exit code and what was written to both streams."""
        out, err = io.StringIO(), io.StringIO()
        arguments = self._arguments(words, records=records)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = ended([*arguments, *more])
        return code, out.getvalue(), err.getvalue()

    def _arguments(self, words: str, *, records: bool) -> list[str]:
        # What the redrive changes is nothing to the others.
        self.recording.begin(words if words == REDRIVE else "", records=records)
        self.recording.first_only = words == REDRIVE
        self.file.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        return words.format(domain=DOMAIN, file=self.file, sample=self.sample, folder=self.folder).split()

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
            code = ended(self._arguments(words, records=False))
            terminal.flush()
        reader.join()
        os.close(master)
        return code, b"".join(chunks).decode()


def ended(arguments: list[str]) -> int:
    try:
        cli.main(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("the command did not exit")


class OneAfterTheOther:
    """In the place of a `ThreadPoolExecutor`, without threads."""

    def __init__(self, _workers: int) -> None: ...

    def __enter__(self) -> "OneAfterTheOther":
        return self

    def __exit__(self, *_: object) -> None: ...

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """What the function returns, in the order of the items."""
        return map(function, items)


def staged(
    place: Place,
    deployment: Callable[..., Deployment],
    monkeypatch: pytest.MonkeyPatch,
    folder: pathlib.Path,
    *,
    failures: bool = False,
) -> Stage:
    """A domain with failed batches, an ongoing integration, letters and a profile.

    `failures` gives the queue one for letters that failed too often; only that one's letters are then looked at.
    """
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
    ongoing = names.flow_name_of(deployed.stacks["contacts1"].state["integration_uri"])
    place.control.add_fault("run_fails", flow=ongoing, message="INVALID_SESSION_ID expired access token")
    place.control.advance(3_600)
    _letters(place, failures=failures)
    _role(place)
    _instance(place)
    profiles = place.client("customer-profiles")
    profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName="Order",
        Description="Orders",
        AllowProfileCreation=True,
        Fields={"id": {"Source": "_source.id"}, "customer": {"Source": "_source.customer"}},
        Keys={
            "number": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["customer"]}],
        },
    )
    profiles.put_profile_object(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", Object='{"Id": "003", "Email": "a@example.com"}'
    )
    profiles.create_calculated_attribute_definition(
        DomainName=DOMAIN,
        CalculatedAttributeName="spent",
        AttributeDetails={"Attributes": [{"Name": "Order.id"}], "Expression": "{Order.id}"},
        Statistic="COUNT",
    )
    recording = Recording(session.client)
    monkeypatch.setattr(session, "client", recording.client)
    monkeypatch.setenv("COLUMNS", "80")
    # A command is a process with a Region of its own; here are thousands of them with the same one.
    monkeypatch.setattr(session, "default_region", functools.cache(session.default_region))
    # Answers from memory need no threads, which take longer to start than the answers.
    monkeypatch.setattr(at_once, "ThreadPoolExecutor", OneAfterTheOther)
    # Nobody is asked, so nobody has to wait.
    monkeypatch.setattr(rates, "pace", lambda *_: None)
    monkeypatch.setattr(watch, "CALLS_PER_SECOND", 1e6)
    # On a busy machine a command takes long enough to say how far it is.
    monkeypatch.setattr(progress, "SECONDS", 1e6)
    monkeypatch.setattr(poller, "LOOKS_PER_SECOND", 1e6)
    state = {"version": 3, "deployment": {"resources": deployed.resources()}}
    made = Stage(json.loads(json.dumps(state)), recording, folder)
    monkeypatch.setattr(stack_targets.Project, "json", lambda _self, *words: made.engine[words[0]])
    monkeypatch.setattr(stack_targets.Project, "preview", lambda _self: (made.engine["preview"], made.failure))
    return made


def _letters(place: Place, *, failures: bool) -> None:
    """An encrypted queue with a letter, or one whose letter is in the failure queue."""
    sqs, kms = place.client("sqs"), place.client("kms")
    arn = names.queue_arn(REGION, ACCOUNT, "letters")
    where: dict[str, Any] = {"region": REGION, "account": ACCOUNT, "domain_name": DOMAIN}
    of_key = key_policy(**where, administrators=[], service_conditions="domain")
    key = kms.create_key(Description="letters", Policy=of_key)["KeyMetadata"]["Arn"]
    attributes = {"Policy": queue_policy(**where, queue_arn=arn), "KmsMasterKeyId": key}
    queue = full = sqs.create_queue(QueueName="letters")["QueueUrl"]
    if failures:
        full = sqs.create_queue(QueueName="letters-failed")["QueueUrl"]
        target = {"deadLetterTargetArn": f"{arn}-failed", "maxReceiveCount": "5"}
        attributes["RedrivePolicy"] = json.dumps(target)
    letter = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in (("Message", "Too many objects"), ("ObjectTypeName", "Order"), ("DomainName", DOMAIN))
    }
    sqs.send_message(QueueUrl=full, MessageBody='{"id": "1"}', MessageAttributes=letter)
    sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)
    place.client("customer-profiles").update_domain(DomainName=DOMAIN, DeadLetterQueueUrl=queue)
    # Without an alias, `adopt` leaves a key alone, which needs attention.
    own = place.client("customer-profiles").get_domain(DomainName=DOMAIN)["DefaultEncryptionKey"]
    kms.create_alias(AliasName=names.key_alias(DOMAIN), TargetKeyId=own)
    # One that the domain had before.
    former = kms.create_key(Description=names.key_description(DOMAIN))["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=former)


def _role(place: Place) -> None:
    """An execution role with a policy of the account."""
    iam = place.client("iam")
    statement = {"Effect": "Allow", "Action": "appflow:*", "Resource": "*", "Sid": "Flows"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    managed = iam.create_policy(PolicyName="more", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="loader", PolicyArn=managed)


def _instance(place: Place) -> None:
    """A Connect instance that uses the domain."""
    instance = place.client("connect").create_instance(
        IdentityManagementType="CONNECT_MANAGED",
        InstanceAlias="care",
        InboundCallsEnabled=True,
        OutboundCallsEnabled=True,
    )["Arn"]
    place.client("customer-profiles").put_integration(DomainName=DOMAIN, ObjectTypeName="CTR", Uri=instance)


def spots(stage: Stage, words: str) -> list[tuple[Spot, Any]]:
    """Every part of every answer that a command gets, for which `watch` gets time on a busy machine as well."""
    code, _, err = stage.run(words.replace("--minutes 0.003", "--minutes 5"), records=True)
    assert (code in (0, 1, 2), err.count("\n")) == (True, int(code == 2)), err
    found: dict[Spot, Any] = {}
    for operation, answers in stage.recording.used.items():
        for path, value in itertools.chain.from_iterable(map(parts, answers)):
            found.setdefault((operation, path), value)
    return list(found.items())


@contextlib.contextmanager
def changed(stage: Stage, spot: Spot, value: Any) -> Iterator[None]:
    """One part of an answer is another."""
    stage.recording.spot = (spot, value)
    yield
    stage.recording.spot = None


@contextlib.contextmanager
def changed_state(stage: Stage, path: Path, value: Any) -> Iterator[None]:
    """One part of the state is another."""
    with changed_engine(stage, "stack", path, value):
        yield


@contextlib.contextmanager
def changed_engine(stage: Stage, command: str, path: Path, value: Any) -> Iterator[None]:
    """One part of what a command of the engine prints is another."""
    before = stage.engine[command]
    stage.engine[command] = json.loads(json.dumps(before))
    put(stage.engine[command], path, value)
    yield
    stage.engine[command] = before


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

"""A domain in trouble whose answers are recorded: every text in them can be made hostile, every part something else."""

import contextlib
import functools
import io
import itertools
import json
import pathlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from typing import Any, TypeVar

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws import at_once, session
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.cli import main as cli
from connect_customer_profiles.cli import options, progress
from connect_customer_profiles.cli.console import Output
from connect_customer_profiles.operations import stack_targets, watch
from connect_customer_profiles.operations.watch import Followed
from connect_customer_profiles.policy import key_policy, queue_policy
from rich.console import Console

from tests.hostile.recording import Path, Recording, Spot, parts, put
from tests.operations.deployment import Deployment
from tests.operations.outputs import AtOnce, Said, on_terminal
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

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
    "watch --stack dev --minutes 0.000001",
    "watch --domain {domain} --minutes 0.000001",
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

    def __init__(
        self, state: dict[str, Any], recording: Recording, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._monkeypatch = monkeypatch
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

    def run_on_terminal(self, words: str, *, progress: bool = True) -> tuple[int, str]:
        """The same on a pseudo-terminal with 80 columns: exit code, and what the terminal gets, with the bars that show
        progress or without."""
        with on_terminal() as (terminal, shown):
            errors = terminal if progress else io.StringIO()
            with contextlib.redirect_stdout(terminal), contextlib.redirect_stderr(errors):
                code = ended(self._arguments(words, records=False))
        return code, shown()

    def at_once(self, words: str) -> Said:
        """All outputs of one run of the command, which looks once and says it three times: piped, on a pseudo-terminal
        with 80 columns, and as JSON."""
        out, err, piped = io.StringIO(), io.StringIO(), io.StringIO()
        with on_terminal() as (terminal, shown):
            people = [Output(as_json=False, console=Console(file=each, highlight=False)) for each in (piped, terminal)]
            with (
                self._monkeypatch.context() as patched,
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                patched.setattr(options, "Output", lambda **_: AtOnce(*people))
                code = ended(self._arguments(words, records=False))
        return Said(code, piped.getvalue(), shown(), out.getvalue(), err.getvalue())


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


class LooksOnce:
    """In the place of a `Poller`: it looks at each integration once, at once, and without a thread."""

    def add(self, watched: Followed) -> None:
        """Looks at an integration."""
        try:
            over = watched.look()
        except Exception as error:  # noqa: BLE001 - as `Poller` does
            if not isinstance(error, AwsError) or error.answered:
                watched.done(error)
            return
        if over:
            watched.done(watched.state)


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
    # On a busy machine a look takes any time.
    monkeypatch.setattr(watch, "Poller", LooksOnce)
    # On a busy machine a command takes long enough to say how far it is.
    monkeypatch.setattr(progress, "SECONDS", 1e6)
    state = {"version": 3, "deployment": {"resources": deployed.resources()}}
    made = Stage(json.loads(json.dumps(state)), recording, folder, monkeypatch)
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
    code, _, err = stage.run(words.replace("--minutes 0.000001", "--minutes 5"), records=True)
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


Q = TypeVar("Q")
ALL = pytest.param(True, marks=(pytest.mark.nightly, pytest.mark.timeout(3600)), id="all")
SAMPLE = pytest.param(False, marks=pytest.mark.timeout(1800), id="sample")
"""A sample has each part of an answer or of state; all has it in all combinations, which take minutes."""


def chosen(of: Sequence[Q], *, everything: bool) -> Iterator[list[Q]]:
    """Endlessly: all of them, or one in turn."""
    return itertools.repeat(list(of)) if everything else ([each] for each in cycle(of))

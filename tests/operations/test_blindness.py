"""Blindness: whatever AWS does not answer, no command and no function reports health.

The calls of each command are observed while all is well; then each of them is refused, gets no answer, or is made with
expired credentials. So a new call, and a new command, is swept without anybody remembering it.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
from connect_customer_profiles import names
from connect_customer_profiles.cli.group import COMMANDS, group
from connect_customer_profiles.functions import INTEGRATIONS, redrive, supervisor
from connect_customer_profiles.ingestion.memory import MEMORY

from localcloud.aws.connectors import source_object
from localcloud.aws.sources import Source, Window
from tests.operations.blind import FAULTS, TARGETS, Aws
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene
from tests.provider.place import DOMAIN, Place

HEALTHY = {
    "status": [("status", *target) for target in TARGETS],
    "watch": [("watch", *target, "--minutes", "0.2") for target in TARGETS],
    "diagnose": [("diagnose", *target) for target in TARGETS],
    "profiles": [("profiles", "_salesforceContactId", "{customer}", *target) for target in TARGETS],
    "preflight": [("preflight", *TARGETS[0])],
    "adopt": [
        ("adopt", "--out", "{folder}", *TARGETS[1]),
        ("adopt", "--out", "{project}", *TARGETS[1], "--stack", "dev", "--from-stack"),
    ],
    "resubmit": [("resubmit", *target) for target in TARGETS],
    "reestablish": [("reestablish", *target, "--dry-run") for target in TARGETS],
    "dead-letters list": [("dead-letters", "list", *target) for target in TARGETS],
    "dead-letters triage": [("dead-letters", "triage", *target) for target in TARGETS],
    "dead-letters export": [("dead-letters", "export", "{file}", *target) for target in TARGETS],
    "dead-letters redrive": [("dead-letters", "redrive", *target) for target in TARGETS],
    "dead-letters discard": [("dead-letters", "discard", "{file}", "--yes", *target) for target in TARGETS],
    "plan": [("plan", "Salesforce", "2020-01-31")],
    "suggest-mapping": [
        ("suggest-mapping", "{sample}"),
        ("suggest-mapping", "--aws", *TARGETS[1], "{sample}"),
    ],
    "rehearse": [
        ("rehearse", "contacts={sample}", *TARGETS[0]),
        ("rehearse", "Salesforce-Contact={sample}", *TARGETS[1]),
    ],
}
"""How each command is called that ends with 0 while all is well. `plan` asks nobody, and `suggest-mapping` only with
`--aws`."""

STOPPED = {("dead-letters redrive", ("sqs", "ReceiveMessage"))}
"""Calls that are made while work is being done: the command says how far it came, and that it ended early."""

HELPFUL_ONLY = {
    # The keys of an object type decide which letters wait for each other; without them every letter is on its own.
    ("redrive", ("customer-profiles", "GetProfileObjectType")),
}
"""Calls whose answer only helps: without it the outcome is the same, and true."""


@pytest.fixture
def scene(place: Place, deployment: Callable[..., Deployment]) -> Scene:
    MEMORY.forget()
    made = Scene.made(place, deployment)
    made.load()
    made.empty_queue()
    # Without an alias, `adopt` leaves a key alone, which needs attention.
    made.client("kms").create_alias(AliasName=names.key_alias(DOMAIN), TargetKeyId=made.key_id)
    return made


def leaves(found: click.Group, *above: str) -> Iterator[str]:
    """The names of all commands that do something."""
    context = click.Context(found)
    for name in found.list_commands(context):
        inner = found.get_command(context, name)
        if isinstance(inner, click.Group):
            yield from leaves(inner, *above, name)
        else:
            yield " ".join((*above, name))


def test_every_command_is_swept() -> None:
    assert set(COMMANDS) <= {name.split()[0] for name in HEALTHY}
    assert set(leaves(group)) == set(HEALTHY)


@pytest.mark.parametrize("name", HEALTHY)
def test_no_answer_is_no_good_answer(name: str, scene: Scene, command: Command, aws: Aws, tmp_path: Path) -> None:
    customer = _some_customer(scene)
    for number, template in enumerate(HEALTHY[name]):
        file = tmp_path / f"letters-{number}.jsonl"
        sample = tmp_path / "contacts.csv"
        sample.write_text("Id,Email\n003,a@example.com\n")
        folder, project = tmp_path / f"project-{number}", tmp_path / f"existing-{number}"
        places = {"customer": customer, "file": file, "sample": sample, "folder": folder, "project": project}
        there = _existing(project, command)
        arguments = [each.format(**places) for each in template]
        aws.made.clear()
        well = command(*arguments)
        assert (well.code, well.stderr) == (0, ""), arguments
        assert (_files(project) != there) == ("--from-stack" in arguments)
        calls = aws.calls
        assert bool(calls) == (name not in ("plan", "suggest-mapping") or "--aws" in arguments)
        for call in calls:
            for fault, error in FAULTS.items():
                file.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
                _existing(project, command)
                with aws.blind(call, error):
                    result = command(*arguments)
                told = (arguments, call, fault, result)
                assert aws.hit, told
                assert result.code == (1 if (name, call) in STOPPED else 3), told
                assert "no problem was found\n" not in result.stdout, told
                assert not folder.exists(), told
                assert _files(project) == there, told


def test_credentials_that_expired_and_an_endpoint_that_is_down_are_no_health(
    scene: Scene, command: Command, aws: Aws
) -> None:
    """The case that was reported: `diagnose` could not look at anything, and ended with 0."""
    for name in ("diagnose", "status"):
        aws.made.clear()
        command(name, "--stack", "dev")
        for call in aws.calls:
            with aws.blind(call, FAULTS["expired"]):
                result = command(name, "--stack", "dev", "--json")
            found = result.document
            assert (result.code, found.get("findings", []), found["needs_attention"]) == (3, [], True), (name, call)
            assert found["unseen"], (name, call)


@pytest.mark.parametrize("words", ["status", "watch"])
def test_a_stack_without_integrations_is_no_health_where_aws_does_not_answer(
    words: str, scene: Scene, command: Command, aws: Aws
) -> None:
    [domain, *_] = scene.deployed.resources()
    command.stack_file.write_text(json.dumps({"version": 3, "deployment": {"resources": [domain]}}))
    aws.made.clear()
    assert command(words, "--stack", "dev").code == 0
    for call in aws.calls:
        for error in FAULTS.values():
            with aws.blind(call, error):
                result = command(words, "--stack", "dev")
            assert not aws.hit or (result.code, result.stdout, call[1] in result.stderr) == (3, "", True), (
                call,
                result,
            )
    scene.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    gone = command(words, "--stack", "dev")
    assert (gone.code, gone.stdout) == (2, "")
    assert gone.stderr == "customer-profiles: amazon-connect-test: there is no such domain in 111122223333, us-east-1\n"


def test_a_supervisor_that_cannot_look_fails(
    scene: Scene, aws: Aws, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / INTEGRATIONS).write_text(json.dumps({"contacts": scene.deployed.only.inputs}))
    monkeypatch.setattr(supervisor, "__file__", str(tmp_path / "supervisor.py"))
    monkeypatch.setenv("PERIOD_MINUTES", "15")
    monkeypatch.setenv("TOPIC_ARN", "")
    aws.made.clear()
    assert supervisor.handle({}, None) == {"contacts": "COMPLETE"}
    for call in aws.calls:
        # Role and key are read to notice that they have changed; whoever may not read them does without.
        faults = [error for name, error in FAULTS.items() if name != "denied" or call[0] not in ("iam", "kms")]
        for error in faults:
            with aws.blind(call, error), pytest.raises(RuntimeError, match=rf"^contacts: {call[1]}: "):
                supervisor.handle({}, None)


def test_a_letter_whose_object_is_not_stored_is_reported_as_failed(
    scene: Scene, aws: Aws, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOMAIN_NAME", DOMAIN)
    monkeypatch.setenv("CALLS_PER_SECOND", "100")
    monkeypatch.setenv("CAUSES", "crowded-profile")
    for cached in (redrive._limits, redrive._pace, redrive._causes, redrive._profiles):
        cached.cache_clear()
    attributes = {
        "Message": "Too many objects ingested on the profile per second",
        "DomainName": DOMAIN,
        "ObjectTypeName": "Salesforce-Contact",
    }
    record = {
        "messageId": "m-1",
        "receiptHandle": "r-1",
        "body": json.dumps({"Id": _some_customer(scene), "LastName": "Silva"}),
        "attributes": {"SentTimestamp": "1760000000000", "ApproximateReceiveCount": "1"},
        "messageAttributes": {name: {"stringValue": value, "dataType": "String"} for name, value in attributes.items()},
    }
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 30_000)
    aws.made.clear()
    assert redrive.handle({"Records": [record]}, context) == {"batchItemFailures": []}
    calls = aws.calls
    assert calls
    for call in calls:
        for error in FAULTS.values():
            redrive._profiles.cache_clear()
            with aws.blind(call, error):
                outcome = redrive.handle({"Records": [record]}, context)
            stored = outcome == {"batchItemFailures": []}
            assert stored == (("redrive", call) in HELPFUL_ONLY), (call, outcome)


def _existing(folder: Path, command: Command) -> dict[str, str]:
    """A project in Python, without anything that an earlier command has added, and what it consists of."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "Pulumi.yaml").write_text("name: app\nruntime: python\n")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  aws:region: us-east-1\n")
    # What the command reads back of the settings that it has written.
    keys = ("domainName", "adopt", "aliases")
    command.config_file.write_text(json.dumps({f"adopted_amazon_connect_test:{each}": {"value": ""} for each in keys}))
    return _files(folder)


def _files(folder: Path) -> dict[str, str]:
    return {each.name: each.read_text() for each in folder.iterdir()}


def _some_customer(scene: Scene) -> str:
    """The key of a customer who is in the domain."""
    batches = scene.deployed.only.state["batches"]
    start, end = (datetime.fromisoformat(each).timestamp() for each in (batches[0]["start"], batches[-1]["end"]))
    source = Source(source_object("Salesforce", "Contact"))
    return str(source.object.identify(source.stream(Window(start, end), end).start))

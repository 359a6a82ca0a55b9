"""`customer-profiles dead-letters` against the local cloud."""

import errno
import json
import os
import signal
import stat
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.aws.sqs import COUNTS, QueueSettings, Sqs, _failure_queue
from connect_customer_profiles.names import queue_name
from connect_customer_profiles.operations.dead_letters import messages

from tests.operations.command import Command, Result
from tests.operations.letters import CROWDED, DOMAIN, MISSING_KEY, OBJECT_TYPE, Letters
from tests.provider.place import ACCOUNT, REGION, Place


@pytest.fixture
def letters(place: Place) -> Letters:
    return Letters(place.server.endpoint, ACCOUNT, REGION).make()


@pytest.fixture
def run(command: Command) -> Any:
    """`customer-profiles dead-letters …` for the domain."""

    def call(*arguments: str, domain: str = DOMAIN) -> Result:
        return command("dead-letters", *arguments, "--domain", domain)

    return call


def refusal(result: Result) -> str:
    """The one line of a command that was refused."""
    assert result.code in (2, 3), result
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("customer-profiles: ")
    return line.removeprefix("customer-profiles: ")


# -- looking ---------------------------------------------------------------------------------------------------------


def test_an_empty_queue_is_fine(run: Any, letters: Letters) -> None:
    result = run("triage")
    assert (result.code, result.stdout) == (0, "letters  cause  object type  oldest  newest\nNo dead letters.\n")
    assert run("list").code == 0
    assert run("redrive", "--json").document["complete"] is True


@pytest.mark.parametrize("arguments", [("triage",), ("list",), ("redrive",), ("redrive", "--dry-run")])
def test_letters_do_not_depend_on_what_a_flow_answers(
    run: Any, letters: Letters, place: Place, arguments: tuple[str, ...]
) -> None:
    letters.refused(3)
    last = place.last_call()
    run(*arguments)
    assert "GetDomain" in place.operations(last)
    asked = {"ListIntegrations", "ListWorkflows", "DescribeFlow", "DescribeFlowExecutionRecords"}
    assert asked & set(place.operations(last)) == set()


def test_list_shows_errors_and_gives_every_letter_back(run: Any, letters: Letters) -> None:
    letters.refused(13, email="jane@example.com")
    result = run("list", "--json")
    assert result.code == 1
    assert len(result.document["letters"]) == 13
    assert {each["cause"] for each in result.document["letters"]} == {"crowded-profile"}
    text = run("list")
    assert len(text.lines) == 14
    assert "jane" not in result.stdout + text.stdout
    assert letters.waiting() == (13, 0)
    assert len(run("list", "--limit", "4", "--json").document["letters"]) == 4


def test_triage_groups_by_cause_and_type_with_the_remedy(run: Any, letters: Letters) -> None:
    letters.refused(3)
    letters.refused(2, first=10, message=MISSING_KEY)
    letters.send('{"message": "Test message"}', {})
    result = run("triage")
    assert result.code == 1
    assert [line.split()[:3] for line in result.lines[:4]] == [
        ["letters", "cause", "object"],
        ["3", "crowded-profile", "Person"],
        ["2", "missing-key", "Person"],
        ["1", "no-object", "-"],
    ]
    assert "missing-key: Map the fields behind the UNIQUE and PROFILE keys" in result.stdout
    document = run("triage", "--json").document
    assert [(each["cause"], each["letters"]) for each in document["groups"]] == [
        ("crowded-profile", 3),
        ("missing-key", 2),
        ("no-object", 1),
    ]
    assert letters.waiting() == (6, 0)


def test_triage_shows_what_messages_say_that_it_does_not_know(run: Any, letters: Letters) -> None:
    letters.refused(2, message="The moon is full")
    letters.refused(1, first=10, message="Mercury is retrograde")
    result = run("triage")
    assert result.lines[-3:] == [
        "other: Read the message, repair what it names, then redrive.",
        "  The moon is full",
        "  Mercury is retrograde",
    ] or result.lines[-2:] == ["  Mercury is retrograde", "  The moon is full"]
    [group] = run("triage", "--json").document["groups"]
    assert sorted(group["messages"]) == ["Mercury is retrograde", "The moon is full"]


def test_the_test_message_of_create_domain_needs_no_attention(run: Any, letters: Letters) -> None:
    letters.send('{"message": "Test message from Amazon Connect Customer Profiles"}', {})
    for arguments in (("triage",), ("list",), ("redrive",)):
        assert run(*arguments).code == 0
    assert letters.waiting() == (1, 0)


def test_discard_exports_asks_and_deletes_what_was_exported(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.refused(12)
    letters.refused(13, first=100, message=MISSING_KEY)
    first, second = command.folder / "first.jsonl", command.folder / "second.jsonl"
    result = run("discard", str(first), "--only", "missing-key")
    assert (result.code, letters.waiting()) == (2, (25, 0))
    assert "nobody to confirm: pass --yes, or run `dead-letters export`" in result.stderr
    assert not first.exists()
    result = run("discard", str(second), "--only", "missing-key", "--yes")
    assert (result.code, result.lines[-1]) == (0, "13 letters are deleted, 0 are left")
    assert letters.waiting() == (12, 0)
    kept = [json.loads(line) for line in second.read_text().splitlines()]
    assert {json.loads(each["body"])["id"] for each in kept} == {f"o-{number}" for number in range(100, 113)}
    assert second.stat().st_mode & 0o777 == 0o600
    assert run("discard", str(second), "--yes").code == 2
    assert letters.waiting() == (12, 0)


OTHERS = {"Message": CROWDED, "DomainName": "amazon-connect-other", "ObjectTypeName": OBJECT_TYPE}


def test_letters_of_a_domain_that_shares_the_queue_are_left_alone(run: Any, letters: Letters, command: Command) -> None:
    """Whatever is done about this domain's letters, and whoever looks says whose the others are."""
    letters.refused(3)
    for number in range(2):
        letters.send(json.dumps({"id": f"other-{number}", "profile": "p"}), OTHERS)
    letters.send(json.dumps({"id": "other-2"}), {"DomainName": "amazon-connect-other"})
    first, second = command.folder / "first.jsonl", command.folder / "second.jsonl"
    more = "3 more are letters of other domains, which share the queue: --only another-domain chooses them"

    found = run("triage", "--json").document
    assert sorted((each["cause"], each["letters"], *each["messages"]) for each in found["groups"]) == [
        ("another-domain", 1, "amazon-connect-other"),
        ("another-domain", 2, "amazon-connect-other"),
        ("crowded-profile", 3),
    ]
    listed = run("list", "--json").document["letters"]
    assert sorted(each["cause"] for each in listed) == ["another-domain"] * 3 + ["crowded-profile"] * 3
    assert run("redrive", "--dry-run").lines[1:] == ["3 would not: each comes from another domain"]
    result = run("export", "--bodies", str(first))
    assert (result.code, result.lines) == (0, [f"3 letters in {first}", more])
    assert "other" not in first.read_text()

    result = run("discard", str(second), "--yes")
    assert (result.code, result.lines[0], result.lines[-1]) == (0, more, "3 letters are deleted, 0 are left")
    assert (second.read_text().count("other"), letters.waiting()) == (0, (3, 0))
    letters.refused(1)
    result = run("redrive", "--park-queue", letters.queue("parked"))
    told = "3 were not chosen, and wait, 3 of them letters of other domains, which share the queue"
    assert (result.code, result.lines[-1], letters.waiting()) == (1, told, (3, 0))


def test_a_letter_that_somebody_receives_before_it_is_deleted_is_left(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.refused(13)

    def asked(*_given: Any, **_options: Any) -> None:
        assert letters.received() == 10

    monkeypatch.setattr("connect_customer_profiles.cli.discard.confirmed", asked)
    result = run("discard", str(command.folder / "letters.jsonl"), "--yes")
    assert (result.code, result.lines[-1]) == (1, "3 letters are deleted, 10 are left")
    assert letters.waiting() == (0, 10)


def test_letters_of_a_domain_that_is_gone_are_discarded_on_request(
    run: Any, letters: Letters, command: Command
) -> None:
    letters.refused(2)
    letters.send("{}", OTHERS)
    file = command.folder / "letters.jsonl"
    document = run("discard", str(file), "--yes", "--only", "another-domain", "--json").document
    assert (document["discarded"], document["of_other_domains"], letters.waiting()) == (1, 0, (2, 0))
    [line] = file.read_text().splitlines()
    assert (json.loads(line)["cause"], json.loads(line)["body"]) == ("another-domain", "{}")


def test_a_queue_that_counts_looks_is_not_discarded_from_unasked(run: Any, letters: Letters, command: Command) -> None:
    letters.refused(1)
    letters.failure_queue()
    result = run("discard", str(command.folder / "letters.jsonl"), "--yes")
    assert (result.code, letters.waiting()) == (2, (1, 0))
    assert "pass --receive" in result.stderr
    assert run("discard", str(command.folder / "letters.jsonl"), "--yes", "--receive").code == 0


@pytest.fixture(params=["links", "no links", "none, and no permission to make one"])
def links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether a file system has hard links: exFAT and some network shares have none."""

    def refused(path: Path, target: Path) -> None:
        number = errno.EOPNOTSUPP if request.param == "no links" else errno.EPERM
        raise OSError(number, os.strerror(number), str(path), None, str(target))

    if request.param != "links":
        monkeypatch.setattr(Path, "hardlink_to", refused)
    return str(request.param)


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("bodies", [False, True])
def test_export_writes_a_private_file_with_keys_and_reasons(
    run: Any, letters: Letters, command: Command, bodies: bool
) -> None:
    letters.refused(11, email="jane@example.com")
    letters.send("\u00e9 no object", {"ObjectTypeName": OBJECT_TYPE})
    file = command.folder / "letters.jsonl"
    result = run("export", str(file), *(["--bodies"] if bodies else []))
    assert (result.code, result.stdout.split()[0]) == (0, "12")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert sorted(line["key"] for line in lines if line["key"]) == sorted(f"object=o-{number}" for number in range(11))
    [broken] = [line for line in lines if line["cannot_be_put_since_it"]]
    assert broken["cannot_be_put_since_it"] == "has a body that is not a JSON object"
    assert ("jane@example.com" in file.read_text()) == bodies
    assert all(("body" in line) == bodies for line in lines)
    assert letters.waiting() == (12, 0)


def test_an_export_says_that_keys_are_missing(run: Any, letters: Letters, command: Command) -> None:
    letters.refused(2)
    where = {"service": "customer-profiles", "operation": "GetProfileObjectType", "count": 10}
    letters.control.add_fault("error_before", message="no", code="AccessDeniedException", **where)
    result = run("export", str(command.folder / "letters.jsonl"))
    assert result.code == 1
    missing = f"The keys of its {OBJECT_TYPE} letters are missing: GetProfileObjectType: AccessDeniedException: no"
    assert missing in result.stdout.splitlines()


LOOKS = (("list",), ("triage",), ("redrive", "--dry-run"))


def test_a6_reading_never_moves_a_letter_to_the_failure_queue(run: Any, letters: Letters, command: Command) -> None:
    """A queue with a redrive policy counts each look as a delivery."""
    letters.refused(3)
    failures = letters.failure_queue(deliveries=2)
    for number in range(3):
        for look in LOOKS:
            result = run(*look)
            assert result.code == 1
            assert f"3 wait in {letters.url}, whose redrive policy counts each look" in result.stdout
            assert "No dead letters" not in result.stdout
        assert run("export", str(command.folder / f"letters-{number}.jsonl")).code == 1
        found = command("diagnose", "--domain", DOMAIN, "--json").document["findings"]
        assert ("dead_letters", ["about 3 messages wait"]) in [(each["cause"], each["evidence"]) for each in found]
    assert (letters.waiting(), letters.waiting(failures)) == ((3, 0), (0, 0))
    counts = [each["Attributes"]["ApproximateReceiveCount"] for each in _received(letters, "All")]
    assert counts == ["1", "1", "1"]


def test_whoever_wants_to_may_look_although_it_counts(run: Any, letters: Letters) -> None:
    letters.refused(3)
    letters.failure_queue()
    document = run("list", "--receive", "--json").document
    assert len(document["letters"]) == 3
    assert document["unseen"] == dict.fromkeys(("not_received", "not_reached", "in_flight", "delayed", "failed"), 0)


def test_a_limited_look_is_not_reported_as_the_whole(run: Any, letters: Letters, command: Command) -> None:
    letters.refused(5)
    letters.refused(1, first=10, message=MISSING_KEY)
    for look in (("list", "--only", "missing-key"), ("triage",), ("redrive", "--dry-run"), ("redrive",)):
        result = run(*look, "--limit", "3")
        assert result.code == 1
        assert f"3 more wait in {letters.url} and were not looked at" in result.lines or look == ("redrive",)
    # The redrive has stored its three.
    assert result.lines[-1] == "3 more wait beyond --limit"
    result = run("export", str(command.folder / "letters.jsonl"), "--limit", "1")
    assert (result.code, result.lines[1]) == (1, f"2 more wait in {letters.url} and were not looked at")
    failures = letters.failure_queue()
    letters.send("{}", url=failures)
    document = run("list", "--receive", "--limit", "3", "--json").document
    assert (len(document["letters"]), document["unseen"]["failed"]) == (3, 1)


def test_a_redrive_of_chosen_letters_names_those_that_wait(run: Any, letters: Letters) -> None:
    letters.refused(5)
    result = run("redrive", "--only", "missing-key")
    assert (result.code, result.lines[1:]) == (1, ["5 were not chosen, and wait"])
    document = run("redrive", "--only", "missing-key", "--json").document
    assert (document["complete"], document["passed_over"]) == (False, 5)


def test_letters_in_the_failure_queue_are_looked_at_and_count(run: Any, letters: Letters, command: Command) -> None:
    failures = letters.failure_queue()
    letters.send('{"id": "1", "profile": "1"}', url=failures)
    assert run("triage").lines[1].split()[:3] == ["1", "crowded-profile", "Person"]
    result = run("redrive", "--json")
    assert (result.code, result.document["complete"], result.document["in_failure_queue"]) == (1, False, 1)
    assert f"1 more are in the failure queue {failures}" in run("redrive").stdout
    [finding] = [
        each
        for each in command("diagnose", "--domain", DOMAIN, "--json").document["findings"]
        if each["cause"] == "failure_queue"
    ]
    assert finding["evidence"] == [f"the failure queue is {failures}", "about 1 message waits", f"Person: {CROWDED}"]
    assert run(*finding["command"].split()[2:]).code == 0
    assert run("redrive").code == 0


def test_letters_that_somebody_holds_count_before_anybody_says_none(
    run: Any, letters: Letters, command: Command
) -> None:
    letters.refused(2)
    assert letters.received() == 2
    result = run("triage")
    assert (result.code, result.lines[1]) == (
        1,
        "2 are in flight: somebody has received them and may still store them",
    )
    assert len(result.lines) == 2
    redriven = run("redrive", "--visibility", "3", "--json")
    assert (redriven.code, redriven.document["in_flight_elsewhere"]) == (1, 2)
    causes = [each["cause"] for each in command("diagnose", "--domain", DOMAIN, "--json").document["findings"]]
    assert "dead_letters" in causes


def test_a_failure_queue_that_may_not_be_seen_is_named(run: Any, letters: Letters) -> None:
    failures = letters.failure_queue()
    letters.client("sqs").delete_queue(QueueUrl=failures)
    result = run("triage")
    assert result.code == 1
    assert result.lines[-1] == f"could not look at the failure queue {failures}"


def test_letters_count_that_have_gone_on_from_the_failure_queue(run: Any, letters: Letters, command: Command) -> None:
    failures = letters.failure_queue()
    further = letters.failure_queue(name="further", of=failures)
    last = letters.failure_queue(name="last", of=further)
    letters.send('{"id": "1", "profile": "1"}', url=failures)
    for number in range(2):
        letters.send(json.dumps({"id": number, "profile": number}), url=last)
    told = f"3 more are in the failure queues {failures}, {further}, {last}"
    for look in (*LOOKS, ("redrive",)):
        result = run(*look)
        assert (result.code, result.lines[-1]) == (1, told)
        assert "No dead letters" not in result.stdout
    document = run("redrive", "--json").document
    assert (document["complete"], document["in_failure_queue"]) == (False, 3)
    [finding] = [
        each
        for each in command("diagnose", "--domain", DOMAIN, "--json").document["findings"]
        if each["cause"] == "failure_queue"
    ]
    assert finding["evidence"] == [
        f"the failure queue is {failures}",
        "about 1 message waits",
        f"the failure queue is {last}",
        "about 2 messages wait",
        f"Person: {CROWDED}",
    ]
    assert f"redrive --queue {failures} --parked" in finding["command"]


def test_failure_queues_in_a_circle_are_told(run: Any, letters: Letters, command: Command) -> None:
    failures = letters.failure_queue()
    letters.failure_queue(name=queue_name(DOMAIN), of=failures)
    assert run("triage", "--json").document["unseen"]["failed"] is None
    [unseen] = command("diagnose", "--domain", DOMAIN, "--json").document["unseen"]
    assert unseen["reason"].endswith(f"{queue_name(DOMAIN)}: letters come back to it")


BROKEN_CHAINS = {
    "of another Region": "arn:aws:sqs:eu-central-1:111122223333:failures",
    "that does not exist": "arn:aws:sqs:us-east-1:111122223333:nowhere",
    "that is no queue": "arn:aws:sns:us-east-1:111122223333:failures",
}


@pytest.mark.parametrize("further", [False, True])
@pytest.mark.parametrize("kind", BROKEN_CHAINS)
def test_nobody_says_fine_beside_a_failure_queue(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch, kind: str, further: bool
) -> None:
    """SQS lets nobody set these, but a failure queue may be deleted, or refuse whoever asks."""
    failures = letters.failure_queue()
    really = Sqs.queue

    def settings(self: Sqs, url: str) -> QueueSettings:
        found = really(self, url)
        return replace(found, failure_queue_arn=BROKEN_CHAINS[kind]) if (url == failures) == further else found

    monkeypatch.setattr(Sqs, "queue", settings)
    for look in LOOKS:
        result = run(*look)
        assert result.code == 1
        assert result.lines[-1].startswith("could not look at the failure queue")
        assert "No dead letters" not in result.stdout
    document = run("redrive", "--json").document
    assert (document["complete"], document["in_failure_queue"]) == (False, None)
    found = command("diagnose", "--domain", DOMAIN, "--json")
    assert (found.code, [each["what"] for each in found.document["unseen"]]) == (3, ["the failure queue"])


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("answered", [None, "", "many", "-1"])
def test_nobody_says_none_where_sqs_does_not_count(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch, count: str, answered: str | None
) -> None:
    """Without a count nobody knows whether a letter is in flight."""
    really = Sqs._attributes

    def attributes(self: Sqs, url: str, names: list[str]) -> dict[str, Any]:
        answer = really(self, url, names)
        kept = {name: each for name, each in answer["Attributes"].items() if name != count}
        return {**answer, "Attributes": kept if answered is None else {**kept, count: answered}}

    monkeypatch.setattr(Sqs, "_attributes", attributes)
    for look in (*LOOKS, ("redrive", "--json")):
        result = run(*look)
        assert (result.code, "No dead letters" in result.stdout) == (3, False), look
        assert '"complete": true' not in result.stdout
        assert f"{count} is {'missing' if answered is None else 'no number'}" in result.stderr
    found = command("diagnose", "--domain", DOMAIN, "--json")
    assert (found.code, [each["what"] for each in found.document["unseen"]]) == (3, ["the dead-letter queue"])


def test_a_redrive_policy_that_names_no_queue_is_one_all_the_same() -> None:
    assert [_failure_queue(text) for text in (None, "", "{}", "[", "[1]", '{"maxReceiveCount": 3}')] == [
        *("", "", "", "[", "[1]"),
        '{"maxReceiveCount": 3}',
    ]


def _received(letters: Letters, names: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = letters.client("sqs").receive_message(
        QueueUrl=letters.url, MaxNumberOfMessages=10, AttributeNames=[names]
    )["Messages"]
    return found


# -- redriving -------------------------------------------------------------------------------------------------------


def test_redrive_stores_and_deletes(run: Any, letters: Letters) -> None:
    letters.refused(40)
    result = run("redrive")
    assert result.code == 0
    assert result.stdout.startswith("40 stored, 0 parked, 0 left in ")
    assert (letters.waiting(), letters.stored()) == ((0, 0), 40)
    assert set(letters.puts().values()) == {1}


def test_a_dry_run_says_what_would_be_done_and_does_nothing(run: Any, letters: Letters) -> None:
    letters.refused(1)
    assert run("redrive", "--dry-run").lines == [
        "1 letter would be re-ingested, in at least 0 seconds; nothing was changed."
    ]
    letters.refused(4, first=1)
    letters.send("no object")
    result = run("redrive", "--dry-run")
    assert result.lines == [
        "5 letters would be re-ingested, in at least 0 seconds; nothing was changed.",
        "1 would not: each has a body that is not a JSON object",
    ]
    assert (letters.waiting(), letters.stored(), letters.puts()) == ((6, 0), 0, {})


def test_only_object_type_and_limit_choose(run: Any, letters: Letters) -> None:
    letters.refused(6)
    letters.refused(4, first=100, message=MISSING_KEY)
    document = run("redrive", "--only", "missing-key", "--limit", "3", "--json").document
    assert document["stored"] == 3
    assert all(name in {f"o-{number}" for number in range(100, 104)} for name in letters.puts())
    assert run("redrive", "--object-type", "Order", "--json").document["stored"] == 0


@pytest.mark.parametrize("park", [True, False])
def test_what_cannot_be_stored_is_parked_as_it_was_or_stays(run: Any, letters: Letters, park: bool) -> None:
    """Malformed, binary, too long, of another domain, without a key: nothing is lost, and nothing stops the rest."""
    url = letters.queue("parked")
    long = json.dumps({"id": "long", "profile": "p", "text": "x" * 256_000})
    strange: list[tuple[str, dict[str, Any] | None]] = [
        ("no object", None),
        ("\u0080\u0081\ufffd binary \t", None),
        (long, None),
        ('{"profile": "no unique key"}', None),
        ('{"id": "x", "profile": "x"}', {"DomainName": "other", "ObjectTypeName": OBJECT_TYPE}),
        ('{"id": "y", "profile": "y"}', {"ObjectTypeName": {"DataType": "Binary", "BinaryValue": b"\x00\xff"}}),
        ('{"id": "z", "profile": "z"}', {"ObjectTypeName": "Unknown-Type", "Extra": "kept"}),
    ]
    for body, attributes in strange:
        letters.send(body, attributes)
    letters.refused(3)
    result = run("redrive", "--json", *(["--park-queue", url] if park else []))
    assert result.code == 1
    document = result.document
    # Another domain's letter is nobody's to park unless somebody says so.
    assert (document["passed_over"], document["of_other_domains"]) == (1, 1)
    reasons = {
        "has a body that is not a JSON object": 2,
        "is longer than 256000 characters": 1,
        "missing-key": 1,
        "is about an object, and names no object type": 1,
        "refused with BadRequestException": 1,
    }
    assert document["parked" if park else "left"] == reasons
    assert (document["stored"], letters.stored()) == (3, 3)
    if not park:
        assert letters.waiting() == (7, 0)
        return
    assert letters.waiting() == (1, 0)
    choice = ("--only", "another-domain")
    document = run("redrive", "--json", "--park-queue", url, *choice).document
    assert (document["parked"], letters.waiting()) == ({"comes from another domain": 1}, (0, 0))
    parked = letters.taken(url)
    assert sorted(each["Body"] for each in parked) == sorted(body for body, _ in strange)
    by_body = {each["Body"]: each["MessageAttributes"] for each in parked}
    attributes = by_body['{"id": "z", "profile": "z"}']
    assert attributes["Extra"]["StringValue"] == "kept"
    assert attributes["ParkedReason"]["StringValue"] == "refused with BadRequestException"
    assert by_body['{"id": "y", "profile": "y"}']["ObjectTypeName"]["BinaryValue"] == b"\x00\xff"


def test_parked_letters_can_be_redriven_once_the_cause_is_repaired(run: Any, letters: Letters) -> None:
    url = letters.queue("parked")
    letters.send('{"id": "1", "profile": "1"}', {"DomainName": DOMAIN, "ObjectTypeName": "Order", "Message": "no type"})
    assert run("redrive", "--park-queue", url, "--json").document["parked"] == {"refused with BadRequestException": 1}
    letters.client("customer-profiles").put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName="Order",
        Description="Orders",
        AllowProfileCreation=True,
        Fields={"id": {"Source": "_source.id"}},
        Keys={"order": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
    )
    assert run("redrive", "--queue", url, "--parked", "--json").document["stored"] == 1
    assert (letters.waiting(url), letters.stored()) == ((0, 0), 1)


def define(letters: Letters, keys: dict[str, Any]) -> None:
    """An object type whose objects have an ID and a profile, with these keys."""
    letters.client("customer-profiles").put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName=OBJECT_TYPE,
        Description="Orders of the shop",
        AllowProfileCreation=True,
        Fields={"id": {"Source": "_source.id"}, "profile": {"Source": "_source.profile"}},
        Keys=keys,
    )


@pytest.mark.parametrize("answer", ["throttled", "refused"])
def test_objects_of_one_profile_are_put_apart_whatever_the_service_answers(
    run: Any, letters: Letters, answer: str
) -> None:
    # A SECONDARY key comes first; AWS takes it last, so the customer decides about the profile.
    define(
        letters,
        {
            "another": [{"StandardIdentifiers": ["PROFILE", "SECONDARY"], "FieldNames": ["id"]}],
            "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["profile"]}],
            "object": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
        },
    )
    letters.control.behaviours(crowded_profile=answer)
    letters.refused(3, profile="same")
    letters.refused(10, first=50)
    document = run("redrive", "--json").document
    assert (document["stored"], document["complete"], document["again"]) == (13, True, {})
    assert (document["seconds"] > 2, letters.waiting()) == (True, (0, 0))


@pytest.mark.parametrize("answer", ["throttled", "refused"])
def test_objects_that_the_service_finds_by_another_key_are_put_apart_once_it_has_said_so(
    run: Any, letters: Letters, answer: str
) -> None:
    # No profile has the order; so the customer decides, although the order's key is tried first.
    define(
        letters,
        {
            "order": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}],
            "customer": [{"StandardIdentifiers": ["PROFILE", "SECONDARY"], "FieldNames": ["profile"]}],
        },
    )
    letters.control.behaviours(crowded_profile=answer)
    letters.refused(12, profile="same")
    document = run("redrive", "--json").document
    # Refused are those that were on their way by then; the others wait for each other.
    assert (document["stored"], document["complete"], letters.waiting()) == (12, True, (0, 0))
    assert document["calls"] == 12 + document["again"]["crowded-profile"] <= 36


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "throttle"},
        {"kind": "error_before", "status": 500},
        {"kind": "error_after", "status": 503},
        {"kind": "lost_answer"},
    ],
)
def test_throttled_failed_and_lost_calls_are_repeated(run: Any, letters: Letters, fault: dict[str, Any]) -> None:
    letters.refused(60)
    letters.control.add_fault(service="customer-profiles", operation="PutProfileObject", skip=10, count=15, **fault)
    document = run("redrive", "--json").document
    assert document["stored"] == document["deleted"] == letters.stored() == 60
    assert sum(document["again"].values()) == 15


def test_a_letter_that_the_parking_queue_finds_too_long_stops_nobody(run: Any, letters: Letters) -> None:
    url = letters.queue("parked")
    letters.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"MaximumMessageSize": "1024"})
    letters.send("x" * 2000)
    letters.send("short")
    letters.refused(20)
    document = run("redrive", "--park-queue", url, "--json").document
    reason = "has a body that is not a JSON object"
    assert (document["stored"], document["halted"], document["parked"]) == (20, "", {reason: 1})
    assert document["left"] == {f"{reason}; the parking queue refused it with InvalidParameterValue": 1}
    assert (letters.waiting(), letters.waiting(url)) == ((1, 0), (1, 0))


@pytest.mark.parametrize("key", ["disabled", "enabled"])
def test_words_about_a_key_end_a_run_only_if_the_key_is_the_reason(run: Any, letters: Letters, key: str) -> None:
    letters.refused(30)
    where = {"service": "customer-profiles", "operation": "PutProfileObject", "status": 400}
    letters.control.add_fault("error_before", message="KMS key is invalid", code="BadRequestException", **where)
    if key == "disabled":
        arn = letters.client("customer-profiles").get_domain(DomainName=DOMAIN)["DefaultEncryptionKey"]
        letters.client("kms").disable_key(KeyId=arn.rpartition("/")[2])
    document = run("redrive", "--json").document
    if key == "disabled":
        assert document["halted"] == f"the state of the KMS key of {DOMAIN} is Disabled"
    else:
        assert (document["stored"], document["halted"], document["left"]) == (29, "", {"key-invalid": 1})


def test_ctrl_c_ends_a_redrive_as_shells_expect(letters: Letters, command: Command) -> None:
    letters.refused(500)
    start = [sys.executable, "-m", "connect_customer_profiles.cli.main", "dead-letters", "redrive", "--domain", DOMAIN]
    process = subprocess.Popen(
        [*start, "--rate", "20", "--json"], env=command.environment, cwd=command.folder, stdout=subprocess.PIPE
    )
    while letters.stored() == 0:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    written, _ = process.communicate(timeout=60)
    assert (process.returncode, json.loads(written)["halted"]) == (130, "interrupted")
    assert letters.waiting() == (500 - letters.stored(), 0)


# -- bad input -------------------------------------------------------------------------------------------------------


def test_a_queue_that_is_not_the_domains_is_refused(run: Any, letters: Letters) -> None:
    other = letters.queue("orders")
    letters.send('{"id": "1", "profile": "1"}', url=other)
    for verb in ("list", "triage", "redrive"):
        assert refusal(run(verb, "--queue", other)) == (
            f"{other}: is not the dead-letter queue of {DOMAIN}, which is {letters.url}"
        )
    assert letters.waiting(other) == (1, 0)


def test_a_domain_that_does_not_exist(run: Any, place: Place) -> None:
    assert "no-such-domain" in refusal(run("triage", domain="no-such-domain"))


def test_a_domain_without_a_dead_letter_queue(run: Any, place: Place) -> None:
    place.prepared()
    assert refusal(run("triage", domain="amazon-connect-test")) == (
        "amazon-connect-test: the domain has no dead-letter queue"
    )


def test_a_dead_letter_queue_that_was_deleted(run: Any, letters: Letters) -> None:
    url = letters.url
    letters.client("sqs").delete_queue(QueueUrl=url)
    assert refusal(run("redrive")) == f"{url}: there is no such queue"


def test_a_parking_queue_that_does_not_exist(run: Any, letters: Letters) -> None:
    letters.refused(1)
    url = letters.url.replace("dead-letters", "missing")
    assert refusal(run("redrive", "--park-queue", url)) == f"{url}: there is no such queue"
    assert letters.waiting() == (1, 0)


def test_a_parking_queue_that_is_the_queue_itself(run: Any, letters: Letters) -> None:
    assert refusal(run("redrive", "--park-queue", letters.url)) == (
        f"{letters.url}: the parking queue must not be the queue that the letters come from"
    )


def test_parked_without_a_queue(run: Any, letters: Letters) -> None:
    assert refusal(run("redrive", "--parked")) == "--parked needs --queue, the queue that letters were parked in"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("redrive", "--only", "broken"), "'broken': must be one of"),
        (("redrive", "--rate", "0"), "0.0 is not in the range 1<=x<=1000"),
        (("redrive", "--limit", "0"), "0 is not in the range x>=1"),
        (("redrive", "--visibility", "90000"), "90000 is not in the range 3<=x<=3600"),
        (("list", "--limit", "many"), "'many' is not a whole number"),
        (("export",), "Missing argument 'FILE'"),
        (("purge",), "No such command 'purge'"),
    ],
)
def test_bad_options(run: Any, letters: Letters, arguments: tuple[str, ...], part: str) -> None:
    assert part in refusal(run(*arguments))


def test_export_never_overwrites_a_file(run: Any, letters: Letters, command: Command) -> None:
    file = command.folder / "letters.jsonl"
    file.write_text("mine")
    assert refusal(run("export", str(file))) == f"{file}: File exists"
    assert refusal(run("export", str(command.folder / "no" / "letters"))).endswith("No such file or directory")
    assert file.read_text() == "mine"


def test_an_export_that_failed_leaves_nothing_and_runs_again(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters.refused(25, email="jane@example.com")
    folder = command.folder / "exports"
    folder.mkdir()
    export = ("export", "--bodies", str(folder / "letters.jsonl"))
    letters.control.add_fault(
        "error_before", service="sqs", operation="ReceiveMessage", skip=1, count=100, status=403, code="AccessDenied"
    )
    result = run(*export)
    assert (result.code, list(folder.iterdir())) == (3, [])
    letters.control.clear_faults()

    def interrupted(letter: Any, domain: str) -> str | None:
        if letter.body.count("o-20"):
            raise KeyboardInterrupt
        return messages.flaw(letter, domain)

    with monkeypatch.context() as patch:
        patch.setattr("connect_customer_profiles.operations.dead_letters.export.flaw", interrupted)
        assert run(*export).code == 130
    assert list(folder.iterdir()) == []
    assert run(*export).code == 0
    assert [each.name for each in folder.iterdir()] == ["letters.jsonl"]
    assert letters.waiting() == (25, 0)


@pytest.mark.usefixtures("links")
@pytest.mark.parametrize("verb", ["export", "discard"])
def test_a_file_that_somebody_makes_meanwhile_is_theirs(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    letters.refused(1)
    folder = command.folder / "exports"
    folder.mkdir()
    file = folder / "letters.jsonl"

    def meanwhile(letter: Any, domain: str) -> str | None:
        file.write_text("mine")
        return messages.flaw(letter, domain)

    monkeypatch.setattr("connect_customer_profiles.operations.dead_letters.export.flaw", meanwhile)
    assert refusal(run(verb, str(file), *(["--yes"] if verb == "discard" else []))) == f"{file}: File exists"
    assert (file.read_text(), [each.name for each in folder.iterdir()]) == ("mine", ["letters.jsonl"])
    assert letters.waiting() == (1, 0)


@pytest.mark.parametrize("links", ["no links"], indirect=True)
@pytest.mark.parametrize("verb", ["export", "discard"])
def test_a_file_that_cannot_be_given_its_name_leaves_nothing(
    run: Any, letters: Letters, command: Command, monkeypatch: pytest.MonkeyPatch, links: str, verb: str
) -> None:
    letters.refused(1)
    folder = command.folder / "exports"
    folder.mkdir()

    def broken(path: Path, _target: Path) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    call = (verb, str(folder / "letters.jsonl"), *(["--yes"] if verb == "discard" else []))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", broken)
        assert refusal(run(*call)) == f"{folder / 'letters.jsonl'}: {os.strerror(errno.EIO)}"
    assert (list(folder.iterdir()), letters.waiting()) == ([], (1, 0))
    assert run(*call).code == 0


def test_a_domain_that_was_deleted_keeps_its_letters(run: Any, letters: Letters) -> None:
    letters.refused(30)
    letters.client("customer-profiles").delete_domain(DomainName=DOMAIN)
    result = run("redrive")
    assert result.code == 2
    assert DOMAIN in refusal(result)
    assert letters.waiting() == (30, 0)


def test_sqs_that_does_not_answer(run: Any, letters: Letters) -> None:
    letters.refused(3)
    letters.control.add_fault(kind="error_before", service="sqs", operation="ReceiveMessage", count=100, status=500)
    result = run("list")
    assert result.code == 3
    assert refusal(result).startswith("ReceiveMessage: ")

"""Bad input, and AWS or Pulumi that cannot be asked: one clear line on standard error, and the right exit code.

What happens in a first hour is in `tests/newcomer/mistakes.py`.
"""

import json
from collections.abc import Callable

import pytest
from connect_customer_profiles.sources import CONNECTORS

from tests.operations.command import Command, Result
from tests.operations.deployment import Deployment
from tests.provider.place import DOMAIN, Place

Deploy = Callable[..., Deployment]

TARGETED = ("status", "watch", "reestablish --yes", "profiles _email a@example.com")


def line_of(done: Result, code: int) -> str:
    """The one line of a command that ended with this exit code, without the program's name."""
    assert (done.code, done.stdout) == (code, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("customer-profiles: ")
    assert "Traceback" not in done.stderr
    return done.stderr.removeprefix("customer-profiles: ").strip()


BULK = "Invalid value for '--bulk': 'alway': must be one of auto, always, never"


@pytest.mark.parametrize("words", TARGETED)
def test_no_such_stack(command: Command, words: str) -> None:
    line = line_of(command(*words.split(), "--stack", "missing"), 2)
    assert line == "pulumi: no stack named 'missing' found; the project has dev, prod"


@pytest.mark.parametrize("words", TARGETED)
def test_no_such_domain(command: Command, place: Place, words: str) -> None:
    line = line_of(command(*words.split(), "--domain", "nowhere"), 2)
    assert line == f"nowhere: there is no such domain in {place.account}, {place.region}"


def test_a_stack_without_such_a_domain(command: Command, deployment: Deploy) -> None:
    deployment()
    line = line_of(command("status", "--stack", "dev", "--domain", "other"), 2)
    assert line == "the stack has no such domain; it has amazon-connect-test in us-east-1"


def test_a_stack_without_a_domain(command: Command) -> None:
    command.stack_file.write_text('{"version": 3, "deployment": {}}')
    line = line_of(command("status", "--stack", "dev"), 2)
    assert (
        line
        == "the stack has no Customer Profiles domain: pulumi up, choose another with --stack, or give --domain NAME"
    )


def test_what_pulumi_prints_is_no_state(command: Command) -> None:
    command.stack_file.write_text("Enter your passphrase:")
    line = line_of(command("status", "--stack", "dev"), 3)
    assert line == "pulumi stack export: its output is not JSON"


def test_what_pulumi_prints_is_no_text(command: Command) -> None:
    command.stack_file.write_bytes(b"\xff\x1b[2J")
    assert line_of(command("status", "--stack", "dev"), 3) == "pulumi stack export: its output is not JSON"


def test_no_such_profile(command: Command, deployment: Deploy) -> None:
    deployment()
    for where in (("--stack", "dev"), ("--domain", DOMAIN)):
        done = command("status", *where, "--profile", "nobody")
        assert done.code == 3
        assert "could not reach AWS: The config profile (nobody) could not be found" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        ("status --stack dev", "GetWorkflow"),
        ("reestablish --yes --stack dev", "GetWorkflow"),
        (f"status --domain {DOMAIN}", "GetDomain"),
        (f"status --domain {DOMAIN}", "ListIntegrations"),
        ("profiles _email a@example.com --stack dev", "SearchProfiles"),
    ],
)
def test_no_permission(command: Command, deployment: Deploy, place: Place, words: str, operation: str) -> None:
    deployment()
    message = (
        f"User: arn:aws:sts::{place.account}:assumed-role/oncall is not authorized to perform: profile:{operation}"
    )
    place.control.add_fault(
        "error_before",
        service="customer-profiles",
        operation=operation,
        status=403,
        code="AccessDeniedException",
        message=message,
        count=20,
    )
    done = command(*words.split())
    assert done.code == 3
    assert f"{operation}: AccessDeniedException: {message}" in done.stdout + done.stderr


def test_throttled_for_good(
    command: Command, deployment: Deploy, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connect_customer_profiles.aws import call

    deployment()
    monkeypatch.setattr(call, "THROTTLED_ATTEMPTS", 2)
    monkeypatch.setattr(call, "NOTICED_SECONDS", 0)
    place.control.add_fault("throttle", service="customer-profiles", operation="GetWorkflow", count=100)
    done = command("status", "--stack", "dev")
    assert done.code == 3
    assert "customer-profiles: GetWorkflow is throttled: the next attempt is in " in done.stderr
    [line] = [each for each in done.stdout.splitlines() if each.startswith("could not look at integration contacts: ")]
    assert "GetWorkflow: TooManyRequestsException" in line or "GetWorkflow: ThrottlingException" in line


def test_nobody_answers(command: Command, deployment: Deploy) -> None:
    deployment()
    closed = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    done = command.process("status", "--stack", "dev", environment=closed)
    assert done.code == 3
    assert "could not look at integration contacts: GetWorkflow: Could not connect to the endpoint URL" in done.stdout


def test_a_secret_that_would_be_needed(command: Command, deployment: Deploy) -> None:
    made = deployment()
    state = json.loads(made.file.read_text())
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:secret:text"}
    state["deployment"]["resources"][-1]["outputs"]["flow_definition"] = secret
    made.file.write_text(json.dumps(state))
    assert command("status", "--stack", "dev").code == 0
    line = line_of(command("reestablish", "--stack", "dev", "--yes"), 2)
    assert line == "contacts: flow definition is a secret of the stack, which this command never decrypts"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Oracle 2024-01-31", f"CONNECTOR = 'Oracle': must be one of {', '.join(CONNECTORS)}"),
        ("Salesforce 2024-13-31", "START = '2024-13-31': must be a date such as 2024-01-31 or a time"),
        ("Salesforce yesterday", "START = 'yesterday': must be a date such as 2024-01-31 or a time"),
        ("Salesforce 2024-01-31T08:00:00", "START = '2024-01-31T08:00:00': a time needs an offset"),
        ("Salesforce 2124-01-31", "START = '2124-01-31': must be in the past; it is now "),
        ("Salesforce 2024-01-31 --days 0", "--days = 0: must be 1 to 36525 days"),
        ("Salesforce 2024-01-31 --days 9 --months 2", "--months, --days: give exactly one of --months, --days and "),
        ("Salesforce 2024-01-31 --schedule daily", "--schedule = 'daily': must be like rate(15minutes)"),
        ("Salesforce 2000-01-31 --flow-limit 10", "a batch length of 2 months makes more than 9 batches: "),
        ("Salesforce 2019-01-31 --records-per-day 9999999", "--records-per-day: a batch length of 2 hours makes more "),
        ("Salesforce 2024-01-31 --days many", "Invalid value for '--days': 'many' is not a valid integer."),
        ("Salesforce 2024-01-31 --bulk sometimes", "Invalid value for '--bulk': 'sometimes': must be one of auto, "),
        ("Salesforce 2024-01-31 --bulk alway", f"{BULK}; did you mean always?"),
        (
            "Salesforce 2000-01-31 --days 1 --flow-limit 100",
            "--days: a batch length of 1 day makes more than 99 batches: ",
        ),
        ("Salesforce 2024-01-31 --png plan.jpg", "Invalid value for '--png': must end in .png"),
        ("Salesforce 2024-01-31 --svg /nonexistent/plan.svg", "/nonexistent/plan.svg: No such file or directory"),
    ],
)
def test_a_plan_that_cannot_be(command: Command, words: str, line: str) -> None:
    assert line_of(command("plan", *words.split()), 2).startswith(line)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("profiles a.b x --stack dev", "KEY = 'a.b': a key name has 1 to 64 letters, digits, _ or -"),
        (f"profiles _email {'x' * 256} --stack dev", "VALUE = '256 characters': a key's value has 1 to 255 characters"),
        ("profiles _email --stack dev", "Missing argument 'VALUE'; --help shows how"),
        ("profiles _email x --stack dev --limit 0", "Invalid value for '--limit': 0 is not in the range 1<=x<=1000."),
        ("watch --stack dev --minutes 0", "Invalid value for '--minutes': 0.0 is not in the range 0<x<=527040."),
        ("watch --stack dev --minutes ten", "Invalid value for '--minutes': 'ten' is not a number."),
        ("watch --stack dev --minutes nan", "Invalid value for '--minutes': nan is not a number."),
        (
            "dead-letters redrive --stack dev --rate nan",
            "Invalid value for '--rate': nan is not a number.",
        ),
    ],
)
def test_arguments_that_cannot_be(command: Command, deployment: Deploy, words: str, line: str) -> None:
    deployment()
    assert line_of(command(*words.split()), 2) == line

"""Lambda functions run: in a process of their own, as their role, for as long as they may."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from .setting import Place

CODE = """
import json
import os
import time

import boto3


def echo(event, context):
    print("invoked for", event["who"])
    caller = boto3.client("sts").get_caller_identity()["Arn"]
    return {
        "who": event["who"], "caller": caller, "colour": os.environ["COLOUR"], "name": context.function_name,
        "seconds left": context.get_remaining_time_in_millis() // 1000,
    }


def fail(event, context):
    raise ValueError("no such customer")


def sleep(event, context):
    print("asleep", flush=True)
    time.sleep(60)


def leave(event, context):
    os._exit(3)


def queues(event, context):
    return boto3.client("sqs").list_queues()
"""

Function = Callable[..., str]


@pytest.fixture
def function(place: Place) -> Function:
    """Makes a function; returns its name."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = place.client("iam").create_role(RoleName="function", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("code.py", "raise RuntimeError('not this one')")
        archive.writestr("package/__init__.py", "")
        archive.writestr("package/code.py", CODE)

    def make(handler: str, *, seconds: int = 30, runtime: str = "python3.13") -> str:
        place.client("lambda").create_function(
            FunctionName=handler,
            Runtime=runtime,
            Role=role,
            Handler=f"package.code.{handler}",
            Code={"ZipFile": written.getvalue()},
            Timeout=seconds,
            Environment={"Variables": {"COLOUR": "blue"}},
        )
        return handler

    return make


def invoked(place: Place, name: str, **options: Any) -> tuple[dict[str, Any], Any]:
    """The answer of an invocation, and its payload."""
    answer = place.client("lambda").invoke(FunctionName=name, Payload=json.dumps({"who": "ada"}), **options)
    text = answer["Payload"].read()
    return answer, json.loads(text) if text else None


def log(place: Place, name: str) -> list[str]:
    """What a function has written to its log group."""
    events = place.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    return [each["message"] for each in events]


def groups(place: Place) -> list[str]:
    """The names of the log groups."""
    return [each["logGroupName"] for each in place.client("logs").describe_log_groups()["logGroups"]]


def until(happened: Callable[[], bool]) -> None:
    """Waits for something that happens in the background."""
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_gets_the_event_and_calls_aws_as_its_role(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("echo"))
    assert (answer["StatusCode"], answer.get("FunctionError")) == (200, None)
    assert told.pop("seconds left") in range(30)
    assert told == {
        "who": "ada",
        "caller": "arn:aws:sts::111122223333:assumed-role/function/echo",
        "colour": "blue",
        "name": "echo",
    }
    first, *printed, last = log(place, "echo")
    assert printed == ["invoked for ada"]
    assert (first.split(":")[0], last.split(":")[0]) == ("START RequestId", "END RequestId")


def test_what_it_raises_is_the_answer(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("fail"))
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert (told["errorType"], told["errorMessage"]) == ("ValueError", "no such customer")
    assert "ValueError: no such customer" in log(place, "fail")


def test_it_ends_when_its_time_is_up(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("sleep", seconds=3))
    assert answer["FunctionError"] == "Unhandled"
    assert told["errorType"] == "Sandbox.Timedout"
    assert told["errorMessage"].endswith("Error: Task timed out after 3.00 seconds")
    assert "asleep" in log(place, "sleep")


def test_a_process_that_ends_by_itself_is_an_error(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("leave"))
    assert answer["FunctionError"] == "Unhandled"
    assert told["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")


def test_its_role_s_policies_count(place: Place, function: Function) -> None:
    place.control.behaviours(role_policies="actions")
    _, told = invoked(place, function("queues"))
    assert told["errorType"] == "ClientError"
    assert "is not authorized to perform: sqs:ListQueues" in told["errorMessage"]
    place.control.behaviours(role_policies="ignored")


def test_nobody_waits_for_an_event(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("echo"), InvocationType="Event")
    assert (answer["StatusCode"], told) == (202, None)
    until(lambda: "/aws/lambda/echo" in groups(place))
    until(lambda: "invoked for ada" in log(place, "echo"))


def test_a_dry_run_runs_nothing(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("echo"), InvocationType="DryRun")
    assert (answer["StatusCode"], told) == (204, None)
    assert groups(place) == []


def test_another_language_is_said_not_to_run(place: Place, function: Function) -> None:
    answer, told = invoked(place, function("echo", runtime="nodejs22.x"))
    assert answer["FunctionError"] == "Unhandled"
    assert told["errorMessage"] == "the local AWS runs functions in Python, not in nodejs22.x"

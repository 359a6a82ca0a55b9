"""Each observation answers its switch as it is set, and nothing is left."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

import boto3
import pytest

from localcloud.aws.behaviours import Behaviours, observed
from localcloud.aws.control import Control
from localcloud.aws.server import LocalCloud

from . import leftovers
from .caller import Caller
from .report import OBSERVATIONS, observe
from .stage import PREFIX, Stage
from .workflows import DAY

REPOSITORY = Path(__file__).parent.parent.parent
ACCOUNT = "111122223333"
SALESFORCE = "crm"


def values(name: str) -> tuple[Any, ...]:
    """The values of a switch."""
    kind = get_type_hints(Behaviours)[name]
    return (False, True) if kind is bool else get_args(kind)


def default(name: str) -> Any:
    """What a switch is where nobody sets it."""
    return Behaviours().as_dict()[name]


def inventory(server: LocalCloud) -> dict[str, Any]:
    """What there is, by kind, but for the connection, which is the user's."""
    found = Control(server.endpoint).inventory().get(ACCOUNT, {}).get("us-east-1", {})
    return {kind: names for kind, names in found.items() if names and names != [SALESFORCE]}


CASES = [(name, value) for name in OBSERVATIONS for value in values(name)]


@pytest.fixture
def caller(server: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Caller]:
    """Of an empty local cloud."""
    server.cloud.reset()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    control = Control(server.endpoint)
    control.seed((SALESFORCE, "Salesforce"), account=ACCOUNT, region="us-east-1")
    session = boto3.Session(aws_access_key_id=ACCOUNT, aws_secret_access_key="local")
    yield Caller(session, "us-east-1", "test", pause=control.advance, now=lambda: float(control.clock()["now"]))
    server.cloud.reset()


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}={value}" for name, value in CASES])
def test_an_observation_answers_what_is_set(server: LocalCloud, caller: Caller, name: str, value: Any) -> None:
    server.cloud.set_behaviour(name, value)
    stage = Stage(caller, SALESFORCE)
    stage.open()
    [found] = observe(stage, [name])
    assert (found.value, found.reason) == (value, "")
    assert found.evidence
    assert leftovers.delete(caller, PREFIX) == []
    assert inventory(server) == {}


def test_a_run_may_go_on_past_midnight(server: LocalCloud, caller: Caller) -> None:
    caller.pause(DAY - caller.now() % DAY - 60)
    server.cloud.set_behaviour("final_flow_first_execution", "last_batch_end")
    stage = Stage(caller, SALESFORCE)
    stage.open()
    [found] = observe(stage, ["final_flow_first_execution"])
    assert (found.value, found.reason) == ("last_batch_end", "")


class KilledError(BaseException):
    """The process ends here."""


def everything(stage: Stage) -> None:
    stage.open()
    list(observe(stage, list(OBSERVATIONS)))


@pytest.mark.parametrize("calls", [1, 2, 3, 5, 8, 13, 21, 34, 45, 55, 100, 150, 200])
def test_what_an_interrupted_run_has_left_is_deleted_by_another(server: LocalCloud, caller: Caller, calls: int) -> None:
    server.cloud.set_behaviour("step_flow_names_related", False)
    stage = Stage(caller, SALESFORCE)
    made = itertools.count(1)

    def kill(**_: Any) -> None:
        if next(made) == calls:
            raise KilledError

    for service in ("kms", "sqs", "s3", "iam", "customer-profiles", "appflow", "cloudcontrol", "events", "sns"):
        caller.client(service).meta.events.register("after-call", kill)
    with pytest.raises(KilledError):
        everything(stage)
    another = Caller(caller.session, caller.region, "another", pause=caller.pause, now=caller.now)
    assert leftovers.delete(another, PREFIX) == []
    assert inventory(server) == {}
    keys = another.client("kms").list_keys()["Keys"]
    states = [another.client("kms").describe_key(KeyId=key["KeyArn"])["KeyMetadata"]["KeyState"] for key in keys]
    assert set(states) == {"PendingDeletion"}


def test_what_may_not_be_listed_keeps_nothing_else_from_being_deleted(server: LocalCloud, caller: Caller) -> None:
    Stage(caller).open()
    control = Control(server.endpoint)
    refused = {"status": 403, "code": "AccessDenied", "count": 100}
    for service, operation in (("sqs", "ListQueues"), ("customer-profiles", "ListIntegrations")):
        control.add_fault("error_before", service=service, operation=operation, **refused)
    assert leftovers.delete(caller, PREFIX) == [
        "integrations and domains cannot be listed: AccessDenied",
        "queues cannot be listed: AccessDenied",
    ]
    assert {*inventory(server)} == {"domains", "object_types", "queues"}
    control.clear_faults()
    assert leftovers.delete(caller, PREFIX) == []
    assert inventory(server) == {}


def command(server: LocalCloud, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "local",
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.observations", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_run_writes_what_the_local_aws_starts_with(server: LocalCloud, caller: Caller, tmp_path: Path) -> None:
    opposite = {name: next(each for each in values(name) if each != default(name)) for name in OBSERVATIONS}
    # A refusal for one reason does not tell whether there is another, and what is not sent has no form.
    for first in ("instance_must_exist", "ended_workflow_deletable", "workflow_source_arn_sent"):
        opposite[first] = default(first)
    # No flow would be made, and no topic told.
    for first in ("flow_key_must_be_domain_key", "appflow_events_delivered"):
        opposite[first] = default(first)
    for name, value in opposite.items():
        server.cloud.set_behaviour(name, value)
    file = tmp_path / "observed.json"
    done = command(server, "run", "--account", ACCOUNT, "--out", str(file), "--salesforce-profile", SALESFORCE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = observed(file)
    assert found == opposite
    written = json.loads(file.read_text())
    assert written["not_observed"] == {}
    evidence = [call for each in written["behaviours"].values() for call in each["evidence"]]
    assert all(call["request_id"] and call["at"] and call["status"] for call in evidence)
    assert ACCOUNT not in file.read_text()
    assert inventory(server) == {}


def test_an_account_that_was_not_named_is_left_alone(server: LocalCloud, caller: Caller) -> None:
    done = command(server, "run", "--account", "999999999999")
    assert (done.returncode, done.stderr) == (
        1,
        f"Error: --account = '999999999999': the credentials are of {caller.account}\n",
    )
    assert inventory(server) == {}


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        (
            {"AWS_ENDPOINT_URL_CUSTOMER_PROFILES": "http://127.0.0.1:9"},
            "--region = 'us-east-1': Customer Profiles does not answer: Could not connect to the endpoint URL: "
            '"http://127.0.0.1:9/domains"',
        ),
        (
            {"AWS_PROFILE": "yesterday", "AWS_CONFIG_FILE": "/nowhere"},
            "no account can be asked: The config profile (yesterday) could not be found",
        ),
    ],
)
def test_what_keeps_a_run_from_beginning_is_one_line(
    server: LocalCloud, caller: Caller, variables: dict[str, str], complaint: str
) -> None:
    done = command(server, "run", "--account", ACCOUNT, **variables)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"Error: {complaint}\n")
    assert inventory(server) == {}

"""`python -m localcloud operations`: what it says is there answers, and what it says is not is a 501."""

import re
import subprocess
import sys

import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner

from localcloud.__main__ import main
from localcloud.aws.wire import service_model
from localcloud.coverage import coverage, names
from tests.conftest import REPOSITORY

from .setting import Place

PAGE = REPOSITORY / "docs" / "localcloud.md"


def said(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["operations", *arguments])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("service", ["customer-profiles", "appflow", "cloudcontrol"])
def test_every_operation_of_a_model_is_on_one_of_the_lists(service: str) -> None:
    found = coverage(service)
    assert sorted([*found.implemented, *found.missing]) == sorted(service_model(service).operation_names)
    text = " ".join(said(service).split())
    assert f"implemented: {', '.join(found.implemented)}" in text
    assert f"answered with 501: {', '.join(found.missing)}" in text


@pytest.mark.parametrize("service", ["customer-profiles", "appflow"])
def test_what_is_said_to_be_missing_is_answered_with_501(place: Place, service: str) -> None:
    called = 0
    client = place.client(service)
    for method in dir(client):
        name = client.meta.method_to_api_mapping.get(method)
        model = service_model(service)
        if name not in coverage(service).missing or model.operation_model(name).input_shape.required_members:
            continue
        with pytest.raises(ClientError) as raised:
            getattr(client, method)()
        assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
        called += 1
    assert called


def test_services_are_listed_with_who_answers() -> None:
    heads = [line for line in said().splitlines() if re.match(r"\S+: \d", line)]
    assert [head.partition(":")[0] for head in heads] == names()
    assert heads[0] == "appflow: 21 of 25 operations, emulated here"
    assert [head for head in heads if head.startswith("sqs") and head.endswith("operations, by moto")]
    unknown = CliRunner().invoke(main, ["operations", "translate"])
    assert (unknown.exit_code, unknown.output.splitlines()[-1][:37]) == (1, "Error: 'translate': must be one of ap")


def test_the_page_has_what_the_command_says() -> None:
    services = ("appflow", "cloudcontrol", "customer-profiles")
    block = f"$ .venv/bin/python -m localcloud operations {' '.join(services)}\n{said(*services)}"
    assert block in PAGE.read_text(), block


def test_a_python_without_the_project_is_told_which_one_has_it() -> None:
    command = [sys.executable, "-S", "-m", "localcloud", "status"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    line = f"localcloud: {sys.executable} has no click: use .venv/bin/python, which `make setup` installs\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", line)

"""Credentials of another account, or another Region: nothing is made anew there, nothing that is deployed is lost."""

from collections.abc import Callable

import pytest
import yaml

from .conftest import CREDENTIALS, Place
from .harness import Project
from .one_of_each import in_state, run

pytestmark = pytest.mark.e2e

MINE, OTHER = CREDENTIALS["AWS_ACCESS_KEY_ID"], "210987654321"
QUEUES = """
import connect_customer_profiles as library

options = {"domain_name": "amazon-connect-test", "deletion_protection": False}
key = library.EncryptionKey("key", options)
queue = library.DeadLetterQueue("dlq", options)
"""
PROGRAM = (
    QUEUES
    + """
domain = library.ProfilesDomain("domain", {**options, "kms_key_arn": key.key_arn})
library.IntegrationWorkflow("contacts", {
    "domain_name": domain.domain_name, "kms_key_arn": key.key_arn,
    "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
    "import_start_date": "2025-01-31", "bulk": "never",
})
library.ConnectorProfile("connection", {
    "connector_profile_name": "own", "connector_type": "ServiceNow", "instance_url": "https://acme.service-now.com",
    "credentials": {"kind": "basic", "username": "loader", "password": "hunter2-hunter2"},
})
"""
)
ELSEWHERE = "another account or Region takes a stack of its own, or `pulumi destroy` of this one first (docs/names.md)"
DEPLOYED = f"account {MINE} in us-east-1"
CREDENTIALS_OF_ANOTHER = (
    f"deployed in account {MINE}, but the credentials belong to account {OTHER}. Go back to account {MINE}; {ELSEWHERE}"
)


def moved(component: str, argument: str, value: str, where: str) -> str:
    """The line about a component that is to be elsewhere."""
    return (
        f"{component}: {argument} = '{value}': deployed in {DEPLOYED}, but the aws provider works in {where}. "
        f"Go back to {DEPLOYED}; {ELSEWHERE}"
    )


def errors(said: str) -> set[str]:
    """The error lines of a command, without what the engine and the SDK put before and after them."""
    lines = {line.strip() for line in said.splitlines()}
    told = {line.removeprefix("error: ").removeprefix("Preview failed: ") for line in lines if line.startswith("error")}
    around = ("preview failed", "update failed", "an unhandled", "refused: ", "Detected that ")
    return {line for line in told if not line.startswith(around)}


def refused(stack: Project, place: Place, command: str) -> set[str]:
    """The error lines of a command that must fail, without a traceback."""
    code, said = run(stack, place, *command.split())
    assert (code != 0, "Traceback" in said) == (True, False), said
    return errors(said)


def test_credentials_of_another_account_made_everything_anew_there(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM)
    stack.up()
    before, known = place.control.inventory(), in_state(stack)
    place.environment["AWS_ACCESS_KEY_ID"] = OTHER
    for command in ("preview", "up --yes", "refresh --yes", "destroy --yes"):
        assert (command, refused(stack, place, command)) == (command, {CREDENTIALS_OF_ANOTHER})
        assert in_state(stack) == known

    line = moved("EncryptionKey 'key'", "account", OTHER, f"account {OTHER} in us-east-1")
    assert line in refused(stack, place, "up --yes --skip-preview --refresh=false")
    assert in_state(stack) == known
    assert CREDENTIALS_OF_ANOTHER in refused(stack, place, "destroy --yes --skip-preview --refresh=false")
    assert CREDENTIALS_OF_ANOTHER in refused(stack, place, "up --yes --skip-preview")
    after = place.control.inventory()
    assert (after[MINE], after.get(OTHER)) == (before[MINE], None)


def test_another_region_made_everything_anew_there(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    stack.up()
    before, known = place.control.inventory(), in_state(stack)
    for package in ("aws", "aws-native"):
        stack.set(f"{package}:region", "eu-central-1")
    line = moved("EncryptionKey 'key'", "region", "eu-central-1", f"account {MINE} in eu-central-1")
    for command in ("preview", "up --yes"):
        assert line in refused(stack, place, command)
        assert (in_state(stack), place.control.inventory()) == (known, before)
    for package in ("aws", "aws-native"):
        stack.set(f"{package}:region", "us-east-1")
    assert stack.changes() == {}
    for package in ("aws", "aws-native"):
        stack.set(f"{package}:region", "eu-central-1")
    assert line in refused(stack, place, "up --yes --skip-preview")
    assert place.control.inventory() == before


def test_credentials_of_another_account_made_a_second_queue_there(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=QUEUES)
    stack.up()
    before, known = place.control.inventory(), in_state(stack)
    place.environment["AWS_ACCESS_KEY_ID"] = OTHER
    line = moved("EncryptionKey 'key'", "account", OTHER, f"account {OTHER} in us-east-1")
    for command in ("preview", "up --yes", "up --yes --skip-preview --refresh=false"):
        assert (command, refused(stack, place, command), in_state(stack)) == (command, {line}, known)
    place.environment["PULUMI_RUN_PROGRAM"] = "true"
    for command in ("up --yes", "refresh --yes", "destroy --yes --refresh=false"):
        assert (command, refused(stack, place, f"{command} --skip-preview"), in_state(stack)) == (
            command,
            {line},
            known,
        )
    del place.environment["PULUMI_RUN_PROGRAM"]
    assert refused(stack, place, "up --yes --skip-preview") == {line}
    assert place.control.inventory() == before
    # The last one has dropped from state what is not there: its names are taken, so that nobody makes it a second time.
    place.environment["AWS_ACCESS_KEY_ID"] = MINE
    assert all("nothing in this stack has created it" in each for each in refused(stack, place, "up --yes"))
    assert place.control.inventory() == before


def test_a_refresh_with_credentials_of_another_account_forgot_my_queues(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=QUEUES)
    path = stack.folder / "Pulumi.dev.yaml"
    configuration = yaml.safe_load(path.read_text())
    configuration["config"] |= {f"{package}:allowedAccountIds": [MINE] for package in ("aws", "aws-native")}
    path.write_text(yaml.safe_dump(configuration))
    stack.up()
    known = in_state(stack)
    place.environment["AWS_ACCESS_KEY_ID"] = OTHER
    for command in ("refresh --yes --skip-preview", "up --yes --skip-preview", "destroy --yes --skip-preview"):
        assert f"AWS account ID not allowed: {OTHER}" in refused(stack, place, command)
        assert in_state(stack) == known

"""`pulumi up --replace` of what our own resources own: nothing is deleted that the replacement has found."""

import re
import shlex
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

PROGRAM = """
import connect_customer_profiles as library

options = {"domain_name": "amazon-connect-test", "deletion_protection": False}
key = library.EncryptionKey("key", options)
domain = library.ProfilesDomain("domain", {**options, "kms_key_arn": key.key_arn})
shared = {"domain_name": domain.domain_name, "kms_key_arn": key.key_arn}
library.IntegrationWorkflow("contacts", {
    **shared,
    "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
    "import_start_date": "2025-01-31", "bulk": "never",
})
connection = library.ConnectorProfile("connection", {
    "connector_profile_name": "own", "connector_type": "ServiceNow", "instance_url": "https://acme.service-now.com",
    "credentials": {"kind": "basic", "username": "loader", "password": "hunter2-hunter2"},
})
library.ExternalApplication("users", {
    **shared, "object_type_name": "Servicenow-sys_user",
    "source": {
        "type": "ServiceNow", "connector_profile_name": connection.connector_profile_name, "object": "sys_user",
    },
    "tasks": [{"type": "Map_all"}], "schedule": "rate(1hours)", "incremental_field": "sys_updated_on",
})
"""


def test_replaced_under_its_own_name_my_connection_was_gone(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    stack.up()
    before = place.control.inventory()
    for name, component in (
        ("connection-profile", "ConnectorProfile 'connection': connector_profile_name = 'own'"),
        ("connection-reservation", "ConnectorProfile: connector_profile_name = 'own'"),
        ("users-flow", "ExternalApplication 'users': flow_name = '"),
        ("contacts-ingestion", "IntegrationWorkflow 'contacts': object_type_name = '"),
        ("contacts-plan", "IntegrationWorkflow 'contacts': object_type_name = '"),
    ):
        for command in (("preview",), ("up", "--yes", "--skip-preview")):
            code, said = run(stack, place, *command, "--replace", f"**::{name}")
            assert (name, command, code != 0, component in said, "Traceback" in said) == (
                *(name, command, True, True, False),
            ), said
            assert place.control.inventory() == before
    assert stack.changes() == {}

    plan = next(each["urn"] for each in stack.resources() if each["urn"].endswith("::contacts-plan"))
    assert run(stack, place, "state", "taint", "--yes", plan)[0] == 0
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code != 0, place.control.inventory()) == (True, before), said
    assert run(stack, place, "state", "untaint", "--yes", plan)[0] == 0
    # What the message says is what helps.
    advised = re.search(r"run `pulumi (destroy --target '.*?' --target-dependents)` first", said)
    assert advised is not None, said
    code, said = run(stack, place, *shlex.split(advised[1]), "--yes", "--skip-preview")
    assert code == 0, said
    assert len(place.existing("flows")) == 1
    stack.up()
    assert len(place.existing("flows")) == 2
    assert stack.changes() == {}

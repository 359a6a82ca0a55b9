"""A stack whose program is written anew in another language."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from connect_customer_profiles.base.refusals import END
from pulumi import automation

from tests.provider.place import DAY

from .conftest import Place
from .harness import ROOT, Project
from .yaml_project import project as in_yaml
from .yaml_project import with_plugin

pytestmark = pytest.mark.e2e

PYTHON = """
import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

domain_name = "amazon-connect-test"
common = {"domain_name": domain_name, "tags": {"team": "care"}}
key = EncryptionKey("key", {**common, "deletion_protection": False})
letters = DeadLetterQueue("dead-letters", {**common, "deletion_protection": False})
domain = ProfilesDomain(
    "domain",
    {**common, "kms_key_arn": key.key_arn, "dead_letter_queue_url": letters.queue_url, "deletion_protection": False},
)
role = ExecutionRole(
    "execution-role", {**common, "kms_key_arn": key.key_arn, "connector_profile_names": ["salesforce"]}
)
IntegrationWorkflow(
    "contacts",
    {
        **common,
        "domain_name": domain.domain_name,
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2025-01-31",
        "schedule": "rate(1hours)",
    },
)
"""
"""The program of `examples/yaml`."""


READING = ("Get", "List", "Describe")
PROGRAM = "program = 'another language'"
REFUSED = (
    f"error: IntegrationWorkflow 'contacts': {PROGRAM}: in Python its history would be loaded once more; go on in the "
    "language that it is in, or take the integration over (docs/any-language.md#from-another-language-to-python)"
)


def test_a_stack_keeps_everything_when_its_python_program_is_written_anew_in_yaml(
    place: Place, project: Callable[..., Project], tmp_path: Path
) -> None:
    in_python = project(program=PYTHON)
    in_python.up()
    workflows = place.existing("workflows")
    python = yaml.safe_load((in_python.folder / "Pulumi.yaml").read_text())

    with_plugin(tmp_path, place)
    definition: dict[str, Any] = yaml.safe_load((ROOT / "examples" / "yaml" / "Pulumi.yaml").read_text())
    definition["name"] = python["name"]
    definition["plugins"]["providers"][0]["path"] = str(tmp_path / "plugin")
    definition["config"]["deletionProtection"]["default"] = False
    (in_python.folder / "Pulumi.yaml").write_text(yaml.safe_dump(definition))
    rewritten = in_yaml(in_python.folder, place)
    assert rewritten.steps() == {}
    rewritten.up("--refresh")
    assert rewritten.changes() == {}
    assert place.existing("workflows") == workflows

    # Back again the engine would replace it: refused, at preview and without one.
    (in_python.folder / "Pulumi.yaml").write_text(yaml.safe_dump({**python, "plugins": definition["plugins"]}))
    assert sorted(in_python.refusal()) == [REFUSED, f"error: {END}"]
    with pytest.raises(automation.CommandError, match=re.escape(REFUSED.removeprefix("error: "))):
        in_python.up()
    (in_python.folder / "Pulumi.yaml").write_text(yaml.safe_dump(definition))
    assert rewritten.changes() == {}
    assert place.existing("workflows") == workflows

    # The way back is to take the integration over: nothing is written to AWS.
    place.control.advance(DAY)
    rewritten.up("--refresh")
    [uri] = place.existing("integrations")
    served = [each["urn"] for each in rewritten.resources() if ":ingestion:" in each["type"]]
    assert [urn.rpartition("::")[2] for urn in served] == ["contacts-plan", "contacts-ingestion"]
    for urn in reversed(served):
        rewritten.run("state", "delete", "--yes", urn)
    (in_python.folder / "Pulumi.yaml").write_text(yaml.safe_dump({**python, "plugins": definition["plugins"]}))
    adopt = f'"adopt": {{"integration_uri": {uri!r}, "workflow_ids": {workflows!r}}}, "schedule":'
    (in_python.folder / "__main__.py").write_text(PYTHON.replace('"schedule":', adopt))
    last = place.control.calls()[-1]["id"]
    assert {name: str(step.op.value) for name, step in in_python.steps().items()} == {
        "contacts": "update",
        "contacts-plan": "create",
        "contacts-ingestion": "create",
    }
    in_python.up()
    assert in_python.changes() == {}
    # Without the argument it is the program's own again.
    (in_python.folder / "__main__.py").write_text(PYTHON)
    in_python.up()
    assert in_python.changes() == {}
    assert [each for each in place.control.calls(since=last) if not each["operation"].startswith(READING)] == []
    assert (place.existing("integrations"), place.existing("workflows")) == ([uri], workflows)
    in_python.destroy()
    assert place.leftovers() == {}

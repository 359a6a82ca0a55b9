"""`customer-profiles adopt`: a domain as a console has left it becomes a program's, and nothing at AWS changes."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from localcloud.console import DOMAIN, KEY_ALIAS, QUEUE, ROLE, Console
from localcloud.environment import UsedCloud
from tests.policies.pack import PACK

from .conftest import Place, connect_instance
from .harness import ROOT, Project, said

if TYPE_CHECKING:
    from pulumi import automation as auto

pytestmark = pytest.mark.e2e

RULES = str(ROOT / "pyproject.toml")
COMPONENTS = "connect-customer-profiles:index:"
READS = ("Assume", "Describe", "Get", "List", "Simulate")


ADVICE = {
    ("key-key", "domain-key-rotated"),
    ("dead-letters", "dead-letter-queue-retention"),
    ("dead-letters-queue", "dead-letter-queue-retention"),
    ("dead-letters-policy", "dead-letter-queue-guarded"),
    ("dead-letters-policy", "dead-letter-queue-tls-only"),
}
"""What the policy pack says of it: the guards that are off, and nothing of what was taken over."""


@dataclass
class Adopted:
    """A domain that a console has left, and the project that `adopt` has written for it."""

    place: Place
    stack: Project
    document: dict[str, Any]
    last: int

    @property
    def program(self) -> Path:
        return self.stack.folder / "__main__.py"

    def written(self) -> list[str]:
        """The calls that write, since the domain was left."""
        calls = self.place.control.calls(since=self.last)
        return [each["operation"] for each in calls if not each["operation"].startswith(READS)]

    def forget(self) -> None:
        self.last = last_call(self.place)


def last_call(place: Place) -> int:
    return max(int(call["id"]) for call in place.control.calls())


def snapshot(place: Place) -> list[Any]:
    """Everything that AWS tells of the domain and its surroundings: settings, policies, counts, times of creation."""
    profiles, kms, sqs = place.client("customer-profiles"), place.client("kms"), place.client("sqs")
    appflow, iam = place.client("appflow"), place.client("iam")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    key = kms.describe_key(KeyId=KEY_ALIAS)["KeyMetadata"]["KeyId"]
    types = [each["ObjectTypeName"] for each in profiles.list_profile_object_types(DomainName=DOMAIN)["Items"]]
    found = [
        kms.describe_key(KeyId=key),
        kms.get_key_policy(KeyId=key, PolicyName="default"),
        kms.get_key_rotation_status(KeyId=key),
        kms.list_aliases(),
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]),
        iam.get_role(RoleName=ROLE),
        iam.list_roles(),
        iam.list_policies(Scope="Local"),
        profiles.get_domain(DomainName=DOMAIN),
        profiles.list_domains(),
        profiles.list_integrations(DomainName=DOMAIN, IncludeHidden=True),
        profiles.list_workflows(DomainName=DOMAIN),
        *(profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName=each) for each in types),
        *(appflow.describe_flow(flowName=each["flowName"]) for each in appflow.list_flows()["flows"]),
    ]
    return [{key: value for key, value in each.items() if key != "ResponseMetadata"} for each in found]


@pytest.fixture
def left(place: Place, tmp_path: Path, in_process: None) -> Adopted:
    endpoint = place.environment["AWS_ENDPOINT_URL"]
    Console(place.control, UsedCloud(endpoint=endpoint, account="123456789012", region="us-east-1")).leave()
    return written_for(place, tmp_path / "care")


def written_for(place: Place, folder: Path) -> Adopted:
    """The project that `adopt` writes for the domain, with a stack."""
    last = last_call(place)
    code, out = said("adopt", "--domain", DOMAIN, "--out", str(folder), "--json")
    assert code == 0, out
    definition = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    assert definition["options"] == {"refresh": "always"}
    definition["runtime"]["options"]["virtualenv"] = str(Path(place.environment["PULUMI_PYTHON_CMD"]).parent.parent)
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(definition))
    return Adopted(place, Project.found(folder, place.environment), yaml.safe_load(out), last)


def test_i_took_over_what_the_console_had_left_and_nothing_at_aws_changed(left: Adopted) -> None:
    well_formed(left.program)
    there = snapshot(left.place)
    assert left.written() == []
    first = left.stack.steps()
    assert {str(step.op.value) for step in first.values()} == {"import", "create"}
    made = {step.type for step in first.values() if str(step.op.value) == "create"}
    assert [each for each in made if not each.startswith((COMPONENTS, "pulumi-python:dynamic"))] == []
    left.stack.up()
    assert left.written() == []
    assert left.stack.changes() == {}
    assert advised(left) == ADVICE
    left.stack.refresh()
    assert left.stack.changes() == {}
    assert left.stack.changes() == {}
    assert snapshot(left.place) == there
    left.stack.run("state", "unprotect", "--all", "--yes")
    left.stack.destroy()
    assert left.written() == []
    assert snapshot(left.place) == there


def advised(left: Adopted) -> set[tuple[str, str]]:
    """Resource and rule of each violation that a preview with the policy pack reports, which no rule of it ends."""
    settings = left.stack.folder / "policy-config.json"
    settings.write_text(json.dumps({"all": "advisory"}))
    heard: list[auto.EngineEvent] = []
    options: dict[str, Any] = {"policy_packs": [str(PACK)], "policy_pack_configs": [str(settings)]}
    left.stack.stack.preview(on_event=heard.append, on_output=lambda _line: None, color="never", **options)
    found = [event for each in heard if (event := each.policy_event)]
    return {((each.resource_urn or "").rsplit("::", 1)[-1], each.policy_name) for each in found}


def test_my_domain_had_no_key_and_got_one_and_a_queue_in_place(place: Place, tmp_path: Path, in_process: None) -> None:
    profiles = place.client("customer-profiles")
    profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
    profiles.put_integration(DomainName=DOMAIN, Uri=connect_instance(place), ObjectTypeName="CTR")
    adopted = written_for(place, tmp_path / "care")
    adopted.stack.up()
    assert adopted.written() == []
    text = adopted.program.read_text()
    for before, after in (
        ("s import ", "s import DeadLetterQueue, EncryptionKey, "),
        ("domain = ", f"{NEW}domain = "),
        ('"aws_managed_key": True', '"kms_key_arn": key.key_arn, "dead_letter_queue_url": letters.queue_url'),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    adopted.program.write_text(text)
    steps = {name: str(step.op.value) for name, step in adopted.stack.steps().items()}
    assert {name for name, done in steps.items() if done != "create"} == {"domain", "domain-domain"}
    assert steps["domain-domain"] == "update"
    adopted.stack.up()
    assert adopted.stack.changes() == {}


NEW = """key = EncryptionKey("key", {"domain_name": domain_name})
letters = DeadLetterQueue("dead-letters", {"domain_name": domain_name})
"""


def test_each_guard_that_the_console_leaves_out_is_turned_on_by_deleting_its_line(left: Adopted) -> None:
    left.stack.up()
    guards = left.document["guards"]
    assert [each["what"] for each in guards] == [
        "policy: key",
        "rotation",
        "retention",
        "other queues",
        "confused deputy, TLS: queue",
    ]
    for each in guards:
        resource = delete_line(left.program, each)
        steps = {name: step for name, step in left.stack.steps().items() if not step.type.startswith(COMPONENTS)}
        assert {name: str(step.op.value) for name, step in steps.items()} == {resource: "update"}, each
        left.forget()
        left.stack.up()
        assert len(left.written()) == 1, each
        assert left.stack.changes() == {}, each


def delete_line(program: Path, guard: dict[str, str]) -> str:
    """Delete the line that a guard names; returns the resource that changes."""
    lines = program.read_text().splitlines()
    named = re.search(r'"(.+)"', guard["where"])
    block = f'    "{named[1]}": [' if named else "dead_letters = DeadLetterQueue("
    first = lines.index(block)
    found = next(number for number in range(first, len(lines)) if lines[number].strip() == guard["line"])
    program.write_text("\n".join(lines[:found] + lines[found + 1 :]) + "\n")
    return named[1] if named else "dead-letters-queue"


def well_formed(program: Path) -> None:
    """Check that a program is laid out as one that somebody has written."""
    for more in (["check", "--isolated"], ["format", "--check", "--isolated"], ["check", "--config", RULES]):
        command_line = [sys.executable, "-m", "ruff", *more, str(program)]
        done = subprocess.run(command_line, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout

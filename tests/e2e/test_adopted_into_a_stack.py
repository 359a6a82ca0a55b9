"""`customer-profiles adopt` for a project that exists: raw resources become components', what is missing is added."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.newcomer.pages import block

from .conftest import Place, connect_instance
from .harness import Project, said

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-shop"
COMPONENTS = "connect-customer-profiles:index:"
READS = ("Assume", "Describe", "Get", "List", "Simulate")
RAW = """
import json

import pulumi
import pulumi_aws as aws
import pulumi_aws_native as native

aws.sns.Topic("news", name="news")
"""
RESOURCES = f"""
key = aws.kms.Key("cmk", description="profiles")
alias = aws.kms.Alias("cmk-alias", name="alias/raw", target_key_id=key.key_id)
mine = pulumi.ResourceOptions(provider=aws.Provider("mine", region="us-east-1"))
queue = aws.sqs.Queue("dlq", mine, name="raw-letters")
allowed = queue.arn.apply(lambda arn: json.dumps({{
    "Version": "2012-10-17",
    "Statement": [{{
        "Effect": "Allow",
        "Principal": {{"Service": "profile.amazonaws.com"}},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }}],
}}))
aws.sqs.QueuePolicy("dlq-policy", queue_url=queue.url, policy=allowed)
profiles = native.customerprofiles.Domain(
    "profiles",
    domain_name="{DOMAIN}",
    default_expiration_days=730,
    default_encryption_key=key.arn,
    dead_letter_queue_url=queue.url,
)
native.customerprofiles.ObjectType(
    "guests",
    domain_name=profiles.domain_name,
    object_type_name="Guests",
    description="Guests of the hotels",
    fields=[{{
        "name": "email",
        "object_type_field": {{
            "source": "_source.mail", "target": "_profile.EmailAddress", "content_type": "STRING",
        }},
    }}],
    keys=[{{
        "name": "_email",
        "object_type_key_list": [{{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}],
    }}],
)
pulumi.export("letters", queue.url)
"""
BY_HAND: dict[str, Any] = {
    "Description": "By hand",
    "Fields": {"id": {"Source": "_source.id"}},
    "Keys": {"order": [{"FieldNames": ["id"], "StandardIdentifiers": ["UNIQUE", "PROFILE"]}]},
}


def run(*words: str) -> tuple[int, dict[str, Any]]:
    code, text = said(*words, "--json")
    return code, json.loads(text)


def generic(text: str) -> str:
    """What the command says, with the key's ID of the page."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "1234abcd-12ab-34cd-56ef-1234567890ab", text)


def found(place: Place) -> list[Any]:
    """What AWS tells of what the updates are about."""
    sqs, profiles = place.client("sqs"), place.client("customer-profiles")
    url = sqs.get_queue_url(QueueName="raw-letters")["QueueUrl"]
    guests = profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
    told = {key: value for key, value in guests.items() if key not in ("ResponseMetadata", "LastUpdatedAt")}
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return [told, {key: value for key, value in queue.items() if key != "LastModifiedTimestamp"}]


def imported(*modules: str) -> str:
    return "".join(f"import {each}  # noqa: F401\n" for each in modules)


def test_my_raw_program_became_components_and_nothing_was_made_anew(
    place: Place, project: Callable[..., Project], in_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = project(program=RAW + RESOURCES)
    stack.up()
    profiles = place.client("customer-profiles")
    instance = connect_instance(place)
    profiles.put_integration(DomainName=DOMAIN, Uri=instance, ObjectTypeName="CTR")
    profiles.put_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Orders", **BY_HAND)
    stack_file = stack.folder / "Pulumi.dev.yaml"
    mine = stack_file.read_text()
    monkeypatch.chdir(stack.folder)
    words = ("adopt", "--domain", DOMAIN, "--out", ".", "--stack", "dev")
    last = max(int(call["id"]) for call in place.control.calls())
    before = place.control.inventory()

    # What the stack has is its own; only what it has not is added.
    code, text = said(*words)
    assert (code, f"$ customer-profiles {' '.join(words)}\n{generic(text)}") == (0, block("docs/adoption.md", 2).text)
    lines = stack_file.read_text().splitlines()
    assert [line for line in lines if line in mine.splitlines()] == mine.splitlines()
    assert said(*words)[1].splitlines()[-1] == "Nothing to add: stack dev has everything that can be taken over."

    code, document = run(*words, "--from-stack")
    second = document["module"]
    assert (code, second) == (0, "adopted_amazon_connect_shop_2")
    assert {child: urn.rpartition("::")[2] for child, urn in document["aliases"].items()} == {
        "key-key": "cmk",
        "key-alias": "cmk-alias",
        "dead-letters-queue": "dlq",
        "dead-letters-policy": "dlq-policy",
        "domain-domain": "profiles",
        "guests-object-type": "guests",
    }
    assert document["providers"] == {"dead-letters-queue": "mine (aws)"}
    assert document["exports"] == {"letters": "dead_letters.queue_url"}
    assert run(*words, "--from-stack")[1]["module"] == ""

    page = (stack.folder / f"{second}.md").read_text()
    (exported,) = re.findall(r"`(pulumi\.export\(.+?\))`", page)
    program = f"{RAW}{imported('adopted_amazon_connect_shop', second)}{exported}\n"
    (stack.folder / "__main__.py").write_text(program)
    steps = stack.steps()
    kinds = {name: str(step.op.value) for name, step in steps.items() if not step.type.startswith(COMPONENTS)}
    assert kinds == {
        "orders-object-type": "import",
        "agents-integration": "import",
        # The raw program left these to AWS, whose defaults are written down.
        "dead-letters-queue": "update",
        "guests-object-type": "update",
    }
    assert [*(steps["dead-letters-queue"].detailed_diff or {})] == ["sqsManagedSseEnabled"]
    assert [*(steps["guests-object-type"].detailed_diff or {})] == ["allowProfileCreation"]
    there = found(place)
    stack.up()
    assert found(place) == there
    calls = place.control.calls(since=last)
    written = {each["operation"] for each in calls if not each["operation"].startswith(READS)}
    assert written == {"SetQueueAttributes", "UpdateResource", "PutProfileObjectType"}
    assert place.control.inventory() == before
    assert stack.changes() == {}
    assert run(*words, "--from-stack")[1]["module"] == ""

    # The aliases have served.
    stack.write_configuration(
        stack.folder, "dev", {key: value for key, value in load(stack_file).items() if not key.endswith(":aliases")}
    )
    assert stack.changes() == {}


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text())["config"]
    return found

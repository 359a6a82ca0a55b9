"""The program on an account where everything that it makes has been clicked together already."""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.sources.integration import integration_definition

from localcloud.console import CONNECTION, CONTACT, DOMAIN, HISTORY_DAYS, Console
from localcloud.environment import UsedCloud

from .conftest import Place, connect_instance
from .harness import Project, config

pytestmark = pytest.mark.e2e

TAKEN = "error: refused: nothing was changed"


def clicked_together(place: Place) -> dict[str, Any]:
    """Everything that the program would make for this domain, under the names that it would choose; returns the
    configuration."""
    endpoint = place.environment["AWS_ENDPOINT_URL"]
    made = Console(place.control, UsedCloud(endpoint=endpoint, account="123456789012", region="us-east-1")).leave()
    place.client("kms").create_alias(AliasName=f"alias/{DOMAIN}", TargetKeyId=made["key"])
    sqs, iam = place.client("sqs"), place.client("iam")
    queue = f"{DOMAIN}-dead-letters"
    arn = f"arn:aws:sqs:us-east-1:123456789012:{queue}"
    sending = statement("profile.amazonaws.com", Action="sqs:SendMessage", Resource=arn)
    sqs.create_queue(QueueName=queue, Attributes={"Policy": sending})
    place.client("sns").create_topic(Name=names.topic_name(DOMAIN))
    trust = statement("profile.amazonaws.com", Action="sts:AssumeRole")
    iam.create_role(RoleName=f"{DOMAIN}-ingestion-us-east-1", AssumeRolePolicyDocument=trust)
    since = datetime.fromisoformat(place.control.clock()["iso"]) - timedelta(days=HISTORY_DAYS - 1)
    return {
        "domainName": DOMAIN,
        "connectorProfileName": CONNECTION,
        "fields": list(CONTACT),
        "connectInstanceArn": made["instance"],
        "importStartDate": since.date().isoformat(),
        "notify": ["care@example.com"],
    }


def statement(service: str, **said: str) -> str:
    whole = {"Effect": "Allow", "Principal": {"Service": service}, **said}
    return json.dumps({"Version": "2012-10-17", "Statement": [whole]})


def refused(place: Place, stack: Project) -> list[str]:
    """What a preview says, which leaves AWS as it is, and nothing in state."""
    before = place.control.inventory()
    lines = stack.refusal()
    assert place.control.inventory() == before
    assert stack.resources() == []
    return lines


def listed(lines: list[str]) -> dict[str, dict[str, str]]:
    """The IDs that each line has to paste, by component."""
    found = {line.split()[1]: re.findall(r"takeOver: (\{.*?\})", line) for line in lines}
    return {component: json.loads(each[0]) for component, each in found.items() if each}


def told(stack: Project, configuration: Mapping[str, Any], **changes: Any) -> None:
    """Change the configuration."""
    stack.write_configuration(stack.folder, "dev", config(**{**configuration, **changes}))


def test_it_said_what_exists_and_what_it_told_me_to_paste_took_it_over(
    place: Place, project: Callable[..., Project]
) -> None:
    configuration = clicked_together(place)
    stack = project(**configuration)
    (loaded,) = [each for each in refused(place, stack) if "loads it into" in each]
    adopt = re.search(r'adopt: \{"integration_uri": "(.+?)"\}', loaded)
    assert adopt is not None

    told(stack, configuration, adopt={"integration_uri": adopt[1]})
    lines = refused(place, stack)
    assert TAKEN in lines
    # The flow has the key that was clicked, not the one that the program would make now.
    (other_key,) = [line for line in lines if "a key that is still to be made" in line]
    assert other_key.startswith("error: IntegrationWorkflow 'salesforce-contact': kms_key_arn = ")
    heard = [line for line in lines if line not in (TAKEN, other_key)]
    assert [line for line in heard if "takeOver: " not in line and "alarm" not in line] == []
    (domain,) = [line for line in lines if "ProfilesDomain" in line]
    assert domain == (
        f"error: ProfilesDomain 'domain': domainName = '{DOMAIN}': a domain of this name exists ({DOMAIN}), and "
        "nothing in this stack has created it: choose another domainName, or take it over with "
        f'takeOver: {{"domain-domain": "{DOMAIN}"}}, and what belongs to it with `customer-profiles adopt --domain '
        f"{DOMAIN} --out DIR` (docs/names.md)"
    )
    given = listed(lines)
    assert {component: list(ids) for component, ids in given.items()} == {
        "EncryptionKey": ["key-key", "key-alias"],
        "DeadLetterQueue": ["dead-letters-queue", "dead-letters-policy"],
        "ProfilesDomain": ["domain-domain"],
        "InstanceAssociation": ["connect-instance-integration"],
        "ExecutionRole": ["execution-role-role"],
        "IngestionMonitoring": ["monitoring-topic"],
    }

    ids = {name: given_id for each in given.values() for name, given_id in each.items()}
    told(stack, configuration, adopt={"integration_uri": adopt[1]}, takeOver=ids)
    before = place.control.inventory()
    steps = {name: str(step.op.value) for name, step in stack.steps().items()}
    # What the program has otherwise is an import that is updated.
    assert set(steps.values()) == {"import", "update", "create"}
    assert {name for name, done in steps.items() if done != "create"} == ids.keys()
    assert place.control.inventory() == before
    stack.up()
    for kind in ("domains", "aliases", "queues", "flows", "topics"):
        assert (kind, place.existing(kind)) == (kind, before["123456789012"]["us-east-1"][kind])
    domain_now = place.client("customer-profiles").get_domain(DomainName=DOMAIN)
    assert domain_now["DefaultEncryptionKey"].endswith(f"/{ids['key-key']}")
    assert stack.steps() == {}


@dataclass(frozen=True)
class Alone:
    """One thing that exists, under its name.

    Attributes:
        line: what is said of it.
        inside: whether it is in a domain that exists, which the program takes over.
        further: what the program has besides.
    """

    line: str
    inside: bool = False
    further: str = ""


READS = ("Assume", "Describe", "Get", "List", "Simulate")
GUESTS = """
from connect_customer_profiles import ObjectMapping

guests = {"domain_name": domain.domain_name, "object_type_name": "Guests", "template_id": "Salesforce-Contact"}
ObjectMapping("guests", guests, existing)
"""
ALONE = {
    "domain": Alone(r"^error: ProfilesDomain 'domain': .* a domain of this name exists .*takeOver: .*adopt --domain"),
    "alias": Alone(r"^error: EncryptionKey 'key': .* a key alias of this name exists .*takeOver: "),
    "queue": Alone(r"^error: DeadLetterQueue 'dead-letters': .* a queue of this name exists .*takeOver: "),
    "role": Alone(r"^error: ExecutionRole 'execution-role': .* a role of this name exists .*takeOver: "),
    "instance": Alone(r"^error: InstanceAssociation 'connect-instance': .* exists .*takeOver: ", inside=True),
    "other-instance": Alone(r"^error: InstanceAssociation 'connect-instance': .* with domain sister, "),
    "type": Alone(r"^error: ObjectMapping 'guests': .* an object type of this name exists .*takeOver: ", True, GUESTS),
    "flow": Alone(r"^error: IntegrationWorkflow: .*: flow clicked, .*adopt: .*beside: True", inside=True),
}


def test_each_of_them_alone_was_said_in_one_line_and_nothing_was_written(
    place: Place, project: Callable[..., Project]
) -> None:
    """Each in a domain of its own; an association, an object type and an integration are in one that is taken over."""
    instances = {each: connect_instance(place) for each in ALONE}
    profiles, sqs, iam, kms = (place.client(each) for each in ("customer-profiles", "sqs", "iam", "kms"))
    key = kms.create_key()["KeyMetadata"]["Arn"]
    inside = [each for each, found in ALONE.items() if found.inside]
    for each in (*inside, "domain", "sister"):
        profiles.create_domain(DomainName=each, DefaultExpirationDays=366, DefaultEncryptionKey=key)
    kms.create_alias(AliasName=names.key_alias("alias"), TargetKeyId=key)
    sqs.create_queue(QueueName=names.queue_name("queue"))
    trust = statement("profile.amazonaws.com", Action="sts:AssumeRole")
    iam.create_role(RoleName="role-ingestion-us-east-1", AssumeRolePolicyDocument=trust)
    for domain, instance in (("instance", "instance"), ("sister", "other-instance")):
        profiles.put_integration(DomainName=domain, Uri=instances[instance], ObjectTypeName="CTR")
    profiles.put_profile_object_type(
        DomainName="type", ObjectTypeName="Guests", Description="x", TemplateId="Salesforce-Contact"
    )
    connector = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}
    flow = integration_definition({"connector": connector}).flow_definition
    flow["TriggerConfig"]["TriggerProperties"]["Scheduled"]["ScheduleStartTime"] = time.time() + 600
    loading = {**flow, "FlowName": "clicked", "KmsArn": key}
    profiles.put_integration(DomainName="flow", ObjectTypeName="Salesforce-Contact", FlowDefinition=loading)

    stack = project()
    program = (stack.folder / "__main__.py").read_text()
    last = max(int(call["id"]) for call in place.control.calls())
    heard = {}
    for each, found in ALONE.items():
        (stack.folder / "__main__.py").write_text(program + found.further)
        taken = {"domain-domain": each} if found.inside else {}
        told(stack, {"domainName": each, "connectInstanceArn": instances[each], "takeOver": taken})
        heard[each] = [line for line in refused(place, stack) if line != TAKEN]
    assert {each: len(lines) for each, lines in heard.items()} == dict.fromkeys(ALONE, 1)
    assert [each for each, found in ALONE.items() if not re.search(found.line, heard[each][0])] == []
    calls = place.control.calls(since=last)
    assert [each["operation"] for each in calls if not each["operation"].startswith(READS)] == []

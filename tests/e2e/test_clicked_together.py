"""The program on an account where everything that it makes has been clicked together already."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from connect_customer_profiles import names

from localcloud.console import CONNECTION, CONTACT, DOMAIN, HISTORY_DAYS, Console
from localcloud.environment import UsedCloud

from .conftest import Place
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
    found = {line.split()[1]: re.findall(r"take_over\((\{.*?\})\)", line) for line in lines}
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
    assert [line for line in lines if line != TAKEN and "take_over(" not in line and "alarm" not in line] == []
    (domain,) = [line for line in lines if "ProfilesDomain" in line]
    assert domain == (
        f"error: ProfilesDomain 'domain': domain_name = '{DOMAIN}': a domain of this name exists ({DOMAIN}), and "
        "nothing in this stack has created it: choose another domain_name, or take it over with "
        f'take_over({{"domain-domain": "{DOMAIN}"}}), and what belongs to it with `customer-profiles adopt --domain '
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

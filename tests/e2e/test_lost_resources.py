"""What somebody deleted at AWS, behind Pulumi's back: it comes again, and nothing else is lost (docs/names.md)."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi import automation as auto

from .conftest import Place, connect_instance
from .harness import Project, command

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
PROGRAM = """
from connect_customer_profiles import (
    ConnectorProfile, DeadLetterQueue, EncryptionKey, InstanceAssociation, IntegrationWorkflow, ObjectMapping,
    ProfilesDomain,
)

DOMAIN = "amazon-connect-test"
key = EncryptionKey("key", {{"domain_name": DOMAIN}})
letters = DeadLetterQueue("letters", {{"domain_name": DOMAIN}})
domain = ProfilesDomain("domain", {{
    "domain_name": DOMAIN, "kms_key_arn": key.key_arn, "dead_letter_queue_url": letters.queue_url}})
guests = ObjectMapping("guests", {{
    "domain_name": domain.domain_name, "object_type_name": "Guests", "template_id": "Salesforce-Contact"}})
InstanceAssociation("care", {{"domain_name": domain.domain_name, "instance_arn": "{instance}"}})
ConnectorProfile("crm", {{
    "connector_profile_name": "own-servicenow", "connector_type": "ServiceNow",
    "instance_url": "https://acme.service-now.com",
    "credentials": {{"kind": "basic", "username": "loader", "password": "hunter2-hunter2"}},
}})
IntegrationWorkflow("contacts", {{
    "domain_name": domain.domain_name, "kms_key_arn": key.key_arn, "bulk": "never",
    "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
    "import_start_date": "2026-10-01", "object_type_name": guests.object_type_name,
}})
"""
GONE = "the object type Guests is new, but 'contacts-ingestion' of this stack has loaded into it before"
JANE = {"FirstName": "Jane", "EmailAddress": "jane@example.com"}


class Account:
    """What is in the account, asked of AWS."""

    def __init__(self, place: Place) -> None:
        self.profiles, self.appflow = place.client("customer-profiles"), place.client("appflow")
        self.sqs, self.kms = place.client("sqs"), place.client("kms")
        self.queue: str = self.sqs.get_queue_url(QueueName=f"{DOMAIN}-dead-letters")["QueueUrl"]

    def send(self, letter: str) -> None:
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=letter)

    def letters(self) -> int:
        """How many letters wait, beside the message by which the domain tries its queue out."""
        queue = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["ApproximateNumberOfMessages"])
        return int(queue["Attributes"]["ApproximateNumberOfMessages"])

    def domain(self) -> dict[str, Any]:
        described: dict[str, Any] = self.profiles.get_domain(DomainName=DOMAIN)
        return described

    def janes(self) -> int:
        found = self.profiles.search_profiles(DomainName=DOMAIN, KeyName="_email", Values=["jane@example.com"])
        return len(found["Items"])

    def things(self) -> dict[str, list[str]]:
        """The names of object types, integrations, connector profiles and keys."""
        types = self.profiles.list_profile_object_types(DomainName=DOMAIN)["Items"]
        integrations = self.profiles.list_integrations(DomainName=DOMAIN, IncludeHidden=False)["Items"]
        connections = self.appflow.describe_connector_profiles()["connectorProfileDetails"]
        return {
            "types": sorted(each["ObjectTypeName"] for each in types),
            "integrations": sorted(each["Uri"] for each in integrations),
            "connections": sorted(each["connectorProfileName"] for each in connections),
            "keys": sorted(each["KeyId"] for each in self.kms.list_keys()["Keys"]),
        }


def made_again(stack: Project) -> set[str]:
    """The names of what a preview would create; nothing but that may happen to it."""
    steps = stack.steps()
    changed = {name: str(step.op.value) for name, step in steps.items() if step.op.value != "create"}
    assert set(changed.values()) <= {"update"}, changed
    return {name for name, step in steps.items() if step.op.value == "create"}


def test_somebody_deleted_them_at_aws_and_the_update_destroyed_the_rest(
    place: Place, project: Callable[..., Project]
) -> None:
    instance = connect_instance(place)
    stack = project(program=PROGRAM.format(instance=instance))
    stack.up()
    account = Account(place)
    before, born = account.things(), account.domain()["CreatedAt"]
    account.profiles.create_profile(DomainName=DOMAIN, **JANE)
    account.send("lost with its queue")

    # One by one what Pulumi protects, or what others depend on. The domain and its profiles stay.
    account.sqs.delete_queue(QueueUrl=account.queue)
    account.profiles.delete_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
    account.profiles.delete_integration(DomainName=DOMAIN, Uri=instance)
    account.appflow.delete_connector_profile(connectorProfileName="own-servicenow")
    assert made_again(stack) == {
        *("letters-queue", "letters-policy", "guests-object-type", "care-integration", "crm-profile")
    }
    # What was in the object type is gone, which nothing at AWS shows any more.
    assert GONE in stack.stack.preview(on_output=lambda _line: None).stdout
    stack.up()
    assert account.things() == before
    assert (account.domain()["CreatedAt"], account.janes()) == (born, 1)
    assert account.domain()["DeadLetterQueueUrl"] == account.queue
    assert stack.changes() == {}

    # The domain takes everything in it along. Letters and key stay.
    account.send("kept")
    waiting = account.letters()
    account.profiles.delete_domain(DomainName=DOMAIN)
    assert made_again(stack) == {"domain-domain", "guests-object-type", "care-integration", "contacts-ingestion"}
    stack.up()
    assert account.things() == before
    assert account.janes() == 0
    assert account.letters() == waiting + 1
    assert stack.changes() == {}

    # What is only missing in state is not made again over what is there, not even without a preview.
    kept = account.things()
    forget = ["state", "delete", "--all", "--yes", "--force", "--stack", stack.stack.name]
    command().run(forget, str(stack.folder), stack.stack.workspace.env_vars)
    with pytest.raises(auto.CommandError, match="of this name"):
        stack.up()
    assert account.things() == kept
    assert account.letters() == waiting + 1

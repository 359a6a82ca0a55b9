"""A program with one of every component of the library; each can be renamed, wrapped or taken out."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from .conftest import Place, connect_instance
from .harness import Project, command

DOMAIN, BUCKET = "amazon-connect-test", "crm-export"
WEEK = 7 * 86_400
"""Seconds after which the history is loaded, and no flow comes or goes."""

PROGRAM = """
from types import SimpleNamespace

import pulumi
import connect_customer_profiles as library

DOMAIN, INSTANCE = "amazon-connect-test", "{instance}"
RENAMED, WRAPPED, ALIASES, WITHOUT, GIVEN = {renamed!r}, {wrapped!r}, {aliases!r}, {without!r}, {given!r}


class Team(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("acme:index:Team", "team")
        self.register_outputs({{}})


team = Team() if WRAPPED else None


def make(component, name, **arguments):
    if component in WITHOUT:
        return SimpleNamespace(**GIVEN.get(component, {{}}))
    aliases = [eval(ALIASES[component])] if component in ALIASES else []
    name = name + "-2" if RENAMED else name
    return getattr(library, component)(name, arguments, pulumi.ResourceOptions(parent=team, aliases=aliases))


key = make("EncryptionKey", "key", domain_name=DOMAIN, deletion_protection=False)
queue = make("DeadLetterQueue", "dlq", domain_name=DOMAIN, visibility_timeout_seconds=1000, deletion_protection=False)
make("SourceBucketPolicy", "bucket", bucket_name="{bucket}")
domain = make(
    *("ProfilesDomain", "domain"),
    domain_name=DOMAIN, kms_key_arn=key.key_arn, dead_letter_queue_url=queue.queue_url, deletion_protection=False,
)
name = domain.domain_name
role = make("ExecutionRole", "role", domain_name=DOMAIN, kms_key_arn=key.key_arn)
make("ApplicationAccess", "application", domain_name=DOMAIN, kms_key_arn=key.key_arn)
make("IngestionMonitoring", "monitoring", domain_name=DOMAIN, queue_name="amazon-connect-test-dead-letters")
make("ObjectMapping", "type", domain_name=name, object_type_name="Contact", template_id="Salesforce-Contact",
     deletion_protection=False)
make("DeadLetterRedrive", "redrive", domain_name=DOMAIN, queue_url=queue.queue_url, queue_arn=queue.queue_arn,
     kms_key_arn=key.key_arn, queue_visibility_timeout_seconds=1000, deletion_protection=False)
contacts = make("IntegrationWorkflow", "contacts", domain_name=name, kms_key_arn=key.key_arn,
    connector={{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
    import_start_date="2025-01-31", batch={{"months": 12}}, execution_role_arn=role.role_arn)
make("BackfillSupervisor", "supervisor", domain_name=DOMAIN, integrations={{"contacts": contacts.supervision}},
     kms_key_arn=key.key_arn, execution_role_arn=role.role_arn)
make("AgentAccess", "agents", instance_arn=INSTANCE, security_profile_name="Care agents")
make("InstanceAssociation", "instance", domain_name=name, instance_arn=INSTANCE)
make("ConnectorProfile", "connection", connector_profile_name="own-servicenow",
    connector_type="ServiceNow", instance_url="https://acme.service-now.com",
    credentials={{"kind": "basic", "username": "loader", "password": "hunter2-hunter2"}}, kms_key_arn=key.key_arn)
make("ExternalApplication", "users", domain_name=name, object_type_name="Servicenow-sys_user",
    source={{"type": "ServiceNow", "connector_profile_name": "servicenow", "object": "sys_user"}},
    tasks=[{{"type": "Map_all"}}], schedule="rate(1hours)", incremental_field="sys_updated_on",
    kms_key_arn=key.key_arn)
"""
NAMES = {
    "EncryptionKey": "key",
    "DeadLetterQueue": "dlq",
    "SourceBucketPolicy": "bucket",
    "ProfilesDomain": "domain",
    "ExecutionRole": "role",
    "ApplicationAccess": "application",
    "IngestionMonitoring": "monitoring",
    "ObjectMapping": "type",
    "DeadLetterRedrive": "redrive",
    "IntegrationWorkflow": "contacts",
    "BackfillSupervisor": "supervisor",
    "AgentAccess": "agents",
    "InstanceAssociation": "instance",
    "ConnectorProfile": "connection",
    "ExternalApplication": "users",
}
"""The name of each component."""

ASKING = ("ConnectorProfile", "ExternalApplication")
"""Components whose refusal comes from a resource of their own, and ends a preview at once."""

MEMBERS = dict(zip(NAMES.values(), combinations(range(6), 3), strict=False))
"""The three of six parts of the stack that each component belongs to: for every two there is a part with the first and
without the second."""

BUSY = """
import asyncio.base_events
import time

turn = asyncio.base_events.BaseEventLoop._run_once


def slow_turn(loop):
    time.sleep(0.02)
    turn(loop)


asyncio.base_events.BaseEventLoop._run_once = slow_turn
"""
"""What begins a program whose machine has little time for it."""


def parts() -> Iterator[tuple[str, ...]]:
    """Options of the engine that update a part of the stack, by what belongs to it and by what does not in turn."""
    for number in range(6):
        names = [name for name, member in MEMBERS.items() if (number in member) == (number % 2 == 0)]
        option = "--exclude" if number % 2 else "--target"
        yield tuple(word for name in names for word in (option, f"**::{name}*"))


def program(
    instance: str,
    *,
    renamed: bool = False,
    wrapped: bool = False,
    aliases: Mapping[str, str] | None = None,
    without: Sequence[str] = (),
    given: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """The program for a Connect instance.

    Args:
        instance: its ARN.
        renamed: whether every name ends in `-2`.
        wrapped: whether the components are in one of the user's own.
        aliases: an alias, as Python, by component.
        without: components that are taken out.
        given: what others need of those: values of outputs by component.
    """
    return PROGRAM.format(
        instance=instance,
        renamed=renamed,
        wrapped=wrapped,
        aliases=dict(aliases or {}),
        without=list(without),
        given={component: dict(outputs) for component, outputs in (given or {}).items()},
        bucket=BUCKET,
    )


def prepared(place: Place) -> str:
    """Makes what the program needs; returns the ARN of the Connect instance."""
    place.client("s3").create_bucket(Bucket=BUCKET)
    return connect_instance(place)


def run(stack: Project, place: Place, *arguments: str) -> tuple[int, str]:
    """A command of the engine in the project's folder: exit code and output."""
    done = subprocess.run(
        [command().command, *arguments, "--non-interactive", "--color", "never"],
        cwd=stack.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def physical(place: Place) -> dict[str, Any]:
    """Everything that exists at AWS, and the number of letters in each queue."""
    sqs, wanted = place.client("sqs"), "ApproximateNumberOfMessages"
    letters = {
        url.rpartition("/")[2]: int(
            sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[wanted])["Attributes"][wanted]
        )
        for url in queue_urls(place)
    }
    return {"inventory": place.control.inventory(), "letters": letters}


def lived_in(place: Place, stack: Project) -> dict[str, Any]:
    """Deploys a stack, puts a letter into each queue and lets the history load; returns everything that exists."""
    stack.up()
    send_letters(place)
    place.control.advance(WEEK)
    return physical(place)


def in_state(stack: Project) -> list[str]:
    """The URNs in state: an update that fails may change their order."""
    return sorted(each["urn"] for each in stack.resources())


def send_letters(place: Place) -> None:
    """Puts a letter into each queue, that of failures included."""
    for url in queue_urls(place):
        place.client("sqs").send_message(QueueUrl=url, MessageBody="{}")


def queue_urls(place: Place) -> list[str]:
    """The URLs of the queues."""
    return list(place.client("sqs").list_queues()["QueueUrls"])

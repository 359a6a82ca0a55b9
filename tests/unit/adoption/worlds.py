"""Domains as a console left them, as facts: all of them plain, or with texts of anybody's choice."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from connect_customer_profiles.adoption.facts import Facts, FlowFacts, History, KeyFacts, QueueFacts
from connect_customer_profiles.sources.external import external_flow
from connect_customer_profiles.sources.integration import integration_definition
from connect_customer_profiles.sources.spelling import appflow_spelling

ACCOUNT, REGION, DOMAIN = "111122223333", "us-east-1", "amazon-connect-care"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
QUEUE = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/care-letters"
INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/99999999-2222-3333-4444-555555555555"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/care-history"
SERVICE = {"Service": "profile.amazonaws.com"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


OPEN_KEY = policy(
    {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"},
    {"Effect": "Allow", "Principal": SERVICE, "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"},
)
OPEN_QUEUE = policy({"Effect": "Allow", "Principal": SERVICE, "Action": "sqs:SendMessage", "Resource": "*"})


def flow(name: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A flow that the console has made for an integration, as AppFlow describes it."""
    definition = appflow_spelling(integration_definition(arguments).flow_definition)
    scheduled = definition["triggerConfig"]["triggerProperties"]["Scheduled"]
    scheduled["firstExecutionFrom"] = datetime(2024, 5, 1, tzinfo=UTC)
    return {
        "flowName": name,
        "flowStatus": "Active",
        "kmsArn": KEY,
        "sourceFlowConfig": definition["sourceFlowConfig"],
        "triggerConfig": definition["triggerConfig"],
        "tasks": definition["tasks"],
        **more,
    }


def own_flow(name: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A flow that somebody has made in AppFlow."""
    made = external_flow(arguments)
    first = made["trigger"].get("triggerProperties", {}).get("Scheduled", {})
    if "firstExecutionFrom" in first:
        first["firstExecutionFrom"] = datetime.fromisoformat(first["firstExecutionFrom"])
    return {
        "flowName": name,
        "flowStatus": "Active",
        "sourceFlowConfig": made["source"],
        "triggerConfig": made["trigger"],
        "tasks": made["tasks"],
        **more,
    }


def fed(found: dict[str, Any], object_type: str, history: History | None = None, **more: Any) -> FlowFacts:
    uri = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{found['flowName']}"
    integration: Any = {"Uri": uri, "ObjectTypeName": object_type, **more}
    return FlowFacts(integration, found, history)  # type: ignore[arg-type]


CONTACT = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}
GUESTS: Any = {
    "Description": "Guests of the hotels",
    "Fields": {
        "email": {"Source": "_source.mail", "Target": "_profile.EmailAddress", "ContentType": "EMAIL_ADDRESS"},
        "id": {"Source": "_source.id"},
    },
    "Keys": {
        "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        "guest": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
    },
    "ExpirationDays": 30,
}


def console() -> Facts:
    """A domain that the console has made, with everything around it."""
    domain: Any = {
        "DomainName": DOMAIN,
        "DefaultExpirationDays": 730,
        "DefaultEncryptionKey": KEY,
        "DeadLetterQueueUrl": QUEUE,
        "Matching": {"Enabled": False},
        "RuleBasedMatching": {"Enabled": False, "Status": "PENDING"},
        "Tags": {"team": "care", "aws:cloudformation:stack-name": "x", "awsOwningService": "y"},
    }
    worded = {"connector": CONTACT, "tasks": [{"type": "Mask", "field": "Birthdate", "last": 4}]}
    own = {
        "source": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Account"},
        "tasks": [{"type": "Map", "source_fields": ["Id"]}, {"type": "Map", "source_fields": ["Name"]}],
        "schedule": {"expression": "rate(1days)", "first_execution_from": "2024-05-01"},
        "incremental_field": "LastModifiedDate",
    }
    return Facts(
        ACCOUNT,
        REGION,
        DOMAIN,
        domain,
        KeyFacts(KEY, "care", OPEN_KEY, True, ("alias/care-profiles",), False, {"team": "care"}),
        QueueFacts(
            QUEUE,
            {
                "QueueArn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:care-letters",
                "Policy": OPEN_QUEUE,
                "MessageRetentionPeriod": "345600",
                "VisibilityTimeout": "30",
                "SqsManagedSseEnabled": "true",
            },
            {},
        ),
        {"Guests": GUESTS},
        {},
        ({"Uri": INSTANCE, "ObjectTypeName": "CTR"},),
        (
            fed(
                flow("Customer_Profiles_1", worded),
                "Salesforce-Contact",
                History("2020-02-01T00:00:00Z", role_arn=ROLE),
                WorkflowId="a" * 32,
            ),
            fed(own_flow("accounts-daily", own), "Guests", History("2024-05-01T00:00:00Z")),
        ),
        {"salesforce": None},
        {"b" * 32: "FAILED"},
        ("changes",),
        {ROLE: {"Statement": [{"Effect": "Allow", "Principal": SERVICE, "Action": "sts:AssumeRole"}]}},
        ("visits",),
    )


def renamed(text: str) -> Facts:
    """The same, with a text of somebody's choice wherever the APIs take any."""
    facts = console()
    types: dict[str, Any] = {
        f"type-{number}": {**GUESTS, "Description": text or "x", "Tags": {f"a{text}": text}} for number in range(2)
    }
    return replace(
        facts,
        queue=replace(facts.queue, attributes={**facts.queue.attributes, "KmsMasterKeyId": text}),  # type: ignore[type-var,union-attr]
        key=replace(facts.key, tags={text: text}, aliases=(f"alias/{text}", "alias/b")),  # type: ignore[type-var]
        object_types={**types, text: GUESTS},
        connector_profiles={text: None},
        event_streams=(text,),
        calculated_attributes=(text,),
        workflows={text: text},
        roles={f"{ROLE}{text}": text},
        flows=tuple(_renamed(each, f"{text}{number}") for number, each in enumerate(facts.flows)),
    )


def _renamed(found: FlowFacts, name: str) -> FlowFacts:
    made: Any = {**(found.flow or {}), "flowName": name}
    return replace(found, flow=made)

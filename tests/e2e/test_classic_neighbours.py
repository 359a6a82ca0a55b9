"""A program that uses the classic provider's own types beside our components: other people's set-ups do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

TOKEN = "head.claims.hunter2"
PROGRAM = """
import pulumi
import pulumi_aws as aws
from connect_customer_profiles import (
    DeadLetterQueue, EncryptionKey, ExternalApplication, InstanceAssociation, IntegrationWorkflow, ProfilesDomain,
)

DAYS, HOURS, LOGS, CITY, MODE = {days}, {hours}, {logs}, {city!r}, {mode!r}
OURS, THEIRS = "amazon-connect-ours", "amazon-connect-theirs"
unprotected = {{"deletion_protection": False}}

instance = aws.connect.Instance(
    "care", instance_alias="acme-care", identity_management_type="CONNECT_MANAGED", inbound_calls_enabled=True,
    outbound_calls_enabled=False, contact_flow_logs_enabled=LOGS, tags={{"team": "care"}},
)
aws.kinesis.Stream(
    "exports", shard_count=1 if MODE == "PROVISIONED" else None, stream_mode_details={{"stream_mode": MODE}},
    shard_level_metrics=["IncomingBytes"],
)
crm = aws.appflow.ConnectorProfile(
    "crm", name="crm", connector_type="Salesforce", connection_mode="Public",
    connector_profile_config={{
        "connector_profile_properties": {{"salesforce": {{"instance_url": "https://acme.my.salesforce.com"}}}},
        "connector_profile_credentials": {{
            "salesforce": {{"jwt_token": "head.claims.hunter2", "oauth2_grant_type": "JWT_BEARER"}}}},
    }},
)


def source(name):
    return {{
        "connector_type": "Salesforce", "connector_profile_name": crm.name,
        "source_connector_properties": {{"salesforce": {{"object": name}}}},
        "incremental_pull_config": {{"datetime_type_field_name": "SystemModstamp"}},
    }}


# Their flow and profile in our domain.
key = EncryptionKey("key", {{"domain_name": OURS, **unprotected}})
letters = DeadLetterQueue("letters", {{"domain_name": OURS, **unprotected}})
ours = ProfilesDomain("ours", {{"domain_name": OURS, "kms_key_arn": key.key_arn,
                               "dead_letter_queue_url": letters.queue_url, **unprotected}})
InstanceAssociation("care", {{"domain_name": ours.domain_name, "instance_arn": instance.arn}})
flow = aws.appflow.Flow(
    "accounts", name="accounts", kms_arn=key.key_arn, source_flow_config=source("Account"),
    destination_flow_configs=[{{"connector_type": "CustomerProfiles", "destination_connector_properties": {{
        "customer_profiles": {{"domain_name": ours.domain_name, "object_type_name": "Salesforce-Account"}}}}}}],
    tasks=[{{"task_type": "Map_all", "connector_operators": [{{"salesforce": "NO_OP"}}]}}],
    trigger_config={{"trigger_type": "Scheduled", "trigger_properties": {{"scheduled": {{
        "schedule_expression": f"rate({{HOURS}}hours)", "data_pull_mode": "Incremental"}}}}}},
    tags={{"team": "care"}},
)
jane = aws.customerprofiles.Profile(
    "jane", domain_name=ours.domain_name, first_name="Jane", email_address="jane@example.com",
    address={{"city": CITY}}, attributes={{"tier": "gold"}},
)

# Our integrations of their domain.
their_key = EncryptionKey("their-key", {{"domain_name": THEIRS, **unprotected}})
theirs = aws.customerprofiles.Domain(
    "theirs", domain_name=THEIRS, default_expiration_days=DAYS, default_encryption_key=their_key.key_arn,
    rule_based_matching={{"enabled": True, "matching_rules": [{{"rules": ["EmailAddress"]}}],
                         "attribute_types_selector": {{"attribute_matching_model": "ONE_TO_ONE"}},
                         "max_allowed_rule_level_for_matching": 1}},
)
ExternalApplication("leads", {{
    "domain_name": theirs.domain_name, "object_type_name": "Salesforce-Account", "kms_key_arn": their_key.key_arn,
    "source": {{"type": "Salesforce", "connector_profile_name": crm.name, "object": "Account"}},
    "tasks": [{{"type": "Map_all"}}], "schedule": "rate(1hours)", "incremental_field": "SystemModstamp",
}})
IntegrationWorkflow("contacts", {{
    "domain_name": theirs.domain_name, "kms_key_arn": their_key.key_arn, "bulk": "never",
    "connector": {{"type": "Salesforce", "connector_profile_name": crm.name, "object": "Contact"}},
    "import_start_date": "2026-10-01",
}})
pulumi.export("profile", jane.id)
pulumi.export("flow", flow.arn)
pulumi.export("status", flow.flow_status)
"""
FIRST: dict[str, Any] = {"days": 366, "hours": 1, "logs": False, "city": "Berlin", "mode": "PROVISIONED"}
THEN: dict[str, Any] = {"days": 30, "hours": 6, "logs": True, "city": "Bonn", "mode": "ON_DEMAND"}


def told(place: Place) -> dict[str, Any]:
    """What AWS says of everything that the program changes."""
    profiles, appflow, connect = (place.client(name) for name in ("customer-profiles", "appflow", "connect"))
    [instance] = connect.list_instances()["InstanceSummaryList"]
    [jane] = profiles.search_profiles(DomainName="amazon-connect-ours", KeyName="_email", Values=["jane@example.com"])[
        "Items"
    ]
    trigger = appflow.describe_flow(flowName="accounts")["triggerConfig"]["triggerProperties"]["Scheduled"]
    logs = connect.describe_instance_attribute(InstanceId=instance["Id"], AttributeType="CONTACTFLOW_LOGS")
    [stream] = place.client("kinesis").list_streams()["StreamNames"]
    summary = place.client("kinesis").describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    return {
        "days": profiles.get_domain(DomainName="amazon-connect-theirs")["DefaultExpirationDays"],
        "hours": int(trigger["scheduleExpression"].removeprefix("rate(").removesuffix("hours)")),
        "logs": logs["Attribute"]["Value"] == "true",
        "city": jane["Address"]["City"],
        "mode": summary["StreamModeDetails"]["StreamMode"],
    }


def neighbours(stack: Project) -> dict[str, Any]:
    """Inputs and outputs in state of what is not ours."""
    modules = ("aws:appflow/", "aws:connect/", "aws:customerprofiles/", "aws:kinesis/")
    return {
        each["urn"]: (each["inputs"], each["outputs"]) for each in stack.resources() if each["type"].startswith(modules)
    }


def kept(stack: Project) -> str:
    """The state as it is kept."""
    backend = Path(stack.stack.workspace.env_vars["PULUMI_BACKEND_URL"].removeprefix("file://"))
    [checkpoint] = (backend / ".pulumi" / "stacks").rglob("*.json")
    return checkpoint.read_text()


def test_classic_types_and_components_live_side_by_side(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM.format(**FIRST))
    outputs = stack.up()
    assert told(place) == FIRST
    assert (outputs["flow"], outputs["status"]) == (
        "arn:aws:appflow:us-east-1:123456789012:flow/accounts",
        "Draft",
    )
    assert stack.changes() == {}
    before = neighbours(stack)
    assert len(before) == 6
    stack.refresh()
    assert neighbours(stack) == before
    assert stack.changes() == {}
    assert TOKEN not in kept(stack)

    (stack.folder / "__main__.py").write_text(PROGRAM.format(**THEN))
    assert stack.changes() == {"update": 5}
    assert stack.up()["profile"] == outputs["profile"]
    assert told(place) == THEN
    assert stack.changes() == {}

    place.client("customer-profiles").update_domain(DomainName="amazon-connect-theirs", DefaultExpirationDays=5)
    stack.refresh()
    assert stack.changes() == {"update": 1}
    stack.destroy()
    assert place.leftovers() == {}
    assert sorted(place.existing("connector_profiles")) == ["marketo", "salesforce", "servicenow", "zendesk"]

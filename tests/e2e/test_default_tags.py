"""The default tags of the providers are everybody's, also where no provider makes the resource."""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project, config

pytestmark = pytest.mark.e2e

DAY = 24 * 3600

PROGRAM = """
import connect_customer_profiles as library

DOMAIN = "amazon-connect-test"
key = library.EncryptionKey("key", {"domain_name": DOMAIN, "deletion_protection": False})
domain = library.ProfilesDomain(
    "domain", {"domain_name": DOMAIN, "kms_key_arn": key.key_arn, "deletion_protection": False}
)
library.IntegrationWorkflow(
    "contacts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2025-01-31",
        "bulk": "never",
        "kms_key_arn": key.key_arn,
        "tags": {"cost": "own"},
    },
)
role = library.ExecutionRole("role", {"domain_name": DOMAIN, "kms_key_arn": key.key_arn})
library.IntegrationWorkflow(
    "accounts",
    {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Account"},
        "import_start_date": "2025-01-31",
        "bulk": "always",
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
    },
)
library.ExternalApplication(
    "users",
    {
        "domain_name": domain.domain_name,
        "object_type_name": "Servicenow-sys_user",
        "source": {"type": "ServiceNow", "connector_profile_name": "servicenow", "object": "sys_user"},
        "tasks": [{"type": "Map_all"}],
        "schedule": "rate(1hours)",
        "incremental_field": "sys_updated_on",
    },
)
"""


def default_tags(stack: Project, **of_aws: str) -> None:
    """Configure default tags of both providers."""
    providers = {"aws:defaultTags": {"tags": of_aws}, "aws-native:defaultTags": {"tags": {"from": "native"}}}
    Project.write_configuration(stack.folder, "dev", {**config(), **providers})


def tags(place: Place) -> list[dict[str, Any]]:
    """The tags of the integrations and of the flow that is ours, without the service's own."""
    profiles, appflow = place.client("customer-profiles"), place.client("appflow")
    name = "amazon-connect-test"
    arns = [
        f"arn:aws:profile:us-east-1:123456789012:domains/{name}/integrations/{each['Uri']}"
        for each in profiles.list_integrations(DomainName=name)["Items"]
    ]
    found = [profiles.list_tags_for_resource(resourceArn=arn)["tags"] for arn in sorted(arns)]
    flows = [each["flowArn"] for each in appflow.list_flows()["flows"] if "sys_user" in each["flowName"]]
    found += [appflow.list_tags_for_resource(resourceArn=arn)["tags"] for arn in flows]
    return [{key: value for key, value in each.items() if key != "awsOwningService"} for each in found]


def tags_of_workflows(place: Place) -> list[dict[str, str]]:
    """The tags that every workflow was created with; no answer of AWS has them."""
    started = [each for each in place.control.calls() if each["operation"] == "CreateIntegrationWorkflow"]
    return [each["parameters"]["Tags"] for each in started]


def test_our_cost_report_knew_nothing_of_flows_and_integrations(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    default_tags(stack, team="care", cost="default")
    stack.up()
    shared = {"team": "care", "from": "native"}
    assert tags_of_workflows(place) == [{**shared, "cost": "default"}]
    place.control.advance(DAY)
    assert tags(place) == [{**shared, "cost": cost} for cost in ("default", "own", "default", "default")]
    assert stack.changes() == {}

    default_tags(stack, team="sales", cost="default")
    changed = {name: step.op for name, step in stack.steps().items() if step.type.startswith("pulumi-python:")}
    assert {name: str(op.value) for name, op in changed.items()} == {
        "contacts-ingestion": "update",
        "accounts-ingestion": "update",
        "users-flow": "update",
    }
    stack.up()
    assert [each["team"] for each in tags(place)] == ["sales"] * 4
    assert stack.changes() == {}

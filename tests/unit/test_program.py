"""The program at the top of the repository, under mocks."""

import runpy
from collections.abc import Mapping
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.unit.deployment import ACCOUNT, KEY_ARN, PLANNED, REGION, STARTED, Deployment, deploy

ONE = {
    "domainName": "shop",
    "connectorType": "Salesforce",
    "connectorProfileName": "salesforce",
    "sourceObject": "Contact",
    "importStartDate": "2023-01-31",
}
SEVERAL = {
    "domainName": "shop",
    "integrations": """[
        {"connectorType": "Marketo", "connectorProfileName": "marketo", "sourceObject": "leads",
         "importStartDate": "2019-01-31"},
        {"connectorType": "ServiceNow", "connectorProfileName": "servicenow", "sourceObject": "sys_user",
         "importStartDate": "2024-01-01", "batch": {"days": 10}}
    ]""",
    "tags": '{"team": "care"}',
}
FOUNDATION = {
    ("connect-customer-profiles:index:EncryptionKey", "key", ""),
    ("aws:kms/key:Key", "key-key", "key"),
    ("aws:kms/alias:Alias", "key-alias", "key"),
    ("connect-customer-profiles:index:DeadLetterQueue", "dead-letters", ""),
    ("aws:sqs/queue:Queue", "dead-letters-queue", "dead-letters"),
    ("aws:sqs/queuePolicy:QueuePolicy", "dead-letters-policy", "dead-letters"),
    ("connect-customer-profiles:index:ProfilesDomain", "domain", ""),
    ("aws-native:customerprofiles:Domain", "domain-domain", "domain"),
    ("connect-customer-profiles:index:ExecutionRole", "execution-role", ""),
    ("aws:iam/role:Role", "execution-role-role", "execution-role"),
    ("aws:iam/policy:Policy", "execution-role-policy", "execution-role"),
    ("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "execution-role-attachment", "execution-role"),
}


def attempted(config: Mapping[str, str], *, preview: bool = False) -> Deployment:
    return deploy(
        lambda: runpy.run_path(str(REPOSITORY / "__main__.py")) and None,
        config={f"customer-profiles:{key}": value for key, value in config.items()},
        preview=preview,
    )


def deployed(config: Mapping[str, str]) -> Deployment:
    deployment = attempted(config)
    assert deployment.error is None
    return deployment


def integration(name: str) -> set[tuple[str, str, str]]:
    return {
        ("connect-customer-profiles:index:IntegrationWorkflow", name, ""),
        ("pulumi-python:dynamic/customerprofiles:IngestionPlan", f"{name}-plan", name),
        ("pulumi-python:dynamic/customerprofiles:Ingestion", f"{name}-ingestion", name),
    }


def exported() -> dict[str, Any]:
    return {
        "mode": PLANNED["mode"],
        "status": STARTED["status"],
        "workflowIds": STARTED["workflow_ids"],
        "batches": f"0 of {len(PLANNED['batches'])} loaded",
        "failedBatches": [],
        "recordsProcessed": STARTED["records_processed"],
        "integrationUri": "",
        "flowName": PLANNED["flow_name"],
    }


def test_five_words_set_up_key_queue_domain_role_and_one_integration() -> None:
    assert deployed(ONE).tree == FOUNDATION | integration("salesforce-contact")


def test_a_connect_instance_is_bound_to_the_domain() -> None:
    arn = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/11111111-2222-3333-4444-555555555555"
    deployment = deployed({**ONE, "connectInstanceArn": arn, "tags": '{"team": "care"}'})
    assert deployment.tree - FOUNDATION - integration("salesforce-contact") == {
        ("connect-customer-profiles:index:InstanceAssociation", "connect-instance", ""),
        ("aws-native:customerprofiles:Integration", "connect-instance-integration", "connect-instance"),
    }
    assert deployment["connect-instance-integration"].inputs == {
        "domainName": "shop",
        "uri": arn,
        "objectTypeName": "CTR",
        "tags": [{"key": "team", "value": "care"}],
    }
    assert "domain-domain" in deployment["connect-instance-integration"].dependencies


def test_several_integrations_share_key_queue_domain_and_role() -> None:
    deployment = deployed(SEVERAL)
    assert deployment.tree == FOUNDATION | integration("marketo-leads") | integration("servicenow-sys_user")
    assert deployment["servicenow-sys_user-plan"].inputs["batch"] == {"days": 10}
    assert "batch" not in deployment["marketo-leads-plan"].inputs
    assert deployment["execution-role"].inputs["connector_profile_names"] == ["marketo", "servicenow"]


def test_a_start_thirty_days_back_sets_up_the_same_resources() -> None:
    """The role must not come and go as dates move into the past."""
    assert deployed({**ONE, "importStartDate": "2024-05-01"}).tree == deployed(ONE).tree


def test_everything_is_wired_to_the_key_the_queue_the_role_and_the_domain() -> None:
    deployment = deployed(ONE)
    domain = deployment["domain-domain"]
    assert domain.inputs == {
        "domainName": "shop",
        "defaultExpirationDays": 366,
        "defaultEncryptionKey": KEY_ARN,
        "deadLetterQueueUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/shop-dead-letters",
    }
    assert domain.dependencies == {"key-key", "dead-letters-policy"}
    for name in ("salesforce-contact-plan", "salesforce-contact-ingestion"):
        assert deployment[name].inputs["kms_key_arn"] == KEY_ARN
        assert deployment[name].inputs["domain_name"] == "shop"
        assert deployment[name].inputs["execution_role_arn"] == (f"arn:aws:iam::{ACCOUNT}:role/shop-ingestion-{REGION}")
        assert {"domain-domain", "key-key", "execution-role-role", "execution-role-attachment"} <= (
            deployment[name].dependencies
        )


def test_tags_reach_everything_that_takes_tags() -> None:
    deployment = deployed(SEVERAL)
    tagged = {name: each.inputs["tags"] for name, each in deployment.resources.items() if "tags" in each.inputs}
    children = {name: tags for name, tags in tagged.items() if deployment[name].parent}
    assert children == {
        "key-key": {"team": "care"},
        "dead-letters-queue": {"team": "care"},
        "domain-domain": [{"key": "team", "value": "care"}],
        "execution-role-role": {"team": "care"},
        "execution-role-policy": {"team": "care"},
        "marketo-leads-ingestion": {"team": "care"},
        "servicenow-sys_user-ingestion": {"team": "care"},
    }


@pytest.mark.parametrize(
    ("config", "protected"),
    [
        ({}, {"key-key", "domain-domain", "dead-letters-queue"}),
        ({"deletionProtection": "false"}, set()),
    ],
)
def test_domain_key_and_queue_are_protected_unless_the_stack_says_otherwise(
    config: dict[str, str], protected: set[str]
) -> None:
    deployment = deployed({**ONE, **config})
    assert {name for name, each in deployment.resources.items() if each.protect} == protected


def test_exports_domain_queue_role_and_the_state_of_each_integration() -> None:
    expected = {
        "domainName": "shop",
        "domainArn": f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/shop",
        "queueUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/shop-dead-letters",
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/shop-ingestion-{REGION}",
    }
    assert deployed(ONE).exports == {**expected, "integrations": {"salesforce-contact": exported()}}
    assert deployed(SEVERAL).exports == {
        **expected,
        "integrations": {"marketo-leads": exported(), "servicenow-sys_user": exported()},
    }


def test_the_preview_says_what_it_does_not_make_for_files(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr("pulumi.log.info", lambda text, *_resource: said.append(text))
    files = {
        "domainName": "shop",
        "integrations": """[
            {"connectorType": "S3", "bucketName": "crm-exports", "bucketPrefix": "customers", "fields": ["number"],
             "objectTypeName": "Customer", "importStartDate": "2024-01-31"}
        ]""",
    }
    assert attempted(ONE, preview=True).error is None
    assert attempted(files).error is None
    assert [text for text in said if "this program" in text] == []
    assert attempted(files, preview=True).error is None
    assert [text for text in said if "this program" in text] == [
        "this program makes neither the object type Customer nor the policy that lets AppFlow read bucket crm-exports: "
        "both must exist; one that makes them is examples/s3-and-custom-mapping"
    ]

"""Stacks, Regions and accounts stay apart."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

TWO_REGIONS = """
import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, ExecutionRole, IntegrationWorkflow, ProfilesDomain

for region in ("us-east-1", "eu-central-1"):
    opts = pulumi.ResourceOptions(providers=[
        aws.Provider(f"aws-{region}", region=region), aws_native.Provider(f"native-{region}", region=region)
    ])
    name = "amazon-connect-everywhere"
    key = EncryptionKey(f"{region}-key", {"domain_name": name, "deletion_protection": False}, opts)
    queue = DeadLetterQueue(f"{region}-queue", {"domain_name": name, "deletion_protection": False}, opts)
    domain = ProfilesDomain(f"{region}-domain", {
        "domain_name": name,
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "deletion_protection": False,
    }, opts)
    role = ExecutionRole(f"{region}-role", {"domain_name": name, "kms_key_arn": key.key_arn}, opts)
    contacts = IntegrationWorkflow(f"{region}-contacts", {
        "domain_name": domain.domain_name,
        "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
        "import_start_date": "2025-01-31",
        "kms_key_arn": key.key_arn,
        "execution_role_arn": role.role_arn,
    }, opts)
    pulumi.export(region, {"domain": domain.domain_arn, "flow": contacts.flow_name, "status": contacts.status})
"""


def test_two_stacks_in_one_cloud_do_not_touch_each_other(place: Place, project: Callable[..., Project]) -> None:
    dev = project("dev", domainName="amazon-connect-dev")
    prod = project("prod", domainName="amazon-connect-prod")
    dev.up()
    prod.up()
    assert sorted(place.existing("domains")) == ["amazon-connect-dev", "amazon-connect-prod"]
    place.control.set_speed(60)
    dev.destroy()
    assert place.existing("domains") == ["amazon-connect-prod"]
    assert len(place.existing("workflows")) == 1
    assert prod.changes() == {}
    prod.destroy()
    assert place.leftovers() == {}


def test_two_regions_in_one_stack_by_explicit_providers(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=TWO_REGIONS)
    outputs = stack.up()
    for region in ("us-east-1", "eu-central-1"):
        assert outputs[region]["domain"] == f"arn:aws:profile:{region}:123456789012:domains/amazon-connect-everywhere"
        assert len(place.existing("workflows", region)) == 1
        created = place.control.calls("customer-profiles", "CreateIntegrationWorkflow")
        assert [call["region"] for call in created].count(region) == 1
    assert stack.changes() == {}
    place.control.set_speed(60)
    stack.destroy()
    assert place.leftovers() == {}


def test_providers_in_different_regions_are_refused(place: Place, project: Callable[..., Project]) -> None:
    stack = project()
    stack.set("aws-native:region", "eu-central-1")
    assert stack.refusal() == [
        "error: ProfilesDomain 'domain': providers = 'account 123456789012 in eu-central-1': the aws provider works in "
        "account 123456789012 in us-east-1, aws-native in account 123456789012 in eu-central-1: give both the same "
        "account and Region"
    ]
    assert place.leftovers() == {}

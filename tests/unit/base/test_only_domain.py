"""A Connect instance has one domain only."""

from typing import Any

import pytest
from connect_customer_profiles.base.only_domain import violation

URI = "arn:aws:connect:us-east-1:123456789012:instance/1"
PREFIX = "urn:pulumi:dev::shop::aws-native:customerprofiles:Integration::"


@pytest.mark.parametrize(
    ("domain", "domains", "stack"),
    [
        ("shop", [], {}),
        ("shop", ["shop"], {}),
        (None, [], None),
        ("shop", ["before"], {f"{PREFIX}agents": {"uri": URI, "domainName": "before"}}),
    ],
    ids=["no domain", "this domain", "nothing is known", "an association of the stack, which moves"],
)
def test_an_instance_may_be_associated(domain: Any, domains: list[str], stack: Any) -> None:
    assert violation(URI, domain, domains, stack) is None


@pytest.mark.parametrize(
    ("domain", "stack"),
    [("shop", {}), (None, None), ("shop", {f"{PREFIX}agents": {"uri": f"{URI}2"}})],
    ids=["by anybody", "nothing is known", "the stack has another instance"],
)
def test_an_instance_with_another_domain_is_refused(domain: Any, stack: Any) -> None:
    assert str(violation(URI, domain, ["before"], stack)) == (
        f"instance_arn = '{URI}': is associated with domain before, and an instance can have one domain only. Delete "
        "that association first, which deletes no profile: `aws customer-profiles delete-integration --domain-name "
        f"before --uri {URI}`"
    )

"""Suggested commands keep the options that were given."""

from pathlib import Path

import pytest
from connect_customer_profiles.cli import suggestions
from connect_customer_profiles.operations.selection import Selection

STACK = Selection(stack="prod", cwd=Path("my infra"))
DOMAIN = Selection(domain="amazon-connect-shop", region="eu-central-1", profile="crm")


@pytest.mark.parametrize(
    ("where", "text", "completed"),
    [
        (Selection(), "load them first (customer-profiles watch --repair)", None),
        (STACK, "nothing to suggest: `pulumi up`", "nothing to suggest: `pulumi up --stack prod --cwd 'my infra'`"),
        (
            STACK,
            "loads them: customer-profiles watch",
            "loads them: customer-profiles watch --stack prod --cwd 'my infra'",
        ),
        (
            DOMAIN,
            "batches are not loaded; load them first (customer-profiles watch --repair)",
            "batches are not loaded; load them first (customer-profiles watch --repair --domain amazon-connect-shop "
            "--region eu-central-1 --profile crm)",
        ),
        (
            DOMAIN,
            "All rounds (3) are used up: run `customer-profiles resubmit Salesforce-Contact`, or set `re_establish`.",
            "All rounds (3) are used up: run `customer-profiles resubmit Salesforce-Contact --domain "
            "amazon-connect-shop --region eu-central-1 --profile crm`, or set `re_establish`.",
        ),
    ],
)
def test_sentences(where: Selection, text: str, completed: str | None) -> None:
    suggestions.remember(where)
    assert suggestions.completed(text) == (completed or text)


def test_commands_in_documents() -> None:
    suggestions.remember(DOMAIN)
    options = "--domain amazon-connect-shop --region eu-central-1 --profile crm"
    commands = ["customer-profiles reestablish a.b", "pulumi up --refresh", "aws appflow start-flow", ""]
    found = suggestions.completed_document({"findings": [{"command": each, "where": "x"} for each in commands]})
    assert [each["command"] for each in found["findings"]] == [
        f"customer-profiles reestablish a.b {options}",
        "pulumi up --refresh",
        "aws appflow start-flow --profile crm",
        "",
    ]

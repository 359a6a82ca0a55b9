"""Bad input: one clear line at preview, no traceback, nothing changed."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import TOGETHER, Project, refused_together

pytestmark = pytest.mark.e2e

PLAN = "IntegrationWorkflow 'salesforce-contact': "

REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "a date in the future": (
        {"importStartDate": "2999-01-01"},
        f"{PLAN}importStartDate = '2999-01-01': must be in the past; it is now ",
    ),
    "more batches than flows": (
        {"importStartDate": "2010-01-01", "batch": {"days": 1}},
        f"{PLAN}batch = '{{\"days\": 1}}': makes more than 999 batches: the account has 1,000 "
        'flows; each batch needs one, the ongoing integration one more; the smallest size that fits is {"days": 7}',
    ),
}


@pytest.mark.parametrize(("changes", "message"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_preview_refuses(
    place: Place, project: Callable[..., Project], changes: dict[str, Any], message: str
) -> None:
    lines = project(**changes).refusal()
    assert len(lines) == 1, lines
    line = lines[0]
    assert line.startswith(f"error: {message}")
    assert place.leftovers() == {}


WITHOUT_ROLE = """
from connect_customer_profiles import EncryptionKey, IntegrationWorkflow

key = EncryptionKey("key", {"domain_name": "amazon-connect-test"})
IntegrationWorkflow("contacts", {
    "domain_name": "amazon-connect-test",
    "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
    "import_start_date": "2024-01-31",
    "kms_key_arn": key.key_arn,
})
"""


def test_a_preview_refuses_a_bulk_import_without_a_role(place: Place, project: Callable[..., Project]) -> None:
    (line,) = project(program=WITHOUT_ROLE).refusal()
    assert line == (
        "error: IntegrationWorkflow 'contacts': execution_role_arn = None: is required: loading Salesforce records "
        "since 2024-01-31T00:00:00Z in batches needs an execution role"
    )
    assert place.leftovers() == {}


ACCESS = """
from connect_customer_profiles import AgentAccess, ApplicationAccess, EncryptionKey

key = EncryptionKey("key", {{"domain_name": "amazon-connect-test"}})
AgentAccess("agents", {{
    "instance_arn": "{instance}", "security_profile_name": "Care agents", **{agents!r},
}})
ApplicationAccess("lookup", {{"domain_name": "amazon-connect-test", "kms_key_arn": key.key_arn, **{lookup!r}}})
"""
INSTANCE = "arn:aws:connect:{region}:{account}:instance/12345678-1234-1234-1234-123456789012"
HERE = INSTANCE.format(region="us-east-1", account="123456789012")
ELSEWHERE = INSTANCE.format(region="eu-central-1", account="123456789012")
STRANGER = INSTANCE.format(region="us-east-1", account="210987654321")
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IN_PROVIDER = "the aws provider works in account 123456789012 in us-east-1"

ACCESS_REFUSALS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an unknown level of agents": (
        {"level": "delete"},
        {},
        "AgentAccess 'agents': level = 'delete': must be one of view, edit, create",
    ),
    "an instance id for an ARN": (
        {"instance_arn": "12345678-1234-1234-1234-123456789012"},
        {},
        "AgentAccess 'agents': instance_arn = '12345678-1234-1234-1234-123456789012': must be the ARN of a Connect "
        "instance (arn:aws:connect:…:instance/…)",
    ),
    "an instance in another Region": (
        {"instance_arn": ELSEWHERE},
        {},
        f"AgentAccess 'agents': instance_arn = '{ELSEWHERE}': {IN_PROVIDER}",
    ),
    "an instance in another account": (
        {"instance_arn": STRANGER},
        {},
        f"AgentAccess 'agents': instance_arn = '{STRANGER}': {IN_PROVIDER}",
    ),
    "a security profile name with a slash": (
        {"security_profile_name": "care/agents"},
        {},
        "AgentAccess 'agents': security_profile_name = 'care/agents': a security profile name has 1 to 127 letters, "
        "digits, spaces, _ @ or -",
    ),
    "a permission that the level decides": (
        {"base_permissions": ["BasicAgentAccess", "CustomerProfiles.Edit"]},
        {},
        "AgentAccess 'agents': base_permissions = 'CustomerProfiles.Edit': is decided by level",
    ),
    "a permission by its name in the console": (
        {"base_permissions": ["Access Contact Control Panel"]},
        {},
        "AgentAccess 'agents': base_permissions = 'Access Contact Control Panel': must be the API name of a "
        "permission, such as BasicAgentAccess",
    ),
    "one permission for a list": (
        {"base_permissions": "BasicAgentAccess"},
        {},
        "AgentAccess 'agents': base_permissions = 'BasicAgentAccess': must be a list of non-empty strings",
    ),
    "permissions beside levels": (
        {"permissions": ["CustomerProfiles.View"]},
        {},
        "AgentAccess 'agents': permissions = ['CustomerProfiles.View']: is not an argument; did you mean "
        "base_permissions?",
    ),
    "a tag key of AWS's own": (
        {"tags": {"aws:team": "care"}},
        {},
        "AgentAccess 'agents': tags = 'aws:team': a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not "
        "start with aws:",
    ),
    "an unknown level of applications": (
        {},
        {"level": "admin"},
        "ApplicationAccess 'lookup': level = 'admin': must be one of read, write",
    ),
    "a key alias for a key": (
        {},
        {"kms_key_arn": "alias/care"},
        "ApplicationAccess 'lookup': kms_key_arn = 'alias/care': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
    ),
    "a policy name with a space": (
        {},
        {"policy_name": "care readers"},
        "ApplicationAccess 'lookup': policy_name = 'care readers': a policy name has 1 to 128 letters, digits or "
        "_ + = , . @ -",
    ),
    "a domain name with a star": (
        {},
        {"domain_name": "*"},
        "ApplicationAccess 'lookup': domain_name = '*': a domain name has 1 to 64 letters, digits, _ or -",
    ),
}


ALONE = ("an instance in another Region", "an instance in another account", "permissions beside levels")
"""Two that are refused once the account is known, and so end the preview, and one that raises at once."""


@pytest.mark.parametrize("case", ALONE)
def test_a_preview_refuses_access(place: Place, project: Callable[..., Project], case: str) -> None:
    agents, lookup, message = ACCESS_REFUSALS[case]
    program = ACCESS.format(instance=HERE, agents=agents, lookup=lookup)
    assert project(program=program).refusal() == [f"error: {message}"]
    assert place.leftovers() == {}


def test_a_preview_refuses_access_each_in_a_line(place: Place, project: Callable[..., Project]) -> None:
    """The agents' access is good where that of the application is bad, and the other way round."""
    agents = {"instance_arn": HERE}
    lookup = {"domain_name": "amazon-connect-test", "kms_key_arn": KEY}
    together = {id_: case for id_, case in ACCESS_REFUSALS.items() if id_ not in ALONE[:2]}
    cases: list[list[tuple[str, str, dict[str, Any]]]] = []
    expected: list[str] = []
    for number, (agents_changed, lookup_changed, message) in enumerate(together.values()):
        access = [
            # Each has a name of its own: two of one name would be refused as well.
            ("AgentAccess", f"agents-{number}", {**agents, "security_profile_name": f"{number}", **agents_changed}),
            ("ApplicationAccess", f"lookup-{number}", {**lookup, "policy_name": f"{number}", **lookup_changed}),
        ]
        bad = access[1] if lookup_changed else access[0]
        cases.append([*(each for each in access if each is not bad), bad])
        expected.append("error: " + re.sub("'(agents|lookup)'", rf"'\1-{number}'", message, count=1))
    lines = project(program=refused_together(cases)).refusal()
    assert lines == [*expected, TOGETHER]
    assert place.leftovers() == {}

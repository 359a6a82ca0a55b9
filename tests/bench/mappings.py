"""Many object types and integrations in one domain, against the chain that rates and Cloud Control make unavoidable."""

from collections.abc import Iterator
from http import HTTPStatus

from tests.bench.measure import Result, seconds
from tests.bench.place import local_aws
from tests.e2e.harness import config

MAPPINGS, INTEGRATIONS = 20, 10
REQUEST_SECONDS = 1.0
"""What a request of Cloud Control takes; the service takes one new object type a second."""

PROGRAM = f"""
from connect_customer_profiles import EncryptionKey, ExecutionRole, IntegrationWorkflow, ObjectMapping, ProfilesDomain

name = "amazon-connect-mappings"
key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}})
role = ExecutionRole(
    "role", {{"domain_name": name, "kms_key_arn": key.key_arn, "connector_profile_names": ["salesforce"]}}
)
domain = ProfilesDomain("domain", {{"domain_name": name, "kms_key_arn": key.key_arn, "deletion_protection": False}})
for number in range({MAPPINGS}):
    mapping = ObjectMapping(
        f"type-{{number}}",
        {{
            "domain_name": domain.domain_name,
            "object_type_name": f"Type{{number}}",
            "fields": {{"email": {{"source": "_source.Email", "target": "_profile.EmailAddress"}}}},
            "keys": {{"_email": {{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}},
            "deletion_protection": False,
        }},
    )
    if number < {INTEGRATIONS}:
        IntegrationWorkflow(
            f"contacts-{{number}}",
            {{
                "domain_name": domain.domain_name,
                "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
                "object_type_name": mapping.object_type_name,
                "fields": ["Id", "Email", "LastModifiedDate"],
                "import_start_date": "2026-01-31",
                "kms_key_arn": key.key_arn,
                "execution_role_arn": role.role_arn,
            }},
        )
"""


def results() -> Iterator[Result]:
    """`pulumi up` of a domain with object types and integrations: its time, and the calls that were throttled."""
    with local_aws() as place:
        place.control.seed(("salesforce", "Salesforce"))
        place.control.behaviours(cloudcontrol_seconds=REQUEST_SECONDS)
        settings = {key: value for key, value in config().items() if key.startswith("aws")}
        project = place.project("mappings", settings, PROGRAM)
        before = place.latest_call()
        taken = seconds(project.up)
        calls = [call["status"] for call in place.calls(before)]
    unavoidable = (1 + MAPPINGS) * REQUEST_SECONDS  # the domain first
    yield Result(
        f"up-of-{INTEGRATIONS}-integrations-{MAPPINGS}-mappings-to-unavoidable-chain", taken / unavoidable, 1.5
    )
    throttled = 100 * calls.count(HTTPStatus.TOO_MANY_REQUESTS) / len(calls)
    yield Result(f"throttled-calls-percent-of-{INTEGRATIONS}-integrations-{MAPPINGS}-mappings", throttled, 5)

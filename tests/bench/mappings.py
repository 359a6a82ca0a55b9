"""How long many object types take under the rates, against the chain that rates and Cloud Control make unavoidable."""

import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from localcloud.cloud import process
from localcloud.cloud.control import Control
from localcloud.engine import ensure, environment
from localcloud.environment import cloud_environment
from tests.bench.measure import Result, seconds
from tests.e2e.harness import Project, config

MAPPINGS = 20
REQUEST_SECONDS = 1.0
"""What a request of Cloud Control takes; the service takes one new object type a second."""

PROGRAM = f"""
from connect_customer_profiles import ObjectMapping, ProfilesDomain

name = "amazon-connect-mappings"
domain = ProfilesDomain("domain", {{"domain_name": name, "aws_managed_key": True, "deletion_protection": False}})
for number in range({MAPPINGS}):
    ObjectMapping(
        f"type-{{number}}",
        {{
            "domain_name": domain.domain_name,
            "object_type_name": f"Type{{number}}",
            "fields": {{"email": {{"source": "_source.email", "target": "_profile.EmailAddress"}}}},
            "keys": {{"_email": {{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}},
            "deletion_protection": False,
        }},
    )
"""


def results() -> Iterator[Result]:
    """`pulumi up` of a domain with its object types: its time, and the calls that were throttled."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "state").mkdir()
        address = process.start_detached(folder / "cloud", [])
        try:
            control = Control(address.endpoint)
            control.behaviours(cloudcontrol_seconds=REQUEST_SECONDS)
            variables = cloud_environment({}, address.endpoint, folder) | environment(ensure(), folder / "state")
            regions = {key: value for key, value in config().items() if key.startswith("aws")}
            project = Project.create(folder / "program", variables, regions, program=PROGRAM)
            taken = seconds(project.up)
            calls = [call["status"] for call in control.calls("customer-profiles", "PutProfileObjectType")]
        finally:
            process.stop(folder / "cloud")
    unavoidable = (1 + MAPPINGS) * REQUEST_SECONDS  # the domain first
    yield Result(f"up-of-{MAPPINGS}-mappings-to-unavoidable-chain", taken / unavoidable, 1.5)
    throttled = calls.count(HTTPStatus.TOO_MANY_REQUESTS)
    yield Result(f"throttled-calls-of-{MAPPINGS}-mappings", throttled, MAPPINGS / 20)

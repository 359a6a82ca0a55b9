"""The same names in another Region, in one stack."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
PROGRAM = f"""
import pulumi
import pulumi_aws as aws
import pulumi_aws_native as aws_native
from connect_customer_profiles import DeadLetterQueue, IngestionMonitoring, ObjectMapping, ProfilesDomain

UNPROTECTED = {{{{"deletion_protection": False}}}}
fields = {{{{"email": {{{{"source": "_source.email", "target": "_profile.EmailAddress"}}}}}}}}
keys = {{{{"_email": {{{{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}}}}}}


def region(name, **monitoring):
    classic = aws.Provider(f"{{{{name}}}}-aws", region=name)
    native = aws_native.Provider(f"{{{{name}}}}-native", region=name)
    opts = pulumi.ResourceOptions(providers=[classic, native])
    named = {{{{"domain_name": "{DOMAIN}"}}}}
    DeadLetterQueue(f"{{{{name}}}}-letters", {{{{**named, **UNPROTECTED}}}}, opts)
    domain = ProfilesDomain(f"{{{{name}}}}-domain", {{{{**named, "aws_managed_key": True, **UNPROTECTED}}}}, opts)
    guests = {{{{"object_type_name": "Guests", "fields": fields, "keys": keys, **UNPROTECTED}}}}
    ObjectMapping(f"{{{{name}}}}-guests", {{{{"domain_name": domain.domain_name, **guests}}}}, opts)
    watched = {{{{**named, "queue_name": "{DOMAIN}-dead-letters", **monitoring}}}}
    IngestionMonitoring(f"{{{{name}}}}-watch", watched, opts)


region("us-east-1")
{{second}}
"""


def test_a_second_region_was_refused_because_of_the_first(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM.format(second=""))
    stack.up()

    # Only dashboards have no Region.
    (stack.folder / "__main__.py").write_text(PROGRAM.format(second='region("eu-central-1")'))
    (line,) = [each for each in stack.refusal() if "nothing was changed" not in each]
    assert f"dashboard_name = '{DOMAIN}-ingestion': " in line
    second = 'region("eu-central-1", dashboard_name="amazon-connect-test-frankfurt")'
    (stack.folder / "__main__.py").write_text(PROGRAM.format(second=second))
    stack.up()
    assert place.existing("queues") == place.existing("queues", "eu-central-1") == [f"{DOMAIN}-dead-letters"]
    assert stack.changes() == {}

    # And gone again, without anything of the first Region.
    (stack.folder / "__main__.py").write_text(PROGRAM.format(second=""))
    dashboards = place.client("cloudwatch").list_dashboards
    stack.up()
    assert [each["DashboardName"] for each in dashboards()["DashboardEntries"]] == [f"{DOMAIN}-ingestion"]
    assert place.existing("queues") == [f"{DOMAIN}-dead-letters"]
    assert place.existing("queues", "eu-central-1") == []

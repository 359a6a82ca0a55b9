"""What the demo shows at its end."""

from collections.abc import Callable

import pytest

from localcloud import display
from localcloud.demo import find_customer

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e


def test_a_customer_of_the_loaded_history_is_found(
    place: Place, project: Callable[..., Project], capsys: pytest.CaptureFixture[str]
) -> None:
    stack = project(importStartDate="2026-01-31")
    stack.up()
    place.control.advance(24 * 3600)
    (ingestion,) = [each["outputs"] for each in stack.resources() if each["type"].endswith(":Ingestion")]
    client = place.client("customer-profiles")
    found = find_customer(client, ingestion)
    assert (found.key, found.value, found.objects) == ("_salesforceContactId", "003000000000097152", 1)

    (profile,) = client.search_profiles(
        DomainName="amazon-connect-test", KeyName="_profileId", Values=[found.profile_id]
    )["Items"]
    assert profile["Attributes"]["sfdcContactId"] == found.value
    before = client.search_profiles(DomainName="amazon-connect-test", KeyName=found.key, Values=["003000000000097151"])[
        "Items"
    ]
    assert before == []

    display.found(found)
    (line,) = capsys.readouterr().out.splitlines()
    assert line == f"_salesforceContactId = 003000000000097152: profile {found.profile_id} with 1 object"

"""Credentials that are not there: an update is refused without a traceback. What a preview says of them is in
`tests/newcomer/mistakes.py`."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import BUGS, Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

PROGRAM = """
import connect_customer_profiles as library

library.DeadLetterQueue("dlq", {"domain_name": "amazon-connect-test"})
library.IntegrationWorkflow("contacts", {
    "domain_name": "amazon-connect-test",
    "kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "connector": {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"},
    "import_start_date": "2025-01-31",
})
"""


def test_a_missing_profile_ended_in_a_traceback(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    stack.set("aws:profile", "nobody")
    code, text = run(stack, place, "up", "--yes", "--skip-preview")
    assert (code != 0, "The config profile (nobody) could not be found" in text) == (True, True)
    assert [each for each in BUGS if each in text] == [], text
    assert place.leftovers() == {}

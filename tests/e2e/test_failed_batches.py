"""What `up` says and does while batches stand failed."""

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Place
from tests.e2e.harness import Project, later

pytestmark = pytest.mark.e2e

QUOTA = "Error 1029: Export daily quota 500MB exceeded."


def up(stack: Project) -> str:
    """What `pulumi up` writes."""
    return str(stack.stack.up(on_output=lambda _line: None, color="never").stdout)


def test_the_daily_quota_was_used_up_and_nothing_ever_went_on(place: Place, project: Callable[..., Project]) -> None:
    place.control.add_fault("step_fails", permanent=True, count=1000, message=QUOTA)
    stack = project()
    stack.up()
    place.control.advance(3_600)
    stack.refresh()
    assert stack.changes() == {}
    said = " ".join(up(stack).split())
    assert "warning: " in said
    assert "Error 1029 Export daily quota 500MB exceeded." in said or QUOTA in said
    assert "(daily_quota). The first `pulumi up --refresh` or round of the supervisor after 20" in said
    assert len(place.control.calls(operation="CreateIntegrationWorkflow")) == 1
    place.control.clear_faults()
    with later(days=2):
        assert stack.changes() == {"update": 1}
        assert "are not loaded" not in up(stack)
    assert len(place.control.calls(operation="CreateIntegrationWorkflow")) == 2
    place.control.advance(864_000)
    assert stack.refresh()["salesforce-contact-ingestion"]["status"] == "COMPLETE"

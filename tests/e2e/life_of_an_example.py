"""What the example of every language goes through."""

from tests.policies.engine import violations

from .conftest import Place
from .harness import Project
from .test_operations import customer_profiles


def goes_up_changes_in_place_and_leaves_nothing(stack: Project, place: Place) -> None:
    """From the first `up` over an edit, the end of the load and a look of the command and the pack to `destroy`."""
    outputs = stack.up()
    assert outputs["domainName"] == "amazon-connect-customers-dev"
    assert outputs["mode"] == "workflow"
    assert stack.batches("contacts")[0] == {
        "start": "2023-01-31T00:00:00Z",
        "end": "2023-03-31T00:00:00Z",
        "status": "NOT_STARTED",
        "records": 0,
        "generation": 1,
    }
    assert len(place.existing("workflows")) == 1
    assert stack.changes() == {}

    stack.set("schedule", "rate(15minutes)")
    assert stack.changes() == {"update": 2}  # the component and its ingestion
    workflows = place.existing("workflows")
    stack.up()
    assert place.existing("workflows") == workflows

    place.control.set_speed(3600)
    place.control.advance(30 * 24 * 3600)
    stack.refresh()
    stack.up()
    assert stack.changes() == {}

    code, document, errors = customer_profiles(place, stack, "status")
    assert (code, errors, document["domain"]) == (0, "", "amazon-connect-customers-dev")
    assert [(each["name"], each["status"]) for each in document["integrations"]] == [("contacts", "COMPLETE")]
    assert violations(stack) == set()

    stack.destroy()
    assert place.leftovers() == {}

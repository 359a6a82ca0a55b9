"""Whether two flow definitions do the same: the console writes in another order, and types that nobody asked for."""

import copy
from typing import Any

from connect_customer_profiles.sources.flow_comparison import same_definitions
from connect_customer_profiles.sources.integration import integration_definition

CONNECTOR = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}


def ours(**arguments: Any) -> dict[str, Any]:
    """The definition that the library makes."""
    found: dict[str, Any] = copy.deepcopy(integration_definition({"connector": CONNECTOR, **arguments}).flow_definition)
    return found


def by_console(definition: dict[str, Any], type_: str = "string") -> dict[str, Any]:
    """The same, as the console may write it."""
    tasks = [
        {**each, "TaskProperties": {**each.get("TaskProperties", {}), "SOURCE_DATA_TYPE": type_}}
        if each["TaskType"] == "Map"
        else each
        for each in reversed(definition["Tasks"])
    ]
    return {**definition, "Tasks": tasks}


def test_another_order_and_types_that_are_written_out_are_no_difference() -> None:
    assert same_definitions(by_console(ours()), ours())
    assert same_definitions(ours(), by_console(ours()))
    assert same_definitions(by_console(ours()), by_console(ours()))


def test_other_fields_tasks_schedules_and_types_are() -> None:
    for others in ({"fields": ["Id"]}, {"schedule": "rate(3hours)"}, {"incremental_field": "CreatedDate"}):
        assert not same_definitions(by_console(ours()), ours(**others))
    masked = ours(tasks=[{"type": "Mask", "field": "Email", "first": 3}])
    assert not same_definitions(by_console(masked), ours())
    assert not same_definitions(by_console(ours()), by_console(ours(), "double"))

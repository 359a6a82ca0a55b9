"""The flow of a source, as state has it."""

from typing import Any

import pytest
from connect_customer_profiles.profiles.object_type import ObjectType
from connect_customer_profiles.rehearsal.source_definition import intake, task_words

TASK = {
    "taskType": "Filter",
    "sourceFields": ["Email"],
    "destinationField": "email",
    "connectorOperator": {"Salesforce": "CONTAINS"},
    "taskProperties": {"DATA_TYPE": "string", "VALUE": "@example.com"},
}
PEOPLE = ObjectType.of_api("People", {"Fields": {}, "Keys": {}})


def flow(**changes: Any) -> dict[str, Any]:
    return {"sourceFlowConfig": {"connectorType": "Salesforce"}, "tasks": [TASK | changes]}


def test_a_task_without_a_destination_is_one() -> None:
    transformation = intake("people", PEOPLE, flow(destinationField=None)).transformation
    assert transformation is not None
    assert task_words(transformation.tasks[0], "Salesforce") == 'Filter Email CONTAINS "@example.com"'


@pytest.mark.parametrize(
    "changes",
    [
        {"taskType": 1},
        {"sourceFields": [1]},
        {"destinationField": []},
        {"connectorOperator": ["CONTAINS"]},
        {"connectorOperator": {"Salesforce": {}}},
        {"taskProperties": "VALUE"},
        {"taskProperties": {"VALUE": 1}},
    ],
    ids=str,
)
def test_a_task_that_is_none_is_refused_before_any_record_is_read(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, AttributeError)):
        intake("people", PEOPLE, flow(**changes))


def test_the_field_with_the_time_of_a_change_is_a_name() -> None:
    pulled = flow()
    pulled["sourceFlowConfig"]["incrementalPullConfig"] = {"datetimeTypeFieldName": 5}
    with pytest.raises(TypeError, match="is not a name"):
        intake("people", PEOPLE, pulled)

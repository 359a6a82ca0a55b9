"""The tables of tasks against the API model, and what tasks become."""

from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import SOURCES
from connect_customer_profiles.sources.appflow_tasks import PROPERTIES
from connect_customer_profiles.sources.task import TASK_TYPES, in_appflow
from connect_customer_profiles.sources.tasks import stated_tasks

from .appflow_api import enumeration


def test_the_tables_have_what_the_api_has() -> None:
    # Partitions are for files, which Customer Profiles does not get.
    assert set(TASK_TYPES) == enumeration("TaskType") - {"Partition"}
    assert {key.upper() for key in PROPERTIES} == enumeration("OperatorPropertiesKeys") - {
        "ORDERED_PARTITION_KEYS_LIST"
    }
    operators = {operator for facts in TASK_TYPES.values() for operator in facts.operators}
    assert operators == {operator for facts in SOURCES.values() for operator in facts.operators}


def flow_tasks(source: str, given: Any) -> list[dict[str, Any]]:
    return in_appflow(SOURCES[source], stated_tasks(SOURCES[source], given))


def task(type_: str, fields: list[str], operator: str | None, **more: Any) -> dict[str, Any]:
    """A task of a Salesforce flow as the API has it."""
    properties = more.pop("properties", {})
    made = {"taskType": type_, "sourceFields": fields, "taskProperties": properties, **more}
    return {**made, "connectorOperator": {"Salesforce": operator}} if operator else made


PROJECTED = {"type": "Filter", "source_fields": ["a", "b"], "operator": "PROJECTION"}
MADE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a field": ({"type": "Map", "source_fields": ["a"]}, task("Map", ["a"], "NO_OP", destinationField="a")),
    "a renamed field": (
        {"type": "Map", "source_fields": ["a"], "destination_field": "b", "destination_data_type": "string"},
        task("Map", ["a"], "NO_OP", destinationField="b", properties={"DESTINATION_DATA_TYPE": "string"}),
    ),
    "all fields but one": (
        {"type": "Map_all", "exclude_source_fields_list": '["a"]'},
        task("Map_all", [], "NO_OP", properties={"EXCLUDE_SOURCE_FIELDS_LIST": '["a"]'}),
    ),
    "a comparison": (
        {"type": "Filter", "source_fields": ["a"], "operator": "EQUAL_TO", "data_type": "string", "value": "x"},
        task("Filter", ["a"], "EQUAL_TO", properties={"VALUE": "x", "DATA_TYPE": "string"}),
    ),
    "a range": (
        {
            "type": "Filter",
            "source_fields": ["a"],
            "operator": "BETWEEN",
            "data_type": "integer",
            "lower_bound": 1,
            "upper_bound": 9.0,
        },
        task("Filter", ["a"], "BETWEEN", properties={"DATA_TYPE": "integer", "LOWER_BOUND": "1", "UPPER_BOUND": "9"}),
    ),
    "a sum": (
        {
            "type": "Arithmetic",
            "source_fields": ["a", "b"],
            "operator": "ADDITION",
            "destination_field": "c",
            "math_operation_fields_order": "a,b",
        },
        task(
            "Arithmetic",
            ["a", "b"],
            "ADDITION",
            destinationField="a,b",
            properties={"MATH_OPERATION_FIELDS_ORDER": "a,b"},
        ),
    ),
    "a mask": (
        {"type": "Mask", "source_fields": ["a"], "operator": "MASK_LAST_N", "mask_value": "*", "mask_length": 4},
        task("Mask", ["a"], "MASK_LAST_N", destinationField="a", properties={"MASK_VALUE": "*", "MASK_LENGTH": "4"}),
    ),
    "a merger": (
        {"type": "Merge", "source_fields": ["a", "b"], "destination_field": "c", "concat_format": "${a} ${b}"},
        task("Merge", ["a", "b"], "NO_OP", destinationField="a,b", properties={"CONCAT_FORMAT": "${a} ${b}"}),
    ),
    "a field unchanged": (
        {"type": "Passthrough", "source_fields": ["a"]},
        task("Passthrough", ["a"], "NO_OP", destinationField="a"),
    ),
    "a shorter field": (
        {"type": "Truncate", "source_fields": ["a"], "truncate_length": 10},
        task("Truncate", ["a"], "NO_OP", destinationField="a", properties={"TRUNCATE_LENGTH": "10"}),
    ),
    "a validation": (
        {
            "type": "Validate",
            "source_fields": ["a"],
            "operator": "VALIDATE_NON_NULL",
            "validation_action": "DropRecord",
        },
        task("Validate", ["a"], "VALIDATE_NON_NULL", properties={"VALIDATION_ACTION": "DropRecord"}),
    ),
}


@pytest.mark.parametrize(("given", "made"), MADE.values(), ids=MADE.keys())
def test_what_a_task_becomes(given: dict[str, Any], made: dict[str, Any]) -> None:
    projection, becomes, *mapped = flow_tasks("Salesforce", [PROJECTED, given])
    assert (projection, becomes) == (task("Filter", ["a", "b"], "PROJECTION"), made)
    assert [each["destinationField"] for each in mapped] == (["c"] if given["type"] in ("Arithmetic", "Merge") else [])


def test_every_type_of_task_is_among_the_cases() -> None:
    assert {given["type"] for given, _ in MADE.values()} == set(TASK_TYPES)


def test_without_a_projection_the_fields_in_use_are_projected() -> None:
    given = [
        {"type": "Map", "source_fields": ["b"]},
        {
            "type": "Validate",
            "source_fields": ["a"],
            "operator": "VALIDATE_NON_NULL",
            "validation_action": "DropRecord",
        },
        {"type": "Map", "source_fields": ["a"]},
    ]
    first, *rest = flow_tasks("Salesforce", given)
    assert first == task("Filter", ["b", "a"], "PROJECTION")
    assert [each["taskType"] for each in rest] == ["Map", "Validate", "Map"]


@pytest.mark.parametrize("given", [[PROJECTED], [{"type": "Map_all"}]], ids=["projection", "all fields"])
def test_a_flow_that_says_which_fields_gets_no_projection(given: list[dict[str, Any]]) -> None:
    assert len(flow_tasks("Salesforce", given)) == 1


def test_a_source_that_projects_nothing_gets_no_projection() -> None:
    [made] = flow_tasks("Amplitude", [{"type": "Map", "source_fields": ["event"]}])
    assert made == {"taskType": "Map", "sourceFields": ["event"], "destinationField": "event", "taskProperties": {}}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"type": "Map", "source_fields": ["a", "b"]}, "0.source_fields = ['a', 'b']: a Map task has one"),
        ({"type": "Map"}, "0.source_fields = []: a Map task has one"),
        (
            {"type": "Merge", "source_fields": ["a"], "concat_format": "x"},
            "0.source_fields = ['a']: a Merge task has 2 or more",
        ),
        ({"type": "Filter", "source_fields": ["a"]}, "0.operator = None: must be one of PROJECTION, EQUAL_TO, "),
        (
            {"type": "Filter", "source_fields": ["a"], "operator": "BETWEEN", "data_type": "integer"},
            "0.lower_bound = None: is required for Filter tasks with operator BETWEEN",
        ),
        (
            {"type": "Truncate", "source_fields": ["a"], "truncate_length": True},
            "0.truncate_length = True: must be a string of up to 2048 characters",
        ),
        (
            {**PROJECTED, "destination_field": "a"},
            "0.destination_field = 'a': Filter tasks do not write a field",
        ),
    ],
)
def test_a_bad_task_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        flow_tasks("Salesforce", [given])
    assert str(refused.value).startswith(message)


def test_a8_in_the_form_of_appflow_a_validation_has_no_other_words() -> None:
    given = {"type": "Validate", "source_fields": ["a"], "operator": "VALIDATE_NON_NULL"}
    with pytest.raises(RuleViolation) as refused:
        flow_tasks("Salesforce", [{**given, "validation_action": "TerminateFlow"}])
    assert str(refused.value).startswith(
        "0.validation_action = 'TerminateFlow': must be one of DropRecord, DropDataset"
    )

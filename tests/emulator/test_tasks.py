"""What tasks make of records on their way from a source into a domain."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import (
    DOMAIN,
    FIELDS,
    OBJECTS,
    PROPERTY_KEYS,
    Place,
    Ready,
    allow_reading,
    error,
    flow_definition,
    object_type,
    objects,
    past,
)

CONNECTORS = list(PROPERTY_KEYS)
Task = dict[str, Any]


def task(connector: str, type_: str, operator: str, *fields: str, to: str = "", **properties: str) -> Task:
    return {
        "TaskType": type_,
        "SourceFields": list(fields),
        **({"DestinationField": to} if to else {}),
        "ConnectorOperator": {PROPERTY_KEYS[connector]: operator},
        "TaskProperties": properties,
    }


def definition(ready: Ready, connector: str, fields: Sequence[str], tasks: Sequence[Task]) -> dict[str, Any]:
    """An on-demand flow that loads fields under their own names; `tasks` come before the maps."""
    made = flow_definition("flow", ready.key, connector, [*fields])
    mapped = [task["SourceFields"] for task in tasks if task["TaskType"] == "Map"]
    maps = [each for each in made["Tasks"][1:] if each["SourceFields"] not in mapped]
    return made | {"Tasks": [made["Tasks"][0], *tasks, *maps], "TriggerConfig": {"TriggerType": "OnDemand"}}


def loaded(
    place: Place, connector: str, records: Sequence[dict[str, str]], *tasks: Task
) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
    """The objects that become of records, by id, and the run."""
    ready = place.ready(connector)
    key = FIELDS[connector][0]
    object_type(place, "Customer", key)
    fields = [key, *dict.fromkeys(name for each in records for name in each if name != key)]
    if connector == "S3":
        place.bucket(allow_reading(place))
        text = io.StringIO()
        writer = csv.DictWriter(text, fields)
        writer.writeheader()
        writer.writerows(records)
        place.upload("customers.csv", text.getvalue())
    else:
        moment = past(1).isoformat()
        given = [{"id": each[key], "fields": each, "created": moment, "updated": moment} for each in records]
        place.control.source("connection", OBJECTS[connector], account=place.account, per_day=0, records=given)
    place.profiles.put_integration(
        DomainName=DOMAIN,
        ObjectTypeName="Customer",
        FlowDefinition=definition(ready, connector, fields, tasks),
    )
    place.appflow.start_flow(flowName="flow")
    [run] = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"]
    return objects(place, "Customer", *(each[key] for each in records)), run


@pytest.mark.parametrize("connector", CONNECTORS)
def test_tasks_change_the_records_of_every_source(place: Place, connector: str) -> None:
    key = FIELDS[connector][0]

    def of(type_: str, operator: str, *fields: str, to: str = "", **properties: str) -> Task:
        return task(connector, type_, operator, *fields, to=to, **properties)

    records = [
        {
            key: "1",
            "First": "Ana",
            "Last": "Silva",
            "Phone": "5551234",
            "Note": "Prefers mail",
            "Price": "2.5",
            "Amount": "4",
        },
        {key: "2", "First": "Ben", "Last": "Okafor", "Phone": "", "Note": "", "Price": "1", "Amount": "1"},
        {key: "3", "First": "Cem", "Last": "Kaya", "Phone": "5550000", "Note": "", "Price": "1", "Amount": "0.5"},
    ]
    found, run = loaded(
        place,
        connector,
        records,
        of("Filter", "GREATER_THAN", "Amount", DATA_TYPE="double", VALUE="0.9"),
        of("Validate", "VALIDATE_NON_NULL", "Phone", VALIDATION_ACTION="DropRecord"),
        of("Truncate", "NO_OP", "Note", TRUNCATE_LENGTH="7"),
        of("Mask", "MASK_FIRST_N", "Phone", MASK_LENGTH="3", MASK_VALUE="#"),
        of("Merge", "NO_OP", "First", "Last", to="First,Last", CONCAT_FORMAT="${First} ${Last}"),
        of("Arithmetic", "MULTIPLICATION", "Price", "Amount", to="Price,Amount",
           MATH_OPERATION_FIELDS_ORDER="Price,Amount"),
        of("Map", "NO_OP", "First,Last", to="Name"),
        of("Map", "NO_OP", "Price,Amount", to="Total"),
        of("Map", "NO_OP", "Last", to="Surname"),
    )  # fmt: skip
    assert found == {
        "1": {
            key: "1",
            "First": "Ana",
            "Surname": "Silva",
            "Name": "Ana Silva",
            "Phone": "###1234",
            "Note": "Prefers",
            "Price": "2.5",
            "Amount": "4",
            "Total": 10.0,
        },
    }
    # The filter leaves out the third before it is counted, the validation the second afterwards.
    assert (run["executionStatus"], run["executionResult"]["recordsProcessed"]) == ("Successful", 2)


ROWS = [
    {"id": "1", "text": "Berlin", "number": "10", "when": "2024-01-31T08:00:00Z", "flag": "true"},
    {"id": "2", "text": "Bonn", "number": "9", "when": "2024-02-01", "flag": "false"},
    {"id": "3", "text": "", "number": "", "when": "", "flag": ""},
]
NOON = "1706702400000"  # 2024-01-31T12:00:00Z


@pytest.mark.parametrize(
    ("operator", "field", "properties", "passing"),
    [
        ("EQUAL_TO", "text", {"DATA_TYPE": "string", "VALUE": "Bonn"}, ["2"]),
        ("EQUAL_TO", "text", {"DATA_TYPE": "string", "VALUES": "Bonn,Berlin"}, ["1", "2"]),
        ("NOT_EQUAL_TO", "text", {"DATA_TYPE": "string", "VALUE": "Bonn"}, ["1", "3"]),
        ("LESS_THAN", "number", {"DATA_TYPE": "double", "VALUE": "10"}, ["2"]),
        ("LESS_THAN", "number", {"DATA_TYPE": "string", "VALUE": "9"}, ["1"]),
        ("LESS_THAN_OR_EQUAL_TO", "number", {"DATA_TYPE": "double", "VALUE": "10"}, ["1", "2"]),
        ("GREATER_THAN", "when", {"DATA_TYPE": "datetime", "VALUE": NOON}, ["2"]),
        ("LESS_THAN", "when", {"DATA_TYPE": "datetime", "VALUE": NOON}, ["1"]),
        ("GREATER_THAN_OR_EQUAL_TO", "number", {"DATA_TYPE": "integer", "VALUE": "9.5"}, ["1"]),
        ("BETWEEN", "number", {"DATA_TYPE": "double", "LOWER_BOUND": "9", "UPPER_BOUND": "9.9"}, ["2"]),
        ("EQUAL_TO", "flag", {"DATA_TYPE": "boolean", "VALUE": "true"}, ["1"]),
    ],
)
def test_filters_compare_by_type(
    place: Place, operator: str, field: str, properties: dict[str, str], passing: list[str]
) -> None:
    found, _ = loaded(place, "S3", ROWS, task("S3", "Filter", operator, field, **properties))
    assert list(found) == passing


def test_a_text_may_contain_another_and_all_filters_must_pass(place: Place) -> None:
    records = [{"Id": "1", "City": "Bonn"}, {"Id": "2", "City": "Berlin"}, {"Id": "3", "City": "Essen"}]
    found, _ = loaded(
        place,
        "Salesforce",
        records,
        task("Salesforce", "Filter", "CONTAINS", "City", DATA_TYPE="string", VALUES="onn,erl"),
        task("Salesforce", "Filter", "NOT_EQUAL_TO", "City", DATA_TYPE="string", VALUE="Berlin"),
    )
    assert list(found) == ["1"]


@pytest.mark.parametrize(
    ("operator", "bad"),
    [
        ("VALIDATE_NON_NULL", [""]),
        ("VALIDATE_NON_ZERO", ["0", "0.0"]),
        ("VALIDATE_NON_NEGATIVE", ["-1"]),
        ("VALIDATE_NUMERIC", ["", "n/a"]),
    ],
)
def test_bad_values_drop_their_record_or_end_the_run(place: Place, operator: str, bad: list[str]) -> None:
    records = [{"id": str(index), "value": value} for index, value in enumerate(["5", "", "0", "0.0", "-1", "n/a"])]
    found, run = loaded(place, "S3", records, task("S3", "Validate", operator, "value", VALIDATION_ACTION="DropRecord"))
    assert [each["value"] for each in found.values()] == [each["value"] for each in records if each["value"] not in bad]
    assert run["executionResult"]["recordsProcessed"] == 6

    changed = definition(
        Ready(place, place.key(), "", "S3"),
        *("S3", ["id", "value"], [task("S3", "Validate", operator, "value", VALIDATION_ACTION="DropDataset")]),
    )
    changed["FlowName"] = "strict"
    object_type(place, "Strict", "id")
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Strict", FlowDefinition=changed)
    place.appflow.start_flow(flowName="strict")
    [terminated] = place.appflow.describe_flow_execution_records(flowName="strict")["flowExecutions"]
    assert terminated["executionStatus"] == "Error"
    message = terminated["executionResult"]["errorInfo"]["executionMessage"]
    assert message == f"The value of value is bad  {operator}   the flow is terminated"
    # The good record before the bad one is not written either.
    found_profiles = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="customer", Values=["0"])["Items"]
    [profile] = found_profiles
    listed = place.profiles.list_profile_objects(
        DomainName=DOMAIN, ObjectTypeName="Strict", ProfileId=profile["ProfileId"]
    )
    assert listed["Items"] == []


@pytest.mark.parametrize(
    ("operator", "length", "value", "expected"),
    [
        ("MASK_ALL", "5", "secret", "*****"),
        ("MASK_FIRST_N", "4", "secret", "****et"),
        ("MASK_LAST_N", "4", "secret", "se****"),
        ("MASK_FIRST_N", "9", "abc", "***"),
        ("MASK_LAST_N", "9", "abc", "***"),
    ],
)
def test_masks_write_over_a_value_or_a_part_of_it(
    place: Place, operator: str, length: str, value: str, expected: str
) -> None:
    mask = task("S3", "Mask", operator, "value", MASK_LENGTH=length, MASK_VALUE="*")
    found, _ = loaded(place, "S3", [{"id": "1", "value": value}], mask)
    assert found == {"1": {"id": "1", "value": expected}}


def test_a_mask_of_everything_may_keep_the_length(place: Place) -> None:
    place.control.behaviours(mask_all_keeps_length=True)
    mask = task("S3", "Mask", "MASK_ALL", "value", MASK_LENGTH="5", MASK_VALUE="*")
    found, _ = loaded(place, "S3", [{"id": "1", "value": "abc"}], mask)
    assert found["1"]["value"] == "***"


@pytest.mark.parametrize(
    ("operator", "left", "right", "result"),
    [
        ("ADDITION", "1", "2", {"Result": 3.0}),
        ("SUBTRACTION", "1", "2.5", {"Result": -1.5}),
        ("MULTIPLICATION", "3", "2", {"Result": 6.0}),
        ("DIVISION", "1", "4", {"Result": 0.25}),
        ("DIVISION", "1", "0", {}),
        ("ADDITION", "one", "2", {}),
    ],
)
def test_calculations_have_a_result_where_there_are_two_numbers(
    place: Place, operator: str, left: str, right: str, result: dict[str, float]
) -> None:
    found, _ = loaded(
        place,
        "S3",
        [{"id": "1", "a": left, "b": right}],
        task("S3", "Arithmetic", operator, "a", "b", to="a,b", MATH_OPERATION_FIELDS_ORDER="a,b"),
        task("S3", "Map", "NO_OP", "a,b", to="Result"),
    )
    assert found["1"] == {"id": "1", "a": left, "b": right, **result}


def test_the_order_of_tasks_on_one_field_counts(place: Place) -> None:
    cut = task("S3", "Truncate", "NO_OP", "value", TRUNCATE_LENGTH="4")
    mask = task("S3", "Mask", "MASK_LAST_N", "value", MASK_LENGTH="2", MASK_VALUE="*")
    found, _ = loaded(place, "S3", [{"id": "1", "value": "secret"}], cut, mask)
    assert found["1"]["value"] == "se**"
    ready = Ready(place, place.key(), "", "S3")
    other_way = definition(ready, "S3", ["id", "value"], [mask, cut]) | {"FlowName": "other"}
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Customer", FlowDefinition=other_way)
    place.appflow.start_flow(flowName="other")
    assert objects(place, "Customer", "1")["1"]["value"] == "secr"


def test_the_stream_of_a_source_is_filtered_and_changed_as_well(place: Place) -> None:
    ready = place.ready()
    place.control.source("connection", "Contact", account=place.account, start=past(2).isoformat(), per_day=24)
    of = "Salesforce"
    tasks = [
        task(of, "Filter", "EQUAL_TO", "MailingCity", DATA_TYPE="string", VALUE="Bonn"),
        task(of, "Mask", "MASK_ALL", "Email", MASK_LENGTH="3", MASK_VALUE="*"),
    ]
    place.profiles.put_integration(
        DomainName=DOMAIN,
        ObjectTypeName="Salesforce-Contact",
        FlowDefinition=definition(ready, of, ["Id", "Email", "LastName"], tasks),
    )
    place.appflow.start_flow(flowName="flow")
    # Every eleventh record of 49 lives in Bonn, the fourth city.
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 5
    [found] = place.profiles.search_profiles(
        DomainName=DOMAIN, KeyName="_salesforceContactId", Values=["003000000000000003"]
    )["Items"]
    assert (found["EmailAddress"], found["LastName"]) == ("***", "Meyer")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (task("S3", "Mask", "MASK_ALL", "id"), "The Mask task of ['id'] has no MASK_VALUE"),
        (task("S3", "Truncate", "NO_OP", "id"), "The Truncate task of ['id'] has no TRUNCATE_LENGTH"),
        (task("S3", "Filter", "EQUAL_TO", "id", VALUE="1"), "The Filter task of ['id'] has no DATA_TYPE"),
        (task("S3", "Filter", "BETWEEN", "id", DATA_TYPE="string"), "The Filter task of ['id'] has no LOWER_BOUND"),
        (
            task("S3", "Validate", "VALIDATE_NUMERIC", "id", VALIDATION_ACTION="Drop"),
            "VALIDATION_ACTION Drop is neither DropRecord nor DropDataset",
        ),
        (
            task("S3", "Merge", "NO_OP", "id", "email", CONCAT_FORMAT="-"),
            "The Merge task of ['id', 'email'] has no destinationField",
        ),
        (
            task("S3", "Mask", "MASK_ALL", "fax", MASK_VALUE="*"),
            "Mask task uses the field fax, which the PROJECTION filter does not list",
        ),
    ],
)
def test_a_task_that_could_not_run_is_refused(place: Place, made: Task, message: str) -> None:
    ready = place.ready()
    object_type(place, "Customer", "id")
    place.bucket(allow_reading(place))
    with pytest.raises(ClientError) as refused:
        place.profiles.put_integration(
            DomainName=DOMAIN,
            ObjectTypeName="Customer",
            FlowDefinition=definition(ready, "S3", ["id", "email"], [made]),
        )
    assert error(refused) == ("BadRequestException", message)


def test_an_operator_that_a_source_does_not_have_is_refused_by_the_model(place: Place) -> None:
    ready = place.ready("Zendesk")
    condition = task("Zendesk", "Filter", "EQUAL_TO", "id", DATA_TYPE="string", VALUE="1")
    with pytest.raises(ClientError) as refused:
        place.profiles.put_integration(
            DomainName=DOMAIN,
            ObjectTypeName="Zendesk-users",
            FlowDefinition=definition(ready, "Zendesk", ["id", "email"], [condition]),
        )
    code, text = error(refused)
    assert code in ("BadRequestException", "ValidationException")
    assert "EQUAL_TO" in text


def test_users_and_tickets_of_zendesk_become_profiles_and_cases(place: Place) -> None:
    ready = place.ready("Zendesk")
    place.profiles.put_integration(
        DomainName=DOMAIN,
        ObjectTypeName="Zendesk-users",
        FlowDefinition=ready.definition(fields=["id", "external_id", "email", "updated_at"]),
    )
    place.appflow.start_flow(flowName="continuous")
    [run] = place.appflow.describe_flow_execution_records(flowName="continuous")["flowExecutions"]
    assert run["executionResult"]["recordsProcessed"] == 30 * 24
    template = place.profiles.get_profile_object_type_template(TemplateId="Zendesk-tickets")
    assert {name: each["Target"] for name, each in template["Fields"].items() if "Target" in each} == {
        "id": "_case.Attributes.ZendeskTicketId",
        "requester_id": "_case.Attributes.ZendeskUserId",
        "subject": "_case.Title",
        "description": "_case.Summary",
        "status": "_case.Status",
        "created_at": "_case.CreatedDate",
        "updated_at": "_case.UpdatedDate",
    }

"""From the `tasks` argument to the tasks of a flow definition."""

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.flow_requests import update_integration_request
from connect_customer_profiles.sources.integration import integration_definition
from connect_customer_profiles.sources.source import CALCULATIONS, VALIDATIONS
from connect_customer_profiles.sources.task import ACTIONS, in_customer_profiles
from connect_customer_profiles.sources.tasks import loading_tasks
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.sources.requests import problems
from tests.unit.sources.test_flow_requests import FLOW
from tests.unit.sources.test_integration import complete, creation

FIELDS = ["Id", "Email", "FirstName", "LastName", "Price", "Quantity", "LastModifiedDate"]
MASK = {"type": "Mask", "field": "Email"}
FULL_NAME: dict[str, Any] = {
    "type": "Merge",
    "fields": ["FirstName", "LastName"],
    "to": "Name",
    "format": "${FirstName} ${LastName}",
}
TOTAL = {"type": "Arithmetic", "operator": "MULTIPLICATION", "fields": ["Price", "Quantity"], "to": "Total"}


def rendered(tasks: Any, connector: str = "Salesforce", fields: Sequence[str] = FIELDS) -> list[dict[str, Any]]:
    """The tasks as Customer Profiles takes them."""
    return in_customer_profiles(CONNECTORS[connector], loading_tasks(CONNECTORS[connector], fields, tasks))


def made(*tasks: dict[str, Any], connector: str = "Salesforce", fields: Sequence[str] = FIELDS) -> list[dict[str, Any]]:
    return rendered(list(tasks), connector, fields)


def transformations(*tasks: dict[str, Any]) -> list[dict[str, Any]]:
    """Those tasks that are neither the projection nor the map of a field onto itself."""
    plain = made()
    _, *others = made(*tasks)
    return [each for each in others if each not in plain]


def task(type_: str, operator: str, *fields: str, to: str = "", **properties: str) -> dict[str, Any]:
    return {
        "TaskType": type_,
        "SourceFields": list(fields),
        **({"DestinationField": to} if to else {}),
        "ConnectorOperator": {"Salesforce": operator},
        "TaskProperties": properties,
    }


def test_b5_the_projection_lists_what_a_filter_uses_which_is_not_written() -> None:
    country = {"type": "Filter", "field": "Country", "operator": "EQUAL_TO", "value": "DE"}
    email = {"type": "Filter", "field": "Email", "operator": "NOT_EQUAL_TO", "value": "a@example.com"}
    for tasks in itertools.permutations([email, country, {**country, "value": "AT"}]):
        listed, *others = made(*tasks, fields=["Id", "Email"])
        assert listed == task("Filter", "PROJECTION", "Id", "Email", "Country")
        assert [each["SourceFields"] for each in others if each["TaskType"] == "Map"] == [["Id"], ["Email"]]


def test_without_tasks_each_field_keeps_its_name() -> None:
    expected = [
        task("Filter", "PROJECTION", "Id", "Email"),
        task("Map", "NO_OP", "Id", to="Id"),
        task("Map", "NO_OP", "Email", to="Email"),
    ]
    assert made(fields=["Id", "Email"]) == expected
    assert rendered(None, fields=["Id", "Email"]) == expected


@pytest.mark.parametrize(
    ("given_task", "expected"),
    [
        ({"type": "Map", "field": "Email", "to": "mail"}, task("Map", "NO_OP", "Email", to="mail")),
        (
            {
                "type": "Map",
                "field": "Price",
                "to": "Price",
                "source_data_type": "double",
                "destination_data_type": "string",
            },
            task(
                *("Map", "NO_OP", "Price"),
                to="Price",
                SOURCE_DATA_TYPE="double",
                DESTINATION_DATA_TYPE="string",
            ),
        ),
        (
            {"type": "Filter", "field": "Country", "operator": "EQUAL_TO", "value": "DE"},
            task("Filter", "EQUAL_TO", "Country", DATA_TYPE="string", VALUE="DE"),
        ),
        (
            {"type": "Filter", "field": "Country", "operator": "EQUAL_TO", "values": ["DE", "AT", "DE"]},
            task("Filter", "EQUAL_TO", "Country", DATA_TYPE="string", VALUES="AT,DE"),
        ),
        (
            {"type": "Filter", "field": "IsActive", "operator": "NOT_EQUAL_TO", "value": False},
            task("Filter", "NOT_EQUAL_TO", "IsActive", DATA_TYPE="boolean", VALUE="false"),
        ),
        (
            {"type": "Filter", "field": "Price", "operator": "BETWEEN", "lower": 1.5, "upper": 20.0},
            task("Filter", "BETWEEN", "Price", DATA_TYPE="double", LOWER_BOUND="1.5", UPPER_BOUND="20"),
        ),
        (
            {"type": "Filter", "field": "CreatedDate", "operator": "GREATER_THAN", "value": "2024-01-31"},
            task("Filter", "GREATER_THAN", "CreatedDate", DATA_TYPE="datetime", VALUE="1706659200000"),
        ),
        (
            {
                "type": "Filter",
                "field": "Birthdate",
                "operator": "LESS_THAN",
                "value": "2006-01-01T00:00:00+01:00",
                "data_type": "date",
            },
            task("Filter", "LESS_THAN", "Birthdate", DATA_TYPE="date", VALUE="1136070000000"),
        ),
        (MASK, task("Mask", "MASK_ALL", "Email", MASK_LENGTH="5", MASK_VALUE="*")),
        ({**MASK, "length": 3}, task("Mask", "MASK_ALL", "Email", MASK_LENGTH="3", MASK_VALUE="*")),
        ({**MASK, "first": 4, "mask": "#"}, task("Mask", "MASK_FIRST_N", "Email", MASK_LENGTH="4", MASK_VALUE="#")),
        ({**MASK, "last": 4.0}, task("Mask", "MASK_LAST_N", "Email", MASK_LENGTH="4", MASK_VALUE="*")),
        (
            {"type": "Truncate", "field": "Email", "length": 80},
            task("Truncate", "NO_OP", "Email", TRUNCATE_LENGTH="80"),
        ),
    ],
)
def test_each_task_is_one_task_of_the_flow(given_task: dict[str, Any], expected: dict[str, Any]) -> None:
    assert transformations(given_task) == [expected]


@pytest.mark.parametrize(
    ("action", "validation_action"), [("DropRecord", "DropRecord"), ("TerminateFlow", "DropDataset")]
)
def test_a8_what_a_validation_does_is_said_in_the_words_of_appflow(action: str, validation_action: str) -> None:
    given_task = {"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": action}
    expected = task("Validate", "VALIDATE_NON_NULL", "Email", VALIDATION_ACTION=validation_action)
    assert transformations(given_task) == [expected]


def test_several_fields_become_one_more() -> None:
    strings = {"SOURCE_DATA_TYPE": "string", "DESTINATION_DATA_TYPE": "string"}
    assert transformations(FULL_NAME) == [
        task("Merge", "NO_OP", "FirstName", "LastName", to="FirstName,LastName", CONCAT_FORMAT=FULL_NAME["format"]),
        task("Map", "NO_OP", "FirstName,LastName", to="Name", **strings),
    ]
    assert transformations({**TOTAL, "data_type": "integer"}) == [
        task(
            *("Arithmetic", "MULTIPLICATION", "Price", "Quantity"),
            to="Price,Quantity",
            MATH_OPERATION_FIELDS_ORDER="Price,Quantity",
        ),
        task("Map", "NO_OP", "Price,Quantity", to="Total", SOURCE_DATA_TYPE="string", DESTINATION_DATA_TYPE="integer"),
    ]


def test_a_renamed_field_loses_its_name_and_may_have_several() -> None:
    maps = [
        each
        for each in made({"type": "Map", "field": "Id", "to": "b"}, {"type": "Map", "field": "Id", "to": "a"})
        if each["TaskType"] == "Map"
    ]
    assert [(each["SourceFields"], each["DestinationField"]) for each in maps] == [
        (["Id"], "a"),
        (["Id"], "b"),
        *(([name], name) for name in FIELDS[1:]),
    ]


def test_tasks_of_one_field_keep_their_order() -> None:
    cut, masked = {"type": "Truncate", "field": "Email", "length": 5}, {**MASK, "last": 2}
    assert [each["TaskType"] for each in transformations(cut, masked)] == ["Truncate", "Mask"]
    assert [each["TaskType"] for each in transformations(masked, cut)] == ["Mask", "Truncate"]
    first, last = {**MASK, "field": "FirstName"}, {**MASK, "field": "LastName"}
    assert [each["TaskType"] for each in transformations(last, FULL_NAME, first)] == ["Mask", "Merge", "Mask", "Map"]


INDEPENDENT: list[dict[str, Any]] = [
    {"type": "Map", "field": "Id", "to": "id"},
    {"type": "Filter", "field": "Country", "operator": "EQUAL_TO", "value": "DE"},
    {"type": "Filter", "field": "City", "operator": "CONTAINS", "values": ["a", "b"]},
    MASK,
    FULL_NAME,
    TOTAL,
    {"type": "Validate", "field": "LastModifiedDate", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"},
]


@given(st.permutations(INDEPENDENT))
def test_the_order_of_tasks_of_different_fields_means_nothing(tasks: list[dict[str, Any]]) -> None:
    assert made(*tasks) == made(*INDEPENDENT)


NAMES = st.sampled_from(FIELDS)
OF_ONE_FIELD = st.one_of(
    st.builds(lambda name, length: {"type": "Truncate", "field": name, "length": length}, NAMES, st.integers(1, 9)),
    st.builds(lambda name, first: {"type": "Mask", "field": name, "first": first}, NAMES, st.integers(1, 9)),
    st.builds(
        lambda name, operator, action: {"type": "Validate", "field": name, "operator": operator, "action": action},
        *(NAMES, st.sampled_from(VALIDATIONS), st.sampled_from(sorted(ACTIONS))),
    ),
)


@given(st.lists(OF_ONE_FIELD, max_size=8), st.randoms(use_true_random=False))
def test_only_the_order_of_tasks_that_share_a_field_counts(tasks: list[dict[str, Any]], random: Any) -> None:
    """Neighbours of different fields are exchanged: each such order means the same."""
    shuffled = list(tasks)
    for _ in range(20):
        if len(shuffled) < 2:
            break
        at = random.randrange(len(shuffled) - 1)
        if shuffled[at]["field"] != shuffled[at + 1]["field"]:
            shuffled[at : at + 2] = shuffled[at + 1], shuffled[at]
    assert made(*shuffled) == made(*tasks)
    for name in FIELDS:
        wanted = [each["type"] for each in tasks if each["field"] == name]
        found = [each["TaskType"] for each in transformations(*tasks) if each["SourceFields"] == [name]]
        assert found == wanted


def every_task(connector: str, fields: Sequence[str]) -> list[dict[str, Any]]:
    """At least one task of every type, with every operator of the source."""
    one, two, three = fields[:3]
    values: dict[str, dict[str, Any]] = {"BETWEEN": {"lower": 1, "upper": 2}, "CONTAINS": {"values": ["x", "y"]}}
    return [
        {"type": "Map", "field": one, "to": "renamed", "source_data_type": "string"},
        *(
            {"type": "Filter", "field": one, "operator": operator, **values.get(operator, {"value": 5})}
            for operator in CONNECTORS[connector].filter_operators
        ),
        *({"type": "Mask", "field": two, part: 4} for part in ("first", "last", "length")),
        {"type": "Truncate", "field": three, "length": 200},
        *(
            {"type": "Validate", "field": three, "operator": operator, "action": action}
            for operator, action in itertools.product(VALIDATIONS, ACTIONS)
        ),
        {"type": "Merge", "fields": [one, two, three], "to": "merged", "format": f"${{{one}}}"},
        *(
            {"type": "Arithmetic", "operator": operator, "fields": pair, "to": operator}
            for operator, pair in zip(CALCULATIONS, ([one, two], [two, one], [two, three], [three, two]), strict=True)
        ),
    ]


def source(connector: str) -> dict[str, Any]:
    """The arguments that name a source and fields of it."""
    if connector == "S3":
        files = {"type": "S3", "bucket_name": "crm-exports", "bucket_prefix": "customers"}
        return {"connector": files, "object_type_name": "Customer", "fields": ["id", "email", "First Name"]}
    name, template = next(iter(CONNECTORS[connector].objects.items()))
    connection = {"type": connector, "connector_profile_name": "profile", "object": name}
    return {"connector": connection, "fields": list(template.fields[:3])}


def requests(arguments: dict[str, Any]) -> dict[str, str]:
    """What the API models refuse in each of the requests that a definition becomes part of."""
    definition = integration_definition(arguments).flow_definition
    put = {"DomainName": "shop", "ObjectTypeName": "Customer", "FlowDefinition": complete(definition)}
    return {
        "PutIntegration": problems("customer-profiles", "PutIntegration", put),
        "CreateIntegrationWorkflow": problems(
            "customer-profiles", "CreateIntegrationWorkflow", creation(complete(definition))
        ),
        "UpdateFlow": problems("appflow", "UpdateFlow", update_integration_request(definition, FLOW)),
    }


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_task_of_every_source_is_one_that_the_apis_take(connector: str) -> None:
    arguments = source(connector)
    tasks = every_task(connector, arguments["fields"])
    assert requests({**arguments, "tasks": tasks}) == {
        "PutIntegration": "",
        "CreateIntegrationWorkflow": "",
        "UpdateFlow": "",
    }
    definition = integration_definition({**arguments, "tasks": tasks}).flow_definition
    used = {each["ConnectorOperator"][connector] for each in definition["Tasks"]}
    assert used == set(CONNECTORS[connector].operators)


@given(st.sampled_from(list(CONNECTORS)), st.data())
def test_some_tasks_in_any_order_are_ones_that_the_apis_take(connector: str, data: st.DataObject) -> None:
    arguments = source(connector)
    tasks = st.lists(
        st.sampled_from(every_task(connector, arguments["fields"])), unique_by=lambda each: str(sorted(each.items()))
    )
    drawn = [each for each in data.draw(tasks) if each["type"] != "Merge" or len(each["fields"]) > 2]
    assert set(requests({**arguments, "tasks": drawn}).values()) == {""}


@pytest.mark.parametrize("connector", [name for name, facts in CONNECTORS.items() if not facts.reads_files])
@given(data=st.data())
def test_the_order_of_fields_means_nothing(connector: str, data: st.DataObject) -> None:
    facts = CONNECTORS[connector]
    name, template = next(iter(facts.objects.items()))
    known = [*template.fields, "Custom__c", str(facts.incremental_field)]
    fields = data.draw(st.lists(st.sampled_from(known), min_size=1, unique=True).flatmap(st.permutations))
    connection = {"type": connector, "connector_profile_name": "profile", "object": name}
    definitions = [
        integration_definition({"connector": connection, "fields": each}).flow_definition
        for each in (fields, sorted(fields), [*fields[::-1]])
    ]
    assert definitions[0] == definitions[1] == definitions[2]


def test_naming_all_fields_that_every_organisation_has_is_naming_none() -> None:
    for facts in CONNECTORS.values():
        for name, template in facts.objects.items():
            arguments = {"connector": {"type": facts.type, "connector_profile_name": "profile", "object": name}}
            assert integration_definition({**arguments, "fields": sorted(template.common)}) == integration_definition(
                arguments
            )


def test_columns_of_files_stay_in_the_order_of_the_file() -> None:
    (projection, *_) = integration_definition({**source("S3"), "fields": ["z", "a", "m"]}).flow_definition["Tasks"]
    assert projection["SourceFields"] == ["z", "a", "m"]


FILTER = {"type": "Filter", "field": "Country", "operator": "EQUAL_TO"}
VALIDATE = {"type": "Validate", "field": "Email", "operator": "VALIDATE_NON_NULL", "action": "DropRecord"}
SALESFORCE_FILTERS = (
    "Salesforce filters take EQUAL_TO, NOT_EQUAL_TO, CONTAINS, LESS_THAN, LESS_THAN_OR_EQUAL_TO, GREATER_THAN, "
    "GREATER_THAN_OR_EQUAL_TO, BETWEEN"
)


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ("Mask", "tasks = 'Mask': must be a list of tasks"),
        (["Mask"], "tasks[0] = 'Mask': must be an object with the type of a task and its properties"),
        (
            [{"field": "Email"}],
            ("tasks[0].type = None: must be one of Map, Filter, Mask, Merge, Truncate, Validate, Arithmetic"),
        ),
        (
            [MASK, {"type": "Map_all"}],
            ("tasks[1].type = 'Map_all': must be one of Map, Filter, Mask, Merge, Truncate, Validate, Arithmetic"),
        ),
        ([{"type": "Mask"}], "tasks[0].field = None: is required for Mask tasks"),
        (
            [{**MASK, "value": "*"}],
            "tasks[0].value = '*': is not part of Mask tasks; known keys: field, first, last, length, mask, type",
        ),
        ([{**MASK, "field": "Fax"}], "tasks[0].field = 'Fax': is not loaded; add it to fields"),
        ([{**MASK, "field": 1}], "tasks[0].field = 1: must be the name of a source field"),
        ([{**MASK, "mask": "**"}], "tasks[0].mask = '**': must be one character"),
        ([{**MASK, "first": 2, "last": 2}], "tasks[0].last = 2: does not go with first"),
        ([{**MASK, "first": 0}], "tasks[0].first = 0: must be 1 to 2048 characters"),
        ([{**MASK, "last": "4"}], "tasks[0].last = '4': must be a whole number of characters"),
        (
            [{"type": "Truncate", "field": "Email", "length": -1}],
            "tasks[0].length = -1: must be 1 to 2048 characters",
        ),
        ([{"type": "Truncate", "field": "Email"}], "tasks[0].length = None: is required for Truncate tasks"),
        ([{**FILTER, "operator": "LIKE", "value": "D"}], f"tasks[0].operator = 'LIKE': {SALESFORCE_FILTERS}"),
        ([FILTER], "tasks[0].value = None: is required for EQUAL_TO"),
        ([{**FILTER, "value": "DE", "upper": "F"}], "tasks[0].upper = 'F': does not go with value"),
        ([{**FILTER, "value": "DE", "values": ["DE"]}], "tasks[0].value = 'DE': does not go with values"),
        (
            [{**FILTER, "operator": "BETWEEN", "value": 1}],
            "tasks[0].lower = None: is required for BETWEEN",
        ),
        (
            [{**FILTER, "operator": "BETWEEN", "lower": 1, "upper": 2, "value": 1}],
            "tasks[0].value = 1: does not go with lower and upper",
        ),
        ([{**FILTER, "operator": "BETWEEN", "lower": 1}], "tasks[0].upper = None: is required for BETWEEN"),
        (
            [{**FILTER, "operator": "BETWEEN", "lower": 1, "upper": "2"}],
            "tasks[0].upper = '2': must be of the same type as lower",
        ),
        ([{**FILTER, "value": ""}], "tasks[0].value = '': must have 1 to 2,048 characters, on one line"),
        ([{**FILTER, "value": ["DE"]}], "tasks[0].value = ['DE']: must be a string, a number, true or false"),
        ([{**FILTER, "value": float("nan")}], "tasks[0].value = nan: must be a string, a number, true or false"),
        ([{**FILTER, "values": []}], "tasks[0].values = []: must be a list of values"),
        ([{**FILTER, "values": ["a,b"]}], "tasks[0].values = 'a,b': has a comma, which separates values"),
        ([{**FILTER, "values": ["a", 1]}], "tasks[0].values = ['a', 1]: must all be of one type"),
        (
            [{**FILTER, "operator": "NOT_EQUAL_TO", "values": ["DE", "AT"]}],
            ("tasks[0].values = ['DE', 'AT']: NOT_EQUAL_TO takes one value; a record must pass all filters of a field"),
        ),
        (
            [{**FILTER, "field": "CreatedDate", "operator": "LESS_THAN", "value": "yesterday"}],
            ("tasks[0].value = 'yesterday': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z"),
        ),
        (
            [{**FILTER, "value": "DE", "data_type": "a type"}],
            "tasks[0].data_type = 'a type': must be the name of a field type, such as string or datetime",
        ),
        (
            [{**VALIDATE, "operator": "VALIDATE_EMAIL"}],
            (
                "tasks[0].operator = 'VALIDATE_EMAIL': Salesforce validations take VALIDATE_NON_NULL, "
                "VALIDATE_NON_ZERO, VALIDATE_NON_NEGATIVE, VALIDATE_NUMERIC"
            ),
        ),
        ([{**VALIDATE, "action": "Drop"}], "tasks[0].action = 'Drop': must be one of DropRecord, TerminateFlow"),
        ([{**FULL_NAME, "fields": ["FirstName"]}], "tasks[0].fields = ['FirstName']: must be two or more fields"),
        ([{**FULL_NAME, "fields": "FirstName"}], "tasks[0].fields = 'FirstName': must be a list of non-empty strings"),
        (
            [{**FULL_NAME, "fields": ["FirstName", "Fax"], "format": "-"}],
            "tasks[0].fields = 'Fax': is not loaded; add it to fields",
        ),
        (
            [{**FULL_NAME, "format": "${FirstName} ${Surname}"}],
            "tasks[0].format = '${FirstName} ${Surname}': names Surname, which is not one of fields",
        ),
        (
            [{**FULL_NAME, "to": "Email"}],
            "tasks[0].to = 'Email': is also written by a field that is loaded under this name",
        ),
        (
            [FULL_NAME, {**FULL_NAME, "to": "Other"}],
            (
                "tasks[1].fields = ['FirstName', 'LastName']: are those of tasks[0], and AppFlow would give both "
                "results the same name"
            ),
        ),
        ([FULL_NAME, {**TOTAL, "to": "Name"}], "tasks[1].to = 'Name': is also written by tasks[0]"),
        (
            [{"type": "Map", "field": "Id", "to": "x"}, {"type": "Map", "field": "Email", "to": "x"}],
            "tasks[1].to = 'x': is also written by tasks[0]",
        ),
        (
            [{**TOTAL, "operator": "MODULO"}],
            (
                "tasks[0].operator = 'MODULO': Salesforce calculations take ADDITION, SUBTRACTION, MULTIPLICATION, "
                "DIVISION"
            ),
        ),
        (
            [{**TOTAL, "fields": ["Price", "Quantity", "Id"]}],
            "tasks[0].fields = ['Price', 'Quantity', 'Id']: must be two fields",
        ),
    ],
)
def test_refuses_in_one_line(tasks: Any, message: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        rendered(tasks)
    assert str(violation.value) == message


@pytest.mark.parametrize(
    ("connector", "operator", "message"),
    [
        ("Zendesk", "EQUAL_TO", "Zendesk filters take GREATER_THAN"),
        ("Marketo", "EQUAL_TO", "Marketo filters take LESS_THAN, GREATER_THAN, BETWEEN"),
        (
            "S3",
            "CONTAINS",
            (
                "S3 filters take EQUAL_TO, NOT_EQUAL_TO, LESS_THAN, LESS_THAN_OR_EQUAL_TO, GREATER_THAN, "
                "GREATER_THAN_OR_EQUAL_TO, BETWEEN"
            ),
        ),
    ],
)
def test_a_filter_of_another_source_is_refused(connector: str, operator: str, message: str) -> None:
    with pytest.raises(RuleViolation) as violation:
        made({"type": "Filter", "field": "Id", "operator": operator, "value": "x"}, connector=connector)
    assert str(violation.value) == f"tasks[0].operator = {operator!r}: {message}"


def test_only_columns_of_files_can_be_filtered() -> None:
    condition = {"type": "Filter", "field": "country", "operator": "EQUAL_TO", "value": "DE"}
    with pytest.raises(RuleViolation) as violation:
        made(condition, connector="S3")
    assert str(violation.value) == "tasks[0].field = 'country': is not loaded; add it to fields"

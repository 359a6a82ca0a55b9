"""Tasks as an integration words them and in AppFlow's own form, for Customer Profiles and for AppFlow: whatever can be
said in both means the same in both.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import CONNECTORS, SOURCES, Source
from connect_customer_profiles.sources.external import external_flow
from connect_customer_profiles.sources.flow_comparison import same
from connect_customer_profiles.sources.source import CALCULATIONS, MASKS, VALIDATIONS
from connect_customer_profiles.sources.spelling import appflow_spelling
from connect_customer_profiles.sources.task import in_appflow, in_customer_profiles
from connect_customer_profiles.sources.tasks import loading_tasks, stated_tasks
from connect_customer_profiles.sources.transforming import TerminatedError, Transformation
from hypothesis import assume, given
from hypothesis import strategies as st

FIELDS = ("Id", "Email", "First", "Last", "Price")
ABLE = [name for name, source in SOURCES.items() if "PROJECTION" in source.operators and "NO_OP" in source.operators]
"""Sources that can do more than be read."""

SAID = {"DropRecord": "DropRecord", "TerminateFlow": "DropDataset"}
"""The actions of validations, and AppFlow's words for them."""

AppFlowForm = list[dict[str, Any]]


@st.composite
def pairs(draw: st.DrawFn, source: Source) -> tuple[dict[str, Any], AppFlowForm]:
    """A task in words, and the same in AppFlow's own form."""
    kind = draw(st.sampled_from(["Map", "Filter", "Mask", "Merge", "Truncate", "Validate", "Arithmetic"]))
    name, number = draw(st.sampled_from(FIELDS)), draw(st.integers(1, 9))
    several = draw(st.permutations(FIELDS))[:2]
    to = draw(st.sampled_from(["one", "two", "three"]))
    one = {"type": kind, "source_fields": [name]}
    match kind:
        case "Map":
            return {"type": kind, "field": name, "to": to}, [{**one, "destination_field": to}]
        case "Filter":
            operator = draw(st.sampled_from(source.filter_operators))
            value = draw(st.sampled_from(["a", "b@example.com"]))
            told: dict[str, Any] = {"lower": "a", "upper": value} if operator == "BETWEEN" else {"value": value}
            spelled = {"lower": "lower_bound", "upper": "upper_bound", "value": "value"}
            properties = {"data_type": "string", **{spelled[key]: item for key, item in told.items()}}
            return (
                {"type": kind, "field": name, "operator": operator, "data_type": "string", **told},
                [{**one, "operator": operator, **properties}],
            )
        case "Mask":
            part, operator = draw(st.sampled_from(list(zip(("length", "first", "last"), MASKS, strict=True))))
            return (
                {"type": kind, "field": name, part: number, "mask": "#"},
                [{**one, "operator": operator, "mask_length": number, "mask_value": "#"}],
            )
        case "Truncate":
            return {"type": kind, "field": name, "length": number}, [{**one, "truncate_length": number}]
        case "Validate":
            operator, action = draw(st.sampled_from(VALIDATIONS)), draw(st.sampled_from(sorted(SAID)))
            return (
                {"type": kind, "field": name, "operator": operator, "action": action},
                [{**one, "operator": operator, "validation_action": SAID[action]}],
            )
    result = ",".join(several)
    made: dict[str, Any] = {"type": kind, "source_fields": several, "destination_field": result}
    written = {"type": "Map", "source_fields": [result], "destination_field": to, "source_data_type": "string"}
    if kind == "Merge":
        text = f"${{{several[0]}}}-${{{several[1]}}}"
        return (
            {"type": kind, "fields": several, "to": to, "format": text},
            [{**made, "concat_format": text}, {**written, "destination_data_type": "string"}],
        )
    operator = draw(st.sampled_from(CALCULATIONS))
    return (
        {"type": kind, "operator": operator, "fields": several, "to": to},
        [
            {**made, "operator": operator, "math_operation_fields_order": result},
            {**written, "destination_data_type": "double"},
        ],
    )


def read_by(source: Source, tasks: Sequence[dict[str, Any]]) -> list[str]:
    """The fields that are loaded for tasks: all that they use, but for those that SaaS sources are only filtered by."""
    changing = [task for task in tasks if task["type"] != "Filter" or source.reads_files]
    return list(dict.fromkeys(name for task in changing for name in task.get("fields", [task.get("field")])))


@st.composite
def lists(draw: st.DrawFn) -> tuple[Source, list[dict[str, Any]], AppFlowForm]:
    """Tasks of a source that can be loaded together: in words, and in AppFlow's own form."""
    source = SOURCES[draw(st.sampled_from(ABLE))]
    drawn = draw(st.lists(pairs(source), min_size=1, max_size=6))
    worded = [words for words, _ in drawn]
    fields = read_by(source, worded)
    try:
        loading_tasks(source, fields, worded)
    except RuleViolation:
        assume(False)
    assume(fields)
    renamed = {words["field"] for words in worded if words["type"] == "Map"}
    return (
        source,
        worded,
        [
            {"type": "Filter", "source_fields": fields, "operator": "PROJECTION"},
            *(task for _, form in drawn for task in form),
            *({"type": "Map", "source_fields": [name]} for name in fields if name not in renamed),
        ],
    )


def flow(tasks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"source": {}, "tasks": tasks, "trigger": {"triggerType": "OnDemand"}}


VALUES = st.sampled_from([None, "", "a", "abcdef", "b@example.com", "0", "-3", "12.5", 7])
RECORDS = st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, VALUES)), min_size=1, max_size=5)


def outcomes(source: Source, tasks: list[dict[str, Any]], records: list[dict[str, Any]]) -> list[Any]:
    """What becomes of each record: left out, ending the run, or written so."""
    made = Transformation(source.type, tasks)
    found: list[Any] = []
    for record in records:
        try:
            found.append(made.apply(record) if made.selects(record) else "left out")
        except TerminatedError:
            found.append("ends the run")
    return found


@given(lists(), RECORDS)
def test_both_forms_and_both_renderings_mean_the_same(
    drawn: tuple[Source, list[dict[str, Any]], AppFlowForm], records: list[dict[str, Any]]
) -> None:
    source, worded, appflow_form = drawn
    for_profiles = in_customer_profiles(source, loading_tasks(source, read_by(source, worded), worded))
    lowered = appflow_spelling(for_profiles)
    for_appflow = in_appflow(source, stated_tasks(source, worded))
    own_form = in_appflow(source, stated_tasks(source, appflow_form))
    assert same(flow(lowered), flow(for_appflow))
    assert (
        outcomes(source, lowered, records)
        == outcomes(source, for_appflow, records)
        == outcomes(source, own_form, records)
    )


def test_the_tasks_of_an_integration_are_taken_by_an_external_application() -> None:
    source = {"type": "Salesforce", "connector_profile_name": "crm", "object": "Contact"}
    tasks = [{"type": "Mask", "field": "Birthdate", "last": 4}]
    assert external_flow({"source": source, "tasks": tasks})["tasks"] == [
        {
            "taskType": "Filter",
            "sourceFields": ["Birthdate"],
            "connectorOperator": {"Salesforce": "PROJECTION"},
            "taskProperties": {},
        },
        {
            "taskType": "Mask",
            "sourceFields": ["Birthdate"],
            "connectorOperator": {"Salesforce": "MASK_LAST_N"},
            "taskProperties": {"MASK_LENGTH": "4", "MASK_VALUE": "*"},
        },
        {
            "taskType": "Map",
            "sourceFields": ["Birthdate"],
            "destinationField": "Birthdate",
            "connectorOperator": {"Salesforce": "NO_OP"},
            "taskProperties": {},
        },
    ]


def shown(type_: str, *tasks: dict[str, Any]) -> list[tuple[str, tuple[str, ...], str, str]]:
    return [(each.type, each.fields, each.operator, each.destination) for each in stated_tasks(SOURCES[type_], tasks)]


def test_the_forms_can_be_mixed() -> None:
    mask = {"type": "Mask", "field": "Phone"}
    assert shown("CustomConnector", {"type": "Map_all"}, mask) == [
        ("Map_all", (), "NO_OP", ""),
        ("Mask", ("Phone",), "MASK_ALL", ""),
    ]
    assert shown("Datadog", {"type": "Map", "source_fields": ["Phone"], "destination_field": "tel"}, mask) == [
        ("Filter", ("Phone",), "PROJECTION", ""),
        ("Map", ("Phone",), "NO_OP", "tel"),
        ("Mask", ("Phone",), "MASK_ALL", ""),
    ]


def test_b4_a_result_of_several_fields_is_written_by_a_map_task_in_both_forms() -> None:
    merge = {"type": "Merge", "source_fields": ["a", "b"], "destination_field": "c", "concat_format": "${a} ${b}"}
    total = {"type": "Arithmetic", "source_fields": ["p", "q"], "operator": "ADDITION", "destination_field": "sum"}
    order = {"math_operation_fields_order": "p,q"}
    assert shown("Salesforce", merge, {**total, **order}) == [
        ("Filter", ("a", "b", "p", "q"), "PROJECTION", ""),
        ("Merge", ("a", "b"), "NO_OP", "a,b"),
        ("Map", ("a,b",), "NO_OP", "c"),
        ("Arithmetic", ("p", "q"), "ADDITION", "p,q"),
        ("Map", ("p,q",), "NO_OP", "sum"),
    ]
    arguments = {"source": {"type": "Salesforce", "connector_profile_name": "crm", "object": "Contact"}}
    flow = external_flow({**arguments, "tasks": [merge, {**total, **order}]})
    carried = Transformation("Salesforce", flow["tasks"]).apply({"a": "x", "b": "y", "p": 1, "q": 2})
    assert carried == {"c": "x y", "sum": 3}


@pytest.mark.parametrize("name", ["c", "a,b"])
def test_b4_a_result_that_another_task_writes_is_left_to_it(name: str) -> None:
    merge = {"type": "Merge", "source_fields": ["a", "b"], "destination_field": name, "concat_format": "${a} ${b}"}
    mapping = {"type": "Map", "source_fields": [name], "destination_field": "d"}
    assert shown("Salesforce", merge, mapping)[1:] == [
        ("Merge", ("a", "b"), "NO_OP", name),
        ("Map", (name,), "NO_OP", "d"),
    ]


def test_b4_two_results_of_the_same_fields_have_two_names() -> None:
    merge = {"type": "Merge", "source_fields": ["a", "b"], "concat_format": "${a} ${b}"}
    found = shown("Salesforce", {**merge, "destination_field": "c"}, {**merge, "destination_field": "d"})
    assert found[1:] == [
        ("Merge", ("a", "b"), "NO_OP", "a,b"),
        ("Map", ("a,b",), "NO_OP", "c"),
        ("Merge", ("a", "b"), "NO_OP", "d"),
        ("Map", ("d",), "NO_OP", "d"),
    ]


def test_a_filter_loads_its_field_only_from_files() -> None:
    tasks = [
        {"type": "Map", "field": "id", "to": "Id"},
        {"type": "Filter", "field": "country", "operator": "EQUAL_TO", "value": "DE"},
    ]
    kept = ("Map", ("country",), "NO_OP", "country")
    assert kept not in shown("Salesforce", *tasks)
    assert kept in shown("S3", *tasks)


@pytest.mark.parametrize("type_", ["Salesforce", "S3"])
@pytest.mark.parametrize("form", [{"field": "country"}, {"source_fields": ["country"], "data_type": "string"}])
def test_b5_the_projection_lists_what_a_filter_uses(type_: str, form: dict[str, Any]) -> None:
    tasks = [
        {"type": "Map", "field": "id", "to": "Id"},
        {"type": "Filter", "operator": "EQUAL_TO", "value": "DE", **form},
    ]
    assert shown(type_, *tasks)[0] == ("Filter", ("id", "country"), "PROJECTION", "")


def test_b5_a_projection_that_is_stated_is_completed_for_a_filter_of_a_service() -> None:
    tasks: list[dict[str, Any]] = [
        {"type": "Filter", "source_fields": ["id"], "operator": "PROJECTION"},
        {"type": "Map", "field": "id", "to": "Id"},
        {"type": "Filter", "field": "country", "operator": "EQUAL_TO", "value": "DE"},
    ]
    assert shown("Salesforce", *tasks)[0] == ("Filter", ("id", "country"), "PROJECTION", "")


@pytest.mark.parametrize(
    ("type_", "tasks", "message"),
    [
        ("Pardot", [{"type": "Mask", "field": "a", "length": 0}], "0.length = 0: must be 1 to 2048 characters"),
        (
            "Pardot",
            [{"type": "Filter", "field": "a", "operator": "BETWEEN", "lower": 1, "upper": 2}],
            "0.operator = 'BETWEEN': Pardot filters take EQUAL_TO",
        ),
        (
            "Amplitude",
            [{"type": "Mask", "field": "a"}],
            "0.operator = 'MASK_ALL': Amplitude fields do not support this operator",
        ),
        (
            "Salesforce",
            [{"type": "Mask", "field": "a"}, {"type": "Filter", "source_fields": ["b"], "operator": "PROJECTION"}],
            "0.field = 'a': is not among the fields of the projection",
        ),
        (
            "Salesforce",
            [
                {"type": "Map_all"},
                {"type": "Map", "field": "a", "to": "x"},
                {"type": "Map", "field": "b", "to": "x"},
            ],
            "2.to = 'x': is also written by tasks.1",
        ),
        (
            "Salesforce",
            [{"type": "Map", "field": "a", "to": "x"}, {"type": "Map", "field": "b", "to": "x"}],
            "1.to = 'x': is also written by tasks.0",
        ),
        (
            "Salesforce",
            [
                {"type": "Merge", "fields": ["a", "b"], "to": "c", "format": "${a}"},
                {"type": "Merge", "fields": ["a", "b"], "to": "d", "format": "${b}"},
            ],
            "1.fields = ['a', 'b']: are those of tasks.0, and AppFlow would give both results the same name",
        ),
    ],
)
def test_a_task_in_words_is_refused_as_one_of_an_integration(type_: str, tasks: list[Any], message: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        stated_tasks(SOURCES[type_], tasks)
    assert str(refused.value) == message


@pytest.mark.parametrize("name", CONNECTORS)
def test_a_source_of_both_has_the_same_facts_in_both(name: str) -> None:
    """One record: what Customer Profiles and AppFlow do with a source cannot contradict each other."""
    assert SOURCES[name] is CONNECTORS[name]

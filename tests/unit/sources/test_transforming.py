"""What tasks make of a record, and which of them leaves it out."""

import pickle
from typing import Any

import pytest
from connect_customer_profiles.sources.record_filters import milliseconds
from connect_customer_profiles.sources.transforming import TerminatedError, Transformation


def task(type_: str, operator: str, *fields: str, to: str = "", **properties: str) -> dict[str, Any]:
    return {
        "taskType": type_,
        "sourceFields": list(fields),
        "connectorOperator": {"S3": operator},
        "taskProperties": properties,
        **({"destinationField": to} if to else {}),
    }


PROJECTION = task("Filter", "PROJECTION", "id", "country", "phone")
GERMAN = task("Filter", "EQUAL_TO", "country", DATA_TYPE="string", VALUES="DE,AT")
NEEDED = task("Validate", "VALIDATE_NON_NULL", "phone", VALIDATION_ACTION="DropRecord")
MASKED = task("Mask", "MASK_LAST_N", "phone", MASK_VALUE="*", MASK_LENGTH="2")
MAPPED = (task("Map", "NO_OP", "id", to="Id"), task("Map", "NO_OP", "phone", to="phone"))


def carried(record: dict[str, Any], *tasks: dict[str, Any]) -> Any:
    return Transformation("S3", tasks).carry(dict(record))


def test_a_record_is_written_as_the_map_tasks_say() -> None:
    record = {"id": "007", "country": "AT", "phone": "5551234", "secret": "x"}
    assert carried(record, PROJECTION, GERMAN, NEEDED, MASKED, *MAPPED) == {"Id": "007", "phone": "55512**"}
    assert Transformation("S3", (PROJECTION, MASKED)).apply(record) == {
        "id": "007",
        "country": "AT",
        "phone": "55512**",
    }
    assert record["phone"] == "5551234"


@pytest.mark.parametrize(("country", "phone", "position"), [("FR", "1", 1), ("DE", "", 2), (None, "1", 1)])
def test_the_task_that_leaves_a_record_out_is_known(country: str | None, phone: str, position: int) -> None:
    record = {"id": "1", "country": country, "phone": phone}
    assert carried(record, PROJECTION, GERMAN, NEEDED, MASKED, *MAPPED) == position


def test_a_validation_may_end_the_run() -> None:
    ends = task("Validate", "VALIDATE_NUMERIC", "price", VALIDATION_ACTION="DropDataset")
    with pytest.raises(TerminatedError, match=r"The value of price is bad \(VALIDATE_NUMERIC\)"):
        carried({"price": "free"}, ends)


def test_fields_that_are_not_numbers_or_times_pass_no_comparison() -> None:
    between = task("Filter", "BETWEEN", "at", DATA_TYPE="datetime", LOWER_BOUND="0", UPPER_BOUND="never")
    more = task("Filter", "GREATER_THAN", "price", DATA_TYPE="double", VALUE="much")
    assert carried({"at": "2026-01-31"}, between) == 0
    assert carried({"price": "3"}, more) == 0


def test_what_a_flow_reads() -> None:
    assert Transformation("S3", (PROJECTION, GERMAN, *MAPPED)).reads() == frozenset(("id", "country", "phone"))
    assert Transformation("S3", (task("Map_all", "NO_OP"),)).reads() is None
    assert Transformation("S3", ()).reads() is None


def test_it_can_be_saved() -> None:
    saved = pickle.dumps(Transformation("S3", (GERMAN, MASKED), mask_keeps_length=True))
    made = pickle.loads(saved)  # noqa: S301 - our own
    assert (made.source, made.tasks, made.mask_keeps_length) == ("S3", (GERMAN, MASKED), True)
    assert made.carry({"country": "DE", "phone": "5551234"}) == {"country": "DE", "phone": "55512**"}


@pytest.mark.parametrize(
    ("text", "moment"), [("1769817600000", 1769817600000), ("2026-01-31", 1769817600000), ("soon", None), ("12", None)]
)
def test_points_in_time(text: str, moment: float | None) -> None:
    assert milliseconds(text) == moment


@pytest.mark.parametrize(
    ("operator", "left", "right"),
    [
        ("ADDITION", "nan", "2"),
        ("ADDITION", "2", "-Infinity"),
        ("ADDITION", "1_000", "2"),
        ("MULTIPLICATION", "1e308", "10"),
        ("SUBTRACTION", "1e309", "1e309"),
        ("DIVISION", "1e308", "0.01"),
    ],
)
def test_what_json_has_no_number_for_is_no_number(operator: str, left: str, right: str) -> None:
    calculate = task("Arithmetic", operator, "a", "b", to="c", MATH_OPERATION_FIELDS_ORDER="a,b")
    assert Transformation("S3", [calculate]).carry({"a": left, "b": right}) == {"a": left, "b": right}


@pytest.mark.parametrize(("text", "passes"), [("nan", False), ("inf", False), ("1_000", False), ("1e308", True)])
def test_a_number_is_what_json_calls_one(text: str, passes: bool) -> None:
    numeric = task("Validate", "VALIDATE_NUMERIC", "a", VALIDATION_ACTION="DropRecord")
    assert Transformation("S3", [numeric]).carry({"a": text}) == ({"a": text} if passes else 0)

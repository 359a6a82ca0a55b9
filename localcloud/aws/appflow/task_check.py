"""What a task must have, so that a run can carry it out. Pure. No page lists the properties of each type of task."""

import json
import re
from typing import Any

from ..errors import ServiceError

OF_SEVERAL_FIELDS = ("Merge", "Arithmetic")
"""The types of tasks that make a field of others."""

_PROPERTIES = {
    "Mask": ("MASK_VALUE",),
    "Truncate": ("TRUNCATE_LENGTH",),
    "Merge": ("CONCAT_FORMAT",),
    "Validate": ("VALIDATION_ACTION",),
    "Arithmetic": ("MATH_OPERATION_FIELDS_ORDER",),
}
_WITHOUT_A_FIELD = ("Map_all", "Merge", "Partition")
_OPERATORS = {
    "Filter": (
        *("PROJECTION", "EQUAL_TO", "NOT_EQUAL_TO", "CONTAINS", "BETWEEN", "LESS_THAN", "GREATER_THAN"),
        *("LESS_THAN_OR_EQUAL_TO", "GREATER_THAN_OR_EQUAL_TO"),
    ),
    "Mask": ("MASK_ALL", "MASK_FIRST_N", "MASK_LAST_N"),
    "Validate": ("VALIDATE_NON_NULL", "VALIDATE_NON_ZERO", "VALIDATE_NON_NEGATIVE", "VALIDATE_NUMERIC"),
    "Arithmetic": ("ADDITION", "SUBTRACTION", "MULTIPLICATION", "DIVISION"),
}


def check(task: dict[str, Any], operator: str | None) -> None:
    """Checks one task by itself.

    Args:
        task: in the shape of the API.
        operator: its operator for the flow's connector.

    Raises:
        ServiceError: ValidationException with the reason.
    """
    kind, fields, properties = task["taskType"], task["sourceFields"], task.get("taskProperties", {})
    what = f"The {kind} task of {fields}"
    known = _OPERATORS.get(kind)
    if known and operator not in known:
        raise _refused(f"{what} has the operator {operator}: it must be one of {', '.join(known)}")
    for name in _needed(kind, operator, properties):
        if name not in properties:
            raise _refused(f"{what} has no {name}")
    if kind == "Map_all":
        _check_excluded(properties.get("EXCLUDE_SOURCE_FIELDS_LIST", "[]"))
    if kind == "Map_all" or (kind == "Filter" and operator == "PROJECTION"):
        return
    if not fields and kind not in _WITHOUT_A_FIELD:
        raise _refused(f"{what} has no source field")
    if kind in ("Map", *OF_SEVERAL_FIELDS) and not task.get("destinationField"):
        raise _refused(f"{what} has no destinationField")
    action = properties.get("VALIDATION_ACTION", "DropRecord")
    if action not in ("DropRecord", "DropDataset"):
        raise _refused(f"VALIDATION_ACTION {action} is neither DropRecord nor DropDataset")
    for name in ("MASK_LENGTH", "TRUNCATE_LENGTH"):
        if name in properties and not re.fullmatch(r"[0-9]{1,9}", properties[name]):
            raise _refused(f"{what} has {name} {properties[name]!r}, which is no number")
    if kind == "Arithmetic" and properties["MATH_OPERATION_FIELDS_ORDER"].count(",") != 1:
        raise _refused(f"{what} needs two fields in MATH_OPERATION_FIELDS_ORDER")


def _check_excluded(text: str) -> None:
    try:
        excluded = json.loads(text)
    except ValueError:
        excluded = None
    if not isinstance(excluded, list) or not all(isinstance(each, str) for each in excluded):
        raise _refused(f"EXCLUDE_SOURCE_FIELDS_LIST {text!r} is no JSON list of fields")


def _needed(kind: str, operator: str | None, properties: dict[str, str]) -> tuple[str, ...]:
    if kind != "Filter" or operator == "PROJECTION":
        return _PROPERTIES.get(kind, ())
    if operator == "BETWEEN":
        return ("DATA_TYPE", "LOWER_BOUND", "UPPER_BOUND")
    return ("DATA_TYPE", "VALUES" if "VALUES" in properties else "VALUE")


def _refused(message: str) -> ServiceError:
    return ServiceError("ValidationException", message)

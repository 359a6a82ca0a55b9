"""A checked task of a flow, independent of the form of its argument, and its form in AppFlow. Pure.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_Task.html
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from .source import CALCULATIONS, FILTERS, MASKS, VALIDATIONS, Source
from .spelling import customer_profiles_spelling


class TaskType(NamedTuple):
    """The requirements of one type of task.

    Attributes:
        operators: the allowed operators; if there is only one, it is the default.
        fields: the minimum and maximum number of source fields.
        destination: whether they write a field; by default one of the same name as their only source field.
        required: required properties.
    """

    operators: tuple[str, ...] = ("NO_OP",)
    fields: tuple[int, int] = (1, 1)
    destination: bool = True
    required: tuple[str, ...] = ()


TASK_TYPES: Mapping[str, TaskType] = {
    "Map": TaskType(),
    "Map_all": TaskType(fields=(0, 0), destination=False),
    "Filter": TaskType(
        operators=("PROJECTION", *FILTERS),
        fields=(1, 1000),
        destination=False,
    ),
    "Arithmetic": TaskType(operators=CALCULATIONS, fields=(1, 1000)),
    "Mask": TaskType(operators=MASKS, required=("mask_value",)),
    "Merge": TaskType(fields=(2, 1000), required=("concat_format",)),
    "Passthrough": TaskType(),
    "Truncate": TaskType(required=("truncate_length",)),
    "Validate": TaskType(operators=VALIDATIONS, destination=False, required=("validation_action",)),
}
"""All types of tasks that make sense for Customer Profiles, by their name in the API."""


ACTIONS: Mapping[str, str] = {"DropRecord": "DropRecord", "TerminateFlow": "DropDataset"}
"""What a Validate task does with a record that it refuses: our words, with those of `VALIDATION_ACTION`
(https://github.com/cdklabs/cdk-appflow, `src/core/tasks/validations.ts`)."""


RESULT_TYPES: Mapping[str, Mapping[str, str]] = {
    "Merge": {"SOURCE_DATA_TYPE": "string", "DESTINATION_DATA_TYPE": "string"},
    "Arithmetic": {"SOURCE_DATA_TYPE": "string", "DESTINATION_DATA_TYPE": "double"},
}
"""The task types that make a new field of several, with the properties of the Map task that writes it."""


class Task(NamedTuple):
    """A checked task, the same for every source and either API.

    Attributes:
        type: the API's task type.
        fields: the source fields that it reads.
        operator: the API's operator.
        destination: the field that it writes; "" if it writes none or leaves its field in place.
        properties: the API's task properties.
    """

    type: str
    fields: tuple[str, ...]
    operator: str = "NO_OP"
    destination: str = ""
    properties: Mapping[str, str] = {}

    @property
    def is_projection(self) -> bool:
        """Whether it lists the fields that a flow reads."""
        return self.type == "Filter" and self.operator == "PROJECTION"


def projection(fields: Iterable[str]) -> Task:
    """The task that lists the fields that a flow reads."""
    return Task("Filter", tuple(fields), "PROJECTION")


def in_appflow(source: Source, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """`tasks` of the AppFlow API. If the source lacks the operator (Amplitude has no `NO_OP`), none is sent."""
    return [
        {
            "taskType": task.type,
            "sourceFields": list(task.fields),
            **({"destinationField": task.destination} if task.destination else {}),
            **({"connectorOperator": {source.type: task.operator}} if task.operator in source.operators else {}),
            "taskProperties": dict(task.properties),
        }
        for task in tasks
    ]


def in_customer_profiles(source: Source, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """`Tasks` of a flow definition of the Customer Profiles API."""
    spelled: list[dict[str, Any]] = customer_profiles_spelling(in_appflow(source, tasks))
    return spelled

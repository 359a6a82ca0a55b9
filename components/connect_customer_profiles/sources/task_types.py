"""The elements of the `tasks` argument, one type each."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

Value = str | int | float | bool
FilterOperator = Literal[
    "EQUAL_TO",
    "NOT_EQUAL_TO",
    "CONTAINS",
    "LESS_THAN",
    "LESS_THAN_OR_EQUAL_TO",
    "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL_TO",
    "BETWEEN",
]
Calculation = Literal["ADDITION", "SUBTRACTION", "MULTIPLICATION", "DIVISION"]
Validation = Literal["VALIDATE_NON_NULL", "VALIDATE_NON_ZERO", "VALIDATE_NON_NEGATIVE", "VALIDATE_NUMERIC"]
Mask = Literal["MASK_ALL", "MASK_FIRST_N", "MASK_LAST_N"]
ValidationAction = Literal["DropRecord", "TerminateFlow"]
AppFlowOperator = Literal["PROJECTION", FilterOperator, Calculation, Mask, Validation, "NO_OP"]
AppFlowTaskType = Literal[
    "Map", "Map_all", "Filter", "Arithmetic", "Mask", "Merge", "Passthrough", "Truncate", "Validate"
]


class MapTask(TypedDict):
    """Writes a field under another name; fields without a Map task keep theirs."""

    type: Literal["Map"]
    field: str
    """The source field."""
    to: str
    """The name that the object type reads."""
    source_data_type: NotRequired[str]
    """The field's type at the source, if AppFlow has to convert it. Default: not sent."""
    destination_data_type: NotRequired[str]
    """The type to convert to. Default: not sent."""


class FilterTask(TypedDict):
    """Loads only records that pass all filters.

    https://docs.aws.amazon.com/appflow/latest/userguide/create-flow-console.html
    """

    type: Literal["Filter"]
    field: str
    """The source field, whether it is loaded or not."""
    operator: FilterOperator
    """One of the source's filter operators, such as `EQUAL_TO`."""
    value: NotRequired[Value]
    """The value to compare with; for date fields a date or an RFC 3339 time. Not for `BETWEEN`."""
    values: NotRequired[Sequence[Value]]
    """Instead of `value`, for `EQUAL_TO` and `CONTAINS`: several values, one of which must match; without commas in
    them."""
    lower: NotRequired[Value]
    """`BETWEEN`: the lower bound."""
    upper: NotRequired[Value]
    """`BETWEEN`: the upper bound."""
    data_type: NotRequired[str]
    """The field's type at the source. Default: `datetime` for the source's date fields, else `string`, `double` or
    `boolean`, depending on the value."""


class MaskTask(TypedDict):
    """Overwrites the whole value, or its beginning or end."""

    type: Literal["Mask"]
    field: str
    """A loaded field."""
    mask: NotRequired[str]
    """The character to write. Default: `*`."""
    first: NotRequired[int]
    """The number of characters to mask at the beginning. Default: all."""
    last: NotRequired[int]
    """The number of characters to mask at the end. Default: all."""
    length: NotRequired[int]
    """The number of mask characters that replace a whole value. Default: 5, as in the AppFlow console."""


class MergeTask(TypedDict):
    """Combines several fields in a new one."""

    type: Literal["Merge"]
    fields: Sequence[str]
    """Two or more loaded fields."""
    to: str
    """The name of the result."""
    format: str
    """The result, with `${Field}` for each field, such as `${FirstName} ${LastName}`. Sent unchanged, because AWS
    documents no syntax."""


class TruncateTask(TypedDict):
    """Shortens a value."""

    type: Literal["Truncate"]
    field: str
    """A loaded field."""
    length: int
    """The number of characters to keep."""


class ValidateTask(TypedDict):
    """Drops records with a bad value, or ends the run."""

    type: Literal["Validate"]
    field: str
    """A loaded field."""
    operator: Validation
    """`VALIDATE_NON_NULL`, `VALIDATE_NON_ZERO`, `VALIDATE_NON_NEGATIVE` or `VALIDATE_NUMERIC`."""
    action: ValidationAction
    """`DropRecord`: the record is left out. `TerminateFlow`: the run ends with an error."""


class ArithmeticTask(TypedDict):
    """Writes a sum, difference, product or quotient to a new field."""

    type: Literal["Arithmetic"]
    operator: Calculation
    """`ADDITION`, `SUBTRACTION`, `MULTIPLICATION` or `DIVISION`."""
    fields: Sequence[str]
    """Two loaded fields, in the order of the calculation."""
    to: str
    """The name of the result."""
    data_type: NotRequired[str]
    """The type of the result. Default: `double`."""


Task = MapTask | FilterTask | MaskTask | MergeTask | TruncateTask | ValidateTask | ArithmeticTask

"""The elements of the `tasks` argument, one type each."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

Value = str | int | float | bool


class MapTask(TypedDict):
    """Writes a field under another name; fields without a Map task keep theirs."""

    type: Literal["Map"]
    field: str
    """The source field."""
    to: str
    """The name that the object type reads."""
    source_data_type: NotRequired[str]
    """The field's type at the source, where AppFlow has to convert. Default: not sent."""
    destination_data_type: NotRequired[str]
    """The type to convert to. Default: not sent."""


class FilterTask(TypedDict):
    """Loads only records that pass; several filters all have to.

    https://docs.aws.amazon.com/appflow/latest/userguide/create-flow-console.html
    """

    type: Literal["Filter"]
    field: str
    """The source field, whether it is loaded or not."""
    operator: str
    """One of the source's filter operators, such as `EQUAL_TO`."""
    value: NotRequired[Value]
    """What to compare with. On date fields a date or an RFC 3339 time. Not for `BETWEEN`."""
    values: NotRequired[Sequence[Value]]
    """Instead of `value`, for `EQUAL_TO` and `CONTAINS`: one of several, without a comma in them."""
    lower: NotRequired[Value]
    """`BETWEEN`: the lower bound."""
    upper: NotRequired[Value]
    """`BETWEEN`: the upper bound."""
    data_type: NotRequired[str]
    """The field's type at the source. Default: `datetime` for the source's date fields, else `string`, `double` or
    `boolean` after the value."""


class MaskTask(TypedDict):
    """Overwrites the whole value, or its beginning or end."""

    type: Literal["Mask"]
    field: str
    """A loaded field."""
    mask: NotRequired[str]
    """The character that is written. Default: `*`."""
    first: NotRequired[int]
    """Only so many characters at the beginning."""
    last: NotRequired[int]
    """Only so many characters at the end."""
    length: NotRequired[int]
    """How many mask characters stand for a whole value. Default: 5, what the AppFlow console sends."""


class MergeTask(TypedDict):
    """Writes several fields into one more."""

    type: Literal["Merge"]
    fields: Sequence[str]
    """Two or more loaded fields."""
    to: str
    """The name of the result."""
    format: str
    """The result with `${Field}` for each field, such as `${FirstName} ${LastName}`. Sent as it is: AWS documents no
    syntax."""


class TruncateTask(TypedDict):
    """Cuts a value off."""

    type: Literal["Truncate"]
    field: str
    """A loaded field."""
    length: int
    """The characters that are left."""


class ValidateTask(TypedDict):
    """Does something about records with a bad value."""

    type: Literal["Validate"]
    field: str
    """A loaded field."""
    operator: str
    """`VALIDATE_NON_NULL`, `VALIDATE_NON_ZERO`, `VALIDATE_NON_NEGATIVE` or `VALIDATE_NUMERIC`."""
    action: str
    """`DropRecord`: the record is left out. `TerminateFlow`: the run ends with an error."""


class ArithmeticTask(TypedDict):
    """Writes a sum, difference, product or quotient into one more field."""

    type: Literal["Arithmetic"]
    operator: str
    """`ADDITION`, `SUBTRACTION`, `MULTIPLICATION` or `DIVISION`."""
    fields: Sequence[str]
    """Two loaded fields, in the order of the calculation."""
    to: str
    """The name of the result."""
    data_type: NotRequired[str]
    """The type of the result. Default: `double`."""


Task = MapTask | FilterTask | MaskTask | MergeTask | TruncateTask | ValidateTask | ArithmeticTask

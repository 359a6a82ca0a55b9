"""What the values of one field of a sample have in common. They are counted, and none is said."""

import re
from collections import Counter
from collections.abc import Callable

EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s.,;]+")
PHONE = re.compile(r"(?:\+|00)\d(?:[ ()./-]*\d){6,14}|\(?\d{2,5}\)?(?:[ ()./-]+\d+)+|\d{10,11}")

SOME = 0.6
"""The part of the values that has to look like what a field's name says it is."""

MOST = 0.9
"""The part that has to, where the name says nothing."""

_HINTS = {
    "email": re.compile(r"(?i)e-?mail"),
    "phone": re.compile(r"(?i)phone|mobile|(?:^|[^a-z])(?:tel|cell)"),
}
_SHAPES = {"email": EMAIL, "phone": PHONE}
_NOT_PHONES = re.compile(r"(?i)(?:id|key|number|no|nr|date|time|at|zip|code)$")
_DATES = (
    ("yyyy-MM-dd'T'HH:mm:ss'Z'", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")),
    ("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")),
    ("yyyy-MM-dd'T'HH:mm:ssXXX", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")),
    ("yyyy-MM-dd'T'HH:mm:ss.SSSZ", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}")),
    ("yyyy-MM-dd HH:mm:ss", re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")),
    ("yyyy-MM-dd", re.compile(r"\d{4}-\d\d-\d\d")),
    ("EPOCHMILLI", re.compile(r"\d{13}")),
)


class Column:
    """The values of one field."""

    def __init__(self) -> None:
        self._values: Counter[str] = Counter()

    def add(self, value: str) -> None:
        """One more record; "" where it has no value."""
        if value:
            self._values[value] += 1

    @property
    def filled(self) -> int:
        """How many records have a value."""
        return self._values.total()

    @property
    def repeated(self) -> int:
        """How many records have a value that an earlier one has."""
        return self.filled - len(self._values)

    @property
    def most(self) -> int:
        """How many records share one value, at the most."""
        return max(self._values.values(), default=0)

    def matching(self, fits: Callable[[str], object]) -> int:
        """How many values fit."""
        return sum(count for value, count in self._values.items() if fits(value))

    def alike(self, kind: str) -> int:
        """How many values look like email addresses or telephone numbers."""
        return self.matching(lambda value: _SHAPES[kind].fullmatch(value.strip()))

    def kind(self, path: str) -> str:
        """`email` or `phone` by values and name; "" for anything else."""
        for kind, hint in _HINTS.items():
            named = bool(hint.search(path))
            if not named and kind == "phone" and _NOT_PHONES.search(path):
                continue
            if self.filled and self.alike(kind) >= (SOME if named else MOST) * self.filled:
                return kind
        return ""


def timestamp_format(column: Column) -> str:
    """The format in which all values are times, "" if there is none."""
    return next((name for name, shape in _DATES if column.matching(shape.fullmatch) == column.filled), "")

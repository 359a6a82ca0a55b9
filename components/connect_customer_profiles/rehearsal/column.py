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


_DAY = re.compile(r"(?:\d{4}([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:\d{4}|\d\d))(?:[ T].*)?")
_NATIONAL, _E164 = 10, 15
"""Digits of a telephone number with its area code, and the most that any has."""


def _is_phone(value: str, *, named: bool) -> bool:
    """Whether a value looks like a telephone number: no date does, and where the name of the field does not say so, no
    number that is as short as an ID or written as one."""
    if not PHONE.fullmatch(value) or _DAY.fullmatch(value):
        return False
    return named or (not value.isdigit() and _NATIONAL <= sum(map(str.isdigit, value)) <= _E164)


class Column:
    """The values of one field.

    Attributes:
        names: its name; of a field of an object in an object all that lead to it.
        lists: whether a record has a list there.
    """

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        self.names = names
        self.lists = False
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

    def alike(self, path: str, kind: str) -> int:
        """How many values look like email addresses or telephone numbers, by the name of the field as well."""
        if kind == "email":
            return self.matching(lambda value: EMAIL.fullmatch(value.strip()))
        named = bool(_HINTS[kind].search(path))
        return self.matching(lambda value: _is_phone(value.strip(), named=named))

    def kind(self, path: str) -> str:
        """`email` or `phone` by values and name; "" for anything else."""
        for kind, hint in _HINTS.items():
            named = bool(hint.search(path))
            if not named and kind == "phone" and _NOT_PHONES.search(path):
                continue
            if self.filled and self.alike(path, kind) >= (SOME if named else MOST) * self.filled:
                return kind
        return ""


def hinted(path: str) -> str:
    """What the name of a field says that it is, `email` or `phone`; "" for anything else."""
    return next((kind for kind, hint in _HINTS.items() if hint.search(path)), "")


def timestamp_format(column: Column) -> str:
    """The format in which all values are times, "" if there is none."""
    return next((name for name, shape in _DATES if column.matching(shape.fullmatch) == column.filled), "")

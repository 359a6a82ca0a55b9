"""What a rule is, and the rules that others are made from. Pure.

A value comes back checked, or `RuleViolation` is raised. Components apply rules when a value is known; policy checks
and settings call the same functions.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any, TypeVar

from .argument_names import spelled

T = TypeVar("T")
Rule = Callable[[Any], T]
"""Takes a value; returns the checked value, or raises `RuleViolation`."""


class RuleViolation(ValueError):
    """A value that breaks a rule.

    Attributes:
        argument: dotted path of the offending part below the argument that was checked, or "" for the argument itself.
        value: the value.
        rule: what is required, as a part of a sentence.
    """

    def __init__(self, value: object, rule: str, *, argument: str = "") -> None:
        shown = repr(value)
        if isinstance(value, (Mapping, list, tuple)):
            shown = spelled(shown)
        super().__init__(f"{spelled(argument)}{' = ' if argument else ''}{shown}: {spelled(rule)}")
        self.argument = argument
        self.value = value
        self.rule = rule

    def below(self, argument: str) -> "RuleViolation":
        """The same violation, seen from the argument that contains the offending part."""
        path = f"{argument}.{self.argument}".replace(".[", "[") if self.argument else argument
        return RuleViolation(self.value, self.rule, argument=path)


class _Placeholder:
    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return self._shown

    __str__ = __repr__


HIDDEN = _Placeholder("[secret]")
"""A placeholder for a secret value in a violation."""

LATER = _Placeholder("[output]")
"""A placeholder for a value that is not known where it is refused."""


def checked(argument: str, value: Any, rule: "Rule[T]") -> T:
    """`rule(value)`; a violation names the argument."""
    try:
        return rule(value)
    except RuleViolation as violation:
        raise violation.below(argument) from None


def text(pattern: str, rule: str) -> Callable[[Any], str]:
    """A rule for strings that match `pattern` as a whole, which is compiled when the first one is checked."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise RuleViolation(value, rule)
        return value

    return check


def one_of(*choices: str) -> Callable[[Any], str]:
    """A rule for one of a few words."""

    def check(value: Any) -> str:
        if value not in choices:
            raise RuleViolation(value, not_one_of(value, choices))
        return str(value)

    return check


def integer(minimum: int, maximum: int, unit: str) -> Callable[[Any], int]:
    """A rule for whole numbers in a closed range. Pulumi passes numbers as floats, so 3.0 counts as 3."""

    def check(value: Any) -> int:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
        if not number or value != int(value):
            raise RuleViolation(value, f"must be a whole number of {unit}")
        if not minimum <= value <= maximum:
            raise RuleViolation(value, f"must be {minimum} to {maximum} {unit}")
        return int(value)

    return check


def boolean(value: Any) -> bool:
    """A rule for booleans; strings such as "false" are refused, not treated as true."""
    if not isinstance(value, bool):
        raise RuleViolation(value, "must be true or false")
    return value


def strings(value: Any) -> list[str]:
    """A rule for a list of non-empty strings without repetition."""
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) and item for item in value):
        raise RuleViolation(value, "must be a list of non-empty strings")
    repeated = sorted({item for item in value if list(value).count(item) > 1})
    if repeated:
        raise RuleViolation(value, f"contains {repeated[0]} more than once")
    return list(value)


def list_of(rule: "Rule[T]") -> Callable[[Any], list[T]]:
    """A rule for a list of values that each follow `rule`."""
    return lambda value: [rule(item) for item in strings(value)]


def known_keys(value: Any, known: Collection[str], what: str) -> dict[str, Any]:
    """A rule for objects with known keys only; keys without a value are dropped."""
    if not isinstance(value, Mapping):
        raise RuleViolation(value, f"must be an object with {', '.join(sorted(known))}")
    unknown = sorted(set(value) - set(known))
    if unknown:
        rule = f"is not part of {what}; {instead_of(unknown[0], known)}"
        raise RuleViolation(value[unknown[0]], rule, argument=unknown[0])
    return {key: item for key, item in value.items() if item is not None}


def instead_of(unknown: str, known: Collection[str], what: str = "keys") -> str:
    """What somebody may have meant by an unknown name: the nearest one, else all of them."""
    near = _near(unknown, known, 1)
    return f"did you mean {near[0]}?" if near else f"known {what}: {', '.join(sorted(known))}"


def not_one_of(value: Any, choices: Collection[str]) -> str:
    """The rule that a value outside a few words breaks, with the word that was meant if one is near."""
    meant = nearest(value, choices) if isinstance(value, str) else ""
    return "; ".join(filter(None, (f"must be one of {', '.join(choices)}", meant)))


def nearest(unknown: str, known: Collection[str]) -> str:
    """Up to three known names that somebody may have meant by an unknown one, as a question; "" if none is near."""
    near = _near(unknown, known, 3)
    return f"did you mean {' or '.join(filter(None, (', '.join(near[:-1]), near[-1])))}?" if near else ""


def _near(unknown: str, known: Collection[str], most: int) -> list[str]:
    from difflib import get_close_matches  # Only a mistake needs it.

    plain = {_letters(name): name for name in sorted(known, reverse=True)}
    return [plain[each] for each in get_close_matches(_letters(unknown), plain, n=most, cutoff=0.7)]


def _letters(name: str) -> str:
    return re.sub(r"[_-]", "", name).lower()


def instant(value: Any) -> datetime:
    """A rule for points in time: `YYYY-MM-DD` (midnight UTC) or RFC 3339 with an offset; whole seconds, in UTC."""
    rule = "must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z"
    if not isinstance(value, str):
        raise RuleViolation(value, rule)
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            day = date.fromisoformat(value)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(value) if re.match(r"\d{4}-\d{2}-\d{2}[Tt ]", value) else None
        if moment is not None and moment.tzinfo is not None:
            return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise RuleViolation(value, rule)
    raise RuleViolation(value, "a time needs an offset from UTC, such as the Z in 2024-01-31T08:00:00Z")


def rfc3339(moment: datetime) -> str:
    """The form of a point in time in state and outputs: whole seconds, UTC, `Z`."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"

"""Whether a text is a time of the format that an object type declares. Pure.

AWS does not document what becomes of one that is not:
https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_PutProfileObjectType.html
"""

import re
from collections.abc import Callable, Iterator

from ..profiles.checks import EPOCH, SOURCE_TIMESTAMP
from ..profiles.field_source import Record, reader
from ..profiles.object_type import ObjectType

_PART = re.compile(r"'((?:[^']|'')*)'|([a-zA-Z])\2*|(.)", re.DOTALL)
"""A quoted text, in which two quotes are one, a run of one pattern letter, or any other character."""

_WORDS = "GaE"
_ZONES = {"Z": r"[+-]\d{4}", "X": r"(?:Z|[+-]\d\d(?::?\d\d)?)", "z": r"[\w:/+-]+"}


def shape(timestamp_format: str) -> re.Pattern[str]:
    """What times of a format look like.

    Args:
        timestamp_format: a pattern of Java's `SimpleDateFormat`, or `EPOCHMILLI`.
    """
    if timestamp_format.upper() == EPOCH:
        return re.compile(r"-?\d+")
    return re.compile("".join(_shapes(timestamp_format)))


def _shapes(timestamp_format: str) -> Iterator[str]:
    for found in _PART.finditer(timestamp_format):
        quoted, letter, other = found.groups()
        if letter is None:
            yield re.escape(other if quoted is None else quoted.replace("''", "'") or "'")
        elif letter in _ZONES:
            yield _ZONES[letter]
        elif letter in _WORDS or (letter in "ML" and len(found[0]) > 2):
            yield r"[^\W\d]+\.?"
        else:
            yield r"\d+"


def no_time(object_type: ObjectType) -> Callable[[Record], bool] | None:
    """The test whether a record has a value that is no time of the format; None where no field has to be one."""
    if not object_type.timestamp_format:
        return None
    filling = (each["source"] for each in object_type.fields.values() if each.get("target") == SOURCE_TIMESTAMP)
    source = next(filling, None)
    if source is None:
        return None
    read, looks_like = reader(source), shape(object_type.timestamp_format)

    def test(record: Record) -> bool:
        value = read(record)
        return value is not None and looks_like.fullmatch(value) is None

    return test

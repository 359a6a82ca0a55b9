"""A record as JSON: whether a text is one, and how large an object of it is."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

DEPTH = 500
"""Lists and objects in each other, up to which a record is read. AWS documents no limit; what is stored must be
readable again where Python's own limit, a thousand calls, is nearer."""


_NESTED = "nested too deep"


class NotANumberError(ValueError):
    """NaN or an infinite number, which JSON does not have."""


def parsed(text: str) -> Any:
    """What a text of JSON says.

    Raises:
        ValueError: it is no JSON, or has more than `DEPTH` lists and objects in each other.
    """
    try:
        found = DECODER.decode(text)
    except RecursionError:
        raise ValueError(_NESTED) from None
    if isinstance(found, dict) and too_deep(found):
        raise ValueError(_NESTED)
    return found


def decoded(text: str) -> dict[str, Any] | None:
    """The record that a text is; None where it is no JSON object."""
    try:
        found = parsed(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def too_deep(record: Mapping[str, Any]) -> bool:
    """Whether a record has more than `DEPTH` lists and objects in each other."""
    values: list[Any] = [record]
    for _ in range(DEPTH):
        values = [inner for each in values for inner in (each.values() if isinstance(each, dict) else each)]
        values = [each for each in values if isinstance(each, (dict, list))]
        if not values:
            return False
    return True


def written(record: Mapping[str, Any]) -> str:
    """A record as JSON, as short as it can be."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def size_of(record: Mapping[str, Any]) -> int:
    """The bytes of a record as JSON in UTF-8."""
    return len(written(record).encode(errors="surrogatepass"))


def _refused(_name: str) -> NoReturn:
    raise NotANumberError("NaN and infinite numbers are none")


def _number(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        _refused(text)
    return number


def decoder(pairs: Callable[[list[tuple[str, Any]]], dict[str, Any]] | None = None) -> json.JSONDecoder:
    """Reads what is JSON, and no more: `json.loads` takes NaN, and makes an infinite number of 1e999.

    Args:
        pairs: makes an object of its names and values; as a rule the last value of a name is taken.
    """
    return json.JSONDecoder(parse_constant=_refused, parse_float=_number, object_pairs_hook=pairs)


DECODER = decoder()

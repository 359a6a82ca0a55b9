"""Personal values in examples: as much as tells two of them apart for whoever knows the data, and no more."""

import re

_DIGITS = re.compile(r"\d")
_TOP_LEVEL = re.compile(r"[A-Za-z0-9.-]*(\.[A-Za-z]{2,})")
"""The host of an email address, which nothing follows: keys of several fields have further values behind it."""

FEW = 4
"""Digits that are too few to show two of them; of texts with fewer characters not even the first is shown."""


def masked(value: str) -> str:
    """A value without what identifies a person.

    Of an email address the first letter and the top-level domain are left, of a number its last two digits, of other
    texts the first letter, of short ones nothing.
    """
    if "@" in value:
        name, _, host = value.rpartition("@")
        ending = _TOP_LEVEL.fullmatch(host) if name else None
        return f"{name[:1]}***@***{ending[1] if ending else ''}"
    digits = _DIGITS.findall(value)
    if len(digits) > len(value) / 2:
        return f"***{''.join(digits[-2:])}" if len(digits) > FEW else "***"
    return f"{value[:1]}***" if len(value) >= FEW else "***"


def shown(value: str) -> str:
    """A value as it is, where that was asked for."""
    return value

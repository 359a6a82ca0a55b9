"""Personal values in examples: as much as tells two of them apart for whoever knows the data, and no more."""

import re

_DIGITS = re.compile(r"\d")
FEW = 4
"""Digits that are too few to show two of them."""


def masked(value: str) -> str:
    """A value without what identifies a person.

    Of an email address the first letter and the top-level domain are left, of a number its last two digits, of other
    texts the first letter.
    """
    if "@" in value:
        name, _, host = value.rpartition("@")
        return f"{name[:1]}***@***{host[host.rfind('.') :] if '.' in host else ''}"
    digits = _DIGITS.findall(value)
    if len(digits) > len(value) / 2:
        return f"***{''.join(digits[-2:])}" if len(digits) > FEW else "***"
    return f"{value[:1]}***"


def shown(value: str) -> str:
    """A value as it is, where that was asked for."""
    return value

"""How the values of keys are compared: by the content type of their fields.

"EMAIL_ADDRESS and NAME are both case-insensitive, and NAME also collapses repeated spaces. PHONE_NUMBER ignores
formatting, so +1 (206) 345-7890 matches 2063457890. Omit it and the value is treated as STRING and matched exactly as
written." https://docs.aws.amazon.com/connect/latest/adminguide/examples-object-type-mappings.html
"""

import re
from collections.abc import Callable, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation

from .silence import DOCUMENTED, Silence

Normalise = Callable[[str], str]
"""A value → what it is compared by; "" where nothing is left of it."""

WRITTEN_OUT = 300
"""Digits of a number that are written out; `1e999999` as it is would be a megabyte."""

_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic without rounding: numbers that differ in their thirtieth digit are two customers."""

_NO_DIGIT = re.compile(r"\D+")
_NANP = 11
"""Digits of a North American number with its country code."""


def normaliser(content_type: str, silence: Silence = DOCUMENTED) -> Normalise | None:
    """How values of a content type are compared; None where they are compared as written."""
    if content_type == "EMAIL_ADDRESS":
        return _email
    if content_type == "NAME":
        return _name
    if content_type == "PHONE_NUMBER":
        return _phone(silence.phone_country_code)
    if content_type == "NUMBER" and silence.number_keys == "numeric":
        return _number
    return None


def joined(parts: Sequence[str]) -> str:
    """The values of the fields of one key as one value, different for different parts."""
    if len(parts) == 1:
        return parts[0]
    return ":".join(part.replace("\\", "\\\\").replace(":", "\\:") for part in parts)


def _email(value: str) -> str:
    folded = value.strip().lower()
    return value if folded == value else folded  # the same text again takes no memory


def _name(value: str) -> str:
    folded = " ".join(value.split()).lower()
    return value if folded == value else folded


def _number(value: str) -> str:
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value
    if not number.is_finite() or "_" in value:  # Python's own way to write numbers
        return value
    if not number:
        return "0"
    exact = number.normalize(_EXACT)
    text = format(exact, "f") if abs(exact.adjusted()) < WRITTEN_OUT else str(exact)
    return value if text == value else text


def _phone(country_code: str) -> Normalise:
    def phone(value: str) -> str:
        digits = value if value.isdigit() else _NO_DIGIT.sub("", value)
        international = value.lstrip().startswith("+")
        if not international and digits.startswith("00"):
            digits, international = digits[2:], True
        implied = country_code == "1" and len(digits) == _NANP
        if country_code and (international or implied) and digits.startswith(country_code):
            return digits[len(country_code) :]
        return digits

    return phone

"""JSON Lines and JSON arrays → records."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from ..profiles.record import DEPTH, NotANumberError, decoder, too_deep
from .sample import Lines, Numbered, Sample

CHUNK = 1 << 16
LONGEST_WORD = 12
"""Characters of the longest escape or word that the end of what has been read may cut, and some more."""

_KINDS = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number", type(None): "null"}
_DEEP = "is nested too deep"
_REPEATED = "an object has a name twice: its last value is taken"
_SPACE = re.compile(r"[ \t\r\n]*")


def lines(sample: Sample, text: TextIO) -> Iterator[Numbered]:
    """The objects of a JSON Lines file."""
    sample.read_as = f"JSON Lines, {sample.read_as}"
    repeated, columns = _Repeated(), sample.columns
    decode = decoder(repeated.record).decode
    for number, line in enumerate(text, 1):
        repeated.begin()
        try:
            record = decode(line)
        except (ValueError, RecursionError) as error:
            if line.isspace():
                sample.empty.add(number)
            else:
                sample.fault(number, _wrong(error))
            continue
        if record.__class__ is dict:
            if line.count("[") + line.count("{") > DEPTH and too_deep(record):
                sample.fault(number, _DEEP)
                continue
            if not columns.keys() >= record.keys():
                columns.update(dict.fromkeys(record))
            repeated.read(number)
            yield number, record
        else:
            sample.fault(number, f"is {_KINDS[type(record)]}, not an object")
    repeated.tell(sample)


def array(sample: Sample, text: TextIO) -> Iterator[Numbered]:
    """The objects of a file that is one JSON array, read piece by piece.

    Raises:
        SampleError: it stops being an array; nothing after that can be found.
    """
    sample.read_as = f"JSON array, {sample.read_as}"
    window = _Window(sample, text)
    window.take("[", "is not a JSON array")
    if window.peek() == "]":
        window.take("]", "")
    else:
        while True:
            line, value = window.value()
            if isinstance(value, dict) and too_deep(value):
                sample.fault(line, _DEEP)
            elif isinstance(value, dict):
                sample.columns.update(dict.fromkeys(value))
                window.repeated.read(line)
                yield line, value
            else:
                sample.fault(line, f"is {_KINDS[type(value)]}, not an object")
            if window.peek() == "]":
                window.take("]", "")
                break
            window.take(",", "needs a comma or ] after a value")
    if window.peek():
        raise sample.refuse("goes on after the end of the array", window.line)
    window.repeated.tell(sample)


class _Repeated:
    """Records with an object that has a name twice: JSON allows it, and Python takes the last without a word."""

    def __init__(self) -> None:
        self._lines = Lines()
        self._found = False

    def record(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object of its names and values."""
        made = dict(pairs)
        if len(made) != len(pairs):
            self._found = True
        return made

    def begin(self) -> None:
        """A text is read, perhaps again because more of it is there."""
        self._found = False

    def read(self, line: int) -> None:
        """A record has been read."""
        if self._found:
            self._lines.add(line)

    def tell(self, sample: Sample) -> None:
        """A note of the records, if there are any."""
        if self._lines.count:
            sample.notes.append(f"{self._lines}: {_REPEATED}")


class _Window:
    """The part of the text that is looked at: it grows until a value is complete."""

    def __init__(self, sample: Sample, text: TextIO) -> None:
        self._sample = sample
        self._text = text
        self._buffer = ""
        self._at = 0
        self.line = 1
        self.repeated = _Repeated()
        self._decoder = decoder(self.repeated.record)

    def peek(self) -> str:
        """The next character other than white space; "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more(CHUNK):
                return ""

    def take(self, character: str, wrong: str) -> None:
        """The next character, which has to be this one."""
        found = self.peek()
        if found != character:
            raise self._sample.refuse(wrong if found else "ends before the array does", self.line)
        self._advance(self._at + 1)

    def value(self) -> tuple[int, Any]:
        """The next value and its line."""
        self.peek()
        size = CHUNK
        while True:
            self.repeated.begin()
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except (ValueError, RecursionError) as error:
                if self._is_final(error) or not self._more(size):
                    if self._at >= len(self._buffer):
                        raise self._sample.refuse("ends before the array does", self.line) from None
                    raise self._sample.refuse(_wrong(error), self._line_of(error)) from None
                size *= 2
                continue
            # A number at the end of what has been read may go on.
            if end == len(self._buffer) and self._more(size):
                continue
            line = self.line
            self._advance(end)
            return line, value

    def _is_final(self, error: Exception) -> bool:
        """Whether an error is one, however the text goes on."""
        if not isinstance(error, json.JSONDecodeError):
            return True
        return not error.msg.startswith("Unterminated") and error.pos < len(self._buffer) - LONGEST_WORD

    def _line_of(self, error: Exception) -> int:
        end = error.pos if isinstance(error, json.JSONDecodeError) else self._at
        return self.line + self._buffer.count("\n", self._at, end)

    def _advance(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def _more(self, size: int) -> bool:
        chunk = self._text.read(size)
        self._buffer, self._at = self._buffer[self._at :] + chunk, 0
        return bool(chunk)


def _wrong(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg}"
    if isinstance(error, RecursionError):
        return _DEEP
    if isinstance(error, NotANumberError):
        return "has NaN or an infinite number, which JSON does not have"
    return "has a number that is too long"

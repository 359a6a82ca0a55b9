"""CSV → records: a header, then a row for each; values stay the texts that they are, leading zeros included."""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from .sample import LISTED, Numbered, Sample

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_NUL = "has a NUL character, which no text has"


def rows(sample: Sample, text: TextIO) -> Iterator[Numbered]:
    """The rows of a CSV file.

    Raises:
        SampleError: the header is missing or ambiguous.
    """
    csv.field_size_limit(sys.maxsize)  # AWS limits objects, not cells; the default would be 128 KB
    delimiter = _delimiter(sample, text)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    header = _header(sample, reader)
    names = [name for name in header if name]
    sample.columns = dict.fromkeys(names)
    width, whole, has_nul = len(header), len(names) == len(header), sample.has_nul
    sample.read_as = f"CSV, {sample.read_as}, {_separated(sample, delimiter)}, {counted_columns(width)}"
    line = reader.line_num + 1
    while True:
        try:
            for row in reader:
                start, line = line, reader.line_num + 1
                if has_nul and any("\0" in each for each in row):
                    sample.fault(start, _NUL)
                elif len(row) == width:
                    found = zip(header, row, strict=True)
                    yield start, dict(found) if whole else {name: each for name, each in found if name}
                elif row:
                    sample.fault(start, f"has {counted_columns(len(row))}, the header has {width}")
                else:
                    sample.empty.add(start)
        except csv.Error as error:
            sample.fault(line, _wrong(str(error)))
            line = reader.line_num + 1
        else:
            return


def _header(sample: Sample, reader: Iterator[list[str]]) -> list[str]:
    try:
        header = next((row for row in reader if row), None)
    except csv.Error as error:
        raise sample.refuse(f"the header {_wrong(str(error))}", 1) from None
    if header is None:
        raise sample.refuse("is empty: the first line must name the columns")
    if any("\0" in name for name in header):
        raise sample.refuse(f"the header {_NUL}", 1)
    if re.fullmatch("(?i)sep=.?", "".join(header)):
        raise sample.refuse("sep= is a line for Excel: remove it, or a flow takes it for the header", 1)
    counts = Counter(header)
    repeated = next((name for name in header if name and counts[name] > 1), None)
    if repeated is not None:
        # Not the name: without a header this is somebody's data.
        first, second = [position for position, name in enumerate(header, 1) if name == repeated][:2]
        raise sample.refuse(f"columns {first} and {second} have the same name: is this line the header?", 1)
    if not any(header):
        raise sample.refuse("no column has a name", 1)
    nameless = [str(position) for position, name in enumerate(header, 1) if not name]
    if nameless:
        several = "column" if len(nameless) == 1 else "columns"
        more = f" and {len(nameless) - LISTED:,} more" if len(nameless) > LISTED else ""
        sample.notes.append(f"{several} {', '.join(nameless[:LISTED])}{more} without a name: left out")
    return header


def _delimiter(sample: Sample, text: TextIO) -> str:
    """What separates the columns: what the header has most of, outside quotes."""
    given = sample.options.delimiter
    if given is not None:
        if len(given) != 1 or given in '"\r\n':
            raise sample.refuse(f"delimiter = {given!r}: must be one character, such as ;")
        return given
    head = _unquoted(text.readline())
    text.seek(0)
    counts = {each: head.count(each) for each in DELIMITERS}
    return max(counts, key=lambda each: counts[each])


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _separated(sample: Sample, delimiter: str) -> str:
    words = f"separated by {DELIMITERS.get(delimiter, repr(delimiter))}"
    return f"{words}, as given" if sample.options.delimiter is not None else words


def counted_columns(number: int) -> str:
    """A number of columns."""
    return "1 column" if number == 1 else f"{number} columns"


def _wrong(message: str) -> str:
    if "unexpected end of data" in message:
        return "opens a quote that nothing closes: everything after it belongs to one value"
    if "expected after" in message:
        return "has a closing quote inside a value: quotes in quotes are doubled"
    return f"is not CSV: {message}"

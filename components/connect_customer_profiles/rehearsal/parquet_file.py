"""Parquet → records, with pyarrow (extra `parquet`), some thousand rows at a time."""

import datetime as dt
import decimal
from collections.abc import Iterator
from typing import Any, BinaryIO

from .csv_file import counted_columns
from .sample import Numbered, Sample

INSTALL = "pip install 'connect-customer-profiles[cli,parquet]'"
MAGIC = b"PAR1"
ROWS = 5_000
"""Rows that are in memory at a time."""

_PLAIN = (str, int, float, bool, type(None))
_TIMES = "times and dates are read as ISO 8601"
_BYTES = "bytes are read as UTF-8"


def rows(sample: Sample, stream: BinaryIO) -> Iterator[Numbered]:
    """The rows of a Parquet file; their "lines" are their numbers.

    Raises:
        SampleError: pyarrow is not installed, or the file is damaged.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise sample.refuse(f"is a Parquet file: reading it needs {INSTALL}") from None
    number = 0
    try:
        file = ParquetFile(stream)
        names = list(file.schema_arrow.names)
        if len({*names}) < len(names):
            raise sample.refuse("two columns have the same name")
        sample.columns = dict.fromkeys(names)
        sample.read_as = f"Parquet, {counted_columns(len(names))}"
        for batch in file.iter_batches(ROWS):
            for row in batch.to_pylist():
                number += 1
                try:
                    yield number, {name: _value(sample, each) for name, each in row.items()}
                except UnicodeDecodeError:
                    sample.fault(number, "has bytes that are not UTF-8")
    # What a damaged file raises depends on where it is damaged.
    except (ArrowException, OSError, ValueError, OverflowError) as error:
        where = f" after {number:,} rows" if number else ""
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise sample.refuse(f"is a Parquet file that cannot be read{where}: {said}") from None


def _value(sample: Sample, value: Any) -> Any:
    """A value as a JSON document would have it."""
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        _note(sample, _TIMES)
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, decimal.Decimal):
        return str(value)
    if isinstance(value, bytes):
        _note(sample, _BYTES)
        return value.decode()
    if isinstance(value, dict):
        return {str(name): _value(sample, each) for name, each in value.items()}
    if isinstance(value, list):
        return [_value(sample, each) for each in value]
    return str(value)


def _note(sample: Sample, note: str) -> None:
    if note not in sample.notes:
        sample.notes.append(note)

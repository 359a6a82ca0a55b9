"""What a file of the sample is: by its first bytes and its name, unless that is given."""

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO, TextIO

from . import csv_file, json_file, parquet_file
from .encoding import text_of
from .sample import Numbered, Sample

FORMS = ("csv", "jsonl", "json", "parquet")
"""Comma-separated values, an object on each line, one array, rows of Parquet."""

_READERS: dict[str, tuple[Callable[[Sample, TextIO], Iterator[Numbered]], str]] = {
    "csv": (csv_file.rows, ""),
    "jsonl": (json_file.lines, "\n"),
    "json": (json_file.array, "\n"),
}
_SUFFIXES = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_FOREIGN = (
    (b"\x1f\x8b", "is compressed with gzip: unpack it first"),
    (b"PK\x03\x04", "is a ZIP file or a spreadsheet: unpack it, or export the sheet as CSV"),
    (b"SQLite format 3", "is a database: export its table as CSV"),
)


def read(sample: Sample) -> Iterator[Numbered]:
    """The records of a file in its order.

    Raises:
        SampleError: it cannot be read.
    """
    sample.begin()
    with sample.open() as stream:
        form = sample.options.form or _form(sample, stream)
        stream.seek(0)
        if form == "parquet":
            yield from _parquet(sample, stream)
            return
        reader, newline = _READERS[form]
        with text_of(sample, stream, newline=newline) as text:
            try:
                yield from reader(sample, text)
            except UnicodeError:
                raise sample.refuse("cannot be decoded a second time: has it changed while it was read?") from None


def _form(sample: Sample, stream: BinaryIO) -> str:
    head = stream.read(4096)
    if not head:
        raise sample.refuse("is empty")
    if head.startswith(parquet_file.MAGIC):
        return "parquet"
    for magic, wrong in _FOREIGN:
        if head.startswith(magic):
            raise sample.refuse(wrong)
    suffix = os.path.splitext(sample.label)[1].lower()  # noqa: PTH122 - a label, not a path
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    # Without NUL bytes, the beginning of JSON is the same in UTF-16 and UTF-32.
    plain = head.replace(b"\0", b"").decode("utf-8-sig", errors="ignore").lstrip()
    if plain.startswith("["):
        return "json"
    if plain.startswith("{"):
        return "jsonl"
    words = f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
    raise sample.refuse(f"is neither CSV nor JSON by its name and beginning: give its format, {words}, with --format")


def _parquet(sample: Sample, stream: BinaryIO) -> Iterator[Numbered]:
    """The rows of a Parquet file, which ends as it begins."""
    for option in ("encoding", "delimiter"):
        if getattr(sample.options, option) is not None:
            raise sample.refuse(f"is a Parquet file, which has no {option}")
    magic = parquet_file.MAGIC
    begins = stream.read(len(magic)) == magic
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - len(magic)))
    if not begins:
        raise sample.refuse("is not a Parquet file: it does not begin as one does")
    if size < 12 or stream.read() != magic:
        raise sample.refuse(f"is a Parquet file that has been cut off: its {size:,} bytes do not end as one does")
    stream.seek(0)
    yield from parquet_file.rows(sample, stream)

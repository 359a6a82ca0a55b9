"""A file of the sample: what is said of it, and the faults of its lines."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

Record = dict[str, Any]
Numbered = tuple[int, Record]
"""The line that a record begins on, and the record."""

LISTED = 5
"""Lines that are named of each kind of fault."""


class SampleError(Exception):
    """A file that cannot be read at all, on one line."""


@dataclass
class Lines:
    """Lines of one kind: how many, and the first of them."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < LISTED:
            self.first.append(line)

    def __str__(self) -> str:
        several = "line" if self.count == 1 else "lines"
        more = f" and {self.count - len(self.first):,} more" if self.count > len(self.first) else ""
        return f"{several} {', '.join(map(str, self.first))}{more}"


@dataclass(frozen=True)
class Options:
    """How a file is to be read where that is not to be found out.

    Attributes:
        encoding: name of the encoding.
        delimiter: what separates the columns of CSV.
        form: `csv`, `jsonl`, `json` or `parquet`.
    """

    encoding: str | None = None
    delimiter: str | None = None
    form: str | None = None


@dataclass
class Sample:
    """A file that can be read again and again; each reading finds the same.

    Attributes:
        label: what it is called in messages: the name of the file.
        open: opens it.
        options: how to read it.
        read_as: how it is read, in words.
        columns: the names of its fields, those of CSV in order.
        faults: lines that are no records, by what is wrong with them.
        empty: empty lines, which are passed over.
        notes: what has been found out and is worth knowing.
        has_nul: whether its text has NUL characters; a row of CSV with one is no record, JSON has none.
    """

    label: str
    open: Callable[[], BinaryIO]
    options: Options = field(default_factory=Options)
    read_as: str = ""
    columns: dict[str, None] = field(default_factory=dict)
    faults: dict[str, Lines] = field(default_factory=dict)
    empty: Lines = field(default_factory=Lines)
    notes: list[str] = field(default_factory=list)
    has_nul: bool = False

    def begin(self) -> None:
        """A reading begins: nothing is known of the file."""
        self.columns, self.faults, self.empty, self.notes, self.has_nul = {}, {}, Lines(), [], False

    def fault(self, line: int, wrong: str) -> None:
        """A line is no record."""
        self.faults.setdefault(wrong, Lines()).add(line)

    def reading(self) -> tuple[str, ...]:
        """How the file was read so far, what was found out, and which lines are no records: a line each."""
        empty = f"{'1 empty line' if self.empty.count == 1 else f'{self.empty.count:,} empty lines'} passed over"
        return (
            f"{self.label}: {self.read_as}{f', {empty}' if self.empty.count else ''}",
            *self.notes,
            *(f"{lines}: {wrong}" for wrong, lines in self.faults.items()),
        )

    def refuse(self, wrong: str, line: int | None = None) -> SampleError:
        """The error of a file that cannot be read."""
        return SampleError(f"{self.label}{'' if line is None else f', line {line}'}: {wrong}")

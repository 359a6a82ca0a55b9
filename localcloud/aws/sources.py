"""The records at the SaaS sources: a steady stream of new records, plus those that a test adds or changes.

The stream is computed, not stored: record n is created at `start + n / per_day`. So years of history cost nothing
until they are read.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .connectors import CONNECTORS, source_object
from .connectors.connector import Connector, Record, SourceObject
from .connectors.organisation import USUAL, Organisation

DAY = 86_400.0
DEFAULT_START = datetime(2015, 1, 1, tzinfo=UTC).timestamp()
DEFAULT_PER_DAY = 24.0


@dataclass(frozen=True)
class Explicit:
    """A record that a test added or changed.

    Args:
        record_id: The value of the object's key field.
        fields: Fields that differ from (or are added to) the generated ones; None removes a field.
        created: Epoch seconds.
        updated: Epoch seconds.
        index: Position in the stream if this is a changed record of the stream.
    """

    record_id: str
    fields: dict[str, Any]
    created: float
    updated: float
    index: int | None = None


@dataclass(frozen=True)
class Window:
    """A half-open range `[start, end)` in epoch seconds, on the time of creation or of the last change."""

    start: float
    end: float
    by_creation: bool = False


@dataclass
class Source:
    """One object as seen through one connector profile."""

    object: SourceObject
    start: float = DEFAULT_START
    per_day: float = DEFAULT_PER_DAY
    explicit: dict[str, Explicit] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """The fields with their types, those included that only records have which were added or changed."""
        own = {name: "string" for record in self.explicit.values() for name in record.fields}
        return own | self.object.fields

    @property
    def _connector(self) -> Connector:
        return CONNECTORS[self.object.connector]

    def stream(self, window: Window, now: float) -> range:
        """Positions in the stream that a window covers and that exist by `now`."""
        if self.per_day <= 0:
            return range(0)
        end = min(window.end, now)
        return range(self._position(window.start), max(self._position(end), self._position(window.start)))

    def count(self, window: Window, now: float) -> int:
        """Number of records in a window."""
        changed = self._changed_positions()
        stream = self.stream(window, now)
        return len(stream) - sum(index in stream for index in changed) + sum(1 for _ in self.selected(window, now))

    def unchanged(self, window: Window, now: float) -> Iterator[int]:
        """Positions of the window's records that nobody changed."""
        changed = self._changed_positions()
        stream = self.stream(window, now)
        return iter(stream) if not changed else (index for index in stream if index not in changed)

    def selected(self, window: Window, now: float) -> Iterator[Explicit]:
        """The window's records that were added or changed."""
        for record in self.explicit.values():
            moment = record.created if window.by_creation else record.updated
            if window.start <= moment < window.end and moment <= now:
                yield record

    def record(self, index: int) -> Record:
        """The record at a position of the stream, as the source returns it."""
        moment = self.created_at(index)
        return self._complete(self.object.identify(index), self.object.describe(index), moment, moment)

    def records(self, window: Window, now: float, unchanged: Iterable[int] | None = None) -> Iterator[Record]:
        """The records of a window as the source returns them; `unchanged` are positions that are still to be read."""
        positions = self.unchanged(window, now) if unchanged is None else unchanged
        yield from (self.record(index) for index in positions)
        yield from (self.explicit_record(record) for record in self.selected(window, now))

    def explicit_record(self, explicit: Explicit) -> Record:
        """An added or changed record, as the source returns it."""
        base = self.object.describe(explicit.index) if explicit.index is not None else {}
        record = self._complete(explicit.record_id, base, explicit.created, explicit.updated) | explicit.fields
        return {name: value for name, value in record.items() if value is not None}

    def change(self, fields: dict[str, Any], record_id: str | None, created: float | None, updated: float) -> Explicit:
        """Adds a record, or changes the one with this id."""
        position = self._position_of(record_id) if record_id is not None and self.per_day > 0 else None
        previous = self.explicit.get(record_id) if record_id is not None else None
        if record_id is None:
            record_id = f"added-{len(self.explicit)}"
        if previous is not None:
            fields, created, position = previous.fields | fields, previous.created, previous.index
        elif position is not None:
            created = self.created_at(position)
        changed = Explicit(record_id, fields, updated if created is None else created, updated, position)
        self.explicit[record_id] = changed
        return changed

    def created_at(self, index: int) -> float:
        """When the record at a position was created (epoch seconds)."""
        return self.start + index * DAY / self.per_day

    def _complete(self, record_id: str, fields: Record, created: float, updated: float) -> Record:
        stamps = dict.fromkeys(self.object.timestamps, self._connector.timestamp_text(updated))
        stamps[self.object.created] = self._connector.timestamp_text(created)
        return {self.object.key: record_id} | fields | stamps

    def _position(self, moment: float) -> int:
        """The first position created at or after a moment. Rounded, so that adjacent windows share no record."""
        return max(0, math.ceil(round((moment - self.start) * self.per_day / DAY, 6)))

    def _position_of(self, record_id: str) -> int | None:
        candidate = self._connector.number_of(record_id)
        if candidate is None:
            return None
        return next(
            (index for index in (candidate, candidate - 1) if index >= 0 and self.object.identify(index) == record_id),
            None,
        )

    def _changed_positions(self) -> set[int]:
        return {record.index for record in self.explicit.values() if record.index is not None}


@dataclass
class Sources:
    """All SaaS sources of one account and Region, by connector profile and object."""

    by_name: dict[tuple[str, str], Source] = field(default_factory=dict)

    def get(self, connector: str, profile_name: str, object_name: str, organisation: Organisation = USUAL) -> Source:
        """The source behind a connector profile's object, with the fields that the organisation has now."""
        key, present = (profile_name, object_name), source_object(connector, object_name, organisation)
        self.by_name.setdefault(key, Source(present)).object = present
        return self.by_name[key]

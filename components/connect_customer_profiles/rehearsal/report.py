"""What a rehearsal finds: numbers, sentences and a few examples, whose values are masked unless asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Affected:
    """Records or lines for one reason: how many, and the first lines of the file."""

    reason: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Refusal:
    """Records that would become dead letters.

    Attributes:
        message: the message of the dead letters.
        remedy: what to change.
        count: the number of records.
        lines: the first of them in the file.
    """

    message: str
    remedy: str
    count: int
    lines: tuple[int, ...]


@dataclass(frozen=True)
class SourceReport:
    """What became of the records of one file. Every record is exactly one of dropped, refused, new, updating.

    Attributes:
        name: what the command calls the source.
        file: the file.
        object_type: what takes the records.
        read_as: how the file was read.
        notes: what was found out about it.
        records: the number of records.
        empty_lines: lines that were passed over.
        unreadable: lines that are no records.
        dropped: records that a task leaves out.
        refused: records that would be dead letters.
        objects: records that became a new object.
        updates: records that replaced an object of the same UNIQUE key.
        profiles: records that made a profile.
        joined: objects that joined a profile, by the key that found it.
        unread: fields of the sample that nothing reads.
        missing: fields that are read, and that no record has.
    """

    name: str
    file: str
    object_type: str
    read_as: str
    notes: tuple[str, ...]
    records: int
    empty_lines: int
    unreadable: tuple[Affected, ...]
    dropped: tuple[Affected, ...]
    refused: tuple[Refusal, ...]
    objects: int
    updates: int
    profiles: int
    joined: Mapping[str, int]
    unread: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class FilledField:
    """A field of the profiles.

    Attributes:
        path: such as `Address.City`.
        profiles: the number of profiles that have it.
        sources: how many values came from each source.
        replaced: how many values were replaced by another one, by the source of the later one.
    """

    path: str
    profiles: int
    sources: Mapping[str, int]
    replaced: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class SuspiciousMerge:
    """A profile that may be several people.

    Attributes:
        objects: how many objects have joined in it.
        why: what speaks for that.
        key: the key of which a value brought the most objects; "" where none brought many.
        value: the key's value, masked.
        brought: how many objects that value brought at least: the first few of a profile are not counted.
    """

    objects: int
    why: str
    key: str = ""
    value: str = ""
    brought: int = 0


@dataclass(frozen=True)
class LikelyMiss:
    """Profiles that may be one person.

    Attributes:
        what: what they have in common.
        groups: how many such values there are.
        profiles: how many profiles have one of them.
        remedy: what would unify them.
        examples: some of the values, masked.
    """

    what: str
    groups: int
    profiles: int
    remedy: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """The whole rehearsal.

    Attributes:
        order: in which order the records of several sources arrived.
        sources: each file.
        evicted: objects that had to make room in a full profile.
        objects: the objects that are there at the end.
        profiles: the profiles that are there at the end.
        empty: profiles that all objects have left, because they came again with other keys.
        unified: profiles of more than one object.
        largest: the objects of the largest profile.
        fields: what fills the profiles.
        suspicious: how many profiles may be several people.
        merges: the most suspicious of them.
        misses: profiles that may be one person.
        reach: how far the sample says something about the whole, in sentences.
    """

    order: str
    sources: tuple[SourceReport, ...]
    evicted: int
    objects: int
    profiles: int
    empty: int
    unified: int
    largest: int
    fields: tuple[FilledField, ...]
    suspicious: int
    merges: tuple[SuspiciousMerge, ...]
    misses: tuple[LikelyMiss, ...]
    reach: tuple[str, ...]

    @property
    def records(self) -> int:
        """All records."""
        return sum(each.records for each in self.sources)

    @property
    def dropped(self) -> int:
        """Records that tasks leave out."""
        return sum(affected.count for each in self.sources for affected in each.dropped)

    @property
    def refused(self) -> int:
        """Records that would be dead letters."""
        return sum(refusal.count for each in self.sources for refusal in each.refused)

    @property
    def needs_attention(self) -> bool:
        """Whether there is anything to look at before this is deployed."""
        unreadable = any(each.unreadable for each in self.sources)
        return bool(self.refused or self.suspicious or self.misses or unreadable)

"""A mapping for a sample of records: what each field seems to be, and what ties the records to profiles, with reasons.

What is suggested keeps every rule of `profiles.checks`, so that it can be rehearsed as it is. Nothing but the names of
fields and numbers of records is said of the sample.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..profiles.checks import FIELD_LIMIT
from ..profiles.field_source import problem
from ..rules import RuleViolation, field_source
from .column import EMAIL, PHONE, Column, hinted, timestamp_format
from .files import read
from .meanings import NAMES, by_name, own_kind
from .sample import Sample

CROWD = 10
"""Records that share a value, from which on it may be a placeholder, if they are many of all."""

SHARE = 0.05
"""The part of all records that are many."""

DEPTH = 3
"""How deep objects in objects are looked into."""


@dataclass(frozen=True)
class Reason:
    """Why something is suggested, or why not.

    Attributes:
        what: the field of the sample.
        suggestion: what becomes of it, in a few words.
        because: why.
    """

    what: str
    suggestion: str
    because: str


@dataclass(frozen=True)
class Suggestion:
    """Arguments of an `ObjectMapping`, as a mapping file has them.

    Attributes:
        records: how many records it is drawn from.
        reading: how the file was read (`Sample.reading`).
    """

    name: str
    records: int
    arguments: Mapping[str, Any]
    reasons: Sequence[Reason] = field(default_factory=tuple)
    reading: Sequence[str] = field(default_factory=tuple)


def suggested(name: str, sample: Sample) -> Suggestion:
    """A mapping for the records of a sample.

    Args:
        name: the object type's name, which begins with a letter.
        sample: the records.

    Raises:
        SampleError: it cannot be read, or nothing in it identifies a record.
    """
    records, columns = _columns(sample)
    if not records:
        raise sample.refuse("has no record")
    if any(EMAIL.fullmatch(each) or PHONE.fullmatch(each) or not re.search("[^0-9.,-]", each) for each in columns):
        if sample.read_as.startswith("CSV"):
            raise sample.refuse("its first line is no header: name the columns")
        raise sample.refuse("names of its fields are values: name the fields")
    return _Suggesting(name, records, columns, sample).made()


def _columns(sample: Sample) -> tuple[int, dict[str, Column]]:
    records = 0
    columns: dict[str, Column] = {}
    for _, record in read(sample):
        records += 1
        for names, value in _leaves(record):
            column = columns.setdefault(".".join(names), Column(names))
            if isinstance(value, list):
                column.lists = True
            else:
                column.add(value)
    return records, columns


Names = tuple[str, ...]
"""A name, or those that lead to a field of an object in an object."""


def _leaves(record: Mapping[str, Any], before: Names = (), depth: int = DEPTH) -> Iterator[tuple[Names, Any]]:
    """All fields with their values: texts and lists."""
    for name, value in record.items():
        names = (*before, name)
        if isinstance(value, dict):
            if depth > 1:
                yield from _leaves(value, names, depth - 1)
        elif value is None or value == []:
            yield names, ""
        else:
            yield names, value if isinstance(value, (str, list)) else str(value)


class _Suggesting:
    def __init__(self, name: str, records: int, columns: Mapping[str, Column], sample: Sample) -> None:
        self.name, self.records, self.columns, self.sample = name, records, columns, sample
        self.fields: dict[str, dict[str, str]] = {}
        self.field_of: dict[str, str] = {}
        self.filled: dict[str, str] = {}
        self.reasons: list[Reason] = []
        self.format = ""

    def made(self) -> Suggestion:
        """Fields first, then keys of them."""
        unique, why = self._unique()
        for path in sorted(self.columns, key=lambda each: each != unique):
            self._field(path, identifies=path == unique)
        keys = {f"{self.name}Key": {"field_names": [self.field_of[unique]], "standard_identifiers": _UNIQUE}}
        self.reasons.append(Reason(unique, "UNIQUE and PROFILE key", why))
        for targets, key, identifiers in _KEYS:
            found = next((self.filled[target] for target in targets if target in self.filled), None)
            # Also that of the UNIQUE key: only by the name that all sources share do others find the same people.
            if found is not None and self._ties(found, key):
                keys[key] = {"field_names": [self.field_of[found]], "standard_identifiers": identifiers}
        arguments: dict[str, Any] = {"fields": self.fields, "keys": keys, "allow_profile_creation": True}
        if self.format:
            arguments["source_last_updated_timestamp_format"] = self.format
        return Suggestion(self.name, self.records, arguments, tuple(self.reasons), self.sample.reading())

    def _unique(self) -> tuple[str, str]:
        """The field that says which record it is, and why."""
        known = {path: each for path, each in self.columns.items() if each.filled and not _wrong(each)}
        faults = {path: self.records - each.filled + each.repeated for path, each in known.items()}
        named = [
            path for path in known if _ID.fullmatch(path.rstrip(".").rpartition(".")[2]) and not known[path].kind(path)
        ]
        for path in sorted(named, key=lambda each: (faults[each], len(each), each)):
            if faults[path] * 2 <= self.records:
                return path, self._identity(known[path])
        for path, column in known.items():
            if not faults[path] and not timestamp_format(column):
                several = f"another value in each of {self.records:,} records"
                return path, f"has {several if self.records > 1 else 'a value in the only record'}"
        raise self.sample.refuse("no field has another value in each record: nothing can be the UNIQUE key")

    def _identity(self, column: Column) -> str:
        why = ["has the name of an ID"]
        if column.filled < self.records:
            why.append(f"{self.records - column.filled:,} of {self.records:,} records have none: dead letters")
        if column.repeated:
            replace = "record replaces" if column.repeated == 1 else "records replace"
            why.append(f"{column.repeated:,} {replace} an earlier one with the same value")
        if len(why) == 1 and self.records > 1:
            why.append(f"each of {self.records:,} records has another value")
        return "; ".join(why)

    def _field(self, path: str, *, identifies: bool) -> None:
        column = self.columns[path]
        wrong = _wrong(column)
        if not wrong and len(self.fields) == FIELD_LIMIT:
            wrong = f"an object type has at most {FIELD_LIMIT} fields"
        if wrong:
            self.reasons.append(Reason(path, "left out", wrong))
            return
        target, content_type, why = self._meaning(path, column)
        name = self._named(path)
        if not target and not identifies:
            target, why = f"Attributes.{name}", why or "no field of the profile has such a name"
        made = {"source": _source(column.names)}
        if target:
            if target in self.filled:
                why = f"{self.filled[target]} fills {target} already"
                target = f"Attributes.{name}"
            made["target"] = f"_profile.{target}"
            self.filled[target] = path
        if content_type:
            made["content_type"] = content_type
        self.fields[name], self.field_of[path] = made, name
        if target or content_type:
            words = [made.get("target", ""), content_type]
            self.reasons.append(Reason(path, ", ".join(filter(None, words)), why))

    def _meaning(self, path: str, column: Column) -> tuple[str, str, str]:
        """Target, content type and reason of a field."""
        kind = column.kind(path)
        if kind:
            share = f"{column.alike(path, kind):,} of {column.filled:,} values look like {_KINDS[kind][1]}"
            return own_kind(path, kind), _KINDS[kind][0], share
        target = by_name(path)
        named = hinted(path)
        if named and not target:
            share = f"only {column.alike(path, named):,} of {column.filled:,} values look like {_KINDS[named][1]}"
            return "", "", f"{share}, which its name promises"
        if target == "SourceLastUpdatedTimestamp":
            found = timestamp_format(column)
            if self.format:
                return "", "", f"{self.filled[target]} fills {target} already"
            if not found:
                return "", "", "its name is that of a time, but its values are not all of one format that is known"
            self.format = found
            return target, "", f"its name, and all values are {found}"
        return target, "NAME" if target in NAMES else "", "its name" if target else ""

    def _ties(self, path: str, key: str) -> bool:
        """Whether a field is fit to find people by."""
        column = self.columns[path]
        most = column.most
        if most >= CROWD and most > SHARE * self.records:
            why = f"{most:,} of {self.records:,} records share one value, which may be a placeholder"
            self.reasons.append(Reason(path, f"no key {key}", why))
            return False
        identifiers = "PROFILE key" if key == "_email" else "PROFILE key after the others"
        why = f"{column.filled:,} of {self.records:,} records have it; other sources find the same people by it"
        self.reasons.append(Reason(path, f"{identifiers} {key}", why))
        return True

    def _named(self, path: str) -> str:
        """A name for a field of the object type that no other has."""
        wanted = _spelled(path)
        name, number = wanted, 2
        while name in self.fields:
            name, number = f"{wanted[:60]}_{number}", number + 1
        return name


_KINDS = {"email": ("EMAIL_ADDRESS", "email addresses"), "phone": ("PHONE_NUMBER", "telephone numbers")}
_ID = re.compile(r"(?i)(?:.*[_ -])?(?:id|key|number|no|nr|uuid|guid)|.*Id|.*ID|.*Number|(?i:.*uuid)")
_UNIQUE = ["UNIQUE", "PROFILE"]
_KEYS = (
    (("EmailAddress", "PersonalEmailAddress", "BusinessEmailAddress"), "_email", ["PROFILE"]),
    (
        ("PhoneNumber", "MobilePhoneNumber", "HomePhoneNumber", "BusinessPhoneNumber"),
        "_phone",
        ["PROFILE", "SECONDARY"],
    ),
)


def _spelled(path: str) -> str:
    """A path as the name of a field: letters, digits and underscores, a letter first."""
    plain = unicodedata.normalize("NFKD", path.replace("ß", "ss"))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    name = re.sub(r"[^a-zA-Z0-9]+", "_", plain).strip("_")
    name = name if name[:1].isalpha() else f"field_{name}".rstrip("_")
    return f"{name}_field" if name.lower() == "tags" else name[:64]


def _source(names: Names) -> str:
    """What reads a field: the names in quotes where they are no path, such as `No.`."""
    plain = f"_source.{'.'.join(names)}"
    if problem(plain) is None:
        return plain
    quoted = [f'"{name}"' if "'" in name else f"'{name}'" for name in names]
    return f"_source{''.join(f'[{each}]' for each in quoted)}"


def _wrong(column: Column) -> str:
    """Why nothing is made of a field, "" if something can be."""
    source = _source(column.names)
    try:
        field_source(source)
    except RuleViolation:
        return "an object type cannot read a field of such a name: rename it at the source or with a task"
    found = problem(source)
    if found is None and not column.filled:
        found = f"holds lists: {source}[0] reads the first entry" if column.lists else "no record has a value"
    return found or ""

"""A domain in memory: what becomes of each object, and which profiles there are.

Object → values of its fields → keys → the profile that it belongs to, by the decision tree of
https://docs.aws.amazon.com/connect/latest/adminguide/how-object-type-mapping-works.html. What the pages leave open is
decided by `Silence`. Nothing here depends on time, process or chance: the same objects in the same order make the same
profiles with the same ids.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import rejections
from .catalogue import BoundType, Catalogue, Lookup
from .entities import AmbiguousError, Entities
from .field_source import Record
from .fields import LOWEST, StandardFields
from .index import GONE, Forwarding, KeyIndex, add
from .object_type import ObjectType, Values
from .objects import Objects
from .outcome import QUOTAS, Outcome, Quotas, Watcher
from .record import decoded
from .silence import DOCUMENTED, Silence
from .standard import STANDARD_KEYS

PROFILE_ID = "_profileId"

Matched = tuple[()] | tuple[str, str]
"""Name and value of the key by which an object's profile was found."""


class Domain:
    """Object types, objects and profiles."""

    def __init__(
        self, name: str = "", silence: Silence = DOCUMENTED, quotas: Quotas = QUOTAS, watcher: Watcher | None = None
    ) -> None:
        self.name = name
        self.watcher = watcher
        self.silence = silence
        self.quotas = quotas
        self.objects = Objects()
        self.entities = Entities()
        self._forwarding = Forwarding()
        self.keys = KeyIndex(self._forwarding)
        self.fields = StandardFields(self._forwarding, silence.manual_priority, watcher)
        self.types = Catalogue(silence, self.fields, self.keys)
        self._numbers: dict[str, int] = {}
        self._object_keys: dict[int, list[tuple[str, str, int]]] = {}
        self._live = 0

    # --- object types

    def define(self, defined: ObjectType) -> None:
        """Defines or redefines an object type; what was ingested before stays as it is
        (https://docs.aws.amazon.com/connect/latest/adminguide/update-and-validate-mapping.html)."""
        if defined.name not in self._numbers:
            self._numbers[defined.name] = self.objects.new_type()
        self.types.define(defined, self._numbers[defined.name])

    def undefine(self, name: str) -> None:
        """Deletes an object type and all of its objects."""
        self.objects.delete_type(self.types.remove(name).number)

    # --- objects

    def put_text(self, type_name: str, text: str, content: Any = None) -> Outcome:
        """Ingests an object given as JSON, as PutProfileObject does; see `put`."""
        record = decoded(text)
        if record is None:
            return Outcome(rejections.INVALID_OBJECT, GONE, valid=False)
        return self.put(type_name, record, size=len(text.encode(errors="surrogatepass")), content=content)

    def put(self, type_name: str, record: Record, *, size: int = 0, content: Any = None) -> Outcome:
        """Ingests an object.

        Args:
            type_name: its object type, which is defined.
            record: the object.
            size: its size in bytes; 0 where it is not to be limited.
            content: what to keep of it, such as its text or where to find it.
        """
        type_ = self.types[type_name]
        plan = type_.plan
        if size > self.quotas.object_bytes:
            return Outcome(rejections.too_large(self.quotas.object_bytes), GONE, valid=False)
        values = [read(record) for read in plan.reads]
        keys = [value(values) for value in plan.keys]
        unique = keys[plan.unique]
        if unique is None:
            return Outcome(rejections.MISSING_KEY, GONE, valid=False)
        profile, matched, refusal = self._resolved(type_, keys, unique)
        if refusal:
            return Outcome(refusal, GONE, unique, valid=refusal != rejections.MISSING_KEY)
        matches = None
        if plan.standard:
            try:
                matches = self.entities.matches(plan, keys)
            except AmbiguousError as error:
                return Outcome(rejections.AMBIGUOUS_OBJECT.format(error), GONE, unique)
        created = profile == GONE
        if created:
            profile = self._new_profile()
        else:
            refusal = self.objects.make_room(
                profile, type_.number, unique, size, self.types.limits, self.quotas, self.silence
            )
            if refusal:
                return Outcome(refusal, GONE, unique)
        number = self.objects.put(type_.number, unique, profile, size, content)
        self._write(type_, profile, values, created=created)
        if matches is not None:
            self.entities.write(profile, plan, values, keys, matches, type_.defined.source_priority or LOWEST)
        self._keep_keys(type_, number, profile, keys, created=created)
        if self.watcher is not None:
            self.watcher.wrote(values)
        return Outcome(None, profile, unique, *matched)

    def owner(self, type_name: str, record: Record) -> int:
        """The profile that an object would join if it came now; `GONE` where it would make one, or be refused."""
        type_ = self.types[type_name]
        keys = type_.plan.values(record)
        unique = keys[type_.plan.unique]
        return GONE if unique is None else self._resolved(type_, keys, unique)[0]

    def has_key(self, type_name: str, record: Record, name: str, values: Sequence[str]) -> bool:
        """Whether an object has one of the values of a key."""
        held = self.types[type_name].plan.named(record)
        return any((name, self.types.comparable(name, [value])) in held for value in values)

    def numbers(self, type_name: str) -> Mapping[str, int]:
        """The numbers of the objects of a type, by their UNIQUE values."""
        return self.objects.of_type(self._numbers[type_name]) if type_name in self._numbers else {}

    def _resolved(self, type_: BoundType, keys: Values, unique: str) -> tuple[int, Matched, str | None]:
        """The profile of an object (`GONE` for a new one), what found it, and why it is refused."""
        if self.silence.replaced_object == "stays":
            number = self.objects.find(type_.number, unique)
            if number is not None:
                return self.objects.owner(number), (), None
        present, ambiguous = 0, 0
        for lookups in (type_.primary, type_.secondary):
            for lookup in lookups:
                value = keys[lookup.position]
                if value is None:
                    continue
                present += 1
                found = self._looked_up(lookup, value)
                if found is None:
                    continue
                if isinstance(found, int):
                    return found, (lookup.name, value), None
                ambiguous += 1
        if not present:
            return GONE, (), rejections.MISSING_KEY
        if ambiguous == present and self.silence.all_ambiguous == "dead_letter":
            return GONE, (), rejections.AMBIGUOUS
        return GONE, (), None if type_.defined.allow_profile_creation else rejections.NO_PROFILE

    def _looked_up(self, lookup: Lookup, value: str) -> int | set[int] | None:
        """The profile with a key, several, or None."""
        kept = lookup.table.get(value)
        standard = lookup.standard.get(value) if lookup.standard is not None else None
        if not self._forwarding and lookup.name != PROFILE_ID:
            if standard is None or kept == standard:
                return kept
            if kept is None:
                return standard
        found = self.find(lookup.name, value)
        return found if len(found) > 1 else next(iter(found), None)

    def _write(self, type_: BoundType, profile: int, values: Values, *, created: bool) -> None:
        priority = type_.defined.source_priority
        self.fields.write(profile, type_.targets, values, priority)
        if created:
            for targets in type_.inferred:
                if not self.fields.has(profile, targets[0][0]):
                    found = [target for target in targets if values[target[1]] is not None]
                    self.fields.write(profile, found[:1], values, priority)

    def _keep_keys(self, type_: BoundType, number: int, profile: int, keys: Values, *, created: bool) -> None:
        """ "Does the key have LOOKUP_ONLY? NEW_ONLY? Has ingesting the object created a profile?"
        (https://docs.aws.amazon.com/connect/latest/adminguide/how-keys-are-added-index.html)."""
        remembers = self.silence.replaced_keys == "removed"
        if remembers:
            for name, held, holder in self._object_keys.get(number, ()):
                self.keys.remove(name, held, self._forwarding.follow(holder))
            self._object_keys[number] = []
        for position, table, name in (*type_.kept, *type_.new_only) if created else type_.kept:
            value = keys[position]
            if value is not None:
                add(table, value, profile)
                if remembers:
                    self._object_keys[number].append((name, value, profile))

    def delete_object(self, type_name: str, unique: str) -> bool:
        """Deletes an object; whether there was one. What it wrote to the profile stays."""
        found = self.objects.find(self._numbers[type_name], unique)
        if found is not None:
            self.objects.delete(found)
        return found is not None

    def objects_of(self, profile: int, type_name: str) -> Iterator[tuple[str, Any]]:
        """UNIQUE value and content of the objects of a type that a profile has, the oldest first."""
        of_type = self.objects.of_type(self._numbers[type_name])
        for number in self.objects.of_profile(profile):
            unique = self.objects.unique(number)
            if of_type.get(unique) == number:
                yield unique, self.objects.content(number)

    # --- profiles

    def _new_profile(self) -> int:
        self.objects.new_profile()
        self._live += 1
        return self.fields.new()

    @property
    def profile_count(self) -> int:
        """How many profiles there are."""
        return self._live

    def profiles(self) -> Iterator[int]:
        """The numbers of all profiles."""
        return (number for number in range(len(self.fields)) if self._forwarding.follow(number) == number)

    def profile_id(self, number: int) -> str:
        """The id of a profile: 32 hexadecimal digits, the same for the same objects in the same order."""
        seed = hashlib.md5(f"{self.name}|{number}".encode(), usedforsecurity=False).hexdigest()
        return f"{number:08x}{seed[:24]}"

    def profile_of(self, profile_id: str) -> int | None:
        """The profile with an id; None where there is none, or was once."""
        try:
            number = int(profile_id[:8], 16)
        except ValueError:
            return None
        known = number < len(self.fields) and self.profile_id(number) == profile_id
        return number if known and self._forwarding.follow(number) == number else None

    def create_profile(self, fields: Mapping[str, str]) -> int:
        """A profile made by hand, with its fields by path, such as `Address.City`."""
        profile = self._new_profile()
        self.fields.write_by_hand(profile, fields)
        return profile

    def update_profile(self, profile: int, fields: Mapping[str, str]) -> None:
        """Fields set by hand; an empty text takes one away."""
        self.fields.write_by_hand(profile, fields)

    def delete_profile(self, profile: int) -> None:
        """Deletes a profile and all that belongs to it."""
        self.objects.delete_of(profile)
        self.entities.delete_of(profile)
        self.fields.clear(profile)
        self._forwarding.forward(profile, GONE)
        self._live -= 1

    def merge(self, main: int, others: Iterable[int], sources: Mapping[str, int] | None = None) -> None:
        """Merges profiles into the main one, with the fields of the profiles that `sources` names by path
        (https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_MergeProfiles.html)."""
        gone = [each for each in dict.fromkeys(others) if each != main]
        self.fields.merge(main, gone, sources or {})
        for profile in gone:
            self.objects.move_all(profile, main)
            self.entities.move(profile, main)
            self.fields.clear(profile)
            self._forwarding.forward(profile, main)
            self._live -= 1

    # --- keys

    def find(self, name: str, value: str) -> set[int]:
        """The profiles with a value of a key, already comparable: kept keys, and standard ones of the fields."""
        if name == PROFILE_ID:
            profile = self.profile_of(value)
            return set() if profile is None else {profile}
        found = self.keys.find(name, value)
        if name in STANDARD_KEYS:
            found |= self.fields.find(name, value, self.types.comparison(name))
        return found

    def search(self, name: str, values: Sequence[str]) -> set[int]:
        """The profiles that SearchProfiles finds by one key."""
        if self.silence.search_values == "parts" and self.types.parts(name) > 1:
            return self.find(name, self.types.comparable(name, values))
        return {profile for value in values for profile in self.find(name, self.types.comparable(name, [value]))}

    def add_key(self, profile: int, name: str, values: Sequence[str]) -> None:
        """AddProfileKey."""
        for value in values:
            self.keys.add(name, self.types.comparable(name, [value]), profile)

    def delete_key(self, profile: int, name: str, values: Sequence[str]) -> None:
        """DeleteProfileKey."""
        for value in values:
            self.keys.remove(name, self.types.comparable(name, [value]), profile)

"""The standard profile of each profile: its fields, who may overwrite them, and the keys that find it by them.

Standard objects accumulate: each object writes only the fields it carries, and none is blanked by an empty value.
https://docs.aws.amazon.com/connect/latest/adminguide/how-object-type-mapping-works.html
https://docs.aws.amazon.com/connect/latest/adminguide/profile-matching.html (source priority, manual updates)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .comparison import Normalise
from .index import Forwarding, KeyIndex, Table
from .outcome import Watcher
from .standard import STANDARD_KEYS

LOWEST = 2**62
"""The rank of object types without a priority."""

ANY_PRIORITY = 2**61
"""The rank of what was set by hand where every priority outranks it."""

MAX_LENGTH = 255
"""Characters of a field in the API's model; longer values are cut."""

LONG = {"AdditionalInformation": 1000}
"""Fields that may be longer."""

SHARED = 4096
"""How many different values of a field are kept once for all profiles."""

Column = list[str | None]
"""The values of a field by the profile's number, as far as there are any."""

Target = tuple[int, int, bool]
"""A column that an object type fills, the position of the value among its fields, and whether a key of the type has
the same value anyway, so that the standard key need not be indexed a second time."""

_FULL_NAME = "_fullName"


class StandardFields:
    """The fields of all profiles, a column for each path that anything fills: a million profiles have to fit."""

    def __init__(self, forwarding: Forwarding, manual_priority: int, watcher: Watcher | None = None) -> None:
        self._watcher = watcher
        self._columns: dict[str, int] = {}
        self._paths: list[str] = []
        self._limits: list[int] = []
        self._known: list[dict[str, str]] = []
        self._values: list[Column] = []
        self._profiles = 0
        self._ranks: dict[tuple[int, int], int] = {}
        """Ranks other than the lowest, by profile and column."""
        self._by_hand = manual_priority or ANY_PRIORITY
        self._forwarding = forwarding
        self._index = KeyIndex(forwarding)
        self._indexed: dict[int, str] = {}
        """The columns whose values are in the index, with the key's name."""
        self._normalise: dict[str, Normalise | None] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Functions cannot be written down: what is indexed is indexed anew when it is first asked for."""
        return self.__dict__ | {"_index": KeyIndex(self._forwarding), "_indexed": {}, "_normalise": {}}

    def column(self, path: str) -> int:
        """The column of a path below `_profile`."""
        found = self._columns.get(path)
        if found is None:
            found = self._columns[path] = len(self._paths)
            self._paths.append(path)
            self._limits.append(LONG.get(path, MAX_LENGTH))
            self._known.append({})
            self._values.append([])
            for name in STANDARD_KEYS:
                if name in self._index and path in STANDARD_KEYS[name]:
                    self._indexed[found] = name
        return found

    def new(self) -> int:
        """A new profile: its number."""
        self._profiles += 1
        return self._profiles - 1

    def __len__(self) -> int:
        return self._profiles

    def clear(self, profile: int) -> None:
        """Forgets what a profile holds; its number is not used again."""
        for column in self._values:
            if profile < len(column):
                column[profile] = None
        for key in [key for key in self._ranks if key[0] == profile]:
            del self._ranks[key]

    def get(self, profile: int, path: str) -> str | None:
        """The value of a field."""
        column = self._columns.get(path)
        return None if column is None else self._value(profile, column)

    def of(self, profile: int) -> dict[str, str]:
        """All fields of a profile by path."""
        found = ((path, self._value(profile, column)) for path, column in self._columns.items())
        return {path: value for path, value in found if value is not None}

    def all(self, path: str) -> Sequence[str | None]:
        """The values of a field by the profile's number; the last profiles may be missing."""
        column = self._columns.get(path)
        return () if column is None else self._values[column]

    @property
    def paths(self) -> Sequence[str]:
        """The fields that anything fills."""
        return self._paths

    def has(self, profile: int, column: int) -> bool:
        """Whether a profile has a field."""
        return self._value(profile, column) is not None

    def write(
        self, profile: int, targets: Sequence[Target], values: Sequence[str | None], priority: int | None
    ) -> None:
        """An object's values, at the columns that its type fills.

        Args:
            profile: the profile's number.
            targets: what the type fills.
            values: the values of its fields.
            priority: the object type's `SourcePriority`.
        """
        rank = LOWEST if priority is None else priority
        ranks, stored = self._ranks, self._values
        ranked = rank != LOWEST or bool(ranks)
        for column, position, covered in targets:
            value = values[position]
            if value is None:
                continue
            if ranked:
                if ranks.get((profile, column), LOWEST) < rank:
                    continue
                if rank != LOWEST:
                    ranks[profile, column] = rank
                else:
                    ranks.pop((profile, column), None)
            held = stored[column]
            if profile >= len(held) or held[profile] != value:
                self._put(profile, column, value, covered=covered)

    def write_by_hand(self, profile: int, fields: Mapping[str, str]) -> None:
        """Fields that CreateProfile or UpdateProfile set; an empty text takes a field away."""
        for path, value in fields.items():
            column = self.column(path)
            self._put(profile, column, value or None)
            if value:
                self._ranks[profile, column] = self._by_hand
            else:
                self._ranks.pop((profile, column), None)

    def merge(self, main: int, others: Iterable[int], sources: Mapping[str, int]) -> None:
        """The union of the fields of profiles: the main profile's win, unless another source is named for a field, be
        it empty there (MergeProfiles). The keys of all of them stay."""
        chosen: dict[int, int] = {self.column(path): profile for path, profile in sources.items()}
        union: dict[int, str | None] = {}
        for profile in (main, *others):
            for column in range(len(self._paths)):
                value = self._value(profile, column)
                if value is not None and column not in union:
                    union[column] = value
                    rank = self._ranks.get((profile, column))
                    if rank is not None:
                        self._ranks[main, column] = rank
        for column, profile in chosen.items():
            union[column] = self._value(profile, column)
        for column, value in union.items():
            self._set(main, column, value)
            self._reindex(main, column, None, value)

    def _value(self, profile: int, column: int) -> str | None:
        values = self._values[column]
        return values[profile] if profile < len(values) else None

    def _set(self, profile: int, column: int, value: str | None) -> None:
        values = self._values[column]
        if profile >= len(values):
            values.extend([None] * (profile + 1 - len(values)))
        values[profile] = value

    def _put(self, profile: int, column: int, value: str | None, *, covered: bool = False) -> None:
        """Every value of every object comes by here, so it calls nothing that it need not call."""
        values = self._values[column]
        before = values[profile] if profile < len(values) else None
        if before == value:
            return
        if value is not None:
            if len(value) > self._limits[column]:
                value = value[: self._limits[column]]
                if before == value:
                    return
            # The same text for the same value, as long as a column has few of them: names and cities repeat.
            known = self._known[column]
            value = known.setdefault(value, value) if len(known) < SHARED else known.get(value, value)
            if before is not None and self._watcher is not None:
                self._watcher.replaced(profile, self._paths[column], before, value)
        if profile == len(values):
            values.append(value)
        else:
            self._set(profile, column, value)
        if column in self._indexed and not (covered and before is None):
            self._reindex(profile, column, before, value)

    # --- the standard keys: https://docs.aws.amazon.com/connect/latest/adminguide/standard-profile-definition.html

    def find(self, name: str, value: str, normalise: Normalise | None) -> set[int]:
        """The profiles whose fields have a value of a standard key, already made comparable."""
        if name not in STANDARD_KEYS:
            return set()
        self.table(name, normalise)
        return self._index.find(name, value)

    def table(self, name: str, normalise: Normalise | None) -> Table:
        """The values of a standard key, kept up to date from now on."""
        if name not in self._index or self._normalise.get(name) is not normalise:
            self._build(name, normalise)
        return self._index.table(name)

    def _build(self, name: str, normalise: Normalise | None) -> None:
        """Indexes a standard key when it is first asked for."""
        self._index.drop(name)
        self._index.table(name)
        self._normalise[name] = normalise
        for path in STANDARD_KEYS[name]:
            if path in self._columns:
                self._indexed[self._columns[path]] = name
        for profile in range(self._profiles):
            for value in self._key_values(name, profile):
                self._index.add(name, value, profile)

    def _key_values(self, name: str, profile: int) -> Iterator[str]:
        """The values of a standard key in a profile."""
        columns = [self._columns[path] for path in STANDARD_KEYS[name] if path in self._columns]
        found = [self._value(profile, column) for column in columns]
        texts = [value for value in found if value]
        if name == _FULL_NAME:
            texts = [" ".join(texts)] if texts else []
        normalise = self._normalise[name]
        for text in texts:
            value = normalise(text) if normalise else text
            if value:
                yield value

    def _reindex(self, profile: int, column: int, before: str | None, after: str | None) -> None:
        name = self._indexed.get(column)
        if name is None:
            return
        if before is not None or name == _FULL_NAME:
            self._set(profile, column, before)
            old = set(self._key_values(name, profile))
            self._set(profile, column, after)
            new = set(self._key_values(name, profile))
            for value in old - new:
                self._index.remove(name, value, profile)
            for value in new - old:
                self._index.add(name, value, profile)
        elif after is not None:
            normalise = self._normalise[name]
            value = normalise(after) if normalise else after
            if value:
                self._index.add(name, value, profile)

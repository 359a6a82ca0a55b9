"""The standard profile of each profile: its fields, who may overwrite them, and the keys that find it by them.

Standard objects accumulate: each object writes only the fields it carries, and none is blanked by an empty value.
https://docs.aws.amazon.com/connect/latest/adminguide/how-object-type-mapping-works.html
https://docs.aws.amazon.com/connect/latest/adminguide/profile-matching.html (source priority, manual updates)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .comparison import Normalise
from .index import Forwarding, KeyIndex, Table
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

Row = list[str | None]

Target = tuple[int, int, bool]
"""A column that an object type fills, the position of the value among its fields, and whether a key of the type has
the same value anyway, so that the standard key need not be indexed a second time."""

_FULL_NAME = "_fullName"


class StandardFields:
    """The fields of all profiles, a row each; the columns are the paths that anything fills."""

    def __init__(self, forwarding: Forwarding, manual_priority: int) -> None:
        self._columns: dict[str, int] = {}
        self._paths: list[str] = []
        self._limits: list[int] = []
        self._known: list[dict[str, str]] = []
        self._rows: list[Row] = []
        self._ranks: dict[tuple[int, int], int] = {}
        """Ranks other than the lowest, by row and column."""
        self._by_hand = manual_priority or ANY_PRIORITY
        self._index = KeyIndex(forwarding)
        self._indexed: dict[int, str] = {}
        """The columns whose values are in the index, with the key's name."""
        self._normalise: dict[str, Normalise | None] = {}

    def column(self, path: str) -> int:
        """The column of a path below `_profile`."""
        found = self._columns.get(path)
        if found is None:
            found = self._columns[path] = len(self._paths)
            self._paths.append(path)
            self._limits.append(LONG.get(path, MAX_LENGTH))
            self._known.append({})
            for name in STANDARD_KEYS:
                if name in self._index and path in STANDARD_KEYS[name]:
                    self._indexed[found] = name
        return found

    def new(self) -> int:
        """A new profile's row: the profile's number."""
        self._rows.append([])
        return len(self._rows) - 1

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self, profile: int) -> None:
        """Forgets what a profile holds; its number is not used again."""
        self._rows[profile] = []
        for key in [key for key in self._ranks if key[0] == profile]:
            del self._ranks[key]

    def get(self, profile: int, path: str) -> str | None:
        """The value of a field."""
        column = self._columns.get(path)
        row = self._rows[profile]
        return row[column] if column is not None and column < len(row) else None

    def of(self, profile: int) -> dict[str, str]:
        """All fields of a profile by path."""
        return {path: value for path, value in zip(self._paths, self._rows[profile], strict=False) if value is not None}

    def has(self, profile: int, column: int) -> bool:
        """Whether a profile has a field."""
        row = self._rows[profile]
        return column < len(row) and row[column] is not None

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
        row, ranks = self._rows[profile], self._ranks
        for column, position, covered in targets:
            value = values[position]
            if value is None:
                continue
            if ranks and ranks.get((profile, column), LOWEST) < rank:
                continue
            if rank != LOWEST:
                ranks[profile, column] = rank
            elif ranks:
                ranks.pop((profile, column), None)
            self._put(profile, row, column, value, covered=covered)

    def write_by_hand(self, profile: int, fields: Mapping[str, str]) -> None:
        """Fields that CreateProfile or UpdateProfile set; an empty text takes a field away."""
        row = self._rows[profile]
        for path, value in fields.items():
            column = self.column(path)
            self._put(profile, row, column, value or None)
            if value:
                self._ranks[profile, column] = self._by_hand
            else:
                self._ranks.pop((profile, column), None)

    def merge(self, main: int, others: Iterable[int], sources: Mapping[str, int]) -> None:
        """The union of the fields of profiles: the main profile's win, unless another source is named for a field, be
        it empty there (MergeProfiles). The keys of all of them stay."""
        row = self._rows[main]
        chosen: dict[int, int] = {self.column(path): profile for path, profile in sources.items()}
        union: dict[int, str | None] = {}
        for profile in (main, *others):
            for column, value in enumerate(self._rows[profile]):
                if value is not None and column not in union:
                    union[column] = value
                    rank = self._ranks.get((profile, column))
                    if rank is not None:
                        self._ranks[main, column] = rank
        for column, profile in chosen.items():
            source = self._rows[profile]
            union[column] = source[column] if column < len(source) else None
        row.extend([None] * (len(self._paths) - len(row)))
        for column, value in union.items():
            row[column] = value
            self._reindex(main, column, None, value)

    def _put(self, profile: int, row: Row, column: int, value: str | None, *, covered: bool = False) -> None:
        if value is not None and len(value) > self._limits[column]:
            value = value[: self._limits[column]]
        before = row[column] if column < len(row) else None
        if before == value:
            return
        if column >= len(row):
            row.extend([None] * (column + 1 - len(row)))
        row[column] = value if value is None else self._shared(column, value)
        if column in self._indexed and not (covered and before is None):
            self._reindex(profile, column, before, value)

    def _shared(self, column: int, value: str) -> str:
        """The same text for the same value, as long as a column has few of them: names and cities repeat."""
        known = self._known[column]
        if len(known) < SHARED:
            return known.setdefault(value, value)
        return known.get(value, value)

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
        for profile, row in enumerate(self._rows):
            for value in self._values(name, row):
                self._index.add(name, value, profile)

    def _values(self, name: str, row: Row) -> Iterator[str]:
        """The values of a standard key in a profile."""
        columns = [self._columns[path] for path in STANDARD_KEYS[name] if path in self._columns]
        found = [row[column] for column in columns if column < len(row)]
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
        row = self._rows[profile]
        if before is not None or name == _FULL_NAME:
            row[column] = before
            old = set(self._values(name, row))
            row[column] = after
            new = set(self._values(name, row))
            for value in old - new:
                self._index.remove(name, value, profile)
            for value in new - old:
                self._index.add(name, value, profile)
        elif after is not None:
            normalise = self._normalise[name]
            value = normalise(after) if normalise else after
            if value:
                self._index.add(name, value, profile)

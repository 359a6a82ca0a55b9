"""Which profiles have a key: name and value → profiles. Merged profiles are found as what they were merged into."""

from collections.abc import Iterable, Iterator

GONE = -1
"""What a deleted profile is forwarded to."""


class Forwarding:
    """Where the profiles went that are no longer there; lookups follow it, so that nothing has to be rewritten."""

    def __init__(self) -> None:
        self._to: dict[int, int] = {}

    def forward(self, profile: int, to: int) -> None:
        """From now on a profile is another one, or gone."""
        self._to[profile] = to

    def __bool__(self) -> bool:
        return bool(self._to)

    def follow(self, profile: int) -> int:
        """The profile that a number stands for today."""
        while profile in self._to:
            profile = self._to[profile]
        return profile


Table = dict[str, "int | set[int]"]
"""Value → the profile that has it, or the profiles."""


class KeyIndex:
    """An index of keys by name and value. Most values belong to one profile, which takes no set."""

    def __init__(self, forwarding: Forwarding) -> None:
        self._forwarding = forwarding
        self._tables: dict[str, Table] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tables

    def table(self, name: str) -> Table:
        """The values of a key; the table stays the same one."""
        return self._tables.setdefault(name, {})

    def drop(self, name: str) -> None:
        """Forgets a key."""
        self._tables.pop(name, None)

    def add(self, name: str, value: str, profile: int) -> None:
        """A profile has a value of a key."""
        add(self.table(name), value, profile)

    def remove(self, name: str, value: str, profile: int) -> None:
        """A profile no longer has it."""
        table = self.table(name)
        left = {found for found in numbers(table.get(value)) if self._forwarding.follow(found) != profile}
        if left:
            table[value] = left if len(left) > 1 else left.pop()
        else:
            table.pop(value, None)

    def find(self, name: str, value: str) -> set[int]:
        """The profiles that have a value of a key."""
        found = numbers(self._tables.get(name, {}).get(value))
        if not self._forwarding:
            return set(found)
        return {self._forwarding.follow(profile) for profile in found} - {GONE}

    def items(self) -> Iterator[tuple[str, str, set[int]]]:
        """Everything in it, for what compares two indexes."""
        for name, table in self._tables.items():
            for value in table:
                yield name, value, self.find(name, value)


def add(table: Table, value: str, profile: int) -> None:
    """A profile has a value."""
    found = table.get(value)
    if found is None:
        table[value] = profile
    elif isinstance(found, set):
        found.add(profile)
    elif found != profile:
        table[value] = {found, profile}


def numbers(found: "int | set[int] | None") -> Iterable[int]:
    """One or several profiles as several."""
    if found is None:
        return ()
    return found if isinstance(found, set) else (found,)

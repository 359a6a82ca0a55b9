"""What becomes of an object, and what limits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Outcome(NamedTuple):
    """What became of an object.

    Attributes:
        message: why it is refused, in the words of its dead letter; None where it is stored.
        profile: the number of its profile; -1 where it is refused.
        unique: the value of its UNIQUE key; "" where it has none.
        key: the name of the key by which the profile was found; None where the profile is new or the object refused.
        value: the value of that key.
        valid: False where PutProfileObject itself refuses it; what only matching refuses, it accepts first.
    """

    message: str | None
    profile: int
    unique: str = ""
    key: str | None = None
    value: str | None = None
    valid: bool = True


@dataclass(frozen=True)
class Quotas:
    """What an account may have (https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html).

    Attributes:
        objects_per_profile: objects of all types.
        object_bytes: one object.
        profile_bytes: all objects of one profile.
    """

    objects_per_profile: int = 1000
    object_bytes: int = 256_000
    profile_bytes: int = 51_200 * 1024


QUOTAS = Quotas()
"""The defaults."""


class Watcher(Protocol):
    """Looks on while objects write to profiles."""

    def wrote(self, values: Sequence[str | None]) -> None:
        """An object has been stored; `values` are those of its fields, in the order of its type's plan."""

    def replaced(self, profile: int, path: str, before: str, after: str) -> None:
        """A field of a profile has another value from now on."""

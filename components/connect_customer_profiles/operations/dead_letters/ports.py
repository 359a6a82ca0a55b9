"""What a redrive needs of the outside: a queue, and a store of objects."""

from collections.abc import Sequence
from typing import Protocol

from ...aws.sqs import Depth
from .keys import ObjectKeys
from .messages import Letter


class LetterQueue(Protocol):
    """What the engine needs of a queue; see `letter_queue.Queue`."""

    def depth(self) -> Depth:
        """The approximate number of messages."""

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        """Up to ten letters."""

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        """Delete letters."""

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:
        """Hide letters."""


class Store(Protocol):
    """What the engine needs of the profile APIs; see `store.Profiles`."""

    domain: str

    def put(self, letter: Letter) -> None:
        """Ingest a letter's object."""

    def keys(self, object_type: str) -> ObjectKeys:
        """The keys of an object type."""

    def trouble(self) -> str | None:
        """Why no object of the domain can be stored; "" if nothing speaks against it, None if that cannot be seen."""

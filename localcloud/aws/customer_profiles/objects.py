"""The objects and profiles of a domain: the library's model (`connect_customer_profiles.profiles`), and what it has yet
to take in.

No rule about fields, keys or profiles stands here. What a source computes is kept as a reference and put into the model
when somebody looks, so that years of history load in no time.
"""

import json
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from connect_customer_profiles.profiles.domain import Domain as Model
from connect_customer_profiles.profiles.index import GONE
from connect_customer_profiles.profiles.object_type import ObjectType
from connect_customer_profiles.profiles.outcome import QUOTAS, Outcome, Quotas
from connect_customer_profiles.profiles.record import size_of, written
from connect_customer_profiles.profiles.silence import DOCUMENTED, Silence
from connect_customer_profiles.profiles.standard import STANDARD_KEYS
from connect_customer_profiles.sources.transforming import Transformation

from ..sources import Source


@dataclass(frozen=True, eq=False)
class Shipment:
    """Where a run's objects came from, and what the flow made of them; it leaves out no record."""

    source: Source
    transformation: Transformation

    def object(self, index: int) -> dict[str, Any]:
        """The object of an unchanged record of the source's stream."""
        return self.transformation.apply(self.source.record(index)) or {}


Stored = str | tuple[Shipment, int]


class ObjectStore:
    """The model of a domain.

    Args:
        domain_name: the domain's name.
        silence: what AWS leaves open.
        quotas: what a domain may hold.
    """

    def __init__(self, domain_name: str, silence: Silence = DOCUMENTED, quotas: Quotas = QUOTAS) -> None:
        self._model = Model(domain_name, silence, quotas)
        self._waiting: list[tuple[str, Shipment, array[int]]] = []

    @property
    def model(self) -> Model:
        """The model with everything that has been loaded."""
        waiting, self._waiting = self._waiting, []
        for name, shipment, positions in waiting:
            for index in positions:
                record = shipment.object(index)
                self._model.put(name, record, size=size_of(record), content=(shipment, index))
        return self._model

    def define(self, defined: ObjectType) -> None:
        """Defines an object type, or takes note of what it has become."""
        known = self._model.types
        if defined.name not in known or known[defined.name].defined != defined:
            self.model.define(defined)

    def undefine(self, name: str) -> None:
        """Forgets an object type and deletes all of its objects."""
        if name in self._model.types:
            self.model.undefine(name)

    def put(self, defined: ObjectType, content: dict[str, Any]) -> Outcome:
        """Ingests one object."""
        self.define(defined)
        return self.model.put(defined.name, content, size=size_of(content), content=written(content))

    def put_stream(self, defined: ObjectType, shipment: Shipment, positions: Iterable[int]) -> int:
        """Ingests unchanged stream records of which `is_certain` says that none is refused; returns their number."""
        self.define(defined)
        # The source may be given another pace before anybody looks.
        kept = Shipment(replace(shipment.source), shipment.transformation)
        waiting = array("q", positions)
        self._waiting.append((defined.name, kept, waiting))
        return len(waiting)

    def is_certain(self, defined: ObjectType) -> bool:
        """Whether no object of a type can be refused that has a value of its own for the UNIQUE key.

        That key is a PROFILE key, too, and no other type uses it: it fits at most one profile, and where it fits none
        a new one is made.
        """
        unique = next((key for key in defined.keys if "UNIQUE" in key.identifiers), None)
        if unique is None or not defined.allow_profile_creation:
            return False
        others = [type_.defined for name in self._model.types.names() if (type_ := self._model.types[name])]
        shared = any(key.name == unique.name for other in others if other.name != defined.name for key in other.keys)
        return unique.identifiers == {"UNIQUE", "PROFILE"} and unique.name not in STANDARD_KEYS and not shared

    def uniques(self, object_type_name: str) -> Collection[str]:
        """The UNIQUE values of all objects of a type."""
        return self.model.numbers(object_type_name).keys()

    def content(self, object_type_name: str, unique: str) -> dict[str, Any] | None:
        """An object by its UNIQUE value; None where there is none."""
        number = self.model.numbers(object_type_name).get(unique)
        return None if number is None else content_of(self.model.objects.content(number))

    def of_profile(self, profile_id: str, defined: ObjectType) -> Iterator[tuple[str, dict[str, Any]]]:
        """UNIQUE value and content of the objects of a type that a profile has."""
        self.define(defined)
        profile = self.model.profile_of(profile_id)
        if profile is not None:
            yield from ((unique, content_of(stored)) for unique, stored in self.model.objects_of(profile, defined.name))

    def owner(self, defined: ObjectType, content: dict[str, Any]) -> str | None:
        """The id of the profile that an object would join now; None where it would make one, or be refused."""
        self.define(defined)
        profile = self.model.owner(defined.name, content)
        return None if profile == GONE else self.model.profile_id(profile)


def content_of(stored: Stored) -> dict[str, Any]:
    """The object itself."""
    if isinstance(stored, str):
        content: dict[str, Any] = json.loads(stored)
        return content
    shipment, index = stored
    return shipment.object(index)

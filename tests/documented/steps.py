"""Scenarios of ingestion, and what runs them on anything that holds profiles: the model, or the local AWS.

Profiles have labels: a label that comes up for the first time stands for a new profile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from connect_customer_profiles.profiles.silence import DOCUMENTED, Silence

GUEST_FIELDS = {
    "id": "_source.id",
    "email": "_source.email > _profile.EmailAddress : EMAIL_ADDRESS",
    "phone": "_source.phone > _profile.PhoneNumber : PHONE_NUMBER",
    "first": "_source.first > _profile.FirstName : NAME",
    "last": "_source.last > _profile.LastName : NAME",
    "tier": "_source.tier > _profile.Attributes.Tier",
}


@dataclass(frozen=True)
class Type:
    """An object type in shorthand."""

    keys: Mapping[str, str | Sequence[str]]
    fields: Mapping[str, str] = field(default_factory=lambda: GUEST_FIELDS)
    creation: bool = True
    maximum: int | None = None
    priority: int | None = None


class Holder(Protocol):
    """What a scenario runs on. Profiles are named by whatever identifies them there."""

    def define(self, name: str, type_: Type) -> None: ...
    def put(self, type_: str, record: Mapping[str, Any] | str) -> tuple[str | None, Any]: ...
    def create(self, fields: Mapping[str, str]) -> Any: ...
    def update(self, profile: Any, fields: Mapping[str, str]) -> None: ...
    def delete(self, profile: Any) -> None: ...
    def merge(self, main: Any, others: Sequence[Any], sources: Mapping[str, Any]) -> None: ...
    def add_key(self, profile: Any, name: str, values: Sequence[str]) -> None: ...
    def delete_key(self, profile: Any, name: str, values: Sequence[str]) -> None: ...
    def delete_object(self, profile: Any, type_: str, unique: str) -> None: ...
    def search(self, name: str, values: Sequence[str]) -> set[Any]: ...
    def fields(self, profile: Any) -> dict[str, str]: ...
    def objects(self, profile: Any, type_: str) -> list[str]: ...
    def standard(self, profile: Any, name: str) -> list[dict[str, str]]: ...
    def count(self) -> int: ...


@dataclass
class Run:
    """A scenario under way: the profiles by label."""

    holder: Holder
    known: dict[str, Any] = field(default_factory=dict)

    def named(self, label: str, profile: Any) -> None:
        """A profile is the one with a label; with a new label it is a new profile."""
        if label in self.known:
            assert profile == self.known[label], f"expected profile {label}"
        else:
            assert profile not in self.known.values(), f"{label} is not new"
            self.known[label] = profile


class Step(Protocol):
    """One step."""

    def __call__(self, run: Run) -> None: ...


def put(type_: str, profile: str, **record: Any) -> Step:
    """An object that ends up in a profile."""

    def step(run: Run) -> None:
        refusal, found = run.holder.put(type_, record)
        assert refusal is None
        run.named(profile, found)

    return step


def refused(type_: str, message: str, record: str | None = None, **fields: Any) -> Step:
    """An object that is refused."""

    def step(run: Run) -> None:
        before = run.holder.count()
        refusal, _ = run.holder.put(type_, fields if record is None else record)
        assert refusal == message
        assert run.holder.count() == before

    return step


def create(profile: str, **fields: str) -> Step:
    """A profile made by hand; a double underscore stands for a dot."""
    return lambda run: run.named(profile, run.holder.create(_paths(fields)))


def update(profile: str, **fields: str) -> Step:
    """Fields set by hand."""
    return lambda run: run.holder.update(run.known[profile], _paths(fields))


def delete(profile: str) -> Step:
    """Deletes a profile."""
    return lambda run: run.holder.delete(run.known[profile])


def merge(main: str, *others: str, **sources: str) -> Step:
    """Merges profiles, with the profiles that single fields come from."""
    return lambda run: run.holder.merge(
        run.known[main],
        [run.known[other] for other in others],
        {path: run.known[label] for path, label in _paths(sources).items()},
    )


def add_key(profile: str, name: str, *values: str) -> Step:
    """AddProfileKey."""
    return lambda run: run.holder.add_key(run.known[profile], name, values)


def delete_key(profile: str, name: str, *values: str) -> Step:
    """DeleteProfileKey."""
    return lambda run: run.holder.delete_key(run.known[profile], name, values)


def delete_object(profile: str, type_: str, unique: str) -> Step:
    """DeleteProfileObject."""
    return lambda run: run.holder.delete_object(run.known[profile], type_, unique)


def define(name: str, type_: Type) -> Step:
    """Defines or redefines an object type."""
    return lambda run: run.holder.define(name, type_)


def found(profiles: str, name: str, *values: str) -> Step:
    """A search finds these profiles, labels separated by spaces."""

    def step(run: Run) -> None:
        assert run.holder.search(name, values) == {run.known[label] for label in profiles.split()}

    return step


def holds(profile: str, **fields: str | None) -> Step:
    """Fields of a profile; None for those that it lacks."""

    def step(run: Run) -> None:
        held = run.holder.fields(run.known[profile])
        assert {path: held.get(path) for path in _paths(fields)} == _paths(fields)

    return step


def objects(profile: str, type_: str, *uniques: str) -> Step:
    """The objects of a type that a profile has."""

    def step(run: Run) -> None:
        assert sorted(run.holder.objects(run.known[profile], type_)) == sorted(uniques)

    return step


def standard(profile: str, name: str, *expected: Mapping[str, str]) -> Step:
    """The standard objects of one kind that a profile has."""

    def step(run: Run) -> None:
        held = run.holder.standard(run.known[profile], name)
        assert sorted(held, key=repr) == sorted(map(dict, expected), key=repr)

    return step


def profiles(number: int) -> Step:
    """How many profiles there are."""

    def step(run: Run) -> None:
        assert run.holder.count() == number

    return step


def _paths(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("__", "."): value for name, value in fields.items()}


@dataclass(frozen=True)
class Scenario:
    """One rule: object types, and what happens step by step.

    Attributes:
        limit: objects per profile, where it is not 1,000.
    """

    rule: str
    page: str
    types: Mapping[str, Type]
    steps: Sequence[Step]
    silence: Silence = DOCUMENTED
    limit: int | None = None

    def run(self, holder: Holder) -> None:
        """Runs it."""
        for name, type_ in self.types.items():
            holder.define(name, type_)
        running = Run(holder)
        for step in self.steps:
            step(running)

"""The decisions between Pulumi and a resource type: inputs checked, differences found, outputs put together. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from .wire import UNKNOWN, has_unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .kind import Kind, State

DEFAULTED = "__defaults"
"""Internal input that lists the arguments whose values were not given but filled in, as in the real provider."""


class Failure(NamedTuple):
    """Why inputs are refused."""

    property: str
    """The argument, empty if it is about the resource as a whole."""
    reason: str


@dataclass(frozen=True)
class Difference:
    """What differs between a resource and its wanted inputs."""

    changed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()
    """Those of them that replace the resource."""
    delete_first: bool = False
    """Whether a replacement has to delete first: a given name can exist only once."""

    @property
    def names(self) -> frozenset[str]:
        """Every property that differs."""
        return self.changed | self.added | self.removed


def check(
    kind: Kind, name: str, seed: bytes, olds: State, news: State, default_tags: dict[str, str]
) -> tuple[State, list[Failure]]:
    """Complete the given inputs, or say what is wrong with them.

    Args:
        kind: The resource type.
        name: The resource's name in the program.
        seed: The engine's random bytes for this resource, the same in preview and update.
        olds: The previous inputs, empty for a new resource.
        news: The inputs as given.
        default_tags: The provider's tags for every resource; the resource's own win.
    """
    given = {key: value for key, value in news.items() if key != DEFAULTED}
    unknown_arguments = sorted(key for key in given if key not in kind.arguments and not key.startswith("__"))
    missing = sorted(key for key in kind.required if key not in given)
    failures = [
        *(Failure(key, f"{kind.token} has no argument {key!r} in the local cloud") for key in unknown_arguments),
        *(Failure("", f"missing required argument {key!r}") for key in missing),
    ]
    if not failures and (problem := kind.problem(given)):
        failures.append(Failure("", problem))
    filled = {key: value for key, value in kind.defaults.items() if key not in given}
    if kind.named_by and kind.named_by not in given:
        kept = olds.get(kind.named_by) if kind.named_by in olds.get(DEFAULTED, []) else None
        suffix = hashlib.sha256(seed).hexdigest()[:7]
        filled[kind.named_by] = kept or kind.generated_name(name, suffix, given)
    inputs = {**given, **filled, DEFAULTED: sorted(filled)}
    if kind.tagged and default_tags and isinstance(given.get("tags", {}), dict):
        inputs["tags"] = {**default_tags, **given.get("tags", {})}
    return inputs, failures


def diff(
    kind: Kind, state: State, old_inputs: State, news: State, *, region: str | None, ignored: Iterable[str] = ()
) -> Difference:
    """Compare wanted inputs with the previous ones, which a refresh has brought up to date.

    Args:
        kind: The resource type.
        state: The resource's outputs.
        old_inputs: The previous inputs.
        news: The checked inputs.
        region: The provider's Region.
        ignored: Properties whose changes are ignored.
    """
    keys = _given(old_inputs) | _given(news)
    keys -= kind.sticky - news.keys()
    keys -= {path.split(".")[0].split("[")[0] for path in ignored} | {"region"}
    differing = {key for key in keys if not _same(kind, key, old_inputs.get(key), news.get(key))}
    replaces = differing & kind.replaces
    moved = set()
    if kind.regional and state.get("region") not in (None, news.get("region", region)):
        moved = {"region"}
    named = kind.named_by is None or kind.named_by not in news.get(DEFAULTED, [])
    return Difference(
        changed=frozenset({key for key in differing if key in old_inputs and key in news} | moved),
        added=frozenset(differing - old_inputs.keys()),
        removed=frozenset(differing - news.keys()),
        replaces=frozenset(replaces | moved),
        # In another Region the old name is no obstacle.
        delete_first=named and bool(replaces) and not moved,
    )


def planned(kind: Kind, inputs: State, region: str | None, state: State | None = None) -> State:
    """The outputs that a preview can promise: of a new resource, or of one with a state that is to be updated."""
    known = {key: state[key] for key in kind.computed if key in state} if state else {}
    return outputs(kind, inputs, {**dict.fromkeys(kind.computed, UNKNOWN), **known}, region)


def outputs(kind: Kind, inputs: State, state: State, region: str | None) -> State:
    """A resource's outputs: its inputs, and what AWS tells where it says something else or more."""
    given = {key: value for key, value in inputs.items() if not key.startswith("__")}
    told = {
        key: value
        for key, value in state.items()
        if value is not None and not (key in given and kind.same(key, given[key], value))
    }
    merged = {**given, **told}
    if kind.tagged:
        merged["tagsAll"] = merged.get("tags", {})
        if not merged.get("tags"):
            merged.pop("tags", None)
    if kind.regional:
        merged.setdefault("region", region)
    return merged


def refreshed_inputs(kind: Kind, inputs: State, state: State) -> State:
    """The previous inputs with the values that AWS tells now, so that a drift shows as a difference."""
    told = {key: value for key, value in state.items() if value is not None}
    kept = {
        key: value
        for key, value in inputs.items()
        if key.startswith("__") or key in kind.write_only or key == "region" or _same(kind, key, value, told.get(key))
    }
    return kept | {key: told[key] for key in inputs.keys() & told.keys() if key not in kept}


def imported_inputs(kind: Kind, state: State) -> State:
    """The inputs of a resource that was read without any: every argument that has a value."""
    arguments = kind.arguments - kind.write_only - {"region"}
    found = {key: value for key, value in state.items() if key in arguments and value not in (None, {}, [], "")}
    defaults = {key: value for key, value in kind.defaults.items() if key in kind.write_only}
    return {**defaults, **found, DEFAULTED: sorted(defaults)}


def _given(inputs: Collection[str]) -> set[str]:
    return {key for key in inputs if not key.startswith("__")}


def _same(kind: Kind, key: str, old: object, new: object) -> bool:
    return not has_unknown(new) and kind.same(key, old, new)

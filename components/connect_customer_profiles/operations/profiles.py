"""Unified profiles by a key: the objects behind them, and the integrations that loaded these objects."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any

from ..aws import answers
from ..names import flow_name_of
from ..rules import RuleViolation, checked, key_name
from .targets import Target

MOST = 1000
"""The maximum number of objects of one type that are counted per profile."""

DEEPEST = 50
"""Levels of an object that are shown as JSON; a deeper one is shown as the text that it is."""

NOT_PERSONAL = ("ProfileId", "FoundByItems")
"""Members of a found profile that say nothing about a person."""


@dataclass(frozen=True)
class Objects:
    """The objects of one type behind a profile.

    Attributes:
        object_type: object type.
        number: the number of objects; `MOST` means at least that many.
        integrations: component, else flow, of the integrations that load this type.
        bodies: the objects themselves, as text where JSON would not say the same; None unless personal data was asked
            for.
    """

    object_type: str
    number: int
    integrations: tuple[str, ...]
    bodies: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class Found:
    """A unified profile.

    Attributes:
        profile_id: its id.
        filled: names of the members that have a value.
        objects: the objects behind it by type.
        members: the members with their values; None unless personal data was asked for.
    """

    profile_id: str
    filled: tuple[str, ...]
    objects: tuple[Objects, ...]
    members: Mapping[str, Any] | None = None


def search(target: Target, key: str, value: str, *, personal: bool = False, limit: int = 20) -> Iterator[Found]:
    """The profiles with a value of a key.

    Args:
        target: the domain.
        key: key name, such as `_email`, or one of an object type.
        value: the key's value.
        personal: whether to include the values of profiles and objects.
        limit: the maximum number of profiles to look at.

    Raises:
        RuleViolation: the key or its value is not valid.
    """
    checked("KEY", key, key_name)
    if not 1 <= len(value) <= 255:
        raise RuleViolation(f"{len(value)} characters", "a key's value has 1 to 255 characters", argument="VALUE")
    client, domain = target.client, target.domain_name
    found = list(islice(client.search_profiles(domain, key, value), limit))
    sources = integrations_by_type(target, client.list_integrations(domain, hidden=False)) if found else {}
    types = sorted({*sources, *(str(each["ObjectTypeName"]) for each in client.object_types(domain))} if found else ())
    for profile in found:
        yield _found(target, profile, types, sources, personal=personal)


def integrations_by_type(target: Target, integrations: list[answers.Integration]) -> dict[str, tuple[str, ...]]:
    """Which integrations load which object type. Pure."""
    plans = [(each.state.made_with.pins, each.name) for each in target.ingestions]
    found: dict[str, list[str]] = {}
    for each in integrations:
        flow = flow_name_of(str(each["Uri"]))
        name = next((name for pins, name in plans if pins.owns(flow)), flow)
        for object_type in {each.get("ObjectTypeName"), *each.get("ObjectTypeNames", {}).values()} - {None, ""}:
            found.setdefault(str(object_type), []).append(name)
    return {object_type: tuple(sorted(set(names))) for object_type, names in found.items()}


def _found(
    target: Target,
    profile: Mapping[str, Any],
    types: list[str],
    sources: Mapping[str, tuple[str, ...]],
    *,
    personal: bool,
) -> Found:
    profile_id = str(profile["ProfileId"])
    objects = []
    for object_type in types:
        listed = islice(target.client.profile_objects(target.domain_name, object_type, profile_id), MOST)
        bodies = [each.get("Object", "") for each in listed]
        if bodies:
            shown = tuple(map(_parsed, bodies)) if personal else None
            objects.append(Objects(object_type, len(bodies), sources.get(object_type, ()), shown))
    members = {key: value for key, value in profile.items() if key not in NOT_PERSONAL and value not in (None, "", {})}
    return Found(profile_id, tuple(sorted(members)), tuple(objects), members if personal else None)


def _parsed(body: str) -> Any:
    """The object in a body; the text itself where a JSON value would not say the same, or is too deep to be handled."""
    try:
        value = json.loads(body, object_pairs_hook=_once, parse_float=_exact, parse_constant=_exact)
    except (ValueError, RecursionError):
        return body
    level: list[Any] = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _parts(each)]
        if not level:
            return value
    return body


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _exact(text: str) -> float:
    value = float(text)
    try:
        is_exact = math.isfinite(value) and Decimal(text) == Decimal(repr(value))
    except ArithmeticError:  # An exponent beyond what Decimal has.
        is_exact = False
    if not is_exact:
        raise ValueError("a number that changes when it is read")
    return value

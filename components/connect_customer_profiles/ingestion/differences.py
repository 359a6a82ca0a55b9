"""What two deployments of `IngestionPlan` or `Ingestion` differ in."""

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import DiffResult

from .dynamic_provider import is_unknown, only
from .plain import normalised
from .wanted import completed


def difference(olds: Mapping[str, Any], news: Mapping[str, Any], keys: tuple[str, ...]) -> DiffResult:
    """The difference of these inputs; another token replaces the resource."""
    # A plan of an earlier version may have fewer pins.
    before, after = (only(completed(normalised(each)), keys) for each in (olds, news))
    replaces = ["token"] if known_token(after) not in (None, known_token(before)) else []
    return DiffResult(before != after, replaces, [], bool(replaces))


def known_token(props: Mapping[str, Any]) -> str | None:
    """The token; None if it is not known yet."""
    token = props.get("token")
    return None if is_unknown(token) else token

"""The provider's schema, which programs in YAML are checked against: what the table of types says. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .kind import Kind

PROVIDER = (
    *("accessKey", "allowedAccountIds", "assumeRoles", "defaultTags", "forbiddenAccountIds", "profile", "region"),
    *("secretKey", "token"),
)
"""The settings of an explicit provider."""


def package(kinds: Mapping[str, Kind], version: str) -> dict[str, Any]:
    """The schema of a package with these resource types.

    Names are all that it says: values are of any type, and `Check` refuses what is wrong with them.

    Args:
        kinds: the types by their tokens.
        version: the package's.
    """
    return {
        "name": "aws",
        "version": version,
        "provider": {"inputProperties": _any(PROVIDER)},
        "resources": {
            token: {
                "inputProperties": _any(kind.arguments),
                "requiredInputs": sorted(kind.required),
                "properties": _any(kind.arguments | kind.computed),
            }
            for token, kind in kinds.items()
        },
    }


def _any(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": "pulumi.json#/Any"} for name in sorted(names)}

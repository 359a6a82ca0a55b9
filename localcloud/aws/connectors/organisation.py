"""An organisation's own fields at a source: what it has switched on, added and left out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from connect_customer_profiles.rules.rule import instead_of

from .connector import Connector


@dataclass(frozen=True)
class Organisation:
    """What is behind one connector profile.

    Args:
        features: What it has switched on, such as `middle-names`.
        added: Fields of its own, such as `Contact.Region__c` or `Contact.acme__Tier__c`.
        missing: Fields that it does not have, or does not show to the user of the connection.
    """

    features: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def fields_of(self, connector: Connector, name: str) -> tuple[frozenset[str], tuple[str, ...]]:
        """The fields that an object lacks, and those that it has in addition."""
        switched = {feature: set(objects.get(name, ())) for feature, objects in connector.features.items()}
        lacking = set().union(*(fields for feature, fields in switched.items() if feature not in self.features))
        there = set().union(*(fields for feature, fields in switched.items() if feature in self.features))
        return frozenset(lacking - there) | _own(self.missing, name), tuple(sorted(_own(self.added, name)))


USUAL = Organisation()
"""One without anything of its own."""


def checked(connector: Connector, settings: Mapping[str, list[str]]) -> Organisation:
    """The organisation of these settings.

    Raises:
        ValueError: The source has no such feature, or a field is not written as `Object.field`.
    """
    found = Organisation(**{key: tuple(settings.get(key, ())) for key in ("features", "added", "missing")})
    for feature in found.features:
        if feature not in connector.features:
            instead = instead_of(feature, connector.features, "features") if connector.features else "it has none"
            raise ValueError(f"{connector.type} has no feature {feature!r}; {instead}")
    for each in (*found.added, *found.missing):
        if not all(each.partition(".")):
            raise ValueError(f"{each!r} is not a field: write Object.field")
    return found


def _own(fields: tuple[str, ...], name: str) -> frozenset[str]:
    return frozenset(field for each in fields for object_name, _, field in [each.partition(".")] if object_name == name)

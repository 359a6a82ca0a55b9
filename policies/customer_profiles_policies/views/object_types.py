"""Object types: how records become profiles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connect_customer_profiles.profiles.checks import Key

from ..subject import Kind, Reader, Subject, View, given, prop
from .common import COMPONENT, part_of


@dataclass(frozen=True)
class ObjectType:
    """An object type.

    Attributes:
        name: its name.
        template: whether a template of the service defines it.
        fields: its fields by name, with `source`, `target` and `content_type`.
        keys: its keys.
        creation: whether its records may make profiles.
        format: how the time of the last change is read.
        expiration_days: days until an object expires.
        protected: whether Pulumi refuses to delete it, or leaves it at AWS.
    """

    name: Reader
    template: Reader
    fields: Reader
    keys: Reader
    creation: Reader
    format: Reader
    expiration_days: Reader
    protected: Reader


_FIELD_PARTS = {"source": "source", "target": "target", "contentType": "content_type"}


def _native_fields(subject: Subject) -> dict[str, dict[str, str]]:
    described = {each["name"]: each.get("objectTypeField") or {} for each in subject.props.get("fields") or []}
    return {
        name: {ours: field[theirs] for theirs, ours in _FIELD_PARTS.items() if field.get(theirs)}
        for name, field in described.items()
    }


def _native_keys(subject: Subject) -> list[Key]:
    return [
        Key(each["name"], tuple(key.get("fieldNames") or ()), frozenset(key.get("standardIdentifiers") or ()))
        for each in subject.props.get("keys") or []
        for key in each.get("objectTypeKeyList") or []
    ]


def _component_keys(subject: Subject) -> list[Key]:
    given_keys = subject.props.get("keys") or {}
    return [
        Key(
            name,
            tuple(_either(key, "field_names", "fields")),
            frozenset(_either(key, "standard_identifiers", "identifiers")),
        )
        for name, entry in _named(given_keys)
        for key in ([entry] if isinstance(entry, Mapping) else entry)
    ]


def _named(entries: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(entries, Mapping):
        return [(name, entries[name]) for name in entries]
    return [(each["name"], each) for each in entries]


def _either(entry: Mapping[str, Any], *keys: str) -> Any:
    return next((entry[name] for name in keys if name in set(entry)), ())


OBJECT_TYPE: Kind = {
    f"{COMPONENT}ObjectMapping": View(
        ObjectType(
            name=prop("object_type_name"),
            template=given("template_id"),
            fields=lambda subject: {
                name: {part: field[part] for part in _FIELD_PARTS.values() if field.get(part)}
                for name, field in _named(subject.props.get("fields") or {})
            },
            keys=_component_keys,
            creation=prop("allow_profile_creation", default=False),
            format=prop("source_last_updated_timestamp_format"),
            expiration_days=prop("expiration_days"),
            protected=lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
        )
    ),
    "aws-native:customerprofiles:ObjectType": View(
        ObjectType(
            name=prop("objectTypeName"),
            template=given("templateId"),
            fields=_native_fields,
            keys=_native_keys,
            creation=prop("allowProfileCreation", default=False),
            format=prop("sourceLastUpdatedTimestampFormat"),
            expiration_days=prop("expirationDays"),
            # Of an InstanceAssociation it is retained, of which the engine tells policies nothing.
            protected=lambda subject: subject.protect or part_of("InstanceAssociation")(subject),
        )
    ),
}

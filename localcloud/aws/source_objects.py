"""The objects at the SaaS sources: their fields, and what the n-th record looks like. Pure and deterministic.

Field names are those that the Customer Profiles templates read (Amazon Connect administrator guide, pages
`mapping-salesforce-objects`, `mapping-marketo-objects`, `mapping-servicenow-objects`, `mapping-zendesk-objects`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import source_records as records
from .source_records import Record


@dataclass(frozen=True)
class SourceObject:
    """One object of one connector.

    Args:
        connector: `connectorType` in the AppFlow API.
        name: The object's name at the source.
        fields: Field names with their AppFlow field types.
        key: The field that identifies a record.
        created: The field with the time of creation.
        updated: The field with the time of the last change.
        timestamps: Fields that AppFlow can use for incremental queries.
        describe: Fills the fields of the n-th record other than key and timestamps.
        identify: The key of the n-th record.
    """

    connector: str
    name: str
    fields: dict[str, str]
    key: str
    created: str
    updated: str
    timestamps: tuple[str, ...]
    describe: Callable[[int], Record]
    identify: Callable[[int], str]


def _field_type(name: str, value: Any, timestamps: tuple[str, ...]) -> str:
    if name in timestamps:
        return "datetime"
    return {bool: "boolean", float: "double", int: "integer", dict: "struct"}.get(type(value), "string")


def _object(
    connector: str,
    name: str,
    timestamps: tuple[str, ...],
    key: str,
    describe: Callable[[int], Record],
    identify: Callable[[int], str],
) -> SourceObject:
    """The first of `timestamps` is the time of creation, the second that of the last change."""
    sample = {key: identify(0), **describe(0), **dict.fromkeys(timestamps, "")}
    fields = {field: _field_type(field, value, timestamps) for field, value in sample.items()}
    return SourceObject(connector, name, fields, key, timestamps[0], timestamps[1], timestamps, describe, identify)


_SALESFORCE = ("CreatedDate", "LastModifiedDate", "SystemModstamp")
_SERVICENOW = ("sys_created_on", "sys_updated_on")
_MARKETO = ("createdAt", "updatedAt")
_ZENDESK = ("created_at", "updated_at")

_KNOWN = {
    (known.connector, known.name): known
    for known in (
        _object("Salesforce", "Account", _SALESFORCE, "Id", records.salesforce_account, records.salesforce_id("001")),
        _object("Salesforce", "Contact", _SALESFORCE, "Id", records.salesforce_contact, records.salesforce_id("003")),
        _object("Salesforce", "Asset", _SALESFORCE, "Id", records.salesforce_asset, records.salesforce_id("02i")),
        _object("Marketo", "leads", _MARKETO, "id", records.marketo_lead, lambda index: str(index + 1)),
        _object("Servicenow", "sys_user", _SERVICENOW, "sys_id", records.servicenow_user, records.hex_id),
        _object("Servicenow", "task", _SERVICENOW, "sys_id", records.servicenow_task, records.hex_id),
        _object("Servicenow", "incident", _SERVICENOW, "sys_id", records.servicenow_incident, records.hex_id),
        _object("Zendesk", "users", _ZENDESK, "id", records.zendesk_user, lambda index: str(index + 1)),
        _object("Zendesk", "tickets", _ZENDESK, "id", records.zendesk_ticket, lambda index: str(index + 1)),
    )
}

_FALLBACK_KEYS = {"Salesforce": "Id", "Marketo": "id", "Servicenow": "sys_id", "Zendesk": "id"}
_FALLBACK_TIMESTAMPS = {
    "Salesforce": _SALESFORCE,
    "Marketo": _MARKETO,
    "Servicenow": _SERVICENOW,
    "Zendesk": _ZENDESK,
}


def known_object(connector: str, name: str) -> SourceObject | None:
    """The object of a connector by name; a Salesforce custom object (`…__c`) has Id, Name and the standard dates."""
    if connector == "Salesforce" and name.endswith("__c"):
        return _fallback(connector, name)
    return _KNOWN.get((connector, name))


def source_object(connector: str, name: str) -> SourceObject:
    """As `known_object`, but any other name gives an object with a key, a name and the source's usual dates."""
    return known_object(connector, name) or _fallback(connector, name)


def _fallback(connector: str, name: str) -> SourceObject:
    timestamps = _FALLBACK_TIMESTAMPS.get(connector, ("createdAt", "updatedAt"))
    key = _FALLBACK_KEYS.get(connector, "id")
    return _object(connector, name, timestamps, key, records.named, records.salesforce_id("a00"))


def timestamp_text(connector: str, moment: float) -> str:
    """A point in time (epoch seconds) as the source writes it."""
    when = datetime.fromtimestamp(moment, UTC)
    if connector == "Salesforce":
        return when.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    if connector == "Servicenow":
        return when.strftime("%Y-%m-%d %H:%M:%S")
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")

"""The objects at the SaaS sources: their fields, and what the n-th record looks like. Pure and deterministic.

Field names are those that the Customer Profiles templates read (Amazon Connect administrator guide, pages
`mapping-salesforce-objects`, `mapping-marketo-objects`, `mapping-servicenow-objects`, `mapping-zendesk-objects`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Record = dict[str, Any]

_FIRST_NAMES = ("Ana", "Ben", "Chidi", "Dana", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi", "Lena")
_LAST_NAMES = ("Silva", "Okafor", "Tanaka", "Meyer", "Novak", "Rossi", "Haddad", "Larsen", "Patel", "Moreau", "Cruz")
_CITIES = ("Lisbon", "Lagos", "Osaka", "Bonn", "Brno", "Turin", "Amman", "Oslo", "Pune", "Lyon", "Quito")


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


def _salesforce_id(prefix: str) -> Callable[[int], str]:
    return lambda index: f"{prefix}{index:015d}"


def _hex_id(index: int) -> str:
    return f"{index:032x}"


def _person(index: int) -> tuple[str, str, str, str, str]:
    first = _FIRST_NAMES[index % len(_FIRST_NAMES)]
    last = _LAST_NAMES[index % len(_LAST_NAMES)]
    city = _CITIES[index % len(_CITIES)]
    return first, last, f"{first}.{last}.{index}@example.com".lower(), f"+1555{index % 10_000_000:07d}", city


def _salesforce_account(index: int) -> Record:
    _, last, _, phone, city = _person(index)
    return {
        "Name": f"{last} & Sons {index}",
        "AccountNumber": f"A-{index}",
        "Description": f"Customer no. {index}",
        "Industry": "Retail",
        "Type": "Customer",
        "Phone": phone,
        "Fax": phone,
        "Website": f"https://{last.lower()}{index}.example.com",
        "BillingStreet": f"{index % 200 + 1} Main Street",
        "BillingCity": city,
        "BillingState": city,
        "BillingCountry": "Freedonia",
        "BillingPostalCode": f"{index % 100_000:05d}",
        "ShippingStreet": f"{index % 200 + 1} Main Street",
        "ShippingCity": city,
        "ShippingState": city,
        "ShippingCountry": "Freedonia",
        "ShippingPostalCode": f"{index % 100_000:05d}",
        "IsDeleted": False,
    }


def _salesforce_contact(index: int) -> Record:
    first, last, email, phone, city = _person(index)
    return {
        "AccountId": _salesforce_id("001")(index),
        "Name": f"{first} {last}",
        "Salutation": "Mx.",
        "FirstName": first,
        "MiddleName": "",
        "LastName": last,
        "Title": "Buyer",
        "Birthdate": f"19{index % 60 + 40}-0{index % 9 + 1}-1{index % 9}",
        "Department": "Purchasing",
        "Description": f"Contact no. {index}",
        "Email": email,
        "Phone": phone,
        "HomePhone": phone,
        "MobilePhone": phone,
        "OtherPhone": phone,
        "AssistantPhone": phone,
        "Fax": phone,
        "MailingStreet": f"{index % 200 + 1} Main Street",
        "MailingCity": city,
        "MailingState": city,
        "MailingCountry": "Freedonia",
        "MailingPostalCode": f"{index % 100_000:05d}",
        "OtherStreet": f"{index % 200 + 1} Side Street",
        "OtherCity": city,
        "OtherState": city,
        "OtherCountry": "Freedonia",
        "OtherPostalCode": f"{index % 100_000:05d}",
        "LeadSource": "Web",
        "IsDeleted": False,
    }


def _salesforce_asset(index: int) -> Record:
    return {
        "AccountId": _salesforce_id("001")(index),
        "ContactId": _salesforce_id("003")(index),
        "Name": f"Coffee machine {index}",
        "ProductCode": f"CM-{index % 40}",
        "StockKeepingUnit": f"SKU-{index % 40}",
        "SerialNumber": f"SN{index:09d}",
        "Status": "Installed",
        "Description": f"Asset no. {index}",
        "PurchaseDate": "2024-05-01",
        "InstallDate": "2024-05-08",
        "UsageEndDate": "2034-05-08",
        "Price": float(index % 900 + 100),
        "Quantity": 1.0,
        "IsCompetitorProduct": False,
        "IsDeleted": False,
    }


def _marketo_lead(index: int) -> Record:
    first, last, email, phone, city = _person(index)
    return {
        "sfdcAccountId": _salesforce_id("001")(index),
        "sfdcContactId": _salesforce_id("003")(index),
        "salutation": "Mx.",
        "firstName": first,
        "middleName": "",
        "lastName": last,
        "email": email,
        "phone": phone,
        "mobilePhone": phone,
        "dateOfBirth": f"19{index % 60 + 40}-0{index % 9 + 1}-1{index % 9}",
        "company": f"{last} & Sons",
        "title": "Buyer",
        "address": f"{index % 200 + 1} Main Street",
        "city": city,
        "state": city,
        "country": "Freedonia",
        "postalcode": f"{index % 100_000:05d}",
        "billingStreet": f"{index % 200 + 1} Main Street",
        "billingCity": city,
        "billingState": city,
        "billingCountry": "Freedonia",
        "billingPostalCode": f"{index % 100_000:05d}",
        "gender": "UNSPECIFIED",
    }


def _servicenow_user(index: int) -> Record:
    first, last, email, phone, city = _person(index)
    return {
        "user_name": email.partition("@")[0],
        "name": f"{first} {last}",
        "first_name": first,
        "middle_name": "",
        "last_name": last,
        "email": email,
        "phone": phone,
        "home_phone": phone,
        "mobile_phone": phone,
        "title": "Buyer",
        "gender": "UNSPECIFIED",
        "street": f"{index % 200 + 1} Main Street",
        "city": city,
        "state": city,
        "zip": f"{index % 100_000:05d}",
        "country": "Freedonia",
        "active": True,
    }


def _servicenow_task(index: int) -> Record:
    return {
        "number": f"TASK{index:07d}",
        "short_description": f"Question no. {index}",
        "description": f"The customer asks about order {index}.",
        "state": "2",
        "priority": "4",
        "urgency": "3",
        "active": True,
        "opened_at": "2026-01-05 08:00:00",
        "closed_at": "",
        "status": "Open",
        "opened_by.link": _hex_id(index),
        "assigned_to.link": _hex_id(index // 20),
        "sys_created_by": f"agent{index % 50}",
        "close_notes": "",
    }


def _servicenow_incident(index: int) -> Record:
    return _servicenow_task(index) | {
        "number": f"INC{index:07d}",
        "caller_id.link": _hex_id(index),
        "incident_status": "Open",
        "incident_state": "2",
        "resolved_at": "",
        "category": "inquiry",
    }


def _zendesk_user(index: int) -> Record:
    first, last, email, phone, _ = _person(index)
    return {"external_id": f"ext-{index}", "name": f"{first} {last}", "email": email, "phone": phone, "active": True}


def _zendesk_ticket(index: int) -> Record:
    return {
        "external_id": f"ext-{index}",
        "requester_id": str(index + 1),
        "subject": f"Question no. {index}",
        "description": f"The customer asks about order {index}.",
        "status": "open",
        "priority": "normal",
        "type": "question",
    }


def _named(index: int) -> Record:
    return {"Name": f"Record {index}"}


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
        _object("Salesforce", "Account", _SALESFORCE, "Id", _salesforce_account, _salesforce_id("001")),
        _object("Salesforce", "Contact", _SALESFORCE, "Id", _salesforce_contact, _salesforce_id("003")),
        _object("Salesforce", "Asset", _SALESFORCE, "Id", _salesforce_asset, _salesforce_id("02i")),
        _object("Marketo", "leads", _MARKETO, "id", _marketo_lead, lambda index: str(index + 1)),
        _object("Servicenow", "sys_user", _SERVICENOW, "sys_id", _servicenow_user, _hex_id),
        _object("Servicenow", "task", _SERVICENOW, "sys_id", _servicenow_task, _hex_id),
        _object("Servicenow", "incident", _SERVICENOW, "sys_id", _servicenow_incident, _hex_id),
        _object("Zendesk", "users", _ZENDESK, "id", _zendesk_user, lambda index: str(index + 1)),
        _object("Zendesk", "tickets", _ZENDESK, "id", _zendesk_ticket, lambda index: str(index + 1)),
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
    return _object(connector, name, timestamps, key, _named, _salesforce_id("a00"))


def timestamp_text(connector: str, moment: float) -> str:
    """A point in time (epoch seconds) as the source writes it."""
    when = datetime.fromtimestamp(moment, UTC)
    if connector == "Salesforce":
        return when.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    if connector == "Servicenow":
        return when.strftime("%Y-%m-%d %H:%M:%S")
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")

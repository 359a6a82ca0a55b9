"""What the n-th record at a SaaS source holds. Pure and deterministic."""

from collections.abc import Callable
from typing import Any

Record = dict[str, Any]

_FIRST_NAMES = ("Ana", "Ben", "Chidi", "Dana", "Elif", "Femi", "Grace", "Hugo", "Ines", "Jun", "Kofi", "Lena")
_LAST_NAMES = ("Silva", "Okafor", "Tanaka", "Meyer", "Novak", "Rossi", "Haddad", "Larsen", "Patel", "Moreau", "Cruz")
_CITIES = ("Lisbon", "Lagos", "Osaka", "Bonn", "Brno", "Turin", "Amman", "Oslo", "Pune", "Lyon", "Quito")


def salesforce_id(prefix: str) -> Callable[[int], str]:
    """Ids of an object at Salesforce, by the three characters that stand for it."""
    return lambda index: f"{prefix}{index:015d}"


def hex_id(index: int) -> str:
    """An id at ServiceNow."""
    return f"{index:032x}"


def _person(index: int) -> tuple[str, str, str, str, str]:
    first = _FIRST_NAMES[index % len(_FIRST_NAMES)]
    last = _LAST_NAMES[index % len(_LAST_NAMES)]
    city = _CITIES[index % len(_CITIES)]
    return first, last, f"{first}.{last}.{index}@example.com".lower(), f"+1555{index % 10_000_000:07d}", city


def salesforce_account(index: int) -> Record:
    """The n-th account at Salesforce."""
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


def salesforce_contact(index: int) -> Record:
    """The n-th contact at Salesforce."""
    first, last, email, phone, city = _person(index)
    return {
        "AccountId": salesforce_id("001")(index),
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


def salesforce_asset(index: int) -> Record:
    """The n-th asset at Salesforce."""
    return {
        "AccountId": salesforce_id("001")(index),
        "ContactId": salesforce_id("003")(index),
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


def marketo_lead(index: int) -> Record:
    """The n-th lead at Marketo."""
    first, last, email, phone, city = _person(index)
    return {
        "sfdcAccountId": salesforce_id("001")(index),
        "sfdcContactId": salesforce_id("003")(index),
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


def servicenow_user(index: int) -> Record:
    """The n-th user at ServiceNow."""
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


def servicenow_task(index: int) -> Record:
    """The n-th task at ServiceNow."""
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
        "opened_by.link": hex_id(index),
        "assigned_to.link": hex_id(index // 20),
        "sys_created_by": f"agent{index % 50}",
        "close_notes": "",
    }


def servicenow_incident(index: int) -> Record:
    """The n-th incident at ServiceNow."""
    return servicenow_task(index) | {
        "number": f"INC{index:07d}",
        "caller_id.link": hex_id(index),
        "incident_status": "Open",
        "incident_state": "2",
        "resolved_at": "",
        "category": "inquiry",
    }


def zendesk_user(index: int) -> Record:
    """The n-th user at Zendesk."""
    first, last, email, phone, _ = _person(index)
    return {"external_id": f"ext-{index}", "name": f"{first} {last}", "email": email, "phone": phone, "active": True}


def zendesk_ticket(index: int) -> Record:
    """The n-th ticket at Zendesk."""
    return {
        "external_id": f"ext-{index}",
        "requester_id": str(index + 1),
        "subject": f"Question no. {index}",
        "description": f"The customer asks about order {index}.",
        "status": "open",
        "priority": "normal",
        "type": "question",
    }


def named(index: int) -> Record:
    """The n-th record of an object that the emulator does not know."""
    return {"Name": f"Record {index}"}

"""Salesforce: its objects, templates and limits.

Fields: Amazon Connect administrator guide, pages `mapping-salesforce-objects` and
`mapping-salesforce-objects-to-asset`.
"""

from typing import Any

from ..customer_profiles.template import Template, address, below, profile
from ..errors import ServiceError
from .connector import Connector, Content, Record, salesforce_id
from .people import person

_PERSON = (
    *("IsPersonAccount", "PersonMobilePhone", "PersonHomePhone", "PersonEmail", "PersonBirthdate"),
    *(f"PersonMailing{part}" for part in ("Street", "City", "State", "Country", "PostalCode")),
    *(f"PersonOther{part}" for part in ("Street", "City", "State", "Country", "PostalCode")),
)


def _salesforce_account(index: int) -> Record:
    first, last, email, phone, city = person(index)
    return {
        **dict.fromkeys(_PERSON, ""),
        "IsPersonAccount": True,
        "PersonEmail": email,
        "PersonMobilePhone": phone,
        "FirstName": first,
        "MiddleName": "",
        "LastName": last,
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
    first, last, email, phone, city = person(index)
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


def _salesforce_asset(index: int) -> Record:
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


def _salesforce_address(target: str, prefix: str) -> dict[str, str]:
    parts = ("Street", "City", "State", "Country", "PostalCode")
    return address(target, *(f"{prefix}{part}" for part in parts))


def _check(credentials: dict[str, Any]) -> None:
    grant = credentials.get("oAuth2GrantType", "AUTHORIZATION_CODE")
    if grant == "JWT_BEARER":
        if "jwtToken" not in credentials:
            raise ServiceError("ValidationException", "JwtToken cannot be blank for connector: SALESFORCE")
    elif grant != "AUTHORIZATION_CODE" or not _has_tokens(credentials):
        # CLIENT_CREDENTIALS is in the enumeration and is not supported (API reference).
        raise ServiceError("ValidationException", "AuthCode cannot be blank for connector: SALESFORCE")


def _has_tokens(credentials: dict[str, Any]) -> bool:
    return bool(credentials.get("accessToken") or credentials.get("oAuthRequest", {}).get("authCode"))


SALESFORCE = Connector(
    type="Salesforce",
    objects={
        "Account": Content(_salesforce_account, salesforce_id("001")),
        "Contact": Content(_salesforce_contact, salesforce_id("003")),
        "Asset": Content(_salesforce_asset, salesforce_id("02i")),
    },
    custom_objects="__c",
    key_field="Id",
    timestamps=("CreatedDate", "LastModifiedDate", "SystemModstamp"),
    time_format="%Y-%m-%dT%H:%M:%S.000+0000",
    id_prefix=3,
    # 15 GB, at 2 KB a record.
    records_per_run=7_500_000,
    has_workflows=True,
    check_credentials=_check,
    features={
        "middle-names": {"Account": ("MiddleName",), "Contact": ("MiddleName",)},
        "person-accounts": {"Account": (*_PERSON, "FirstName", "LastName")},
    },
    templates=(
        Template(
            "Salesforce-Account",
            "Salesforce",
            "Account",
            {"_salesforceAccountId": "Id"},
            profile({"Id": "sfdcAccountId"}, BusinessName="Name", PhoneNumber="Phone", AccountNumber="AccountNumber")
            | _salesforce_address("BillingAddress", "Billing")
            | _salesforce_address("ShippingAddress", "Shipping"),
        ),
        Template(
            "Salesforce-Contact",
            "Salesforce",
            "Contact",
            {"_salesforceContactId": "Id", "_salesforceAccountId": "AccountId"},
            profile(
                {"Id": "sfdcContactId", "AccountId": "sfdcAccountId"},
                LastName="LastName",
                FirstName="FirstName",
                MiddleName="MiddleName",
                PhoneNumber="Phone",
                HomePhoneNumber="HomePhone",
                MobilePhoneNumber="MobilePhone",
                EmailAddress="Email",
                BirthDate="Birthdate",
            )
            | _salesforce_address("Address", "Other")
            | _salesforce_address("MailingAddress", "Mailing"),
        ),
        Template(
            "Salesforce-Asset",
            "Salesforce",
            "Asset",
            {"_salesforceAssetId": "Id", "_salesforceContactId": "ContactId", "_salesforceAccountId": "AccountId"},
            below(
                "_asset",
                {
                    "Id": "Attributes.sfdcAssetId",
                    "ContactId": "Attributes.sfdcContactId",
                    "AccountId": "Attributes.sfdcAccountId",
                    "SerialNumber": "SerialNumber",
                    "StockKeepingUnit": "ProductSKU",
                    "UsageEndDate": "UsageEndDate",
                    "Status": "Status",
                    "Price": "Price",
                    "Quantity": "Quantity",
                    "Description": "Description",
                },
            ),
            identifier="ASSET",
        ),
    ),
)

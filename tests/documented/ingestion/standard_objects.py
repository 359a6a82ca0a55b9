"""Assets, cases and other standard objects."""

from connect_customer_profiles.profiles import rejections

from ..steps import (
    Scenario,
    Type,
    objects,
    put,
    refused,
    standard,
)
from .common import EXAMPLES, OBJECTS

REGISTRATION = Type(
    {"_email": "emailAddress: PROFILE", "productSerialNumber": "serialNumber: ASSET UNIQUE"},
    {
        "emailAddress": "_source.customerEmail > _profile.PersonalEmailAddress : EMAIL_ADDRESS",
        "assetName": "_source.productName > _asset.AssetName",
        "serialNumber": "_source.serialNumber > _asset.SerialNumber",
        "status": "_source.status > _asset.Status",
        "price": "_source.price > _asset.Price : NUMBER",
    },
)
SERVICE = Type(
    {
        "_email": "emailAddress: PROFILE",
        "productSerialNumber": "assetSerialNumber: ASSET",
        "serviceTicketId": "ticketId: CASE UNIQUE",
    },
    {
        "emailAddress": "_source.customerEmail : EMAIL_ADDRESS",
        "assetSerialNumber": "_source.assetSerialNumber > _case.Attributes.SerialNumber",
        "ticketId": "_source.ticketId",
        "title": "_source.subject > _case.Title",
    },
)
CLAIM = Type(
    {"_email": "email: PROFILE", "claim": "id: UNIQUE", "productSerialNumber": "serial: ASSET"},
    {
        "id": "_source.id",
        "email": "_source.email : EMAIL_ADDRESS",
        "serial": "_source.serial",
        "status": "_source.status > _asset.Status",
    },
)
ASSET = {"AssetName": "AC 2200", "SerialNumber": "SN-9", "Status": "ACTIVE", "Price": "449.0"}
REGISTERED = put(
    "Registration",
    "A",
    customerEmail="j@x.com",
    serialNumber="SN-9",
    productName="AC 2200",
    status="ACTIVE",
    price=449.0,
)

OTHERS = (
    Scenario(
        "a registration makes an asset",
        EXAMPLES,
        {"Registration": REGISTRATION},
        (REGISTERED, standard("A", "_asset", ASSET)),
    ),
    Scenario(
        "registered again it is the same asset",
        EXAMPLES,
        {"Registration": REGISTRATION},
        (
            REGISTERED,
            put("Registration", "A", customerEmail="j@x.com", serialNumber="SN-9", status="SOLD"),
            standard("A", "_asset", {**ASSET, "Status": "SOLD"}),
            objects("A", "Registration", "SN-9"),
        ),
    ),
    Scenario(
        "a ticket finds the asset and makes a case",
        EXAMPLES,
        {"Registration": REGISTRATION, "Service": SERVICE},
        (
            REGISTERED,
            put("Service", "A", ticketId="SR-1", customerEmail="j@x.com", assetSerialNumber="SN-9", subject="Hot"),
            standard("A", "_asset", ASSET),
            standard("A", "_case", {"Attributes.SerialNumber": "SN-9", "Title": "Hot"}),
        ),
    ),
    Scenario(
        "another type enriches the asset",
        OBJECTS,
        {"Registration": REGISTRATION, "Claim": CLAIM},
        (
            REGISTERED,
            put("Claim", "A", id="1", email="j@x.com", serial="SN-9", status="BROKEN"),
            standard("A", "_asset", {**ASSET, "Status": "BROKEN"}),
        ),
    ),
    Scenario(
        "an identifier alone makes no asset",
        EXAMPLES,
        {"Service": SERVICE},
        (
            put("Service", "A", ticketId="SR-1", customerEmail="j@x.com", assetSerialNumber="SN-9"),
            standard("A", "_asset"),
        ),
    ),
    Scenario(
        "a key of several assets is refused",
        OBJECTS,
        {
            "Item": Type(
                {"_email": "email: PROFILE", "item": "id: UNIQUE", "one": "one: ASSET", "two": "two: ASSET"},
                {
                    "id": "_source.id",
                    "email": "_source.email : EMAIL_ADDRESS",
                    "one": "_source.one > _asset.SerialNumber",
                    "two": "_source.two > _asset.ModelNumber",
                },
            )
        },
        (
            put("Item", "A", id="1", email="a@x.com", one="1"),
            put("Item", "A", id="2", email="a@x.com", two="2"),
            put("Item", "A", id="3", email="a@x.com", one="1", two="2"),
            put("Item", "A", id="4", email="a@x.com", one="1"),
            refused("Item", rejections.AMBIGUOUS_OBJECT.format("_asset"), id="5", email="a@x.com", two="2"),
        ),
    ),
)

"""The words of object types: standard identifiers, content types, templates."""

from typing import Literal, get_args

StandardIdentifier = Literal[
    "PROFILE",
    "ASSET",
    "CASE",
    "ORDER",
    "AIR_BOOKING",
    "AIR_SEGMENT",
    "HOTEL_RESERVATION",
    "LOYALTY",
    "AIR_PREFERENCE",
    "HOTEL_PREFERENCE",
    "HOTEL_STAY_REVENUE",
    "LOYALTY_TRANSACTION",
    "LOYALTY_PROMOTION",
    "DEVICE",
    "WEB_ANALYTICS",
    "COMMUNICATION_RECORD",
    "UNIQUE",
    "SECONDARY",
    "LOOKUP_ONLY",
    "NEW_ONLY",
]
IDENTIFIERS: tuple[StandardIdentifier, ...] = get_args(StandardIdentifier)
"""All standard identifiers of the API model."""

ContentType = Literal["STRING", "NUMBER", "PHONE_NUMBER", "EMAIL_ADDRESS", "NAME"]
CONTENT_TYPES: tuple[ContentType, ...] = get_args(ContentType)
"""Content types of fields: how a value is made comparable for searches."""

ContactRecordTemplate = Literal["CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly"]
CONTACT_RECORD_TEMPLATES: tuple[ContactRecordTemplate, ...] = get_args(ContactRecordTemplate)
"""Templates for the contact records of a Connect instance."""

TEMPLATES = (
    "Segment-Identify",
    "Segment-Customer",
    "Shopify-Customer",
    "Shopify-DraftOrder",
    "Shopify-Order",
    *CONTACT_RECORD_TEMPLATES,
    "Connect-case",
    "Campaign-Email",
    "Campaign-SMS",
    "Campaign-Telephony",
    "Campaign-Orchestration",
    "Campaign-WebNotification",
    "WebAnalytics-Clickstream",
)
"""The template ids that AWS's pages name, besides those of the sources; nobody publishes them all, so another one may
exist."""

"""The words of object types: standard identifiers, content types, templates."""

IDENTIFIERS = (
    *("PROFILE", "ASSET", "CASE", "ORDER", "AIR_BOOKING", "AIR_SEGMENT", "HOTEL_RESERVATION", "LOYALTY"),
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
)
"""All standard identifiers of the API model."""

CONTENT_TYPES = ("STRING", "NUMBER", "PHONE_NUMBER", "EMAIL_ADDRESS", "NAME")
"""Content types of fields: how a value is made comparable for searches."""

CONTACT_RECORD_TEMPLATES = ("CTR", "CTR-NoInferred", "CTR-AutoAssociateOnly")
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

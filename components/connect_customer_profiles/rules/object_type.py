"""The rules for object types, as pure functions that yield what is wrong in words.

https://docs.aws.amazon.com/connect/latest/adminguide/key-requirements.html
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

KEY_LIMIT = 10
"""Keys per object type (https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""

LINKING = ("PROFILE", "ASSET", "CASE", "ORDER", "AIR_BOOKING", "AIR_SEGMENT", "HOTEL_RESERVATION", "LOYALTY")
"""Standard identifiers that tie an object to a profile or to one of the other standard objects."""

WEAK = ("LOOKUP_ONLY", "NEW_ONLY")
"""Standard identifiers that are not kept for every object."""

IDENTIFIERS = (
    *LINKING,
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
    *WEAK,
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

SOURCE_TIMESTAMP = "sourceLastUpdatedTimestamp"
"""The field that makes the service keep the newer of two objects; it needs a format to be read with."""


@dataclass(frozen=True)
class Key:
    """One key of an object type: its name, the mapped fields that make it up, its standard identifiers."""

    name: str
    fields: tuple[str, ...]
    identifiers: frozenset[str]


def definition_findings(*, template: bool, fields: bool, keys: bool) -> Iterable[str]:
    """An object type has either a template, or fields and keys."""
    if template and (fields or keys):
        yield "a template and fields or keys of its own: give one or the other"
    elif not template and not (fields and keys):
        yield "neither a template nor both fields and keys"


def name_findings(name: str, *, template: bool) -> Iterable[str]:
    """Names that begin with an underscore are those of the standard objects."""
    if name.startswith("_") and not template:
        yield f"the name '{name}' begins with _, which is reserved"


def template_findings(template_id: str, others: Iterable[str] = ()) -> Iterable[str]:
    """Template ids are spelled in AWS's own way, such as `Servicenow-task`; `others` are known besides `TEMPLATES`."""
    spelled = {known.lower(): known for known in (*TEMPLATES, *others)}
    known = spelled.get(template_id.lower(), template_id)
    if known != template_id:
        yield f"AWS spells this template '{known}'"


def timestamp_findings(fields: Collection[str], timestamp_format: object) -> Iterable[str]:
    """The field that tells when an object changed at its source is read with a format."""
    if SOURCE_TIMESTAMP in fields and not timestamp_format:
        yield f"the field '{SOURCE_TIMESTAMP}' needs a format, such as yyyy-MM-dd'T'HH:mm:ss'Z' or EPOCHMILLI"


def unique_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """Exactly one key identifies the object."""
    unique = [key.name for key in keys if "UNIQUE" in key.identifiers]
    if len(unique) != 1:
        yield f"exactly one key must be UNIQUE, not {len(unique)}{_names(unique)}"


def linking_key_findings(keys: Sequence[Key]) -> Iterable[str]:
    """At least one key ties the object to a profile, or to the standard object that it is mapped to."""
    if not any(key.identifiers & set(LINKING) for key in keys):
        yield "at least one key must be PROFILE (or ASSET, CASE, ORDER): nothing ties the objects to profiles"


def combination_findings(keys: Sequence[Key]) -> Iterable[str]:
    """UNIQUE goes with neither LOOKUP_ONLY nor NEW_ONLY; PROFILE does only where another PROFILE key has neither."""
    strong = [key.name for key in keys if "PROFILE" in key.identifiers and not key.identifiers & set(WEAK)]
    for key in keys:
        weak = sorted(key.identifiers & set(WEAK))
        if weak and "UNIQUE" in key.identifiers:
            yield f"key '{key.name}' cannot be UNIQUE and {' and '.join(weak)}"
        elif weak and "PROFILE" in key.identifiers and not strong and not _exempt(key):
            yield f"key '{key.name}' is PROFILE and {' and '.join(weak)}: another PROFILE key must be neither"


def field_findings(keys: Sequence[Key], fields: Collection[str]) -> Iterable[str]:
    """Keys are made of mapped fields, whose names must be without dots there."""
    for key in keys:
        for field in key.fields:
            if field not in fields:
                yield f"key '{key.name}' uses '{field}', which is no mapped field"
            elif "." in field:
                yield f"key '{key.name}' uses '{field}': a field with a dot in its name cannot be part of a key"


def limit_findings(keys: Sequence[Key], maximum: int = KEY_LIMIT) -> Iterable[str]:
    """No more keys than an object type may have."""
    if len(keys) > maximum:
        yield f"{len(keys)} keys: an object type has at most {maximum}"


def _exempt(key: Key) -> bool:
    """`_profileId` names the profile itself, so looking it up is enough; NEW_ONLY is not."""
    return key.name == "_profileId" and "NEW_ONLY" not in key.identifiers


def _names(names: Sequence[str]) -> str:
    return f" ({', '.join(names)})" if names else ""

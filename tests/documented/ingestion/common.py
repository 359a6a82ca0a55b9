"""Pages, object types and set-ups that several scenarios share."""

from collections.abc import Sequence

from connect_customer_profiles.profiles.silence import DOCUMENTED, Silence

from ..shorthand import ADMIN, API
from ..steps import (
    Scenario,
    Step,
    Type,
    create,
)

SEQUENCE = f"{ADMIN}/how-object-type-mapping-works.html"
MATCHING = f"{ADMIN}/profile-matching.html"
IDENTIFIERS = f"{ADMIN}/standard-identifiers.html"
FIELDS = f"{ADMIN}/mapping-field-definitions.html"
KEYS = f"{ADMIN}/mapping-key-definitions.html"
EXAMPLES = f"{ADMIN}/examples-object-type-mappings.html"
OBJECTS = f"{ADMIN}/standard-objects.html"
LIMITS = f"{ADMIN}/customer-profiles-data-limits.html"
LETTERS = f"{ADMIN}/enable-customer-profiles.html"
STANDARD_PROFILE = f"{ADMIN}/standard-profile-definition.html"
TROUBLE = f"{ADMIN}/object-type-mapping-troubleshooting.html"
SEARCH = f"{API}/API_SearchProfiles.html"
MERGE = f"{API}/API_MergeProfiles.html"

BY_ID = Type({"guestId": "id: PROFILE UNIQUE"})
BY_EMAIL = Type({"guestId": "id: UNIQUE", "_email": "email: PROFILE"})
BY_BOTH = Type({"guestId": "id: PROFILE UNIQUE", "_email": "email: PROFILE"})
BY_EITHER = Type({"guestId": "id: PROFILE UNIQUE", "_email": "email: PROFILE SECONDARY"})
BY_PHONE = Type({"guestId": "id: UNIQUE", "_phone": "phone: PROFILE"})
NO_TARGETS = {
    "id": "_source.id",
    "email": "_source.email : EMAIL_ADDRESS",
    "phone": "_source.phone : PHONE_NUMBER",
    "owner": "_source.owner",
}


def of_types(*steps: Step, rule: str, page: str, silence: Silence = DOCUMENTED, **types: Type) -> Scenario:
    return Scenario(rule, page, types, steps, silence)


def of_one(rule: str, page: str, type_: Type, *steps: Step, silence: Silence = DOCUMENTED) -> Scenario:
    return Scenario(rule, page, {"Guest": type_}, steps, silence)


# Two profiles with the same email, made by hand, so that the key is ambiguous.
TWINS: Sequence[Step] = (create("A", EmailAddress="a@x.com"), create("B", EmailAddress="a@x.com"))

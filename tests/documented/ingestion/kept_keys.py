"""Which keys are kept, and what they find."""

from connect_customer_profiles.profiles import rejections
from connect_customer_profiles.profiles.silence import Silence

from ..shorthand import ADMIN, API
from ..steps import (
    Type,
    add_key,
    create,
    define,
    delete_key,
    found,
    put,
    refused,
)
from .common import BY_BOTH, BY_EMAIL, BY_ID, EXAMPLES, IDENTIFIERS, NO_TARGETS, SEARCH, SEQUENCE, of_one, of_types

KEPT = (
    of_one(
        "LOOKUP_ONLY keys are not kept",
        IDENTIFIERS,
        Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier: PROFILE LOOKUP_ONLY"}),
        put("Guest", "A", id="1", tier="x"),
        found("", "tier", "x"),
        put("Guest", "B", id="2", tier="x"),
    ),
    of_types(
        put("Guest", "A", id="1", tier="x"),
        put("Other", "A", id="9", tier="x"),
        put("Other", "A", id="9", tier="y"),
        found("A", "tier", "x"),
        rule="LOOKUP_ONLY keys match in the first pass",
        page=IDENTIFIERS,
        Guest=Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier: PROFILE"}),
        Other=Type({"otherId": "id: PROFILE UNIQUE", "tier": "tier: PROFILE LOOKUP_ONLY"}),
    ),
    of_one(
        "NEW_ONLY keys are kept with a new profile",
        IDENTIFIERS,
        Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier: PROFILE NEW_ONLY"}),
        put("Guest", "A", id="1", tier="x"),
        found("A", "tier", "x"),
        put("Guest", "A", id="2", tier="x"),
    ),
    of_one(
        "NEW_ONLY keys are not kept otherwise",
        IDENTIFIERS,
        Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier: PROFILE NEW_ONLY"}),
        put("Guest", "A", id="1"),
        put("Guest", "A", id="1", tier="x"),
        found("", "tier", "x"),
        put("Guest", "B", id="2", tier="x"),
    ),
    of_one(
        "UNIQUE keys can be searched",
        EXAMPLES,
        BY_EMAIL,
        put("Guest", "A", id="1", email="a@x.com"),
        found("A", "guestId", "1"),
    ),
    of_one(
        "an object may name its profile",
        SEARCH,
        Type({"guestId": "id: UNIQUE", "_profileId": "owner: PROFILE LOOKUP_ONLY"}, NO_TARGETS, creation=False),
        refused("Guest", rejections.NO_PROFILE, id="1", owner="0" * 32),
    ),
    of_one(
        "a key of a replaced object still finds the profile",
        SEQUENCE,
        BY_BOTH,
        put("Guest", "A", id="1", email="a@x.com"),
        put("Guest", "A", id="1", email="b@x.com"),
        found("A", "_email", "a@x.com"),
        found("A", "_email", "b@x.com"),
    ),
    of_one(
        "or no longer does",
        SEQUENCE,
        Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier:"}),
        put("Guest", "A", id="1", tier="x"),
        put("Guest", "A", id="1", tier="y"),
        found("", "tier", "x"),
        found("A", "tier", "y"),
        silence=Silence(replaced_keys="removed"),
    ),
    of_one(
        "AddProfileKey makes a profile match",
        f"{API}/API_AddProfileKey.html",
        BY_ID,
        create("A", FirstName="Ana"),
        add_key("A", "guestId", "1", "2"),
        put("Guest", "A", id="1"),
        put("Guest", "A", id="2"),
        found("A", "guestId", "2"),
    ),
    of_one(
        "DeleteProfileKey ends that",
        f"{API}/API_DeleteProfileKey.html",
        BY_ID,
        put("Guest", "A", id="1"),
        delete_key("A", "guestId", "1"),
        found("", "guestId", "1"),
        put("Guest", "B", id="1"),
    ),
    of_one(
        "a new definition is for new objects",
        f"{ADMIN}/update-and-validate-mapping.html",
        BY_ID,
        put("Guest", "A", id="1", tier="x"),
        define("Guest", Type({"guestId": "id: PROFILE UNIQUE", "tier": "tier:"})),
        found("", "tier", "x"),
        put("Guest", "A", id="1", tier="x"),
        found("A", "tier", "x"),
    ),
)

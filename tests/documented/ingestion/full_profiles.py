"""What a full profile gives up."""

from connect_customer_profiles.profiles import rejections
from connect_customer_profiles.profiles.silence import Silence

from ..steps import (
    Scenario,
    Type,
    holds,
    objects,
    put,
    refused,
)
from .common import BY_EMAIL, LIMITS

LIMITED = Type({"_email": "email: PROFILE", "guestId": "id: UNIQUE"}, maximum=1)
FULL = (
    Scenario(
        "a full profile evicts the oldest of the same type",
        LIMITS,
        {"Guest": BY_EMAIL},
        (*(put("Guest", "A", id=str(n), email="a@x.com") for n in range(5)), objects("A", "Guest", "2", "3", "4")),
        limit=3,
    ),
    Scenario(
        "a replaced object takes no room",
        LIMITS,
        {"Guest": BY_EMAIL},
        (*(put("Guest", "A", id=str(n % 3), email="a@x.com") for n in range(7)), objects("A", "Guest", "0", "1", "2")),
        limit=3,
    ),
    Scenario(
        "the type that is furthest over its limit goes first",
        LIMITS,
        {"Guest": BY_EMAIL, "Click": LIMITED},
        (
            *(put("Click", "A", id=str(n), email="a@x.com") for n in range(3)),
            put("Guest", "A", id="1", email="a@x.com"),
            objects("A", "Click", "1", "2"),
            put("Guest", "A", id="2", email="a@x.com"),
            objects("A", "Click", "2"),
            put("Guest", "A", id="3", email="a@x.com"),
            objects("A", "Click", "2"),
            objects("A", "Guest", "2", "3"),
        ),
        limit=3,
    ),
    Scenario(
        "a limit alone does not evict",
        LIMITS,
        {"Click": LIMITED},
        (*(put("Click", "A", id=str(n), email="a@x.com") for n in range(3)), objects("A", "Click", "0", "1", "2")),
        limit=3,
    ),
    Scenario(
        "a type without a limit is never over it",
        LIMITS,
        {"Guest": BY_EMAIL, "Click": BY_EMAIL},
        (
            *(put("Click", "A", id=str(n), email="a@x.com") for n in range(3)),
            put("Guest", "A", id="1", email="a@x.com"),
            objects("A", "Click", "0", "1", "2"),
            objects("A", "Guest", "1"),
        ),
        limit=3,
    ),
    Scenario(
        "which may be a dead letter",
        LIMITS,
        {"Guest": BY_EMAIL, "Click": BY_EMAIL},
        (
            *(put("Click", "A", id=str(n), email="a@x.com") for n in range(3)),
            refused("Guest", rejections.FULL_PROFILE, id="1", email="a@x.com"),
        ),
        Silence(full_profile="refused"),
        limit=3,
    ),
    Scenario(
        "evicted fields stay in the profile",
        LIMITS,
        {"Guest": BY_EMAIL},
        (
            put("Guest", "A", id="1", email="a@x.com", tier="gold"),
            put("Guest", "A", id="2", email="a@x.com"),
            objects("A", "Guest", "2"),
            holds("A", Attributes__Tier="gold"),
        ),
        limit=1,
    ),
)

"""How the values of keys are compared."""

from connect_customer_profiles.profiles import rejections
from connect_customer_profiles.profiles.silence import Silence

from ..steps import (
    Type,
    found,
    put,
    refused,
)
from .common import BY_EMAIL, BY_ID, BY_PHONE, EXAMPLES, FIELDS, SEARCH, of_one

COMPARED = (
    of_one(
        "emails in any case",
        EXAMPLES,
        BY_EMAIL,
        put("Guest", "A", id="1", email="Ana@X.com"),
        put("Guest", "A", id="2", email="ana@x.COM"),
        found("A", "_email", "ANA@x.com"),
    ),
    of_one(
        "phone numbers in any form",
        EXAMPLES,
        BY_PHONE,
        put("Guest", "A", id="1", phone="+1 (206) 345-7890"),
        put("Guest", "A", id="2", phone="2063457890"),
        put("Guest", "A", id="3", phone="206.345.7890"),
        put("Guest", "A", id="4", phone="1-206-345-7890"),
        found("A", "_phone", "(206)-345-7890"),
    ),
    of_one(
        "as the field definitions have it",
        FIELDS,
        BY_PHONE,
        put("Guest", "A", id="1", phone="+15551234567"),
        found("A", "_phone", "(555)-123-4567"),
    ),
    of_one(
        "phone numbers of elsewhere keep their country",
        EXAMPLES,
        BY_PHONE,
        put("Guest", "A", id="1", phone="+49 30 1234567"),
        put("Guest", "A", id="2", phone="0049301234567"),
        put("Guest", "B", id="3", phone="+33 30 1234567"),
    ),
    of_one(
        "another country may be implied",
        EXAMPLES,
        BY_PHONE,
        put("Guest", "A", id="1", phone="+49 30 1234567"),
        put("Guest", "A", id="2", phone="301234567"),
        silence=Silence(phone_country_code="49"),
    ),
    of_one(
        "or none",
        EXAMPLES,
        BY_PHONE,
        put("Guest", "A", id="1", phone="+12063457890"),
        put("Guest", "B", id="2", phone="2063457890"),
        silence=Silence(phone_country_code=""),
    ),
    of_one(
        "a phone number without digits is none",
        EXAMPLES,
        BY_PHONE,
        refused("Guest", rejections.MISSING_KEY, id="1", phone="n/a"),
    ),
    of_one(
        "names in any case and with any spaces",
        EXAMPLES,
        Type({"guestId": "id: UNIQUE", "name": "last: PROFILE"}),
        put("Guest", "A", id="1", last="John  SMITH"),
        put("Guest", "A", id="2", last=" john smith"),
    ),
    of_one(
        "texts as they are",
        EXAMPLES,
        Type({"guestId": "id: UNIQUE", "tier": "tier: PROFILE"}),
        put("Guest", "A", id="1", tier="a"),
        put("Guest", "B", id="2", tier="A"),
        put("Guest", "C", id="3", tier="a "),
    ),
    of_one("leading zeros of a text count", EXAMPLES, BY_ID, put("Guest", "A", id="007"), put("Guest", "B", id="7")),
    of_one(
        "numbers as numbers",
        EXAMPLES,
        Type({"n": "n: PROFILE UNIQUE"}, {"n": "_source.n : NUMBER"}),
        put("Guest", "A", n=7),
        put("Guest", "A", n="7.0"),
        put("Guest", "A", n="007"),
        put("Guest", "B", n="x7"),
    ),
    of_one(
        "or as they are",
        EXAMPLES,
        Type({"n": "n: PROFILE UNIQUE"}, {"n": "_source.n : NUMBER"}),
        put("Guest", "A", n=7),
        put("Guest", "B", n="7.0"),
        silence=Silence(number_keys="exact"),
    ),
    of_one(
        "the values of a search are alternatives",
        SEARCH,
        BY_ID,
        put("Guest", "A", id="1"),
        put("Guest", "B", id="2"),
        found("A B", "guestId", "1", "2", "3"),
    ),
    of_one(
        "or parts of one key",
        SEARCH,
        Type({"name": "first, last: PROFILE UNIQUE"}),
        put("Guest", "A", first="Ana", last="Okafor"),
        found("A", "name", "ANA", "okafor"),
        found("", "name", "ana"),
        silence=Silence(search_values="parts"),
    ),
)

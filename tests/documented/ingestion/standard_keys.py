"""The keys by which every profile is found."""

from ..shorthand import ADMIN
from ..steps import (
    create,
    found,
    put,
    update,
)
from .common import BY_ID, BY_PHONE, STANDARD_PROFILE, of_one

STANDARD = (
    of_one(
        "_email finds any email of the profile",
        STANDARD_PROFILE,
        BY_ID,
        create("A", BusinessEmailAddress="a@x.com"),
        create("B", PersonalEmailAddress="b@x.com"),
        found("A", "_email", "A@x.com"),
        found("B", "_email", "b@x.com"),
    ),
    of_one(
        "_phone finds any phone number",
        STANDARD_PROFILE,
        BY_ID,
        create("A", MobilePhoneNumber="+1 206 345 7890"),
        create("B", HomePhoneNumber="2063457891"),
        found("A", "_phone", "2063457890"),
        found("B", "_phone", "+12063457891"),
    ),
    of_one(
        "_account finds the account number",
        STANDARD_PROFILE,
        BY_ID,
        create("A", AccountNumber="77"),
        found("A", "_account", "77"),
    ),
    of_one(
        "_fullName finds all names in one",
        STANDARD_PROFILE,
        BY_ID,
        create("A", FirstName="Ana", MiddleName="B.", LastName="Okafor"),
        create("B", FirstName="Ana", LastName="Okafor"),
        found("A", "_fullName", "ana b. OKAFOR"),
        found("B", "_fullName", "Ana Okafor"),
    ),
    of_one(
        "objects make the profile findable, too",
        STANDARD_PROFILE,
        BY_ID,
        put("Guest", "A", id="1", email="a@x.com", first="Ana"),
        found("A", "_email", "a@x.com"),
        found("A", "_fullName", "ana"),
    ),
    of_one(
        "by what it holds now",
        STANDARD_PROFILE,
        BY_ID,
        found("", "_email", "a@x.com"),
        put("Guest", "A", id="1", email="a@x.com"),
        found("A", "_email", "a@x.com"),
        put("Guest", "A", id="1", email="b@x.com"),
        found("", "_email", "a@x.com"),
        found("A", "_email", "b@x.com"),
    ),
    of_one(
        "a profile made by hand is matched by its phone",
        f"{ADMIN}/auto-associate-profile-using-phone-profile-key.html",
        BY_PHONE,
        create("A", FirstName="John", PhoneNumber="+11234567890"),
        put("Guest", "A", id="1", phone="+11234567890"),
    ),
    of_one(
        "an email in two fields is found until it is in none",
        STANDARD_PROFILE,
        BY_ID,
        create("A", EmailAddress="a@x.com", BusinessEmailAddress="a@x.com"),
        found("A", "_email", "a@x.com"),
        update("A", EmailAddress=""),
        found("A", "_email", "a@x.com"),
        update("A", BusinessEmailAddress=""),
        found("", "_email", "a@x.com"),
    ),
)

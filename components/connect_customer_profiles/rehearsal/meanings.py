"""Which field of the standard profile a field of a source fills, by its name."""

import re

from ..profiles.standard import TIMESTAMP

NAMES = ("FirstName", "MiddleName", "LastName")
"""Fields of the profile that are compared as names."""

_WORDS = {
    "FirstName": "firstname givenname forename vorname prenom",
    "MiddleName": "middlename",
    "LastName": "lastname surname familyname nachname nom",
    "BusinessName": "company companyname businessname organisation organization",
    "BirthDate": "birthdate birthday dateofbirth dob",
    "GenderString": "gender sex",
    "AccountNumber": "accountnumber customernumber",
    "AdditionalInformation": "notes remarks",
    "Address.Address1": "address1 street streetaddress addressline1 mailingstreet",
    "Address.Address2": "address2 addressline2",
    "Address.City": "city town mailingcity addresscity",
    "Address.State": "state mailingstate addressstate",
    "Address.Province": "province",
    "Address.County": "county",
    "Address.Country": "country countrycode mailingcountry addresscountry",
    "Address.PostalCode": "zip zipcode postalcode postcode mailingpostalcode addresspostalcode plz",
    TIMESTAMP: "lastmodifieddate lastmodified modified modifiedat updated updatedat updatedate systemmodstamp",
}
_TARGETS = {word: target for target, words in _WORDS.items() for word in words.split()}
_OWN = {
    "email": (
        (re.compile(r"(?i)business|work|office|company"), "BusinessEmailAddress"),
        (re.compile(r"(?i)personal|private|home"), "PersonalEmailAddress"),
        (re.compile(""), "EmailAddress"),
    ),
    "phone": (
        (re.compile(r"(?i)mobile|cell"), "MobilePhoneNumber"),
        (re.compile(r"(?i)business|work|office|company"), "BusinessPhoneNumber"),
        (re.compile(r"(?i)personal|private|home"), "HomePhoneNumber"),
        (re.compile(""), "PhoneNumber"),
    ),
}


def by_name(path: str) -> str:
    """The target below `_profile` for a field of such a name; "" if there is none."""
    plain = re.sub("[^a-z0-9]", "", path.lower())
    last = re.sub("[^a-z0-9]", "", path.rstrip(".").rpartition(".")[2].lower())
    return _TARGETS.get(plain) or _TARGETS.get(last, "")


def own_kind(path: str, kind: str) -> str:
    """The target of an email address or a telephone number (`email` or `phone`)."""
    return next(target for words, target in _OWN[kind] if words.search(path))

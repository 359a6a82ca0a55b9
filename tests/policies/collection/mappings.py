"""Object types."""

from typing import Any

from tests.policies.cases import OURS, Case, Resource

Keys = dict[str, tuple[list[str], list[str]]]
"""Fields and standard identifiers by the key's name."""

GOOD: Keys = {"_email": (["email"], ["PROFILE", "UNIQUE"])}


def native(keys: Keys | None = None, protect: bool = False, **changes: Any) -> Resource:
    props = {
        "domainName": "amazon-connect-customers",
        "objectTypeName": "Guests",
        "description": "Guests",
        "fields": [
            {"name": name, "objectTypeField": {"source": f"_source.{name}", "target": f"_profile.{name}"}}
            for name in ("email", "phone", "home.phone")
        ],
        "keys": [
            {"name": name, "objectTypeKeyList": [{"fieldNames": fields, "standardIdentifiers": identifiers}]}
            for name, (fields, identifiers) in (GOOD if keys is None else keys).items()
        ],
        **changes,
    }
    return Resource(
        type="aws-native:customerprofiles:ObjectType",
        props={key: value for key, value in props.items() if value not in (None, [])},
        protect=protect,
    )


def ours(**changes: Any) -> Resource:
    props = {
        "domain_name": "amazon-connect-customers",
        "object_type_name": "Guests",
        "fields": {"email": {"source": "_source.email", "target": "_profile.EmailAddress"}},
        "keys": {"_email": [{"field_names": ["email"], "standard_identifiers": ["PROFILE", "UNIQUE"]}]},
        **changes,
    }
    return Resource(
        type=f"{OURS}ObjectMapping", props={key: value for key, value in props.items() if value is not None}
    )


CASES = (
    Case(
        name="nothing identifies an object",
        catches={"mapping-unique-key": "exactly one key must be UNIQUE, not 0"},
        bad=native({"_email": (["email"], ["PROFILE"])}),
        good=native(),
    ),
    Case(
        name="two keys identify an object",
        catches={"mapping-unique-key": "exactly one key must be UNIQUE, not 2 (_email, _phone)"},
        bad=native({**GOOD, "_phone": (["phone"], ["UNIQUE"])}),
        good=native({**GOOD, "_phone": (["phone"], ["PROFILE"])}),
    ),
    Case(
        name="a component's mapping without a unique key",
        catches={"mapping-unique-key": "exactly one key must be UNIQUE, not 0"},
        bad=ours(keys={"_email": [{"field_names": ["email"], "standard_identifiers": ["PROFILE"]}]}),
        good=ours(),
    ),
    Case(
        name="nothing ties an object to a profile",
        catches={
            "mapping-profile-key": "at least one key must be PROFILE (or ASSET, CASE, ORDER): nothing ties the objects "
            "to profiles"
        },
        bad=native({"_email": (["email"], ["UNIQUE"])}),
        good=native(),
    ),
    Case(
        name="unique, but not kept",
        catches={"mapping-key-combination": "key '_email' cannot be UNIQUE and LOOKUP_ONLY"},
        bad=native({"_email": (["email"], ["UNIQUE", "LOOKUP_ONLY"]), "_phone": (["phone"], ["PROFILE"])}),
        good=native({"_email": (["email"], ["UNIQUE"]), "_phone": (["phone"], ["PROFILE"])}),
    ),
    Case(
        name="the only profile key is not kept",
        catches={
            "mapping-key-combination": "key '_phone' is PROFILE and NEW_ONLY: another PROFILE key must be neither"
        },
        bad=native({"_email": (["email"], ["UNIQUE"]), "_phone": (["phone"], ["PROFILE", "NEW_ONLY"])}),
        good=native({"_email": (["email"], ["PROFILE", "UNIQUE"]), "_phone": (["phone"], ["PROFILE", "NEW_ONLY"])}),
    ),
    Case(
        name="a key of a field that is not mapped",
        catches={"mapping-key-fields": "key '_email' uses 'mail', which is no mapped field"},
        bad=native({"_email": (["mail"], ["PROFILE", "UNIQUE"])}),
        good=native(),
    ),
    Case(
        name="a key of a field with a dot",
        catches={
            "mapping-key-fields": "key '_phone' uses 'home.phone': a field with a dot in its "
            "name cannot be part of a key"
        },
        bad=native({**GOOD, "_phone": (["home.phone"], ["PROFILE"])}),
        good=native({**GOOD, "_phone": (["phone"], ["PROFILE"])}),
    ),
    Case(
        name="eleven keys",
        catches={"mapping-key-limit": "11 keys: an object type has at most 10"},
        bad=native({**GOOD, **{f"key{number}": (["phone"], ["PROFILE"]) for number in range(10)}}),
        good=native({**GOOD, **{f"key{number}": (["phone"], ["PROFILE"]) for number in range(9)}}),
    ),
    Case(
        name="a template and keys",
        catches={"mapping-definition": "a template and fields or keys of its own: give one or the other"},
        bad=native(templateId="Salesforce-Contact"),
        good=native(templateId="Salesforce-Contact", fields=None, keys={}),
    ),
    Case(
        name="a component's mapping of nothing",
        catches={"mapping-definition": "neither a template nor both fields and keys"},
        bad=ours(keys=None),
        good=ours(keys=None, fields=None, template_id="Salesforce-Contact"),
    ),
    Case(
        name="a reserved name",
        catches={"mapping-name": "the name '_Guests' begins with _, which is reserved"},
        bad=native(objectTypeName="_Guests"),
        good=native(),
    ),
    Case(
        name="an impossible name",
        catches={
            "mapping-name": "object type name = '2guests': an object type name has 1 to 255 letters, digits, _ or -, "
            "and does not start with a digit or -"
        },
        bad=ours(object_type_name="2guests"),
        good=ours(),
    ),
    Case(
        name="objects of a type that never expire",
        catches={"mapping-expiration": "expiration = 2000.0: must be 1 to 1098 days"},
        bad=native(expirationDays=2000.0),
        good=native(expirationDays=90.0),
    ),
    Case(
        name="objects of a type kept longer than the policy allows",
        catches={"mapping-expiration": "objects expire after 400 days, more than 366"},
        bad=ours(expiration_days=400.0),
        good=ours(expiration_days=366.0),
        config={"mapping-expiration": {"maximumDays": 366.0}},
    ),
    Case(
        name="a production object type that may be destroyed",
        catches={
            "mapping-protected": "the object type of stack 'prod' is not protected: its deletion deletes its objects"
        },
        bad=native(),
        good=native(protect=True),
        stack="prod",
    ),
)

"""Object types."""

from typing import Any

from tests.policies.cases import OURS, Case, Resource

Keys = dict[str, tuple[list[str], list[str]]]
"""Fields and standard identifiers by the key's name."""

GOOD: Keys = {"_email": (["email"], ["PROFILE", "UNIQUE"])}


def native(
    keys: Keys | None = None, protect: bool = False, targets: dict[str, str] | None = None, **changes: Any
) -> Resource:
    props = {
        "domainName": "amazon-connect-customers",
        "objectTypeName": "Guests",
        "description": "Guests",
        "fields": [
            {"name": name, "objectTypeField": {"source": f"_source.{name}", "target": f"_profile.{target}"}}
            for name, target in (
                ("email", "EmailAddress"),
                ("phone", "PhoneNumber"),
                ("home.phone", "HomePhoneNumber"),
                *(targets or {}).items(),
            )
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


WEAK = {
    "guest": [{"field_names": ["email"], "standard_identifiers": ["UNIQUE"]}],
    "_email": [{"field_names": ["email"], "standard_identifiers": ["PROFILE", "LOOKUP_ONLY"]}],
}
SERIAL = {
    "email": {"source": "_source.email", "target": "_profile.EmailAddress"},
    "serial": {"source": "_source.serial", "target": "_asset.SerialNumber"},
}

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
        catches={"mapping-profile-key": "at least one key must be PROFILE: nothing ties the objects to profiles"},
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
        bad=native(
            {"_email": (["email"], ["UNIQUE"]), "_phone": (["phone"], ["PROFILE", "NEW_ONLY"])},
            allowProfileCreation=True,
        ),
        good=native({"_email": (["email"], ["PROFILE", "UNIQUE"]), "_phone": (["phone"], ["PROFILE", "NEW_ONLY"])}),
    ),
    Case(
        name="the only profile key is not kept in a component's mapping",
        catches={
            "mapping-key-combination": "key '_email' is PROFILE and LOOKUP_ONLY: another PROFILE key must be neither"
        },
        bad=ours(keys=WEAK, allow_profile_creation=True),
        good=ours(keys=WEAK),
    ),
    Case(
        name="an asset that no key finds",
        catches={"mapping-standard-object": "fields fill _asset, so a key must be ASSET"},
        bad=ours(fields=SERIAL),
        good=ours(
            fields=SERIAL,
            keys={"_email": [{"field_names": ["email"], "standard_identifiers": ["PROFILE", "UNIQUE", "ASSET"]}]},
        ),
    ),
    Case(
        name="a key that begins like AWS's own",
        catches={"mapping-names": "key '_guest' begins with _ but is not one of AWS's own: call it 'guest'"},
        bad=native({"_guest": (["email"], ["PROFILE", "UNIQUE"])}),
        good=native({"guest": (["email"], ["PROFILE", "UNIQUE"])}),
    ),
    Case(
        name="a field that begins with a digit",
        catches={"mapping-names": "the field name '2nd' must begin with a letter"},
        bad=native(targets={"2nd": "Attributes.Second"}),
        good=native(targets={"second": "Attributes.Second"}),
    ),
    Case(
        name="a helper that does not exist",
        catches={
            "mapping-field-source": "the source of field 'email' uses the helper 'lower', which does not exist; there "
            "are if, unless, each, with, removeExtraSpace"
        },
        bad=ours(fields={"email": {"source": "{{lower _source.email}}"}}),
        good=ours(fields={"email": {"source": "{{_source.email}}"}}),
    ),
    Case(
        name="a source without _source, which reads nothing",
        catches={
            "mapping-field-source": "the source of field 'email' must read a field of the source such as "
            "_source.email, or be a Handlebars template such as {{_source.first}} "
            "{{_source.last}}, of at most 1000 characters"
        },
        bad=ours(fields={"email": {"source": "email"}}),
        good=ours(fields={"email": {"source": "_source.email"}}),
    ),
    Case(
        name="a target that does not exist",
        catches={
            "mapping-field-target": "the target of field 'mail' does not exist: _profile has no field 'emailAddress'; "
            "AWS spells it _profile.EmailAddress"
        },
        bad=native(targets={"mail": "emailAddress"}),
        good=native(targets={"mail": "BusinessEmailAddress"}),
    ),
    Case(
        name="too many fields",
        catches={"mapping-field-limit": "251 fields: an object type has at most 250"},
        bad=native(targets={f"field{number}": f"Attributes.F{number}" for number in range(248)}),
        good=native(targets={f"field{number}": f"Attributes.F{number}" for number in range(247)}),
    ),
    Case(
        name="a time of the last change without a format",
        catches={
            "mapping-timestamp": "the field 'at' fills _profile.SourceLastUpdatedTimestamp, which needs a format, such "
            "as yyyy-MM-dd'T'HH:mm:ss'Z' or EPOCHMILLI"
        },
        bad=native(targets={"at": "SourceLastUpdatedTimestamp"}),
        good=native(targets={"at": "SourceLastUpdatedTimestamp"}, sourceLastUpdatedTimestampFormat="EpochMilli"),
    ),
    Case(
        name="a key of a field that is not mapped",
        catches={"mapping-key-fields": "key '_email' uses 'mail', which is not a mapped field"},
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
        catches={"mapping-definition": "has both a template and fields or keys: give one or the other"},
        bad=native(templateId="Salesforce-Contact"),
        good=native(templateId="Salesforce-Contact", fields=None, keys={}),
    ),
    Case(
        name="a component's mapping of nothing",
        catches={"mapping-definition": "has neither a template nor both fields and keys"},
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

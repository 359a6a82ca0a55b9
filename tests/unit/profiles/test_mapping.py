"""Fields and keys of an object type: every rule, and that their order means nothing."""

import json
import random
from typing import Any

import pytest
from botocore.validate import ParamValidator
from connect_customer_profiles.profiles import words
from connect_customer_profiles.profiles.checks import KEY_LIMIT, Key
from connect_customer_profiles.profiles.definition import MappingDefinition, mapping_definition
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.sources import TEMPLATES
from hypothesis import given
from hypothesis import strategies as st

from tests.api_models import api_model

EMAIL = {"source": "_source.email", "target": "_profile.EmailAddress", "content_type": "EMAIL_ADDRESS"}
ID = {"source": "_source.id"}
GOOD: dict[str, Any] = {
    "object_type_name": "Guests",
    "fields": {"id": ID, "email": EMAIL, "home.phone": {"source": "{{_source.area}} {{_source.phone}}"}},
    "keys": {
        "guestId": {"field_names": ["id"], "standard_identifiers": ["UNIQUE"]},
        "_email": [{"field_names": ["email"], "standard_identifiers": ["PROFILE"]}],
    },
}


def keys(**changed: tuple[list[str], list[str]]) -> dict[str, Any]:
    """The arguments with other keys: fields and standard identifiers by name."""
    made = {
        name: {"field_names": fields, "standard_identifiers": identifiers}
        for name, (fields, identifiers) in changed.items()
    }
    return {**GOOD, "keys": made, "allow_profile_creation": True}


def model() -> Any:
    """The API's own model of a request that defines an object type."""
    return api_model("customer-profiles").operation_model("PutProfileObjectType").input_shape


def test_a_definition_by_template() -> None:
    assert mapping_definition({"template_id": "CTR-NoInferred", "object_type_name": "CTR"}) == MappingDefinition(
        "CTR-NoInferred"
    )


def test_a_definition_by_fields_and_keys() -> None:
    definition = mapping_definition(GOOD)
    assert definition == MappingDefinition(
        fields={"id": ID, "email": EMAIL, "home.phone": {"source": "{{_source.area}} {{_source.phone}}"}},
        keys=[
            Key("guestId", ("id",), frozenset({"UNIQUE"})),
            Key("_email", ("email",), frozenset({"PROFILE"})),
        ],
        allow_profile_creation=False,
    )
    assert definition.native_fields() == [
        {"name": "email", "object_type_field": EMAIL},
        {"name": "home.phone", "object_type_field": {"source": "{{_source.area}} {{_source.phone}}"}},
        {"name": "id", "object_type_field": ID},
    ]
    assert definition.native_keys() == [
        {
            "name": "_email",
            "object_type_key_list": [{"field_names": ["email"], "standard_identifiers": ["PROFILE"]}],
        },
        {
            "name": "guestId",
            "object_type_key_list": [{"field_names": ["id"], "standard_identifiers": ["UNIQUE"]}],
        },
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keys": {}}, "template_id = None: has neither a template nor both fields and keys"),
        ({"fields": {}}, "template_id = None: has neither a template nor both fields and keys"),
        (
            {"template_id": "Salesforce-Contact"},
            "template_id = 'Salesforce-Contact': has both a template and fields or keys: give one or the other",
        ),
        ({"template_id": "Servicenow task"}, "template_id = 'Servicenow task': a template ID has 1 to 64 letters, "),
        (
            {"template_id": "ServiceNow-task"},
            "template_id = 'ServiceNow-task': AWS spells this template 'Servicenow-task'",
        ),
        (
            {"object_type_name": "_guests"},
            "object_type_name = '_guests': the name '_guests' begins with _, which is reserved",
        ),
        ({"fields": ["email"]}, "fields = ['email']: must be an object with an entry for each name"),
        (
            {"fields": {"e mail": EMAIL}},
            "fields = 'e mail': a field name has 1 to 64 letters, digits, _ . or -",
        ),
        ({"fields": {"email": {}}}, "fields.email.source = None: is required"),
        (
            {"fields": {"email": {**EMAIL, "type": "x"}}},
            "fields.email.type = 'x': is not part of a field; known keys: content_type, source, target",
        ),
        (
            {"fields": {"email": {"source": "email"}}},
            "fields.email.source = 'email': must read a field of the source such as _source.email, or be a Handlebars "
            "template such as {{_source.first}} {{_source.last}}, of at most 1000 characters",
        ),
        (
            {"fields": {"email": {**ID, "target": "EmailAddress"}}},
            "fields.email.target = 'EmailAddress': must be a place in a standard object such as "
            "_profile.EmailAddress, of at most 1000 characters",
        ),
        (
            {"fields": {"email": {**ID, "content_type": "EMAIL"}}},
            "fields.email.content_type = 'EMAIL': must be one of STRING, NUMBER, PHONE_NUMBER, EMAIL_ADDRESS, NAME",
        ),
        (
            {"keys": {"e.mail": GOOD["keys"]["guestId"]}},
            "keys = 'e.mail': a key name has 1 to 64 letters, digits, _ or -",
        ),
        (
            {"keys": {"_email": "email"}},
            "keys._email = 'email': must be an object with field_names and standard_identifiers, or a list of them",
        ),
        ({"keys": {"_email": []}}, "keys._email = []: must be an object with field_names and standard_identifiers, "),
        ({"keys": {"_email": {}}}, "keys._email.field_names = []: a key needs at least one field"),
        (
            {"keys": {"_email": {"field_names": ["email"], "standard_identifiers": ["PROFIL"]}}},
            "keys._email.standard_identifiers = 'PROFIL': must be one of PROFILE, ASSET, CASE, ORDER, ",
        ),
        (
            {"keys": {"_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE", "PROFILE"]}}},
            "keys._email.standard_identifiers = ['PROFILE', 'PROFILE']: contains PROFILE more than once",
        ),
        (
            {"fields": {**GOOD["fields"], "changed": {**ID, "target": "_profile.SourceLastUpdatedTimestamp"}}},
            "source_last_updated_timestamp_format = None: the field 'changed' fills "
            "_profile.SourceLastUpdatedTimestamp, which needs a format, such as yyyy-MM-dd'T'HH:mm:ss'Z' or EPOCHMILLI",
        ),
        (
            {"source_last_updated_timestamp_format": ""},
            "source_last_updated_timestamp_format = '': must be a format such as yyyy-MM-dd'T'HH:mm:ss'Z', or "
            "EPOCHMILLI, of at most 255 characters",
        ),
        ({"allow_profile_creation": "yes"}, "allow_profile_creation = 'yes': must be true or false"),
    ],
)
def test_refuses(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        mapping_definition({**GOOD, **changes}, TEMPLATES)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            keys(_email=(["email"], ["PROFILE"])),
            "keys = ['_email']: exactly one key must be UNIQUE, not 0",
        ),
        (
            keys(own=(["id"], ["UNIQUE"]), _email=(["email"], ["UNIQUE", "PROFILE"])),
            "keys = ['own', '_email']: exactly one key must be UNIQUE, not 2 (own, _email)",
        ),
        (
            keys(own=(["id"], ["UNIQUE"])),
            "keys = ['own']: at least one key must be PROFILE: nothing ties the objects to profiles",
        ),
        (
            keys(own=(["id"], ["UNIQUE", "LOOKUP_ONLY"]), _email=(["email"], ["PROFILE"])),
            "keys = ['own', '_email']: key 'own' cannot be UNIQUE and LOOKUP_ONLY",
        ),
        (
            keys(own=(["id"], ["UNIQUE"]), _email=(["email"], ["PROFILE", "NEW_ONLY"])),
            "keys = ['own', '_email']: key '_email' is PROFILE and NEW_ONLY: another PROFILE key must be neither",
        ),
        (
            keys(own=(["id"], ["UNIQUE"]), _profileId=(["email"], ["PROFILE", "NEW_ONLY"])),
            "keys = ['own', '_profileId']: key '_profileId' is reserved: it must be LOOKUP_ONLY",
        ),
        (
            keys(own=(["id", "mail"], ["UNIQUE", "PROFILE"])),
            "keys = ['own']: key 'own' uses 'mail', which is not a mapped field",
        ),
        (
            keys(own=(["home.phone"], ["UNIQUE", "PROFILE"])),
            "keys = ['own']: key 'own' uses 'home.phone': a field with a dot in its name cannot be part of a key",
        ),
        (
            keys(own=(["id"], ["UNIQUE", "PROFILE"]), **{f"key{n}": (["email"], []) for n in range(10)}),
            f"keys = {['own', *(f'key{n}' for n in range(10))]}: 11 keys: an object type has at most 10",
        ),
    ],
)
def test_refuses_keys_that_do_not_fit_together(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        mapping_definition(arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "arguments",
    [
        keys(own=(["id"], ["UNIQUE"]), _profileId=(["email"], ["PROFILE", "LOOKUP_ONLY"])),
        keys(own=(["id"], ["UNIQUE", "PROFILE"]), _email=(["email"], ["PROFILE", "LOOKUP_ONLY"])),
        keys(caseNumber=(["id"], ["UNIQUE", "CASE"]), _email=(["email"], ["SECONDARY", "PROFILE"])),
        keys(both=(["id", "email"], ["UNIQUE", "PROFILE"])),
    ],
)
def test_accepts_keys(arguments: dict[str, Any]) -> None:
    assert {key.name for key in mapping_definition(arguments).keys} == set(arguments["keys"])


@pytest.mark.parametrize("argument", ["allow_profile_creation", "source_last_updated_timestamp_format"])
def test_refuses_beside_a_template_what_the_service_refuses(argument: str) -> None:
    with pytest.raises(RuleViolation) as caught:
        mapping_definition({"template_id": "CTR", "object_type_name": "CTR", argument: False})
    assert str(caught.value) == f"{argument} = False: the service refuses it together with template_id"


def test_the_words_are_those_of_the_api() -> None:
    service = api_model("customer-profiles")
    assert set(words.IDENTIFIERS) == set(service.shape_for("StandardIdentifier").enum)
    assert list(words.CONTENT_TYPES) == service.shape_for("FieldContentType").enum


NAMES = st.from_regex(r"[abcXYZ][abcXYZ019_-]{0,63}", fullmatch=True)
FIELDS = st.fixed_dictionaries(
    {"source": st.sampled_from(["_source.a", "_source.b.c", "_source['d']", "{{_source.a}}-{{_source.b}}"])},
    optional={
        "target": st.sampled_from(["_profile.EmailAddress", "_profile.Attributes.Tier", "_order.Name"]),
        "content_type": st.sampled_from(words.CONTENT_TYPES),
    },
)


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """Arguments that keep every rule."""
    fields = draw(st.dictionaries(NAMES, FIELDS, min_size=1, max_size=8))
    some_fields = st.lists(st.sampled_from(sorted(fields)), min_size=1, max_size=3, unique=True)
    names = draw(st.lists(NAMES, min_size=1, max_size=KEY_LIMIT, unique=True))
    more = st.sampled_from([[], ["PROFILE"], ["PROFILE", "SECONDARY"], ["SECONDARY", "ORDER", "PROFILE"], ["ORDER"]])
    made = {name: {"field_names": draw(some_fields), "standard_identifiers": draw(more)} for name in names}
    made[names[0]]["standard_identifiers"] = ["UNIQUE", "PROFILE", "ORDER"]
    return {"object_type_name": "Guests", "fields": fields, "keys": made}


@given(definitions(), st.randoms(use_true_random=False))
def test_another_order_in_the_program_is_the_same_definition(arguments: dict[str, Any], order: random.Random) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in order.sample(sorted(value), len(value))}
        return value

    reordered = shuffled(arguments)
    for key in reordered["keys"].values():
        order.shuffle(key["standard_identifiers"])
    first, second = mapping_definition(arguments), mapping_definition(reordered)
    assert first.native_fields() == second.native_fields()
    assert first.native_keys() == second.native_keys()


@given(definitions())
def test_what_passes_is_a_request_that_the_api_takes(arguments: dict[str, Any]) -> None:
    definition = mapping_definition(arguments)
    capitals = {"source": "Source", "target": "Target", "content_type": "ContentType"}
    request = {
        "DomainName": "shop",
        "ObjectTypeName": "Guests",
        "Description": "Guests",
        "Fields": {
            each["name"]: {capitals[key]: value for key, value in each["object_type_field"].items()}
            for each in definition.native_fields() or []
        },
        "Keys": {
            each["name"]: [
                {"FieldNames": key["field_names"], "StandardIdentifiers": key["standard_identifiers"]}
                for key in each["object_type_key_list"]
            ]
            for each in definition.native_keys() or []
        },
    }
    assert ParamValidator().validate(json.loads(json.dumps(request)), model()).generate_report() == ""

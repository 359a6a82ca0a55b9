"""`ObjectMapping` under mocks."""

from typing import Any

import pulumi
import pulumi_aws_native as aws_native
import pytest
from connect_customer_profiles import ObjectMapping

from tests.unit.deployment import KEY_ARN, UNKNOWN, Deployment, Later, deploy, deployed, refusal, wired

BY_TEMPLATE: dict[str, Any] = {
    "domain_name": "shop",
    "object_type_name": "Contacts",
    "template_id": "Salesforce-Contact",
}
BY_FIELDS: dict[str, Any] = {
    "domain_name": "shop",
    "object_type_name": "Guests",
    "fields": {
        "id": {"source": "_source.id"},
        "email": {"source": "_source.email", "target": "_profile.EmailAddress", "content_type": "EMAIL_ADDRESS"},
    },
    "keys": {
        "guestId": {"field_names": ["id"], "standard_identifiers": ["UNIQUE"]},
        "_email": [{"field_names": ["email"], "standard_identifiers": ["SECONDARY", "PROFILE"]}],
    },
}
FIELDS = [
    {
        "name": "email",
        "objectTypeField": {
            "source": "_source.email",
            "target": "_profile.EmailAddress",
            "contentType": "EMAIL_ADDRESS",
        },
    },
    {"name": "id", "objectTypeField": {"source": "_source.id"}},
]
KEYS = [
    {
        "name": "_email",
        "objectTypeKeyList": [{"fieldNames": ["email"], "standardIdentifiers": ["PROFILE", "SECONDARY"]}],
    },
    {"name": "guestId", "objectTypeKeyList": [{"fieldNames": ["id"], "standardIdentifiers": ["UNIQUE"]}]},
]


def made(args: dict[str, Any], **options: Any) -> Deployment:
    return deployed(ObjectMapping, "guests", args, **options)


def test_consists_of_the_object_type() -> None:
    assert made(BY_TEMPLATE).tree == {
        ("connect-customer-profiles:index:ObjectMapping", "guests", ""),
        ("aws-native:customerprofiles:ObjectType", "guests-object-type", "guests"),
    }


def test_by_template_gives_nothing_that_the_service_refuses_beside_one() -> None:
    assert made(BY_TEMPLATE)["guests-object-type"].inputs == {
        "domainName": "shop",
        "objectTypeName": "Contacts",
        "description": "Objects of type Contacts",
        "templateId": "Salesforce-Contact",
    }


def test_by_fields_and_keys() -> None:
    assert made(BY_FIELDS)["guests-object-type"].inputs == {
        "domainName": "shop",
        "objectTypeName": "Guests",
        "description": "Objects of type Guests",
        "fields": FIELDS,
        "keys": KEYS,
        "allowProfileCreation": False,
    }


@pytest.mark.parametrize("wrap", [lambda value: value, Later], ids=["values", "outputs"])
def test_every_argument_reaches_the_object_type(wrap: Any) -> None:
    args = {
        **BY_FIELDS,
        "fields": {**BY_FIELDS["fields"], "sourceLastUpdatedTimestamp": {"source": "_source.at"}},
        "description": "Hotel guests",
        "expiration_days": 90.0,
        "allow_profile_creation": True,
        "kms_key_arn": KEY_ARN,
        "source_last_updated_timestamp_format": "EPOCHMILLI",
        "max_profile_object_count": 5.0,
        "source_priority": 1,
        "tags": {"team": "care", "cost": "42"},
    }
    found = made({key: wrap(value) for key, value in args.items()})["guests-object-type"].inputs
    timestamp = {"name": "sourceLastUpdatedTimestamp", "objectTypeField": {"source": "_source.at"}}
    assert found == {
        "domainName": "shop",
        "objectTypeName": "Guests",
        "description": "Hotel guests",
        "fields": [*FIELDS, timestamp],
        "keys": KEYS,
        "expirationDays": 90,
        "allowProfileCreation": True,
        "encryptionKey": KEY_ARN,
        "sourceLastUpdatedTimestampFormat": "EPOCHMILLI",
        "maxProfileObjectCount": 5,
        "sourcePriority": 1,
        "tags": [{"key": "cost", "value": "42"}, {"key": "team", "value": "care"}],
    }


def test_another_order_in_the_program_changes_nothing() -> None:
    reordered = {
        **BY_FIELDS,
        "fields": dict(reversed(BY_FIELDS["fields"].items())),
        "keys": dict(reversed(BY_FIELDS["keys"].items())),
    }
    assert made(reordered)["guests-object-type"] == made(BY_FIELDS)["guests-object-type"]


@pytest.mark.parametrize(("args", "protected"), [({}, True), ({"deletion_protection": False}, False)])
def test_protects_the_object_type_unless_told_not_to(args: dict[str, Any], protected: bool) -> None:
    assert made({**BY_TEMPLATE, **args})["guests-object-type"].protect is protected


def test_the_output_is_ready_when_the_object_type_exists() -> None:
    output = made(BY_TEMPLATE).outputs["object_type_name"]
    assert output.value == "Contacts"
    assert output.waits_for == {"guests-object-type"}


def test_at_preview_a_domain_that_does_not_exist_yet_is_unknown() -> None:
    found = made({**BY_TEMPLATE, "domain_name": Later(UNKNOWN)}, preview=True)["guests-object-type"].inputs
    assert found["domainName"] == UNKNOWN
    assert found["templateId"] == "Salesforce-Contact"


def several(**options: Any) -> Deployment:
    """Four mappings of two domains, and one through a provider of its own."""

    def program() -> None:
        elsewhere = aws_native.Provider("elsewhere", region="eu-central-1")
        for name, domain in (("a", "shop"), ("b", "shop"), ("c", "care")):
            ObjectMapping(name, wired({**BY_TEMPLATE, "domain_name": Later(domain), "object_type_name": name.upper()}))
        ObjectMapping("d", wired(BY_TEMPLATE), pulumi.ResourceOptions(provider=elsewhere))
        ObjectMapping("e", wired({**BY_TEMPLATE, "object_type_name": "E"}))

    return deploy(program, **options)


@pytest.mark.parametrize("preview", [True, False])
def test_object_types_of_a_provider_are_created_one_after_the_other(preview: bool) -> None:
    deployment = several(preview=preview)
    assert deployment.error is None
    waits = {name: deployment[f"{name}-object-type"].dependencies for name in "abcde"}
    assert waits == {
        "a": frozenset(),
        "b": {"a-object-type"},
        "c": {"b-object-type"},
        "d": frozenset(),
        "e": {"c-object-type"},
    }


BY_NUMBER: dict[str, Any] = {
    **BY_FIELDS,
    "object_type_name": "Members",
    "fields": {**BY_FIELDS["fields"], "email": {"source": "_source.email"}},
}
CLASH = (
    "ObjectMapping 'members': keys = ['guestId', '_email']: key '_email' is STRING here and EMAIL_ADDRESS in object "
    "type 'Guests': key names are shared by the whole domain"
)


@pytest.mark.parametrize(("wrap", "preview"), [(str, True), (Later, True), (Later, False)])
def test_a_key_name_means_the_same_in_all_object_types_of_a_domain(wrap: Any, preview: bool) -> None:
    def program(**args: Any) -> None:
        ObjectMapping("guests", wired(BY_FIELDS | {"domain_name": wrap("shop")}))
        ObjectMapping("template", wired(BY_TEMPLATE | {"domain_name": wrap("shop")}))
        ObjectMapping("members", wired(BY_NUMBER | {"domain_name": wrap("shop")} | args))

    refused = deploy(program, preview=preview)
    assert (str(refused.error), "members-object-type" in refused.resources) == (CLASH, False)
    for fine in ({"domain_name": wrap("care")}, {"fields": wrap_all(BY_FIELDS["fields"], wrap)}):
        deployed = deploy(lambda fine=fine: program(**fine), preview=preview)  # type: ignore[misc]
        assert (deployed.error, "members-object-type" in deployed.resources) == (None, True)


def wrap_all(fields: Any, wrap: Any) -> Any:
    return {name: {key: wrap(text) for key, text in field.items()} for name, field in fields.items()}


def test_a_key_name_of_a_domain_that_is_not_there_yet() -> None:
    def program() -> None:
        later = wired(Later(UNKNOWN))
        shop, care = (
            aws_native.customerprofiles.Domain(name, domain_name=later, default_expiration_days=366)
            for name in ("shop", "care")
        )
        ObjectMapping("guests", BY_FIELDS | {"domain_name": shop.domain_name})  # type: ignore[arg-type]
        unknown = pulumi.Output.all(shop.domain_name, care.domain_name).apply(lambda both: both[0])
        ObjectMapping("apart", BY_NUMBER | {"domain_name": unknown})  # type: ignore[arg-type]
        ObjectMapping("elsewhere", BY_NUMBER | {"domain_name": care.domain_name})  # type: ignore[arg-type]
        ObjectMapping("members", BY_NUMBER | {"domain_name": shop.domain_name})  # type: ignore[arg-type]

    refused = deploy(program, preview=True)
    made = {name for name in refused.resources if name.endswith("-object-type")}
    assert (str(refused.error), made) == (CLASH, {"guests-object-type", "apart-object-type", "elsewhere-object-type"})


def test_the_next_program_in_the_process_starts_afresh() -> None:
    assert several()["a-object-type"].dependencies == several()["a-object-type"].dependencies == frozenset()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"domain_name": "shop"}, "object_type_name = None: is required"),
        (
            {**BY_TEMPLATE, "template_id": None},
            "template_id = None: has neither a template nor both fields and keys",
        ),
        (
            {**BY_TEMPLATE, "allow_profile_creation": False},
            "allow_profile_creation = False: the service refuses it together with template_id",
        ),
        (
            {**BY_TEMPLATE, "object_type_name": "2guests"},
            "object_type_name = '2guests': an object type name has 1 to 255 letters, digits, _ or -, and does not "
            "start with a digit or -",
        ),
        ({**BY_TEMPLATE, "description": ""}, "description = '': a description has 1 to 1000 characters"),
        ({**BY_TEMPLATE, "expiration_days": 1099}, "expiration_days = 1099: must be 1 to 1098 days"),
        (
            {**BY_TEMPLATE, "max_profile_object_count": 0},
            "max_profile_object_count = 0: must be 1 to 2147483647 objects",
        ),
        (
            {**BY_TEMPLATE, "source_priority": 0},
            "source_priority = 0: must be 1 to 2147483647 (the lower, the higher the priority)",
        ),
        (
            {**BY_TEMPLATE, "kms_key_arn": "alias/shop"},
            "kms_key_arn = 'alias/shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)",
        ),
        ({**BY_TEMPLATE, "deletion_protection": "no"}, "deletion_protection = 'no': must be true or false"),
        (
            {**BY_TEMPLATE, "object_type_name": "T" * 192, "tags": {"team": "care"}},
            f"object_type_name = '{'T' * 192}': must have at most 191 characters: the ARN of what has tags has 256 at "
            "most",
        ),
        ({**BY_TEMPLATE, "tags": ["team"]}, "tags = ['team']: must be an object of tag keys and values"),
    ],
)
def test_refuses_in_one_line(args: dict[str, Any], message: str) -> None:
    assert refusal(ObjectMapping, "guests", args) == f"ObjectMapping 'guests': {message}"


@pytest.mark.parametrize("preview", [True, False])
def test_an_output_that_breaks_a_rule_creates_nothing(preview: bool) -> None:
    args = {**BY_FIELDS, "keys": Later({"_email": {"field_names": ["email"], "standard_identifiers": ["PROFILE"]}})}
    assert refusal(ObjectMapping, "guests", args, preview=preview) == (
        "ObjectMapping 'guests': keys = ['_email']: exactly one key must be UNIQUE, not 0"
    )

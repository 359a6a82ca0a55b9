"""Bad input of object types, associations and options of domains: one clear line each at preview, nothing changed.

One program has them all: what each component raises becomes a line of the preview.
"""

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import TOGETHER, Project, refused_together

pytestmark = pytest.mark.e2e

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
INSTANCE = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-3333-4444-555555555555"
FIELDS = {"id": {"source": "_source.id"}, "e.mail": {"source": "_source.mail"}}
CHANGED = {"source": "_source.changed"}
UNIQUE = {"field_names": ["id"], "standard_identifiers": ["UNIQUE"]}
PROFILE = {"field_names": ["id"], "standard_identifiers": ["PROFILE"]}
BOTH = {"field_names": ["id"], "standard_identifiers": ["PROFILE", "UNIQUE"]}


def mapping(**changes: Any) -> tuple[str, dict[str, Any]]:
    made = {
        "domain_name": "shop",
        "object_type_name": "Guests",
        "fields": FIELDS,
        "keys": {"own": BOTH},
        **changes,
    }
    return "ObjectMapping", {key: value for key, value in made.items() if value is not None}


def by_template(template_id: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    return mapping(fields=None, keys=None, template_id=template_id, **changes)


def bound(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "InstanceAssociation", {"domain_name": "shop", "instance_arn": INSTANCE, **changes}


def domain(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "ProfilesDomain", {"domain_name": "shop", "kms_key_arn": KEY, **changes}


REFUSALS: list[tuple[tuple[str, dict[str, Any]], str]] = [
    (mapping(keys={"own": PROFILE}), "keys = ['own']: exactly one key must be UNIQUE, not 0"),
    (
        mapping(keys={"own": BOTH, "other": UNIQUE}),
        "keys = ['own', 'other']: exactly one key must be UNIQUE, not 2 (own, other)",
    ),
    (
        mapping(keys={"own": UNIQUE}),
        "keys = ['own']: at least one key must be PROFILE: nothing ties the objects to profiles",
    ),
    (
        mapping(keys={"own": {**BOTH, "standard_identifiers": ["UNIQUE", "NEW_ONLY", "PROFILE"]}}),
        "keys = ['own']: key 'own' cannot be UNIQUE and NEW_ONLY",
    ),
    (
        mapping(
            keys={"own": UNIQUE, "more": {**PROFILE, "standard_identifiers": ["PROFILE", "LOOKUP_ONLY"]}},
            allow_profile_creation=True,
        ),
        "keys = ['own', 'more']: key 'more' is PROFILE and LOOKUP_ONLY: another PROFILE key must be neither",
    ),
    (
        mapping(keys={"own": {**BOTH, "field_names": ["mail"]}}),
        "keys = ['own']: key 'own' uses 'mail', which is not a mapped field",
    ),
    (
        mapping(keys={"own": {**BOTH, "field_names": ["e.mail"]}}),
        "keys = ['own']: key 'own' uses 'e.mail': a field with a dot in its name cannot be part of a key",
    ),
    (
        mapping(keys={"own": {**BOTH, "standard_identifiers": ["PRIMARY"]}}),
        "keys.own.standard_identifiers = 'PRIMARY': must be one of PROFILE, ASSET, CASE, ORDER, AIR_BOOKING, "
        "AIR_SEGMENT, HOTEL_RESERVATION, LOYALTY, AIR_PREFERENCE, HOTEL_PREFERENCE, HOTEL_STAY_REVENUE, "
        "LOYALTY_TRANSACTION, LOYALTY_PROMOTION, DEVICE, WEB_ANALYTICS, COMMUNICATION_RECORD, UNIQUE, SECONDARY, "
        "LOOKUP_ONLY, NEW_ONLY",
    ),
    (
        mapping(keys={"my key": BOTH}),
        "keys = 'my key': a key name has 1 to 64 letters, digits, _ or -",
    ),
    (
        mapping(fields={"a b": {"source": "_source.a"}}),
        "fields = 'a b': a field name has 1 to 64 letters, digits, _ . or -",
    ),
    (mapping(fields={"id": {"target": "_profile.EmailAddress"}}), "fields.id.source = None: is required"),
    (
        mapping(fields={"id": {"source": "id"}}),
        "fields.id.source = 'id': must read a field of the source such as _source.email, or be a Handlebars template "
        "such as {{_source.first}} {{_source.last}}, of at most 1000 characters",
    ),
    (
        mapping(fields={"id": {"source": "_source.id", "target": "EmailAddress"}}),
        "fields.id.target = 'EmailAddress': must be a place in a standard object such as _profile.EmailAddress, of at "
        "most 1000 characters",
    ),
    (
        mapping(fields={"id": {"source": "_source.id", "content_type": "TEXT"}}),
        "fields.id.content_type = 'TEXT': must be one of STRING, NUMBER, PHONE_NUMBER, EMAIL_ADDRESS, NAME",
    ),
    (
        mapping(
            fields={
                "id": {"source": "_source.id"},
                "changed": {**CHANGED, "target": "_profile.SourceLastUpdatedTimestamp"},
            }
        ),
        "source_last_updated_timestamp_format = None: the field 'changed' fills _profile.SourceLastUpdatedTimestamp, "
        "which needs a format, such as yyyy-MM-dd'T'HH:mm:ss'Z' or EPOCHMILLI",
    ),
    (
        mapping(fields={"id": {"source": "_source.id"}, "name": {**CHANGED, "target": "_profile.Surname"}}),
        "fields.name.target = '_profile.Surname': does not exist: _profile has no field 'Surname'; use "
        "_profile.Attributes.Surname",
    ),
    (
        mapping(fields={"id": {"source": "{{upper _source.id}}"}}),
        "fields.id.source = '{{upper _source.id}}': uses the helper 'upper', which does not exist; there are if, "
        "unless, each, with, removeExtraSpace",
    ),
    (
        mapping(keys={"_guestId": BOTH}),
        "keys = ['_guestId']: key '_guestId' begins with _ but is not one of AWS's own: call it 'guestId'",
    ),
    (
        mapping(object_type_name="_guests"),
        "object_type_name = '_guests': the name '_guests' begins with _, which is reserved",
    ),
    (
        mapping(object_type_name="9guests"),
        "object_type_name = '9guests': an object type name has 1 to 255 letters, digits, _ or -, and does not start "
        "with a digit or -",
    ),
    (mapping(keys=None), "template_id = None: has neither a template nor both fields and keys"),
    (
        mapping(template_id="Marketo-leads"),
        "template_id = 'Marketo-leads': has both a template and fields or keys: give one or the other",
    ),
    (by_template("ServiceNow-task"), "template_id = 'ServiceNow-task': AWS spells this template 'Servicenow-task'"),
    (
        by_template("Marketo-leads", allow_profile_creation=False),
        "allow_profile_creation = False: the service refuses it together with template_id",
    ),
    (by_template("Marketo-leads", expiration_days=0), "expiration_days = 0: must be 1 to 1098 days"),
    (
        by_template("Marketo-leads", retention=30),
        "retention = 30: is not an argument; known arguments: adopt_existing, allow_key_loss, "
        "allow_profile_creation, deletion_protection, description, domain_name, expiration_days, fields, "
        "keys, kms_key_arn, max_profile_object_count, object_type_name, "
        "source_last_updated_timestamp_format, source_priority, tags, template_id",
    ),
    (
        bound(instance_arn="11111111-2222-3333-4444-555555555555"),
        "instance_arn = '11111111-2222-3333-4444-555555555555': must be the ARN of a Connect instance "
        "(arn:aws:connect:…:instance/…)",
    ),
    (
        bound(template_id="Salesforce-Contact"),
        "template_id = 'Salesforce-Contact': must be one of CTR, CTR-NoInferred, CTR-AutoAssociateOnly",
    ),
    (
        domain(matching={"enabled": True, "job_schedule": {"day_of_the_week": "MONDAY", "time": "6 am"}}),
        "matching.job_schedule.time = '6 am': must be a time in UTC such as 06:30",
    ),
    (
        domain(rule_based_matching={"enabled": True, "matching_rules": [{"rule": []}]}),
        "rule_based_matching.matching_rules[0].rule = '0 attributes': must be 1 to 15",
    ),
    (
        domain(kms_key_arn=None, aws_managed_key=True, data_store={"enabled": True}),
        "data_store = {'enabled': True}: a data store needs a customer managed key",
    ),
]


def test_a_preview_refuses_each_in_a_line(place: Place, project: Callable[..., Project]) -> None:
    bad = [[(component, f"bad-{number}", args)] for number, ((component, args), _) in enumerate(REFUSALS)]
    lines = project(program=refused_together(bad)).refusal()
    expected = [
        f"error: {component} 'bad-{number}': {message}" for number, ((component, _), message) in enumerate(REFUSALS)
    ]
    assert lines == [*expected, TOGETHER]
    assert place.leftovers() == {}


ALONE = {
    "in the program": (
        mapping(keys={"own": PROFILE}),
        "ObjectMapping 'bad': keys = ['own']: exactly one key must be UNIQUE, not 0",
    ),
    "behind an Output": (
        bound(instance_arn=INSTANCE.replace("us-east-1", "eu-west-2")),
        f"InstanceAssociation 'bad': instance_arn = '{INSTANCE.replace('us-east-1', 'eu-west-2')}': must be an "
        "instance in account 123456789012 in us-east-1, where the domain is",
    ),
}


@pytest.mark.parametrize(("arguments", "message"), ALONE.values(), ids=ALONE.keys())
def test_an_uncaught_refusal_ends_the_preview_with_its_line(
    place: Place, project: Callable[..., Project], arguments: tuple[str, dict[str, Any]], message: str
) -> None:
    component, args = arguments
    program = f"from connect_customer_profiles import {component}\n{component}('bad', {args!r})\n"
    assert project(program=program).refusal() == [f"error: {message}"]
    assert place.leftovers() == {}

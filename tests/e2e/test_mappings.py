"""Object types, the association of an instance and options of a domain, on the real engine."""

import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from pulumi import automation as auto

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-mapped"
PRELUDE = """
import pulumi
from connect_customer_profiles import EncryptionKey, InstanceAssociation, ObjectMapping, ProfilesDomain

DOMAIN = "amazon-connect-mapped"
key = EncryptionKey("key", {"domain_name": DOMAIN, "deletion_protection": False})
domain = ProfilesDomain("domain", {"domain_name": DOMAIN, "kms_key_arn": key.key_arn, "deletion_protection": False})
"""
GUESTS = """
ObjectMapping("guests", {
    "domain_name": domain.domain_name,
    "object_type_name": NAME,
    "fields": dict(FIELDS),
    "keys": dict(KEYS),
    "kms_key_arn": key.key_arn,
    "expiration_days": DAYS,
    "deletion_protection": PROTECTED,
    "tags": {"team": "care", "cost": "42"},
})
ObjectMapping("leads", {
    "domain_name": domain.domain_name,
    "object_type_name": "Leads",
    "template_id": "Marketo-leads",
    "deletion_protection": False,
})
"""
FIELDS = [
    ("email", {"source": "_source.email", "target": "_profile.EmailAddress"}),
    ("id", {"source": "_source.id"}),
    ("phone", {"source": "_source.phone", "target": "_profile.PhoneNumber"}),
]
KEYS = [
    ("guestId", {"field_names": ["id"], "standard_identifiers": ["UNIQUE"]}),
    ("_email", {"field_names": ["email"], "standard_identifiers": ["PROFILE", "SECONDARY"]}),
]


def guests(**changes: Any) -> str:
    """A program with two object types."""
    values = {"NAME": "Guests", "FIELDS": FIELDS, "KEYS": KEYS, "DAYS": 90, "PROTECTED": False, **changes}
    return PRELUDE + "".join(f"{name} = {value!r}\n" for name, value in values.items()) + GUESTS


def client(place: Place, service: str = "customer-profiles") -> Any:
    return boto3.client(
        service,
        endpoint_url=place.environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
    )


def test_object_types_are_created_changed_in_place_and_deleted(place: Place, project: Callable[..., Project]) -> None:
    mapped = project(program=guests())
    mapped.up()
    assert place.existing("object_types") == [f"{DOMAIN}/Guests", f"{DOMAIN}/Leads"]
    assert mapped.changes() == {}

    reordered = guests(FIELDS=FIELDS[::-1], KEYS=KEYS[::-1])
    (mapped.folder / "__main__.py").write_text(reordered)
    assert mapped.changes() == {}

    (mapped.folder / "__main__.py").write_text(guests(DAYS=30, FIELDS=[*FIELDS, ("tier", {"source": "_source.tier"})]))
    assert mapped.changes() == {"update": 2}  # the component and its object type
    mapped.up()
    found = client(place).get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
    assert (found["ExpirationDays"], set(found["Fields"])) == (30, {"email", "id", "phone", "tier"})
    assert found["Tags"] == {"team": "care", "cost": "42"}
    assert mapped.changes() == {}

    mapped.destroy()
    assert place.leftovers() == {}


def test_a_key_that_the_domain_compares_in_another_way_is_refused_at_preview(
    place: Place, project: Callable[..., Project]
) -> None:
    profiles = client(place)
    profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
    profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName="Members",
        Description="by hand",
        Fields={"email": {"Source": "_source.email", "ContentType": "EMAIL_ADDRESS"}},
        Keys={"_email": [{"FieldNames": ["email"], "StandardIdentifiers": ["UNIQUE", "PROFILE"]}]},
    )
    values = {"NAME": "Guests", "FIELDS": FIELDS, "KEYS": KEYS, "DAYS": 90, "PROTECTED": False}
    lines = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    program = lines + GUESTS.replace("domain.domain_name", repr(DOMAIN)).replace(
        '    "kms_key_arn": key.key_arn,\n', ""
    )
    refused = project(program="from connect_customer_profiles import ObjectMapping\n" + program)
    assert sorted(refused.refusal()) == [
        "error: ObjectMapping 'guests': keys = ['guestId', '_email']: key '_email' is STRING here and EMAIL_ADDRESS in "
        "object type 'Members': key names are shared by the whole domain",
        "error: refused: nothing was changed",
    ]


def test_a_protected_object_type_is_not_replaced(place: Place, project: Callable[..., Project]) -> None:
    mapped = project(program=guests(PROTECTED=True))
    mapped.up()
    (mapped.folder / "__main__.py").write_text(guests(PROTECTED=True, NAME="Visitors"))
    (line,) = mapped.refusal()
    assert line.startswith("error: unable to replace resource ")
    assert line.endswith('customerprofiles:ObjectType::guests-object-type"')
    assert place.existing("object_types") == [f"{DOMAIN}/Guests", f"{DOMAIN}/Leads"]
    (mapped.folder / "__main__.py").write_text(guests(NAME="Visitors"))
    mapped.up()
    assert place.existing("object_types") == [f"{DOMAIN}/Leads", f"{DOMAIN}/Visitors"]


BOUND = PRELUDE + textwrap.dedent(
    """
    instance = pulumi.Config().require("instance")
    association = InstanceAssociation(
        "agents", {"domain_name": domain.domain_name, "instance_arn": instance, "template_id": "CTR-NoInferred"}
    )
    pulumi.export("uri", association.uri)
    """
)


def instance(place: Place) -> str:
    options = {"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "care"}
    calls = {"InboundCallsEnabled": True, "OutboundCallsEnabled": True}
    return str(client(place, "connect").create_instance(**options, **calls)["Arn"])


def test_an_instance_is_bound_once(place: Place, project: Callable[..., Project]) -> None:
    place.control.behaviours(instance_must_exist=True)
    uri = instance(place)
    bound = project(program=BOUND, instance=uri)
    assert bound.up() == {"uri": uri}
    (found,) = client(place).list_account_integrations(Uri=uri)["Items"]
    assert (found["DomainName"], found["ObjectTypeName"]) == (DOMAIN, "CTR")
    assert records(place)["TemplateId"] == "CTR-NoInferred"
    assert bound.changes() == {}
    bound.destroy()
    assert client(place).list_account_integrations(Uri=uri)["Items"] == []


def records(place: Place) -> dict[str, Any]:
    """The object type of contact records."""
    found: dict[str, Any] = client(place).get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="CTR")
    return found


IN_ITS_DOMAIN = f"""
import pulumi
from connect_customer_profiles import InstanceAssociation

instance = pulumi.Config().require("instance")
InstanceAssociation("agents", {{"domain_name": "{DOMAIN}", "instance_arn": instance, "template_id": "CTR-NoInferred"}})
"""


@contextmanager
def full(place: Place) -> Iterator[None]:
    """A domain with as many integrations as it may have, in here."""
    stream = "arn:aws:kinesis:us-east-1:123456789012:stream"
    profiles, streams = client(place), [f"{stream}/{number}" for number in range(50)]
    place.control.behaviours(enforce_rates=False)
    for each in streams:
        profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="CTR", Uri=each)
    yield
    for each in streams:
        profiles.delete_integration(DomainName=DOMAIN, Uri=each)
    place.control.behaviours(enforce_rates=True)


def test_a3_a_domain_that_has_contact_records_already_keeps_them(place: Place, project: Callable[..., Project]) -> None:
    uri, profiles = instance(place), client(place)
    profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
    profiles.put_profile_object_type(
        DomainName=DOMAIN, ObjectTypeName="CTR", Description="Contact records", TemplateId="CTR"
    )
    born = records(place)["CreatedAt"]
    bound = project(program=IN_ITS_DOMAIN, instance=uri)
    with full(place):
        before = max(call["id"] for call in place.control.calls())
        lines = bound.stack.preview(on_output=lambda _line: None, color="never").stdout.splitlines()
        assert [line.strip() for line in lines if line.strip().startswith("warning: ")] == [
            f"warning: InstanceAssociation 'agents': domain {DOMAIN} has 50 integrations with those that are added "
            "before this one: AWS allows 50 unless it has raised the quota, and refuses more of them in the update"
        ]
        calls = {call["operation"] for call in place.control.calls(since=before)}
        assert {each for each in calls if not each.startswith(("Describe", "Get", "List"))} == set()
    bound.up()
    assert (records(place)["TemplateId"], records(place)["CreatedAt"]) == ("CTR-NoInferred", born)
    assert bound.changes() == {}
    bound.destroy()
    # Contact records of the domain stay, and can be taken over again.
    assert records(place)["CreatedAt"] == born
    bound.up()
    assert records(place)["CreatedAt"] == born
    assert place.control.calls("customer-profiles", "DeleteProfileObjectType") == []


def test_an_instance_of_another_domain_is_refused_before_anything_is_created(
    place: Place, project: Callable[..., Project]
) -> None:
    uri = instance(place)
    profiles = client(place)
    profiles.create_domain(DomainName="amazon-connect-first", DefaultExpirationDays=366)
    profiles.put_integration(DomainName="amazon-connect-first", Uri=uri, ObjectTypeName="CTR")
    bound = project(program=BOUND, instance=uri)
    assert sorted(bound.refusal()) == [
        f"error: InstanceAssociation 'agents': instance_arn = '{uri}': is associated with domain amazon-connect-first, "
        "and an instance can have one domain only. Delete that association first, which deletes no profile: `aws "
        f"customer-profiles delete-integration --domain-name amazon-connect-first --uri {uri}`",
        "error: refused: nothing was changed",
    ]
    # What no preview has refused, an update does.
    with pytest.raises(auto.CommandError) as caught:
        bound.up()
    assert f"instance_arn = '{uri}': is associated with domain amazon-connect-first" in str(caught.value)
    (found,) = profiles.list_account_integrations(Uri=uri)["Items"]
    assert found["DomainName"] == "amazon-connect-first"


def test_two_mappings_and_two_associations_need_no_luck_with_the_rates(
    place: Place, project: Callable[..., Project]
) -> None:
    """Cloud Control takes its second; the service takes one call a second."""
    place.control.behaviours(cloudcontrol_seconds=1.0)
    program = guests() + textwrap.dedent(
        """
        for number in (1, 2):
            arn = f"arn:aws:connect:us-east-1:123456789012:instance/{number}"
            InstanceAssociation(f"agents-{number}", {"domain_name": domain.domain_name, "instance_arn": arn})
        """
    )
    mapped = project(program=program)
    mapped.up()
    mapped.destroy()
    for operation in ("PutProfileObjectType", "PutIntegration", "DeleteProfileObjectType", "DeleteIntegration"):
        assert [call["status"] for call in place.control.calls("customer-profiles", operation)] == [200, 200]


NEWER = {
    "dataStore": 'ProfilesDomain("d", {"domain_name": "d", "kms_key_arn": KEY, "data_store": {"enabled": True}})',
    "maxProfileObjectCount": (
        'ObjectMapping("m", {"domain_name": "d", "object_type_name": "M", "template_id": "CTR", '
        '"max_profile_object_count": 5})'
    ),
    "sourcePriority": (
        'ObjectMapping("m", {"domain_name": "d", "object_type_name": "M", "template_id": "CTR", "source_priority": 1})'
    ),
}


@pytest.mark.parametrize(("newer", "statement"), NEWER.items(), ids=NEWER.keys())
def test_what_is_newer_than_the_local_provider_is_said_in_one_line(
    place: Place, project: Callable[..., Project], newer: str, statement: str
) -> None:
    program = (
        "from connect_customer_profiles import ObjectMapping, ProfilesDomain\n"
        'KEY = "arn:aws:kms:us-east-1:123456789012:key/1"\n' + statement
    )
    (line,) = project(program=program).refusal()
    assert newer in line
    assert "unknown property" in line
    assert place.leftovers() == {}

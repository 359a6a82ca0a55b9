"""Each error of AWS's page about dead letters: what causes it, AWS's words for it, and the remedy that triage names."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from localcloud.aws.server import LocalCloud
from tests.conftest import REPOSITORY
from tests.emulator.setting import DOMAIN, Place, Ready, past
from tests.operations.command import Command

KEY_ALIAS = "alias/objects"
PERSON = {"Id": "1", "Email": "ana@example.com", "LastName": "Silva"}


@contextmanager
def nothing(place: Place, key: str) -> Iterator[None]:
    """The records themselves are the cause."""
    yield


@contextmanager
def objects_of_a_profile_at_once(place: Place, key: str) -> Iterator[None]:
    # A second of the service lasts a quarter of an hour, so that no machine is too slow to see both within one.
    place.control.behaviours(crowded_profile="refused", rate_factor=0.001)
    yield
    place.control.behaviours(crowded_profile="accepted", rate_factor=1)


@contextmanager
def service_denied(place: Place, key: str) -> Iterator[None]:
    kms, name = place.client("kms"), {"KeyId": key, "PolicyName": "default"}
    policy = kms.get_key_policy(**name)["Policy"]
    denied, service = json.loads(policy), {"Service": "profile.amazonaws.com"}
    denied["Statement"] += [
        {"Effect": "Deny", "Principal": service, "Action": "kms:GenerateDataKey", "Resource": "*"},
    ]
    kms.put_key_policy(**name, Policy=json.dumps(denied))
    yield
    kms.put_key_policy(**name, Policy=policy)


@contextmanager
def key_disabled(place: Place, key: str) -> Iterator[None]:
    kms = place.client("kms")
    kms.disable_key(KeyId=key)
    yield
    kms.enable_key(KeyId=key)


@contextmanager
def alias_led_to_a_key_for_signatures(place: Place, key: str) -> Iterator[None]:
    kms = place.client("kms")
    kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=key)
    place.profiles.update_domain(DomainName=DOMAIN, DefaultEncryptionKey=KEY_ALIAS)
    signing = place.key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY").rpartition("/")[2]
    kms.delete_alias(AliasName=KEY_ALIAS)
    kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=signing)
    yield
    place.profiles.update_domain(DomainName=DOMAIN, DefaultEncryptionKey=key)


@contextmanager
def two_profiles_with_the_email(place: Place, key: str) -> Iterator[None]:
    for name in ("Ana", "Anna"):
        place.profiles.create_profile(DomainName=DOMAIN, FirstName=name, EmailAddress="twins@example.com")
    yield


@dataclass(frozen=True)
class Row:
    """What happens to records of a flow.

    Attributes:
        trouble: what holds during the flow's run, of the domain's key or else.
        message: what the letters say.
        cause: what triage calls it.
        remedy: what triage advises.
        records: what the flow reads.
        letters: how many of them are refused.
    """

    trouble: Callable[[Place, str], AbstractContextManager[None]]
    message: str
    cause: str
    remedy: str
    records: Sequence[dict[str, Any]] = (PERSON,)
    letters: int = 1


# https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html, in the order of the page.
TABLE = (
    Row(
        nothing,
        "The UNIQUE key or PROFILE key does not exist in the profile object",
        "missing-key",
        "Map the fields behind the UNIQUE and PROFILE keys, or have the flow deliver them; then redrive.",
        records=(PERSON, {**PERSON, "Id": None}, {**PERSON, "Id": "3", "Email": None}),
        letters=2,
    ),
    Row(
        objects_of_a_profile_at_once,
        "Too many objects ingested on the profile per second",
        "crowded-profile",
        "Redrive them: objects of one profile are ingested a second apart.",
        records=(PERSON, {**PERSON, "Id": "2"}),
    ),
    Row(
        service_denied,
        "Customer Profiles cannot ingest the object due to the EncryptionKey does not exist in the region, the "
        "EncryptionKey does not have a grant for Customer Profiles to use, or the EncryptionKey does not have the "
        "GenerateDataKey permission",
        "key-unusable",
        "Let Customer Profiles use the KMS key of the domain or object type (key policy and grant, same Region); then "
        "redrive.",
    ),
    Row(
        key_disabled,
        "KMS key is invalid",
        "key-invalid",
        "Enable the KMS key of the domain or object type, or cancel its deletion; then redrive.",
    ),
    Row(
        alias_led_to_a_key_for_signatures,
        "Customer Profiles cannot ingest the object due to invalid KMS key",
        "key-refused",
        "Set a key as the domain's DefaultEncryptionKey, or the object type's EncryptionKey, that is enabled and "
        "symmetric; then redrive.",
    ),
    Row(
        nothing,
        "Your data contains profile object larger than 256000 bytes",
        "too-large",
        "Have the flow omit fields until objects are below the limit; export these letters and ingest shortened "
        "objects.",
        records=({**PERSON, "LastName": "ä" * 128_000}, PERSON),
    ),
    Row(
        two_profiles_with_the_email,
        "All keys of this object are binding to more than one profiles",
        "ambiguous-profile",
        "Merge the profiles, or map a PROFILE key that only one of them has; then redrive.",
        records=({**PERSON, "Email": "twins@example.com"},),
    ),
)


def load(ready: Ready, row: Row) -> None:
    """A flow brings the row's records as objects of a type of their own, named after the cause."""
    place = ready.place
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName=row.cause,
        Description="People of the shop",
        AllowProfileCreation=True,
        Fields={name: {"Source": f"_source.{name}"} for name in PERSON}
        | {"Email": {"Source": "_source.Email", "ContentType": "EMAIL_ADDRESS"}},
        Keys={
            f"{row.cause}-id": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["Id"]}],
            "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["Email"]}],
        },
    )
    records = [{"fields": each, "id": str(n), "created": past(1).isoformat()} for n, each in enumerate(row.records)]
    place.control.seed((row.cause, "Salesforce"), account=place.account, region=place.region)
    place.control.source(row.cause, "Contact", account=place.account, per_day=0, records=records)
    flow = ready.definition(row.cause)
    flow["SourceFlowConfig"]["ConnectorProfileName"] = row.cause
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName=row.cause, FlowDefinition=flow)
    with row.trouble(place, ready.key.rpartition("/")[2]):
        place.appflow.start_flow(flowName=row.cause)
        place.control.advance(3_600)
        place.appflow.describe_flow(flowName=row.cause)  # runs that are due are made before a call is answered


def test_each_documented_error_has_its_cause_its_words_and_its_remedy(server: LocalCloud, command: Command) -> None:
    server.cloud.reset()
    place = Place(server.endpoint)
    place.control.behaviours(enforce_rates=False)
    ready = place.ready(DeadLetterQueueUrl=place.guarded_queue())
    for row in TABLE:
        load(ready, row)

    listed = command("dead-letters", "list", "--domain", DOMAIN, "--json").document["letters"]
    assert sorted((each["object_type"], each["error"]) for each in listed if each["object_type"]) == sorted(
        (row.cause, row.message) for row in TABLE for _ in range(row.letters)
    )
    groups = command("dead-letters", "triage", "--domain", DOMAIN, "--json").document["groups"]
    assert {
        each["object_type"]: (each["cause"], each["letters"], each["remedy"]) for each in groups if each["object_type"]
    } == {row.cause: (row.cause, row.letters, row.remedy) for row in TABLE}
    stored = place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"]
    assert stored == sum(len(row.records) - row.letters for row in TABLE)


def test_the_table_has_the_errors_of_the_page_in_its_order() -> None:
    page = (REPOSITORY / "docs" / "aws-pages.md").read_text()
    lines = page.partition("### The errors in the dead-letter queue\n")[2].partition("\n## ")[0].splitlines()
    errors = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")][2:]
    # AWS writes "on profile" on one page and "on the profile" on another, and names the limit only in the letter.
    told = [row.message.replace("on the profile", "on profile").replace("256000", "#") for row in TABLE]
    assert told == errors

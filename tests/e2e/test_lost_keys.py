"""Keys that are taken away: no other key takes the place of one that can still be recovered."""

import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import run
from .test_operations import customer_profiles

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
OWN = f"""
from connect_customer_profiles import EncryptionKey, ProfilesDomain

key = EncryptionKey("key", {{{{"domain_name": "{DOMAIN}", **{{allowed}}}}}})
ProfilesDomain("domain", {{{{"domain_name": "{DOMAIN}", "kms_key_arn": key.key_arn, **{{allowed}}}}}})
"""
GIVEN = f"""
import pulumi
from connect_customer_profiles import DeadLetterQueue, ObjectMapping, ProfilesDomain

key, secret = "{{key}}", pulumi.Output.secret("{{key}}")
fields = {{{{"email": {{{{"source": "_source.email", "target": "_profile.EmailAddress"}}}}}}}}
keys = {{{{"_email": {{{{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}}}}}}
domain = ProfilesDomain("domain", {{{{"domain_name": "{DOMAIN}", "kms_key_arn": secret, **{{allowed}}}}}})
DeadLetterQueue("letters", {{{{"domain_name": "{DOMAIN}", "kms_key_arn": key, **{{allowed}}}}}})
guests = {{{{"domain_name": domain.domain_name, "object_type_name": "Guests", "fields": fields, "keys": keys}}}}
ObjectMapping("guests", {{{{**guests, "kms_key_arn": key, **{{allowed}}}}}})
"""


KEY = f"""
import pulumi
from connect_customer_profiles import EncryptionKey

EncryptionKey("{{name}}", {{{{"domain_name": "{DOMAIN}"}}}}{{options}})
"""


def edited(stack: Project, text: str) -> Project:
    (stack.folder / "__main__.py").write_text(text)
    return stack


def encrypted_with(place: Place) -> str:
    domain: dict[str, Any] = place.client("customer-profiles").get_domain(DomainName=DOMAIN)
    return str(domain["DefaultEncryptionKey"])


def test_my_key_was_pending_deletion_and_the_update_just_made_another(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=OWN.format(allowed={}))
    stack.up()
    arn = encrypted_with(place)
    id_ = arn.rsplit("/", 1)[-1]
    kms = place.client("kms")
    kms.schedule_key_deletion(KeyId=id_)
    refusal = (
        rf"error: EncryptionKey 'key': alias = 'alias/{DOMAIN}': {arn}, which has this alias and encrypts the domain's "
        rf"profiles, is PendingDeletion and is no longer in state\. Run `aws kms cancel-key-deletion --key-id {id_} && "
        rf"aws kms enable-key --key-id {id_}`, or give it up with allow_key_loss: True \(docs/names\.md\)"
    )
    lines = stack.refusal()
    assert any(re.fullmatch(refusal, line) for line in lines), lines
    assert f"error: ProfilesDomain 'domain': kms_key_arn = '{arn}': the domain's present key is PendingDeletion" in (
        line[: line.index(", and profiles")] for line in lines if "ProfilesDomain" in line
    )
    assert encrypted_with(place) == arn

    # What the message says is what helps.
    kms.cancel_key_deletion(KeyId=id_)
    kms.enable_key(KeyId=id_)
    assert stack.changes() == {}
    kms.schedule_key_deletion(KeyId=id_)
    edited(stack, OWN.format(allowed={"allow_key_loss": True}))
    code, said = run(stack, place, "up", "--yes", "--skip-preview")
    help_ = (
        f"Run `aws kms cancel-key-deletion --key-id {id_} && aws kms enable-key --key-id {id_}` if that was not meant"
    )
    given_up = f"EncryptionKey 'key': allow_key_loss: {arn}, which has this alias and encrypts the domain's profiles, "
    assert (code, f"{given_up}is PendingDeletion and is no longer in state. {help_} (docs/names.md)" in said) == (
        *(0, True),
    ), said
    lost_ = "is PendingDeletion, and profiles that it encrypts are lost with it"
    assert f"ProfilesDomain 'domain': allow_key_loss: the domain's present key, {arn}, {lost_}. {help_}" in said
    assert encrypted_with(place) != arn
    assert stack.changes() == {}
    # Given up is not forgotten: what is encrypted with it can be saved until the key is gone.
    code, document, _ = customer_profiles(place, stack, "diagnose")
    found = {each["cause"]: each["evidence"] for each in document["findings"]}
    assert (code, found["former_key"]) == (1, [f"the state of {arn} is PendingDeletion"])


def test_my_key_was_saved_but_the_state_had_forgotten_it(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=OWN.format(allowed={}))
    stack.up()
    arn = encrypted_with(place)
    id_ = arn.rsplit("/", 1)[-1]
    kms = place.client("kms")
    kms.schedule_key_deletion(KeyId=id_)
    stack.refresh()  # Pulumi takes a key that is pending deletion for gone.
    kms.cancel_key_deletion(KeyId=id_)
    kms.enable_key(KeyId=id_)
    refusal = next(line for line in stack.refusal() if line.startswith("error: EncryptionKey 'key'"))
    assert f"{arn}, which has this alias and encrypts the domain's profiles, is Enabled" in refusal
    advised = re.search(r"Run `(pulumi import [^`]+)`", refusal)
    assert advised is not None, refusal

    # What the message says is what helps.
    stack.run(*shlex.split(advised[1])[1:], "--yes", "--skip-preview")
    assert "replace" not in stack.changes()
    stack.up()
    assert encrypted_with(place) == arn
    assert stack.changes() == {}


def test_another_key_replaced_the_one_that_somebody_had_disabled(place: Place, project: Callable[..., Project]) -> None:
    kms = place.client("kms")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    stack = project(program=GIVEN.format(key=first, allowed={}))
    stack.up()
    id_ = first.rsplit("/", 1)[-1]
    kms.disable_key(KeyId=id_)
    edited(stack, GIVEN.format(key=second, allowed={}))
    assert {each for each in stack.refusal() if "present key is" in each} == {
        lost("ProfilesDomain 'domain'", "domain", "profiles", "[secret]", "[secret]"),
        lost("ObjectMapping 'guests'", "object type", "objects", f"'{first}'", id_),
        lost("DeadLetterQueue 'letters'", "queue", "letters", f"'{first}'", id_),
    }
    kms.enable_key(KeyId=id_)
    code, text = run(stack, place, "preview")
    kept = "keep that key, and name it in former_kms_key_arns of IngestionMonitoring, which watches it (docs/names.md)"
    assert code == 0, text
    assert f"DeadLetterQueue 'letters': letters that are there already stay encrypted with {first}: {kept}" in text
    assert f"ProfilesDomain 'domain': profiles that are there already stay encrypted with [secret]: {kept}" in text


def lost(component: str, what: str, contents: str, key: str, id_: str) -> str:
    return (
        f"error: {component}: kms_key_arn = {key}: the {what}'s present key is Disabled, and {contents} that it "
        f"encrypts would be lost with it. Run `aws kms enable-key --key-id {id_}`, or give them up with "
        "allow_key_loss: True (docs/names.md)"
    )


def test_my_renamed_key_was_pending_deletion_and_the_alias_hid_it(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=KEY.format(name="key", options=""))
    stack.up()
    arn = place.client("kms").describe_key(KeyId=f"alias/{DOMAIN}")["KeyMetadata"]["Arn"]
    place.client("kms").schedule_key_deletion(KeyId=arn)
    edited(stack, KEY.format(name="key-2", options=', pulumi.ResourceOptions(aliases=[pulumi.Alias(name="key")])'))
    assert any(f"{arn}, which has this alias" in line and "PendingDeletion" in line for line in stack.refusal())

"""`take_over`: a domain that was made by hand, with key, queue, object type and instance, becomes a stack's."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pulumi import automation as auto

from .conftest import Place, connect_instance
from .harness import Project

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-handmade"
READS = ("Assume", "Describe", "Get", "List", "Simulate")
MAPPING: dict[str, Any] = {
    "Fields": {"email": {"Source": "_source.mail", "Target": "_profile.EmailAddress", "ContentType": "STRING"}},
    "Keys": {"_email": [{"FieldNames": ["email"], "StandardIdentifiers": ["UNIQUE", "PROFILE"]}]},
}
PROGRAM = f"""
import json
from pathlib import Path

import pulumi
from connect_customer_profiles import DeadLetterQueue, EncryptionKey, InstanceAssociation
from connect_customer_profiles import ObjectMapping, ProfilesDomain, take_over

given = json.loads(Path("given.json").read_text())
options = take_over(given["ids"], given["as_found"])
unprotected = {{"deletion_protection": False}}
key = EncryptionKey("key", {{"domain_name": "{DOMAIN}", "alias": "alias/handmade", **unprotected}}, options)
queue = DeadLetterQueue(
    "dead-letters", {{"domain_name": "{DOMAIN}", "queue_name": "lost-and-found", **unprotected}}, options
)
profiles = ProfilesDomain(
    "profiles",
    {{
        "domain_name": given.get("domain", "{DOMAIN}"),
        "kms_key_arn": key.key_arn,
        "dead_letter_queue_url": queue.queue_url,
        "default_expiration_days": 730,
        **unprotected,
    }},
    options,
)
ObjectMapping(
    "guests",
    {{
        "domain_name": profiles.domain_name,
        "object_type_name": "Guests",
        "description": "By hand",
        "fields": {{
            "email": {{"source": "_source.mail", "target": "_profile.EmailAddress", "content_type": "STRING"}}
        }},
        "keys": {{"_email": {{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}},
        **unprotected,
    }},
    options,
)
InstanceAssociation("care", {{"domain_name": profiles.domain_name, "instance_arn": given["instance"]}}, options)
"""


class ByHand:
    """What somebody has made in the console."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.profiles, self.kms, self.sqs = (place.client(each) for each in ("customer-profiles", "kms", "sqs"))
        key = self.kms.create_key(Description="profiles")["KeyMetadata"]
        self.key_id: str = key["KeyId"]
        self.kms.create_alias(AliasName="alias/handmade", TargetKeyId=self.key_id)
        self.queue: str = self.sqs.create_queue(QueueName="lost-and-found")["QueueUrl"]
        self.instance = connect_instance(place)
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        self.sqs.set_queue_attributes(QueueUrl=self.queue, Attributes={"Policy": json.dumps(policy)})
        self.profiles.create_domain(
            DomainName=DOMAIN,
            DefaultExpirationDays=730,
            DefaultEncryptionKey=key["Arn"],
            DeadLetterQueueUrl=self.queue,
        )
        self.profiles.put_profile_object_type(
            DomainName=DOMAIN, ObjectTypeName="Guests", Description="By hand", **MAPPING
        )
        self.profiles.put_integration(DomainName=DOMAIN, Uri=self.instance, ObjectTypeName="CTR")

    def listed(self) -> dict[str, Any]:
        """What `take_over` is told."""
        return {
            "instance": self.instance,
            "ids": {
                "key-key": self.key_id,
                "key-alias": "alias/handmade",
                "dead-letters-queue": self.queue,
                "dead-letters-policy": self.queue,
                "profiles-domain": DOMAIN,
                "guests-object-type": f"{DOMAIN}|Guests",
                "care-integration": f"{DOMAIN}|{self.instance}",
            },
            # AWS lists the identifiers of keys in an order of its own.
            "as_found": {
                "key-key": ["*"],
                "dead-letters-queue": ["*"],
                "dead-letters-policy": ["policy"],
                "guests-object-type": ["keys"],
            },
        }

    def found(self) -> list[Any]:
        """Everything that AWS tells of it."""
        answers = [
            self.kms.describe_key(KeyId=self.key_id),
            self.kms.get_key_policy(KeyId=self.key_id, PolicyName="default"),
            self.kms.get_key_rotation_status(KeyId=self.key_id),
            self.kms.list_aliases(KeyId=self.key_id),
            self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"]),
            self.profiles.get_domain(DomainName=DOMAIN),
            self.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests"),
            self.profiles.get_integration(DomainName=DOMAIN, Uri=self.instance),
        ]
        return [{key: value for key, value in each.items() if key != "ResponseMetadata"} for each in answers]

    def last_call(self) -> int:
        """The number of the last call."""
        return max(int(call["id"]) for call in self.place.control.calls())

    def written(self, since: int) -> list[str]:
        """The calls since then that write."""
        calls = self.place.control.calls(since=since)
        return [each["operation"] for each in calls if not each["operation"].startswith(READS)]


def tell(stack: Project, given: dict[str, Any]) -> None:
    """Change what the program gives to `take_over`."""
    (stack.folder / "given.json").write_text(json.dumps(given))


def test_my_domain_that_was_made_by_hand_became_the_stacks_without_a_single_change(
    place: Place, project: Callable[..., Project]
) -> None:
    by_hand = ByHand(place)
    stack, given = project(program=PROGRAM), by_hand.listed()
    tell(stack, given)
    there, last = by_hand.found(), by_hand.last_call()
    changes = stack.changes()
    assert changes == {"import": 7, "create": 6}  # the components and the stack
    stack.up()
    assert by_hand.written(last) == []
    assert stack.changes() == {}
    stack.refresh()
    assert stack.changes() == {}

    # Each guard is put in place by taking its line out.
    tell(stack, {**given, "as_found": {**given["as_found"], "dead-letters-policy": []}})
    assert list(stack.steps()) == ["dead-letters-policy"]
    tell(stack, given)

    stack.destroy()
    assert by_hand.written(last) == []
    assert by_hand.found() == there


def test_an_update_that_was_killed_while_it_took_over_is_finished_by_the_next_one(
    place: Place, project: Callable[..., Project]
) -> None:
    by_hand = ByHand(place)
    stack, given = project(program=PROGRAM), by_hand.listed()
    tell(stack, given)
    there, last = by_hand.found(), by_hand.last_call()
    for operation in ("GetKeyPolicy", "GetResource"):  # calls of providers that import
        place.control.add_fault("kill", operation=operation)
        with pytest.raises(auto.CommandError):
            stack.up()
        assert [each["remaining"] for each in place.control.faults()] == [0]
        place.control.clear_faults()
    stack.up()
    assert by_hand.written(last) == []
    assert by_hand.found() == there
    assert stack.changes() == {}


def test_i_mistyped_an_id_and_it_was_refused_instead_of_made(place: Place, project: Callable[..., Project]) -> None:
    by_hand = ByHand(place)
    stack, given = project(program=PROGRAM), by_hand.listed()
    ids, found = given["ids"], given["as_found"]

    tell(stack, {**given, "ids": {**ids, "profile-domain": DOMAIN}, "as_found": {**found, "key": ["policy"]}})
    assert set(stack.refusal()) == {
        "error: take_over: ids = 'profile-domain (did you mean profiles-domain?)': no resource with these options has "
        "such a name",
        "error: take_over: as_found = 'key (did you mean key-key?)': no resource with these options has such a name",
    }
    tell(stack, {**given, "as_found": {**found, "key-key": ["polcy"]}})
    assert stack.refusal() == [
        "error: take_over: as_found['key-key'] = 'polcy': is no property of it; did you mean 'policy'?"
    ]
    by_hand.profiles.create_domain(DomainName="amazon-connect-other", DefaultExpirationDays=730)
    last = by_hand.last_call()
    tell(stack, {**given, "ids": {**ids, "profiles-domain": "amazon-connect-other"}})
    assert stack.refusal() == [
        "error: take_over: ids['profiles-domain'] = 'amazon-connect-other': the program declares "
        "amazon-connect-handmade there (docs/names.md)"
    ]
    # What belongs to the domain adds no lines of its own, nor does the engine.
    tell(stack, {**given, "domain": "amazon-connect-other"})
    assert stack.refusal() == [
        f"error: take_over: ids['profiles-domain'] = '{DOMAIN}': the program declares amazon-connect-other there "
        "(docs/names.md)"
    ]
    assert by_hand.written(last) == []


def test_what_i_took_over_is_not_replaced_and_is_mine_when_i_take_the_id_out(
    place: Place, project: Callable[..., Project]
) -> None:
    by_hand = ByHand(place)
    stack, given = project(program=PROGRAM), by_hand.listed()
    tell(stack, given)
    stack.up()
    there, last = by_hand.found(), by_hand.last_call()

    with pytest.raises(auto.CommandError) as refused:
        stack.run("preview", "--replace", "**::profiles-domain", "--replace", "**::key-key")
    for name, given_id in (("profiles-domain", DOMAIN), ("key-key", by_hand.key_id)):
        line = f"error: take_over: ids['{name}'] = '{given_id}': would be replaced, which what is taken over never is."
        assert line in str(refused.value)
    with pytest.raises(auto.CommandError, match="may not be replaced"):
        stack.up("--replace", "**::profiles-domain")  # the engine refuses it as well

    other = by_hand.kms.create_key()["KeyMetadata"]["KeyId"]
    last = by_hand.last_call()
    tell(stack, {**given, "ids": {**given["ids"], "key-key": other}})
    line = (
        f"error: take_over: ids['key-key'] = '{other}': is {by_hand.key_id} in this stack, and is not exchanged for "
        "another: name components of their own (docs/names.md)"
    )
    assert stack.refusal() == [line]
    with pytest.raises(auto.CommandError) as refused:
        stack.up()
    assert line in str(refused.value)
    assert by_hand.written(last) == []
    assert by_hand.found() == there

    # Out of the program, with its ID, it is let go of.
    program = stack.folder / "__main__.py"
    program.write_text(program.read_text().partition("InstanceAssociation(")[0])
    tell(stack, given)
    assert stack.refusal() == [
        "error: take_over: ids = 'care-integration': is no longer in the program: take its line out as well, in the "
        "same update; what was taken over stays at AWS then (docs/names.md)"
    ]
    del given["ids"]["care-integration"]
    tell(stack, given)
    assert set(stack.steps()) == {"care", "care-integration"}
    stack.up()
    assert by_hand.written(last) == []
    assert by_hand.found() == there

    tell(stack, {**given, "ids": {}})
    assert stack.changes() == {}
    stack.up()
    assert by_hand.written(last) == []
    stack.destroy()
    assert place.existing("domains") == place.existing("queues") == []
    assert by_hand.kms.describe_key(KeyId=by_hand.key_id)["KeyMetadata"]["KeyState"] == "PendingDeletion"


def test_i_listed_what_is_gone(place: Place, project: Callable[..., Project]) -> None:
    by_hand = ByHand(place)
    stack, given = project(program=PROGRAM), by_hand.listed()
    gone = "00000000-0000-0000-0000-000000000000"
    way_out = "correct the ID, or take it out, and the component makes its own (docs/names.md)"
    tell(stack, {**given, "ids": {**given["ids"], "key-key": gone}})
    last = by_hand.last_call()
    line = f"error: take_over: ids['key-key'] = '{gone}': does not exist: {way_out}"
    assert stack.refusal() == [line]
    with pytest.raises(auto.CommandError) as refused:
        stack.up()
    assert line in str(refused.value)

    tell(stack, given)
    by_hand.kms.schedule_key_deletion(KeyId=by_hand.key_id)
    line = f"error: take_over: ids['key-key'] = '{by_hand.key_id}': is scheduled for deletion: {way_out}"
    assert line in stack.refusal()
    by_hand.kms.cancel_key_deletion(KeyId=by_hand.key_id)
    by_hand.kms.enable_key(KeyId=by_hand.key_id)
    by_hand.profiles.delete_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
    missing = f"{DOMAIN}|Guests"
    assert f"error: take_over: ids['guests-object-type'] = '{missing}': does not exist: {way_out}" in stack.refusal()
    written = ["ScheduleKeyDeletion", "CancelKeyDeletion", "EnableKey", "DeleteProfileObjectType"]
    assert by_hand.written(last) == written

"""`adopt_existing`: what exists is taken over as it is, and nothing else than that changes."""

import re
import shlex
from collections.abc import Callable
from typing import Any

import pytest
from connect_customer_profiles import names
from pulumi import automation as auto

from .conftest import Place, connect_instance
from .harness import Project

pytestmark = pytest.mark.e2e

DOMAIN = "amazon-connect-test"
QUEUE = f"{DOMAIN}-dead-letters"
BUCKET = "crm-exports"
PROGRAM = f"""
from connect_customer_profiles import (
    DeadLetterQueue,
    IngestionMonitoring,
    InstanceAssociation,
    ObjectMapping,
    SourceBucketPolicy,
)

adopting = {{{{"domain_name": "{DOMAIN}", **{{adopt}}}}}}
fields = {{{{"email": {{{{"source": "_source.email", "target": "_profile.EmailAddress"}}}}}}}}
keys = {{{{"_email": {{{{"field_names": ["email"], "standard_identifiers": ["UNIQUE", "PROFILE"]}}}}}}}}
DeadLetterQueue("letters{{suffix}}", {{{{**adopting, "deletion_protection": False}}}})
ObjectMapping("guests{{suffix}}", {{{{**adopting, "object_type_name": "Guests", "fields": fields, "keys": keys}}}})
InstanceAssociation("care{{suffix}}", {{{{**adopting, "instance_arn": "{{instance}}"}}}})
IngestionMonitoring("watch{{suffix}}", {{{{**adopting, "queue_name": "{QUEUE}"}}}})
SourceBucketPolicy("exports{{suffix}}", {{{{"bucket_name": "{BUCKET}", **{{adopt}}}}}})
"""
TWINS = f"""
from connect_customer_profiles import SourceBucketPolicy

for name in ("one", "other"):
    SourceBucketPolicy(name, {{"bucket_name": "{BUCKET}", "adopt_existing": True}})
"""
MADE: dict[str, Any] = {
    "Fields": {"email": {"Source": "_source.mail", "Target": "_profile.EmailAddress"}},
    "Keys": {"_email": [{"FieldNames": ["email"], "StandardIdentifiers": ["UNIQUE", "PROFILE"]}]},
}
ADOPT = {"adopt_existing": True}


class ByHand:
    """What somebody has made in the console, with a letter in the queue."""

    def __init__(self, place: Place) -> None:
        self.sqs, self.profiles = place.client("sqs"), place.client("customer-profiles")
        self.s3, self.sns = place.client("s3"), place.client("sns")
        self.instance = connect_instance(place)
        self.queue = self.sqs.create_queue(QueueName=QUEUE, Attributes={"MessageRetentionPeriod": "345600"})["QueueUrl"]
        self.sqs.send_message(QueueUrl=self.queue, MessageBody="a letter")
        self.profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
        self.profiles.put_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests", Description="By hand", **MADE)
        self.profiles.put_integration(DomainName=DOMAIN, Uri=self.instance, ObjectTypeName="CTR")
        self.s3.create_bucket(Bucket=BUCKET)
        self.sns.create_topic(Name=names.topic_name(DOMAIN))

    def letters(self) -> int:
        told = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["All"])["Attributes"]
        return int(told["ApproximateNumberOfMessages"])

    def born(self) -> list[object]:
        """When the things were made."""
        object_type = self.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
        association = self.profiles.get_integration(DomainName=DOMAIN, Uri=self.instance)
        return [object_type["CreatedAt"], association["CreatedAt"]]


def test_i_did_what_the_message_says_and_the_update_failed_half_way(
    place: Place, project: Callable[..., Project]
) -> None:
    by_hand = ByHand(place)
    stack = project(program=PROGRAM.format(adopt={}, suffix="", instance=by_hand.instance))
    assert sum("or take it over with adopt_existing: True" in line for line in stack.refusal()) >= 4
    before = by_hand.born()

    edit(stack, PROGRAM.format(adopt=ADOPT, suffix="", instance=by_hand.instance))
    steps = {name: str(step.op.value) for name, step in stack.steps().items()}
    taken = ("letters-queue", "guests-object-type", "care-integration", "watch-topic")
    assert [steps[name] for name in taken] == ["update", "update", "import", "update"]
    stack.up()
    assert by_hand.born() == before
    assert by_hand.letters() == 1
    print({n: (s.op.value, getattr(s, "diffs", None), s.detailed_diff) for n, s in stack.steps().items()})
    assert stack.changes() == {}
    object_type = by_hand.profiles.get_profile_object_type(DomainName=DOMAIN, ObjectTypeName="Guests")
    assert object_type["Fields"]["email"]["Source"] == "_source.email"

    # Left in the program, the argument excuses no rename.
    edit(stack, PROGRAM.format(adopt=ADOPT, suffix="-2", instance=by_hand.instance))
    refused = {line.split("'")[1] for line in stack.refusal() if "aliases=[" in line}
    assert refused == {f"{each}-2" for each in ("letters", "guests", "care", "watch", "exports")}
    with pytest.raises(auto.CommandError, match="of this stack"):
        stack.up()
    assert by_hand.letters() == 1
    assert by_hand.born() == before
    assert "Statement" in by_hand.s3.get_bucket_policy(Bucket=BUCKET)["Policy"]

    # Replaced under its own name, it would be created again, which is the same one, and deleted then.
    edit(stack, PROGRAM.format(adopt=ADOPT, suffix="", instance=by_hand.instance))
    with pytest.raises(auto.CommandError, match="cannot be replaced while it has this name"):
        stack.up("--replace", "**::letters-queue", "--replace", "**::exports-policy")
    assert by_hand.letters() == 1
    assert "Statement" in by_hand.s3.get_bucket_policy(Bucket=BUCKET)["Policy"]


def test_two_components_adopted_one_policy_and_deleted_it_with_the_second(
    place: Place, project: Callable[..., Project]
) -> None:
    place.client("s3").create_bucket(Bucket=BUCKET)
    (line,) = {each.split(": ", 2)[2] for each in project(program=TWINS).refusal() if "SourceBucketPolicy" in each}
    assert line.startswith(f"bucket_name = '{BUCKET}': 'o")
    assert "of this program is the bucket policy of this name" in line


RAW = f"""
import pulumi_aws as aws

aws.sqs.Queue("letters", name="{QUEUE}")
"""
COMPONENT = f"""
from connect_customer_profiles import DeadLetterQueue

DeadLetterQueue("dlq", {{{{"domain_name": "{DOMAIN}", **{{adopt}}}}}})
"""


def test_my_own_queue_became_a_component_and_the_advised_alias_did_nothing(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=RAW)
    stack.up()
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="a letter")
    edit(stack, COMPONENT.format(adopt={}))
    advised = re.search(
        r"run `pulumi (state delete [^`]+)` and take it over with adopt_existing: True", "\n".join(stack.refusal())
    )
    assert advised is not None
    stack.run(*shlex.split(advised[1]), "--yes")
    edit(stack, COMPONENT.format(adopt=ADOPT))
    stack.up()
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert (told["ApproximateNumberOfMessages"], told["MessageRetentionPeriod"]) == ("1", "1209600")
    assert stack.changes() == {}


def edit(stack: Project, text: str) -> None:
    (stack.folder / "__main__.py").write_text(text)

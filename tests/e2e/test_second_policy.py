"""A second policy on our queue: who finds it, and how its statements get into ours without locking the service out."""

import json
from collections.abc import Callable

import pytest
from connect_customer_profiles.base.refusals import END

from tests.policies.engine import violations

from .conftest import Place
from .harness import Project
from .one_of_each import run

pytestmark = pytest.mark.e2e

PROGRAM = """
import json

import pulumi
import pulumi_aws as aws
from connect_customer_profiles import DeadLetterQueue, ProfilesDomain

DOMAIN = "amazon-connect-test"
AUDIT = json.dumps({"Version": "2012-10-17", "Statement": [{
    "Sid": "ReadByAudit", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:role/audit"},
    "Action": "sqs:ReceiveMessage", "Resource": "*"}]})
"""
BARE = """
letters = DeadLetterQueue("letters", {"domain_name": DOMAIN})
"""
SECOND = """
aws.sqs.QueuePolicy("audit", queue_url=letters.queue_url, policy=AUDIT,
                    opts=pulumi.ResourceOptions(depends_on=[letters]))
"""
SECOND_ALONE = """
aws.sqs.QueuePolicy("audit", queue_url="{url}", policy=AUDIT)
"""
URN = "urn:pulumi:dev::customer-profiles::aws:sqs/queuePolicy:QueuePolicy::audit"
GIVEN = """
letters = DeadLetterQueue("letters", {"domain_name": DOMAIN, "source_policy_documents": [AUDIT]})
"""


SERVICE = "CustomerProfilesSendsDeadLetters"
"""The statement that lets Customer Profiles send letters."""


NEW = (
    "{component}: '{name}': is a second policy of the {noun}, which has room for one: the last one to be attached "
    "replaces the other, and shuts out what that one lets in. Take it out of the program{give} (docs/names.md)"
)
GIVE = ", and give its statements to source_policy_documents"
EVERY = """
import json

import pulumi
import pulumi_aws as aws
import connect_customer_profiles as library

DOMAIN = "amazon-connect-test"
OWN = json.dumps({"Version": "2012-10-17", "Statement": []})


class Team(pulumi.ComponentResource):
    def __init__(self):
        super().__init__("acme:index:Team", "team")
        own = pulumi.ResourceOptions(parent=self)
        aws.s3.BucketPolicy("of another bucket", bucket="reports", policy=OWN, opts=own)
        key = library.EncryptionKey("key", {"domain_name": DOMAIN}, own)
        queue = library.DeadLetterQueue("letters", {"domain_name": DOMAIN}, own)
        exports = library.SourceBucketPolicy("exports", {"bucket_name": "crm-export"}, own)
        alarms = library.IngestionMonitoring(
            "alarms", {"domain_name": DOMAIN, "queue_name": "amazon-connect-test-dead-letters"}, own
        )
        after = pulumi.ResourceOptions(parent=self, depends_on=[exports, queue, key])
        aws.kms.KeyPolicy("of key", key_id=key.key_id, policy=OWN, opts=own)
        aws.s3.BucketPolicy("of bucket", bucket="crm-export", policy=OWN, opts=after)
        aws.sqs.QueuePolicy("of queue", queue_url=queue.queue_url, policy=OWN, opts=own)
        aws.sns.TopicPolicy("of topic", arn=alarms.topic_arn, policy=OWN, opts=own)

        # These are about what the components have, and attached to something else.
        read = queue.queue_arn.apply(lambda arn: json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sqs:*", "Resource": arn}]}))
        other = aws.sqs.Queue("other", opts=own)
        aws.sqs.QueuePolicy("of other", queue_url=other.url, policy=read, opts=after)

        another = aws.kms.Key("another", opts=own)
        aws.kms.KeyPolicy(
            "of another", key_id=another.key_id, policy=read, bypass_policy_lockout_safety_check=True, opts=after
        )


Team()
"""
SECONDS = {
    NEW.format(component="SourceBucketPolicy 'exports'", name="of bucket", noun="bucket", give=GIVE),
    NEW.format(component="EncryptionKey 'key'", name="of key", noun="key", give=GIVE),
    NEW.format(component="DeadLetterQueue 'letters'", name="of queue", noun="queue", give=GIVE),
    NEW.format(component="IngestionMonitoring 'alarms'", name="of topic", noun="topic", give=""),
}


LITERAL = """
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/amazon-connect-test-dead-letters"
aws.sqs.QueuePolicy("of queue", queue_url=URL, policy=OWN)
aws.sqs.QueuePolicy("of another queue", queue_url=URL + "-of-finance", policy=OWN)
aws.s3.BucketPolicy("of bucket", bucket="crm-export", policy=OWN)
"""
"""Policies that name what they are attached to, and depend on nothing."""


def test_a_second_policy_of_anything_is_refused_by_the_first_preview(
    place: Place, project: Callable[..., Project]
) -> None:
    for bucket in ("crm-export", "reports"):
        place.client("s3").create_bucket(Bucket=bucket)
    own = "\n".join(line for line in EVERY.splitlines() if not any(f'"{each}"' in line for each in NAMES))
    named = {f"error: {each}" for each in (*SECONDS, END) if "of queue" in each or "of bucket" in each or each == END}
    stack = project(program=own + LITERAL)
    assert set(stack.refusal()) == named
    # Nobody is asked about what comes before the first component.
    before = own.replace("class Team", f"{LITERAL}\n\nclass Team")
    (stack.folder / "__main__.py").write_text(before)
    assert set(stack.refusal()) == named

    (stack.folder / "__main__.py").write_text(EVERY)
    assert set(stack.refusal()) == {f"error: {each}" for each in (*SECONDS, END)}

    (stack.folder / "__main__.py").write_text(own)
    stack.up()
    assert stack.changes() == {}
    (stack.folder / "__main__.py").write_text(EVERY)
    assert set(stack.refusal()) == {f"error: {each}" for each in (*SECONDS, END)}


NAMES = ("of key", "of bucket", "of queue", "of topic")


def test_my_second_policy_locked_the_service_out(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM + BARE + SECOND)
    refused = NEW.format(component="DeadLetterQueue 'letters'", name="audit", noun="queue", give=GIVE)
    assert set(stack.refusal()) == {f"error: {refused}", f"error: {END}"}
    # Nor is it attached by an update that no preview came before.
    for _ in range(2):
        code, text = run(stack, place, "up", "--skip-preview", "--yes")
        assert (code != 0, refused in text, "Traceback" in text) == (True, True, False), text
        assert "ReadByAudit" not in statements(place)

    (stack.folder / "__main__.py").write_text(PROGRAM + GIVEN)
    stack.up()
    assert set(statements(place)) == {"ReadByAudit", SERVICE, "TlsOnly"}
    assert stack.changes() == {}
    assert violations(stack) == set()


DEPLOYED = (
    "error: DeadLetterQueue 'letters': 'audit': is a second policy of the queue, which has room for one: each update "
    "attaches the other one, and where this one is deleted none is left. Run `pulumi state delete --yes "
    f"'{URN}'`, take it out of the program, and give its statements to source_policy_documents (docs/names.md)"
)


@pytest.mark.parametrize("now", [GIVEN, BARE], ids=["statements given to the component", "statements dropped"])
def test_dropping_my_second_policy_left_the_queue_without_any(
    place: Place, project: Callable[..., Project], now: str
) -> None:
    stack = project(program=PROGRAM + BARE)
    stack.up()
    # Before the component refused that, or in an update that did not contain it.
    url = place.client("sqs").get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"]
    (stack.folder / "__main__.py").write_text(PROGRAM + SECOND_ALONE.format(url=url))
    stack.up("--target", "**::audit")
    before = statements(place)
    assert before == ["ReadByAudit"]
    (stack.folder / "__main__.py").write_text(PROGRAM + BARE + SECOND)
    assert set(stack.refusal()) == {DEPLOYED, f"error: {END}"}
    (stack.folder / "__main__.py").write_text(PROGRAM + now)
    assert set(stack.refusal()) == {DEPLOYED, f"error: {END}"}
    code, text = run(stack, place, "up", "--skip-preview", "--yes")
    assert code != 0
    assert DEPLOYED.removeprefix("error: ") in text
    assert statements(place) == before

    stack.run("state", "delete", "--yes", URN)
    stack.up("--refresh")
    assert SERVICE in statements(place)


def statements(place: Place) -> list[str]:
    """The statements that the queue has."""
    sqs = place.client("sqs")
    url = sqs.get_queue_url(QueueName="amazon-connect-test-dead-letters")["QueueUrl"]
    policy = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"]).get("Attributes", {}).get("Policy")
    return [each.get("Sid") for each in json.loads(policy)["Statement"]] if policy else []

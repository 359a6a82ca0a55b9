"""A second policy of what a component's policy is for, in state."""

from typing import Any

import pytest
from connect_customer_profiles.base.kinds import KINDS
from connect_customer_profiles.base.second_policy import HOLDERS, second_policy
from connect_customer_profiles.policy.attached import ATTACHED

PREFIX = "urn:pulumi:dev::shop::"
COMPONENT = f"{PREFIX}connect-customer-profiles:index:DeadLetterQueue$"
URL = "https://sqs.us-east-1.amazonaws.com/111122223333/letters"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234"
TOPIC = "arn:aws:sns:us-east-1:111122223333:alarms"
OWN: dict[str, dict[str, Any]] = {
    "aws:sqs/queuePolicy:QueuePolicy": {"queueUrl": URL},
    "aws:s3/bucketPolicy:BucketPolicy": {"bucket": "crm-export"},
    "aws:kms/alias:Alias": {"targetKeyArn": KEY, "targetKeyId": "1234"},
    "aws:sns/topic:Topic": {"arn": TOPIC},
}
OTHERS = {
    "queue": ({"queueUrl": URL}, {"queues": [URL]}, {"queue": URL}),
    "bucket": ({"bucket": "crm-export"},),
    "key": ({"keyId": "1234"}, {"keyId": KEY}),
    "topic": ({"arn": TOPIC}, {"topics": [TOPIC]}, {"topicArn": TOPIC}),
}
CASES = [
    (own, other, outputs)
    for own, (noun, _) in HOLDERS.items()
    for other, (of, key) in ATTACHED.items()
    for outputs in OTHERS[noun]
    if of == noun and key in outputs
]


@pytest.mark.parametrize(("own", "other", "outputs"), CASES)
def test_it_is_found_by_what_it_is_for(own: str, other: str, outputs: dict[str, Any]) -> None:
    ours, theirs = f"{COMPONENT}{own}::dlq-policy", f"{PREFIX}{other}::audit"
    stack = {ours: OWN[own], theirs: outputs}
    noun = HOLDERS[own][0]
    give = ", and give its statements to source_policy_documents" if noun != "topic" else ""
    assert str(second_policy(ours, {"tags", "source_policy_documents"}, stack)) == (
        f"'audit': is a second policy of the {noun}, which has room for one: each update attaches the other one, and "
        f"where this one is deleted none is left. Run `pulumi state delete --yes '{theirs}'`, take it out of the "
        f"program{give} (docs/names.md)"
    )
    assert str(second_policy(ours, {"tags"}, stack)).endswith("take it out of the program (docs/names.md)")
    elsewhere = {key: [f"{URL}-2"] if isinstance(each, list) else f"{each}-2" for key, each in outputs.items()}
    assert second_policy(ours, (), {ours: OWN[own], theirs: elsewhere}) is None


@pytest.mark.parametrize("own", HOLDERS)
def test_the_components_own_is_the_only_one(own: str) -> None:
    ours = f"{COMPONENT}{own}::dlq-policy"
    assert second_policy(ours, (), {ours: OWN[own], f"{PREFIX}aws:sqs/queue:Queue::other": {"url": URL}}) is None
    of = {each: outputs for each, (noun, _) in ATTACHED.items() for outputs in OTHERS[noun]}
    mine = {f"{COMPONENT}{each}::dlq-policy": outputs for each, outputs in of.items()}
    assert second_policy(ours, (), {**mine, ours: OWN[own]}) is None
    assert second_policy(ours, (), {ours: {}, f"{PREFIX}{own}::other": {}}) is None


def test_every_policy_is_of_something_whose_component_reserves_its_name() -> None:
    assert HOLDERS.keys() <= KINDS.keys()
    assert {noun for noun, _ in ATTACHED.values()} == {noun for noun, _ in HOLDERS.values()}

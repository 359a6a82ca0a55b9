"""CreateDomain tries out key and dead-letter queue before it makes a domain."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import ACCOUNT, DOMAIN, Place, allow_sending, error

SERVICE = {"Service": "profile.amazonaws.com"}


def refusal(place: Place, **options: Any) -> str:
    with pytest.raises(ClientError) as caught:
        place.domain(**options)
    code, message = error(caught)
    assert code == "BadRequestException"
    assert place.profiles.list_domains()["Items"] == []
    return message


def test_domain_has_what_it_was_given(place: Place) -> None:
    key, url = place.key(), place.guarded_queue()
    created = place.domain(DefaultEncryptionKey=key, DeadLetterQueueUrl=url, Tags={"team": "crm"})
    found = place.profiles.get_domain(DomainName=DOMAIN)
    assert {name: value for name, value in found.items() if name not in ("ResponseMetadata", "CreatedAt")} == {
        "DomainName": DOMAIN,
        "DefaultExpirationDays": 366,
        "DefaultEncryptionKey": key,
        "DeadLetterQueueUrl": url,
        "LastUpdatedAt": created["LastUpdatedAt"],
        "Tags": {"team": "crm"},
        "Stats": {"ProfileCount": 0, "MeteringProfileCount": 0, "ObjectCount": 0, "TotalSize": 0},
    }


def test_test_message_is_sent_at_creation(place: Place) -> None:
    url = place.guarded_queue()
    place.domain(DeadLetterQueueUrl=url)
    assert place.messages(url) == [
        {"body": '{"message": "Test message from Amazon Connect Customer Profiles"}', "attributes": {}}
    ]


def test_name_is_unique(place: Place) -> None:
    place.domain()
    with pytest.raises(ClientError) as caught:
        place.domain()
    assert error(caught) == ("BadRequestException", f"Domain {DOMAIN} already exists")


def test_queue_policy_without_conditions_is_enough(place: Place) -> None:
    url = place.queue(policy=allow_sending(place.arn("sqs", "dead-letters"), None, ACCOUNT))
    assert place.domain(DeadLetterQueueUrl=url)["DeadLetterQueueUrl"] == url


def test_queue_without_policy_is_refused(place: Place) -> None:
    assert refusal(place, DeadLetterQueueUrl=place.queue()) == (
        "Customer Profiles cannot send a message to the dead-letter queue "
        f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead-letters: its policy does not allow sqs:SendMessage to "
        f"profile.amazonaws.com for {place.domain_arn()}"
    )


@pytest.mark.parametrize(
    ("source", "account"),
    [("arn:aws:profile:us-east-1:111122223333:domains/another", ACCOUNT), (None, "999999999999")],
    ids=["another domain", "another account"],
)
def test_queue_policy_for_another_source_is_refused(place: Place, source: str | None, account: str) -> None:
    policy = allow_sending(place.arn("sqs", "dead-letters"), source or place.domain_arn(), account)
    assert "its policy does not allow sqs:SendMessage" in refusal(place, DeadLetterQueueUrl=place.queue(policy=policy))


def test_queue_policy_that_denies_is_refused_although_it_allows_too(place: Place) -> None:
    arn = place.arn("sqs", "dead-letters")
    policy = allow_sending(arn, place.domain_arn(), ACCOUNT)
    policy["Statement"].append({"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn})
    assert "its policy does not allow" in refusal(place, DeadLetterQueueUrl=place.queue(policy=policy))


def test_queue_policy_may_enforce_encrypted_transport(place: Place) -> None:
    arn = place.arn("sqs", "dead-letters")
    policy = allow_sending(arn, place.domain_arn(), ACCOUNT)
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    policy["Statement"].append(
        {"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": arn, "Condition": insecure}
    )
    url = place.queue(policy=policy)
    assert place.domain(DeadLetterQueueUrl=url)["DeadLetterQueueUrl"] == url


def test_missing_queue_is_refused(place: Place) -> None:
    url = f"{place.endpoint}/{ACCOUNT}/nowhere"
    assert refusal(place, DeadLetterQueueUrl=url) == (
        f"The dead-letter queue {url} does not exist in {ACCOUNT} us-east-1"
    )


def test_fifo_queue_is_refused(place: Place) -> None:
    url = place.queue("dead-letters.fifo", FifoQueue="true")
    assert refusal(place, DeadLetterQueueUrl=url) == (
        f"The dead-letter queue {place.arn('sqs', 'dead-letters.fifo')} must be a standard queue"
    )


@pytest.mark.parametrize("accepted", [False, True])
def test_queue_arn_instead_of_url(place: Place, accepted: bool) -> None:
    place.control.behaviours(dead_letter_queue_arn_accepted=accepted)
    place.guarded_queue()
    arn = place.arn("sqs", "dead-letters")
    if accepted:
        assert place.domain(DeadLetterQueueUrl=arn)["DeadLetterQueueUrl"] == arn
    else:
        assert refusal(place, DeadLetterQueueUrl=arn) == (
            f"DeadLetterQueueUrl must be the URL of an SQS queue, not an ARN: {arn}"
        )


def queue_key_policy(conditions: dict[str, Any] | None = None) -> dict[str, Any]:
    root = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    service = {
        "Effect": "Allow",
        "Principal": SERVICE,
        "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
        "Resource": "*",
    }
    guarded = {"Condition": conditions} if conditions else {}
    return {"Version": "2012-10-17", "Statement": [root, service | guarded]}


def test_encrypted_queue_needs_a_key_that_the_service_may_use(place: Place) -> None:
    key = place.key()
    url = place.guarded_queue(KmsMasterKeyId=key)
    assert refusal(place, DeadLetterQueueUrl=url) == (
        "Customer Profiles cannot send a message to the dead-letter queue "
        f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead-letters: the policy of its KMS key {key} does not allow "
        "kms:GenerateDataKey to profile.amazonaws.com"
    )
    place.client("kms").put_key_policy(
        KeyId=key, PolicyName="default", Policy=json.dumps(queue_key_policy()), BypassPolicyLockoutSafetyCheck=True
    )
    assert place.domain(DeadLetterQueueUrl=url)["DeadLetterQueueUrl"] == url


@pytest.mark.parametrize("sent", [False, True])
def test_source_conditions_on_the_queue_key(place: Place, sent: bool) -> None:
    place.control.behaviours(queue_key_source_context_sent=sent)
    key = place.key(queue_key_policy({"StringEquals": {"aws:SourceAccount": ACCOUNT}}))
    url = place.guarded_queue(KmsMasterKeyId=key)
    if sent:
        assert place.domain(DeadLetterQueueUrl=url)["DeadLetterQueueUrl"] == url
    else:
        assert "does not allow kms:GenerateDataKey" in refusal(place, DeadLetterQueueUrl=url)


def test_aws_managed_queue_key_is_refused(place: Place) -> None:
    url = place.guarded_queue(KmsMasterKeyId="alias/aws/sqs")
    assert refusal(place, DeadLetterQueueUrl=url) == (
        "Customer Profiles cannot use the key alias/aws/sqs of the dead-letter queue "
        f"{place.arn('sqs', 'dead-letters')}"
    )


def test_missing_key_is_refused(place: Place) -> None:
    key = place.arn("kms", "key/12345678-1234-1234-1234-123456789012")
    assert refusal(place, DefaultEncryptionKey=key) == (
        f"No access to the KMS key {key}: it does not exist in us-east-1"
    )


def test_disabled_key_is_refused(place: Place) -> None:
    key = place.key()
    place.client("kms").disable_key(KeyId=key.rpartition("/")[2])
    assert refusal(place, DefaultEncryptionKey=key) == f"KMS key is invalid: {key} is not enabled"


def test_asymmetric_key_is_refused(place: Place) -> None:
    key = place.key(KeyUsage="SIGN_VERIFY", KeySpec="ECC_NIST_P256")
    assert refusal(place, DefaultEncryptionKey=key) == (f"KMS key is invalid: {key} is not a symmetric encryption key")


def domain_key_policy(place: Place, source: str, actions: list[str]) -> dict[str, Any]:
    administrator = f"arn:aws:iam::{ACCOUNT}:role/admin"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": administrator}, "Action": "kms:*", "Resource": "*"},
            {
                "Effect": "Allow",
                "Principal": SERVICE,
                "Action": actions,
                "Resource": "*",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": ACCOUNT},
                    "ArnEquals": {"aws:SourceArn": source},
                },
            },
        ],
    }


ALL_ACTIONS = ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"]


def test_key_policy_that_names_the_service_is_enough(place: Place) -> None:
    key = place.key(domain_key_policy(place, place.domain_arn(), ALL_ACTIONS))
    assert place.domain(DefaultEncryptionKey=key)["DefaultEncryptionKey"] == key


def test_key_policy_that_names_another_domain_is_refused(place: Place) -> None:
    key = place.key(domain_key_policy(place, place.domain_arn("another"), ALL_ACTIONS))
    assert refusal(place, DefaultEncryptionKey=key) == (
        f"Customer Profiles has no access to the KMS key {key}: its policy allows kms:GenerateDataKey neither to "
        f"profile.amazonaws.com for {place.domain_arn()} nor to the account"
    )


@pytest.mark.parametrize("missing", ALL_ACTIONS)
def test_key_policy_without_one_of_the_actions_is_refused(place: Place, missing: str) -> None:
    key = place.key(
        domain_key_policy(place, place.domain_arn(), [action for action in ALL_ACTIONS if action != missing])
    )
    assert f"its policy allows {missing} neither to" in refusal(place, DefaultEncryptionKey=key)


def test_update_removes_key_and_queue_with_empty_strings(place: Place) -> None:
    place.domain(DeadLetterQueueUrl=place.guarded_queue())
    place.profiles.update_domain(
        DomainName=DOMAIN, DefaultEncryptionKey="", DeadLetterQueueUrl="", DefaultExpirationDays=30
    )
    found = place.profiles.get_domain(DomainName=DOMAIN)
    assert found["DefaultExpirationDays"] == 30
    assert "DefaultEncryptionKey" not in found
    assert "DeadLetterQueueUrl" not in found


def test_data_store_cannot_be_disabled(place: Place) -> None:
    place.domain(DataStore={"Enabled": True})
    with pytest.raises(ClientError) as caught:
        place.profiles.update_domain(DomainName=DOMAIN, DataStore={"Enabled": False})
    assert error(caught) == ("BadRequestException", "A data store cannot be disabled once it is enabled")


def test_weekly_matching_defaults_to_saturday_midnight(place: Place) -> None:
    place.domain(Matching={"Enabled": True})
    found = place.profiles.get_domain(DomainName=DOMAIN)["Matching"]
    assert found == {"Enabled": True, "JobSchedule": {"DayOfTheWeek": "SATURDAY", "Time": "00:00"}}


def test_deleted_domain_is_gone_and_its_name_free(place: Place) -> None:
    place.domain()
    answer = place.profiles.delete_domain(DomainName=DOMAIN)
    assert answer["Message"] == f"OK. Domain {DOMAIN} is deleted"
    with pytest.raises(ClientError) as caught:
        place.profiles.get_domain(DomainName=DOMAIN)
    assert error(caught) == ("ResourceNotFoundException", f"Domain {DOMAIN} does not exist")
    place.domain()


def test_listing_is_paged(place: Place) -> None:
    for index in range(5):
        place.domain(f"domain-{index}")
    names: list[str] = []
    token: dict[str, str] = {}
    pages = 0
    while True:
        answer = place.profiles.list_domains(MaxResults=2, **token)
        names += [item["DomainName"] for item in answer["Items"]]
        pages += 1
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    assert names == [f"domain-{index}" for index in range(5)]
    assert pages == 3


def test_invented_token_is_refused(place: Place) -> None:
    with pytest.raises(ClientError) as caught:
        place.profiles.list_domains(NextToken="invented")
    assert error(caught) == ("BadRequestException", "invalid NextToken")


def test_tags_of_a_domain(place: Place) -> None:
    place.domain(Tags={"team": "crm"})
    arn = place.domain_arn()
    place.profiles.tag_resource(resourceArn=arn, tags={"stage": "dev"})
    place.profiles.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert place.profiles.list_tags_for_resource(resourceArn=arn)["tags"] == {"stage": "dev"}
    assert place.profiles.get_domain(DomainName=DOMAIN)["Tags"] == {"stage": "dev"}


HOUR, DAY = 3_600, 86_400
RULES = {"Enabled": True, "MatchingRules": [{"Rule": ["EmailAddress"]}]}
OTHER_RULES = {"Enabled": True, "MatchingRules": [{"Rule": ["PhoneNumber"]}]}


def rules_status(place: Place) -> str:
    return str(place.profiles.get_domain(DomainName=DOMAIN)["RuleBasedMatching"]["Status"])


def test_rules_of_a_new_domain_are_put_into_effect_at_once(place: Place) -> None:
    place.domain(RuleBasedMatching=RULES)
    assert rules_status(place) == "IN_PROGRESS"
    place.control.advance(600)
    assert rules_status(place) == "ACTIVE"


def test_rules_of_an_existing_domain_wait_an_hour(place: Place) -> None:
    place.domain()
    place.profiles.update_domain(DomainName=DOMAIN, RuleBasedMatching=RULES)
    assert rules_status(place) == "PENDING"
    place.profiles.update_domain(DomainName=DOMAIN, RuleBasedMatching=OTHER_RULES)
    place.control.advance(HOUR)
    assert rules_status(place) == "IN_PROGRESS"


def test_rules_change_only_a_day_after_they_became_active(place: Place) -> None:
    place.domain(RuleBasedMatching=RULES)

    def change() -> None:
        place.profiles.update_domain(DomainName=DOMAIN, RuleBasedMatching=OTHER_RULES)

    with pytest.raises(ClientError) as caught:
        change()
    assert error(caught)[1] == "Rule-based matching cannot be changed while its status is IN_PROGRESS"
    place.control.advance(600)
    with pytest.raises(ClientError) as caught:
        change()
    assert error(caught)[1] == "Rule-based matching can be changed a day after its status became ACTIVE"
    place.profiles.update_domain(DomainName=DOMAIN, RuleBasedMatching=RULES, DefaultExpirationDays=30)
    assert rules_status(place) == "ACTIVE"
    place.control.advance(DAY)
    change()
    assert rules_status(place) == "PENDING"


def test_a_data_store_needs_a_key_of_the_customer(place: Place) -> None:
    with pytest.raises(ClientError) as caught:
        place.profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366, DataStore={"Enabled": True})
    assert error(caught)[1] == "A data store needs a customer managed key"
    place.profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=366)
    with pytest.raises(ClientError) as caught:
        place.profiles.update_domain(DomainName=DOMAIN, DataStore={"Enabled": True})
    assert error(caught)[1] == "A data store needs a customer managed key"
    place.profiles.update_domain(DomainName=DOMAIN, DataStore={"Enabled": True}, DefaultEncryptionKey=place.key())
    assert place.profiles.get_domain(DomainName=DOMAIN)["DataStore"]["Enabled"] is True

"""Objects that a domain refuses arrive in its dead-letter queue."""

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from connect_customer_profiles.profiles import rejections

from localcloud.aws.control import ControlError

from .setting import ACCOUNT, DOMAIN, Place, Ready, allow_sending, client, error, object_type, past

TEST_MESSAGE = {"message": "Test message from Amazon Connect Customer Profiles"}


def dead_letters(place: Place, url: str) -> list[dict[str, Any]]:
    return [message for message in place.messages(url) if json.loads(message["body"]) != TEST_MESSAGE]


def load_three_hours(ready: Ready, **options: Any) -> dict[str, Any]:
    """A workflow over three records of the stream."""
    place, start = ready.place, past(2)
    place.control.source("connection", "Contact", account=place.account, start=start.isoformat(), per_day=24)
    return ready.start([(start, start + timedelta(hours=3))], **options).finish()


@pytest.fixture
def url(place: Place) -> str:
    return place.guarded_queue()


def test_object_without_its_unique_key(place: Place, url: str) -> None:
    ready = place.ready(DeadLetterQueueUrl=url)
    place.control.behaviours(final_flow_active=False)
    start = past(2)
    created = (start + timedelta(hours=1, minutes=30)).isoformat()
    broken = {"fields": {"Id": None, "LastName": "Nobody"}, "id": "broken", "created": created}
    place.control.source(
        "connection", "Contact", account=place.account, start=start.isoformat(), per_day=24, records=[broken]
    )
    workflow = ready.start([(start, start + timedelta(hours=3))])
    workflow.finish()
    assert workflow.metrics["RecordsProcessed"] == 4
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 3
    [letter] = dead_letters(place, url)
    assert json.loads(letter["body"])["LastName"] == "Nobody"
    assert letter["attributes"] == {
        "Message": "The UNIQUE key or PROFILE key does not exist in the profile object",
        "DomainName": DOMAIN,
        "ObjectTypeName": "Salesforce-Contact",
    }


def test_flow_that_leaves_out_the_key_field(place: Place, url: str) -> None:
    ready = place.ready(DeadLetterQueueUrl=url)
    definition = ready.definition()
    definition["Tasks"] = [task for task in definition["Tasks"] if task.get("DestinationField") != "Id"]
    start = past(2)
    place.control.behaviours(final_flow_active=False)
    place.control.source("connection", "Contact", account=place.account, start=start.isoformat(), per_day=24)
    batch = {"StartTime": start, "EndTime": start + timedelta(hours=3)}
    config = {"AppflowIntegration": {"FlowDefinition": definition, "Batches": [batch]}}
    ready.start([], IntegrationConfig=config).finish()
    assert len(dead_letters(place, url)) == 3
    assert place.profiles.get_domain(DomainName=DOMAIN)["Stats"]["ObjectCount"] == 0


def test_object_that_matches_no_profile_while_none_may_be_created(place: Place, url: str) -> None:
    place.control.behaviours(final_flow_active=False)
    ready = place.ready(DeadLetterQueueUrl=url)
    fields = {
        "Id": {"Source": "_source.Id"},
        "AccountId": {"Source": "_source.AccountId"},
    }
    keys = {
        "contact": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["Id"]}],
        "_salesforceAccountId": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["AccountId"]}],
    }
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN, ObjectTypeName="Contact", Description="Contacts", Fields=fields, Keys=keys
    )
    known = '{"Id": "001000000000000001", "Name": "Known"}'
    place.profiles.put_profile_object(DomainName=DOMAIN, ObjectTypeName="Salesforce-Account", Object=known)
    load_three_hours(ready, ObjectTypeName="Contact")
    letters = dead_letters(place, url)
    assert sorted(json.loads(letter["body"])["Id"] for letter in letters) == [
        "003000000000000000",
        "003000000000000002",
    ]
    assert {letter["attributes"]["Message"] for letter in letters} == {
        "The object matches no profile and the object type does not allow to create one"
    }


def test_what_only_matching_refuses_is_accepted_by_put_profile_object_and_becomes_a_dead_letter(
    place: Place, url: str
) -> None:
    place.domain(DeadLetterQueueUrl=url)
    place.profiles.put_profile_object_type(
        DomainName=DOMAIN,
        ObjectTypeName="Ticket",
        Description="Tickets of people who are known",
        Fields={
            "id": {"Source": "_source.id"},
            "email": {"Source": "_source.email", "ContentType": "EMAIL_ADDRESS"},
        },
        Keys={
            "ticket": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
            "_email": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["email"]}],
        },
    )
    request = {"DomainName": DOMAIN, "ObjectTypeName": "Ticket"}
    ticket = {"id": "7", "email": "Ana@Example.com"}
    assert place.profiles.put_profile_object(**request, Object=json.dumps(ticket))["ProfileObjectUniqueKey"] == "7"
    [letter] = dead_letters(place, url)
    assert json.loads(letter["body"]) == ticket
    assert letter["attributes"]["Message"] == (
        "The object matches no profile and the object type does not allow to create one"
    )
    place.profiles.create_profile(DomainName=DOMAIN, PersonalEmailAddress="ana@example.com")
    place.profiles.put_profile_object(**request, Object=json.dumps(ticket))
    assert dead_letters(place, url) == []
    [found] = place.profiles.search_profiles(DomainName=DOMAIN, KeyName="ticket", Values=["7"])["Items"]
    assert found["PersonalEmailAddress"] == "ana@example.com"


def test_each_fault_of_the_domains_key_has_its_error(place: Place, url: str) -> None:
    place.control.behaviours(final_flow_active=False)
    kms, alias = place.client("kms"), "alias/objects"
    key = place.key().rpartition("/")[2]
    rsa = place.key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY").rpartition("/")[2]
    policy = kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
    ready = place.ready(DeadLetterQueueUrl=url)
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    place.profiles.update_domain(DomainName=DOMAIN, DefaultEncryptionKey=alias)
    made = place.profiles.put_integration(
        DomainName=DOMAIN, ObjectTypeName="Salesforce-Contact", FlowDefinition=ready.definition("flow")
    )
    place.appflow.start_flow(flowName=made["Uri"].rpartition("/")[2])

    def told() -> set[str]:
        place.control.advance(3_600)
        return {letter["attributes"]["Message"] for letter in dead_letters(place, url)}

    assert told() == set()
    kms.disable_key(KeyId=key)
    assert told() == {rejections.UNAVAILABLE_KEY}
    [run] = place.appflow.describe_flow_execution_records(flowName="flow")["flowExecutions"][:1]
    assert run["executionResult"]["errorInfo"]["putFailuresCount"] == run["executionResult"]["recordsProcessed"]
    kms.enable_key(KeyId=key)
    assert told() == set()
    kms.schedule_key_deletion(KeyId=key)
    assert told() == {rejections.UNAVAILABLE_KEY}
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)
    denied = json.loads(policy)
    denied["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": {"Service": "profile.amazonaws.com"},
            "Action": "kms:GenerateDataKey",
            "Resource": "*",
        }
    )
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(denied))
    assert told() == {rejections.NO_KEY}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy)
    assert told() == set()
    kms.delete_alias(AliasName=alias)
    assert told() == {rejections.NO_KEY}
    kms.create_alias(AliasName=alias, TargetKeyId=rsa)
    assert told() == {rejections.INVALID_KEY}


def test_the_key_of_an_object_type_counts_for_its_objects_instead_of_the_domains(place: Place) -> None:
    kms, keys, domains = place.client("kms"), {"OfType": place.key()}, place.key()
    place.domain(DefaultEncryptionKey=domains)
    for name in ("OfType", "OfDomain"):
        place.profiles.put_profile_object_type(
            DomainName=DOMAIN,
            ObjectTypeName=name,
            Description="Customers of the shop",
            AllowProfileCreation=True,
            **({"EncryptionKey": keys[name]} if name in keys else {}),
            Fields={"id": {"Source": "_source.id"}},
            Keys={"customer": [{"StandardIdentifiers": ["PROFILE", "UNIQUE"], "FieldNames": ["id"]}]},
        )

    def put(name: str) -> None:
        place.profiles.put_profile_object(DomainName=DOMAIN, ObjectTypeName=name, Object='{"id": "1"}')

    for disabled, refused, accepted in ((keys["OfType"], "OfType", "OfDomain"), (domains, "OfDomain", "OfType")):
        kms.disable_key(KeyId=disabled)
        with pytest.raises(ClientError) as caught:
            put(refused)
        assert error(caught) == ("BadRequestException", f"KMS key is invalid: {disabled} is not enabled")
        put(accepted)
        kms.enable_key(KeyId=disabled)
        put(refused)


def test_a_second_object_of_a_profile_within_a_second_of_a_flow(place: Place, url: str) -> None:
    place.control.behaviours(final_flow_active=False, crowded_profile="refused", enforce_rates=False, rate_factor=0.001)
    ready = place.ready(DeadLetterQueueUrl=url)
    twice = [{"fields": {"Id": "1"}, "id": each, "created": past(1).isoformat()} for each in ("first", "second")]
    place.control.source("connection", "Contact", account=place.account, per_day=0, records=twice)
    assert ready.start([(past(2), past(0.5))]).finish()["Status"] == "COMPLETE"
    assert [letter["attributes"]["Message"] for letter in dead_letters(place, url)] == [rejections.CROWDED]


def test_queue_whose_policy_was_removed_gets_nothing(place: Place, url: str) -> None:
    place.control.behaviours(final_flow_active=False)
    ready = place.ready(DeadLetterQueueUrl=url)
    policy = allow_sending(place.arn("sqs", "dead-letters"), place.domain_arn("another"), ACCOUNT)
    place.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    broken = {"fields": {"Id": None}, "id": "broken", "created": past(1).isoformat()}
    place.control.source("connection", "Contact", account=place.account, per_day=0, records=[broken])
    assert ready.start([(past(2), past(0.5))]).finish()["Status"] == "COMPLETE"
    assert dead_letters(place, url) == []


def test_letters_in_bulk_are_those_of_objects_that_a_domain_refuses(place: Place, url: str) -> None:
    place.domain(DeadLetterQueueUrl=url)
    contents = [{"Id": str(number)} for number in range(25)]
    place.control.dead_letters(DOMAIN, "Salesforce-Contact", "KMS key is invalid", contents, account=place.account)
    letters = dead_letters(place, url)
    assert [json.loads(letter["body"]) for letter in letters] == contents
    assert letters[0]["attributes"] == {
        "Message": "KMS key is invalid",
        "DomainName": DOMAIN,
        "ObjectTypeName": "Salesforce-Contact",
    }
    with pytest.raises(ControlError, match="domain 'missing' does not exist"):
        place.control.dead_letters("missing", "Salesforce-Contact", "", [], account=place.account)


@pytest.mark.parametrize(
    ("behaviour", "answer"),
    [
        ("accepted", None),
        ("throttled", ("ThrottlingException", "Too many objects ingested on the profile per second")),
        ("refused", ("BadRequestException", "Too many objects ingested on the profile per second")),
    ],
)
def test_a_second_object_of_a_profile_within_a_second(
    place: Place, behaviour: str, answer: tuple[str, str] | None
) -> None:
    place.domain()
    object_type(place, "Person", "id")
    place.control.behaviours(crowded_profile=behaviour)
    request = {"DomainName": DOMAIN, "ObjectTypeName": "Person"}
    once = client(place.endpoint, "customer-profiles", place.account, place.region)
    once.put_profile_object(**request, Object='{"id": "1"}')
    once.put_profile_object(**request, Object='{"id": "2"}')
    if answer is None:
        once.put_profile_object(**request, Object='{"id": "1"}')
    else:
        place.control.behaviours(rate_factor=0.1)  # a second of the cloud takes ten
        with pytest.raises(ClientError) as caught:
            once.put_profile_object(**request, Object='{"id": "1"}')
        assert error(caught) == answer
        place.control.behaviours(rate_factor=1000)
        once.put_profile_object(**request, Object='{"id": "1"}')


def test_rates_at_a_multiple_of_the_documented_ones_and_calls_counted_per_second(place: Place) -> None:
    place.domain()
    profiles = place.profiles
    place.control.behaviours(rate_factor=100)
    for _ in range(30):  # five a second are documented
        profiles.get_domain(DomainName=DOMAIN)
    counted = place.control.calls_per_second("customer-profiles", "GetDomain")
    assert sum(each["calls"] for each in counted) == 30
    assert {each["status"] for each in counted} == {200}

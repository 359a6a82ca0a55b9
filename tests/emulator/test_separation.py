"""Accounts and Regions do not see each other."""

import boto3
import pytest
from botocore.exceptions import ClientError

from .setting import DOMAIN, Place, error


def test_accounts_and_regions_are_separate(place: Place) -> None:
    others = [Place(place.endpoint, region="eu-central-1"), Place(place.endpoint, account="999988887777")]
    place.domain()
    place.queue()
    for other in others:
        assert other.profiles.list_domains()["Items"] == []
        assert other.sqs.list_queues().get("QueueUrls", []) == []
        other.domain()
    assert {
        (account, region)
        for account, regions in place.control.inventory().items()
        for region, kinds in regions.items()
        if kinds.get("domains") == [DOMAIN]
    } == {("111122223333", "us-east-1"), ("111122223333", "eu-central-1"), ("999988887777", "us-east-1")}


def test_key_of_another_account_is_refused(place: Place) -> None:
    key = Place(place.endpoint, account="999988887777").key()
    with pytest.raises(ClientError) as caught:
        place.domain(DefaultEncryptionKey=key)
    assert error(caught)[1] == f"No access to the KMS key {key}: it does not exist in us-east-1"


def test_queue_of_another_account_is_refused(place: Place) -> None:
    url = Place(place.endpoint, account="999988887777").guarded_queue()
    with pytest.raises(ClientError) as caught:
        place.domain(DeadLetterQueueUrl=url)
    assert error(caught)[1] == f"The dead-letter queue {url} does not exist in 111122223333 us-east-1"


def test_caller_identity(place: Place) -> None:
    assert place.client("sts").get_caller_identity()["Account"] == "111122223333"


def test_assumed_role_acts_in_its_account(place: Place) -> None:
    role = "arn:aws:iam::444455556666:role/deployer"
    credentials = place.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name="us-east-1",
    )
    assert session.client("sts", endpoint_url=place.endpoint).get_caller_identity()["Account"] == "444455556666"
    profiles = session.client("customer-profiles", endpoint_url=place.endpoint)
    profiles.create_domain(DomainName=DOMAIN, DefaultExpirationDays=3)
    assert place.profiles.list_domains()["Items"] == []
    assert place.control.inventory()["444455556666"]["us-east-1"]["domains"] == [DOMAIN]


def test_s3_buckets_belong_to_the_account(place: Place) -> None:
    place.client("s3").create_bucket(Bucket="of-one-account")
    assert place.control.inventory()["111122223333"]["global"]["buckets"] == ["of-one-account"]

"""Where moto by itself answers otherwise than AWS."""

from typing import Any

import boto3
import pytest

from localcloud.aws.server import LocalCloud


def client(server: LocalCloud, service: str, region: str = "us-east-1") -> Any:
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=server.endpoint,
        aws_access_key_id="123456789012",
        aws_secret_access_key="local",
    )


def test_a_key_is_disabled_and_deleted_by_its_arn(server: LocalCloud) -> None:
    kms = client(server, "kms")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=arn)
    kms.enable_key(KeyId=arn)
    kms.schedule_key_deletion(KeyId=arn)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion"
    kms.cancel_key_deletion(KeyId=arn)
    assert kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "Disabled"


def test_dashboards_belong_to_the_account(server: LocalCloud) -> None:
    here, there = client(server, "cloudwatch"), client(server, "cloudwatch", "eu-central-1")
    there.put_dashboard(DashboardName="global", DashboardBody='{"widgets": []}')
    assert [each["DashboardName"] for each in here.list_dashboards()["DashboardEntries"]] == ["global"]
    assert here.get_dashboard(DashboardName="global")["DashboardBody"] == '{"widgets": []}'
    here.delete_dashboards(DashboardNames=["global"])
    assert there.list_dashboards()["DashboardEntries"] == []


def test_a_queue_is_created_again_with_the_same_attributes_only(server: LocalCloud) -> None:
    sqs = client(server, "sqs")
    attributes = {"MessageRetentionPeriod": "1209600", "RedriveAllowPolicy": '{"redrivePermission": "denyAll"}'}
    url = sqs.create_queue(QueueName="again", Attributes=attributes)["QueueUrl"]
    assert sqs.create_queue(QueueName="again", Attributes=attributes)["QueueUrl"] == url
    for different in ({"MessageRetentionPeriod": "60"}, {"RedriveAllowPolicy": '{"redrivePermission": "allowAll"}'}):
        with pytest.raises(sqs.exceptions.QueueNameExists):
            sqs.create_queue(QueueName="again", Attributes={**attributes, **different})

"""Where moto by itself answers otherwise than AWS."""

import io
import json
import zipfile
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


def test_a11_a_key_policy_that_nobody_here_could_change_again_is_refused(server: LocalCloud) -> None:
    kms = client(server, "kms")
    root = "arn:aws:iam::123456789012:root"
    all_of_it = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    others_only = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "kms:PutKeyPolicy",
        "Resource": "*",
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/keys"}},
    }
    good, bad = (
        json.dumps({"Version": "2012-10-17", "Statement": each}) for each in ([all_of_it], [all_of_it, others_only])
    )
    with pytest.raises(kms.exceptions.MalformedPolicyDocumentException, match="not allow you to update the key policy"):
        kms.create_key(Policy=bad)
    key = kms.create_key(Policy=good)["KeyMetadata"]["KeyId"]
    with pytest.raises(kms.exceptions.MalformedPolicyDocumentException):
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=bad)
    assert json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])["Statement"] == [all_of_it]
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=bad, BypassPolicyLockoutSafetyCheck=True)


def test_a9_an_event_pattern_has_at_most_2048_characters(server: LocalCloud) -> None:
    events = client(server, "events")
    pattern = json.dumps({"detail": {"flow-name": [""]}})
    fits = pattern.replace('""', f'"{"a" * (2048 - len(pattern))}"')
    events.put_rule(Name="fits", EventPattern=fits)
    with pytest.raises(events.exceptions.LimitExceededException, match="too-long has more than 2048 characters"):
        events.put_rule(Name="too-long", EventPattern=fits + " ")
    assert [each["Name"] for each in events.list_rules()["Rules"]] == ["fits"]


def test_a_managed_policy_that_is_in_use_is_not_deleted(server: LocalCloud) -> None:
    iam = client(server, "iam")
    reads = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    trusts = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "profile.amazonaws.com"}}
    document, trust = (json.dumps({"Version": "2012-10-17", "Statement": [each]}) for each in (reads, trusts))
    arn = iam.create_policy(PolicyName="reads", PolicyDocument=document)["Policy"]["Arn"]
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName="reader", PolicyArn=arn)
    with pytest.raises(iam.exceptions.DeleteConflictException, match="attached to entities"):
        iam.delete_policy(PolicyArn=arn)
    iam.detach_role_policy(RoleName="reader", PolicyArn=arn)
    version = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document)["PolicyVersion"]["VersionId"]
    with pytest.raises(iam.exceptions.DeleteConflictException, match="more than one version"):
        iam.delete_policy(PolicyArn=arn)
    iam.delete_policy_version(PolicyArn=arn, VersionId=version)
    iam.delete_policy(PolicyArn=arn)
    assert iam.list_policies(Scope="Local")["Policies"] == []


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


def with_function(server: LocalCloud, name: str) -> Any:
    """A client of Lambda, and a function of that name."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = client(server, "iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("handler.py", "")
    functions = client(server, "lambda")
    functions.create_function(
        FunctionName=name, Role=role, Runtime="python3.13", Handler="handler.run", Code={"ZipFile": code.getvalue()}
    )
    return functions


@pytest.mark.parametrize(
    ("quota", "granted", "refused", "least"), [(1000, 900, 901, 100), (100, 0, 1, 100), (10, 0, 1, 10)]
)
def test_a7_functions_without_a_reservation_keep_their_share_of_the_quota(
    server: LocalCloud, quota: int, granted: int, refused: int, least: int
) -> None:
    server.cloud.reset()
    server.cloud.set_behaviour("lambda_concurrency", quota)
    functions = with_function(server, "first")
    functions.put_function_concurrency(FunctionName="first", ReservedConcurrentExecutions=granted)
    message = (
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below "
        rf"its minimum value of \[{least}\]."
    )
    with pytest.raises(functions.exceptions.InvalidParameterValueException, match=message):
        functions.put_function_concurrency(FunctionName="first", ReservedConcurrentExecutions=refused)
    with_function(server, "second")
    if quota == 1000:
        with pytest.raises(functions.exceptions.InvalidParameterValueException, match=message):
            functions.put_function_concurrency(FunctionName="second", ReservedConcurrentExecutions=1)

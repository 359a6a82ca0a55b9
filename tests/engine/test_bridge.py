"""The bridge, driven over its real gRPC server against a local AWS, and checked through boto3."""

from __future__ import annotations

import json
import re
import signal
import time
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from botocore.exceptions import ClientError
from pulumi.runtime.proto import provider_pb2

from localcloud.bridge.resources import RESOURCES
from localcloud.bridge.wire import SECRET, SIGNATURE, UNKNOWN, from_struct, to_struct
from localcloud.engine.plugins import CHECKOUT
from tests.engine.conversation import Made, urn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.engine.conversation import Bridge

    Aws = Callable[..., Any]

QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
ALIAS = "aws:kms/alias:Alias"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
SECURITY_PROFILE = "aws:connect/securityProfile:SecurityProfile"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

FUNCTION = "aws:lambda/function:Function"
MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
REDRIVE_POLICY = "aws:sqs/redrivePolicy:RedrivePolicy"

NONE = provider_pb2.DiffResponse.DIFF_NONE


def policy(*actions: str, indent: int | None = None, principal: bool = False) -> str:
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    if principal:
        statement["Principal"] = {"AWS": "arn:aws:iam::123456789012:root"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=indent)


def trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def archive(file: Path, digest: str) -> dict[str, Any]:
    """An archive of one file, as the engine sends it."""
    asset = {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "path": str(file), "hash": digest}
    return {SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "assets": {file.name: asset}, "hash": digest}


def refreshed(bridge: Bridge, made: Made) -> Made:
    found = bridge.read(made)
    assert found is not None
    return found


def details(answer: Any) -> dict[str, str]:
    return {name: provider_pb2.PropertyDiff.Kind.Name(one.kind) for name, one in answer.detailedDiff.items()}


class TestQueue:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        queue = bridge.create(QUEUE, name="life", messageRetentionSeconds=1209600, tags={"team": "a"})
        sqs = aws("sqs")
        assert queue.id == sqs.get_queue_url(QueueName="life")["QueueUrl"]
        assert queue.state["url"] == queue.id
        assert queue.state["arn"] == "arn:aws:sqs:us-east-1:123456789012:life"
        assert queue.state["tags"] == queue.state["tagsAll"] == {"team": "a"}
        assert queue.state["region"] == "us-east-1"
        attributes = sqs.get_queue_attributes(QueueUrl=queue.id, AttributeNames=["All"])["Attributes"]
        assert attributes["MessageRetentionPeriod"] == "1209600"
        assert attributes["VisibilityTimeout"] == "30"

        assert bridge.diff(queue, name="life", messageRetentionSeconds=1209600, tags={"team": "a"}).changes == NONE
        wanted = {"name": "life", "messageRetentionSeconds": 60, "kmsMasterKeyId": "alias/aws/sqs", "tags": {"x": "y"}}
        answer = bridge.diff(queue, **wanted)
        assert details(answer) == {"messageRetentionSeconds": "UPDATE", "kmsMasterKeyId": "ADD", "tags": "UPDATE"}
        assert not answer.replaces

        queue = bridge.update(queue, **wanted)
        attributes = sqs.get_queue_attributes(QueueUrl=queue.id, AttributeNames=["All"])["Attributes"]
        assert attributes["MessageRetentionPeriod"] == "60"
        assert attributes["KmsMasterKeyId"] == "alias/aws/sqs"
        assert sqs.list_queue_tags(QueueUrl=queue.id)["Tags"] == {"x": "y"}

        queue = bridge.update(queue, name="life")
        attributes = sqs.get_queue_attributes(QueueUrl=queue.id, AttributeNames=["All"])["Attributes"]
        assert attributes["MessageRetentionPeriod"] == "345600"
        assert not attributes.get("KmsMasterKeyId")
        assert not sqs.list_queue_tags(QueueUrl=queue.id).get("Tags")

        bridge.delete(queue)
        assert bridge.read(queue) is None
        with pytest.raises(ClientError, match="NonExistentQueue"):
            sqs.get_queue_url(QueueName="life")

    def test_a_given_name_is_replaced_delete_first_a_generated_one_create_first(self, bridge: Bridge) -> None:
        named = bridge.create(QUEUE, name="named")
        answer = bridge.diff(named, name="other")
        assert list(answer.replaces) == ["name"]
        assert details(answer) == {"name": "UPDATE_REPLACE"}
        assert answer.deleteBeforeReplace

        generated = bridge.create(QUEUE)
        assert generated.state["name"].startswith("thing-")
        answer = bridge.diff(generated, fifoQueue=True)
        assert list(answer.replaces) == ["fifoQueue"]
        assert not answer.deleteBeforeReplace

    def test_a_generated_name_stays(self, bridge: Bridge) -> None:
        first = bridge.checked(QUEUE, {})
        assert bridge.checked(QUEUE, {"delaySeconds": 1}, first)["name"] == first["name"]
        assert bridge.checked(QUEUE, {"fifoQueue": True})["name"].endswith(".fifo")

    def test_drift_is_seen_after_a_refresh(self, bridge: Bridge, aws: Aws) -> None:
        queue = bridge.create(QUEUE, name="drift", visibilityTimeoutSeconds=60)
        aws("sqs").set_queue_attributes(QueueUrl=queue.id, Attributes={"VisibilityTimeout": "99"})
        refreshed = bridge.read(queue)
        assert refreshed is not None
        assert refreshed.inputs["visibilityTimeoutSeconds"] == refreshed.state["visibilityTimeoutSeconds"] == 99
        answer = bridge.diff(refreshed, name="drift", visibilityTimeoutSeconds=60)
        assert details(answer) == {"visibilityTimeoutSeconds": "UPDATE"}

    def test_import_reads_by_id_alone(self, bridge: Bridge) -> None:
        queue = bridge.create(QUEUE, name="import", delaySeconds=5, tags={"a": "b"})
        imported = bridge.read(Made(QUEUE, queue.id, {}, {}))
        assert imported is not None
        assert imported.state == queue.state
        assert bridge.diff(imported, name="import", delaySeconds=5, tags={"a": "b"}).changes == NONE


class TestQueuePolicy:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        queue = bridge.create(QUEUE, name="with-policy")
        attached = bridge.create(QUEUE_POLICY, queueUrl=queue.id, policy=policy("sqs:SendMessage"))
        assert attached.id == queue.id

        def actual() -> Any:
            attributes = aws("sqs").get_queue_attributes(QueueUrl=queue.id, AttributeNames=["Policy"])
            return json.loads(attributes.get("Attributes", {}).get("Policy") or "null")

        assert actual() == json.loads(policy("sqs:SendMessage"))
        other_form = policy("sqs:SendMessage", indent=2)
        assert bridge.diff(attached, queueUrl=queue.id, policy=other_form).changes == NONE
        refreshed = bridge.read(attached)
        assert refreshed is not None
        assert refreshed.inputs == attached.inputs

        attached = bridge.update(attached, queueUrl=queue.id, policy=policy("sqs:*"))
        assert actual() == json.loads(policy("sqs:*"))
        bridge.delete(attached)
        assert actual() is None
        assert bridge.read(attached) is None


class TestKeyPolicy:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        key = bridge.create(KEY, policy=policy("kms:*", principal=True))
        mine, changed = (policy("kms:*", each, principal=True) for each in ("kms:Decrypt", "kms:Encrypt"))
        attached = bridge.create(KEY_POLICY, keyId=key.id, policy=mine)
        assert attached.id == key.id

        def actual() -> Any:
            return json.loads(aws("kms").get_key_policy(KeyId=key.id, PolicyName="default")["Policy"])

        assert actual() == json.loads(mine)
        refreshed = bridge.read(attached)
        assert refreshed is not None
        assert refreshed.inputs["policy"] == attached.inputs["policy"]

        attached = bridge.update(attached, keyId=key.id, policy=changed)
        assert actual() == json.loads(changed)
        bridge.delete(attached)
        [statement] = actual()["Statement"]
        assert (statement["Sid"], statement["Action"]) == ("Enable IAM User Permissions", "kms:*")
        bridge.delete(key)
        assert bridge.read(attached) is None


class TestKey:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        kms = aws("kms")
        document = policy("kms:*", principal=True)
        key = bridge.create(
            KEY, description="one", policy=document, enableKeyRotation=True, deletionWindowInDays=7, tags={"a": "b"}
        )
        assert key.state["keyId"] == key.id
        assert key.state["arn"] == f"arn:aws:kms:us-east-1:123456789012:key/{key.id}"
        assert key.state["deletionWindowInDays"] == 7
        assert kms.get_key_rotation_status(KeyId=key.id)["KeyRotationEnabled"] is True
        assert json.loads(kms.get_key_policy(KeyId=key.id, PolicyName="default")["Policy"]) == json.loads(document)
        assert kms.list_resource_tags(KeyId=key.id)["Tags"] == [{"TagKey": "a", "TagValue": "b"}]

        given = {"description": "two", "policy": policy("kms:*", "kms:Decrypt", principal=True), "isEnabled": False}
        answer = bridge.diff(key, **given)
        assert details(answer) == {
            "deletionWindowInDays": "DELETE",
            "description": "UPDATE",
            "enableKeyRotation": "UPDATE",
            "isEnabled": "UPDATE",
            "policy": "UPDATE",
            "tags": "DELETE",
        }
        key = bridge.update(key, **given)
        described = kms.describe_key(KeyId=key.id)["KeyMetadata"]
        assert (described["Description"], described["Enabled"]) == ("two", False)
        assert kms.get_key_rotation_status(KeyId=key.id)["KeyRotationEnabled"] is False
        assert kms.list_resource_tags(KeyId=key.id)["Tags"] == []

        bridge.delete(key)
        assert kms.describe_key(KeyId=key.id)["KeyMetadata"]["KeyState"] == "PendingDeletion"
        assert bridge.read(key) is None
        bridge.delete(key)

    def test_alias(self, bridge: Bridge, aws: Aws) -> None:
        first, second = bridge.create(KEY), bridge.create(KEY)
        alias = bridge.create(ALIAS, name="alias/life", targetKeyId=first.state["arn"])
        assert alias.id == "alias/life"
        assert alias.state["targetKeyArn"] == first.state["arn"]
        assert alias.state["targetKeyId"] == first.state["arn"]
        found = bridge.invoke("aws:kms/getAlias:getAlias", name="alias/life")
        assert (found["targetKeyArn"], found["targetKeyId"]) == (first.state["arn"], first.id)
        assert bridge.diff(alias, name="alias/life", targetKeyId=first.id).changes == NONE
        refreshed = bridge.read(alias)
        assert refreshed is not None
        assert refreshed.state == alias.state

        alias = bridge.update(alias, name="alias/life", targetKeyId=second.id)
        assert aws("kms").describe_key(KeyId="alias/life")["KeyMetadata"]["KeyId"] == second.id
        assert list(bridge.diff(alias, name="alias/other", targetKeyId=second.id).replaces) == ["name"]
        bridge.delete(alias)
        assert bridge.read(alias) is None


class TestRole:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        iam = aws("iam")
        role = bridge.create(
            ROLE,
            name="life",
            assumeRolePolicy=trust("profile.amazonaws.com"),
            description="one",
            maxSessionDuration=7200,
            tags={"a": "b"},
        )
        assert role.id == "life"
        assert role.state["arn"] == "arn:aws:iam::123456789012:role/life"
        assert role.state["uniqueId"] == iam.get_role(RoleName="life")["Role"]["RoleId"]
        assert "region" not in role.state
        wanted = {
            "name": "life",
            "assumeRolePolicy": trust("appflow.amazonaws.com"),
            "permissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "tags": {"c": "d"},
        }
        answer = bridge.diff(role, **wanted)
        assert details(answer) == {
            "assumeRolePolicy": "UPDATE",
            "description": "DELETE",
            "maxSessionDuration": "UPDATE",
            "permissionsBoundary": "ADD",
            "tags": "UPDATE",
        }
        role = bridge.update(role, **wanted)
        actual = iam.get_role(RoleName="life")["Role"]
        assert actual["AssumeRolePolicyDocument"] == json.loads(trust("appflow.amazonaws.com"))
        assert actual["MaxSessionDuration"] == 3600
        assert actual["PermissionsBoundary"]["PermissionsBoundaryArn"] == wanted["permissionsBoundary"]
        assert iam.list_role_tags(RoleName="life")["Tags"] == [{"Key": "c", "Value": "d"}]
        assert set(bridge.diff(role, **{**wanted, "path": "/x/"}).replaces) == {"path"}

        bridge.delete(role)
        assert bridge.read(role) is None
        bridge.delete(role)

    def test_force_detach_policies(self, bridge: Bridge, aws: Aws) -> None:
        role = bridge.create(ROLE, name="forced", assumeRolePolicy=trust("ec2.amazonaws.com"), forceDetachPolicies=True)
        inside = bridge.create(ROLE_POLICY, role="forced", name="inside", policy=policy("s3:GetObject"))
        assert inside.id == "forced:inside"
        inside = bridge.update(inside, role="forced", name="inside", policy=policy("s3:*"))
        found = aws("iam").get_role_policy(RoleName="forced", PolicyName="inside")
        assert found["PolicyDocument"] == json.loads(policy("s3:*"))
        bridge.delete(role)
        assert bridge.read(role) is None
        assert bridge.read(inside) is None


class TestPolicy:
    def test_every_update_is_a_version_and_the_oldest_goes(self, bridge: Bridge, aws: Aws) -> None:
        iam = aws("iam")
        made = bridge.create(POLICY, name="versions", policy=policy("s3:Get0"), tags={"a": "b"})
        assert made.id == made.state["arn"] == "arn:aws:iam::123456789012:policy/versions"
        for number in range(1, 7):
            made = bridge.update(made, name="versions", policy=policy(f"s3:Get{number}"), tags={"a": "b"})
        versions = iam.list_policy_versions(PolicyArn=made.id)["Versions"]
        assert sorted(version["VersionId"] for version in versions) == ["v3", "v4", "v5", "v6", "v7"]
        current = iam.get_policy(PolicyArn=made.id)["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=made.id, VersionId=current)["PolicyVersion"]["Document"]
        assert document == json.loads(policy("s3:Get6"))
        assert bridge.diff(made, name="versions", policy=policy("s3:Get6", indent=4), tags={"a": "b"}).changes == NONE
        assert list(bridge.diff(made, name="versions", policy=policy("s3:Get6"), description="x").replaces) == [
            "description"
        ]
        bridge.delete(made)
        assert bridge.read(made) is None
        bridge.delete(made)

    def test_attachment(self, bridge: Bridge, aws: Aws) -> None:
        role = bridge.create(ROLE, name="attached", assumeRolePolicy=trust("profile.amazonaws.com"))
        made = bridge.create(POLICY, name="attached", policy=policy("s3:*"))
        attachment = bridge.create(ATTACHMENT, role=role.id, policyArn=made.id)
        attached = aws("iam").list_attached_role_policies(RoleName="attached")["AttachedPolicies"]
        assert [one["PolicyArn"] for one in attached] == [made.id]
        assert bridge.read(attachment) is not None
        bridge.delete(attachment)
        assert bridge.read(attachment) is None
        bridge.delete(attachment)
        bridge.delete(role)


class TestFurtherTypes:
    def test_bucket_and_its_policy(self, bridge: Bridge, aws: Aws) -> None:
        s3 = aws("s3")
        bucket = bridge.create("aws:s3/bucket:Bucket", bucket="life-bucket", forceDestroy=True, tags={"a": "b"})
        assert bucket.state["arn"] == "arn:aws:s3:::life-bucket"
        assert s3.get_bucket_tagging(Bucket="life-bucket")["TagSet"] == [{"Key": "a", "Value": "b"}]
        attached = bridge.create("aws:s3/bucketPolicy:BucketPolicy", bucket=bucket.id, policy=policy("s3:GetObject"))
        assert json.loads(s3.get_bucket_policy(Bucket=bucket.id)["Policy"]) == json.loads(policy("s3:GetObject"))
        attached = bridge.update(attached, bucket=bucket.id, policy=policy("s3:PutObject"))
        assert json.loads(s3.get_bucket_policy(Bucket=bucket.id)["Policy"]) == json.loads(policy("s3:PutObject"))
        bridge.delete(attached)
        assert bridge.read(attached) is None
        bucket = bridge.update(bucket, bucket="life-bucket", forceDestroy=True)
        assert "tags" not in bucket.state
        s3.put_object(Bucket="life-bucket", Key="left", Body=b"over")
        bridge.delete(bucket)
        assert bridge.read(bucket) is None

    def test_bucket_in_another_region(self, bridge: Bridge, aws: Aws) -> None:
        bucket = bridge.create("aws:s3/bucket:Bucket", bucket="far-bucket", region="eu-central-1")
        assert aws("s3").get_bucket_location(Bucket="far-bucket")["LocationConstraint"] == "eu-central-1"
        assert bucket.state["region"] == "eu-central-1"

    def test_secret(self, bridge: Bridge, aws: Aws) -> None:
        token = "aws:secretsmanager/secret:Secret"
        secret = bridge.create(token, name="life", description="one", recoveryWindowInDays=0, tags={"a": "b"})
        manager = aws("secretsmanager")
        assert secret.id == manager.describe_secret(SecretId="life")["ARN"]
        secret = bridge.update(secret, name="life", description="two", recoveryWindowInDays=0)
        described = manager.describe_secret(SecretId="life")
        assert described["Description"] == "two"
        assert not described.get("Tags")
        bridge.delete(secret)
        assert bridge.read(secret) is None

    def test_stream(self, bridge: Bridge, aws: Aws) -> None:
        token, given = "aws:kinesis/stream:Stream", {"name": "life", "shardCount": 1}
        stream = bridge.create(token, **given, tags={"a": "b"})
        assert stream.id == "arn:aws:kinesis:us-east-1:123456789012:stream/life"
        kinesis = aws("kinesis")
        assert kinesis.list_tags_for_stream(StreamName="life")["Tags"] == [{"Key": "a", "Value": "b"}]
        stream = bridge.update(stream, **given, retentionPeriod=48)
        assert bridge.diff(refreshed(bridge, stream), **given, retentionPeriod=48).changes == NONE
        assert (
            kinesis.describe_stream_summary(StreamName="life")["StreamDescriptionSummary"]["RetentionPeriodHours"] == 48
        )
        assert kinesis.list_tags_for_stream(StreamName="life")["Tags"] == []
        imported = bridge.read(Made(token, "life", {}, {}))
        assert imported is not None
        assert imported.id == stream.id
        bridge.delete(stream)
        assert bridge.read(stream) is None

    def test_mode_and_metrics_of_a_stream(self, bridge: Bridge, aws: Aws) -> None:
        token, given = "aws:kinesis/stream:Stream", {"name": "modes", "shardCount": 2}
        metrics = ["IncomingBytes", "OutgoingBytes"]
        stream = bridge.create(token, **given, shardLevelMetrics=metrics)
        assert bridge.diff(refreshed(bridge, stream), **given, shardLevelMetrics=metrics[::-1]).changes == NONE

        def told() -> tuple[str, set[str]]:
            summary = aws("kinesis").describe_stream_summary(StreamName="modes")["StreamDescriptionSummary"]
            return summary["StreamModeDetails"]["StreamMode"], {*summary["EnhancedMonitoring"][0]["ShardLevelMetrics"]}

        assert told() == ("PROVISIONED", {*metrics})
        on_demand = {"name": "modes", "streamModeDetails": {"streamMode": "ON_DEMAND"}}
        wanted = {**on_demand, "shardLevelMetrics": ["OutgoingBytes", "OutgoingRecords"]}
        assert details(bridge.diff(stream, **wanted)) == {"streamModeDetails": "ADD", "shardLevelMetrics": "UPDATE"}
        stream = bridge.update(stream, **wanted)
        assert told() == ("ON_DEMAND", {"OutgoingBytes", "OutgoingRecords"})
        assert bridge.diff(refreshed(bridge, stream), **wanted).changes == NONE
        aws("kinesis").disable_enhanced_monitoring(StreamName="modes", ShardLevelMetrics=["OutgoingBytes"])
        assert details(bridge.diff(refreshed(bridge, stream), **wanted)) == {"shardLevelMetrics": "UPDATE"}

        back = {"name": "modes", "shardCount": 3, "streamModeDetails": {"streamMode": "PROVISIONED"}}
        stream = bridge.update(stream, **back)
        assert told() == ("PROVISIONED", set())
        assert bridge.diff(refreshed(bridge, stream), **back).changes == NONE
        reasons = [bridge.check(token, {**on_demand, "shardCount": 2}), bridge.check(token, {"name": "modes"})]
        assert [answer.failures[0].reason for answer in reasons] == [
            "'shardCount' must not be given when the stream mode is ON_DEMAND",
            "'shardCount' must be at least 1 when the stream mode is PROVISIONED",
        ]

    def test_log_group(self, bridge: Bridge, aws: Aws) -> None:
        group = bridge.create(LOG_GROUP, name="/aws/lambda/life", retentionInDays=30, tags={"team": "a"})
        assert group.state["arn"] == "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/life"
        logs = aws("logs")
        assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 30
        wanted = {"name": "/aws/lambda/life", "retentionInDays": 7, "tags": {"x": "y"}}
        assert details(bridge.diff(group, **wanted)) == {"retentionInDays": "UPDATE", "tags": "UPDATE"}
        group = bridge.update(group, **wanted)
        assert bridge.diff(refreshed(bridge, group), **wanted).changes == NONE
        assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 7
        bridge.delete(group)
        assert logs.describe_log_groups()["logGroups"] == []

    def test_permission_of_a_function(self, bridge: Bridge, aws: Aws, tmp_path: Path) -> None:
        (tmp_path / "handler.py").write_text("def handle(event, context): ...")
        role = bridge.create(ROLE, name="permitted", assumeRolePolicy=trust("lambda.amazonaws.com"))
        code = archive(tmp_path / "handler.py", "1")
        given = {"name": "permitted", "code": code, "handler": "handler.handle", "runtime": "python3.13"}
        function = bridge.create(FUNCTION, **given, role=role.state["arn"])
        source = "arn:aws:events:us-east-1:123456789012:rule/tick"
        allowed = {"action": "lambda:InvokeFunction", "function": "permitted", "principal": "events.amazonaws.com"}
        permission = bridge.create("aws:lambda/permission:Permission", **allowed, sourceArn=source)
        inputs = {**allowed, "sourceArn": source}
        assert bridge.diff(refreshed(bridge, permission), **inputs).changes == NONE
        [statement] = json.loads(aws("lambda").get_policy(FunctionName="permitted")["Policy"])["Statement"]
        assert (statement["Principal"], statement["Condition"]) == (
            {"Service": "events.amazonaws.com"},
            {"ArnLike": {"AWS:SourceArn": source}},
        )
        bridge.delete(permission)
        assert bridge.read(permission) is None
        bridge.delete(function)

    def test_function_and_event_source_mapping(self, bridge: Bridge, aws: Aws, tmp_path: Path) -> None:
        (tmp_path / "handler.py").write_text("def handle(event, context): ...")
        queue = bridge.create(QUEUE, name="events")
        role = bridge.create(ROLE, name="runner", assumeRolePolicy=trust("lambda.amazonaws.com"))
        inputs: dict[str, Any] = {
            "name": "life",
            "code": archive(tmp_path / "handler.py", "1"),
            "handler": "handler.handle",
            "role": role.state["arn"],
            "runtime": "python3.13",
            "architectures": ["arm64"],
            "environment": {"variables": {"DOMAIN": "shop"}},
            "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/life"},
            "reservedConcurrentExecutions": 9,
            "timeout": 60,
            "tracingConfig": {"mode": "PassThrough"},
            "tags": {"team": "a"},
        }
        function = bridge.create(FUNCTION, **inputs)
        client = aws("lambda")
        found = client.get_function(FunctionName="life")
        assert found["Concurrency"]["ReservedConcurrentExecutions"] == 9
        assert found["Configuration"]["Architectures"] == ["arm64"]
        before = found["Configuration"]["CodeSha256"]
        assert bridge.diff(refreshed(bridge, function), **inputs).changes == NONE
        (tmp_path / "handler.py").write_text("def handle(event, context): return 1")
        wanted = {**inputs, "code": archive(tmp_path / "handler.py", "2"), "timeout": 90}
        assert details(bridge.diff(function, **wanted)) == {"code": "UPDATE", "timeout": "UPDATE"}
        function = bridge.update(function, **wanted)
        changed = client.get_function(FunctionName="life")["Configuration"]
        assert (changed["Timeout"], changed["CodeSha256"] != before) == (90, True)

        given = {
            "functionName": function.state["arn"],
            "eventSourceArn": queue.state["arn"],
            "batchSize": 100,
            "maximumBatchingWindowInSeconds": 5,
            "functionResponseTypes": ["ReportBatchItemFailures"],
            "scalingConfig": {"maximumConcurrency": 9},
        }
        mapping = bridge.create(MAPPING, **given)
        [told] = client.list_event_source_mappings()["EventSourceMappings"]
        assert (told["BatchSize"], told["ScalingConfig"]) == (100, {"MaximumConcurrency": 9})
        assert bridge.diff(refreshed(bridge, mapping), **given).changes == NONE
        mapping = bridge.update(mapping, **{**given, "batchSize": 10})
        assert client.get_event_source_mapping(UUID=mapping.id)["BatchSize"] == 10
        bridge.delete(mapping)
        bridge.delete(function)
        assert client.list_functions()["Functions"] == []

    def test_redrive_policy(self, bridge: Bridge, aws: Aws) -> None:
        queue, failures = bridge.create(QUEUE, name="source"), bridge.create(QUEUE, name="failures")
        policy_text = json.dumps({"deadLetterTargetArn": failures.state["arn"], "maxReceiveCount": 5})
        made = bridge.create(REDRIVE_POLICY, queueUrl=queue.id, redrivePolicy=policy_text)
        told = aws("sqs").get_queue_attributes(QueueUrl=queue.id, AttributeNames=["RedrivePolicy"])["Attributes"]
        assert json.loads(told["RedrivePolicy"])["maxReceiveCount"] in (5, "5")
        assert bridge.diff(refreshed(bridge, made), queueUrl=queue.id, redrivePolicy=policy_text).changes == NONE
        assert bridge.diff(refreshed(bridge, queue), name="source").changes == NONE
        bridge.delete(made)
        assert "Attributes" not in aws("sqs").get_queue_attributes(QueueUrl=queue.id, AttributeNames=["RedrivePolicy"])

    def test_metric_alarm(self, bridge: Bridge, aws: Aws) -> None:
        given = {
            "name": "life",
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "ApproximateNumberOfMessagesVisible",
            "namespace": "AWS/SQS",
            "period": 300,
            "statistic": "Maximum",
            "threshold": 0,
            "dimensions": {"QueueName": "q"},
        }
        token = "aws:cloudwatch/metricAlarm:MetricAlarm"
        alarm = bridge.create(token, **given, tags={"a": "b"})
        refreshed = bridge.read(alarm)
        assert refreshed is not None
        assert refreshed.inputs == alarm.inputs
        assert details(bridge.diff(alarm, **{**given, "threshold": 5}, tags={"a": "b"})) == {"threshold": "UPDATE"}
        alarm = bridge.update(alarm, **{**given, "threshold": 5}, tags={"c": "d"})
        (actual,) = aws("cloudwatch").describe_alarms(AlarmNames=["life"])["MetricAlarms"]
        assert (actual["Threshold"], actual["Dimensions"]) == (5, [{"Name": "QueueName", "Value": "q"}])
        assert aws("cloudwatch").list_tags_for_resource(ResourceARN=actual["AlarmArn"])["Tags"] == [
            {"Key": "c", "Value": "d"}
        ]
        bridge.delete(alarm)
        assert bridge.read(alarm) is None

    def test_dashboard(self, bridge: Bridge, aws: Aws) -> None:
        token = "aws:cloudwatch/dashboard:Dashboard"
        body = {"widgets": [{"type": "text", "properties": {"markdown": "one"}}]}
        made = bridge.create(token, dashboardName="life", dashboardBody=json.dumps(body))
        refreshed = bridge.read(made)
        assert refreshed is not None
        assert refreshed.inputs == made.inputs
        body["widgets"][0]["properties"] = {"markdown": "two"}
        wanted = {"dashboardName": "life", "dashboardBody": json.dumps(body)}
        assert details(bridge.diff(made, **wanted)) == {"dashboardBody": "UPDATE"}
        made = bridge.update(made, **wanted)
        assert json.loads(aws("cloudwatch").get_dashboard(DashboardName="life")["DashboardBody"]) == body
        bridge.delete(made)
        assert bridge.read(made) is None

    def test_event_rule_and_target(self, bridge: Bridge, aws: Aws) -> None:
        token, target_token = "aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"
        pattern = json.dumps({"source": ["aws.appflow"]})
        rule = bridge.create(token, name="life", eventPattern=pattern, tags={"a": "b"})
        refreshed = bridge.read(rule)
        assert refreshed is not None
        assert bridge.diff(refreshed, name="life", eventPattern=pattern, tags={"a": "b"}).changes == NONE
        rule = bridge.update(rule, name="life", eventPattern=pattern, description="two", tags={"c": "d"})
        described = aws("events").describe_rule(Name="life")
        assert (described["Description"], described["EventPattern"]) == ("two", pattern)
        assert aws("events").list_tags_for_resource(ResourceARN=described["Arn"])["Tags"] == [
            {"Key": "c", "Value": "d"}
        ]
        queue = bridge.create(QUEUE, name="target").state["arn"]
        transformer = {"inputPaths": {"flow": "$.detail.flow-name"}, "inputTemplate": '"<flow>"'}
        given = {"rule": "life", "targetId": "queue", "arn": queue}
        target = bridge.create(target_token, **given)
        assert target.id == "life-queue"
        target = bridge.update(target, **given, inputTransformer=transformer)
        refreshed = bridge.read(target)
        assert refreshed is not None
        assert bridge.diff(refreshed, **given, inputTransformer=transformer).changes == NONE
        [actual] = aws("events").list_targets_by_rule(Rule="life")["Targets"]
        assert actual["InputTransformer"] == {
            "InputPathsMap": {"flow": "$.detail.flow-name"},
            "InputTemplate": '"<flow>"',
        }
        for each in (target, rule):
            bridge.delete(each)
            assert bridge.read(each) is None

    def test_topic_policy(self, bridge: Bridge, aws: Aws) -> None:
        topic = bridge.create("aws:sns/topic:Topic", name="guarded").id

        def policy(service: str) -> str:
            allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sns:Publish", "Resource": topic}
            return json.dumps({"Version": "2012-10-17", "Statement": [allow]})

        token = "aws:sns/topicPolicy:TopicPolicy"
        made = bridge.create(token, arn=topic, policy=policy("events.amazonaws.com"))
        refreshed = bridge.read(made)
        assert refreshed is not None
        assert bridge.diff(refreshed, arn=topic, policy=policy("events.amazonaws.com")).changes == NONE
        made = bridge.update(made, arn=topic, policy=policy("cloudwatch.amazonaws.com"))
        found = aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
        assert json.loads(found) == json.loads(policy("cloudwatch.amazonaws.com"))
        bridge.delete(made)
        assert "cloudwatch" not in aws("sns").get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]

    def test_topic_and_subscription(self, bridge: Bridge, aws: Aws) -> None:
        sns = aws("sns")
        topic = bridge.create("aws:sns/topic:Topic", name="life", displayName="one", tags={"a": "b"})
        assert topic.id == "arn:aws:sns:us-east-1:123456789012:life"
        topic = bridge.update(topic, name="life", displayName="two")
        assert sns.get_topic_attributes(TopicArn=topic.id)["Attributes"]["DisplayName"] == "two"
        queue = bridge.create(QUEUE, name="subscribed")
        token = "aws:sns/topicSubscription:TopicSubscription"
        subscription = bridge.create(token, topic=topic.id, protocol="sqs", endpoint=queue.state["arn"])
        wanted = {"topic": topic.id, "protocol": "sqs", "endpoint": queue.state["arn"], "rawMessageDelivery": True}
        subscription = bridge.update(subscription, **wanted)
        attributes = sns.get_subscription_attributes(SubscriptionArn=subscription.id)["Attributes"]
        assert attributes["RawMessageDelivery"] == "true"
        bridge.delete(subscription)
        assert bridge.read(subscription) is None
        bridge.delete(topic)
        assert bridge.read(topic) is None


class TestSecurityProfile:
    def test_life(self, bridge: Bridge, aws: Aws) -> None:
        connect = aws("connect")
        instance = connect.create_instance(
            IdentityManagementType="CONNECT_MANAGED", InboundCallsEnabled=True, OutboundCallsEnabled=False
        )["Id"]
        given = {"instanceId": instance, "name": "agents", "permissions": ["A", "B"], "tags": {"team": "a"}}
        made = bridge.create(SECURITY_PROFILE, **given, description="sees")
        assert made.id == f"{instance}:{made.state['securityProfileId']}"
        assert made.state["arn"].endswith(f":instance/{instance}/security-profile/{made.state['securityProfileId']}")
        assert made.state["tags"] == {"team": "a"}

        again = bridge.diff(made, **{**given, "permissions": ["B", "A"]}, description="sees")
        assert again.changes == NONE
        changed = {**given, "permissions": ["B", "C"], "tags": {"x": "y"}}
        answer = bridge.diff(made, **changed)
        assert details(answer) == {"permissions": "UPDATE", "description": "DELETE", "tags": "UPDATE"}
        assert not answer.replaces

        made = bridge.update(made, **changed)
        named = {"InstanceId": instance, "SecurityProfileId": made.state["securityProfileId"]}
        assert sorted(connect.list_security_profile_permissions(**named)["Permissions"]) == ["B", "C"]
        described = connect.describe_security_profile(**named)["SecurityProfile"]
        assert (described.get("Description") or "", described["Tags"]) == ("", {"x": "y"})

        answer = bridge.diff(made, **{**changed, "name": "others"})
        assert (list(answer.replaces), answer.deleteBeforeReplace) == (["name"], True)
        bridge.delete(made)
        assert bridge.read(made) is None
        assert connect.list_security_profiles(InstanceId=instance)["SecurityProfileSummaryList"] == []


class TestProtocol:
    def test_an_unlisted_type_is_refused_by_name(self, bridge: Bridge) -> None:
        (failure,) = bridge.check("aws:ec2/instance:Instance", {"ami": "x"}).failures
        assert failure.property == ""
        assert failure.reason == (
            "aws:ec2/instance:Instance is not in the local cloud's table of classic aws types; "
            "add it to localcloud/bridge/resources.py"
        )

    def test_an_unknown_argument_and_a_missing_one_are_refused(self, bridge: Bridge) -> None:
        failures = bridge.check(ROLE, {"inlinePolicies": []}).failures
        assert [(one.property, one.reason) for one in failures] == [
            ("inlinePolicies", "aws:iam/role:Role has no argument 'inlinePolicies' in the local cloud"),
            ("", "missing required argument 'assumeRolePolicy'"),
        ]

    def test_preview_knows_the_inputs_and_not_the_outputs(self, bridge: Bridge, aws: Aws) -> None:
        planned = bridge.preview(QUEUE, name="planned", kmsMasterKeyId=UNKNOWN)
        assert planned["name"] == "planned"
        assert planned["arn"] == planned["url"] == planned["kmsMasterKeyId"] == UNKNOWN
        assert planned["tagsAll"] == {}
        with pytest.raises(ClientError, match="NonExistentQueue"):
            aws("sqs").get_queue_url(QueueName="planned")

    def test_an_unknown_value_is_a_change(self, bridge: Bridge) -> None:
        queue = bridge.create(QUEUE, name="unknown", kmsMasterKeyId="alias/aws/sqs")
        answer = bridge.diff(queue, name="unknown", kmsMasterKeyId=UNKNOWN)
        assert details(answer) == {"kmsMasterKeyId": "UPDATE"}
        planned = bridge.preview_update(queue, name="unknown", kmsMasterKeyId=UNKNOWN)
        assert planned["arn"] == queue.state["arn"]
        assert planned["kmsMasterKeyId"] == UNKNOWN

    def test_secrets_are_accepted(self, bridge: Bridge) -> None:
        secret = {SIGNATURE: SECRET, "value": "hidden"}
        assert from_struct(to_struct({"a": {"b": [secret]}})) == {"a": {"b": ["hidden"]}}
        assert bridge.checked(QUEUE, {"name": secret})["name"] == "hidden"

    def test_an_error_is_one_line_with_type_name_and_code(self, bridge: Bridge) -> None:
        with pytest.raises(grpc.RpcError) as caught:
            bridge.create(ATTACHMENT, role="nobody", policyArn="arn:aws:iam::123456789012:policy/none")
        text = caught.value.details()
        assert text.startswith(f"{ATTACHMENT} 'thing' failed to create: AttachRolePolicy: NoSuchEntity: ")
        assert "\n" not in text

    def test_a_creation_that_fails_half_way_is_remembered(self, bridge: Bridge, aws: Aws) -> None:
        before = {key["KeyId"] for key in aws("kms").list_keys()["Keys"]}
        with pytest.raises(grpc.RpcError) as caught:
            bridge.create(KEY, enableKeyRotation=True, rotationPeriodInDays=1)
        # google.rpc has the same message; a process can have only one of the two.
        from pulumi.runtime.proto import status_pb2

        metadata = dict(caught.value.trailing_metadata())
        status = status_pb2.Status.FromString(metadata["grpc-status-details-bin"])
        failed = provider_pb2.ErrorResourceInitFailed()
        assert status.details[0].Unpack(failed)
        (made,) = {key["KeyId"] for key in aws("kms").list_keys()["Keys"]} - before
        assert failed.id == made
        assert failed.reasons[0].startswith(f"{KEY} 'thing' failed to create: ParamValidationError: ")

    def test_the_documentation_lists_every_type(self) -> None:
        page = (CHECKOUT / "docs/localcloud.md").read_text()
        rows = re.findall(r"^\| `aws\.(\w+)` \| (.+) \|$", page, re.MULTILINE)
        documented = {(module.rstrip("_"), name) for module, names in rows for name in re.findall(r"`(\w+)`", names)}
        assert documented == {(token.split(":")[1].split("/")[0], token.split(":")[2]) for token in RESOURCES}

    def test_every_listed_type_survives_a_read_of_nothing(self, bridge: Bridge) -> None:
        queue = bridge.create(QUEUE, name="gone").id
        missing = {
            QUEUE: queue,
            QUEUE_POLICY: queue,
            KEY: "11111111-1111-1111-1111-111111111111",
            POLICY: "arn:aws:iam::123456789012:policy/gone",
            ROLE_POLICY: "gone:gone",
            SECURITY_PROFILE: "gone:gone",
            "aws:secretsmanager/secret:Secret": "gone",
            REDRIVE_POLICY: queue,
            MAPPING: "11111111-1111-1111-1111-111111111111",
            "aws:customerprofiles/profile:Profile": f"gone/{'0' * 32}",
            "aws:sns/topic:Topic": "arn:aws:sns:us-east-1:123456789012:gone",
            "aws:sns/topicPolicy:TopicPolicy": "arn:aws:sns:us-east-1:123456789012:gone",
            "aws:sns/topicSubscription:TopicSubscription": "arn:aws:sns:us-east-1:123456789012:gone:1",
        }
        bridge.delete(Made(QUEUE, queue, {}, {}))
        for token in RESOURCES:
            identifier = missing.get(token, "alias/gone" if token == ALIAS else "gone-thing")
            assert bridge.read(Made(token, identifier, {}, {})) is None, token

    def test_default_tags_and_region_of_an_explicit_provider(self, start_bridge: Any, aws: Aws) -> None:
        with start_bridge() as explicit:
            explicit.configure(
                region="eu-central-1",
                defaultTags='{"tags": {"from": "provider", "a": "p"}}',
                skipRegionValidation="true",
            )
            queue = explicit.create(QUEUE, name="tagged", tags={"a": "own"})
            assert queue.state["arn"] == "arn:aws:sqs:eu-central-1:123456789012:tagged"
            assert queue.state["tagsAll"] == {"from": "provider", "a": "own"}
            tags = aws("sqs", "eu-central-1").list_queue_tags(QueueUrl=queue.id)["Tags"]
            assert tags == {"from": "provider", "a": "own"}
            assert explicit.diff(queue, name="tagged", tags={"a": "own"}).changes == NONE
            assert explicit.invoke("aws:index/getRegion:getRegion")["region"] == "eu-central-1"
            assert explicit.invoke("aws:index/getDefaultTags:getDefaultTags")["tags"] == {"from": "provider", "a": "p"}

    def test_another_region_of_the_provider_replaces_what_lives_in_one(self, bridge: Bridge, start_bridge: Any) -> None:
        queue = bridge.create(QUEUE, name="moves")
        role = bridge.create(ROLE, name="stays", assumeRolePolicy=trust("profile.amazonaws.com"))
        with start_bridge() as elsewhere:
            elsewhere.configure(region="eu-west-1")
            assert list(elsewhere.diff(queue, name="moves").replaces) == ["region"]
            same = elsewhere.diff(role, name="stays", assumeRolePolicy=trust("profile.amazonaws.com"))
            assert same.changes == NONE

    def test_accounts_that_a_provider_may_not_work_in(self, start_bridge: Any) -> None:
        refused = "AWS account ID not allowed: 123456789012"
        for arguments, reason in (
            ({"allowedAccountIds": '["123456789012"]', "forbiddenAccountIds": '["999999999999"]'}, None),
            ({"allowedAccountIds": '["999999999999"]'}, refused),
            ({"forbiddenAccountIds": '["123456789012"]'}, refused),
        ):
            with start_bridge() as explicit:
                if reason is None:
                    explicit.configure(region="us-east-1", **arguments)
                    continue
                with pytest.raises(grpc.RpcError, match=reason):
                    explicit.configure(region="us-east-1", **arguments)

    def test_assumed_roles(self, bridge: Bridge, start_bridge: Any) -> None:
        with start_bridge() as explicit:
            role = "arn:aws:iam::999999999999:role/deploy"
            explicit.configure(
                region="us-east-1", assumeRoles=json.dumps([{"roleArn": role, "sessionName": "session"}])
            )
            identity = explicit.invoke("aws:index/getCallerIdentity:getCallerIdentity")
            assert identity["accountId"] == "999999999999"
        assert bridge.invoke("aws:index/getCallerIdentity:getCallerIdentity")["accountId"] == "123456789012"

    def test_functions(self, bridge: Bridge) -> None:
        assert bridge.invoke("aws:index/getRegion:getRegion") == {
            "description": "US East (N. Virginia)",
            "endpoint": "ec2.us-east-1.amazonaws.com",
            "id": "us-east-1",
            "name": "us-east-1",
            "region": "us-east-1",
        }
        assert bridge.invoke("aws:index/getPartition:getPartition") == {
            "dnsSuffix": "amazonaws.com",
            "id": "aws",
            "partition": "aws",
            "reverseDnsPrefix": "com.amazonaws",
        }
        assert bridge.invoke("aws:index/getRegion:getRegion", region="cn-north-1") == {
            "description": "China (Beijing)",
            "endpoint": "ec2.cn-north-1.amazonaws.com.cn",
            "id": "cn-north-1",
            "name": "cn-north-1",
            "region": "cn-north-1",
        }
        with pytest.raises(grpc.RpcError, match="aws:ec2/getAmi:getAmi is not a function"):
            bridge.invoke("aws:ec2/getAmi:getAmi")

    def test_configuration_of_a_provider(self, bridge: Bridge) -> None:
        answer = bridge.stub.CheckConfig(provider_pb2.CheckRequest(urn=urn("pulumi:providers:aws")))
        assert from_struct(answer.inputs) == {"region": "us-east-1"}
        answer = bridge.stub.DiffConfig(
            provider_pb2.DiffRequest(
                old_inputs=to_struct({"region": "us-east-1", "profile": "a"}),
                news=to_struct({"region": "eu-west-1", "profile": "b"}),
            )
        )
        assert (list(answer.diffs), list(answer.replaces)) == (["profile", "region"], ["region"])

    def test_a_region_that_does_not_exist_is_refused(self, bridge: Bridge) -> None:
        asked = provider_pb2.CheckRequest(urn=urn("pulumi:providers:aws"), news=to_struct({"region": "eu-centrl-1"}))
        [failure] = bridge.stub.CheckConfig(asked).failures
        assert (failure.property, failure.reason) == (
            "region",
            "'eu-centrl-1' is not a Region; did you mean eu-central-1?",
        )

    def test_a_signal_ends_it_at_once_and_quietly(self, start_bridge: Any) -> None:
        with start_bridge() as started:
            began = time.monotonic()
            started.process.send_signal(signal.SIGINT)
            assert started.process.wait(5) == 0
            assert time.monotonic() - began < 1.0


def test_the_schema_has_every_type_with_its_properties(bridge: Bridge) -> None:
    schema = json.loads(bridge.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
    assert set(schema["resources"]) == set(RESOURCES)
    key = schema["resources"][KEY_POLICY]
    assert (set(key["requiredInputs"]), "region" in key["properties"]) == ({"keyId", "policy"}, True)
    assert "arn" in schema["resources"][QUEUE]["properties"]
    assert "arn" not in schema["resources"][QUEUE]["inputProperties"]

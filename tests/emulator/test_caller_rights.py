"""What an assumed role must be allowed to do, with each value of `role_policies`."""

import time
from collections.abc import Iterable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.emulator.setting import DOMAIN, REGION, Place, flow_definition

TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
FLOW = f"arn:aws:appflow:{REGION}:111122223333:flow/files"
OF_THE_CALL = ("profile:PutIntegration",)
BESIDE_IT = (
    "appflow:CreateFlow",
    "appflow:TagResource",
    "app-integrations:CreateDataIntegrationAssociation",
    "profile:TagResource",
    "kms:ListKeys",
    "kms:ListAliases",
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:ListGrants",
    "s3:ListAllMyBuckets",
    "s3:GetBucketLocation",
    "s3:GetBucketPolicy",
    "s3:ListBucket",
)


def prepared(place: Place) -> dict[str, Any]:
    """A domain and a bucket; returns the request for an integration of its files."""
    key = place.key()
    place.domain(DefaultEncryptionKey=key)
    who = {"Effect": "Allow", "Principal": {"Service": "appflow.amazonaws.com"}, "Resource": "*"}
    place.bucket({"Version": "2012-10-17", "Statement": [{**who, "Action": ["s3:ListBucket", "s3:GetObject"]}]})
    place.upload("1.csv", "id,email\n1,a@example.com\n")
    definition = flow_definition("files", key, "S3")
    return {"DomainName": DOMAIN, "ObjectTypeName": "Salesforce-Contact", "FlowDefinition": definition}


def session(place: Place, actions: Iterable[str], service: str = "customer-profiles", resource: str = "*") -> Any:
    """A client with the rights of a role that is allowed these actions."""
    role = place.role([{"Effect": "Allow", "Action": list(actions), "Resource": resource}], "caller", TRUST)
    given = place.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return boto3.client(
        service,
        endpoint_url=place.endpoint,
        region_name=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


@pytest.mark.parametrize(
    ("role_policies", "actions"),
    [
        ("ignored", ("sts:GetCallerIdentity",)),
        ("actions", OF_THE_CALL),
        ("dependencies", (*OF_THE_CALL, *BESIDE_IT)),
    ],
)
def test_a5_what_suffices(place: Place, role_policies: str, actions: tuple[str, ...]) -> None:
    place.control.behaviours(role_policies=role_policies)
    request = prepared(place)
    assert session(place, actions).put_integration(**request)["Uri"] == FLOW


@pytest.mark.parametrize("missing", [*OF_THE_CALL, *BESIDE_IT])
def test_a5_what_is_checked_with_the_callers_rights(place: Place, missing: str) -> None:
    place.control.behaviours(role_policies="dependencies")
    request = prepared(place)
    every = (*OF_THE_CALL, *BESIDE_IT)
    with pytest.raises(ClientError, match=f"is not authorized to perform: {missing} on resource: ") as refused:
        session(place, [each for each in every if each != missing]).put_integration(**request)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


@pytest.mark.parametrize(("flow", "allowed"), [("files", True), ("others", False)])
def test_a4_a_flow_is_described_by_whom_its_name_is_allowed(place: Place, flow: str, allowed: bool) -> None:
    request = prepared(place)
    for name in ("files", "others"):
        place.profiles.put_integration(**{**request, "FlowDefinition": {**request["FlowDefinition"], "FlowName": name}})
    place.control.behaviours(role_policies="actions")
    appflow = session(place, ["appflow:DescribeFlow"], "appflow", FLOW)
    if allowed:
        assert appflow.describe_flow(flowName=flow)["flowName"] == flow
        return
    with pytest.raises(ClientError, match=r"is not authorized to perform: appflow:DescribeFlow on resource: .*others"):
        appflow.describe_flow(flowName=flow)


@pytest.mark.parametrize(
    ("service", "call", "arguments", "code", "refused"),
    [
        (
            *("sqs", "create_queue", {"QueueName": "letters"}, "AccessDeniedException"),
            f"sqs:CreateQueue on resource: arn:aws:sqs:{REGION}:111122223333:letters",
        ),
        (
            *("iam", "create_policy", {"PolicyName": "own", "PolicyDocument": "{}"}, "AccessDenied"),
            "iam:CreatePolicy on resource: arn:aws:iam::111122223333:policy/own",
        ),
        (
            *("s3", "get_bucket_policy", {"Bucket": "exports"}, "AccessDenied"),
            "s3:GetBucketPolicy on resource: arn:aws:s3:::exports",
        ),
        (
            *("lambda", "get_function", {"FunctionName": "redrive"}, "AccessDeniedException"),
            f"lambda:GetFunction on resource: arn:aws:lambda:{REGION}:111122223333:function:redrive",
        ),
        (
            *("cloudwatch", "put_dashboard", {"DashboardName": "own", "DashboardBody": "{}"}, "AccessDeniedException"),
            "cloudwatch:PutDashboard on resource: arn:aws:cloudwatch::111122223333:dashboard/own",
        ),
        (
            *("connect", "list_security_profiles", {"InstanceId": "1234"}, "AccessDeniedException"),
            f"connect:ListSecurityProfiles on resource: arn:aws:connect:{REGION}:111122223333:instance/1234",
        ),
        (
            *("cloudcontrol", "get_resource", {"TypeName": "AWS::CustomerProfiles::Domain", "Identifier": DOMAIN}),
            *("AccessDeniedException", "cloudformation:GetResource on resource: *"),
        ),
    ],
)
def test_every_service_refuses_in_its_own_form(
    place: Place, service: str, call: str, arguments: dict[str, Any], code: str, refused: str
) -> None:
    place.control.behaviours(role_policies="actions")
    client = session(place, ["profile:GetDomain"], service)
    with pytest.raises(ClientError) as error:
        getattr(client, call)(**arguments)
    found = error.value.response["Error"]
    assert (found["Code"], found["Message"].partition("perform: ")[2]) == (code, refused)


def test_handlers_of_cloud_control_have_the_rights_of_whoever_asks(place: Place) -> None:
    place.domain()
    place.control.behaviours(role_policies="actions")
    name = {"TypeName": "AWS::CustomerProfiles::Domain", "Identifier": DOMAIN}
    asked = session(place, ["cloudformation:*"], "cloudcontrol")
    with pytest.raises(ClientError, match="is not authorized to perform: profile:GetDomain on resource: "):
        asked.get_resource(**name)
    place.control.behaviours(cloudcontrol_seconds=0.1)
    token = asked.delete_resource(**name)["ProgressEvent"]["RequestToken"]
    time.sleep(0.2)
    # Somebody else's call is what makes it happen.
    ended = place.client("cloudcontrol").get_resource_request_status(RequestToken=token)["ProgressEvent"]
    assert (ended["OperationStatus"], ended["ErrorCode"]) == ("FAILED", "AccessDenied")
    assert "is not authorized to perform: profile:DeleteDomain on resource: " in ended["StatusMessage"]


def test_what_calls_need_is_listed_whoever_makes_them(place: Place) -> None:
    queues = place.client("sqs")
    queues.create_queue(QueueName="unrecorded")
    place.control.behaviours(role_policies="actions")
    for _ in range(2):
        queues.create_queue(QueueName="letters", tags={"team": "crm"})
    arn = f"arn:aws:sqs:{REGION}:111122223333:letters"
    assert place.control.rights() == [
        {"action": "sqs:CreateQueue", "resource": arn, "keys": {}},
        {"action": "sqs:TagQueue", "resource": arn, "keys": {}},
    ]
    place.control.reset()
    assert place.control.rights() == []


def test_roles_are_passed_to_functions_with_their_service(place: Place) -> None:
    role = place.role([{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}], "own", TRUST)
    place.control.behaviours(role_policies="actions")
    with pytest.raises(ClientError):
        place.client("lambda").create_function(
            FunctionName="own", Role=role, Code={"S3Bucket": "none", "S3Key": "none"}
        )
    passed = [each for each in place.control.rights() if each["action"] == "iam:PassRole"]
    assert passed == [
        {"action": "iam:PassRole", "resource": role, "keys": {"iam:PassedToService": "lambda.amazonaws.com"}}
    ]

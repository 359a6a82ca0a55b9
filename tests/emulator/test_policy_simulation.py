"""`iam:SimulatePrincipalPolicy` of the local AWS."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import Place

TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def role(place: Place, statement: dict[str, Any], boundary: str = "") -> str:
    """The ARN of a new role with one statement."""
    iam = place.client("iam")
    limits = {"PermissionsBoundary": boundary} if boundary else {}
    arn: str = iam.create_role(RoleName="deployer", AssumeRolePolicyDocument=TRUST, **limits)["Role"]["Arn"]
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})
    iam.put_role_policy(RoleName="deployer", PolicyName="deploys", PolicyDocument=policy)
    return arn


def decisions(place: Place, arn: str, **asked: Any) -> dict[tuple[str, str], str]:
    """Action and resource with the decision."""
    answer = place.client("iam").simulate_principal_policy(PolicySourceArn=arn, **asked)
    assert answer["IsTruncated"] is False
    return {
        (each["EvalActionName"], each["EvalResourceName"]): each["EvalDecision"] for each in answer["EvaluationResults"]
    }


def test_each_action_is_decided_on_each_resource(place: Place) -> None:
    arn = role(place, {"Action": "sqs:Create*", "Resource": "arn:aws:sqs:*:*:letters"})
    queues = ["arn:aws:sqs:us-east-1:111122223333:letters", "arn:aws:sqs:us-east-1:111122223333:others"]
    assert decisions(place, arn, ActionNames=["sqs:CreateQueue", "sqs:DeleteQueue"], ResourceArns=queues) == {
        ("sqs:CreateQueue", queues[0]): "allowed",
        ("sqs:CreateQueue", queues[1]): "implicitDeny",
        ("sqs:DeleteQueue", queues[0]): "implicitDeny",
        ("sqs:DeleteQueue", queues[1]): "implicitDeny",
    }


@pytest.mark.parametrize(("via", "decision"), [("profile", "allowed"), ("s3", "implicitDeny"), ("", "implicitDeny")])
def test_conditions_see_the_keys_of_the_request(place: Place, via: str, decision: str) -> None:
    condition = {"StringEquals": {"kms:ViaService": "profile.us-east-1.amazonaws.com"}}
    arn = role(place, {"Action": "kms:Decrypt", "Resource": "*", "Condition": condition})
    value = {"ContextKeyName": "kms:ViaService", "ContextKeyType": "string"}
    entries = [value | {"ContextKeyValues": [f"{via}.us-east-1.amazonaws.com"]}] if via else []
    found = decisions(place, arn, ActionNames=["kms:Decrypt"], ContextEntries=entries)
    assert found == {("kms:Decrypt", "*"): decision}


def test_a_boundary_limits_the_policies(place: Place) -> None:
    other = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
    buckets_only = json.dumps({"Version": "2012-10-17", "Statement": [other]})
    boundary = place.client("iam").create_policy(PolicyName="buckets-only", PolicyDocument=buckets_only)["Policy"][
        "Arn"
    ]
    arn = role(place, {"Action": "*", "Resource": "*"}, boundary)
    assert set(decisions(place, arn, ActionNames=["sqs:CreateQueue"]).values()) == {"implicitDeny"}


def test_whoever_is_no_role_may_do_everything(place: Place) -> None:
    arn = place.client("sts").get_caller_identity()["Arn"]
    assert set(decisions(place, arn, ActionNames=["sqs:CreateQueue"]).values()) == {"allowed"}


def test_there_has_to_be_such_a_role(place: Place) -> None:
    with pytest.raises(ClientError) as refused:
        decisions(place, f"arn:aws:iam::{place.account}:role/nobody", ActionNames=["sqs:CreateQueue"])
    assert refused.value.response["Error"]["Code"] == "NoSuchEntity"

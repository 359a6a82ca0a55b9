"""Workflows act with the execution role: trust policy, permissions, boundary and key policy decide."""

import copy
import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .setting import ACCOUNT, OWNING_SERVICE, REGION, TRUST, Place, Ready, batches, documented_statements, error

CONNECTION = f"arn:aws:appflow:{REGION}:{ACCOUNT}:connectorprofile/connection"


def prepared(place: Place) -> tuple[str, Ready]:
    """Key and domain; the role is the test's matter."""
    key = place.key()
    place.domain(DefaultEncryptionKey=key)
    place.control.seed(("connection", "Salesforce"), account=place.account)
    return key, Ready(place, key, "")


def outcome(place: Place, ready: Ready, statements: list[dict[str, Any]]) -> dict[str, Any]:
    role = place.role(statements)
    workflow = Ready(place, ready.key, role).start(batches(1, 1))
    return workflow.finish()


def without(statements: list[dict[str, Any]], sid: str, action: str) -> list[dict[str, Any]]:
    """The statements without one action of one of them; without the statement if nothing is left of it."""
    changed = copy.deepcopy(statements)
    for statement in changed:
        if statement["Sid"] == sid:
            statement["Action"].remove(action)
    return [statement for statement in changed if statement["Action"]]


def test_documented_policy_is_enough(place: Place) -> None:
    key, ready = prepared(place)
    assert outcome(place, ready, documented_statements(key))["Status"] == "COMPLETE"


def narrowed_statements(key: str) -> list[dict[str, Any]]:
    create, connector, access, appflow_key, profiles_key = copy.deepcopy(documented_statements(key))
    flows = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/*"
    integrations = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/amazon-connect-test/integrations/*"
    create_flow = {**create, "Sid": "CreateFlow", "Action": ["appflow:CreateFlow"]}
    create["Action"].remove("appflow:CreateFlow")
    create["Resource"] = [flows, integrations]
    connector["Resource"] = CONNECTION
    access["Resource"] = [flows, integrations]
    return [create_flow, create, connector, access, appflow_key, profiles_key]


def test_create_flow_limited_to_flows_is_no_permission(place: Place) -> None:
    key, ready = prepared(place)
    create_flow, *others = narrowed_statements(key)
    create_flow["Resource"] = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/*"
    assert outcome(place, ready, [create_flow, *others])["Status"] == "FAILED"


def test_narrowed_policy_is_enough(place: Place) -> None:
    key, ready = prepared(place)
    assert outcome(place, ready, narrowed_statements(key))["Status"] == "COMPLETE"


REMOVALS = [
    ("CreateFlowResources", "appflow:CreateFlow", "*"),
    ("CreateFlowResources", "appflow:TagResource", ":flow/"),
    ("CreateFlowResources", "profile:PutIntegration", "/integrations/"),
    ("CreateFlowResources", "profile:TagResource", "/integrations/"),
    ("UseConnectorResources", "appflow:UseConnectorProfile", CONNECTION),
    ("AccessFlowResources", "appflow:DescribeFlow", ":flow/"),
    ("AccessFlowResources", "appflow:DescribeFlowExecutionRecords", ":flow/"),
    ("AccessFlowResources", "appflow:StartFlow", ":flow/"),
    ("AccessFlowResources", "appflow:StopFlow", ":flow/"),
    ("AccessFlowResources", "appflow:DeleteFlow", ":flow/"),
    ("AccessFlowResources", "profile:DeleteIntegration", "/integrations/"),
    ("KMSAppflow", "kms:CreateGrant", ":key/"),
    ("KMSAppflow", "kms:ListGrants", ":key/"),
    ("KMSCustomerProfiles", "kms:CreateGrant", ":key/"),
]


@pytest.mark.parametrize(
    ("sid", "action", "resource"), REMOVALS, ids=[f"{sid} {action}" for sid, action, _ in REMOVALS]
)
def test_missing_permission_fails_the_step_and_is_named(place: Place, sid: str, action: str, resource: str) -> None:
    key, ready = prepared(place)
    role = place.role(without(documented_statements(key), sid, action))
    workflow = Ready(place, ready.key, role).start(batches(1, 1))
    found = workflow.finish()
    assert found["Status"] == "FAILED"
    [step] = workflow.steps()
    assert step["Status"] == "FAILED"
    message = step["ExecutionMessage"]
    expected = f"arn:aws:sts::{ACCOUNT}:assumed-role/execution/customer-profiles is not authorized to perform: {action}"
    assert message.startswith(f"{expected} on resource: ")
    assert resource in message
    assert found["ErrorDescription"] == f"1 of 1 steps failed: {message}"[:255]


@pytest.mark.parametrize("sid", ["CreateFlowResources", "UseConnectorResources", "AccessFlowResources", "KMSAppflow"])
def test_missing_statement_fails_the_workflow(place: Place, sid: str) -> None:
    key, ready = prepared(place)
    kept = [statement for statement in documented_statements(key) if statement["Sid"] != sid]
    assert outcome(place, ready, kept)["Status"] == "FAILED"


def test_policy_for_another_connection_is_not_enough(place: Place) -> None:
    key, ready = prepared(place)
    statements = narrowed_statements(key)
    (connector,) = (each for each in statements if each["Sid"] == "UseConnectorResources")
    connector["Resource"] = f"{CONNECTION}-2"
    assert (
        f"appflow:UseConnectorProfile on resource: {CONNECTION}"
        in (outcome(place, ready, statements)["ErrorDescription"])
    )


def test_policy_for_another_key_is_not_enough(place: Place) -> None:
    _, ready = prepared(place)
    assert "kms:CreateGrant" in outcome(place, ready, documented_statements(place.key()))["ErrorDescription"]


def test_policy_for_another_owner_s_resources_is_not_enough(place: Place) -> None:
    key, ready = prepared(place)
    text = json.dumps(documented_statements(key)).replace(OWNING_SERVICE, "somebody")
    assert "appflow:CreateFlow" in outcome(place, ready, json.loads(text))["ErrorDescription"]


def test_explicit_deny_wins(place: Place) -> None:
    key, ready = prepared(place)
    denied = {"Effect": "Deny", "Action": "appflow:StartFlow", "Resource": "*"}
    found = outcome(place, ready, [*documented_statements(key), denied])
    assert "is not authorized to perform: appflow:StartFlow" in found["ErrorDescription"]


@pytest.mark.parametrize("enough", [False, True])
def test_permissions_boundary_limits_the_role(place: Place, enough: bool) -> None:
    key, ready = prepared(place)
    role = place.role(documented_statements(key))
    allowed = ["appflow:*", "profile:*", "kms:*"] if enough else ["appflow:*", "kms:*"]
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": allowed, "Resource": "*"}]}
    iam = place.client("iam")
    boundary = iam.create_policy(PolicyName="boundary", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="execution", PermissionsBoundary=boundary)
    found = Ready(place, ready.key, role).start(batches(1, 1)).finish()
    assert found["Status"] == ("COMPLETE" if enough else "FAILED")
    if not enough:
        assert "profile:PutIntegration" in found["ErrorDescription"]


def test_managed_policies_count(place: Place) -> None:
    key, ready = prepared(place)
    role = place.role([{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}])
    document = json.dumps({"Version": "2012-10-17", "Statement": documented_statements(key)})
    iam = place.client("iam")
    policy = iam.create_policy(PolicyName="ingestion", PolicyDocument=document)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="execution", PolicyArn=policy)
    assert Ready(place, ready.key, role).start(batches(1, 1)).finish()["Status"] == "COMPLETE"


def test_key_policy_that_does_not_delegate_to_iam_stops_the_role(place: Place) -> None:
    key, ready = prepared(place)
    role = place.role(documented_statements(key))
    administrator = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [administrator]})
    place.client("kms").put_key_policy(
        KeyId=key, PolicyName="default", Policy=policy, BypassPolicyLockoutSafetyCheck=True
    )
    found = Ready(place, ready.key, role).start(batches(1, 1)).finish()
    assert "is not authorized to perform: kms:CreateGrant" in found["ErrorDescription"]


def assume_refusal(place: Place, trust: dict[str, Any]) -> tuple[str, str]:
    key, ready = prepared(place)
    role = place.role(documented_statements(key), trust=trust)
    with pytest.raises(ClientError) as caught:
        Ready(place, ready.key, role).start(batches(1, 1))
    return error(caught)


def test_role_that_trusts_another_service_is_refused(place: Place) -> None:
    code, message = assume_refusal(place, TRUST | {"Principal": {"Service": "lambda.amazonaws.com"}})
    assert code == "AccessDeniedException"
    assert message.startswith(f"Customer Profiles cannot assume the role arn:aws:iam::{ACCOUNT}:role/execution: ")


def test_missing_role_is_refused(place: Place) -> None:
    _, ready = prepared(place)
    role = f"arn:aws:iam::{ACCOUNT}:role/nobody"
    with pytest.raises(ClientError) as caught:
        Ready(place, ready.key, role).start(batches(1, 1))
    assert error(caught) == (
        "BadRequestException",
        f"Customer Profiles cannot assume the role {role}: it does not exist",
    )


def test_role_of_another_account_is_refused(place: Place) -> None:
    _, ready = prepared(place)
    with pytest.raises(ClientError) as caught:
        Ready(place, ready.key, "arn:aws:iam::999988887777:role/execution").start(batches(1, 1))
    assert error(caught)[0] == "AccessDeniedException"


ACCOUNT_CONDITION = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
DOMAIN_CONDITION = {"ArnLike": {"aws:SourceArn": f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/amazon-connect-test*"}}


@pytest.mark.parametrize(
    ("switches", "condition", "assumable"),
    [
        ({}, ACCOUNT_CONDITION, True),
        ({"workflow_source_account_sent": False}, ACCOUNT_CONDITION, False),
        ({"workflow_source_account_sent": False}, None, True),
        ({}, DOMAIN_CONDITION, True),
        ({"workflow_source_arn_form": "domain"}, DOMAIN_CONDITION, True),
        ({"workflow_source_arn_form": "workflow"}, DOMAIN_CONDITION, True),
        ({"workflow_source_arn_sent": False}, DOMAIN_CONDITION, False),
        ({"workflow_source_arn_sent": False}, ACCOUNT_CONDITION, True),
        ({}, {"StringEquals": {"aws:SourceAccount": "999999999999"}}, False),
    ],
)
def test_b8_trust_conditions(place: Place, switches: dict[str, Any], condition: Any, assumable: bool) -> None:
    place.control.behaviours(**switches)
    trust = TRUST | ({"Condition": condition} if condition else {})
    if assumable:
        key, ready = prepared(place)
        role = place.role(documented_statements(key), trust=trust)
        assert Ready(place, ready.key, role).start(batches(1, 1)).finish()["Status"] == "COMPLETE"
    else:
        assert assume_refusal(place, trust)[0] == "AccessDeniedException"


def test_changes_of_roles_take_effect_late(place: Place) -> None:
    place.control.behaviours(policy_delay_seconds=0.4)
    key = place.key()
    place.control.seed(("connection", "Salesforce"), account=place.account)
    with pytest.raises(ClientError) as caught:
        place.domain(DefaultEncryptionKey=key)
    assert error(caught)[1].startswith("No access to the KMS key")
    time.sleep(0.5)
    place.domain(DefaultEncryptionKey=key)
    role = place.role(documented_statements(key))
    ready = Ready(place, key, role)
    with pytest.raises(ClientError) as caught:
        ready.start(batches(1, 1))
    assert "cannot assume the role" in error(caught)[1]
    time.sleep(0.5)
    assert ready.start(batches(1, 1)).finish()["Status"] == "COMPLETE"


def test_old_policy_holds_until_the_change_takes_effect(place: Place) -> None:
    ready = place.ready()
    place.control.behaviours(policy_delay_seconds=0.4)
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST | {"Effect": "Deny"}]})
    place.client("iam").update_assume_role_policy(RoleName="execution", PolicyDocument=document)
    assert ready.start(batches(1, 1), "first").status == "NOT_STARTED"
    time.sleep(0.5)
    with pytest.raises(ClientError):
        ready.start(batches(1, 1), "second")


def test_late_queue_policy(place: Place) -> None:
    place.control.behaviours(policy_delay_seconds=0.4)
    url, key = place.guarded_queue(), place.key()
    with pytest.raises(ClientError):
        place.domain(DefaultEncryptionKey=key, DeadLetterQueueUrl=url)
    time.sleep(0.5)
    place.domain(DefaultEncryptionKey=key, DeadLetterQueueUrl=url)

"""Two domains whose names begin alike: what flows and functions of one may do to the other, with rights checked."""

import json
from collections.abc import Sequence
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from connect_customer_profiles import names, policy
from connect_customer_profiles.observability import events
from connect_customer_profiles.policy.deployer import deployer_statements
from moto.events.models import EventPattern

from localcloud.aws import iam
from tests.newcomer.pages import block

from .setting import ACCOUNT, BUCKET, DOMAIN, OWNING_SERVICE, REGION, Place, error, flow_definition, object_type

SIBLING = f"{DOMAIN}-eu"
ANYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
TOKEN, OTHER_TOKEN = "0123456789", "abcdef0123"


def flow(domain: str, kind: str, token: str) -> str:
    """The name that a new integration's flow has."""
    return names.flow_name(domain, kind, token, region=REGION, ending=names.domain_ending(domain))


def prepared(place: Place, **narrowed: Any) -> str:
    """A domain, and a bucket that its flows may read as `SourceBucketPolicy` says; returns the domain's key."""
    key = place.key()
    place.domain(DefaultEncryptionKey=key)
    object_type(place, "Customer", "id")
    readable = policy.source_bucket_policy(
        region=REGION, account=place.account, bucket_name=BUCKET, domain_name=DOMAIN, **narrowed
    )
    place.bucket(json.loads(readable))
    place.upload("a.csv", "id,email\n1,ana@example.com\n")
    return key


def integrate(place: Place, key: str, name: str) -> None:
    definition = flow_definition(name, key, "S3")
    place.profiles.put_integration(DomainName=DOMAIN, ObjectTypeName="Customer", FlowDefinition=definition)


# Both have the object type that makes their names alike: amazon-connect-test-eu-Orders-0123456789 and the like.
@pytest.mark.parametrize(
    ("domain", "kind", "token"),
    [(SIBLING, "Orders", OTHER_TOKEN), (SIBLING, "Orders", TOKEN), (SIBLING, "eu-Orders", OTHER_TOKEN)],
)
def test_flows_of_another_domain_cannot_read_the_bucket(place: Place, domain: str, kind: str, token: str) -> None:
    key = prepared(place, only_own_flows=True)
    for own in ("Orders", "eu-Orders"):
        integrate(place, key, flow(DOMAIN, own, TOKEN))
    with pytest.raises(ClientError) as refused:
        integrate(place, key, flow(domain, kind, token))
    assert "does not allow s3:ListBucket to appflow.amazonaws.com" in error(refused)[1]


def test_a_flow_that_was_made_before_reads_by_its_whole_name(place: Place) -> None:
    old = names.flow_name(DOMAIN, "Orders", TOKEN, region=REGION)
    key = prepared(place, only_own_flows=True, flow_names=[old])
    integrate(place, key, old)
    with pytest.raises(ClientError):
        integrate(place, key, f"{old}-g2")


def test_without_the_argument_older_flows_read_and_so_do_those_of_the_other_domain(place: Place) -> None:
    key = prepared(place)
    integrate(place, key, names.flow_name(DOMAIN, "Orders", TOKEN, region=REGION))
    integrate(place, key, flow(DOMAIN, "Orders", TOKEN))
    integrate(place, key, flow(SIBLING, "Orders", OTHER_TOKEN))


@pytest.mark.parametrize("action", ["start_flow", "stop_flow", "delete_flow"])
def test_the_supervisor_of_a_domain_touches_no_flow_of_the_other(place: Place, action: str) -> None:
    key = prepared(place)
    own, others = flow(DOMAIN, "eu-Orders", TOKEN), flow(SIBLING, "Orders", OTHER_TOKEN)
    for name in (own, others):
        integrate(place, key, name)
    appflow = supervisor(place, key)
    with pytest.raises(ClientError) as refused:
        getattr(appflow, action)(flowName=others)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert appflow.start_flow(flowName=own)["flowStatus"] == "Active"
    assert appflow.stop_flow(flowName=own)["flowStatus"] == "Suspended"


def supervisor(place: Place, key: str) -> Any:
    """AppFlow with the rights of the function that supervises the domain, which are checked from now on."""
    return session(place, json.loads(supervisor_policy(place.account, key))["Statement"], "supervisor")


def supervisor_policy(account: str, key: str, connector_profile_names: Sequence[str] = ()) -> str:
    return policy.supervisor_policy(
        region=REGION,
        account=account,
        domain_name=DOMAIN,
        tokens=[TOKEN],
        connector_profile_names=connector_profile_names,
        bucket_names=[BUCKET],
        kms_key_arn=key,
        execution_role_arn=None,
        topic_arn=None,
        log_group_name="/aws/lambda/supervisor",
        tracing=False,
    )


def session(place: Place, statements: list[dict[str, Any]], name: str) -> Any:
    """AppFlow with these rights, which are checked from now on."""
    role = place.role(statements, name, ANYBODY)
    given = place.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    place.control.behaviours(role_policies="actions")
    return boto3.client(
        "appflow",
        endpoint_url=place.endpoint,
        region_name=REGION,
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )


# In the second, the sibling's object type has the name that makes flows alike: the page names its flows.
@pytest.mark.parametrize(("number", "own"), [(1, "Orders"), (2, "eu-Orders")])
def test_the_deployer_of_a_domain_can_be_kept_off_the_flows_of_the_other(place: Place, number: int, own: str) -> None:
    key = prepared(place)
    ours = [names.flow_name(DOMAIN, own, "1111111111", region=REGION), flow(DOMAIN, own, "2222222222")]
    theirs = [names.flow_name(SIBLING, "Orders", TOKEN, each, region=REGION) for each in (1, 2)]
    theirs.append(flow(SIBLING, "Files", OTHER_TOKEN))
    for name in (*ours, *theirs):
        integrate(place, key, name)
    statements = [each for of in deployer_statements(REGION, place.account, DOMAIN).values() for each in of]
    open_to_all = session(place, statements, "deployer")
    assert [open_to_all.start_flow(flowName=each)["flowStatus"] for each in (*ours, *theirs)] == ["Active"] * 5

    kept_off = session(place, [*statements, published(number)], "kept-off")
    for name in theirs:
        for change in (kept_off.start_flow, kept_off.stop_flow, kept_off.delete_flow):
            with pytest.raises(ClientError) as refused:
                change(flowName=name)
            assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
        assert kept_off.describe_flow(flowName=name)["flowName"] == name
    for name in ours:
        assert kept_off.stop_flow(flowName=name)["flowStatus"] == "Suspended"
        kept_off.delete_flow(flowName=name)


def published(number: int) -> dict[str, Any]:
    """A statement of the page, for our domains."""
    text = block("docs/deployer-policy.md", number).text
    for given, meant in {
        "REGION": REGION,
        "ACCOUNT": ACCOUNT,
        "shop-eu-": f"{SIBLING}-",
        ".7": f".{len(SIBLING)}",
    }.items():
        text = text.replace(given, meant)
    statement: dict[str, Any] = json.loads(text)
    return statement


@pytest.mark.parametrize("own", ["Orders", "eu-Orders"])
@pytest.mark.parametrize("named", [True, False])
def test_nobody_hears_of_a_flow_of_the_other_domain_if_flows_are_named(own: str, named: bool) -> None:
    """Without `only_own_flows` they do."""
    ours, theirs = flow(DOMAIN, own, TOKEN), flow(SIBLING, "Orders", OTHER_TOKEN)
    later = names.flow_name(DOMAIN, own, TOKEN, 2, region=REGION, ending=names.domain_ending(DOMAIN))
    watched = events.flows_to_watch(DOMAIN, (), [ours], only_own_flows=named)
    heard = []
    for name in (ours, later, theirs):
        detail = {"flow-name": name, "status": "Execution Failed"}
        event: Any = {"source": "aws.appflow", "detail-type": "AppFlow End Flow Run Report", "detail": detail}
        heard.append(EventPattern.load(events.failed_runs(watched)).matches_event(event))
    assert heard == [True, True, not named]


OTHERS = names.flow_arn(REGION, ACCOUNT, flow(SIBLING, "Orders", OTHER_TOKEN))
THEIR_INTEGRATION = names.integration_arn(REGION, ACCOUNT, SIBLING, OTHERS)


@pytest.mark.parametrize(
    ("action", "resource", "marked", "allowed"),
    [
        # AWS does not document the names of the flows that it makes with the role: the tag is all that tells them.
        *((f"appflow:{each}", OTHERS, True, True) for each in ("StartFlow", "StopFlow", "UpdateFlow", "DeleteFlow")),
        *((f"appflow:{each}", OTHERS, False, False) for each in ("StartFlow", "StopFlow", "UpdateFlow", "DeleteFlow")),
        ("appflow:CreateFlow", "*", True, True),
        ("appflow:CreateFlow", "*", False, False),
        ("profile:PutIntegration", THEIR_INTEGRATION, True, False),
        ("profile:DeleteIntegration", THEIR_INTEGRATION, True, False),
        ("appflow:UseConnectorProfile", names.connector_profile_arn(REGION, ACCOUNT, "theirs"), True, False),
    ],
)
def test_what_the_execution_role_may_do_to_the_other_domain(
    action: str, resource: str, marked: bool, allowed: bool
) -> None:
    """As docs/security.md says."""
    rights = policy.execution_policy(
        region=REGION,
        account=ACCOUNT,
        domain_name=DOMAIN,
        kms_key_arn="arn:aws:kms:us-east-1:111122223333:key/1",
        connector_profile_names=["ours"],
        scope="narrowed",
    )
    assert allows(rights, action, resource, marked=marked) is allowed


@pytest.mark.parametrize(
    ("action", "resource", "allowed"),
    [
        # It has no resource type, and AWS does not document which tags the call has that PutIntegration makes.
        ("appflow:CreateFlow", "*", True),
        ("appflow:UseConnectorProfile", names.connector_profile_arn(REGION, ACCOUNT, "ours"), True),
        ("appflow:UseConnectorProfile", names.connector_profile_arn(REGION, ACCOUNT, "theirs"), False),
        ("s3:ListBucket", names.bucket_arn("theirs"), False),
        ("profile:PutIntegration", THEIR_INTEGRATION, False),
        ("appflow:TagResource", OTHERS, False),
        ("appflow:UpdateFlow", OTHERS, False),
        ("appflow:DescribeFlow", OTHERS, True),
    ],
)
def test_what_the_supervisor_may_do_to_the_other_domain(action: str, resource: str, allowed: bool) -> None:
    """As docs/security.md says: a flow of its own making reads nothing that is not its domain's."""
    rights = supervisor_policy(ACCOUNT, "arn:aws:kms:us-east-1:111122223333:key/1", connector_profile_names=["ours"])
    assert allows(rights, action, resource) is allowed


def allows(rights: str, action: str, resource: str, *, marked: bool = False) -> bool:
    """Whether a policy allows something; `marked`: to a flow, or in a call, with the service's own tag."""
    tags = ("aws:RequestTag/awsOwningService", "aws:ResourceTag/awsOwningService") if marked else ()
    keys = dict.fromkeys(tags, OWNING_SERVICE)
    return iam.evaluate([iam.load(rights)], iam.AccessRequest(action, resource, keys)) is iam.Decision.ALLOW

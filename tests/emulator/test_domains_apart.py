"""Two domains whose names begin alike: what flows and functions of one may do to the other, with rights checked."""

import json
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from connect_customer_profiles import names, policy

from .setting import BUCKET, DOMAIN, REGION, Place, error, flow_definition, object_type

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
    rights = policy.supervisor_policy(
        region=REGION,
        account=place.account,
        domain_name=DOMAIN,
        tokens=[TOKEN],
        connector_profile_names=[],
        bucket_names=[BUCKET],
        kms_key_arn=key,
        execution_role_arn=None,
        topic_arn=None,
        log_group_name="/aws/lambda/supervisor",
        tracing=False,
    )
    role = place.role(json.loads(rights)["Statement"], "supervisor", ANYBODY)
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

"""The types of resources whose physical names components choose, and how AWS takes a second one of a name. Pure.

Creating a resource under a name that exists often succeeds: SQS, SNS, CloudWatch, EventBridge and S3 hand out, or
overwrite, what is there. Whoever deletes it later then deletes somebody else's.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..names import last_segment, owned_types

NATIVE = "aws-native:"


class Kind(NamedTuple):
    """A type of resource whose physical name a component chooses.

    Attributes:
        noun: what it is, in messages; "" if the resource says so, as its `kind`.
        identity: the inputs that make up its identity within account and Region; the last one is its name.
        arguments: the arguments that the name may come from; a component has at most one of them, else `domain_name`.
        adoptable: whether one that exists can be taken over: AWS accepts that it is created again, or it is imported.
        imported: the ID to import one by that exists, from its identity and `{found}`, what a look-up said; "" where
            AWS overwrites it.
        listed: the ID to list one by in `take_over`, where that is not `imported`: from its identity, `{found}` and
            `{last}`, the last part of that; "" for what there are many of, which is overwritten.
        everywhere: whether the name is taken in all Regions.
        asks: whether nothing is looked up at AWS: the resource does so itself, or what exists there is meant.
        beside: what helps where a resource of the same component has the name; "" if it has one of each kind.
    """

    noun: str
    identity: tuple[str, ...] = ("name",)
    arguments: tuple[str, ...] = ()
    adoptable: bool = False
    imported: str = ""
    listed: str = ""
    asks: bool = False
    everywhere: bool = False
    beside: str = ""


KINDS: Mapping[str, Kind] = {
    "aws:sqs/queue:Queue": Kind(
        "queue", arguments=("failure_queue_name", "queue_name"), adoptable=True, imported="{found}"
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Kind(
        "queue policy", ("queueUrl",), ("queue_name",), adoptable=True, listed="{queueUrl}"
    ),
    "aws:sqs/redrivePolicy:RedrivePolicy": Kind(
        "redrive policy", ("queueUrl",), ("queue_url",), adoptable=True, listed="{queueUrl}"
    ),
    "aws:kms/alias:Alias": Kind("key alias", arguments=("alias",), listed="{name}"),
    "aws:sns/topic:Topic": Kind("topic", adoptable=True, imported="{found}"),
    "aws:sns/topicSubscription:TopicSubscription": Kind(
        "subscription",
        ("topic", "endpoint"),
        ("notify",),
        asks=True,
        beside="keep the order of notify, or write addresses as plain values, which may be in any order",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Kind("alarm", adoptable=True),
    "aws:cloudwatch/eventRule:EventRule": Kind("event rule", adoptable=True),
    "aws:cloudwatch/dashboard:Dashboard": Kind(
        "dashboard", ("dashboardName",), ("dashboard_name",), adoptable=True, everywhere=True
    ),
    "aws:cloudwatch/logGroup:LogGroup": Kind("log group", arguments=("function_name",), listed="{name}"),
    "aws:lambda/function:Function": Kind("function", arguments=("function_name",), listed="{name}"),
    "aws:iam/role:Role": Kind("role", arguments=("role_name",), listed="{name}", everywhere=True),
    "aws:iam/policy:Policy": Kind("policy", arguments=("role_name", "policy_name"), listed="{found}", everywhere=True),
    "aws:s3/bucketPolicy:BucketPolicy": Kind(
        "bucket policy", ("bucket",), ("bucket_name",), adoptable=True, listed="{bucket}", everywhere=True
    ),
    "aws:connect/securityProfile:SecurityProfile": Kind(
        "security profile", ("instanceId", "name"), ("security_profile_name",), listed="{instanceId}:{last}"
    ),
    "aws-native:customerprofiles:Domain": Kind("domain", ("domainName",), ("domain_name",), listed="{domainName}"),
    "aws-native:customerprofiles:ObjectType": Kind(
        "object type",
        ("domainName", "objectTypeName"),
        ("object_type_name",),
        adoptable=True,
        imported="{domainName}|{objectTypeName}",
    ),
    "aws-native:customerprofiles:Integration": Kind(
        "integration", ("domainName", "uri"), ("instance_arn",), adoptable=True, imported="{domainName}|{uri}"
    ),
    **dict.fromkeys(
        owned_types("Reservation"), Kind("", ("kind", "name"), ("connector_profile_name", "flow_name"), asks=True)
    ),
}
"""By type token."""


def import_id(resource_type: str, identity: Mapping[str, Any], found: str) -> str | None:
    """The ID by which something that exists is imported; None where AWS overwrites it.

    Args:
        resource_type: the type token.
        identity: the inputs that make up its identity, under Pulumi's names.
        found: what a look-up said of it.
    """
    return KINDS[resource_type].imported.format(**identity, found=found) or None


def listed_id(resource_type: str, identity: Mapping[str, Any], found: str) -> str:
    """The ID by which something that exists is listed in `take_over`; "" for what is not.

    Args:
        resource_type: the type token.
        identity: the inputs that make up its identity, under Pulumi's names.
        found: what a look-up said of it.
    """
    kind = KINDS[resource_type]
    return (kind.listed or kind.imported).format(**identity, found=found, last=last_segment(found))

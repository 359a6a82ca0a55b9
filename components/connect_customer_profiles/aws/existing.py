"""What exists under a physical name, for each type of resource whose name this library chooses."""

from collections.abc import Callable, Mapping
from typing import Any

from .. import names
from .client import AwsClient
from .errors import AwsError

_DELETED = ("PendingDeletion", "PendingReplicaDeletion")
"""The states of a key that Pulumi takes for none."""

Inputs = Mapping[str, Any]
"""The inputs of a resource, under Pulumi's names."""


def _queue(client: AwsClient, inputs: Inputs) -> str | None:
    try:
        return client.queue_url(inputs["name"], client.account)
    except AwsError as error:
        if error.missing:
            return None
        raise


def _alias(client: AwsClient, inputs: Inputs) -> str | None:
    key = client.described_key(inputs["name"])
    return None if key is None else f"{inputs['name']} of {key.arn}"


def _topic(client: AwsClient, inputs: Inputs) -> str | None:
    arn = names.topic_arn(client.region, client.account, inputs["name"])
    return arn if client.topic_exists(arn) else None


def _policy(client: AwsClient, inputs: Inputs) -> str | None:
    arn = names.policy_arn(client.account, inputs["name"])
    return arn if client.policy_exists(arn) else None


def _domain(client: AwsClient, inputs: Inputs) -> str | None:
    name = inputs["domainName"]
    return names.domain_arn(client.region, client.account, name) if client.domain_exists(name) else None


def _object_type(client: AwsClient, inputs: Inputs) -> str | None:
    domain, name = inputs["domainName"], inputs["objectTypeName"]
    return f"{name} of {domain}" if client.get_object_type(domain, name) else None


def _integration(client: AwsClient, inputs: Inputs) -> str | None:
    found = client.get_integration(inputs["domainName"], inputs["uri"])
    return None if found is None else f"{inputs['uri']} with {inputs['domainName']}"


def _queue_attribute(attribute: str) -> Callable[[AwsClient, Inputs], str | None]:
    def find(client: AwsClient, inputs: Inputs) -> str | None:
        url = inputs["queueUrl"]
        return str(url) if client.queue_has(url, attribute) else None

    return find


FINDERS: Mapping[str, Callable[[AwsClient, Inputs], str | None]] = {
    "aws:sqs/queue:Queue": _queue,
    "aws:sqs/queuePolicy:QueuePolicy": _queue_attribute("Policy"),
    "aws:sqs/redrivePolicy:RedrivePolicy": _queue_attribute("RedrivePolicy"),
    "aws:kms/alias:Alias": _alias,
    "aws:sns/topic:Topic": _topic,
    "aws:cloudwatch/metricAlarm:MetricAlarm": lambda client, inputs: client.alarm_arn(inputs["name"]),
    "aws:cloudwatch/eventRule:EventRule": lambda client, inputs: client.rule_arn(inputs["name"]),
    "aws:cloudwatch/dashboard:Dashboard": lambda client, inputs: client.dashboard_arn(inputs["dashboardName"]),
    "aws:cloudwatch/logGroup:LogGroup": lambda client, inputs: client.log_group_arn(inputs["name"]),
    "aws:lambda/function:Function": lambda client, inputs: client.function_arn(inputs["name"]),
    "aws:iam/role:Role": lambda client, inputs: client.role_arn(inputs["name"]),
    "aws:iam/policy:Policy": _policy,
    "aws:s3/bucketPolicy:BucketPolicy": lambda client, inputs: (
        names.bucket_arn(inputs["bucket"]) if client.bucket_policy(inputs["bucket"]) else None
    ),
    "aws:connect/securityProfile:SecurityProfile": lambda client, inputs: client.security_profile_arn(
        inputs["instanceId"], inputs["name"]
    ),
    "aws-native:customerprofiles:Domain": _domain,
    "aws-native:customerprofiles:ObjectType": _object_type,
    "aws-native:customerprofiles:Integration": _integration,
}


def existing(client: AwsClient, resource_type: str, inputs: Inputs) -> str | None:
    """What has the name that a new resource is to get, in words or as an ARN; None if the name is free.

    Raises:
        AwsError: nobody knows.
    """
    return FINDERS[resource_type](client, inputs)


def absence(client: AwsClient, resource_type: str, given: str, inputs: Inputs) -> str:
    """Why something cannot be imported by its ID, as a predicate; "" if it is there.

    Args:
        client: the calls.
        resource_type: the type token: of a key, or one of `FINDERS`.
        given: the ID.
        inputs: the inputs of the resource.

    Raises:
        AwsError: nobody knows.
    """
    if resource_type == "aws:kms/key:Key":
        key = client.described_key(given)
        return "does not exist" if key is None else "is scheduled for deletion" if key.state in _DELETED else ""
    arns = {"aws:iam/policy:Policy": client.policy_exists, "aws:sns/topic:Topic": client.topic_exists}
    by_arn = arns.get(resource_type)
    found = by_arn(given) if by_arn else existing(client, resource_type, inputs)
    return "" if found else "does not exist"

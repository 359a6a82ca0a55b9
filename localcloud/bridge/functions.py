"""The provider's functions that the bridge answers."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clients import Clients


def get_region(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.get_region`: the given Region or the provider's."""
    name = arguments.get("region") or arguments.get("name") or clients.configuration.region or ""
    partition = _partition(name)
    return {
        "description": partition["regions"].get(name, {}).get("description", name),
        "endpoint": f"ec2.{name}.{partition['dnsSuffix']}",
        "id": name,
        "name": name,
        "region": name,
    }


def get_default_tags(clients: Clients, _arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.get_default_tags`: the tags that the provider gives to every resource."""
    return {"id": clients.configuration.region or "", "tags": clients.configuration.default_tags}


def get_caller_identity(clients: Clients, _arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.get_caller_identity`: account and principal of the provider's credentials."""
    identity = clients.get("sts").get_caller_identity()
    return {
        "accountId": identity["Account"],
        "arn": identity["Arn"],
        "id": identity["Account"],
        "userId": identity["UserId"],
    }


def get_partition(clients: Clients, _arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.get_partition`: the partition of the provider's Region."""
    partition = _partition(clients.configuration.region or "")
    suffix = partition["dnsSuffix"]
    return {
        "dnsSuffix": suffix,
        "id": partition["partition"],
        "partition": partition["partition"],
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def get_queues(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.sqs.get_queues`: the queues whose names begin with a prefix."""
    prefix = arguments.get("queueNamePrefix", "")
    account, found = _existing(clients, "queues")
    urls = [f"{os.environ['AWS_ENDPOINT_URL']}/{account}/{name}" for name in found if name.startswith(prefix)]
    return {"id": clients.configuration.region or "", "queueNamePrefix": prefix, "queueUrls": urls}


def get_log_groups(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.cloudwatch.get_log_groups`: the log groups whose names begin with a prefix."""
    prefix = arguments.get("logGroupNamePrefix", "")
    _, found = _existing(clients, "log_groups")
    names = [name for name in found if name.startswith(prefix)]
    return {"id": clients.configuration.region or "", "logGroupNamePrefix": prefix, "logGroupNames": names}


def _getter(what: str, kind: str, argument: str, arn: str) -> Callable[[Clients, dict[str, Any]], dict[str, Any]]:
    """A function that finds one thing by its name, or by its ARN.

    Args:
        what: what the real provider calls it when there is none.
        kind: what the inventory calls it.
        argument: the function's argument.
        arn: the ARN, with `{region}`, `{account}` and `{name}`.
    """

    def get(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
        given = arguments[argument]
        account, found = _existing(clients, kind)
        found_arn = arn.format(region=clients.configuration.region, account=account, name=given)
        if not {given, found_arn} & set(found):
            raise LookupError(f"no matching {what} found")
        return {"id": given, argument: given, "arn": found_arn}

    return get


_get_alias = _getter("KMS Alias", "aliases", "name", "arn:aws:kms:{region}:{account}:{name}")


def get_alias(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.kms.get_alias`: an alias, and the key that it is of."""
    found = _get_alias(clients, arguments)
    key = clients.get("kms").describe_key(KeyId=found["name"])["KeyMetadata"]
    return {**found, "targetKeyArn": key["Arn"], "targetKeyId": key["KeyId"]}


FUNCTIONS: dict[str, Callable[[Clients, dict[str, Any]], dict[str, Any]]] = {
    "aws:cloudwatch/getLogGroups:getLogGroups": get_log_groups,
    "aws:iam/getPolicy:getPolicy": _getter("IAM Policy", "policies", "arn", "{name}"),
    "aws:iam/getRole:getRole": _getter("IAM Role", "roles", "name", "arn:aws:iam::{account}:role/{name}"),
    "aws:index/getCallerIdentity:getCallerIdentity": get_caller_identity,
    "aws:index/getDefaultTags:getDefaultTags": get_default_tags,
    "aws:index/getPartition:getPartition": get_partition,
    "aws:index/getRegion:getRegion": get_region,
    "aws:kms/getAlias:getAlias": get_alias,
    "aws:lambda/getFunction:getFunction": _getter(
        "Lambda Function", "functions", "functionName", "arn:aws:lambda:{region}:{account}:function:{name}"
    ),
    "aws:sns/getTopic:getTopic": _getter("SNS Topic", "topics", "name", "arn:aws:sns:{region}:{account}:{name}"),
    "aws:sqs/getQueues:getQueues": get_queues,
}
"""The functions by their tokens."""


def _existing(clients: Clients, kind: str) -> tuple[str, list[str]]:
    """The provider's account, and what exists there of a kind.

    The local cloud's own inventory tells: the real provider is quick, while a boto3 client takes tenths of a second.
    """
    from localcloud.aws.control import Control  # few programs ask

    account = clients.account()
    regions = Control(os.environ["AWS_ENDPOINT_URL"]).inventory().get(account, {})
    places = ("global", clients.configuration.region)
    return account, [name for place in places for name in regions.get(place, {}).get(kind, [])]


def _partition(region: str) -> dict[str, Any]:
    """The partition of a Region, with its Regions, as botocore describes it; a Region that is too new is matched."""
    import botocore.session

    loader = botocore.session.get_session().get_component("data_loader")
    partitions: list[dict[str, Any]] = loader.load_data("endpoints")["partitions"]
    matching = (one for one in partitions if region in one["regions"] or re.fullmatch(one["regionRegex"], region))
    return next(matching, partitions[0])

"""The provider's functions that the bridge answers."""

from __future__ import annotations

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


FUNCTIONS: dict[str, Callable[[Clients, dict[str, Any]], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": get_caller_identity,
    "aws:index/getPartition:getPartition": get_partition,
    "aws:index/getRegion:getRegion": get_region,
}
"""The functions by their tokens."""


def _partition(region: str) -> dict[str, Any]:
    """The partition of a Region, with its Regions, as botocore describes it; a Region that is too new is matched."""
    import botocore.session

    loader = botocore.session.get_session().get_component("data_loader")
    partitions: list[dict[str, Any]] = loader.load_data("endpoints")["partitions"]
    matching = (one for one in partitions if region in one["regions"] or re.fullmatch(one["regionRegex"], region))
    return next(matching, partitions[0])

"""The provider's functions that the bridge answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .clients import Clients


def get_region(clients: Clients, arguments: dict[str, Any]) -> dict[str, Any]:
    """`aws.get_region`: the given Region or the provider's."""
    name = arguments.get("region") or arguments.get("name") or clients.configuration.region
    client = clients.get("ec2", name)
    return {
        "description": _description(name),
        "endpoint": f"ec2.{name}.{_dns_suffix(client.meta.partition)}",
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
    partition = clients.get("sts").meta.partition
    suffix = _dns_suffix(partition)
    return {
        "dnsSuffix": suffix,
        "id": partition,
        "partition": partition,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


FUNCTIONS: dict[str, Callable[[Clients, dict[str, Any]], dict[str, Any]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": get_caller_identity,
    "aws:index/getPartition:getPartition": get_partition,
    "aws:index/getRegion:getRegion": get_region,
}
"""The functions by their tokens."""


def _partitions() -> list[dict[str, Any]]:
    """Partitions and Regions as botocore describes them."""
    import botocore.session

    loader = botocore.session.get_session().get_component("data_loader")
    return list(loader.load_data("endpoints")["partitions"])


def _dns_suffix(partition: str) -> str:
    return next((str(one["dnsSuffix"]) for one in _partitions() if one["partition"] == partition), "amazonaws.com")


def _description(region: str | None) -> str:
    for partition in _partitions():
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return str(region)

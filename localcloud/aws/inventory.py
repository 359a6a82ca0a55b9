"""Everything that exists, per account and Region, so that a test can assert that nothing is left."""

from collections.abc import Iterator
from typing import Any

from .dispatch import advance
from .moto_services import MOTO_SERVICES
from .services import SERVICES
from .state import Cloud, Context

Inventory = dict[str, dict[str, dict[str, list[str]]]]


def inventory(cloud: Cloud) -> Inventory:
    """Account, Region (`global` for IAM and S3), kind, names. Empty kinds, Regions and accounts are left out."""
    found: Inventory = {}
    for account, region, kind, name in _everything(cloud):
        found.setdefault(account, {}).setdefault(region, {}).setdefault(kind, []).append(name)
    return found


def _everything(cloud: Cloud) -> Iterator[tuple[str, str, str, str]]:
    with cloud.lock:
        for (account, region_name), region in sorted(cloud.regions.items()):
            advance(Context(cloud, region))
            for service in SERVICES:
                for kind, name in service.inventory(Context(cloud, region)):
                    yield account, region_name, kind, name
    yield from _in_moto()


def _in_moto() -> Iterator[tuple[str, str, str, str]]:
    for service in MOTO_SERVICES:
        for account, region, backend in _used_backends(service.name):
            where = "global" if service.is_global else region
            for kind, name in service.inventory(backend):
                yield account, where, kind, name


def _used_backends(service: str) -> list[tuple[str, str, Any]]:
    """The backends of a service that anybody has used; does not load services that nobody has."""
    from moto.core.base_backend import BackendDict

    instances: list[Any] = list(BackendDict._instances)  # type: ignore[misc]
    for instance in instances:
        if instance.service_name == service:
            return [(account, region, backend) for account, region, backend in instance.iter_backends()]
    return []

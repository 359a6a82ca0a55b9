"""Everything that exists, per account and Region, so that a test can assert that nothing is left."""

from collections.abc import Iterator
from typing import Any

from .connect import security_profiles
from .dispatch import advance
from .state import Cloud, Context, Region

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
            for kind, name in _ours(region):
                yield account, region_name, kind, name
    yield from _in_moto()


def _ours(region: Region) -> Iterator[tuple[str, str]]:
    for domain in region.domains.values():
        yield "domains", domain.name
        for integration in domain.integrations.values():
            yield "hidden_integrations" if integration.hidden else "integrations", integration.uri
        yield from (("workflows", workflow_id) for workflow_id in domain.workflows)
        yield from (("object_types", f"{domain.name}/{name}") for name in domain.object_types)
    yield from (("flows", name) for name in region.flows)
    yield from (("connector_profiles", name) for name in region.connector_profiles)
    yield from (("security_profiles", profile.name) for profile in security_profiles.existing(region))


def _in_moto() -> Iterator[tuple[str, str, str, str]]:
    for service, read in _READERS.items():
        for account, region, backend in _used_backends(service):
            where = "global" if service in ("iam", "s3") else region
            for kind, name in read(backend):
                yield account, where, kind, name


def _used_backends(service: str) -> list[tuple[str, str, Any]]:
    """The backends of a service that anybody has used; does not load services that nobody has."""
    from moto.core.base_backend import BackendDict

    instances: list[Any] = list(BackendDict._instances)  # type: ignore[misc]
    for instance in instances:
        if instance.service_name == service:
            return [(account, region, backend) for account, region, backend in instance.iter_backends()]
    return []


def _queues(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("queues", name) for name in backend.queues)


def _keys(backend: Any) -> Iterator[tuple[str, str]]:
    for key in backend.keys.values():
        if key.key_manager == "CUSTOMER" and key.key_state != "PendingDeletion":
            yield "keys", key.arn
        yield from (("aliases", name) for name in key.aliases if not name.startswith("alias/aws/"))


def _identities(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("roles", role.name) for role in backend.roles.values())
    yield from (("policies", arn) for arn in backend.managed_policies if ":iam::aws:" not in arn)


def _buckets(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("buckets", name) for name in backend.buckets)


def _rules(backend: Any) -> Iterator[tuple[str, str]]:
    for bus in backend.event_buses.values():
        yield from (("rules", name) for name in bus.rules)


def _topics(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("topics", arn) for arn in backend.topics)


def _alarms(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("alarms", name) for name in backend.alarms)
    yield from (("dashboards", name) for name in backend.dashboards)


def _secrets(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("secrets", name) for name in backend.secrets)


def _instances(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("connect_instances", instance.arn) for instance in backend.instances.values())


def _functions(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("functions", function.function_name) for function in backend._lambdas.all())
    yield from (("event_source_mappings", name) for name in backend._event_source_mappings)


def _log_groups(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("log_groups", name) for name in backend.groups)


_READERS = {
    "sqs": _queues,
    "kms": _keys,
    "iam": _identities,
    "s3": _buckets,
    "events": _rules,
    "sns": _topics,
    "cloudwatch": _alarms,
    "secretsmanager": _secrets,
    "connect": _instances,
    "lambda": _functions,
    "logs": _log_groups,
}

"""moto's services, as far as the local cloud looks into them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class MotoService:
    """One service of moto.

    Args:
        name: Its name in moto.
        inventory: Kinds and names of everything that exists in a backend; nothing by default.
        is_global: Whether it has no Regions.
        is_loaded_first: Whether the emulator itself looks into it, so that it has to be there before a request.
        is_watched: Whether what it keeps takes effect late on AWS, so that the directory has to know since when.
    """

    name: str
    inventory: Callable[[Any], Iterator[tuple[str, str]]] = lambda _backend: iter(())
    is_global: bool = False
    is_loaded_first: bool = False
    is_watched: bool = False


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


def _streams(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("streams", name) for name in backend.streams)


def _log_groups(backend: Any) -> Iterator[tuple[str, str]]:
    yield from (("log_groups", name) for name in backend.groups)


MOTO_SERVICES = (
    MotoService("sqs", _queues, is_loaded_first=True, is_watched=True),
    MotoService("kms", _keys, is_loaded_first=True, is_watched=True),
    MotoService("iam", _identities, is_global=True, is_loaded_first=True, is_watched=True),
    MotoService("sts", is_loaded_first=True),
    MotoService("s3", _buckets, is_global=True, is_loaded_first=True, is_watched=True),
    MotoService("events", _rules),
    MotoService("sns", _topics),
    MotoService("cloudwatch", _alarms),
    MotoService("secretsmanager", _secrets),
    MotoService("connect", _instances),
    MotoService("lambda", _functions),
    MotoService("logs", _log_groups),
    MotoService("kinesis", _streams),
)
LOADED_FIRST = tuple(service.name for service in MOTO_SERVICES if service.is_loaded_first)
WATCHED = frozenset(service.name for service in MOTO_SERVICES if service.is_watched)

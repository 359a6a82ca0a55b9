"""The service and operation that a fault is for, as the local AWS tells calls apart."""

from collections.abc import Iterable, Sequence

from connect_customer_profiles.rules.rule import nearest, not_one_of

from .moto_services import MOTO_SERVICES
from .services import SERVICES
from .wire import service_model

NAMES: Sequence[str] = tuple(
    dict.fromkeys([*sorted(each.name for each in SERVICES), *(each.name for each in MOTO_SERVICES)])
)
"""The services that are emulated here, then those of moto that components and programs use."""


def target(service: str | None, operation: str | None) -> str | None:
    """The name by which calls to a service are told apart: that of the SDK, or for what moto answers the one in
    signatures. None if any service is meant.

    Args:
        service: either of its names, such as `cloudwatch` or `monitoring`; None for any.
        operation: such as `PutMetricAlarm`, or method and path of a request; None for any.

    Raises:
        ValueError: there is no such service, or it has no such operation.
    """
    found = list(_services(service)) if service else NAMES
    if not found:
        raise ValueError(f"service: {service!r}: {not_one_of(str(service), NAMES)}")
    if operation is not None and " /" not in operation:
        operations = {each for name in found for each in service_model(name).operation_names}
        if operation not in operations:
            where = f"{service} has no such operation" if service else "no service has such an operation"
            instead = nearest(operation, operations) or "see `operations`"
            raise ValueError(f"operation: {operation!r}: {where}; {instead}")
    if service is None:
        return None
    return found[0] if any(each.name == found[0] for each in SERVICES) else service_model(found[0]).signing_name


def _services(name: str) -> Iterable[str]:
    """The SDK names of the services that go by a name."""
    return [name] if name in NAMES else (each for each in NAMES if service_model(each).signing_name == name)

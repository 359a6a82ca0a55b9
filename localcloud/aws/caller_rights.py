"""What a caller must be allowed to do for a call: recorded of everybody, required of whoever has assumed a role."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from . import directory, iam
from .errors import ServiceError
from .state import Context


@dataclass(frozen=True)
class Right:
    """An action on a resource, with the condition keys that come with it."""

    action: str
    resource: str
    keys: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


@dataclass
class RightsRecord:
    """Every right that a call has needed, each once, in the order of the calls."""

    _rights: dict[Right, None] = field(default_factory=dict)

    def add(self, right: Right) -> None:
        """Records a right."""
        self._rights[right] = None

    def listed(self) -> list[dict[str, Any]]:
        """`{action, resource, keys}` of each."""
        return [asdict(each) | {"keys": dict(each.keys)} for each in list(self._rights)]


def require(context: Context, rights: Iterable[Right]) -> None:
    """Takes note of the rights that a call needs, and looks whether its caller has them; not unless policies count.

    Raises:
        ServiceError: AccessDeniedException, which names the first right that a role lacks.
    """
    if context.behaviours.role_policies == "ignored":
        return
    role = context.cloud.directory.role(context.role_arn) if context.role_arn else None
    record = context.cloud.shared(RightsRecord)
    for right in rights:
        record.add(right)
        if role is not None and not _has(context, role, right):
            session = role.session_arn.removesuffix("/customer-profiles")
            raise ServiceError(
                "AccessDeniedException",
                f"User: {session}/session is not authorized to perform: {right.action} on resource: {right.resource}",
                403,
            )


def _has(context: Context, role: directory.Role, right: Right) -> bool:
    region = context.region
    keys: dict[str, str | bool | list[str]] = {"aws:SecureTransport": True, "aws:PrincipalArn": role.arn}
    keys |= {name: value if isinstance(value, str) else list(value) for name, value in right.keys}
    of_key = right.action.startswith("kms:") and ":key/" in right.resource
    key = context.cloud.directory.key(region.account, region.name, right.resource) if of_key else None
    return directory.role_allows(role, iam.AccessRequest(right.action, right.resource, keys), key)

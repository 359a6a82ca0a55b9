"""Pulumi components that set up Amazon Connect Customer Profiles.

Importing this package loads nothing else: a component's module, and with it `pulumi_aws`, is loaded when it is first
named. The process that runs the dynamic resources never needs them.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arguments import InvalidArgumentError
    from .connector_profile import ConnectorProfile, ConnectorProfileArgs
    from .dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
    from .encryption_key import EncryptionKey, EncryptionKeyArgs
    from .execution_role import ExecutionRole, ExecutionRoleArgs
    from .external_application import ExternalApplication, ExternalApplicationArgs
    from .integration_workflow import IntegrationWorkflow, IntegrationWorkflowArgs
    from .profiles_domain import ProfilesDomain, ProfilesDomainArgs

__all__ = [
    "ConnectorProfile",
    "ConnectorProfileArgs",
    "DeadLetterQueue",
    "DeadLetterQueueArgs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "ExecutionRole",
    "ExecutionRoleArgs",
    "ExternalApplication",
    "ExternalApplicationArgs",
    "IntegrationWorkflow",
    "IntegrationWorkflowArgs",
    "InvalidArgumentError",
    "ProfilesDomain",
    "ProfilesDomainArgs",
    "__version__",
]

_MODULES = {
    "ConnectorProfile": "connector_profile",
    "DeadLetterQueue": "dead_letter_queue",
    "EncryptionKey": "encryption_key",
    "ExecutionRole": "execution_role",
    "ExternalApplication": "external_application",
    "IntegrationWorkflow": "integration_workflow",
    "InvalidArgumentError": "arguments",
    "ProfilesDomain": "profiles_domain",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("connect-customer-profiles")
    module = _MODULES.get(name.removesuffix("Args"))
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{module}", __name__), name)


def __dir__() -> list[str]:
    return __all__

"""Pulumi components that set up Amazon Connect Customer Profiles.

Importing this package loads nothing else: a component's module, and with it `pulumi_aws`, is loaded when it is first
named. The process that runs the dynamic resources never needs them.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .arguments import InvalidArgumentError
    from .dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
    from .encryption_key import EncryptionKey, EncryptionKeyArgs
    from .execution_role import ExecutionRole, ExecutionRoleArgs
    from .integration_workflow import IntegrationWorkflow, IntegrationWorkflowArgs
    from .profiles_domain import ProfilesDomain, ProfilesDomainArgs
    from .source_bucket_policy import SourceBucketPolicy, SourceBucketPolicyArgs

__all__ = [
    "DeadLetterQueue",
    "DeadLetterQueueArgs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "ExecutionRole",
    "ExecutionRoleArgs",
    "IntegrationWorkflow",
    "IntegrationWorkflowArgs",
    "InvalidArgumentError",
    "ProfilesDomain",
    "ProfilesDomainArgs",
    "SourceBucketPolicy",
    "SourceBucketPolicyArgs",
    "__version__",
]

_MODULES = {
    "DeadLetterQueue": "dead_letter_queue",
    "EncryptionKey": "encryption_key",
    "ExecutionRole": "execution_role",
    "IntegrationWorkflow": "integration_workflow",
    "InvalidArgumentError": "arguments",
    "ProfilesDomain": "profiles_domain",
    "SourceBucketPolicy": "source_bucket_policy",
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

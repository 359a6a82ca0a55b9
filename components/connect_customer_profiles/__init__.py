"""Pulumi components that set up Amazon Connect Customer Profiles.

Importing this package loads nothing else: a component's module, and with it `pulumi_aws`, is loaded when it is first
named. The process that runs the dynamic resources never needs them.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent_access import AgentAccess, AgentAccessArgs
    from .application_access import ApplicationAccess, ApplicationAccessArgs
    from .backfill_supervisor import BackfillSupervisor, BackfillSupervisorArgs
    from .base.arguments import InvalidArgumentError
    from .connector_profile import ConnectorProfile, ConnectorProfileArgs
    from .dead_letter_queue import DeadLetterQueue, DeadLetterQueueArgs
    from .dead_letter_redrive import DeadLetterRedrive, DeadLetterRedriveArgs
    from .encryption_key import EncryptionKey, EncryptionKeyArgs
    from .execution_role import ExecutionRole, ExecutionRoleArgs
    from .external_application import ExternalApplication, ExternalApplicationArgs
    from .ingestion.forecast import Forecast, plan
    from .ingestion_monitoring import IngestionMonitoring, IngestionMonitoringArgs, ThresholdsArgs
    from .instance_association import InstanceAssociation, InstanceAssociationArgs
    from .integration_workflow import IntegrationWorkflow, IntegrationWorkflowArgs
    from .object_mapping import ObjectMapping, ObjectMappingArgs
    from .profiles_domain import ProfilesDomain, ProfilesDomainArgs
    from .source_bucket_policy import SourceBucketPolicy, SourceBucketPolicyArgs

__all__ = [
    "AgentAccess",
    "AgentAccessArgs",
    "ApplicationAccess",
    "ApplicationAccessArgs",
    "BackfillSupervisor",
    "BackfillSupervisorArgs",
    "ConnectorProfile",
    "ConnectorProfileArgs",
    "DeadLetterQueue",
    "DeadLetterQueueArgs",
    "DeadLetterRedrive",
    "DeadLetterRedriveArgs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "ExecutionRole",
    "ExecutionRoleArgs",
    "ExternalApplication",
    "ExternalApplicationArgs",
    "Forecast",
    "IngestionMonitoring",
    "IngestionMonitoringArgs",
    "InstanceAssociation",
    "InstanceAssociationArgs",
    "IntegrationWorkflow",
    "IntegrationWorkflowArgs",
    "InvalidArgumentError",
    "ObjectMapping",
    "ObjectMappingArgs",
    "ProfilesDomain",
    "ProfilesDomainArgs",
    "SourceBucketPolicy",
    "SourceBucketPolicyArgs",
    "ThresholdsArgs",
    "__version__",
    "plan",
]

_MODULES = {
    "AgentAccess": "agent_access",
    "ApplicationAccess": "application_access",
    "BackfillSupervisor": "backfill_supervisor",
    "DeadLetterQueue": "dead_letter_queue",
    "DeadLetterRedrive": "dead_letter_redrive",
    "EncryptionKey": "encryption_key",
    "ExecutionRole": "execution_role",
    "Forecast": "ingestion.forecast",
    "IngestionMonitoring": "ingestion_monitoring",
    "InstanceAssociation": "instance_association",
    "ConnectorProfile": "connector_profile",
    "ExternalApplication": "external_application",
    "IntegrationWorkflow": "integration_workflow",
    "InvalidArgumentError": "base.arguments",
    "ObjectMapping": "object_mapping",
    "ProfilesDomain": "profiles_domain",
    "plan": "ingestion.forecast",
    "SourceBucketPolicy": "source_bucket_policy",
    "Thresholds": "ingestion_monitoring",
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

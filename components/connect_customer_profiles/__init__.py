"""Pulumi components that set up Amazon Connect Customer Profiles.

Importing this package loads nothing else: a component's module, and with it `pulumi_aws`, is loaded when it is first
named. The process that runs the dynamic resources never needs them.
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .agent_access import AgentAccess as AgentAccess
    from .agent_access import AgentAccessArgs as AgentAccessArgs
    from .agent_access import AgentAccessLevel as AgentAccessLevel
    from .application_access import ApplicationAccess as ApplicationAccess
    from .application_access import ApplicationAccessArgs as ApplicationAccessArgs
    from .application_access import ApplicationAccessLevel as ApplicationAccessLevel
    from .backfill_supervisor import BackfillSupervisor as BackfillSupervisor
    from .backfill_supervisor import BackfillSupervisorArgs as BackfillSupervisorArgs
    from .base.arguments import InvalidArgumentError as InvalidArgumentError
    from .base.take_over import take_over as take_over
    from .connector_profile import ConnectorProfile as ConnectorProfile
    from .connector_profile import ConnectorProfileArgs as ConnectorProfileArgs
    from .connector_profile import Credentials as Credentials
    from .connector_profile import MarketoCredentials as MarketoCredentials
    from .connector_profile import SalesforceJwtCredentials as SalesforceJwtCredentials
    from .connector_profile import SalesforceOAuthCredentials as SalesforceOAuthCredentials
    from .connector_profile import ServiceNowBasicCredentials as ServiceNowBasicCredentials
    from .connector_profile import ServiceNowOAuthCredentials as ServiceNowOAuthCredentials
    from .connector_profile import ZendeskCredentials as ZendeskCredentials
    from .dead_letter_queue import DeadLetterQueue as DeadLetterQueue
    from .dead_letter_queue import DeadLetterQueueArgs as DeadLetterQueueArgs
    from .dead_letter_redrive import DeadLetterRedrive as DeadLetterRedrive
    from .dead_letter_redrive import DeadLetterRedriveArgs as DeadLetterRedriveArgs
    from .encryption_key import EncryptionKey as EncryptionKey
    from .encryption_key import EncryptionKeyArgs as EncryptionKeyArgs
    from .encryption_key import ServiceConditions as ServiceConditions
    from .execution_role import ExecutionRole as ExecutionRole
    from .execution_role import ExecutionRoleArgs as ExecutionRoleArgs
    from .execution_role import RoleScope as RoleScope
    from .execution_role import RoleTrust as RoleTrust
    from .external_application import ExternalApplication as ExternalApplication
    from .external_application import ExternalApplicationArgs as ExternalApplicationArgs
    from .external_application import ScheduleArgs as ScheduleArgs
    from .external_application import SourceArgs as SourceArgs
    from .external_application import TaskArgs as TaskArgs
    from .ingestion.forecast import Forecast as Forecast
    from .ingestion.forecast import plan as plan
    from .ingestion.integration_arguments import AdoptArgs as AdoptArgs
    from .ingestion.integration_arguments import BatchArgs as BatchArgs
    from .ingestion.integration_arguments import Bulk as Bulk
    from .ingestion.integration_arguments import ConnectorArgs as ConnectorArgs
    from .ingestion.integration_arguments import IntegrationScheduleArgs as IntegrationScheduleArgs
    from .ingestion.integration_arguments import IntegrationWorkflowArgs as IntegrationWorkflowArgs
    from .ingestion.integration_arguments import OnDelete as OnDelete
    from .ingestion.integration_arguments import WaitArgs as WaitArgs
    from .ingestion_monitoring import IngestionMonitoring as IngestionMonitoring
    from .ingestion_monitoring import IngestionMonitoringArgs as IngestionMonitoringArgs
    from .ingestion_monitoring import ThresholdsArgs as ThresholdsArgs
    from .instance_association import InstanceAssociation as InstanceAssociation
    from .instance_association import InstanceAssociationArgs as InstanceAssociationArgs
    from .integration_workflow import IntegrationWorkflow as IntegrationWorkflow
    from .object_mapping import FieldArgs as FieldArgs
    from .object_mapping import KeyArgs as KeyArgs
    from .object_mapping import ObjectMapping as ObjectMapping
    from .object_mapping import ObjectMappingArgs as ObjectMappingArgs
    from .profiles.words import ContactRecordTemplate as ContactRecordTemplate
    from .profiles.words import ContentType as ContentType
    from .profiles.words import StandardIdentifier as StandardIdentifier
    from .profiles_domain import AttributeTypesArgs as AttributeTypesArgs
    from .profiles_domain import AutoMergingArgs as AutoMergingArgs
    from .profiles_domain import ConflictResolutionArgs as ConflictResolutionArgs
    from .profiles_domain import ConsolidationArgs as ConsolidationArgs
    from .profiles_domain import DataStoreArgs as DataStoreArgs
    from .profiles_domain import ExportingArgs as ExportingArgs
    from .profiles_domain import JobScheduleArgs as JobScheduleArgs
    from .profiles_domain import MatchingArgs as MatchingArgs
    from .profiles_domain import MatchingRuleArgs as MatchingRuleArgs
    from .profiles_domain import ProfilesDomain as ProfilesDomain
    from .profiles_domain import ProfilesDomainArgs as ProfilesDomainArgs
    from .profiles_domain import RuleBasedMatchingArgs as RuleBasedMatchingArgs
    from .profiles_domain import S3ExportingArgs as S3ExportingArgs
    from .rules.dead_letters import DeadLetterCause as DeadLetterCause
    from .rules.domain import AddressAttribute as AddressAttribute
    from .rules.domain import AttributeMatchingModel as AttributeMatchingModel
    from .rules.domain import ConflictResolvingModel as ConflictResolvingModel
    from .rules.domain import DayOfTheWeek as DayOfTheWeek
    from .rules.domain import EmailAddressAttribute as EmailAddressAttribute
    from .rules.domain import PhoneNumberAttribute as PhoneNumberAttribute
    from .rules.statuses import BatchResult as BatchResult
    from .rules.statuses import BatchStatus as BatchStatus
    from .rules.statuses import FailedBatchResult as FailedBatchResult
    from .rules.statuses import FlowStatus as FlowStatus
    from .rules.statuses import IngestionMode as IngestionMode
    from .rules.statuses import IntegrationStatus as IntegrationStatus
    from .source_bucket_policy import SourceBucketPolicy as SourceBucketPolicy
    from .source_bucket_policy import SourceBucketPolicyArgs as SourceBucketPolicyArgs
    from .sources.source_types import ConnectionType as ConnectionType
    from .sources.source_types import ConnectorType as ConnectorType
    from .sources.source_types import DataPullMode as DataPullMode
    from .sources.source_types import DataTransferApi as DataTransferApi
    from .sources.source_types import FileType as FileType
    from .sources.source_types import SourceType as SourceType
    from .sources.task_types import AppFlowOperator as AppFlowOperator
    from .sources.task_types import AppFlowTaskType as AppFlowTaskType
    from .sources.task_types import ArithmeticTask as ArithmeticTask
    from .sources.task_types import Calculation as Calculation
    from .sources.task_types import FilterOperator as FilterOperator
    from .sources.task_types import FilterTask as FilterTask
    from .sources.task_types import MapTask as MapTask
    from .sources.task_types import MaskTask as MaskTask
    from .sources.task_types import MergeTask as MergeTask
    from .sources.task_types import Task as Task
    from .sources.task_types import TruncateTask as TruncateTask
    from .sources.task_types import ValidateTask as ValidateTask
    from .sources.task_types import Validation as Validation
    from .sources.task_types import ValidationAction as ValidationAction

# Every public name, by the module that has it. Type checkers read the imports above: a test compares the two.
_NAMES = {
    "agent_access": "AgentAccess AgentAccessArgs AgentAccessLevel",
    "application_access": "ApplicationAccess ApplicationAccessArgs ApplicationAccessLevel",
    "backfill_supervisor": "BackfillSupervisor BackfillSupervisorArgs",
    "base.arguments": "InvalidArgumentError",
    "base.take_over": "take_over",
    "connector_profile": (
        "ConnectorProfile ConnectorProfileArgs Credentials MarketoCredentials SalesforceJwtCredentials "
        "SalesforceOAuthCredentials ServiceNowBasicCredentials ServiceNowOAuthCredentials ZendeskCredentials"
    ),
    "dead_letter_queue": "DeadLetterQueue DeadLetterQueueArgs",
    "dead_letter_redrive": "DeadLetterRedrive DeadLetterRedriveArgs",
    "encryption_key": "EncryptionKey EncryptionKeyArgs ServiceConditions",
    "execution_role": "ExecutionRole ExecutionRoleArgs RoleScope RoleTrust",
    "external_application": "ExternalApplication ExternalApplicationArgs ScheduleArgs SourceArgs TaskArgs",
    "ingestion.forecast": "Forecast plan",
    "ingestion.integration_arguments": (
        "AdoptArgs BatchArgs Bulk ConnectorArgs IntegrationScheduleArgs IntegrationWorkflowArgs OnDelete WaitArgs"
    ),
    "ingestion_monitoring": "IngestionMonitoring IngestionMonitoringArgs ThresholdsArgs",
    "instance_association": "InstanceAssociation InstanceAssociationArgs",
    "integration_workflow": "IntegrationWorkflow",
    "object_mapping": "FieldArgs KeyArgs ObjectMapping ObjectMappingArgs",
    "profiles.words": "ContactRecordTemplate ContentType StandardIdentifier",
    "profiles_domain": (
        "AttributeTypesArgs AutoMergingArgs ConflictResolutionArgs ConsolidationArgs DataStoreArgs "
        "ExportingArgs JobScheduleArgs MatchingArgs MatchingRuleArgs ProfilesDomain ProfilesDomainArgs "
        "RuleBasedMatchingArgs S3ExportingArgs"
    ),
    "rules.dead_letters": "DeadLetterCause",
    "rules.domain": (
        "AddressAttribute AttributeMatchingModel ConflictResolvingModel DayOfTheWeek EmailAddressAttribute "
        "PhoneNumberAttribute"
    ),
    "rules.statuses": "BatchResult BatchStatus FailedBatchResult FlowStatus IngestionMode IntegrationStatus",
    "source_bucket_policy": "SourceBucketPolicy SourceBucketPolicyArgs",
    "sources.source_types": "ConnectionType ConnectorType DataPullMode DataTransferApi FileType SourceType",
    "sources.task_types": (
        "AppFlowOperator AppFlowTaskType ArithmeticTask Calculation FilterOperator FilterTask MapTask "
        "MaskTask MergeTask Task TruncateTask ValidateTask Validation ValidationAction"
    ),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = sorted([*_MODULES, "__version__"])  # noqa: PLE0605 - made of the table


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("connect-customer-profiles")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)


def __dir__() -> list[str]:
    return __all__

"""What calls answer: the members that are read here, named as in the APIs. `tests/unit/aws/test_answers.py` compares
them with botocore's models, which also say which members are always present.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Required, TypedDict

# AppFlow


class Schedule(TypedDict, total=False):
    """The schedule of a flow."""

    scheduleExpression: Required[str]
    dataPullMode: str
    scheduleStartTime: datetime
    timezone: str
    scheduleOffset: int
    firstExecutionFrom: datetime


class TriggerProperties(TypedDict, total=False):
    """What a trigger of type `Scheduled` has."""

    Scheduled: Schedule


class Trigger(TypedDict, total=False):
    """What starts a flow."""

    triggerType: Required[str]
    triggerProperties: TriggerProperties


class SourceFlowConfig(TypedDict, total=False):
    """The source of a flow."""

    connectorType: Required[str]
    apiVersion: str
    connectorProfileName: str
    sourceConnectorProperties: Required[Mapping[str, Mapping[str, Any]]]
    incrementalPullConfig: Mapping[str, str]


class ProfilesDestination(TypedDict, total=False):
    """A flow's destination in Customer Profiles."""

    domainName: Required[str]
    objectTypeName: str


class DestinationProperties(TypedDict, total=False):
    """What a flow's destination has, by its type."""

    CustomerProfiles: ProfilesDestination


class Destination(TypedDict):
    """A destination of a flow."""

    connectorType: str
    destinationConnectorProperties: DestinationProperties


class FlowTask(TypedDict, total=False):
    """A task of a flow."""

    taskType: Required[str]
    sourceFields: Required[list[str]]
    connectorOperator: Mapping[str, str]
    destinationField: str
    taskProperties: Mapping[str, str]


class Flow(TypedDict, total=False):
    """A flow, from DescribeFlow."""

    flowName: str
    flowArn: str
    description: str
    kmsArn: str
    flowStatus: str
    sourceFlowConfig: SourceFlowConfig
    destinationFlowConfigList: list[Destination]
    lastRunExecutionDetails: Mapping[str, Any]
    triggerConfig: Trigger
    tasks: list[FlowTask]
    createdAt: datetime
    lastUpdatedAt: datetime
    tags: Mapping[str, str]


class LastRun(TypedDict, total=False):
    """The latest run of a flow."""

    mostRecentExecutionStatus: str
    mostRecentExecutionTime: datetime


class ListedFlow(TypedDict, total=False):
    """A flow, from ListFlows."""

    flowName: str
    description: str
    destinationConnectorType: str
    flowStatus: str
    lastUpdatedAt: datetime
    lastRunExecutionDetails: LastRun


class RunError(TypedDict, total=False):
    """Why a run failed."""

    executionMessage: str


class RunResult(TypedDict, total=False):
    """What came of a run."""

    errorInfo: RunError
    recordsProcessed: int


class FlowRun(TypedDict, total=False):
    """A run of a flow, from DescribeFlowExecutionRecords."""

    executionStatus: str
    executionResult: RunResult
    startedAt: datetime
    lastUpdatedAt: datetime
    dataPullEndTime: datetime


class ConnectorProfile(TypedDict, total=False):
    """A connector profile, from DescribeConnectorProfiles."""

    connectorProfileArn: str
    connectorProfileName: str
    connectorType: str
    connectionMode: str
    connectorProfileProperties: Mapping[str, Any]
    lastUpdatedAt: datetime


# Customer Profiles


class Domain(TypedDict, total=False):
    """A domain, from GetDomain."""

    DomainName: Required[str]
    DefaultExpirationDays: int
    DefaultEncryptionKey: str
    DeadLetterQueueUrl: str
    Matching: Mapping[str, Any]
    RuleBasedMatching: Mapping[str, Any]
    DataStore: Mapping[str, Any]
    Tags: Mapping[str, str]


class EventStream(TypedDict, total=False):
    """A stream of a domain's changes to Kinesis, from ListEventStreams."""

    EventStreamName: Required[str]
    State: str


class CalculatedAttribute(TypedDict, total=False):
    """A calculated attribute, from ListCalculatedAttributeDefinitions."""

    CalculatedAttributeName: str


class ListedObjectType(TypedDict):
    """An object type, from ListProfileObjectTypes."""

    ObjectTypeName: str


class ObjectTypeField(TypedDict, total=False):
    """A field of an object type."""

    Source: str
    Target: str
    ContentType: str


class ObjectTypeKey(TypedDict, total=False):
    """A variant of a key of an object type."""

    StandardIdentifiers: list[str]
    FieldNames: list[str]


class ObjectType(TypedDict, total=False):
    """An object type, from GetProfileObjectType."""

    Description: str
    TemplateId: str
    ExpirationDays: int
    EncryptionKey: str
    SourceLastUpdatedTimestampFormat: str
    Fields: Mapping[str, ObjectTypeField]
    Keys: Mapping[str, list[ObjectTypeKey]]
    AllowProfileCreation: bool
    MaxProfileObjectCount: int
    SourcePriority: int
    Tags: Mapping[str, str]


class ObjectTypeTemplate(TypedDict, total=False):
    """A template, from GetProfileObjectTypeTemplate."""

    Fields: Mapping[str, ObjectTypeField]
    Keys: Mapping[str, list[ObjectTypeKey]]
    AllowProfileCreation: bool
    DefaultMaxProfileObjectCount: int


class AppflowAttributes(TypedDict, total=False):
    """What a workflow was started with."""

    RoleArn: str


class WorkflowAttributes(TypedDict, total=False):
    """What a workflow was started with, by its type."""

    AppflowIntegration: AppflowAttributes


class AppflowMetrics(TypedDict):
    """How far a workflow is."""

    RecordsProcessed: int
    StepsCompleted: int
    TotalSteps: int


class WorkflowMetrics(TypedDict, total=False):
    """How far a workflow is, by its type."""

    AppflowIntegration: AppflowMetrics


class Workflow(TypedDict, total=False):
    """A workflow, from GetWorkflow."""

    WorkflowId: str
    Status: str
    ErrorDescription: str
    StartDate: datetime
    LastUpdatedAt: datetime
    Attributes: WorkflowAttributes
    Metrics: WorkflowMetrics


class WorkflowStep(TypedDict, total=False):
    """A step of a workflow, from GetWorkflowSteps."""

    FlowName: Required[str]
    Status: Required[str]
    ExecutionMessage: str
    RecordsProcessed: int
    BatchRecordsStartTime: str
    BatchRecordsEndTime: str
    CreatedAt: datetime


class ListedWorkflow(TypedDict):
    """A workflow, from ListWorkflows."""

    WorkflowId: str
    Status: str
    CreatedAt: datetime


class Integration(TypedDict, total=False):
    """An integration, from ListIntegrations or GetIntegration."""

    Uri: Required[str]
    ObjectTypeName: str
    ObjectTypeNames: Mapping[str, str]
    Tags: Mapping[str, str]
    WorkflowId: str


class ProfileObject(TypedDict, total=False):
    """An object behind a profile, from ListProfileObjects."""

    Object: str


class Profile(TypedDict, total=False):
    """A profile, from SearchProfiles. It has many more members; whoever shows them takes them as they come."""

    ProfileId: str

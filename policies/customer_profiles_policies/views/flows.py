"""Flows into a domain."""

from dataclasses import dataclass
from typing import Any

from connect_customer_profiles.names import owned_types
from connect_customer_profiles.sources import CONNECTORS, SOURCES
from connect_customer_profiles.sources.task import TASK_TYPES

from ..subject import Kind, Reader, Subject, View, constant, given, prop
from .common import COMPONENT


@dataclass(frozen=True)
class Flow:
    """A flow.

    Attributes:
        source: the connector type.
        has_key: whether a KMS key is given.
        schedule: the expression that says when it runs.
    """

    source: Reader
    has_key: Reader
    schedule: Reader


@dataclass(frozen=True)
class DeclaredFlow(Flow):
    """A flow in the form of an API.

    Attributes:
        tasks: the types of its tasks.
        sources: the connector types that the API has.
        task_types: the types of tasks that the API has for a domain.
    """

    tasks: Reader
    sources: Reader
    task_types: Reader


def _delivers_to_a_domain(subject: Subject) -> bool:
    """Whether an AppFlow flow has a Customer Profiles destination."""
    return any(
        str(each.get("connectorType", "")) == "CustomerProfiles"
        for each in subject.props.get("destinationFlowConfigs") or []
    )


def _defines_a_flow(subject: Subject) -> bool:
    return "flowDefinition" in set(subject.props)


def _task_types(list_of_tasks: Any, name: str) -> list[str]:
    return [str(task[name]) for task in list_of_tasks or [] if name in set(task)]


def _expression(subject: Subject) -> Any:
    """When a component's flow runs: the expression itself, or an object with it."""
    schedule = prop("schedule")(subject)
    return schedule if schedule is None or isinstance(schedule, str) else schedule["expression"]


FLOW: Kind = {
    f"{COMPONENT}ExternalApplication": View(
        Flow(source=prop("source", "type"), has_key=given("kms_key_arn"), schedule=_expression)
    ),
    **dict.fromkeys(
        owned_types("ExternalFlow"),
        View(
            Flow(
                source=prop("flow", "source", "connectorType"),
                has_key=given("kms_key_arn"),
                schedule=prop("flow", "trigger", "triggerProperties", "Scheduled", "scheduleExpression"),
            )
        ),
    ),
    f"{COMPONENT}IntegrationWorkflow": View(
        Flow(
            source=prop("connector", "type"),
            has_key=given("kms_key_arn"),
            schedule=_expression,
        )
    ),
    **dict.fromkeys(
        owned_types("Ingestion"),
        View(
            Flow(
                source=prop("flow_definition", "SourceFlowConfig", "ConnectorType"),
                has_key=given("kms_key_arn"),
                schedule=prop(
                    *("flow_definition", "TriggerConfig", "TriggerProperties", "Scheduled", "ScheduleExpression")
                ),
            )
        ),
    ),
    "aws-native:customerprofiles:Integration": View(
        DeclaredFlow(
            source=prop("flowDefinition", "sourceFlowConfig", "connectorType"),
            has_key=lambda subject: "kmsArn" in set(prop("flowDefinition", default={})(subject)),
            schedule=prop("flowDefinition", "triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
            tasks=lambda subject: _task_types(prop("flowDefinition", "tasks")(subject), "taskType"),
            sources=constant(tuple(CONNECTORS)),
            # CloudFormation's schema of `AWS::CustomerProfiles::Integration`.
            task_types=constant(("Arithmetic", "Filter", "Map", "Mask", "Merge", "Truncate", "Validate")),
        ),
        concerns=_defines_a_flow,
    ),
    "aws:appflow/flow:Flow": View(
        DeclaredFlow(
            source=prop("sourceFlowConfig", "connectorType"),
            has_key=given("kmsArn"),
            schedule=prop("triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
            tasks=lambda subject: _task_types(prop("tasks")(subject), "taskType"),
            sources=constant(tuple(each.api_type for each in SOURCES.values())),
            task_types=constant(tuple(TASK_TYPES)),
        ),
        concerns=_delivers_to_a_domain,
    ),
}
DECLARED_FLOW: Kind = {token: view for token, view in FLOW.items() if isinstance(view.fields, DeclaredFlow)}
"""Flows in the form of an API; our components check theirs themselves."""

"""Flows into a domain."""

from dataclasses import dataclass
from typing import Any

from ..subject import Kind, Reader, Subject, View, given, prop
from .common import COMPONENT, DYNAMIC


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
    """A flow that CloudFormation's schema describes.

    Attributes:
        tasks: the types of its tasks.
    """

    tasks: Reader


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
    """When an external application runs: the expression itself, or an object with it."""
    schedule = prop("schedule")(subject)
    return schedule if schedule is None or isinstance(schedule, str) else schedule["expression"]


FLOW: Kind = {
    f"{COMPONENT}ExternalApplication": View(
        Flow(source=prop("source", "type"), has_key=given("kms_key_arn"), schedule=_expression)
    ),
    f"{DYNAMIC}ExternalFlow": View(
        Flow(
            source=prop("flow", "source", "connectorType"),
            has_key=given("kms_key_arn"),
            schedule=prop("flow", "trigger", "triggerProperties", "Scheduled", "scheduleExpression"),
        )
    ),
    f"{COMPONENT}IntegrationWorkflow": View(
        Flow(
            source=prop("connector", "type"),
            has_key=given("kms_key_arn"),
            schedule=prop("schedule"),
        )
    ),
    f"{DYNAMIC}Ingestion": View(
        Flow(
            source=prop("flow_definition", "SourceFlowConfig", "ConnectorType"),
            has_key=given("kms_key_arn"),
            schedule=prop(
                *("flow_definition", "TriggerConfig", "TriggerProperties", "Scheduled", "ScheduleExpression")
            ),
        )
    ),
    "aws-native:customerprofiles:Integration": View(
        DeclaredFlow(
            source=prop("flowDefinition", "sourceFlowConfig", "connectorType"),
            has_key=lambda subject: "kmsArn" in set(prop("flowDefinition", default={})(subject)),
            schedule=prop("flowDefinition", "triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
            tasks=lambda subject: _task_types(prop("flowDefinition", "tasks")(subject), "taskType"),
        ),
        concerns=_defines_a_flow,
    ),
    "aws:appflow/flow:Flow": View(
        Flow(
            source=prop("sourceFlowConfig", "connectorType"),
            has_key=given("kmsArn"),
            schedule=prop("triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
        ),
        concerns=_delivers_to_a_domain,
    ),
}
DECLARED_FLOW: Kind = {"aws-native:customerprofiles:Integration": FLOW["aws-native:customerprofiles:Integration"]}
"""Flows that CloudFormation's schema describes."""

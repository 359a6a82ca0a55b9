"""What Customer Profiles does with integration workflows, which need a source with history: Contacts of Salesforce.

A filter that no record meets sees to it that nobody's data is loaded.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from botocore.exceptions import ClientError
from connect_customer_profiles import names
from connect_customer_profiles.policy import execution_policy

from .stage import OBJECT_TYPE, Stage

DAY = 86_400.0
BATCHES_AGO = (4, 3), (3, 2)
"""From and to how many days ago the history goes; what is asked for after it begins a day later."""

NOBODY = "003000000000000AAA"
"""An ID that no Contact has."""

FIELDS = ("Id", "LastModifiedDate")
FLOW_PREFIX = "workflow-"

ROLE_SECONDS = 20.0
"""How long IAM may take until everybody knows a new role."""

WORKFLOW_SECONDS = 7_200.0
DELETION_SECONDS = 600.0
NEAR_SECONDS = 3_600.0

REFUSALS = ("BadRequestException", "AccessDeniedException", "ValidationException")
RUNS_FLOWS = "appflow:StartFlow"


@dataclass
class Loaded:
    """A workflow that has ended.

    Attributes:
        id: its ID.
        flow: the name that was requested for its flow.
        status: how it ended.
        steps: as GetWorkflowSteps told them while there were any flows of theirs.
        asked_from: from when on the ongoing flow was to pull, in epoch seconds.
        batches_end: when the last batch ends.
        ended: when it ended.
        evidence: the calls that show it.
    """

    id: str
    flow: str
    status: str
    steps: list[dict[str, Any]]
    asked_from: float
    batches_end: float
    ended: float
    evidence: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Deletion:
    """What became of a workflow that had ended and was then deleted.

    Attributes:
        refused: whether DeleteWorkflow refuses it.
        integration_gone: whether its ongoing integration went with it.
        record: what GetWorkflow says of it: its status, or nothing.
        status: what it said before.
        evidence: the calls that show it.
    """

    refused: bool
    integration_gone: bool
    record: str | None
    status: str
    evidence: list[dict[str, Any]] = field(default_factory=list)


Shown = TypeVar("Shown", Loaded, Deletion)


@dataclass
class Workflows:
    """The workflows of one run: each is loaded once, whatever is observed of it."""

    stage: Stage
    _kept: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stage: Stage) -> "Workflows":
        """Those of a stage."""
        found: Workflows = stage.kept.setdefault("workflows", cls(stage))
        return found

    @property
    def profiles(self) -> Any:
        """The client."""
        return self.stage.caller.client("customer-profiles")

    def loaded(self) -> Loaded:
        """A workflow with two batches."""
        return self._once("loaded", lambda: self._load("loaded", role(self.stage, "loads")))

    def failed(self) -> Loaded:
        """One that may make flows but not run them."""
        return self._once("failed", lambda: self._load("failed", role(self.stage, "fails", without=RUNS_FLOWS)))

    def deleted(self) -> Deletion:
        """The first of them, deleted: what else is observed of it comes before."""
        return self._once("deleted", self._delete)

    def start(self, name: str, role_arn: str, batches: list[tuple[float, float]] | None = None) -> str:
        """The ID of a new workflow.

        Args:
            name: the end of its flow's name.
            role_arn: its role.
            batches: epoch seconds. Default: two days, each in a batch.
        """
        batches = batches or self.batches()
        answer = self.profiles.create_integration_workflow(
            DomainName=self.stage.name,
            WorkflowType="APPFLOW_INTEGRATION",
            ObjectTypeName=OBJECT_TYPE,
            RoleArn=role_arn,
            IntegrationConfig={
                "AppflowIntegration": {
                    "FlowDefinition": self._definition(name),
                    "Batches": [{"StartTime": start, "EndTime": end} for start, end in batches],
                }
            },
        )
        return str(answer["WorkflowId"])

    def is_refused(self, name: str, *codes: str, batches: list[tuple[float, float]] | None = None) -> bool:
        """Whether a workflow is refused when it is asked for; one that is not is deleted."""
        asking = role(self.stage, "asks")
        return self.stage.caller.refused(lambda: self._begin_and_delete(name, asking, batches), *codes)

    def is_assumed(self, name: str, condition: dict[str, Any]) -> bool | None:
        """Whether a role is assumed whose trust has a condition; None if it takes too long to tell."""
        try:
            found = self.start(name, role(self.stage, name, condition=condition))
        except ClientError as error:
            if error.response["Error"]["Code"] in REFUSALS:
                return False
            raise
        began = self.stage.caller.until(lambda: self.status(found) != "NOT_STARTED", WORKFLOW_SECONDS)
        status = self.status(found)
        self.profiles.delete_workflow(DomainName=self.stage.name, WorkflowId=found)
        return status != "FAILED" if began else None

    def status(self, workflow: str) -> str | None:
        """What GetWorkflow says; None if it knows no such workflow."""
        try:
            found = self.profiles.get_workflow(DomainName=self.stage.name, WorkflowId=workflow)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return None
            raise
        return str(found["Status"])

    def has_integration(self, flow: str) -> bool:
        """Whether the domain has the integration of a flow."""
        uri = self.stage.uri(flow)
        get = self.profiles.get_integration
        return not self.stage.caller.code(lambda: get(DomainName=self.stage.name, Uri=uri))

    def batches(self) -> list[tuple[float, float]]:
        """Two days, each in a batch."""
        today = self._today
        return [(today - start * DAY, today - end * DAY) for start, end in BATCHES_AGO]

    def flow(self, name: str) -> str:
        """The name of a workflow's flow."""
        return f"{self.stage.name}-{FLOW_PREFIX}{name}"

    @cached_property
    def _today(self) -> float:
        """The day on which it is first asked for: a run may go on past midnight."""
        return self.stage.caller.now() // DAY * DAY

    def _once(self, name: str, make: Callable[[], Shown]) -> Shown:
        evidence = self.stage.caller.evidence
        if name not in self._kept:
            made = make()
            made.evidence = list(evidence)
            self._kept[name] = made
            return made
        found: Shown = self._kept[name]
        evidence.extend(found.evidence)
        return found

    def _load(self, name: str, role_arn: str) -> Loaded:
        found, flow = self.start(name, role_arn), self.flow(name)
        steps: list[dict[str, Any]] = []

        def ended() -> bool:
            told = self.profiles.get_workflow_steps(DomainName=self.stage.name, WorkflowId=found)["Items"]
            steps[:] = [each["AppflowIntegration"] for each in told] or steps
            return self.status(found) in ("COMPLETE", "FAILED", "SPLIT", "CANCELLED")

        if not self.stage.caller.until(ended, WORKFLOW_SECONDS):
            raise TimeoutError(f"workflow {found} has not ended within {WORKFLOW_SECONDS:g} s")
        return Loaded(
            id=found,
            flow=flow,
            status=self.status(found) or "",
            steps=steps,
            asked_from=self._asked_from(),
            batches_end=self.batches()[-1][1],
            ended=self.stage.caller.now(),
        )

    def _delete(self) -> Deletion:
        ended = self.loaded()
        caller = self.stage.caller
        delete = self.profiles.delete_workflow
        if caller.code(lambda: delete(DomainName=self.stage.name, WorkflowId=ended.id)):
            return Deletion(True, False, ended.status, ended.status)
        gone = caller.until(lambda: not self.has_integration(ended.flow), DELETION_SECONDS)
        caller.until(lambda: self.status(ended.id) != ended.status, DELETION_SECONDS)
        return Deletion(False, gone, self.status(ended.id), ended.status)

    def _begin_and_delete(self, name: str, role_arn: str, batches: list[tuple[float, float]] | None) -> None:
        found = self.start(name, role_arn, batches)
        self.profiles.delete_workflow(DomainName=self.stage.name, WorkflowId=found)

    def _asked_from(self) -> float:
        return self._today - DAY

    def _definition(self, name: str) -> dict[str, Any]:
        kind = "Salesforce"
        nobody = {"DATA_TYPE": "string", "VALUE": NOBODY}
        chosen = {"TaskType": "Filter", "SourceFields": ["Id"], "ConnectorOperator": {kind: "EQUAL_TO"}}
        projection = {"TaskType": "Filter", "SourceFields": [*FIELDS], "ConnectorOperator": {kind: "PROJECTION"}}
        copied = {"TaskType": "Map", "SourceFields": ["Id"], "DestinationField": "number"}
        schedule = {
            "ScheduleExpression": "rate(1days)",
            "DataPullMode": "Incremental",
            "ScheduleStartTime": self.stage.caller.now() + 2 * DAY,
            "FirstExecutionFrom": self._asked_from(),
        }
        return {
            "FlowName": self.flow(name),
            "KmsArn": self.stage.key_arn,
            "SourceFlowConfig": {
                "ConnectorType": kind,
                "ConnectorProfileName": self.stage.salesforce,
                "IncrementalPullConfig": {"DatetimeTypeFieldName": "LastModifiedDate"},
                "SourceConnectorProperties": {kind: {"Object": "Contact"}},
            },
            "Tasks": [
                {**projection, "TaskProperties": {}},
                {**chosen, "TaskProperties": nobody},
                {**copied, "ConnectorOperator": {kind: "NO_OP"}, "TaskProperties": {}},
            ],
            "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": schedule}},
        }


def role(stage: Stage, name: str, *, without: str = "", condition: dict[str, Any] | None = None) -> str:
    """The ARN of an execution role, made if there is none of that name.

    Args:
        stage: what it is for.
        name: the end of its name.
        without: an action that it must not have.
        condition: of its trust.
    """
    caller, full = stage.caller, f"{stage.name}-{name}"
    iam, arn = caller.client("iam"), names.role_arn(caller.account, full)
    if not caller.code(lambda: iam.get_role(RoleName=full)):
        return arn
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": names.SERVICE_PRINCIPAL},
        "Action": "sts:AssumeRole",
        **({"Condition": condition} if condition else {}),
    }
    policy = json.loads(
        execution_policy(
            region=caller.region,
            account=caller.account,
            domain_name=stage.name,
            kms_key_arn=stage.key_arn,
            connector_profile_names=[stage.salesforce],
            scope="documented",
        )
    )
    for statement in policy["Statement"]:
        statement["Action"] = [each for each in statement["Action"] if each != without]
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName=full, AssumeRolePolicyDocument=document)
    iam.put_role_policy(RoleName=full, PolicyName="execution", PolicyDocument=json.dumps(policy))
    caller.pause(ROLE_SECONDS)
    return arn

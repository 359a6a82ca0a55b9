"""What a workflow makes in AppFlow and in its domain, with the rights of its role."""

import copy
from typing import Any

from ..appflow.models import Flow, flows_of
from ..state import Context
from . import access
from .access import OWNING_SERVICE, OWNING_SERVICE_TAG, RolePermissions
from .models import Domain, Integration, Step, Workflow
from .provisioning import integration_arn, make_flow


class WorkflowFlows:
    """The flows and integrations of one workflow."""

    def __init__(self, context: Context, domain: Domain, workflow: Workflow) -> None:
        self.context = context
        self.domain = domain
        self.workflow = workflow

    def rights(self) -> RolePermissions:
        """The rights of the workflow's role.

        Raises:
            ServiceError: The role cannot be assumed.
        """
        workflow = self.workflow
        role = access.assumable_role(self.context, workflow.role_arn, self.domain.arn, workflow.arn)
        return RolePermissions(self.context, role)

    def allow_new(self, rights: RolePermissions, flow_arn: str) -> None:
        """Checks everything that a new flow and its integration need."""
        definition = self.workflow.definition
        key = access.existing_key(self.context, definition["KmsArn"])
        rights.create_flow(flow_arn, definition["SourceFlowConfig"]["ConnectorProfileName"], key)
        own_key = self.domain.settings.get("DefaultEncryptionKey")
        objects_key = access.existing_key(self.context, own_key) if own_key else key
        rights.put_integration(integration_arn(self.domain, flow_arn), objects_key)

    def make(self, definition: dict[str, Any], name: str, tags: dict[str, str], moment: float) -> Flow:
        """Makes a flow that Customer Profiles owns: a Draft."""
        owned = {OWNING_SERVICE_TAG: OWNING_SERVICE} | tags
        object_type_name = self.workflow.object_type_name
        return make_flow(self.context, self.domain, definition, object_type_name, name, owned, moment)

    def integrate(self, flow: Flow, moment: float, *, hidden: bool) -> None:
        """Binds a flow to the domain."""
        self.domain.integrations[flow.arn] = Integration(
            uri=flow.arn,
            arn=integration_arn(self.domain, flow.arn),
            created_at=moment,
            updated_at=moment,
            object_type_name=self.workflow.object_type_name,
            workflow_id=self.workflow.workflow_id,
            hidden=hidden,
            tags=dict(flow.tags),
            flow_name=flow.name,
        )

    def forget(self, step: Step) -> None:
        """Removes a step's temporary flow and hidden integration."""
        flow = flows_of(self.context.region).pop(step.flow_name, None)
        if flow is not None:
            self.domain.integrations.pop(flow.arn, None)

    def continuous_definition(self, moment: float) -> dict[str, Any]:
        """The flow definition with the point in time from which the first run pulls."""
        definition = copy.deepcopy(self.workflow.definition)
        schedule = definition["TriggerConfig"].get("TriggerProperties", {}).get("Scheduled")
        if schedule is None:
            return definition
        end_of_batches = max(step.end for step in self.workflow.steps)
        mode = self.context.behaviours.final_flow_first_execution
        if mode == "creation":
            schedule["FirstExecutionFrom"] = moment
        elif mode == "last_batch_end" or "FirstExecutionFrom" not in schedule:
            schedule["FirstExecutionFrom"] = end_of_batches
        return definition

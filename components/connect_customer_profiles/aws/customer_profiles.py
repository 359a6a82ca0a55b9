"""The Customer Profiles calls that administer a domain: workflows, integrations, tags.

https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_Operations.html
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from ..names import integration_arn
from .answers import (
    CalculatedAttribute,
    Domain,
    EventStream,
    Integration,
    ListedObjectType,
    ListedWorkflow,
    ObjectTypeTemplate,
    Workflow,
    WorkflowStep,
)
from .call import Calls

SERVICE = "customer-profiles"


class CustomerProfiles(Calls):
    """Domains, workflows and integrations."""

    def get_domain(self, domain: str) -> Domain | None:
        """Key, dead-letter queue and sizes of a domain, or None."""
        return self._found(SERVICE, "GetDomain", DomainName=domain)

    def domain_exists(self, domain: str) -> bool:
        """Whether there is such a domain."""
        return self.get_domain(domain) is not None

    def domains(self) -> list[str]:
        """The names of the domains of the account and Region."""
        return [str(each["DomainName"]) for each in self._pages(SERVICE, "ListDomains", "Items")]

    def object_types(self, domain: str) -> list[ListedObjectType]:
        """The object types of a domain; none if there is no such domain."""
        return list(self._pages(SERVICE, "ListProfileObjectTypes", "Items", DomainName=domain))

    def event_streams(self, domain: str) -> list[EventStream]:
        """The event streams of a domain; none if there is no such domain."""
        return list(self._pages(SERVICE, "ListEventStreams", "Items", DomainName=domain))

    def calculated_attributes(self, domain: str) -> list[CalculatedAttribute]:
        """The calculated attributes of a domain; none if there is no such domain."""
        return list(self._pages(SERVICE, "ListCalculatedAttributeDefinitions", "Items", DomainName=domain))

    def object_type_template(self, template_id: str) -> ObjectTypeTemplate | None:
        """Fields and keys of one of AWS's templates, or None."""
        return self._found(SERVICE, "GetProfileObjectTypeTemplate", TemplateId=template_id)

    def create_integration_workflow(
        self,
        domain: str,
        object_type: str,
        role_arn: str,
        definition: dict[str, Any],
        batches: list[dict[str, datetime]],
        tags: dict[str, str],
    ) -> str:
        """Start a workflow and return its ID. Never sent twice, because the API has no client token."""
        config = {
            "AppflowIntegration": {
                "FlowDefinition": definition,
                "Batches": [{"StartTime": each["start"], "EndTime": each["end"]} for each in batches],
            }
        }
        answer = self._call(
            SERVICE,
            "CreateIntegrationWorkflow",
            repeatable=False,
            DomainName=domain,
            WorkflowType="APPFLOW_INTEGRATION",
            IntegrationConfig=config,
            ObjectTypeName=object_type,
            RoleArn=role_arn,
            **_tagged(tags),
        )
        return str(answer["WorkflowId"])

    def get_workflow(self, domain: str, workflow_id: str) -> Workflow | None:
        """Status, error, source and metrics of a workflow."""
        return self._found(SERVICE, "GetWorkflow", DomainName=domain, WorkflowId=workflow_id)

    def get_workflow_steps(self, domain: str, workflow_id: str) -> list[WorkflowStep]:
        """All steps of a workflow; none if it does not exist."""
        items = self._pages(SERVICE, "GetWorkflowSteps", "Items", DomainName=domain, WorkflowId=workflow_id)
        return [item["AppflowIntegration"] for item in items]

    def list_workflows(self, domain: str, since: datetime) -> list[ListedWorkflow]:
        """The workflows of a domain that started after `since`."""
        kind = "APPFLOW_INTEGRATION"
        return list(
            self._pages(SERVICE, "ListWorkflows", "Items", DomainName=domain, WorkflowType=kind, QueryStartDate=since)
        )

    def delete_workflow(self, domain: str, workflow_id: str) -> None:
        """Request the deletion of a workflow, which then proceeds asynchronously."""
        self._found(SERVICE, "DeleteWorkflow", DomainName=domain, WorkflowId=workflow_id)

    def put_integration(self, domain: str, object_type: str, definition: dict[str, Any], tags: dict[str, str]) -> str:
        """Create an integration with its flow and return its URI, the flow's ARN. Never sent twice."""
        answer = self._put_integration(domain, object_type, tags, repeatable=False, FlowDefinition=definition)
        return str(answer["Uri"])

    def put_flow_integration(self, domain: str, object_type: str, uri: str, tags: dict[str, str]) -> None:
        """Integrate a flow that was made in AppFlow, or change the object type of its integration."""
        self._put_integration(domain, object_type, tags, Uri=uri)

    def _put_integration(
        self, domain: str, object_type: str, tags: dict[str, str], *, repeatable: bool = True, **what: Any
    ) -> dict[str, Any]:
        request = {"DomainName": domain, "ObjectTypeName": object_type, **what, **_tagged(tags)}
        return self._call(SERVICE, "PutIntegration", repeatable=repeatable, **request)

    def get_integration(self, domain: str, uri: str) -> Integration | None:
        """An integration by its URI."""
        return self._found(SERVICE, "GetIntegration", DomainName=domain, Uri=uri)

    def remains(self, domain: str, uri: str, workflow_ids: Iterable[str]) -> bool:
        """Whether a domain has an integration, if there was one (`uri`), or any of the workflows that loaded it."""
        if uri and self.get_integration(domain, uri):
            return True
        return any(self.get_workflow(domain, each) for each in workflow_ids)

    def list_integrations(self, domain: str, *, hidden: bool) -> list[Integration]:
        """The integrations of a domain; none if there is no such domain.

        Args:
            domain: domain name.
            hidden: also those that the steps of workflows need.
        """
        return list(self._pages(SERVICE, "ListIntegrations", "Items", DomainName=domain, IncludeHidden=hidden))

    def domains_of(self, uri: str) -> list[str]:
        """The domains of the account and Region that have an integration of this URI, such as a Connect instance."""
        found = self._pages(SERVICE, "ListAccountIntegrations", "Items", Uri=uri)
        return [str(each["DomainName"]) for each in found]

    def delete_integration(self, domain: str, uri: str) -> None:
        """Delete an integration, if it exists."""
        self._found(SERVICE, "DeleteIntegration", DomainName=domain, Uri=uri)

    def tag_integration(self, domain: str, uri: str, tags: dict[str, str], removed: list[str]) -> None:
        """Set tags on an integration and remove others."""
        arn = integration_arn(self.region, self.account, domain, uri)
        if removed:
            self._call(SERVICE, "UntagResource", resourceArn=arn, tagKeys=removed)
        if tags:
            self._call(SERVICE, "TagResource", resourceArn=arn, tags=tags)


def _tagged(tags: dict[str, str]) -> dict[str, Any]:
    return {"Tags": tags} if tags else {}

"""Every Customer Profiles and AppFlow call that the dynamic resources make, one method each.

A call ends in one of three ways, whatever the API: an answer, `None` for a thing that does not exist, or `AwsError`.
"""

import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from ..names import flow_arn, integration_arn
from . import pace as rates
from . import session
from .errors import AwsError

THROTTLED_ATTEMPTS = 10


class AwsClient:
    """The calls, for one account and Region, paced by the documented quotas.

    Args:
        account: 12 digits; part of ARNs and of the shared pace.
        region: Region name.
        credentials: see `session.Credentials`.
        sleep: seconds to wait before a throttled call is repeated.
        bucket: what the caller allows itself for all calls together, beside the quotas.
    """

    def __init__(
        self,
        account: str,
        region: str,
        credentials: session.Credentials,
        *,
        sleep: Callable[[float], None] = time.sleep,
        bucket: rates.TokenBucket | None = None,
    ) -> None:
        self.account = account
        self.region = region
        self.credentials = credentials
        self._sleep = sleep
        self._bucket = bucket

    def create_integration_workflow(
        self,
        domain: str,
        object_type: str,
        role_arn: str,
        definition: dict[str, Any],
        batches: list[dict[str, datetime]],
        tags: dict[str, str],
    ) -> str:
        """Start a workflow and return its id. Never sent twice: the API has no client token."""
        config = {
            "AppflowIntegration": {
                "FlowDefinition": definition,
                "Batches": [{"StartTime": each["start"], "EndTime": each["end"]} for each in batches],
            }
        }
        answer = self._profiles(
            "CreateIntegrationWorkflow",
            repeatable=False,
            DomainName=domain,
            WorkflowType="APPFLOW_INTEGRATION",
            IntegrationConfig=config,
            ObjectTypeName=object_type,
            RoleArn=role_arn,
            **({"Tags": tags} if tags else {}),
        )
        return str(answer["WorkflowId"])

    def get_workflow(self, domain: str, workflow_id: str) -> dict[str, Any] | None:
        """Status, error, source and metrics of a workflow."""
        return self._found("GetWorkflow", DomainName=domain, WorkflowId=workflow_id)

    def get_workflow_steps(self, domain: str, workflow_id: str) -> list[dict[str, Any]]:
        """All steps of a workflow; none if it does not exist."""
        items = self._pages("GetWorkflowSteps", "Items", DomainName=domain, WorkflowId=workflow_id)
        return [item["AppflowIntegration"] for item in items]

    def list_workflows(self, domain: str, since: datetime) -> list[dict[str, Any]]:
        """The workflows of a domain that started after `since`."""
        return list(
            self._pages(
                "ListWorkflows", "Items", DomainName=domain, WorkflowType="APPFLOW_INTEGRATION", QueryStartDate=since
            )
        )

    def delete_workflow(self, domain: str, workflow_id: str) -> None:
        """Ask for the deletion of a workflow, which then goes on by itself."""
        self._found("DeleteWorkflow", DomainName=domain, WorkflowId=workflow_id)

    def put_integration(self, domain: str, object_type: str, definition: dict[str, Any], tags: dict[str, str]) -> str:
        """Create an integration with its flow and return its URI, the flow's ARN."""
        answer = self._profiles(
            "PutIntegration",
            repeatable=False,
            DomainName=domain,
            ObjectTypeName=object_type,
            FlowDefinition=definition,
            **({"Tags": tags} if tags else {}),
        )
        return str(answer["Uri"])

    def put_flow_integration(self, domain: str, object_type: str, uri: str, tags: dict[str, str]) -> None:
        """Integrate a flow that was made in AppFlow, or change the object type of its integration."""
        request: dict[str, Any] = {"Tags": tags} if tags else {}
        self._profiles("PutIntegration", DomainName=domain, ObjectTypeName=object_type, Uri=uri, **request)

    def get_integration(self, domain: str, uri: str) -> dict[str, Any] | None:
        """An integration by its URI."""
        return self._found("GetIntegration", DomainName=domain, Uri=uri)

    def list_integrations(self, domain: str, *, hidden: bool) -> list[dict[str, Any]]:
        """The integrations of a domain; none if there is no such domain.

        Args:
            hidden: also those that the steps of workflows need.
        """
        return list(self._pages("ListIntegrations", "Items", DomainName=domain, IncludeHidden=hidden))

    def delete_integration(self, domain: str, uri: str) -> None:
        """Delete an integration, if it exists."""
        self._found("DeleteIntegration", DomainName=domain, Uri=uri)

    def get_domain(self, domain: str) -> dict[str, Any] | None:
        """Key, dead-letter queue and sizes of a domain, or None."""
        return self._found("GetDomain", DomainName=domain)

    def domain_exists(self, domain: str) -> bool:
        """Whether there is such a domain."""
        return self.get_domain(domain) is not None

    def object_types(self, domain: str) -> list[dict[str, Any]]:
        """The object types of a domain; none if there is no such domain."""
        return list(self._pages("ListProfileObjectTypes", "Items", DomainName=domain))

    def search_profiles(self, domain: str, key: str, value: str) -> Iterator[dict[str, Any]]:
        """The profiles with a value of a key, page by page."""
        return self._pages("SearchProfiles", "Items", DomainName=domain, KeyName=key, Values=[value])

    def profile_objects(self, domain: str, object_type: str, profile_id: str) -> Iterator[dict[str, Any]]:
        """The objects of one type behind a profile, page by page."""
        return self._pages(
            "ListProfileObjects", "Items", DomainName=domain, ObjectTypeName=object_type, ProfileId=profile_id
        )

    def tag_integration(self, domain: str, uri: str, tags: dict[str, str], removed: list[str]) -> None:
        """Set tags on an integration and take others away."""
        arn = integration_arn(self.region, self.account, domain, uri)
        if removed:
            self._profiles("UntagResource", resourceArn=arn, tagKeys=removed)
        if tags:
            self._profiles("TagResource", resourceArn=arn, tags=tags)

    def create_flow(self, request: dict[str, Any]) -> None:
        """Create a flow; `request` is a whole CreateFlow request. botocore adds the client token."""
        self._appflow("CreateFlow", **request)

    def describe_flow(self, name: str) -> dict[str, Any] | None:
        """An AppFlow flow, or None."""
        return self._appflow_found("DescribeFlow", flowName=name)

    def list_flows(self) -> list[dict[str, Any]]:
        """All flows of the account and Region."""
        return list(self._appflow_pages("ListFlows", "flows"))

    def flow_runs(self, name: str) -> Iterator[dict[str, Any]]:
        """The runs of a flow that AppFlow still remembers, page by page."""
        return self._appflow_pages("DescribeFlowExecutionRecords", "flowExecutions", flowName=name)

    def start_flow(self, name: str) -> None:
        """Activate a scheduled flow."""
        self._appflow("StartFlow", flowName=name)

    def stop_flow(self, name: str) -> None:
        """Deactivate a scheduled flow, if it exists."""
        self._appflow_found("StopFlow", flowName=name)

    def update_flow(self, request: dict[str, Any]) -> None:
        """Change the trigger and tasks of a flow; `request` is a whole UpdateFlow request."""
        self._appflow("UpdateFlow", **request)

    def delete_flow(self, name: str) -> None:
        """Delete a flow, if it exists, also while it is active."""
        self._appflow_found("DeleteFlow", flowName=name, forceDelete=True)

    def tag_flow(self, name: str, tags: dict[str, str], removed: list[str]) -> None:
        """Set tags on a flow and take others away."""
        arn = flow_arn(self.region, self.account, name)
        if removed:
            self._appflow("UntagResource", resourceArn=arn, tagKeys=removed)
        if tags:
            self._appflow("TagResource", resourceArn=arn, tags=tags)

    def describe_connector_profile(self, name: str) -> dict[str, Any] | None:
        """A connector profile, or None. Its credentials are never told."""
        found = self._appflow_found("DescribeConnectorProfiles", connectorProfileNames=[name])
        return next(iter((found or {}).get("connectorProfileDetails", [])), None)

    def create_connector_profile(self, request: dict[str, Any]) -> None:
        """Create a connector profile; `request` is a whole CreateConnectorProfile request."""
        self._appflow("CreateConnectorProfile", **request)

    def update_connector_profile(self, request: dict[str, Any]) -> None:
        """Change the properties and credentials of a connector profile: a whole UpdateConnectorProfile request."""
        self._appflow("UpdateConnectorProfile", **request)

    def delete_connector_profile(self, name: str) -> None:
        """Delete a connector profile, if it exists and no flow uses it."""
        self._appflow_found("DeleteConnectorProfile", connectorProfileName=name)

    def _pages(self, api: str, items: str, **request: Any) -> Iterator[dict[str, Any]]:
        return _all_items(lambda page: self._found(api, MaxResults=100, **request, **page), items, "NextToken")

    def _found(self, api: str, **request: Any) -> dict[str, Any] | None:
        return self._unless_missing(lambda: self._profiles(api, **request))

    def _appflow_pages(self, api: str, items: str, **request: Any) -> Iterator[dict[str, Any]]:
        return _all_items(lambda page: self._appflow(api, maxResults=100, **request, **page), items, "nextToken")

    def _appflow_found(self, api: str, **request: Any) -> dict[str, Any] | None:
        return self._unless_missing(lambda: self._appflow(api, **request))

    def _profiles(self, api: str, *, repeatable: bool = True, **request: Any) -> dict[str, Any]:
        return self._call("customer-profiles", api, request, repeatable)

    def _appflow(self, api: str, **request: Any) -> dict[str, Any]:
        return self._call("appflow", api, request, True)

    @staticmethod
    def _unless_missing(call: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
        try:
            return call()
        except AwsError as error:
            if error.missing:
                return None
            raise

    def _call(self, service: str, api: str, request: dict[str, Any], repeatable: bool) -> dict[str, Any]:
        from botocore import xform_name
        from botocore.exceptions import (
            BotoCoreError,
            ClientError,
            HTTPClientError,
            IncompleteReadError,
        )
        from botocore.parsers import ResponseParserError

        method = getattr(session.client(service, self.region, self.credentials, repeatable=repeatable), xform_name(api))
        for attempt in range(1, THROTTLED_ATTEMPTS + 1):
            rates.pace(self.account, self.region, api)
            if self._bucket:
                self._bucket.take()
            try:
                answer: dict[str, Any] = method(**request)
            except (BotoCoreError, ResponseParserError) as error:
                raise AwsError(
                    f"{api}: {error}",
                    type(error).__name__,
                    operation=api,
                    answered=not isinstance(error, (HTTPClientError, IncompleteReadError, ResponseParserError)),
                    words=str(error),
                ) from None
            except ClientError as error:
                refused = _refused(api, error.response)
                if refused.throttled and attempt < THROTTLED_ATTEMPTS:
                    self._sleep(random.uniform(0.5, 1) * min(2 ** (attempt - 1), 30))  # noqa: S311 - jitter
                    continue
                raise refused from None
            return answer
        raise AssertionError("the last attempt returns or raises")


def _refused(api: str, answer: dict[str, Any]) -> AwsError:
    """The error in an answer; a server error leaves open whether the call took effect."""
    code, words = answer["Error"]["Code"], answer["Error"].get("Message", "")
    status = answer["ResponseMetadata"].get("HTTPStatusCode", 0)
    return AwsError(f"{api}: {code}: {words}", code, operation=api, answered=status < 500, words=words, status=status)


def _all_items(
    call: Callable[[dict[str, str]], dict[str, Any] | None], items: str, token: str
) -> Iterator[dict[str, Any]]:
    """The items of every page; none where what is listed does not exist."""
    page: dict[str, str] = {}
    while (answer := call(page)) is not None:
        yield from answer.get(items, [])
        if not answer.get(token):
            return
        page = {token: answer[token]}

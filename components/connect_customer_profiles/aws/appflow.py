"""The AppFlow calls: flows, their runs, connector profiles.

https://docs.aws.amazon.com/appflow/1.0/APIReference/API_Operations.html
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..names import flow_arn
from .answers import ConnectorProfile, Flow, FlowRun, ListedFlow
from .call import Calls
from .errors import AwsError

if TYPE_CHECKING:
    from .entity_answers import ConnectorEntity, ConnectorEntityField

SERVICE = "appflow"
PAGES = {"token": "nextToken", "size": "maxResults"}


class AppFlow(Calls):
    """Flows and connector profiles."""

    def create_flow(self, request: dict[str, Any]) -> None:
        """Create a flow; `request` is a whole CreateFlow request. botocore adds the client token."""
        self._call(SERVICE, "CreateFlow", **request)

    def describe_flow(self, name: str) -> Flow | None:
        """An AppFlow flow, or None."""
        return self._found(SERVICE, "DescribeFlow", flowName=name)

    def visible_flow(self, name: str) -> Flow | None:
        """The same; None as well for a flow that the caller may not describe."""
        try:
            return self.describe_flow(name)
        except AwsError as error:
            if not error.denied:
                raise
            return None

    def list_flows(self) -> list[ListedFlow]:
        """All flows of the account and Region."""
        return list(self._pages(SERVICE, "ListFlows", "flows", **PAGES))

    def flow_runs(self, name: str) -> Iterator[FlowRun]:
        """The runs of a flow that AppFlow still remembers, page by page."""
        return self._pages(SERVICE, "DescribeFlowExecutionRecords", "flowExecutions", flowName=name, **PAGES)

    def start_flow(self, name: str) -> None:
        """Activate a scheduled flow."""
        self._call(SERVICE, "StartFlow", flowName=name)

    def stop_flow(self, name: str) -> None:
        """Deactivate a scheduled flow, if it exists."""
        self._found(SERVICE, "StopFlow", flowName=name)

    def update_flow(self, request: dict[str, Any]) -> None:
        """Change the trigger and tasks of a flow; `request` is a whole UpdateFlow request."""
        self._call(SERVICE, "UpdateFlow", **request)

    def delete_flow(self, name: str) -> None:
        """Delete a flow, if it exists, also while it is active."""
        self._found(SERVICE, "DeleteFlow", flowName=name, forceDelete=True)

    def tag_flow(self, name: str, tags: dict[str, str], removed: list[str]) -> None:
        """Set tags on a flow and remove others."""
        arn = flow_arn(self.region, self.account, name)
        if removed:
            self._call(SERVICE, "UntagResource", resourceArn=arn, tagKeys=removed)
        if tags:
            self._call(SERVICE, "TagResource", resourceArn=arn, tags=tags)

    def describe_connector_profile(self, name: str) -> ConnectorProfile | None:
        """A connector profile, or None. Its credentials are never shown."""
        return next(self._connector_profiles(connectorProfileNames=[name]), None)

    def connector_profile_names(self, connector_type: str) -> list[str]:
        """The connector profiles of a source."""
        return [each["connectorProfileName"] for each in self._connector_profiles(connectorType=connector_type)]

    def _connector_profiles(self, **of: Any) -> Iterator[ConnectorProfile]:
        return self._pages(SERVICE, "DescribeConnectorProfiles", "connectorProfileDetails", **PAGES, **of)

    def connector_entity_names(self, connector_type: str, connector_profile: str, **of: Any) -> set[str]:
        """The objects at a source; empty if it has some that are not listed, because they are parts of others.

        `of` has the version of the API of a connector that has several.
        """
        answer = self._call(
            SERVICE, "ListConnectorEntities", connectorType=connector_type, connectorProfileName=connector_profile, **of
        )
        groups: Mapping[str, list[ConnectorEntity]] = answer.get("connectorEntityMap", {})
        entities = [each for group in groups.values() for each in group]
        nested = any(each.get("hasNestedEntities") for each in entities)
        return set() if nested or answer.get("nextToken") else {each["name"] for each in entities}

    def connector_entity_fields(self, connector_type: str, connector_profile: str, name: str, **of: Any) -> set[str]:
        """The fields of an object at a source, parts of a field with its name before a dot; empty if AppFlow does not
        find the object. `of` as above."""
        described = self._found(
            SERVICE,
            "DescribeConnectorEntity",
            connectorType=connector_type,
            connectorProfileName=connector_profile,
            connectorEntityName=name,
            **of,
        )
        fields: list[ConnectorEntityField] = (described or {}).get("connectorEntityFields", [])
        return {each["identifier"] for each in fields} | {
            f"{parent}.{each['identifier']}" for each in fields if (parent := each.get("parentIdentifier"))
        }

    def create_connector_profile(self, request: dict[str, Any]) -> None:
        """Create a connector profile; `request` is a whole CreateConnectorProfile request."""
        self._call(SERVICE, "CreateConnectorProfile", **request)

    def update_connector_profile(self, request: dict[str, Any]) -> None:
        """Change the properties and credentials of a connector profile: a whole UpdateConnectorProfile request."""
        self._call(SERVICE, "UpdateConnectorProfile", **request)

    def delete_connector_profile(self, name: str) -> None:
        """Delete a connector profile, if it exists and no flow uses it."""
        self._found(SERVICE, "DeleteConnectorProfile", connectorProfileName=name)

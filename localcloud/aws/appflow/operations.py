"""The operations of the service that the local cloud implements, by their API names."""

from ..operation import Operation
from . import connector_profiles, flows, tags
from .tokens import once

OPERATIONS: dict[str, Operation] = {
    "CreateFlow": once(flows.create_flow),
    "DescribeFlow": flows.describe_flow,
    "UpdateFlow": once(flows.update_flow),
    "DeleteFlow": flows.delete_flow,
    "ListFlows": flows.list_flows,
    "StartFlow": once(flows.start_flow),
    "StopFlow": flows.stop_flow,
    "DescribeFlowExecutionRecords": flows.describe_flow_execution_records,
    "TagResource": tags.tag_resource,
    "UntagResource": tags.untag_resource,
    "ListTagsForResource": tags.list_tags_for_resource,
    "CreateConnectorProfile": once(connector_profiles.create_connector_profile),
    "UpdateConnectorProfile": once(connector_profiles.update_connector_profile),
    "DescribeConnectorProfiles": connector_profiles.describe_connector_profiles,
    "DeleteConnectorProfile": connector_profiles.delete_connector_profile,
    "DescribeConnectorEntity": connector_profiles.describe_connector_entity,
}

"""Amazon AppFlow."""

from collections.abc import Iterator

from ..service import Service
from ..state import Context
from . import connector_profiles, controls, flows, schedule, tags
from .models import connector_profiles_of, flows_of
from .tokens import once


def _inventory(context: Context) -> Iterator[tuple[str, str]]:
    yield from (("flows", name) for name in flows_of(context.region))
    yield from (("connector_profiles", name) for name in connector_profiles_of(context.region))


APPFLOW = Service(
    name="appflow",
    signing_names=("appflow",),
    operations={
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
    },
    validation_error="ValidationException",
    advance=schedule.advance,
    inventory=_inventory,
    controls={("POST", "sources"): controls.sources, ("POST", "seed"): controls.seed},
)

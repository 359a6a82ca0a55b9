"""AWS Cloud Control API, for the resource types of Customer Profiles."""

from ..service import Service
from . import operations

CLOUD_CONTROL = Service(
    name="cloudcontrol",
    signing_names=("cloudcontrolapi", "cloudapiservice"),  # some SDK versions differ
    operations={
        "CreateResource": operations.create_resource,
        "GetResource": operations.get_resource,
        "UpdateResource": operations.update_resource,
        "DeleteResource": operations.delete_resource,
        "ListResources": operations.list_resources,
        "GetResourceRequestStatus": operations.get_resource_request_status,
    },
    validation_error="ValidationException",
    advance=operations.advance,
)

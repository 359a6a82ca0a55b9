"""AWS Cloud Control API, for the resource types of Customer Profiles."""

from ..service import Service, operations_of
from . import operations

CLOUD_CONTROL = Service(
    name="cloudcontrol",
    signing_names=("cloudcontrolapi", "cloudapiservice"),  # some SDK versions differ
    operations=operations_of(operations),
    validation_error="ValidationException",
    advance=operations.advance,
)

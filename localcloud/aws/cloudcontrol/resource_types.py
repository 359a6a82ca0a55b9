"""The three resource types: how each is created, read, updated and deleted through the service's own operations.

Follows the public handlers (aws-cloudformation/aws-cloudformation-resource-providers-customer-profiles).
"""

import time
from abc import ABC, abstractmethod
from http import HTTPStatus
from typing import Any

from .. import caller_rights, service_rights, wire
from ..customer_profiles import domains, integrations, object_types
from ..customer_profiles.models import domains_of
from ..customer_profiles.service import CUSTOMER_PROFILES
from ..errors import ServiceError, throttled
from ..state import Context
from .properties import Properties, from_response, to_parameters


def call(context: Context, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """One call of the service, with the request validated as over the wire."""
    model = wire.service_model(CUSTOMER_PROFILES.name).operation_model(operation)
    admit(context, operation, parameters)
    return CUSTOMER_PROFILES.operations[operation](context, wire.validated(CUSTOMER_PROFILES, model, parameters))


def admit(context: Context, operation: str, parameters: dict[str, Any]) -> None:
    """Counts a call that a handler makes, against the same rates as everybody's, with the rights of whoever asked.

    Raises:
        ServiceError: ThrottlingException above the documented rate; AccessDeniedException.
    """
    cloud, region = context.cloud, context.region
    where = (region.account, region.name)
    api = (*where, CUSTOMER_PROFILES.name, operation)
    allowed = not context.behaviours.enforce_rates or cloud.rates.allow(api, CUSTOMER_PROFILES.rates.get(operation))
    status = HTTPStatus.OK if allowed else HTTPStatus.TOO_MANY_REQUESTS
    cloud.calls.add(CUSTOMER_PROFILES.name, operation, *where, parameters, status, time.time())
    if not allowed:
        raise throttled()
    caller_rights.require(context, service_rights.needed(context, CUSTOMER_PROFILES.name, operation, parameters))


class ResourceType(ABC):
    """One resource type.

    Args:
        type_name: CloudFormation name.
        identifier: The properties of the primary identifier, in order.
        create_only: Properties that cannot be updated.
        read_operation: The service's operation behind GetResource.
    """

    type_name: str
    identifier: tuple[str, ...]
    create_only: tuple[str, ...]
    read_operation: str

    def identify(self, properties: Properties) -> str:
        """The primary identifier of a resource."""
        return "|".join(properties[name] for name in self.identifier)

    def names(self, identifier: str) -> Properties:
        """The identifying properties of a primary identifier.

        Raises:
            ServiceError: InvalidRequest if it does not have that many parts.
        """
        parts = identifier.split("|", len(self.identifier) - 1)
        if len(parts) != len(self.identifier):
            raise ServiceError("InvalidRequest", f"{identifier} is not {'|'.join(self.identifier)}")
        return dict(zip(self.identifier, parts, strict=True))

    @abstractmethod
    def create(self, context: Context, properties: Properties) -> Properties:
        """Makes the resource; returns its properties."""

    @abstractmethod
    def read(self, context: Context, names: Properties) -> Properties:
        """The properties of a resource."""

    @abstractmethod
    def update(self, context: Context, names: Properties, before: Properties, after: Properties) -> None:
        """Brings a resource to the wanted properties."""

    @abstractmethod
    def delete(self, context: Context, names: Properties) -> None:
        """Removes a resource."""

    @abstractmethod
    def every(self, context: Context, model: Properties) -> list[Properties]:
        """All resources of the type; `model` names the domain where the type needs one."""


def _retag(context: Context, arn: str, before: Properties, after: Properties) -> None:
    """As the update handlers do: takes away every previous tag, then sets the wanted ones."""
    previous = [tag["Key"] for tag in before.get("Tags", [])]
    wanted = to_parameters({"Tags": after.get("Tags", [])}).get("Tags", {})
    if previous:
        call(context, "UntagResource", {"resourceArn": arn, "tagKeys": previous})
    if wanted:
        call(context, "TagResource", {"resourceArn": arn, "tags": wanted})


class DomainType(ResourceType):
    """`AWS::CustomerProfiles::Domain`."""

    type_name = "AWS::CustomerProfiles::Domain"
    identifier = ("DomainName",)
    create_only = ("DomainName",)
    read_operation = "GetDomain"
    _written = (
        "DomainName",
        "DeadLetterQueueUrl",
        "DefaultEncryptionKey",
        "DefaultExpirationDays",
        "Matching",
        "RuleBasedMatching",
        "DataStore",
        "Tags",
    )
    _read = (*_written, "CreatedAt", "LastUpdatedAt", "Stats")

    def create(self, context: Context, properties: Properties) -> Properties:
        call(context, "CreateDomain", to_parameters(_only(properties, self._written)))
        return self.read(context, properties)

    def read(self, context: Context, names: Properties) -> Properties:
        return from_response(domains.get_domain(context, {"DomainName": names["DomainName"]}), self._read)

    def update(self, context: Context, names: Properties, before: Properties, after: Properties) -> None:
        parameters = to_parameters(_only(after, self._written))
        parameters.pop("Tags", None)
        for removable in ("DeadLetterQueueUrl", "DefaultEncryptionKey"):
            if removable in before and removable not in after:
                parameters[removable] = ""
        call(context, "UpdateDomain", parameters)
        _retag(context, context.region.arn("profile", f"domains/{names['DomainName']}"), before, after)

    def delete(self, context: Context, names: Properties) -> None:
        call(context, "DeleteDomain", names)

    def every(self, context: Context, model: Properties) -> list[Properties]:  # noqa: ARG002 - needs no domain
        return [self.read(context, {"DomainName": name}) for name in sorted(domains_of(context.region))]


class IntegrationType(ResourceType):
    """`AWS::CustomerProfiles::Integration`. FlowDefinition is write-only."""

    type_name = "AWS::CustomerProfiles::Integration"
    identifier = ("DomainName", "Uri")
    create_only = ("DomainName", "Uri")
    read_operation = "GetIntegration"
    _written = (
        "DomainName",
        "Uri",
        "ObjectTypeName",
        "ObjectTypeNames",
        "FlowDefinition",
        "EventTriggerNames",
        "Scope",
        "Tags",
    )
    _read = (
        "DomainName",
        "Uri",
        "ObjectTypeName",
        "ObjectTypeNames",
        "EventTriggerNames",
        "Scope",
        "Tags",
        "CreatedAt",
        "LastUpdatedAt",
    )

    def create(self, context: Context, properties: Properties) -> Properties:
        domain = domains_of(context.region).get(properties.get("DomainName", ""))
        if domain is not None and properties.get("Uri") in domain.integrations:
            raise ServiceError("AlreadyExists", f"Integration {properties['Uri']} already exists")
        parameters = to_parameters(_only(properties, self._written))
        if "FlowDefinition" in parameters:
            _respell(context, parameters["FlowDefinition"])
        answer = call(context, "PutIntegration", parameters)
        return from_response(answer, self._read)

    def read(self, context: Context, names: Properties) -> Properties:
        return from_response(integrations.get_integration(context, names), self._read)

    def update(self, context: Context, names: Properties, before: Properties, after: Properties) -> None:
        kept = ("ObjectTypeName", "ObjectTypeNames", "EventTriggerNames", "Scope")
        call(context, "PutIntegration", names | to_parameters(_only(after, kept)))
        if context.behaviours.cloudcontrol_updates_flow_definition and "FlowDefinition" in after:
            integrations.replace_flow_definition(context, names, to_parameters(after)["FlowDefinition"])
        domain_arn = context.region.arn("profile", f"domains/{names['DomainName']}")
        _retag(context, f"{domain_arn}/integrations/{names['Uri']}", before, after)

    def delete(self, context: Context, names: Properties) -> None:
        call(context, "DeleteIntegration", names)

    def every(self, context: Context, model: Properties) -> list[Properties]:
        listed = integrations.list_integrations(context, {"DomainName": _domain_name(model)})
        return [from_response(item, self._read) for item in listed["Items"]]


class ObjectTypeType(ResourceType):
    """`AWS::CustomerProfiles::ObjectType`."""

    type_name = "AWS::CustomerProfiles::ObjectType"
    identifier = ("DomainName", "ObjectTypeName")
    create_only = ("DomainName", "ObjectTypeName")
    read_operation = "GetProfileObjectType"
    _written = (
        "DomainName",
        "ObjectTypeName",
        "AllowProfileCreation",
        "Description",
        "EncryptionKey",
        "ExpirationDays",
        "Fields",
        "Keys",
        "MaxProfileObjectCount",
        "SourceLastUpdatedTimestampFormat",
        "SourcePriority",
        "TemplateId",
        "Tags",
    )
    _read = (*_written, "CreatedAt", "LastUpdatedAt")

    def create(self, context: Context, properties: Properties) -> Properties:
        domain = domains_of(context.region).get(properties.get("DomainName", ""))
        if domain is not None and properties.get("ObjectTypeName") in domain.object_types:
            raise ServiceError("AlreadyExists", f"Object type {properties['ObjectTypeName']} already exists")
        call(context, "PutProfileObjectType", to_parameters(_only(properties, self._written)))
        return self.read(context, properties)

    def read(self, context: Context, names: Properties) -> Properties:
        found = object_types.get_profile_object_type(context, names)
        return {"DomainName": names["DomainName"]} | from_response(found, self._read)

    def update(self, context: Context, names: Properties, before: Properties, after: Properties) -> None:
        parameters = to_parameters(_only(after, self._written))
        parameters.pop("Tags", None)
        if "TemplateId" in parameters and context.behaviours.cloudcontrol_leaves_out_template_content:
            parameters = {key: parameters[key] for key in parameters if key not in object_types.NOT_WITH_TEMPLATE}
        call(context, "PutProfileObjectType", parameters)
        domain_arn = context.region.arn("profile", f"domains/{names['DomainName']}")
        _retag(context, f"{domain_arn}/object-types/{names['ObjectTypeName']}", before, after)

    def delete(self, context: Context, names: Properties) -> None:
        call(context, "DeleteProfileObjectType", names)

    def every(self, context: Context, model: Properties) -> list[Properties]:
        listed = object_types.list_profile_object_types(context, {"DomainName": _domain_name(model)})
        return [{"DomainName": _domain_name(model)} | from_response(item, self._read) for item in listed["Items"]]


def _only(properties: Properties, names: tuple[str, ...]) -> Properties:
    return {name: properties[name] for name in names if name in properties}


def _domain_name(model: Properties) -> str:
    if "DomainName" not in model:
        raise ServiceError("InvalidRequestException", "ResourceModel must name the DomainName")
    return str(model["DomainName"])


def _respell(context: Context, definition: dict[str, Any]) -> None:
    source = definition.get("SourceFlowConfig", {})
    if source.get("ConnectorType") == "ServiceNow" and context.behaviours.cloudcontrol_accepts_servicenow_spelling:
        source["ConnectorType"] = "Servicenow"


RESOURCE_TYPES: dict[str, ResourceType] = {
    resource_type.type_name: resource_type for resource_type in (DomainType(), IntegrationType(), ObjectTypeType())
}

"""What an assumed role must be allowed to do for its calls to AppFlow and Customer Profiles.

Resources by action: the service authorization reference of both services. What else the services check with the
caller's rights is documented in fragments only: the handlers of `AWS::AppFlow::Flow` and
`AWS::CustomerProfiles::Integration`, and policies that are known to work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import directory, iam
from .appflow.models import flows_of
from .directory import Role
from .errors import ServiceError
from .iam import ContextValue
from .state import Context

PREFIXES = {"customer-profiles": "profile", "appflow": "appflow"}
WITHOUT_RESOURCE = frozenset(
    {"CreateFlow", "DescribeConnectorProfiles", "DescribeConnectors", "ListAccountIntegrations", "ListDomains"}
)


@dataclass(frozen=True)
class Right:
    """An action on a resource, with the condition keys that come with it."""

    action: str
    resource: str
    keys: tuple[tuple[str, str], ...] = ()


def check(context: Context, role_arn: str, service: str, operation: str, parameters: dict[str, Any]) -> None:
    """Whether the role may make a call.

    Raises:
        ServiceError: AccessDeniedException, which names the first right that it lacks.
    """
    role = context.cloud.directory.role(role_arn)
    if role is None or service not in PREFIXES:
        return
    rights = [*_own(context, service, operation, parameters), *_passed(parameters)]
    if context.behaviours.role_policies == "dependencies":
        rights += _dependent(context, service, operation, parameters)
    for right in rights:
        _require(context, role, right)


def _own(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    action = f"{PREFIXES[service]}:{operation}"
    yield from (Right(action, resource) for resource in _resources(context, service, operation, parameters))
    definition = parameters.get("FlowDefinition") or parameters
    config = definition.get("SourceFlowConfig") or definition.get("sourceFlowConfig") or {}
    profile = config.get("ConnectorProfileName") or config.get("connectorProfileName")
    if profile:
        yield Right("appflow:UseConnectorProfile", context.region.arn("appflow", f"connectorprofile/{profile}"))


def _resources(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[str]:
    arn = parameters.get("resourceArn")
    if operation in WITHOUT_RESOURCE:
        yield "*"
    elif arn:
        yield arn
    elif service == "customer-profiles":
        domain = context.region.arn("profile", f"domains/{parameters.get('DomainName', '*')}")
        yield domain
        if operation in ("PutIntegration", "GetIntegration", "DeleteIntegration"):
            yield f"{domain}/integrations/{_uri(context, parameters)}"
        elif "ProfileObject" in operation and "ObjectTypeName" in parameters:
            yield f"{domain}/object-types/{parameters['ObjectTypeName']}"
    elif "flowName" in parameters or operation == "ListFlows":
        yield context.region.arn("appflow", f"flow/{parameters.get('flowName', '*')}")
    else:
        yield context.region.arn("appflow", f"connectorprofile/{parameters.get('connectorProfileName', '*')}")


def _uri(context: Context, parameters: dict[str, Any]) -> str:
    definition = parameters.get("FlowDefinition")
    return context.region.arn("appflow", f"flow/{definition['FlowName']}") if definition else parameters.get("Uri", "")


def _passed(parameters: dict[str, Any]) -> Iterator[Right]:
    if role := parameters.get("RoleArn"):
        yield Right("iam:PassRole", role, (("iam:PassedToService", "profile.amazonaws.com"),))


def _dependent(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    definition = parameters.get("FlowDefinition")
    if definition and operation == "PutIntegration":
        flow, region = _uri(context, parameters), context.region
        yield from (Right("appflow:CreateFlow", "*"), Right("appflow:TagResource", flow))
        yield Right(
            "app-integrations:CreateDataIntegrationAssociation", region.arn("app-integrations", "data-integration/1")
        )
        yield Right(
            "profile:TagResource", f"{region.arn('profile', 'domains/' + parameters['DomainName'])}/integrations/{flow}"
        )
        yield from _of_key(context, definition["KmsArn"], "profile")
        yield from _of_bucket(
            definition["SourceFlowConfig"]["SourceConnectorProperties"].get("S3", {}).get("BucketName")
        )
    elif service == "appflow" and operation in ("CreateFlow", "UpdateFlow"):
        present = flows_of(context.region).get(parameters["flowName"])
        yield from _of_key(context, present.kms_arn if present else parameters.get("kmsArn"), "appflow")
        yield from _of_bucket(
            parameters["sourceFlowConfig"]["sourceConnectorProperties"].get("S3", {}).get("bucketName")
        )


def _of_key(context: Context, key: str | None, service: str) -> Iterator[Right]:
    if key:
        via = (("kms:ViaService", f"{service}.{context.region.name}.amazonaws.com"),)
        yield from (Right("kms:ListKeys", "*"), Right("kms:ListAliases", "*"), Right("kms:DescribeKey", key))
        yield from (Right("kms:CreateGrant", key, via), Right("kms:ListGrants", key, via))


def _of_bucket(bucket: str | None) -> Iterator[Right]:
    if bucket:
        yield Right("s3:ListAllMyBuckets", "*")
        for action in ("GetBucketLocation", "GetBucketPolicy", "ListBucket"):
            yield Right(f"s3:{action}", f"arn:aws:s3:::{bucket}")


def _require(context: Context, role: Role, right: Right) -> None:
    region, keys = context.region, dict[str, ContextValue](right.keys)
    common: dict[str, ContextValue] = {"aws:SecureTransport": True, "aws:PrincipalArn": role.arn}
    of_key = right.action.startswith("kms:") and right.resource != "*"
    key = context.cloud.directory.key(region.account, region.name, right.resource) if of_key else None
    if not directory.role_allows(role, iam.AccessRequest(right.action, right.resource, common | keys), key):
        session = role.session_arn.removesuffix("/customer-profiles")
        raise ServiceError(
            "AccessDeniedException",
            f"User: {session}/session is not authorized to perform: {right.action} on resource: {right.resource}",
            403,
        )

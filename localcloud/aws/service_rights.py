"""What calls to the emulated services need: of AppFlow, Customer Profiles, Connect and Cloud Control.

Resources by action: the service authorization reference. What else the services check with the
caller's rights is documented in fragments only: the handlers of `AWS::AppFlow::Flow` and
`AWS::CustomerProfiles::Integration`, the managed policy AmazonAppFlowFullAccess, and policies that are known to work.
"""

from collections.abc import Iterator
from typing import Any

from .appflow.models import flows_of
from .caller_rights import Right
from .customer_profiles.models import domains_of
from .state import Context

SERVICE = "profile.amazonaws.com"
PREFIXES = {
    "customer-profiles": "profile",
    "appflow": "appflow",
    "connect": "connect",
    "cloudcontrol": "cloudformation",
}
WITHOUT_RESOURCE = frozenset(
    {
        *("CreateConnectorProfile", "CreateFlow", "DescribeConnectorProfiles", "DescribeConnectors"),
        *("GetProfileObjectTypeTemplate", "ListAccountIntegrations", "ListDomains"),
    }
)


def needed(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    """The rights that a call needs, those first that the call itself is named after."""
    yield from _own(context, service, operation, parameters)
    yield from _passed(parameters)
    if context.behaviours.role_policies == "dependencies":
        yield from _dependent(context, service, operation, parameters)


def _own(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    prefix = PREFIXES[service]
    resources = list(_resources(context, service, operation, parameters))
    yield from (Right(f"{prefix}:{operation}", resource) for resource in resources)
    if parameters.get("Tags") or parameters.get("tags"):
        of = _tagged(context, operation, parameters) if "*" in resources else resources[-1]
        yield Right(f"{prefix}:TagResource", of)
    definition = parameters.get("FlowDefinition") or parameters
    config = definition.get("SourceFlowConfig") or definition.get("sourceFlowConfig") or {}
    profile = config.get("ConnectorProfileName") or config.get("connectorProfileName")
    if profile:
        yield Right("appflow:UseConnectorProfile", context.region.arn("appflow", f"connectorprofile/{profile}"))


def _tagged(context: Context, operation: str, parameters: dict[str, Any]) -> str:
    """What a call tags that itself has no resource."""
    return context.region.arn("appflow", f"flow/{parameters['flowName']}") if operation == "CreateFlow" else "*"


def _resources(context: Context, service: str, operation: str, parameters: dict[str, Any]) -> Iterator[str]:
    arn = parameters.get("resourceArn")
    if operation in WITHOUT_RESOURCE or service == "cloudcontrol":
        yield "*"
    elif arn:
        yield arn
    elif service == "connect":
        yield context.region.arn("connect", _of_instance(operation, parameters))
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


def _of_instance(operation: str, parameters: dict[str, Any]) -> str:
    instance = f"instance/{parameters.get('InstanceId', '*').rpartition('/')[2]}"
    below = (
        "" if operation == "ListSecurityProfiles" else f"/security-profile/{parameters.get('SecurityProfileId', '*')}"
    )
    return instance + below


def _uri(context: Context, parameters: dict[str, Any]) -> str:
    definition = parameters.get("FlowDefinition")
    return context.region.arn("appflow", f"flow/{definition['FlowName']}") if definition else parameters.get("Uri", "")


def _passed(parameters: dict[str, Any]) -> Iterator[Right]:
    if role := parameters.get("RoleArn"):
        yield Right("iam:PassRole", role, (("iam:PassedToService", SERVICE),))


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
    elif service == "appflow" and operation in ("CreateConnectorProfile", "UpdateConnectorProfile"):
        yield from _of_key(context, parameters.get("kmsArn"), "appflow")
        secret = f"appflow!{context.region.account}-{parameters['connectorProfileName']}"
        via = (("aws:CalledVia", ("appflow.amazonaws.com",)),)
        for action in ("CreateSecret", "PutResourcePolicy"):
            yield Right(f"secretsmanager:{action}", context.region.arn("secretsmanager", f"secret:{secret}"), via)
    elif service == "customer-profiles":
        yield from _of_domain(context, operation, parameters)


def _of_domain(context: Context, operation: str, parameters: dict[str, Any]) -> Iterator[Right]:
    region, domain = context.region, domains_of(context.region).get(parameters.get("DomainName", ""))
    present = domain.settings.get("DefaultEncryptionKey") if domain else None
    via = (("kms:ViaService", f"profile.{region.name}.amazonaws.com"),)
    if operation == "CreateDomain":
        own = f"arn:aws:iam::{region.account}:role/aws-service-role/{SERVICE}/AWSServiceRoleForProfile"
        yield Right("iam:CreateServiceLinkedRole", own, (("iam:AWSServiceName", SERVICE),))
    if operation in ("CreateDomain", "UpdateDomain") and (key := parameters.get("DefaultEncryptionKey")):
        yield from (Right("kms:DescribeKey", key, via), Right("kms:CreateGrant", key, via))
    elif operation in ("PutProfileObjectType", "GetProfileObjectType") and present:
        yield from (Right(f"kms:{action}", present, via) for action in ("GenerateDataKey", "Decrypt"))
    elif operation == "PutIntegration" and ":connect:" in parameters.get("Uri", ""):
        yield from (Right("connect:DescribeInstance", parameters["Uri"]), Right("ds:DescribeDirectories", "*"))


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

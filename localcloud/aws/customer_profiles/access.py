"""What Customer Profiles must be allowed to do: checked against key, queue, trust and role policies."""

from dataclasses import dataclass

from connect_customer_profiles.profiles import rejections

from .. import directory, iam
from ..directory import Key, Queue, Role
from ..errors import ServiceError
from ..iam import AccessRequest, Decision, Principal
from ..state import Context
from .lookup import access_denied, bad_request

SERVICE = Principal.service("profile.amazonaws.com")

# Amazon Connect administrator guide, `enable-customer-profiles`.
DOMAIN_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt")
OBJECT_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
# SQS developer guide, `sqs-key-management`: what an AWS service needs to send to an encrypted queue.
QUEUE_KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")

OWNING_SERVICE_TAG = "awsOwningService"
OWNING_SERVICE = "customer-profiles-integration-workflow"


class KeyFaultError(ServiceError):
    """A key that does not exist or cannot be used.

    Args:
        message: what the service says to who names the key.
        letter: the error of the dead letters that it causes.
    """

    def __init__(self, message: str, letter: str) -> None:
        super().__init__("BadRequestException", message, 400)
        self.letter = letter


def usable_key(context: Context, key_id: str, domain_arn: str, actions: tuple[str, ...] = DOMAIN_KEY_ACTIONS) -> Key:
    """The key of a domain or flow, if it exists, is enabled and symmetric and the service may use it.

    Either the key policy leaves the decision to the account's IAM policies (the caller then lets the service create
    its grant), or it names the service.

    Raises:
        KeyFaultError: BadRequestException with the reason.
    """
    key = existing_key(context, key_id)
    for action in actions:
        by_service = _service_request(context, action, key.arn, domain_arn)
        verdict = iam.evaluate([iam.load(key.policy)], by_service)
        as_caller = AccessRequest(action, key.arn, by_service.context)
        delegated = iam.delegates_to_account(iam.load(key.policy), as_caller)
        if verdict is Decision.EXPLICIT_DENY or not (verdict is Decision.ALLOW or delegated):
            raise KeyFaultError(
                f"Customer Profiles has no access to the KMS key {key.arn}: its policy allows {action} neither to "
                f"{SERVICE.value} for {domain_arn} nor to the account",
                rejections.NO_KEY,
            )
    return key


def existing_key(context: Context, key_id: str) -> Key:
    """The key of an id, ARN or alias in the caller's account and Region.

    Raises:
        KeyFaultError: BadRequestException if it does not exist, is not enabled or not symmetric.
    """
    key = context.cloud.directory.key(context.region.account, context.region.name, key_id)
    if key is None:
        missing = f"No access to the KMS key {key_id}: it does not exist in {context.region.name}"
        raise KeyFaultError(missing, rejections.NO_KEY)
    if not key.symmetric:
        asymmetric = f"KMS key is invalid: {key.arn} is not a symmetric encryption key"
        raise KeyFaultError(asymmetric, rejections.INVALID_KEY)
    if not key.enabled:
        raise KeyFaultError(f"KMS key is invalid: {key.arn} is not enabled", rejections.UNAVAILABLE_KEY)
    return key


def object_type_source(context: Context, domain_arn: str, name: str) -> str:
    """The `aws:SourceArn` that reaches the key of an object type."""
    return f"{domain_arn}/{context.behaviours.object_type_source_arn_form}/{name}"


def writable_queue(context: Context, queue_url: str, domain_arn: str) -> Queue:
    """The dead-letter queue, if the service may send to it.

    Raises:
        ServiceError: BadRequestException with the reason.
    """
    queue = _queue(context, queue_url)
    if not may_send(context, queue, domain_arn):
        raise bad_request(
            f"Customer Profiles cannot send a message to the dead-letter queue {queue.arn}: its policy does not allow "
            f"sqs:SendMessage to {SERVICE.value} for {domain_arn}"
        )
    if queue.kms_key_id:
        _check_queue_key(context, queue, domain_arn)
    return queue


def _queue(context: Context, queue_url: str) -> Queue:
    region = context.region
    if queue_url.startswith("arn:"):
        if not context.behaviours.dead_letter_queue_arn_accepted:
            raise bad_request(f"DeadLetterQueueUrl must be the URL of an SQS queue, not an ARN: {queue_url}")
        account, name = queue_url.split(":")[4], queue_url.rsplit(":", maxsplit=1)[-1]
    else:
        parts = queue_url.rstrip("/").split("/")
        account, name = (parts[-2], parts[-1]) if len(parts) > 3 else ("", "")
    queue = context.cloud.directory.queue(region.account, region.name, name) if account == region.account else None
    if queue is None:
        raise bad_request(f"The dead-letter queue {queue_url} does not exist in {region.account} {region.name}")
    if queue.fifo:
        raise bad_request(f"The dead-letter queue {queue.arn} must be a standard queue")
    return queue


def may_send(context: Context, queue: Queue, domain_arn: str) -> bool:
    """Whether the queue's policy lets the service send on behalf of the domain."""
    request = _service_request(context, "sqs:SendMessage", queue.arn, domain_arn)
    return queue.policy is not None and iam.evaluate([iam.load(queue.policy)], request) is Decision.ALLOW


def _check_queue_key(context: Context, queue: Queue, domain_arn: str) -> None:
    key = context.cloud.directory.key(context.region.account, context.region.name, queue.kms_key_id or "")
    if key is None or queue.kms_key_id == "alias/aws/sqs":
        raise bad_request(
            f"Customer Profiles cannot use the key {queue.kms_key_id} of the dead-letter queue {queue.arn}"
        )
    sent = context.behaviours.queue_key_source_context_sent
    for action in QUEUE_KEY_ACTIONS:
        request = _service_request(context, action, key.arn, domain_arn, with_source=sent)
        if iam.evaluate([iam.load(key.policy)], request) is not Decision.ALLOW:
            raise bad_request(
                f"Customer Profiles cannot send a message to the dead-letter queue {queue.arn}: the policy of its KMS "
                f"key {key.arn} does not allow {action} to {SERVICE.value}"
            )


def _service_request(
    context: Context, action: str, resource: str, domain_arn: str, *, with_source: bool = True
) -> AccessRequest:
    keys: dict[str, iam.ContextValue] = {"aws:SecureTransport": True, "aws:PrincipalIsAWSService": True}
    if with_source:
        keys |= {"aws:SourceArn": domain_arn, "aws:SourceAccount": context.region.account}
    return AccessRequest(action, resource, keys, SERVICE)


def assumable_role(context: Context, role_arn: str, domain_arn: str, workflow_arn: str) -> Role:
    """The execution role, if the service can assume it.

    Raises:
        ServiceError: BadRequestException if there is no such role, AccessDeniedException if it cannot be assumed.
    """
    if role_arn.split(":")[4] != context.region.account:
        raise access_denied(f"The role {role_arn} belongs to another account than the domain {domain_arn}")
    role = context.cloud.directory.role(role_arn)
    if role is None:
        raise bad_request(f"Customer Profiles cannot assume the role {role_arn}: it does not exist")
    behaviours = context.behaviours
    keys: dict[str, iam.ContextValue] = {}
    if behaviours.workflow_source_account_sent:
        keys["aws:SourceAccount"] = context.region.account
    if behaviours.workflow_source_arn_sent:
        keys["aws:SourceArn"] = workflow_arn if behaviours.workflow_source_arn_form == "workflow" else domain_arn
    request = AccessRequest("sts:AssumeRole", role_arn, keys, SERVICE)
    if iam.evaluate([iam.load(role.trust_policy)], request) is not Decision.ALLOW:
        raise access_denied(
            f"Customer Profiles cannot assume the role {role_arn}: its trust policy does not allow sts:AssumeRole to "
            f"{SERVICE.value} with {', '.join(f'{key}={value}' for key, value in keys.items()) or 'no condition keys'}"
        )
    return role


@dataclass(frozen=True)
class RolePermissions:
    """The execution role's rights in one workflow. Every method raises AccessDeniedException naming what is missing."""

    context: Context
    role: Role

    def create_flow(self, flow_arn: str, connector_profile_name: str, key: Key) -> None:
        """May create a tagged flow on the connection, encrypted with the key."""
        region = self.context.region
        appflow = f"appflow.{region.name}.amazonaws.com"
        # CreateFlow knows no resource (service authorization reference): only a statement on `*` matches it.
        self._require("appflow:CreateFlow", "*", _request_tags())
        self._require("appflow:TagResource", flow_arn, _request_tags())
        self._require(
            "appflow:UseConnectorProfile", region.arn("appflow", f"connectorprofile/{connector_profile_name}")
        )
        self._require(
            "kms:CreateGrant",
            key.arn,
            _key_use(appflow, ["Decrypt", "Encrypt", "GenerateDataKey", "DescribeKey"]),
            key=key,
        )
        self._require("kms:ListGrants", key.arn, _key_use(appflow), key=key)

    def put_integration(self, integration_arn: str, key: Key) -> None:
        """May put a tagged integration whose objects are encrypted with the key."""
        self._require("profile:PutIntegration", integration_arn, _request_tags())
        self._require("profile:TagResource", integration_arn, _request_tags())
        profile = f"profile.{self.context.region.name}.amazonaws.com"
        self._require("kms:CreateGrant", key.arn, _key_use(profile, ["Decrypt"]), key=key)

    def run_flow(self, flow_arn: str) -> None:
        """May start a tagged flow and watch it."""
        for action in ("StartFlow", "DescribeFlow", "DescribeFlowExecutionRecords"):
            self._require(f"appflow:{action}", flow_arn, _resource_tags())

    def remove(self, flow_arn: str, integration_arn: str) -> None:
        """May stop and delete a tagged flow and its tagged integration."""
        self._require("appflow:StopFlow", flow_arn, _resource_tags())
        self._require("appflow:DeleteFlow", flow_arn, _resource_tags())
        self._require("profile:DeleteIntegration", integration_arn, _resource_tags())

    def _require(
        self, action: str, resource: str, keys: dict[str, iam.ContextValue] | None = None, key: Key | None = None
    ) -> None:
        common: dict[str, iam.ContextValue] = {"aws:SecureTransport": True, "aws:PrincipalArn": self.role.arn}
        request = AccessRequest(action, resource, common | (keys or {}))
        if not directory.role_allows(self.role, request, key):
            raise ServiceError(
                "AccessDeniedException",
                f"{self.role.session_arn} is not authorized to perform: {action} on resource: {resource}",
                403,
            )


def _request_tags() -> dict[str, iam.ContextValue]:
    return {f"aws:RequestTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE, "aws:TagKeys": [OWNING_SERVICE_TAG]}


def _resource_tags() -> dict[str, iam.ContextValue]:
    return {f"aws:ResourceTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}


def _key_use(via: str, operations: list[str] | None = None) -> dict[str, iam.ContextValue]:
    keys: dict[str, iam.ContextValue] = {"kms:ViaService": via, "kms:GrantIsForAWSResource": True}
    return keys | {"kms:GrantOperations": operations} if operations else keys

"""Every component with the options that `tests/audit/every_option.py` has not: what CloudFormation does not know.

`test_own.py` compares the options that are given with those that there are, so that a new one is judged, too.
"""

import json
from typing import Any, get_args

from connect_customer_profiles import (
    AgentAccess,
    AgentAccessLevel,
    ApplicationAccess,
    ApplicationAccessLevel,
    BackfillSupervisor,
    DeadLetterQueue,
    DeadLetterRedrive,
    EncryptionKey,
    ExecutionRole,
    IngestionMonitoring,
    InstanceAssociation,
    ObjectMapping,
    ProfilesDomain,
    RoleScope,
    RoleTrust,
    ServiceConditions,
    SourceBucketPolicy,
)
from connect_customer_profiles.rules.dead_letters import CAUSES

from tests.policies.every_flow import every_flow
from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION

DOMAIN = "amazon-connect-every"
TAGS = {"team": "care"}
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
READER = f"arn:aws:iam::{ACCOUNT}:role/reader"
FORMER = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
INSTANCE = f"arn:aws:connect:{REGION}:{ACCOUNT}:instance/11111111-2222-3333-4444-555555555555"


def program() -> None:
    """Options that exclude each other are in resources of their own; what loosens a guard is in `loosened`."""
    key = _key("domain", deletion_window_in_days=14)
    queue = _queue(key)
    _domains(key, queue)
    _roles(key)
    _functions(key, queue)
    every_flow(DOMAIN, key.key_arn)


def _protected(**given: Any) -> Any:
    return {**given, "deletion_protection": True, "tags": TAGS}


def _function(key: EncryptionKey, **given: Any) -> Any:
    return {
        **given,
        "permissions_boundary_arn": BOUNDARY,
        "log_retention_days": 400,
        "log_kms_key_arn": key.key_arn,
        "tracing": True,
        "reserve_concurrency": True,
        "tags": TAGS,
    }


def _added(action: str, resource: str = "*") -> list[str]:
    """A statement of the user's own, for a policy that there can be only one of."""
    reads = {"Effect": "Allow", "Principal": {"AWS": READER}, "Action": action, "Resource": resource}
    return [json.dumps({"Version": "2012-10-17", "Statement": [reads]})]


def loosened() -> None:
    """What an option may be that is less safe than its default."""
    for conditions in ("account", "none"):
        _key(conditions, deletion_window_in_days=7)
    ProfilesDomain(
        "domain",
        _protected(
            domain_name=DOMAIN,
            aws_managed_key=True,
            dead_letter_queue_url=f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/letters",
            default_expiration_days=366,
        ),
    )
    _role("none", "narrowed")
    _role("account", "documented")


def _key(conditions: ServiceConditions, *, deletion_window_in_days: int) -> EncryptionKey:
    return EncryptionKey(
        f"key-{conditions}",
        _protected(
            domain_name=DOMAIN,
            alias=f"alias/every-{conditions}",
            administrators=[f"arn:aws:iam::{ACCOUNT}:role/keys"],
            deletion_window_in_days=deletion_window_in_days,
            service_conditions=conditions,
            source_policy_documents=_added("kms:DescribeKey"),
            allow_key_loss=True,
        ),
    )


def _role(trust: RoleTrust, scope: RoleScope) -> None:
    ExecutionRole(
        f"role-{trust}-{scope}",
        {
            "domain_name": DOMAIN,
            "kms_key_arn": KEY_ARN,
            "connector_profile_names": ["salesforce"],
            "trust": trust,
            "scope": scope,
            "role_name": f"every-{trust}-{scope}",
            "permissions_boundary_arn": BOUNDARY,
            "tags": TAGS,
        },
    )


def _queue(key: EncryptionKey) -> DeadLetterQueue:
    name = "every-letters"
    return DeadLetterQueue(
        "letters",
        _protected(
            domain_name=DOMAIN,
            queue_name=name,
            kms_key_arn=key.key_arn,
            message_retention_seconds=1_209_600,
            visibility_timeout_seconds=900,
            source_policy_documents=_added("sqs:ReceiveMessage", f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"),
            allow_key_loss=True,
            adopt_existing=True,
        ),
    )


def _domains(key: EncryptionKey, queue: DeadLetterQueue) -> None:
    ProfilesDomain(
        "domain",
        _protected(
            domain_name=DOMAIN,
            kms_key_arn=key.key_arn,
            dead_letter_queue_url=queue.queue_url,
            default_expiration_days=366,
            allow_key_loss=True,
        ),
    )
    ObjectMapping(
        "contacts",
        _protected(
            domain_name=DOMAIN,
            object_type_name="Contacts",
            template_id="Salesforce-Contact",
            kms_key_arn=key.key_arn,
            allow_key_loss=True,
            adopt_existing=True,
        ),
    )
    InstanceAssociation(
        "instance",
        {
            "domain_name": DOMAIN,
            "instance_arn": INSTANCE,
            "template_id": "CTR-NoInferred",
            "adopt_existing": True,
            "tags": TAGS,
        },
    )


def _roles(key: EncryptionKey) -> None:
    _role("account", "narrowed")
    _role("domain", "narrowed")
    for may in get_args(ApplicationAccessLevel):
        ApplicationAccess(
            f"callers-{may}",
            {
                "domain_name": DOMAIN,
                "kms_key_arn": key.key_arn,
                "level": may,
                "policy_name": f"every-{may}",
                "tags": TAGS,
            },
        )
    for level in get_args(AgentAccessLevel):
        AgentAccess(
            f"agents-{level}",
            {
                "instance_arn": INSTANCE,
                "security_profile_name": f"Agents who {level}",
                "level": level,
                "base_permissions": ["BasicAgentAccess", "OutboundCallAccess"],
                "tags": TAGS,
            },
        )
    SourceBucketPolicy(
        "readable",
        {
            "bucket_name": "exports",
            "bucket_prefixes": ["customers"],
            "domain_name": DOMAIN,
            "object_type_names": ["Customers"],
            "only_own_flows": True,
            "flow_names": ["older-flow"],
            "source_policy_documents": _added("s3:GetObject", "arn:aws:s3:::exports/*"),
            "adopt_existing": True,
        },
    )


def _functions(key: EncryptionKey, queue: DeadLetterQueue) -> None:
    redrive = DeadLetterRedrive(
        "redrive",
        _function(
            key,
            domain_name=DOMAIN,
            queue_url=queue.queue_url,
            queue_arn=queue.queue_arn,
            queue_visibility_timeout_seconds=queue.visibility_timeout_seconds,
            kms_key_arn=key.key_arn,
            queue_kms_key_arn=key.key_arn,
            causes=[*CAUSES],
            calls_per_second=10,
            timeout_seconds=120,
            max_receive_count=3,
            failure_queue_name="every-failures",
            function_name="every-redrive",
            role_name="every-redrive",
            deletion_protection=True,
            adopt_existing=True,
        ),
    )
    monitoring = IngestionMonitoring(
        "monitoring",
        {
            "domain_name": DOMAIN,
            "queue_name": "every-letters",
            "failure_queue_name": redrive.failure_queue.name,
            "object_type_names": ["Contacts"],
            "kms_key_arn": key.key_arn,
            "former_kms_key_arns": [FORMER],
            "topic_key_policy_documents": _added("kms:DescribeKey"),
            "dashboard": True,
            "dashboard_name": "every-ingestion",
            "adopt_existing": True,
            "tags": TAGS,
        },
    )
    BackfillSupervisor(
        "supervisor",
        _function(
            key,
            domain_name=DOMAIN,
            integrations={"contacts": {"token": "0123456789", "domain_name": DOMAIN, "region": REGION}},
            kms_key_arn=key.key_arn,
            topic_arn=monitoring.topic_arn,
            function_name="every-supervisor",
            role_name="every-supervisor",
        ),
    )

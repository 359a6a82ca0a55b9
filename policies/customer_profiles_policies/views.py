"""The table of views: every resource type that the rules read, in the one shape its kind has.

A component is read as what it will create: the documents it attaches are made by the library's own functions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from connect_customer_profiles import names
from connect_customer_profiles import policy as policy_documents
from connect_customer_profiles.policy import questions as policy_checks
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.object_type import Key

from .subject import Kind, Reader, Subject, View, constant, given, plain, prop

COMPONENT = "connect-customer-profiles:index:"
DYNAMIC = "pulumi-python:dynamic/customerprofiles:"

USE_CONNECTOR = "appflow:UseConnectorProfile"

PLACE: Mapping[str, str] = {"region": "us-east-1", "account": "000000000000"}
"""Stands in documents of components for what is only known in their children, which are checked as well."""


def ours(subject: Subject) -> bool:
    """Whether one of the library's components has made the resource."""
    return any(each.startswith(COMPONENT) for each in subject.ancestors)


def _rendered(make: Callable[..., str], **readers: Reader) -> Reader:
    """Reads the document that a component will attach, from its arguments."""
    return lambda subject: make(**PLACE, **{name: read(subject) for name, read in readers.items()})


def _names_service(subject: Subject) -> bool:
    """Whether a document of the resource names the service, or a component of ours has made it."""
    if ours(subject):
        return True
    return any(
        policy_checks.names_service(statement)
        for document in subject["documents"]
        for statement in _statements(document)
    )


def _statements(document: Any) -> list[policy_checks.Statement]:
    """The statements of anybody's document; none of one that cannot be read, which concerns nobody here."""
    try:
        return policy_checks.statements(document)
    except RuleViolation:
        return []


def _document(*path: str) -> Reader:
    read = prop(*path)
    return lambda subject: [document] if (document := read(subject)) is not None else []


# --- dead-letter queues and their policies -------------------------------------------------------------------------

_QUEUE_COMPONENT = {
    "key": prop("kms_key_arn"),
    "has_key": given("kms_key_arn"),
    "managed": lambda subject: not given("kms_key_arn")(subject),
    "retention": prop("message_retention_seconds", default=1_209_600),
    "fifo": constant(False),
}
QUEUE: Kind = {
    f"{COMPONENT}DeadLetterQueue": View({**_QUEUE_COMPONENT, "documents": constant([])}),
    "aws:sqs/queue:Queue": View(
        {
            "key": prop("kmsMasterKeyId"),
            "has_key": given("kmsMasterKeyId"),
            "managed": prop("sqsManagedSseEnabled", default=False),
            "retention": prop("messageRetentionSeconds", default=345_600),
            "fifo": prop("fifoQueue", default=False),
            "documents": _document("policy"),
        },
        writes={"managed": "sqsManagedSseEnabled", "retention": "messageRetentionSeconds"},
        concerns=_names_service,
    ),
    "aws-native:sqs:Queue": View(
        {
            "key": prop("kmsMasterKeyId"),
            "has_key": given("kmsMasterKeyId"),
            "managed": prop("sqsManagedSseEnabled", default=False),
            "retention": prop("messageRetentionPeriod", default=345_600),
            "fifo": prop("fifoQueue", default=False),
            "documents": constant([]),
        },
        writes={"managed": "sqsManagedSseEnabled", "retention": "messageRetentionPeriod"},
        concerns=ours,
    ),
}
QUEUE_POLICY: Kind = {
    f"{COMPONENT}DeadLetterQueue": View(
        {
            "documents": lambda subject: [
                policy_documents.queue_policy(
                    **PLACE,
                    domain_name=prop("domain_name")(subject),
                    queue_arn=names.queue_arn(**PLACE, name="queue"),
                )
            ]
        }
    ),
    "aws:sqs/queue:Queue": View({"documents": _document("policy")}, concerns=_names_service),
    "aws:sqs/queuePolicy:QueuePolicy": View({"documents": _document("policy")}, concerns=_names_service),
    "aws-native:sqs:QueuePolicy": View({"documents": _document("policyDocument")}, concerns=_names_service),
    "aws-native:sqs:QueueInlinePolicy": View({"documents": _document("policyDocument")}, concerns=_names_service),
}

# --- keys and their policies ---------------------------------------------------------------------------------------

_KEY_COMPONENT_POLICY = _rendered(
    policy_documents.key_policy,
    domain_name=prop("domain_name"),
    administrators=constant([]),
    service_conditions=prop("service_conditions", default="domain"),
)
KEY: Kind = {
    f"{COMPONENT}EncryptionKey": View(
        {
            "rotation": constant(True),
            "deletion_window": prop("deletion_window_in_days", default=30),
            "enabled": constant(True),
            "spec": constant("SYMMETRIC_DEFAULT"),
            "protected": lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
            "documents": lambda subject: [_KEY_COMPONENT_POLICY(subject)],
        }
    ),
    "aws:kms/key:Key": View(
        {
            "rotation": prop("enableKeyRotation", default=False),
            "deletion_window": prop("deletionWindowInDays", default=30),
            "enabled": prop("isEnabled", default=True),
            "spec": prop("customerMasterKeySpec", default="SYMMETRIC_DEFAULT"),
            "protected": lambda subject: subject.protect,
            "documents": _document("policy"),
        },
        writes={"rotation": "enableKeyRotation", "deletion_window": "deletionWindowInDays"},
        concerns=_names_service,
    ),
    "aws-native:kms:Key": View(
        {
            "rotation": prop("enableKeyRotation", default=False),
            "deletion_window": prop("pendingWindowInDays", default=30),
            "enabled": prop("enabled", default=True),
            "spec": prop("keySpec", default="SYMMETRIC_DEFAULT"),
            "protected": lambda subject: subject.protect,
            "documents": _document("keyPolicy"),
        },
        writes={"rotation": "enableKeyRotation", "deletion_window": "pendingWindowInDays"},
        concerns=_names_service,
    ),
}
KEY_POLICY: Kind = {
    **KEY,
    "aws:kms/keyPolicy:KeyPolicy": View({"documents": _document("policy")}, concerns=_names_service),
}

# --- domains -------------------------------------------------------------------------------------------------------

_CLOUD_DOMAIN = {
    "name": prop("domainName"),
    "key": prop("defaultEncryptionKey"),
    "has_key": given("defaultEncryptionKey"),
    "queue": prop("deadLetterQueueUrl"),
    "has_queue": given("deadLetterQueueUrl"),
    "expiration_days": prop("defaultExpirationDays"),
    "protected": lambda subject: subject.protect,
}
DOMAIN: Kind = {
    f"{COMPONENT}ProfilesDomain": View(
        {
            "name": prop("domain_name"),
            "key": prop("kms_key_arn"),
            "has_key": given("kms_key_arn"),
            "queue": prop("dead_letter_queue_url"),
            "has_queue": given("dead_letter_queue_url"),
            "expiration_days": prop("default_expiration_days", default=366),
            "protected": lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
        }
    ),
    "aws:customerprofiles/domain:Domain": View(_CLOUD_DOMAIN),
    "aws-native:customerprofiles:Domain": View(_CLOUD_DOMAIN),
}

# --- execution roles -----------------------------------------------------------------------------------------------

_TRUST_COMPONENT = _rendered(
    policy_documents.trust_policy, domain_name=prop("domain_name"), trust=prop("trust", default="account")
)
ROLE: Kind = {
    f"{COMPONENT}ExecutionRole": View({"documents": lambda subject: [_TRUST_COMPONENT(subject)]}),
    "aws:iam/role:Role": View({"documents": _document("assumeRolePolicy")}, concerns=_names_service),
    "aws-native:iam:Role": View({"documents": _document("assumeRolePolicyDocument")}, concerns=_names_service),
}


def _permissions_of_component(subject: Subject) -> list[str]:
    return [
        policy_documents.execution_policy(
            **PLACE,
            domain_name=prop("domain_name")(subject),
            kms_key_arn="arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000",
            connector_profile_names=["profile"],
            scope=prop("scope", default="narrowed")(subject),
        )
    ]


_EXECUTION_ROLE = f"{COMPONENT}ExecutionRole"


def _loads_history(subject: Subject) -> bool:
    """Whether a permissions policy names what only the service's workflows need: it is one for loading history."""
    return _EXECUTION_ROLE in subject.ancestors or any(
        policy_checks.allows(statement) and _needs_of_workflows(statement)
        for document in subject["documents"]
        if not isinstance(document, str) or "appflow" in document.lower()
        for statement in _statements(document)
    )


def _needs_of_workflows(statement: policy_checks.Statement) -> bool:
    if any(action.lower() == USE_CONNECTOR.lower() for action in policy_checks.actions(statement)):
        return True
    return any(
        policy_documents.OWNING_SERVICE
        in policy_checks.condition_values(statement, f"aws:{place}Tag/{policy_documents.OWNING_SERVICE_TAG}")
        for place in ("Request", "Resource")
    )


def _inline(list_name: str, document_name: str) -> Reader:
    """Reads those of a role's own policies that permit what workflows need."""

    def read(subject: Subject) -> list[Any]:
        documents = [each.get(document_name) for each in subject.props.get(list_name) or []]
        return [
            document
            for document in documents
            if any(
                policy_checks.allows(each) and policy_checks.grants(each, USE_CONNECTOR)
                for each in _statements(document)
            )
        ]

    return read


def _trusts_service(type_: str) -> Callable[[Subject], bool]:
    """Whether a role is one that the service may assume."""
    return lambda subject: _names_service(replace(subject, view=ROLE[type_]))


ROLE_PERMISSIONS: Kind = {
    f"{COMPONENT}ExecutionRole": View({"documents": _permissions_of_component}),
    "aws:iam/policy:Policy": View({"documents": _document("policy")}, concerns=_loads_history),
    "aws:iam/rolePolicy:RolePolicy": View({"documents": _document("policy")}, concerns=_loads_history),
    "aws:iam/role:Role": View(
        {"documents": _inline("inlinePolicies", "policy")}, concerns=_trusts_service("aws:iam/role:Role")
    ),
    "aws-native:iam:ManagedPolicy": View({"documents": _document("policyDocument")}, concerns=_loads_history),
    "aws-native:iam:RolePolicy": View({"documents": _document("policyDocument")}, concerns=_loads_history),
    "aws-native:iam:Role": View(
        {"documents": _inline("policies", "policyDocument")}, concerns=_trusts_service("aws-native:iam:Role")
    ),
}

# --- history: what is loaded, in which batches ---------------------------------------------------------------------

HISTORY: Kind = {
    f"{COMPONENT}IntegrationWorkflow": View({"source": prop("connector", "type"), "batch": plain("batch")}),
    f"{DYNAMIC}IngestionPlan": View(
        {
            "source": prop("connector_type"),
            "start": prop("import_start_date"),
            "cut_off": prop("cut_off"),
            "batch": plain("batch"),
            "bulk": prop("bulk", default="auto"),
            "mode": prop("mode"),
            "has_role": given("execution_role_arn"),
        }
    ),
}

PLAN: Kind = {f"{DYNAMIC}IngestionPlan": HISTORY[f"{DYNAMIC}IngestionPlan"]}
"""History with what was pinned when it was planned: the passing of time must not make a rule fire, and the arguments of
a component do not tell when it was deployed."""

# --- flows into a domain -------------------------------------------------------------------------------------------


def _delivers_to_a_domain(subject: Subject) -> bool:
    """Whether an AppFlow flow has a Customer Profiles destination."""
    return any(
        str(each.get("connectorType", "")) == "CustomerProfiles"
        for each in subject.props.get("destinationFlowConfigs") or []
    )


def _defines_a_flow(subject: Subject) -> bool:
    return "flowDefinition" in set(subject.props)


def _task_types(list_of_tasks: Any, name: str) -> list[str]:
    return [str(task[name]) for task in list_of_tasks or [] if name in set(task)]


def _expression(subject: Subject) -> Any:
    """When an external application runs: the expression itself, or an object with it."""
    schedule = prop("schedule")(subject)
    return schedule if schedule is None or isinstance(schedule, str) else schedule["expression"]


FLOW: Kind = {
    f"{COMPONENT}ExternalApplication": View(
        {"source": prop("source", "type"), "has_key": given("kms_key_arn"), "schedule": _expression}
    ),
    f"{DYNAMIC}ExternalFlow": View(
        {
            "source": prop("flow", "source", "connectorType"),
            "has_key": given("kms_key_arn"),
            "schedule": prop("flow", "trigger", "triggerProperties", "Scheduled", "scheduleExpression"),
        }
    ),
    f"{COMPONENT}IntegrationWorkflow": View(
        {
            "source": prop("connector", "type"),
            "has_key": given("kms_key_arn"),
            "schedule": prop("schedule"),
        }
    ),
    f"{DYNAMIC}Ingestion": View(
        {
            "source": prop("flow_definition", "SourceFlowConfig", "ConnectorType"),
            "has_key": given("kms_key_arn"),
            "schedule": prop(
                *("flow_definition", "TriggerConfig", "TriggerProperties", "Scheduled", "ScheduleExpression")
            ),
        }
    ),
    "aws-native:customerprofiles:Integration": View(
        {
            "source": prop("flowDefinition", "sourceFlowConfig", "connectorType"),
            "has_key": lambda subject: "kmsArn" in set(prop("flowDefinition", default={})(subject)),
            "schedule": prop("flowDefinition", "triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
            "tasks": lambda subject: _task_types(prop("flowDefinition", "tasks")(subject), "taskType"),
        },
        concerns=_defines_a_flow,
    ),
    "aws:appflow/flow:Flow": View(
        {
            "source": prop("sourceFlowConfig", "connectorType"),
            "has_key": given("kmsArn"),
            "schedule": prop("triggerConfig", "triggerProperties", "scheduled", "scheduleExpression"),
        },
        concerns=_delivers_to_a_domain,
    ),
}
DECLARED_FLOW: Kind = {"aws-native:customerprofiles:Integration": FLOW["aws-native:customerprofiles:Integration"]}
"""Flows that CloudFormation's schema describes."""

# --- object types --------------------------------------------------------------------------------------------------


def _native_keys(subject: Subject) -> list[Key]:
    return [
        Key(each["name"], tuple(key.get("fieldNames") or ()), frozenset(key.get("standardIdentifiers") or ()))
        for each in subject.props.get("keys") or []
        for key in each.get("objectTypeKeyList") or []
    ]


def _component_keys(subject: Subject) -> list[Key]:
    given_keys = subject.props.get("keys") or {}
    return [
        Key(
            name,
            tuple(_either(key, "field_names", "fields")),
            frozenset(_either(key, "standard_identifiers", "identifiers")),
        )
        for name, entry in _named(given_keys)
        for key in ([entry] if isinstance(entry, Mapping) else entry)
    ]


def _named(entries: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(entries, Mapping):
        return [(name, entries[name]) for name in entries]
    return [(each["name"], each) for each in entries]


def _either(entry: Mapping[str, Any], *keys: str) -> Any:
    return next((entry[name] for name in keys if name in set(entry)), ())


OBJECT_TYPE: Kind = {
    f"{COMPONENT}ObjectMapping": View(
        {
            "name": prop("object_type_name"),
            "template": given("template_id"),
            "fields": lambda subject: [name for name, _ in _named(subject.props.get("fields") or {})],
            "keys": _component_keys,
            "expiration_days": prop("expiration_days"),
            "protected": lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
        }
    ),
    "aws-native:customerprofiles:ObjectType": View(
        {
            "name": prop("objectTypeName"),
            "template": given("templateId"),
            "fields": lambda subject: [each["name"] for each in subject.props.get("fields") or []],
            "keys": _native_keys,
            "expiration_days": prop("expirationDays"),
            "protected": lambda subject: subject.protect,
        }
    ),
}

"""What a person or pipeline needs for `pulumi up`, `refresh` and `destroy` of a program with every component. Pure.

Resources and condition keys: https://docs.aws.amazon.com/service-authorization/latest/reference/. Several policies,
because one has at most 6,144 characters without white space
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from .. import names
from .document import allow, document

SIZE_LIMIT = 6_144
"""The most characters of a managed policy, white space not counted."""


class Deployer(NamedTuple):
    """Where somebody deploys what: account, Region and the domain whose names everything has."""

    region: str
    account: str
    domain_name: str

    def arn(self, service: str, resource: str) -> str:
        """An ARN in this account and Region."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    @property
    def roles(self) -> list[str]:
        """The names of the roles that components make, which are those of their policies as well."""
        made = (names.role_name, names.redrive_role_name, names.supervisor_role_name)
        return [each(self.domain_name, self.region) for each in made]

    @property
    def functions(self) -> list[str]:
        """The names of the functions that components make."""
        return [names.redrive_name(self.domain_name), names.supervisor_name(self.domain_name)]

    @property
    def rules(self) -> list[str]:
        """The names of the rules that components make."""
        on_events = [names.event_rule_name(self.domain_name, each) for each in EVENTS]
        return [*on_events, names.supervisor_name(self.domain_name)]


def deployer_policies(region: str, account: str, domain_name: str) -> dict[str, str]:
    """The policies (JSON) by what they are for: `profiles` for the domain and what fills it, `functions` for queues,
    roles and functions, `monitoring` for what is watched, and for buckets."""
    statements = deployer_statements(region, account, domain_name)
    return {name: document(*each) for name, each in statements.items()}


def deployer_statements(region: str, account: str, domain_name: str) -> dict[str, list[dict[str, Any]]]:
    """The statements of each policy."""
    deployer = Deployer(region, account, domain_name)
    return {"profiles": _profiles(deployer), "functions": _functions(deployer), "monitoring": _monitoring(deployer)}


def _profiles(deployer: Deployer) -> list[dict[str, Any]]:
    region, account, domain_name = deployer
    domain, instances = names.domain_arn(region, account, domain_name), deployer.arn("connect", "instance/*")
    through = {
        "StringEquals": {"kms:ViaService": [f"{each}.{region}.amazonaws.com" for each in ("appflow", "profile")]}
    }
    return [
        allow("CallCloudControl", _actions("cloudformation", CLOUD_CONTROL), "*"),
        allow("ManageDomain", _actions("profile", DOMAIN), [domain, f"{domain}/*"]),
        allow(
            "LetCustomerProfilesHaveItsRole",
            "iam:CreateServiceLinkedRole",
            f"arn:aws:iam::{account}:role/aws-service-role/{names.SERVICE_PRINCIPAL}/*",
            {"StringEquals": {"iam:AWSServiceName": names.SERVICE_PRINCIPAL}},
        ),
        allow(
            "ManageFlows",
            _actions("appflow", FLOWS),
            names.flow_arn(region, account, f"{names.flow_prefix(domain_name)}*"),
        ),
        # Whose flows load an object already, nobody can tell by their names.
        allow("ReadFlows", _actions("appflow", ("DescribeFlow", "ListFlows")), names.flow_arn(region, account, "*")),
        allow("MakeFlowsAndConnections", _actions("appflow", UNNAMED_IN_APPFLOW), "*"),
        allow("UseConnections", _actions("appflow", CONNECTIONS), names.connector_profile_arn(region, account, "*")),
        allow(
            "KeepCredentialsThroughAppFlow",
            ["secretsmanager:CreateSecret", "secretsmanager:PutResourcePolicy"],
            deployer.arn("secretsmanager", "secret:appflow!*"),
            {"ForAnyValue:StringEquals": {"aws:CalledVia": names.APPFLOW_PRINCIPAL}},
        ),
        allow("ListKeys", _actions("kms", ("CreateKey", "ListAliases", "ListKeys")), "*"),
        allow(
            "ManageKeys",
            _actions("kms", KEYS),
            [deployer.arn("kms", "key/*"), deployer.arn("kms", names.key_alias(domain_name))],
        ),
        allow(
            "UseKeysThroughServices",
            _actions("kms", ("CreateGrant", "Decrypt", "GenerateDataKey", "ListGrants")),
            deployer.arn("kms", "key/*"),
            through,
        ),
        allow("FindDomainsOfInstances", "profile:ListAccountIntegrations", "*"),
        allow("UseInstances", _actions("connect", INSTANCES), [instances, f"{instances}/security-profile/*"]),
        allow("DescribeDirectoriesOfInstances", "ds:DescribeDirectories", "*"),
        allow(
            "RegisterIntegrations",
            _actions("app-integrations", REGISTRATIONS),
            [
                deployer.arn("app-integrations", f"{each}/*")
                for each in ("data-integration", "data-integration-association/*")
            ],
        ),
        allow("ListBucketsForAppFlow", "s3:ListAllMyBuckets", "*"),
        allow("ReadBucketsForAppFlow", _actions("s3", BUCKETS_OF_SOURCES), names.bucket_arn("*")),
    ]


def _functions(deployer: Deployer) -> list[dict[str, Any]]:
    region, account, domain_name = deployer
    queues = [names.queue_name(domain_name), names.redrive_failures_name(domain_name)]
    roles = [names.role_arn(account, each) for each in deployer.roles]
    applications = [names.application_policy_name(domain_name, each, region) for each in ("read", "write")]
    policies = [names.policy_arn(account, each) for each in (*deployer.roles, *applications)]
    groups = [names.log_group_arn(region, account, names.log_group_name(each)) for each in deployer.functions]
    return [
        allow("ManageQueues", _actions("sqs", QUEUES), [names.queue_arn(region, account, each) for each in queues]),
        allow("ManageRoles", _actions("iam", ROLES), roles),
        allow(
            "AttachPolicies",
            _actions("iam", ("AttachRolePolicy", "DetachRolePolicy")),
            roles,
            {"ArnEquals": {"iam:PolicyARN": policies[: len(roles)]}},
        ),
        allow("ManagePolicies", _actions("iam", POLICIES), policies),
        allow(
            "PassRoles",
            "iam:PassRole",
            roles,
            {"StringEquals": {"iam:PassedToService": [names.LAMBDA_PRINCIPAL, names.SERVICE_PRINCIPAL]}},
        ),
        allow(
            "ManageFunctions",
            _actions("lambda", FUNCTIONS),
            [names.function_arn(region, account, each) for each in deployer.functions],
        ),
        allow("MakeTriggers", "lambda:CreateEventSourceMapping", "*"),
        allow("ManageTriggers", _actions("lambda", TRIGGERS), deployer.arn("lambda", "event-source-mapping:*")),
        allow("ManageLogGroups", _actions("logs", LOG_GROUPS), [each + end for each in groups for end in ("", ":*")]),
        allow("ListLogGroups", "logs:DescribeLogGroups", "*"),
    ]


def _monitoring(deployer: Deployer) -> list[dict[str, Any]]:
    region, account, domain_name = deployer
    return [
        allow(
            "ManageRules",
            _actions("events", RULES),
            [deployer.arn("events", f"rule/{each}") for each in deployer.rules],
        ),
        allow("ListRules", "events:ListRules", "*"),
        allow("ManageTopic", _actions("sns", TOPIC), names.topic_arn(region, account, names.topic_name(domain_name))),
        allow("ManageSubscriptions", _actions("sns", SUBSCRIPTIONS), "*"),
        allow(
            "ManageAlarms",
            _actions("cloudwatch", ALARMS),
            [deployer.arn("cloudwatch", f"alarm:{names.alarm_name(domain_name, each)}") for each in ALARMED],
        ),
        allow(
            "ManageDashboard",
            _actions("cloudwatch", DASHBOARDS),
            f"arn:aws:cloudwatch::{account}:dashboard/{names.dashboard_name(domain_name)}",
        ),
        allow("ManagePoliciesOfBuckets", _actions("s3", BUCKETS), names.bucket_arn("*")),
    ]


def _actions(service: str, operations: Sequence[str]) -> list[str]:
    return [f"{service}:{each}" for each in operations]


CLOUD_CONTROL = ("CreateResource", "DeleteResource", "GetResource", "GetResourceRequestStatus", "UpdateResource")
TAGS = ("ListTagsForResource", "TagResource", "UntagResource")
DOMAIN = (
    *("CreateDomain", "DeleteDomain", "GetDomain", "UpdateDomain"),
    *("DeleteIntegration", "GetIntegration", "ListIntegrations", "PutIntegration"),
    *("DeleteProfileObjectType", "GetProfileObjectType", "ListProfileObjectTypes", "PutProfileObjectType"),
    *("CreateIntegrationWorkflow", "DeleteWorkflow", "GetWorkflow", "GetWorkflowSteps", "ListWorkflows"),
    *TAGS,
)
FLOWS = (
    *("DeleteFlow", "DescribeFlowExecutionRecords", "StartFlow", "StopFlow", "UpdateFlow"),
    *TAGS,
)
UNNAMED_IN_APPFLOW = ("CreateConnectorProfile", "CreateFlow", "DescribeConnectorProfiles")
CONNECTIONS = ("DeleteConnectorProfile", "DescribeConnectorEntity", "UpdateConnectorProfile", "UseConnectorProfile")
KEYS = (
    *("CreateAlias", "DeleteAlias", "DescribeKey", "DisableKey", "EnableKey", "EnableKeyRotation", "GetKeyPolicy"),
    *("GetKeyRotationStatus", "ListResourceTags", "PutKeyPolicy", "ScheduleKeyDeletion", "TagResource"),
    *("UntagResource", "UpdateAlias", "UpdateKeyDescription"),
)
INSTANCES = (
    *("CreateSecurityProfile", "DeleteSecurityProfile", "DescribeInstance", "DescribeSecurityProfile"),
    *(
        "ListSecurityProfilePermissions",
        "ListSecurityProfiles",
        "TagResource",
        "UntagResource",
        "UpdateSecurityProfile",
    ),
)
REGISTRATIONS = ("CreateDataIntegrationAssociation", "DeleteDataIntegrationAssociation")
QUEUES = (
    *("CreateQueue", "DeleteQueue", "GetQueueAttributes", "ListQueueTags", "SetQueueAttributes"),
    *("TagQueue", "UntagQueue"),
)
ROLES = (
    *("CreateRole", "DeleteRole", "DeleteRolePermissionsBoundary", "GetRole", "ListAttachedRolePolicies"),
    *("ListInstanceProfilesForRole", "ListRolePolicies", "ListRoleTags", "PutRolePermissionsBoundary", "TagRole"),
    *("UntagRole", "UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"),
)
POLICIES = (
    *("CreatePolicy", "CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion", "GetPolicy", "GetPolicyVersion"),
    *("ListPolicyTags", "ListPolicyVersions", "TagPolicy", "UntagPolicy"),
)
FUNCTIONS = (
    *("AddPermission", "CreateFunction", "DeleteFunction", "DeleteFunctionConcurrency", "GetFunction"),
    *("GetFunctionCodeSigningConfig", "GetPolicy", "ListTags", "ListVersionsByFunction"),
    *("PutFunctionConcurrency", "RemovePermission", "TagResource", "UntagResource", "UpdateFunctionCode"),
    "UpdateFunctionConfiguration",
)
TRIGGERS = (
    *("DeleteEventSourceMapping", "GetEventSourceMapping", "ListTags", "TagResource", "UntagResource"),
    "UpdateEventSourceMapping",
)
LOG_GROUPS = (
    *("AssociateKmsKey", "CreateLogGroup", "DeleteLogGroup", "DeleteRetentionPolicy", "DisassociateKmsKey"),
    *("PutRetentionPolicy", *TAGS),
)
EVENTS = ("failed-runs", "deactivated-flows", names.KEY_EVENTS)
"""What the rules on events are named after."""
ALARMED = (
    *("dead-letters", "oldest-dead-letter", "dead-letters-remain"),
    *("failed-dead-letters", "oldest-failed-dead-letter", "failed-dead-letters-remain"),
    "no-success-*",
)
"""What the alarms are named after; each flow has one of the last."""
RULES = ("DeleteRule", "DescribeRule", "ListTargetsByRule", "PutRule", "PutTargets", "RemoveTargets", *TAGS)
TOPIC = ("CreateTopic", "DeleteTopic", "GetTopicAttributes", "SetTopicAttributes", "Subscribe", *TAGS)
SUBSCRIPTIONS = ("GetSubscriptionAttributes", "SetSubscriptionAttributes", "Unsubscribe")
ALARMS = ("DeleteAlarms", "DescribeAlarms", "PutMetricAlarm", *TAGS)
DASHBOARDS = ("DeleteDashboards", "GetDashboard", "PutDashboard")
BUCKETS_OF_SOURCES = ("GetBucketLocation", "ListBucket")
BUCKETS = ("DeleteBucketPolicy", "GetBucketPolicy", "PutBucketPolicy")

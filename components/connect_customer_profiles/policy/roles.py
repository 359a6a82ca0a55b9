"""Trust and permissions of the execution role, and of callers of the profile APIs."""

from collections.abc import Sequence
from typing import Any

from .. import names
from .document import document, domain_and_below, source_condition

OWNING_SERVICE_TAG = "awsOwningService"
OWNING_SERVICE = "customer-profiles-integration-workflow"
"""The tag that the service puts on everything that a workflow creates; the documented role permits nothing without it.
https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html"""

CREATE_ACTIONS = ("appflow:CreateFlow", "appflow:TagResource", "profile:TagResource", "profile:PutIntegration")
WITHOUT_RESOURCE = "appflow:CreateFlow"
ACCESS_ACTIONS = (
    "appflow:DescribeFlow",
    "appflow:DescribeFlowExecutionRecords",
    "appflow:DeleteFlow",
    "appflow:StartFlow",
    "appflow:StopFlow",
    "appflow:UpdateFlow",
    "profile:DeleteIntegration",
)

CALLER_KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")
"""The actions that callers of the profile APIs need on the domain's key, even to read.
https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html"""

READ_ACTIONS = (
    "profile:BatchGetCalculatedAttributeForProfile",
    "profile:BatchGetProfile",
    "profile:GetCalculatedAttributeForProfile",
    "profile:GetProfileObjectType",
    "profile:ListCalculatedAttributesForProfile",
    "profile:ListProfileObjectTypes",
    "profile:ListProfileObjects",
    "profile:SearchProfiles",
)

WRITE_ACTIONS = (
    "profile:AddProfileKey",
    "profile:CreateProfile",
    "profile:DeleteProfile",
    "profile:DeleteProfileKey",
    "profile:DeleteProfileObject",
    "profile:MergeProfiles",
    "profile:PutProfileObject",
    "profile:UpdateProfile",
)
"""The profile APIs, with their resource types `domains`, `object-types` and `calculated-attributes`.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonconnectcustomerprofiles.html"""


def trust_policy(*, region: str, account: str, domain_name: str, trust: str) -> str:
    """The trust policy of the execution role: the service may assume it for this account, this domain or anybody.

    AWS does not document which condition keys the service sends when it assumes the role, so `domain` is not the
    default.
    """
    return document(
        {
            "Sid": "CustomerProfilesAssumesRole",
            "Effect": "Allow",
            "Principal": {"Service": names.SERVICE_PRINCIPAL},
            "Action": "sts:AssumeRole",
            **source_condition(region, account, domain_name, trust),
        }
    )


def execution_policy(
    *,
    region: str,
    account: str,
    domain_name: str,
    kms_key_arn: str,
    connector_profile_names: Sequence[str],
    scope: str,
) -> str:
    """The five documented statements of the execution role.

    `documented` has their resources as AWS prints them; `narrowed` limits them to the flows of this account and Region,
    this domain and the named connector profiles (all of the account and Region if none is named). CreateFlow then gets
    a statement of its own: it has no resource type, so only a statement with `*` matches it. https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappflow.html
    """
    narrowed = scope == "narrowed"
    owned: str | list[str] = (
        [names.flow_arn(region, account, "*"), *domain_and_below(region, account, domain_name)] if narrowed else "*"
    )
    profiles: str | list[str] = (
        [names.connector_profile_arn(region, account, name) for name in sorted(connector_profile_names) or ["*"]]
        if narrowed
        else "*"
    )
    tagged = {"ForAnyValue:StringEquals": {f"aws:RequestTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}}
    create_flow = {
        "Sid": "CreateFlow",
        "Effect": "Allow",
        "Action": [WITHOUT_RESOURCE],
        "Resource": "*",
        "Condition": tagged,
    }
    return document(
        *([create_flow] if narrowed else []),
        {
            "Sid": "CreateFlowResources",
            "Effect": "Allow",
            "Action": [action for action in CREATE_ACTIONS if not (narrowed and action == WITHOUT_RESOURCE)],
            "Resource": owned,
            "Condition": tagged,
        },
        {
            "Sid": "UseConnectorResources",
            "Effect": "Allow",
            "Action": ["appflow:UseConnectorProfile"],
            "Resource": profiles,
        },
        {
            "Sid": "AccessFlowResources",
            "Effect": "Allow",
            "Action": list(ACCESS_ACTIONS),
            "Resource": owned,
            "Condition": {"ForAnyValue:StringEquals": {f"aws:ResourceTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}},
        },
        {
            "Sid": "KMSAppflow",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:ListGrants"],
            "Resource": kms_key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": [f"appflow.{region}.amazonaws.com"]}},
        },
        {
            "Sid": "KMSCustomerProfiles",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant"],
            "Resource": kms_key_arn,
            "Condition": {
                "StringEquals": {"kms:ViaService": [f"profile.{region}.amazonaws.com"]},
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        },
    )


def application_policy(*, region: str, account: str, domain_name: str, kms_key_arn: str, level: str) -> str:
    """The permissions of a caller of the profile APIs for one domain: the APIs, and the domain's key through the
    service only.

    `level`: `read`, or `write` for both.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html
    """
    domain = names.domain_arn(region, account, domain_name)
    domain_and_objects = [domain, f"{domain}/object-types/*"]
    write = {
        "Sid": "WriteProfiles",
        "Effect": "Allow",
        "Action": list(WRITE_ACTIONS),
        "Resource": domain_and_objects,
    }
    return document(
        {
            "Sid": "ReadProfiles",
            "Effect": "Allow",
            "Action": list(READ_ACTIONS),
            "Resource": [*domain_and_objects, f"{domain}/calculated-attributes/*"],
        },
        *([write] if level == "write" else []),
        use_key_through_customer_profiles(region, kms_key_arn),
    )


def use_key_through_customer_profiles(region: str, kms_key_arn: str) -> dict[str, Any]:
    """The statement that lets a caller of the profile APIs use the domain's key, through the service only."""
    return {
        "Sid": "UseKeyThroughCustomerProfiles",
        "Effect": "Allow",
        "Action": list(CALLER_KEY_ACTIONS),
        "Resource": kms_key_arn,
        "Condition": {"StringEquals": {"kms:ViaService": f"profile.{region}.amazonaws.com"}},
    }

"""Trust and permissions of the execution role, and of callers of the profile APIs."""

from collections.abc import Sequence
from typing import Any

from .. import names
from .document import allow, document, domain_and_below, source_condition

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
    kms_key_arn: str | Sequence[str],
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
    keys = sorted({kms_key_arn} if isinstance(kms_key_arn, str) else {*kms_key_arn})
    key: str | list[str] = keys if len(keys) > 1 else keys[0]
    owned: str | list[str] = "*"
    profiles: str | list[str] = "*"
    if narrowed:
        owned = [names.flow_arn(region, account, "*"), *domain_and_below(region, account, domain_name)]
        named = {*connector_profile_names} or {"*"}
        profiles = [names.connector_profile_arn(region, account, name) for name in sorted(named)]
    tagging = {"ForAnyValue:StringEquals": {f"aws:RequestTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}}
    tagged = {"ForAnyValue:StringEquals": {f"aws:ResourceTag/{OWNING_SERVICE_TAG}": OWNING_SERVICE}}
    create = [action for action in CREATE_ACTIONS if not (narrowed and action == WITHOUT_RESOURCE)]
    return document(
        *([allow("CreateFlow", [WITHOUT_RESOURCE], "*", tagging)] if narrowed else []),
        allow("CreateFlowResources", create, owned, tagging),
        allow("UseConnectorResources", ["appflow:UseConnectorProfile"], profiles),
        allow("AccessFlowResources", ACCESS_ACTIONS, owned, tagged),
        allow(
            "KMSAppflow",
            ["kms:CreateGrant", "kms:ListGrants"],
            key,
            {"StringEquals": {"kms:ViaService": [f"appflow.{region}.amazonaws.com"]}},
        ),
        allow(
            "KMSCustomerProfiles",
            ["kms:CreateGrant"],
            key,
            {
                "StringEquals": {"kms:ViaService": [f"profile.{region}.amazonaws.com"]},
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        ),
    )


def application_policy(*, region: str, account: str, domain_name: str, kms_key_arn: str, level: str) -> str:
    """The permissions of a caller of the profile APIs for one domain: the APIs, and the domain's key through the
    service only.

    `level`: `read`, or `write` for both.
    https://docs.aws.amazon.com/connect/latest/adminguide/enable-customer-profiles.html
    """
    domain = names.domain_arn(region, account, domain_name)
    domain_and_objects = [domain, f"{domain}/object-types/*"]
    return document(
        allow("ReadProfiles", READ_ACTIONS, [*domain_and_objects, f"{domain}/calculated-attributes/*"]),
        *([allow("WriteProfiles", WRITE_ACTIONS, domain_and_objects)] if level == "write" else []),
        use_key_through_customer_profiles(region, kms_key_arn),
    )


def use_key_through_customer_profiles(region: str, kms_key_arn: str) -> dict[str, Any]:
    """The statement that lets a caller of the profile APIs use the domain's key, through the service only."""
    condition = {"StringEquals": {"kms:ViaService": f"profile.{region}.amazonaws.com"}}
    return allow("UseKeyThroughCustomerProfiles", CALLER_KEY_ACTIONS, kms_key_arn, condition)

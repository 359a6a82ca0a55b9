"""Execution roles and their permissions."""

import json
from dataclasses import replace
from typing import Any

from connect_customer_profiles.policy import READ_ACTIONS, application_policy, execution_policy, trust_policy

from tests.policies.cases import OURS, Case, Resource, changed, document

KEY = "arn:aws:kms:us-east-1:123456789012:key/2f2a3c6e-0000-4000-8000-000000000000"


def trusting(trust: str) -> str:
    return trust_policy(region="us-east-1", account="123456789012", domain_name="amazon-connect-customers", trust=trust)


def permitting(scope: str = "narrowed") -> str:
    return execution_policy(
        region="us-east-1",
        account="123456789012",
        domain_name="amazon-connect-customers",
        kms_key_arn=KEY,
        connector_profile_names=["salesforce"],
        scope=scope,
    )


GOOD = permitting()
CALLING = application_policy(
    region="us-east-1",
    account="123456789012",
    domain_name="amazon-connect-customers",
    kms_key_arn=KEY,
    level="read",
)
READS = READ_ACTIONS
ASSUMES = "CustomerProfilesAssumesRole"
EVERYTHING = "applies to every resource (*)"


def role(trust: str, **changes: Any) -> Resource:
    return Resource(type="aws:iam/role:Role", props={"assumeRolePolicy": trust, **changes})


def native_role(trust: str, **changes: Any) -> Resource:
    return Resource(type="aws-native:iam:Role", props={"assumeRolePolicyDocument": json.loads(trust), **changes})


def policy(text: str) -> Resource:
    return Resource(type="aws:iam/policy:Policy", props={"policy": text})


def inline(text: str) -> Resource:
    return Resource(type="aws:iam/rolePolicy:RolePolicy", props={"role": "ingestion", "policy": text})


def native_policy(text: str) -> Resource:
    return Resource(type="aws-native:iam:ManagedPolicy", props={"policyDocument": json.loads(text)})


def ours(**changes: Any) -> Resource:
    props = {"domain_name": "amazon-connect-customers", "kms_key_arn": KEY, **changes}
    return Resource(type=f"{OURS}ExecutionRole", props=props)


def with_statement(base: str, statement: dict[str, Any]) -> str:
    return document(*json.loads(base)["Statement"], statement)


CASES = (
    Case(
        name="loading history with what an application needs",
        catches={
            "execution-role-actions": f"statement 'ReadProfiles' allows {', '.join(READS[:-1])} and {READS[-1]}, which "
            "are not needed to load history"
        },
        bad=replace(policy(CALLING), inside=[f"{OURS}ExecutionRole"]),
        good=replace(policy(CALLING), inside=[f"{OURS}ApplicationAccess"]),
    ),
    Case(
        name="the documented role as AWS prints it",
        catches={"execution-role-resources": f"statement 'CreateFlowResources' {EVERYTHING}"},
        bad=policy(permitting("documented")),
        good=policy(GOOD),
    ),
    Case(
        name="a component's role as AWS prints it",
        catches={"execution-role-resources": f"statement 'CreateFlowResources' {EVERYTHING}"},
        bad=ours(scope="documented"),
        good=ours(),
    ),
    Case(
        name="an event-stream example's trust without a condition",
        catches={
            "execution-role-guarded": f"statement '{ASSUMES}' lets the service assume the role for anybody: no "
            "condition pins aws:SourceAccount"
        },
        bad=native_role(trusting("none")),
        good=native_role(trusting("account")),
    ),
    Case(
        name="a component's role that the service may assume for anybody",
        catches={
            "execution-role-guarded": f"statement '{ASSUMES}' lets the service assume the role for anybody: no "
            "condition pins aws:SourceAccount"
        },
        bad=ours(trust="none"),
        good=ours(trust="domain"),
    ),
    Case(
        name="a role that the account may assume as well",
        catches={"execution-role-trust": "statement 2 lets arn:aws:iam::123456789012:root assume the role"},
        bad=role(
            with_statement(
                trusting("account"),
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
                    "Action": "sts:AssumeRole",
                },
            )
        ),
        good=role(trusting("account")),
    ),
    Case(
        name="a role that everybody may assume as well",
        catches={"execution-role-trust": f"statement '{ASSUMES}' lets * assume the role"},
        bad=role(changed(trusting("account"), ASSUMES, Principal={"Service": "profile.amazonaws.com", "AWS": "*"})),
        good=role(trusting("domain")),
    ),
    Case(
        name="all of AppFlow",
        catches={
            "execution-role-actions": "statement 'UseConnectorResources' allows appflow:*, which are not needed to "
            "load history"
        },
        bad=policy(changed(GOOD, "UseConnectorResources", Action=["appflow:UseConnectorProfile", "appflow:*"])),
        good=policy(GOOD),
    ),
    Case(
        name="the buckets, too",
        catches={"execution-role-actions": "statement 7 allows s3:GetObject, which are not needed to load history"},
        bad=native_policy(
            with_statement(GOOD, {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::customers/*"})
        ),
        good=native_policy(GOOD),
    ),
    Case(
        name="everything but one action",
        catches={
            "execution-role-actions": "statement 7 allows *, which are not needed to load history",
        },
        bad=inline(
            with_statement(GOOD, {"Effect": "Allow", "NotAction": "iam:*", "Resource": "arn:aws:s3:::customers/*"})
        ),
        good=inline(GOOD),
    ),
    Case(
        name="every connector profile of every account",
        catches={"execution-role-resources": f"statement 'UseConnectorResources' {EVERYTHING}"},
        bad=native_policy(changed(GOOD, "UseConnectorResources", Resource="*")),
        good=native_policy(GOOD),
    ),
    Case(
        name="every key",
        catches={"execution-role-resources": f"statement 'KMSAppflow' {EVERYTHING}"},
        bad=inline(changed(GOOD, "KMSAppflow", Resource=["*"])),
        good=inline(changed(GOOD, "KMSAppflow", Resource=[KEY])),
    ),
    Case(
        name="an inline policy of a role that applies to every resource",
        catches={"execution-role-resources": f"statement 'AccessFlowResources' {EVERYTHING}"},
        bad=role(
            trusting("account"),
            inlinePolicies=[{"name": "loads", "policy": changed(GOOD, "AccessFlowResources", Resource="*")}],
        ),
        good=role(trusting("account"), inlinePolicies=[{"name": "loads", "policy": GOOD}]),
    ),
    Case(
        name="a native role's policy with all of AppFlow",
        catches={
            "execution-role-actions": "statement 'UseConnectorResources' allows appflow:*, which are not needed to "
            "load history"
        },
        bad=native_role(
            trusting("account"),
            policies=[
                {
                    "policyName": "loads",
                    "policyDocument": json.loads(changed(GOOD, "UseConnectorResources", Action="appflow:*")),
                }
            ],
        ),
        good=native_role(trusting("account"), policies=[{"policyName": "loads", "policyDocument": json.loads(GOOD)}]),
    ),
    Case(
        name="flows that no workflow made",
        catches={
            "execution-role-owned-resources": "statement 'AccessFlowResources' allows appflow:DescribeFlow without "
            "requiring aws:ResourceTag/awsOwningService = customer-profiles-integration-workflow"
        },
        bad=policy(changed(GOOD, "AccessFlowResources", Condition=None)),
        good=policy(GOOD),
    ),
    Case(
        name="integrations without the marker",
        catches={
            "execution-role-owned-resources": "statement 'CreateFlowResources' allows appflow:TagResource without "
            "requiring aws:RequestTag/awsOwningService = customer-profiles-integration-workflow"
        },
        bad=native_policy(
            changed(
                GOOD, "CreateFlowResources", Condition={"StringEquals": {"aws:RequestTag/awsOwningService": "anybody"}}
            )
        ),
        good=native_policy(GOOD),
    ),
    Case(
        name="the key outside AppFlow",
        catches={
            "execution-role-key-via-service": "statement 'KMSAppflow' allows the use of keys without kms:ViaService"
        },
        bad=policy(changed(GOOD, "KMSAppflow", Condition=None)),
        good=policy(GOOD),
    ),
    Case(
        name="the key by way of another service",
        catches={
            "execution-role-key-via-service": "statement 'KMSAppflow' allows the use of keys via "
            "s3.us-east-1.amazonaws.com"
        },
        bad=native_policy(
            changed(GOOD, "KMSAppflow", Condition={"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}})
        ),
        good=native_policy(GOOD),
    ),
    Case(
        name="any grant",
        catches={
            "execution-role-grant-operations": "statement 'KMSCustomerProfiles' lets Customer Profiles grant itself "
            "more than Decrypt"
        },
        bad=inline(
            changed(
                GOOD,
                "KMSCustomerProfiles",
                Condition={"StringEquals": {"kms:ViaService": ["profile.us-east-1.amazonaws.com"]}},
            )
        ),
        good=inline(GOOD),
    ),
)

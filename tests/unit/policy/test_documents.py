"""The exact policies."""

import json
from typing import Any

import pytest
from connect_customer_profiles import policy

from tests.api_models import api_model

REGION, ACCOUNT, DOMAIN = "eu-west-2", "111122223333", "shop"
WHERE = {"region": REGION, "account": ACCOUNT, "domain_name": DOMAIN}
DOMAIN_ARN = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/{DOMAIN}"
DOMAIN_AND_BELOW = [DOMAIN_ARN, f"{DOMAIN_ARN}/*"]
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234"
QUEUE_ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:letters"
SERVICE = {"Service": "profile.amazonaws.com"}
SOURCE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
ADMINISTRATORS = [f"arn:aws:iam::{ACCOUNT}:role/b", f"arn:aws:iam::{ACCOUNT}:role/a"]


def statements(document: str) -> list[dict[str, Any]]:
    parsed = json.loads(document)
    assert set(parsed) == {"Version", "Statement"}
    assert parsed["Version"] == "2012-10-17"
    found: list[dict[str, Any]] = parsed["Statement"]
    return found


def key_policy(administrators: list[str], service_conditions: str) -> str:
    return policy.key_policy(**WHERE, administrators=administrators, service_conditions=service_conditions)


def execution_policy(profiles: list[str], scope: str) -> str:
    return policy.execution_policy(**WHERE, kms_key_arn=KEY_ARN, connector_profile_names=profiles, scope=scope)


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("domain", {"Condition": {**SOURCE_ACCOUNT, "ArnLike": {"aws:SourceArn": DOMAIN_AND_BELOW}}}),
        ("account", {"Condition": SOURCE_ACCOUNT}),
        ("none", {}),
    ],
)
def test_the_key_serves_the_account_and_the_service_under_a_condition(kind: str, condition: dict[str, Any]) -> None:
    assert statements(key_policy([], kind)) == [
        {
            "Sid": "AccountDelegatesToIam",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "CustomerProfilesUsesKey",
            "Effect": "Allow",
            "Principal": SERVICE,
            "Action": ["kms:GenerateDataKey", "kms:CreateGrant", "kms:Decrypt"],
            "Resource": "*",
            **condition,
        },
    ]


def test_only_administrators_may_do_away_with_the_key() -> None:
    with_administrators = statements(key_policy(ADMINISTRATORS, "domain"))
    assert with_administrators[1] == {
        "Sid": "AdministratorsOnly",
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": ["kms:DisableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
        "Resource": "*",
        "Condition": {"ArnNotLike": {"aws:PrincipalArn": sorted(ADMINISTRATORS)}},
    }
    assert [with_administrators[0], with_administrators[2]] == statements(key_policy([], "domain"))


def test_the_queue_takes_messages_of_one_domain_and_over_tls_only() -> None:
    assert statements(policy.queue_policy(**WHERE, queue_arn=QUEUE_ARN)) == [
        {
            "Sid": "CustomerProfilesSendsDeadLetters",
            "Effect": "Allow",
            "Principal": SERVICE,
            "Action": "sqs:SendMessage",
            "Resource": QUEUE_ARN,
            "Condition": {**SOURCE_ACCOUNT, "ArnEquals": {"aws:SourceArn": DOMAIN_ARN}},
        },
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sqs:*",
            "Resource": QUEUE_ARN,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


@pytest.mark.parametrize(
    ("kind", "condition"),
    [
        ("account", {"Condition": SOURCE_ACCOUNT}),
        ("domain", {"Condition": {**SOURCE_ACCOUNT, "ArnLike": {"aws:SourceArn": DOMAIN_AND_BELOW}}}),
        ("none", {}),
    ],
)
def test_the_service_may_assume_the_role_under_a_condition(kind: str, condition: dict[str, Any]) -> None:
    assert statements(policy.trust_policy(**WHERE, trust=kind)) == [
        {
            "Sid": "CustomerProfilesAssumesRole",
            "Effect": "Allow",
            "Principal": SERVICE,
            "Action": "sts:AssumeRole",
            **condition,
        }
    ]


def five_statements(owned: object, profiles: object) -> list[dict[str, Any]]:
    """The statements that AWS documents for the role, on given resources."""
    marker = "customer-profiles-integration-workflow"
    return [
        {
            "Sid": "CreateFlowResources",
            "Effect": "Allow",
            "Action": ["appflow:CreateFlow", "appflow:TagResource", "profile:TagResource", "profile:PutIntegration"],
            "Resource": owned,
            "Condition": {"ForAnyValue:StringEquals": {"aws:RequestTag/awsOwningService": marker}},
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
            "Action": [
                "appflow:DescribeFlow",
                "appflow:DescribeFlowExecutionRecords",
                "appflow:DeleteFlow",
                "appflow:StartFlow",
                "appflow:StopFlow",
                "appflow:UpdateFlow",
                "profile:DeleteIntegration",
            ],
            "Resource": owned,
            "Condition": {"ForAnyValue:StringEquals": {"aws:ResourceTag/awsOwningService": marker}},
        },
        {
            "Sid": "KMSAppflow",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant", "kms:ListGrants"],
            "Resource": KEY_ARN,
            "Condition": {"StringEquals": {"kms:ViaService": [f"appflow.{REGION}.amazonaws.com"]}},
        },
        {
            "Sid": "KMSCustomerProfiles",
            "Effect": "Allow",
            "Action": ["kms:CreateGrant"],
            "Resource": KEY_ARN,
            "Condition": {
                "StringEquals": {"kms:ViaService": [f"profile.{REGION}.amazonaws.com"]},
                "ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt"]},
            },
        },
    ]


@pytest.mark.parametrize("profiles", [[], ["salesforce"]])
def test_the_documented_scope_is_exactly_the_five_documented_statements(profiles: list[str]) -> None:
    assert statements(execution_policy(profiles, "documented")) == five_statements("*", "*")


def test_the_narrowed_scope_is_the_same_for_flows_here_this_domain_and_the_named_profiles_only() -> None:
    profile = f"arn:aws:appflow:{REGION}:{ACCOUNT}:connectorprofile"
    owned = [f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/*", *DOMAIN_AND_BELOW]
    for names, profiles in ((["b", "a"], [f"{profile}/a", f"{profile}/b"]), ([], [f"{profile}/*"])):
        create, *rest = five_statements(owned, profiles)
        create_flow = {**create, "Sid": "CreateFlow", "Action": ["appflow:CreateFlow"], "Resource": "*"}
        create["Action"].remove("appflow:CreateFlow")
        assert statements(execution_policy(names, "narrowed")) == [create_flow, create, *rest]


@pytest.mark.parametrize(
    "document",
    [
        key_policy(ADMINISTRATORS, "domain"),
        policy.queue_policy(**WHERE, queue_arn=QUEUE_ARN),
        policy.trust_policy(**WHERE, trust="domain"),
        execution_policy(["a"], "narrowed"),
    ],
    ids=["key", "queue", "trust", "execution"],
)
def test_documents_are_canonical(document: str) -> None:
    assert document == json.dumps(json.loads(document), sort_keys=True, separators=(",", ":"))


def source_bucket_policy(**narrowed: Any) -> list[dict[str, Any]]:
    return statements(
        policy.source_bucket_policy(region=REGION, account=ACCOUNT, bucket_name="crm-exports", **narrowed)
    )


def test_b9_appflow_reads_a_bucket_for_flows_of_the_account_and_everybody_over_tls() -> None:
    flows = {"ArnLike": {"aws:SourceArn": f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/*"}}
    reader = {
        "Effect": "Allow",
        "Principal": {"Service": "appflow.amazonaws.com"},
        "Condition": {**SOURCE_ACCOUNT, **flows},
    }
    assert source_bucket_policy() == [
        {**reader, "Sid": "AppFlowListsBucket", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::crm-exports"},
        {**reader, "Sid": "AppFlowReadsFiles", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::crm-exports/*"]},
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "s3:*",
            "Resource": ["arn:aws:s3:::crm-exports", "arn:aws:s3:::crm-exports/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
    ]


def test_b9_a_bucket_policy_can_be_narrowed_to_folders_and_to_the_flows_of_a_domain() -> None:
    lists, reads, _ = source_bucket_policy(bucket_prefixes=["b", "a/c"], domain_name="_shop")
    assert reads["Resource"] == ["arn:aws:s3:::crm-exports/a/c/*", "arn:aws:s3:::crm-exports/b/*"]
    for statement in (lists, reads):
        assert statement["Condition"]["ArnLike"] == {"aws:SourceArn": f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/shop-*"}


def test_a_bucket_policy_tells_domains_apart_whose_names_begin_alike_by_their_object_types() -> None:
    policy = source_bucket_policy(domain_name="shop", object_type_names=["Orders", "Contacts"])
    flows = [f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/shop-{each}-*" for each in ("Contacts", "Orders")]
    assert [each["Condition"].get("ArnLike") for each in policy[:2]] == 2 * [{"aws:SourceArn": flows}]


def test_statements_that_a_bucket_keeps_come_first() -> None:
    kept = [{"Sid": "A", "Effect": "Deny"}, {"Sid": "B", "Effect": "Allow"}]
    documents = [json.dumps({"Statement": [each]}) for each in kept]
    assert source_bucket_policy(source_policy_documents=documents) == [*kept, *source_bucket_policy()]


def test_what_a_running_load_needs_is_allowed_beside_what_the_program_has() -> None:
    keys, profiles = ["arn:old", KEY_ARN, KEY_ARN], ["new", "old", "new"]
    both = policy.execution_policy(**WHERE, kms_key_arn=keys, connector_profile_names=profiles, scope="narrowed")
    found = {each["Sid"]: each["Resource"] for each in statements(both)}
    profile = f"arn:aws:appflow:{REGION}:{ACCOUNT}:connectorprofile"
    assert found["UseConnectorResources"] == [f"{profile}/new", f"{profile}/old"]
    assert found["KMSAppflow"] == found["KMSCustomerProfiles"] == sorted(["arn:old", KEY_ARN])


def test_the_order_of_arguments_does_not_matter() -> None:
    assert key_policy(ADMINISTRATORS, "domain") == key_policy(ADMINISTRATORS[::-1], "domain")
    assert execution_policy(["a", "b"], "narrowed") == execution_policy(["b", "a"], "narrowed")


@pytest.mark.parametrize(
    ("document", "limit"),
    [
        (execution_policy([f"profile-{number}" for number in range(20)], "narrowed"), 6144),
        (
            policy.trust_policy(region="ap-southeast-2", account=ACCOUNT, domain_name="a" * 64, trust="domain"),
            2048,
        ),
    ],
    ids=["execution", "trust"],
)
def test_documents_are_below_the_size_limits_of_iam(document: str, limit: int) -> None:
    assert len(document) <= limit


@pytest.mark.parametrize("level", ["read", "write"])
def test_an_application_uses_the_profiles_of_one_domain_and_its_key_through_the_service(level: str) -> None:
    read = {
        "Sid": "ReadProfiles",
        "Effect": "Allow",
        "Action": [
            "profile:BatchGetCalculatedAttributeForProfile",
            "profile:BatchGetProfile",
            "profile:GetCalculatedAttributeForProfile",
            "profile:GetProfileObjectType",
            "profile:ListCalculatedAttributesForProfile",
            "profile:ListProfileObjectTypes",
            "profile:ListProfileObjects",
            "profile:SearchProfiles",
        ],
        "Resource": [DOMAIN_ARN, f"{DOMAIN_ARN}/object-types/*", f"{DOMAIN_ARN}/calculated-attributes/*"],
    }
    write = {
        "Sid": "WriteProfiles",
        "Effect": "Allow",
        "Action": [
            "profile:AddProfileKey",
            "profile:CreateProfile",
            "profile:DeleteProfile",
            "profile:DeleteProfileKey",
            "profile:DeleteProfileObject",
            "profile:MergeProfiles",
            "profile:PutProfileObject",
            "profile:UpdateProfile",
        ],
        "Resource": [DOMAIN_ARN, f"{DOMAIN_ARN}/object-types/*"],
    }
    key = {
        "Sid": "UseKeyThroughCustomerProfiles",
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": KEY_ARN,
        "Condition": {"StringEquals": {"kms:ViaService": f"profile.{REGION}.amazonaws.com"}},
    }
    document = policy.application_policy(**WHERE, kms_key_arn=KEY_ARN, level=level)
    assert statements(document) == ([read, key] if level == "read" else [read, write, key])


@pytest.mark.parametrize("action", [*policy.READ_ACTIONS, *policy.WRITE_ACTIONS])
def test_what_applications_may_do_are_operations_of_the_api(action: str) -> None:
    prefix, _, operation = action.partition(":")
    assert prefix == "profile"
    assert operation in api_model("customer-profiles").operation_names


@pytest.mark.parametrize(
    ("administrators", "caller", "among"),
    [
        (["arn:aws:iam::1:role/keys"], "arn:aws:sts::1:assumed-role/keys/me", True),
        (["arn:aws:iam::1:role/teams/keys"], "arn:aws:sts::1:assumed-role/keys/me", True),
        (["arn:aws:iam::1:role/teams/*"], "arn:aws:sts::1:assumed-role/keys/me", True),
        (["arn:aws:iam::1:role/teams/keys-*"], "arn:aws:sts::1:assumed-role/keys/me", False),
        (["arn:aws:iam::2:role/keys"], "arn:aws:sts::1:assumed-role/keys/me", False),
        (["arn:aws:iam::1:user/me", "arn:aws:iam::1:role/keys"], "arn:aws:iam::1:user/me", True),
        (["arn:aws:iam::1:role/me"], "arn:aws:iam::1:user/me", False),
        (["arn:aws:iam::1:root"], "arn:aws:iam::1:root", True),
        ([], "arn:aws:iam::1:root", False),
    ],
)
def test_a11_who_is_among_a_key_s_administrators(administrators: list[str], caller: str, among: bool) -> None:
    caller, *administrators = (each.replace("::1:", f"::{ACCOUNT}:") for each in (caller, *administrators))
    assert policy.administers(administrators, caller) == among

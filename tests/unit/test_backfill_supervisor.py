"""`BackfillSupervisor` under mocks."""

import json
from fnmatch import fnmatchcase
from typing import Any

import pytest
from connect_customer_profiles import BackfillSupervisor, IntegrationWorkflow
from connect_customer_profiles.policy import supervisor_policy

from tests.unit import test_integration_workflow as workflow
from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, Deployment, Later, deploy, deployed, refusal

ROLE = f"arn:aws:iam::{ACCOUNT}:role/loader"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:news"
WANTED = {
    "token": "0123456789",
    "domain_name": "shop",
    "region": REGION,
    "resubmit_limit": 3,
    "flow_definition": {"SourceFlowConfig": {"ConnectorType": "Salesforce", "ConnectorProfileName": "salesforce"}},
}
REQUIRED = {"domain_name": "shop", "integrations": {"contacts": WANTED}, "kms_key_arn": KEY_ARN}


def made(args: dict[str, Any], **options: Any) -> Deployment:
    return deployed(BackfillSupervisor, "supervisor", args, **options)


def document(policy: str) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in json.loads(policy)["Statement"]}


def test_the_function_looks_every_fifteen_minutes() -> None:
    deployment = made(REQUIRED)
    function = dict(deployment["supervisor-function"].inputs)
    code = function.pop("code")
    assert function == {
        "name": "shop-supervisor",
        "description": "Supervises the ingestion into domain shop",
        "handler": "connect_customer_profiles.functions.supervisor.handle",
        "runtime": "python3.13",
        "architectures": ["arm64"],
        "memorySize": 256,
        "timeout": 900,
        "role": f"arn:aws:iam::{ACCOUNT}:role/shop-supervisor-{REGION}",
        "environment": {"variables": {"PERIOD_MINUTES": "15", "TOPIC_ARN": ""}},
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/shop-supervisor"},
        "tracingConfig": {"mode": "PassThrough"},
    }
    text = code.assets["connect_customer_profiles/functions/integrations.json"].text
    assert json.loads(text) == {"contacts": WANTED}
    assert deployment["supervisor-schedule"].inputs == {
        "name": "shop-supervisor",
        "description": "Supervises the ingestion into domain shop",
        "scheduleExpression": "rate(15 minutes)",
    }
    assert deployment["supervisor-permission"].inputs == {
        "action": "lambda:InvokeFunction",
        "function": "shop-supervisor",
        "principal": "events.amazonaws.com",
        "sourceArn": f"arn:aws:events:{REGION}:{ACCOUNT}:rule/shop-supervisor",
    }
    assert deployment["supervisor-target"].inputs["rule"] == "shop-supervisor"


@pytest.mark.parametrize(("given", "reserved"), [({}, None), ({"reserve_concurrency": True}, 1)])
def test_a7_nothing_is_reserved_out_of_the_quota_unless_the_program_says_so(
    given: dict[str, bool], reserved: int | None
) -> None:
    function = made({**REQUIRED, **given})["supervisor-function"].inputs
    assert function.get("reservedConcurrentExecutions") == reserved


@pytest.mark.parametrize("later", [False, True])
def test_every_argument_arrives(later: bool) -> None:
    more = {"execution_role_arn": ROLE, "topic_arn": TOPIC, "period_minutes": 30, "log_retention_days": 30}
    deployment = made({**REQUIRED, **{key: Later(value) if later else value for key, value in more.items()}})
    assert deployment["supervisor-function"].inputs["environment"]["variables"] == {
        "PERIOD_MINUTES": "30",
        "TOPIC_ARN": TOPIC,
    }
    assert deployment["supervisor-schedule"].inputs["scheduleExpression"] == "rate(30 minutes)"
    assert deployment["supervisor-logs"].inputs["retentionInDays"] == 30
    assert deployment["supervisor-policy"].inputs["policy"] == supervisor_policy(
        region=REGION,
        account=ACCOUNT,
        domain_name="shop",
        tokens=["0123456789"],
        connector_profile_names=["salesforce"],
        bucket_names=[],
        kms_key_arn=KEY_ARN,
        execution_role_arn=ROLE,
        topic_arn=TOPIC,
        log_group_name="/aws/lambda/shop-supervisor",
        tracing=False,
    )


def test_the_role_may_pass_one_role_and_touch_one_domain() -> None:
    lean = document(made(REQUIRED)["supervisor-policy"].inputs["policy"])
    assert not {"PassExecutionRole", "PublishNews", "EncryptNews"} & lean.keys()
    statements = document(
        made({**REQUIRED, "execution_role_arn": ROLE, "topic_arn": TOPIC})["supervisor-policy"].inputs["policy"]
    )
    assert statements["PassExecutionRole"] == {
        "Sid": "PassExecutionRole",
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": ROLE,
        "Condition": {"StringEquals": {"iam:PassedToService": "profile.amazonaws.com"}},
    }
    domain = f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/shop"
    assert statements["SeeAndBringOnIngestion"]["Resource"] == [domain, f"{domain}/*"]
    appflow = f"arn:aws:appflow:{REGION}:{ACCOUNT}"
    assert statements["SeeFlows"]["Resource"] == f"{appflow}:flow/*"
    assert statements["UseConnectorProfiles"]["Resource"] == [f"{appflow}:connectorprofile/salesforce"]
    unbounded = [sid for sid, each in statements.items() if each["Resource"] == "*"]
    assert unbounded == ["WithoutResource"]


def test_a5_the_role_has_what_appflow_checks_with_the_callers_rights() -> None:
    files = {"SourceFlowConfig": {"ConnectorType": "S3", "SourceConnectorProperties": {"S3": {"BucketName": "crm"}}}}
    given = {**REQUIRED, "integrations": {"contacts": WANTED, "orders": {**WANTED, "flow_definition": files}}}
    statements = document(made(given)["supervisor-policy"].inputs["policy"])
    assert (statements["SeeSourceBuckets"]["Action"], statements["SeeSourceBuckets"]["Resource"]) == (
        ["s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:ListBucket"],
        ["arn:aws:s3:::crm"],
    )
    assert (statements["SeeKey"]["Action"], statements["SeeKey"]["Resource"]) == ("kms:DescribeKey", KEY_ARN)
    reads = {"kms:ListAliases", "kms:ListKeys", "s3:ListAllMyBuckets"}
    assert reads <= {*statements["WithoutResource"]["Action"]}
    associations = f"arn:aws:app-integrations:{REGION}:{ACCOUNT}:data-integration"
    assert statements["AssociateIntegrations"]["Resource"] == [f"{associations}/*", f"{associations}-association/*"]
    lean = document(made(REQUIRED)["supervisor-policy"].inputs["policy"])
    assert "SeeSourceBuckets" not in lean
    assert "s3:ListAllMyBuckets" not in lean["WithoutResource"]["Action"]


def test_takes_what_an_integration_tells() -> None:
    def program() -> dict[str, Any]:
        contacts = IntegrationWorkflow("contacts", dict(workflow.REQUIRED))  # type: ignore[arg-type]
        BackfillSupervisor(
            "supervisor",
            {
                "domain_name": "shop",
                "integrations": {"contacts": contacts.supervision},
                "kms_key_arn": KEY_ARN,
            },
        )
        return {}

    deployment = deploy(program)
    assert deployment.error is None
    code = deployment["supervisor-function"].inputs["code"]
    told = json.loads(code.assets["connect_customer_profiles/functions/integrations.json"].text)
    given = {key: value for key, value in deployment["contacts-ingestion"].inputs.items() if key != "__provider"}
    assert told["contacts"] == {key: value for key, value in given.items() if key in told["contacts"]}
    assert {"token", "planned_batches", "flow_definition", "kms_key_arn"} <= told["contacts"].keys()


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"domain_name": "shop", "kms_key_arn": KEY_ARN}, "integrations = None: is required"),
        (
            {**REQUIRED, "integrations": {}},
            "integrations = {}: must be an object of IntegrationWorkflow.supervision by name, at least one",
        ),
        (
            {**REQUIRED, "integrations": {"contacts": "flow"}},
            "integrations.contacts = 'flow': must be IntegrationWorkflow.supervision",
        ),
        (
            {**REQUIRED, "integrations": {"contacts": {**WANTED, "domain_name": "another"}}},
            "integrations.contacts.domain_name = 'another': must be an integration of domain shop",
        ),
        ({**REQUIRED, "period_minutes": 1}, "period_minutes = 1: must be 5 to 1440 minutes"),
        (
            {**REQUIRED, "execution_role_arn": "loader"},
            "execution_role_arn = 'loader': must be the ARN of an IAM role (arn:aws:iam::…:role/…)",
        ),
        (
            {**REQUIRED, "function_name": "a b"},
            "function_name = 'a b': a function name has 1 to 64 letters, digits, _ or -",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, Any], message: str) -> None:
    assert refusal(BackfillSupervisor, "supervisor", args) == f"BackfillSupervisor 'supervisor': {message}"


@pytest.mark.parametrize(
    ("flow", "may"),
    [
        ("shop-Salesforce-Contact-0123456789", True),
        ("shop-Salesforce-Contact-0123456789-g2", True),
        ("shop-Salesforce-Contact-0123456789_a1b2c3", True),
        ("shop-eu-Salesforce-Contact-abcdef0123", False),
        ("shop-Salesforce-Account-abcdef0123", False),
    ],
)
def test_domains_whose_names_begin_alike_are_separated(flow: str, may: bool) -> None:
    """Of the flows, only those of the supervised integrations can be changed."""
    statements = document(made(REQUIRED)["supervisor-policy"].inputs["policy"])
    changing = {"appflow:DeleteFlow", "appflow:StartFlow", "appflow:StopFlow", "appflow:UpdateFlow"}
    allowed = [each for each in statements.values() if changing & {*each["Action"]}]
    assert [each["Sid"] for each in allowed] == ["MakeFlows"]
    arn = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{flow}"
    assert any(fnmatchcase(arn, pattern) for pattern in allowed[0]["Resource"]) == may


@pytest.mark.parametrize(
    "flow", ["shop-eu-Salesforce-Contact-abcdef0123", "Customer_Profiles_shop_Salesforce_Contact_1700000000000", "any"]
)
def test_a4_other_flows_can_be_seen_and_no_more(flow: str) -> None:
    """As docs/security.md says: only its description tells whose a flow is."""
    statements = document(made(REQUIRED)["supervisor-policy"].inputs["policy"])
    arn = f"arn:aws:appflow:{REGION}:{ACCOUNT}:flow/{flow}"
    allowed = [
        action
        for each in statements.values()
        for resource in [each["Resource"]]
        if any(fnmatchcase(arn, one) for one in ([resource] if isinstance(resource, str) else resource) if one != "*")
        for action in each["Action"]
    ]
    assert allowed == ["appflow:DescribeFlow", "appflow:DescribeFlowExecutionRecords"]

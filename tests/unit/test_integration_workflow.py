"""`IntegrationWorkflow` under mocks: what the two dynamic resources are told, and what the component tells."""

from dataclasses import replace
from typing import Any, cast

import pulumi
import pytest
from connect_customer_profiles import ConnectorProfile, IntegrationWorkflow
from connect_customer_profiles.sources import CONNECTORS
from connect_customer_profiles.sources.integration import integration_definition

from tests.unit.deployment import (
    ACCOUNT,
    KEY_ARN,
    PLANNED,
    REGION,
    STARTED,
    UNKNOWN,
    Deployment,
    Later,
    Place,
    deploy,
    deployed,
    refusal,
)

ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/loader"
SOURCE: dict[str, object] = {"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}
FILES: dict[str, object] = {"type": "S3", "bucket_name": "crm-exports", "bucket_prefix": "customers"}
COLUMNS: dict[str, object] = {"object_type_name": "Customer", "fields": ["id", "email"]}
REQUIRED: dict[str, object] = {
    "domain_name": "shop",
    "connector": SOURCE,
    "import_start_date": "2024-01-31",
    "kms_key_arn": KEY_ARN,
    "execution_role_arn": ROLE_ARN,
}
CONNECTION: Any = {
    "connector_profile_name": "salesforce",
    "connector_type": "Salesforce",
    "instance_url": "https://example.my.salesforce.com",
    "credentials": {"kind": "jwt", "jwt_token": "eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl"},
}
SHARED = {
    "region": REGION,
    "account": ACCOUNT,
    "domain_name": "shop",
    "kms_key_arn": KEY_ARN,
    "execution_role_arn": ROLE_ARN,
    "object_type_name": "Salesforce-Contact",
    "on_delete": "delete",
}
PINNED = {
    "token": PLANNED["token"],
    "mode": PLANNED["mode"],
    "loaded_from": PLANNED["loaded_from"],
    "cut_off": PLANNED["cut_off"],
    "pull_from": PLANNED["pull_from"],
    "planned_batches": PLANNED["batches"],
    "flow_name": PLANNED["flow_name"],
}

FOUND = "arn:aws:appflow:us-east-1:111122223333:flow/Customer_Profiles_shop_Salesforce_Contact_1700000000000"


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(IntegrationWorkflow, "contacts", args, **options)


def kept(deployment: Deployment) -> dict[str, Any]:
    """What is registered of each resource, without what is for the check alone."""
    inputs = {name: {**each.inputs, "origin": None} for name, each in deployment.resources.items()}
    return {name: replace(each, inputs=inputs[name]) for name, each in deployment.resources.items()}


def told(deployment: Deployment, name: str) -> dict[str, Any]:
    """The inputs of a dynamic resource, without the serialised provider."""
    return {key: value for key, value in deployment[name].inputs.items() if key != "__provider"}


def test_consists_of_a_plan_and_an_ingestion() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:IntegrationWorkflow", "contacts", ""),
        ("pulumi-python:dynamic/customerprofiles:IngestionPlan", "contacts-plan", "contacts"),
        ("pulumi-python:dynamic/customerprofiles:Ingestion", "contacts-ingestion", "contacts"),
    }


def test_tells_the_plan_what_decides_about_batches() -> None:
    assert told(made(REQUIRED), "contacts-plan") == {
        **SHARED,
        "connector_type": "Salesforce",
        "connector_profile_name": "salesforce",
        "source_object": "Contact",
        "import_start_date": "2024-01-31",
        "bulk": "auto",
    }


def test_tells_the_plan_what_is_of_this_stack() -> None:
    prefix = "urn:pulumi:test::customer-profiles::connect-customer-profiles:index:IntegrationWorkflow"
    before = {
        f"{prefix}$pulumi-python:dynamic/customerprofiles:IngestionPlan::a-plan": {"token": "aaaa"},
        f"{prefix}$connect-customer-profiles:ingestion:IngestionPlan::b-plan": {"token": "bbbb"},
        f"{prefix}$pulumi-python:dynamic/customerprofiles:Ingestion::a-ingestion": {"workflow_ids": ["w2", "w1"]},
        f"{prefix}$pulumi-python:dynamic/customerprofiles:Ingestion::c-ingestion": {"token": "cccc"},
        f"{prefix}::a": {"token": "dddd", "workflow_ids": ["w3"]},
    }

    def program() -> None:
        IntegrationWorkflow("contacts", cast("Any", REQUIRED))

    plan = told(deploy(program, before=before), "contacts-plan")
    assert plan["own"] == {"tokens": ["aaaa", "bbbb"], "workflow_ids": ["w1", "w2"]}


def test_tells_the_ingestion_the_flow_and_the_pins_of_the_plan() -> None:
    deployment = made(REQUIRED)
    assert told(deployment, "contacts-ingestion") == {
        **SHARED,
        "flow_definition": integration_definition({"connector": SOURCE}).flow_definition,
        "origin": {"arguments": {"connector": SOURCE}, "made_here": False},
        **PINNED,
    }
    assert deployment["contacts-ingestion"].dependencies == {"contacts-plan"}


@pytest.mark.parametrize(
    ("source", "warned"),
    [
        (
            {**SOURCE, "type": "Marketo", "object": "leads"},
            [
                "loads history since 2024-01-31 in 2 batches, 3 runs, 5 API calls, 2 minutes at least. Marketo exports "
                "at most 31 days at a time: a batch that fails for that is loaded again in parts; a smaller batch "
                "avoids it"
            ],
        ),
        (SOURCE, []),
    ],
)
def test_at_preview_warns_of_batches_that_the_source_does_not_export_at_once(
    source: dict[str, object], warned: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, *_args, **_options: found.append(message))
    made({**REQUIRED, "connector": source, "batch": {"months": 2}}, preview=True)
    assert found == warned


def test_every_argument_reaches_plan_and_ingestion() -> None:
    definition = {
        "connector": {**SOURCE, "object": "Case", "include_deleted_records": True},
        "object_type_name": "Case",
        "fields": ["Id", "Subject"],
        "tasks": [{"type": "Truncate", "field": "Subject", "length": 80}],
        "incremental_field": "SystemModstamp",
        "schedule": "rate(15minutes)",
    }
    deployment = made(
        {
            **REQUIRED,
            **definition,
            "execution_role_arn": ROLE_ARN,
            "batch": {"days": 10},
            "bulk": "always",
            "on_delete": "stop",
            "resubmit_limit": 5,
            "re_establish": "2024-05",
            "flow_limit": 2000,
            "beside": True,
            "aws_profile": "production",
            "tags": {"team": "care"},
        }
    )
    shared = {
        **SHARED,
        "aws_profile": "production",
        "execution_role_arn": ROLE_ARN,
        "object_type_name": "Case",
        "on_delete": "stop",
    }
    assert told(deployment, "contacts-plan") == {
        **shared,
        "connector_type": "Salesforce",
        "connector_profile_name": "salesforce",
        "source_object": "Case",
        "import_start_date": "2024-01-31",
        "batch": {"days": 10},
        "bulk": "always",
        "flow_limit": 2000,
        "beside": True,
    }
    assert told(deployment, "contacts-ingestion") == {
        **shared,
        "flow_definition": integration_definition(definition).flow_definition,
        "origin": {"arguments": definition, "made_here": False},
        "tags": {"team": "care"},
        "resubmit_limit": 5,
        "re_establish": "2024-05",
        **PINNED,
    }


def test_files_have_neither_a_connector_profile_nor_an_object() -> None:
    deployment = made({**REQUIRED, "connector": FILES, **COLUMNS})
    told_plan = told(deployment, "contacts-plan")
    assert {key: told_plan[key] for key in ("connector_type", "connector_profile_name", "source_object")} == {
        "connector_type": "S3",
        "connector_profile_name": "",
        "source_object": "crm-exports/customers",
    }


def test_another_order_of_fields_and_tasks_registers_the_same_resources() -> None:
    mask, cut = {"type": "Mask", "field": "Email"}, {"type": "Truncate", "field": "Id", "length": 9}
    name = {"type": "Merge", "fields": ["Id", "Email"], "to": "Name", "format": "-"}
    one = made({**REQUIRED, "fields": ["Id", "Email"], "tasks": [mask, cut, name]})
    other = made({**REQUIRED, "fields": ["Email", "Id"], "tasks": [cut, mask, name]})
    assert kept(one) == kept(other)
    changed = made({**REQUIRED, "fields": ["Email", "Id"], "tasks": [cut, name, mask]})
    assert kept(one) != kept(changed)


def test_a_connector_profile_of_the_program_may_not_exist_yet() -> None:
    given: dict[str, bool] = {}

    def program() -> None:
        connection = ConnectorProfile("connection", CONNECTION)
        named = {**SOURCE, "connector_profile_name": connection.connector_profile_name}
        IntegrationWorkflow("by-output", {**REQUIRED, "connector": named})  # type: ignore[typeddict-item]
        IntegrationWorkflow("by-order", REQUIRED, pulumi.ResourceOptions(depends_on=[connection]))  # type: ignore[arg-type]
        IntegrationWorkflow("by-hand", REQUIRED)  # type: ignore[arg-type]

    deployment = deploy(program)
    assert deployment.error is None
    for name in ("by-output", "by-order", "by-hand"):
        given[name] = told(deployment, f"{name}-ingestion")["origin"]["made_here"]
    assert given == {"by-output": True, "by-order": True, "by-hand": False}


def test_columns_of_files_are_registered_in_their_order() -> None:
    columns = made({**REQUIRED, "connector": FILES, **COLUMNS, "fields": ["z", "a"]})["contacts"].inputs["fields"]
    assert columns == ["z", "a"]


def test_arguments_may_be_outputs() -> None:
    plain: dict[str, object] = {
        **REQUIRED,
        "execution_role_arn": ROLE_ARN,
        "batch": {"months": 3.0},
        "fields": ["Id"],
        "tasks": [{"type": "Mask", "field": "Id", "last": 4.0}],
        "tags": {"team": "care"},
    }
    outputs: dict[str, object] = {key: Later(value) for key, value in plain.items()}
    nested = {**plain, "connector": {**SOURCE, "object": Later("Contact")}, "batch": {"months": Later(3)}}
    for name in ("contacts-plan", "contacts-ingestion"):
        assert told(made(outputs), name) == told(made(plain), name)
        assert told(made(nested), name) == told(made(plain), name)


def test_names_account_and_region_of_the_provider_in_use() -> None:
    deployment = made(REQUIRED, places={"aws": Place("444455556666", "eu-central-1")})
    for name in ("contacts-plan", "contacts-ingestion"):
        assert deployment[name].inputs["account"] == "444455556666"
        assert deployment[name].inputs["region"] == "eu-central-1"


def test_outputs_come_from_the_plan_and_from_what_is_known_of_the_ingestion() -> None:
    outputs = made(REQUIRED).outputs
    assert outputs["supervision"].value["token"] == PLANNED["token"]
    assert {name: each.value for name, each in outputs.items() if name != "supervision"} == {
        "mode": PLANNED["mode"],
        "flow_name": PLANNED["flow_name"],
        "status": STARTED["status"],
        "workflow_ids": STARTED["workflow_ids"],
        "batches": PLANNED["batches"],
        "failed_batches": [],
        "records_processed": STARTED["records_processed"],
        "integration_uri": "",
    }
    assert {name for name, each in outputs.items() if each.waits_for == {"contacts-plan"}} == {"mode"}
    for name in outputs.keys() - {"mode"}:
        assert outputs[name].waits_for == {"contacts-plan", "contacts-ingestion"}


def test_at_preview_only_what_is_not_made_yet_is_unknown() -> None:
    preview = made({**REQUIRED, "kms_key_arn": Later(UNKNOWN), "execution_role_arn": Later(UNKNOWN)}, preview=True)
    assert told(preview, "contacts-plan") == {
        **SHARED,
        "kms_key_arn": UNKNOWN,
        "execution_role_arn": UNKNOWN,
        "connector_type": "Salesforce",
        "connector_profile_name": "salesforce",
        "source_object": "Contact",
        "import_start_date": "2024-01-31",
        "bulk": "auto",
    }
    ingestion = told(preview, "contacts-ingestion")
    assert {key for key, value in ingestion.items() if value == UNKNOWN} == {
        *("kms_key_arn", "execution_role_arn", *PINNED)
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"domain_name": None}, "domain_name = None: is required"),
        ({"connector": None}, "connector = None: is required"),
        ({"import_start_date": None}, "import_start_date = None: is required"),
        ({"kms_key_arn": None}, "kms_key_arn = None: is required"),
        (
            {"start": "2024-01-31"},
            (
                "start = '2024-01-31': is not an argument; known arguments: adopt, aws_profile, batch, beside, bulk, "
                "connector, domain_name, "
                "execution_role_arn, fields, flow_limit, import_start_date, incremental_field, kms_key_arn, "
                "object_type_name, on_delete, re_establish, resubmit_limit, schedule, tags, tasks, wait"
            ),
        ),
        ({"domain_name": "a b"}, "domain_name = 'a b': a domain name has 1 to 64 letters, digits, _ or -"),
        (
            {"connector": "Salesforce"},
            "connector = 'Salesforce': must be an object with type, connector_profile_name and object",
        ),
        (
            {"connector": {**SOURCE, "type": "salesforce"}},
            f"connector.type = 'salesforce': must be one of {', '.join(CONNECTORS)}; did you mean Salesforce?",
        ),
        (
            {"connector": {**SOURCE, "connector_profile_name": ""}},
            "connector.connector_profile_name = '': is required for Salesforce: the name of its connection in AppFlow",
        ),
        (
            {"connector": {**SOURCE, "object": "Case"}},
            (
                "connector.object = 'Case': Salesforce has templates for Account, Contact, Asset; another object needs "
                "object_type_name and fields"
            ),
        ),
        (
            {"connector": {**SOURCE, "object": "Case"}, "fields": ["Id"]},
            (
                "connector.object = 'Case': Salesforce has templates for Account, Contact, Asset; another object needs "
                "object_type_name"
            ),
        ),
        (
            {"import_start_date": "31.01.2024"},
            (
                "import_start_date = '31.01.2024': must be a date such as 2024-01-31 or a time such as "
                "2024-01-31T08:00:00Z"
            ),
        ),
        (
            {"import_start_date": "2024-02-30"},
            (
                "import_start_date = '2024-02-30': must be a date such as 2024-01-31 or a time such as "
                "2024-01-31T08:00:00Z"
            ),
        ),
        (
            {"import_start_date": "2024-01-31T08:00:00"},
            (
                "import_start_date = '2024-01-31T08:00:00': a time needs an offset from UTC, such as the Z in "
                "2024-01-31T08:00:00Z"
            ),
        ),
        ({"kms_key_arn": "shop"}, "kms_key_arn = 'shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)"),
        (
            {"execution_role_arn": "loader"},
            "execution_role_arn = 'loader': must be the ARN of an IAM role (arn:aws:iam::…:role/…)",
        ),
        ({"batch": {"days": 0}}, "batch.days = 0: must be 1 to 36525 days"),
        (
            {"batch": {"days": 1, "months": 1}},
            "batch = {'days': 1, 'months': 1}: give exactly one of months, days and records_per_day",
        ),
        (
            {"batch": {"weeks": 1}},
            "batch.weeks = 1: is not part of a batch size; known keys: days, months, records_per_day",
        ),
        ({"bulk": "yes"}, "bulk = 'yes': must be one of auto, always, never"),
        (
            {"connector": {**SOURCE, "type": "Zendesk", "object": "users"}, "bulk": "always"},
            (
                "bulk = 'always': Zendesk has no integration workflows: the first run of the ongoing integration loads "
                "the history"
            ),
        ),
        (
            {"connector": FILES, **COLUMNS, "batch": {"days": 1}},
            (
                "batch = {'days': 1}: S3 has no integration workflows: the first run of the ongoing integration loads "
                "the history"
            ),
        ),
        (
            {"tasks": [{"type": "Mask", "field": "Birthdate", "first": 0}]},
            "tasks[0].first = 0: must be 1 to 2048 characters",
        ),
        ({"on_delete": "keep"}, "on_delete = 'keep': must be one of delete, stop, retain"),
        ({"wait": 30}, "wait = 30: must be an object with minutes"),
        ({"wait": {"hours": 1}}, "wait.hours = 1: is not part of a wait; known keys: minutes"),
        ({"wait": {}}, "wait.minutes = None: must be a whole number of minutes"),
        ({"wait": {"minutes": 0}}, "wait.minutes = 0: must be 1 to 10080 minutes"),
        ({"resubmit_limit": 11}, "resubmit_limit = 11: must be 0 to 10 rounds"),
        ({"re_establish": ""}, "re_establish = '': must be a string of 1 to 256 characters"),
        ({"flow_limit": 1}, "flow_limit = 1: must be 2 to 100000 flows"),
        ({"beside": "yes"}, "beside = 'yes': must be true or false"),
        (
            {"adopt": {"integration_uri": "Customer_Profiles_shop"}},
            "adopt.integration_uri = 'Customer_Profiles_shop': must be the URI of an integration, which is the ARN of "
            "a flow (arn:aws:appflow:…:flow/…)",
        ),
        (
            {"adopt": {"workflows": []}},
            "adopt.workflows = []: is not part of an adoption; did you mean workflow_ids?",
        ),
        (
            {"adopt": {"integration_uri": FOUND}, "on_delete": "delete"},
            "on_delete = 'delete': what is adopted is not deleted: take adopt out of the program first, which hands it "
            "over",
        ),
        (
            {"schedule": "hourly"},
            "schedule = 'hourly': must be like rate(15minutes), rate(1hours) or cron(0 6 * * ? *)",
        ),
        (
            {"tags": {"team": None}},
            "tags.team = None: a tag value is a string of at most 256 characters",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert (
        refusal(IntegrationWorkflow, "contacts", {**REQUIRED, **args}) == f"IntegrationWorkflow 'contacts': {message}"
    )


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("domain_name", "a b", "domain_name = 'a b': a domain name has 1 to 64 letters, digits, _ or -"),
        (
            "connector",
            {**SOURCE, "type": "SAP"},
            f"connector.type = 'SAP': must be one of {', '.join(CONNECTORS)}",
        ),
        (
            "import_start_date",
            "yesterday",
            "import_start_date = 'yesterday': must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z",
        ),
        ("kms_key_arn", "shop", "kms_key_arn = 'shop': must be the ARN of a KMS key (arn:aws:kms:…:key/…)"),
        ("batch", {"months": 0}, "batch.months = 0: must be 1 to 1200 months"),
        ("on_delete", "keep", "on_delete = 'keep': must be one of delete, stop, retain"),
        ("on_delete", "", "on_delete = '': must be one of delete, stop, retain"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(
    argument: str, value: object, message: str, preview: bool
) -> None:
    args = {**REQUIRED, argument: Later(value)}
    assert refusal(IntegrationWorkflow, "contacts", args, preview=preview) == (
        f"IntegrationWorkflow 'contacts': {message}"
    )


def test_what_is_adopted_is_kept_and_not_asked_for_the_role_of_a_load() -> None:
    adopted = {"integration_uri": FOUND, "workflow_ids": ["w1"]}
    deployment = made({**REQUIRED, "import_start_date": "2020-01-31", "adopt": adopted})
    for child in ("contacts-plan", "contacts-ingestion"):
        given = told(deployment, child)
        assert (given["adopt"], given["on_delete"]) == (adopted, "retain")


def test_no_two_components_adopt_the_same() -> None:
    args = cast("Any", {**REQUIRED, "adopt": {"integration_uri": FOUND}})

    def program() -> dict[str, Any]:
        IntegrationWorkflow("contacts", args)
        IntegrationWorkflow("people", args)
        return {}

    assert str(deploy(program).error) == (
        f"IntegrationWorkflow 'people': adopt.integration_uri = '{FOUND}': 'contacts' of this program adopts it already"
    )

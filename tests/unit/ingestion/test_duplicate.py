"""Which integrations of others load an object already."""

from typing import Any

import pytest
from connect_customer_profiles.ingestion.duplicate import Load, Other, Own, into, loads, others, refusal, unseen

PLACE = {"region": "eu-west-1", "account": "111122223333", "domain_name": "shop"}
CONTACT = Load.from_inputs(
    {
        **PLACE,
        "connector_type": "Salesforce",
        "connector_profile_name": "crm",
        "source_object": "Contact",
    }
)
FILES = Load.from_inputs({**PLACE, "connector_type": "S3", "source_object": "exports/in"})
USERS = Load.from_inputs(
    {**PLACE, "connector_type": "ServiceNow", "connector_profile_name": "desk", "source_object": "sys_user"}
)
FLOWS = "arn:aws:appflow:eu-west-1:111122223333:flow/"
FURTHER = f"{FLOWS}shop-Salesforce-Contact-abcdefabcd"
CONSOLE = "Customer_Profiles_shop_Salesforce_Contact_1700000000000"
OWN = Own(frozenset({"0123456789"}), frozenset({"w-ours"}))


def flow(connector_type: str, properties: dict[str, Any], profile: str = "crm", description: str = "") -> Any:
    source = {"connectorType": connector_type, "sourceConnectorProperties": properties}
    return {"description": description, "sourceFlowConfig": {**source, "connectorProfileName": profile}}


@pytest.mark.parametrize(
    ("integrations", "found"),
    [
        ([], []),
        ([{"Uri": FLOWS + CONSOLE}], [Other((FLOWS + CONSOLE,))]),
        ([{"Uri": f"{FLOWS}shop-Salesforce-Contact-0123456789"}], []),
        ([{"Uri": f"{FLOWS}shop-Salesforce-Contact-0123456789-g2"}], []),
        ([{"Uri": FURTHER}], [Other((FURTHER,))]),
        ([{"Uri": "arn:aws:connect:eu-west-1:111122223333:instance/11111111"}], []),
        ([{"Uri": "arn:aws:kinesis:eu-west-1:111122223333:stream/clicks"}], []),
        ([{"Uri": "arn:aws:appflow:eu-west-1:999900001111:flow/theirs"}], []),
        ([{"Uri": f"{FLOWS}opaque", "WorkflowId": "w-ours"}], []),
        (
            [
                {"Uri": f"{FLOWS}one", "WorkflowId": "w-theirs"},
                {"Uri": FLOWS + CONSOLE},
                {"Uri": f"{FLOWS}two", "WorkflowId": "w-theirs"},
            ],
            [Other((FLOWS + CONSOLE,)), Other((f"{FLOWS}one", f"{FLOWS}two"), "w-theirs")],
        ),
    ],
    ids=[
        *("nothing", "the console's", "ours", "a later one of ours", "another stack's", "an instance", "a stream"),
        *("of another account", "of our workflow", "steps of a workflow together"),
    ],
)
def test_whose_flows_have_to_be_looked_at(integrations: list[Any], found: list[Other]) -> None:
    assert others(integrations, CONTACT, OWN) == found


@pytest.mark.parametrize(
    ("load", "described", "is_loaded"),
    [
        (CONTACT, flow("Salesforce", {"Salesforce": {"object": "Contact"}}), True),
        (CONTACT, flow("Salesforce", {"Salesforce": {"object": "contact"}}), True),
        (CONTACT, flow("Salesforce", {"Salesforce": {"object": "Account"}}), False),
        (CONTACT, flow("Salesforce", {"Salesforce": {"object": "Contact"}}, "crm-sandbox"), False),
        (CONTACT, flow("Marketo", {"Marketo": {"object": "Contact"}}), False),
        (CONTACT, flow("Salesforce", {"Salesforce": {"object": "Contact"}}, description="Ours 0123456789 abc"), False),
        (USERS, flow("Servicenow", {"ServiceNow": {"object": "sys_user"}}, "desk"), True),
        (FILES, flow("S3", {"S3": {"bucketName": "exports", "bucketPrefix": "in"}}, ""), True),
        (FILES, flow("S3", {"S3": {"bucketName": "exports", "bucketPrefix": "/in/"}}, ""), True),
        (FILES, flow("S3", {"S3": {"bucketName": "exports", "bucketPrefix": "in/2024"}}, ""), False),
        (FILES, flow("S3", {"S3": {"bucketName": "other", "bucketPrefix": "in"}}, ""), False),
        (CONTACT, {}, False),
        (CONTACT, {"sourceFlowConfig": {"connectorType": "Salesforce", "connectorProfileName": "crm"}}, False),
    ],
)
def test_whether_a_flow_loads_the_same(load: Load, described: Any, *, is_loaded: bool) -> None:
    assert loads(described, load, OWN) is is_loaded


def test_an_integration_of_any_object_type_counts_and_is_named() -> None:
    integrations: list[Any] = [
        {"Uri": f"{FLOWS}one", "ObjectTypeName": "People"},
        {"Uri": f"{FLOWS}two", "ObjectTypeNames": {"b": "Orders", "a": "Carts", "c": "Orders"}},
        {"Uri": f"{FLOWS}three"},
    ]
    named = [into(integrations, f"{FLOWS}{name}") for name in ("one", "two", "three", "four")]
    assert named == ["People", "Carts, Orders", "", ""]


def test_the_refusal_names_argument_value_flow_and_both_ways_out() -> None:
    assert str(refusal(CONTACT, FLOWS + CONSOLE, "Salesforce-Contact")) == (
        f"connector.object = 'Contact': flow {CONSOLE}, which no IntegrationWorkflow of this stack has made, loads it "
        "into Salesforce-Contact of shop already; a second one would load all history again, and every change twice. "
        f'Take it over with adopt: {{"integration_uri": "{FLOWS}{CONSOLE}"}}, or pass beside: True to load it a second '
        "time (docs/names.md)"
    )
    assert str(refusal(FILES, f"{FLOWS}files", "")).startswith(
        "connector = 'exports/in': flow files, which no IntegrationWorkflow of this stack has made, loads it into shop "
        "already;"
    )


def test_what_nobody_knows_is_a_warning() -> None:
    assert unseen(CONTACT, ["a", "b"], "DescribeFlow: AccessDeniedException: no") == (
        "warning: IntegrationWorkflow: connector.object = 'Contact': what a, b of shop loads is not known, so it may "
        "be loaded twice: DescribeFlow: AccessDeniedException: no"
    )
    assert "what the integrations of shop load is not known" in unseen(CONTACT, [], "no")


def test_what_is_told_as_ours() -> None:
    assert Own.from_inputs({"own": {"tokens": ["t1"], "workflow_ids": ["w1"]}}, ["t2", ""]) == Own(
        frozenset({"t1", "t2"}), frozenset({"w1"})
    )
    own = Own.from_inputs({"own": {"flows": ["console"]}}, ["t1"], ["by-hand"])
    assert [each for each in ("console", "by-hand", "a-t1", "console-2") if own.has(each)] == [
        "console",
        "by-hand",
        "a-t1",
    ]
    assert Own.from_inputs({"own": None}, []) == Own()

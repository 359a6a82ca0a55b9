"""The deployer policies: within the limits, as the service authorization reference has it, and as published."""

import json
import re
from typing import Any

import pytest
from connect_customer_profiles.observability import events
from connect_customer_profiles.observability.alarms import FAILURE_QUEUE_ALARMS, QUEUE_ALARMS
from connect_customer_profiles.policy import questions
from connect_customer_profiles.policy.deployer import SIZE_LIMIT, deployer_policies, deployer_statements

from localcloud.aws import iam
from tests.conftest import REPOSITORY
from tests.documented.handlers import handlers
from tests.packaging.deployer import FOLDER, PLACEHOLDERS, documents

WHERE = ("eu-west-2", "111122223333", "shop")
STATEMENTS = [each for of in deployer_statements(*WHERE).values() for each in of]
REFERENCE: dict[str, Any] = json.loads((REPOSITORY / "tests" / "documented" / "authorization.json").read_text())

NATIVE = ("AWS::CustomerProfiles::Domain", "AWS::CustomerProfiles::Integration", "AWS::CustomerProfiles::ObjectType")
OF_EVENTS = {
    "app-integrations:CreateEventIntegrationAssociation",
    "app-integrations:DeleteEventIntegrationAssociation",
    "app-integrations:GetEventIntegration",
    "app-integrations:ListEventIntegrationAssociations",
    "events:PutEvents",
}
"""What the handler of integrations needs for sources that are event integrations, which no component makes."""


def fits(pattern: str, resource: str) -> bool:
    """Whether a resource of a policy, which may have wildcards, is of a resource type of the reference."""
    parts = re.split(r"\$\{\w+\}", pattern)
    return re.fullmatch(".*".join(re.escape(each) for each in parts), resource) is not None


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda each: str(each["Sid"]))
def test_actions_and_resources_are_those_of_the_reference(statement: dict[str, Any]) -> None:
    actions, resources = questions.actions(statement), questions.resources(statement)
    patterns = {action: REFERENCE[action]["resources"] for action in actions}
    if resources == ["*"]:
        assert not any(patterns.values())
    else:
        assert [a for a in actions if not any(fits(each, r) for each in patterns[a] for r in resources)] == []
        assert [r for r in resources if not any(fits(each, r) for a in actions for each in patterns[a])] == []
    keys = {key for operator in statement.get("Condition", {}).values() for key in operator}
    for action in actions:
        assert {key for key in keys if not key.startswith("aws:")} <= {*REFERENCE[action]["keys"]}


def test_nothing_is_allowed_twice_and_everything_says_what_it_is_for() -> None:
    allowed = [(a, r) for each in STATEMENTS for a in questions.actions(each) for r in questions.resources(each)]
    assert sorted({each for each in allowed if allowed.count(each) > 1}) == []
    assert len({each["Sid"] for each in STATEMENTS}) == len(STATEMENTS)
    assert all(re.fullmatch("[A-Za-z0-9]+", each["Sid"]) for each in STATEMENTS)


@pytest.mark.parametrize("domain_name", ["a", "amazon-connect-" + 49 * "x"])
def test_each_is_within_the_limit_of_a_managed_policy(domain_name: str) -> None:
    policies = deployer_policies("ap-southeast-1", "111122223333", domain_name)
    assert {name: size for name, each in policies.items() if (size := len(each)) > SIZE_LIMIT} == {}


def test_what_cloud_control_needs_is_there() -> None:
    """Handlers run with the rights of whoever asks Cloud Control."""
    assert handlers(*NATIVE) - {action for each in STATEMENTS for action in questions.actions(each)} == OF_EVENTS


def test_wildcards_are_only_where_no_name_is_known() -> None:
    wide = {
        str(each["Sid"]): resource
        for each in STATEMENTS
        for resource in questions.resources(each)
        if "shop" not in resource and "*" in resource and resource != "*"
    }
    assert sorted(wide) == [
        *("KeepCredentialsThroughAppFlow", "LetCustomerProfilesHaveItsRole", "ManageKeys"),
        *("ManagePoliciesOfBuckets", "ManageTriggers", "ReadBucketsForAppFlow", "ReadFlows", "RegisterIntegrations"),
        *("UseConnections", "UseInstances", "UseKeysThroughServices"),
    ]


def test_roles_are_those_of_the_domain_and_passed_to_two_services_only() -> None:
    roles = {each["Sid"]: each for each in STATEMENTS if each["Sid"] in ("ManageRoles", "AttachPolicies", "PassRoles")}
    names = [f"shop-{each}-eu-west-2" for each in ("ingestion", "redrive", "supervisor")]
    assert {tuple(each["Resource"]) for each in roles.values()} == {
        tuple(f"arn:aws:iam::111122223333:role/{each}" for each in names)
    }
    assert roles["PassRoles"]["Condition"] == {
        "StringEquals": {"iam:PassedToService": ["lambda.amazonaws.com", "profile.amazonaws.com"]}
    }
    assert roles["AttachPolicies"]["Condition"] == {
        "ArnEquals": {"iam:PolicyARN": [f"arn:aws:iam::111122223333:policy/{each}" for each in names]}
    }


def test_rules_and_alarms_are_named_and_none_is_another_domains() -> None:
    sids = {each["Sid"]: questions.resources(each) for each in STATEMENTS}
    made = [rule.what for rule in (*events.FLOW_RULES, events.KEY_RULE)] + ["supervisor"]
    assert sids["ManageRules"] == [f"arn:aws:events:eu-west-2:111122223333:rule/shop-{each}" for each in made]
    alarms = [alarm.what for alarm in (*QUEUE_ALARMS, *FAILURE_QUEUE_ALARMS)] + ["no-success-*"]
    beginning = "arn:aws:cloudwatch:eu-west-2:111122223333:alarm:shop-ingestion-"
    assert sids["ManageAlarms"] == [f"{beginning}{each}" for each in alarms]
    for other in ("shop-eu", "shop-ingestion", "shop-supervisor"):
        statements = [each for of in deployer_statements(*WHERE[:2], other).values() for each in of]
        theirs = {each["Sid"]: questions.resources(each) for each in statements}
        for sid in ("ManageRules", "ManageAlarms"):
            assert [one for one in theirs[sid] if any(iam.wildcard(each, one) for each in sids[sid])] == []


def test_what_is_published_is_current() -> None:
    """`make deployer-policy` writes it."""
    assert {each.name: each.read_text() for each in FOLDER.iterdir()} == documents()


@pytest.mark.parametrize(("characters", "fits_all"), [(38, True), (39, False)])
def test_placeholders_may_stand_for_names_of_38_characters(characters: int, fits_all: bool) -> None:
    where = ("ap-southeast-1", "111122223333", characters * "x")
    values = dict(zip(PLACEHOLDERS, where, strict=True))
    filled = [
        json.loads(re.sub("|".join(values), lambda found: values[found[0]], text)) for text in documents().values()
    ]
    assert (filled == [json.loads(each) for each in deployer_policies(*where).values()]) is fits_all

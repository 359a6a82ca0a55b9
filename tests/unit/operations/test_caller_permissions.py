"""What the credentials may do of what a program needs."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import pytest
from connect_customer_profiles.aws.iam import Iam
from connect_customer_profiles.aws.session import Credentials
from connect_customer_profiles.names import PACKAGE
from connect_customer_profiles.operations.caller_permissions import NEEDED_BY, Answer, Lack, asked, principal
from connect_customer_profiles.policy.deployer import deployer_statements

from localcloud.aws import iam
from tests.conftest import REPOSITORY

PLACE = ("shop", "111122223333", "us-east-1")
USER = "arn:aws:iam::111122223333:user/ann"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:shop-dead-letters"
ROLES = "arn:aws:iam::111122223333:role/"
STATEMENTS = {each["Sid"]: each for of in deployer_statements("us-east-1", PLACE[1], PLACE[0]).values() for each in of}


class Simulated(Iam):
    """IAM that refuses some actions on some resources, with some keys."""

    def __init__(self, *refused: tuple[str, str], where: Mapping[str, str] | None = None) -> None:
        super().__init__("111122223333", "us-east-1", Credentials())
        self.refuses = set(refused)
        self.where = where or {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def refused(
        self, principal: str, actions: Collection[str], resource: str, keys: Mapping[str, str | list[str]]
    ) -> list[str]:
        assert principal == USER
        self.asked.append((resource, keys))
        meets = all(keys.get(key) == value for key, value in self.where.items())
        return [each for each in actions if meets and (each, resource) in self.refuses]

    def role_arn(self, name: str) -> str | None:
        return f"{ROLES}teams/{name}" if name == "deployer" else None


def test_every_statement_of_the_deployer_is_needed_by_something() -> None:
    assert set(NEEDED_BY) == set(STATEMENTS)


def test_what_needs_a_statement_is_something_that_components_declare() -> None:
    state = json.loads((REPOSITORY / "tests" / "upgrade" / "every_component" / "state.json").read_text())
    types = {each["type"] for each in state["resources"]}
    of_plugin = f"{PACKAGE}:ingestion:"
    beginnings = {each for of in NEEDED_BY.values() for each in of if not each.startswith(of_plugin)}
    assert {each for each in beginnings if not any(one.startswith(each) for one in types)} == set()


def test_a_caller_who_may_do_everything_lacks_nothing() -> None:
    answer = asked(Simulated(), USER, PLACE, {"aws:sqs/queue:Queue"}, {"shop-dead-letters"})
    assert answer == Answer(len(STATEMENTS["ManageQueues"]["Action"]), ())


def test_only_what_the_program_declares_is_asked_for() -> None:
    service = Simulated()
    answer = asked(service, USER, PLACE, {"aws:sqs/queue:Queue"}, {"shop-dead-letters"})
    assert ([resource for resource, _ in service.asked], answer.lacks) == ([QUEUE], ())
    assert asked(service, USER, PLACE, {"aws:sqs/queue:Queue"}, {"a-name-of-its-own"}) == Answer(0, ())
    assert asked(service, USER, PLACE, {"random:index:RandomId"}, {"shop-dead-letters"}) == Answer(0, ())


def test_what_is_refused_for_the_very_resource_is_certain() -> None:
    service = Simulated(("sqs:CreateQueue", QUEUE), ("sqs:TagQueue", QUEUE))
    answer = asked(service, USER, PLACE, {"aws:sqs/queue:Queue"}, {"shop-dead-letters"})
    assert answer.lacks == (Lack("ManageQueues", ("sqs:CreateQueue", "sqs:TagQueue"), QUEUE, certain=True),)


def test_what_is_refused_for_a_pattern_is_not() -> None:
    """The key's alias is no pattern, but nothing that has a key policy."""
    keys, alias = (f"arn:aws:kms:us-east-1:111122223333:{each}" for each in ("key/*", "alias/shop"))
    service = Simulated(*(("kms:PutKeyPolicy", each) for each in (keys, alias)))
    answer = asked(service, USER, PLACE, {"aws:kms/key:Key"}, {"alias/shop"})
    assert answer.lacks == (Lack("ManageKeys", ("kms:PutKeyPolicy",), keys, certain=False),)
    assert {resource for resource, _ in service.asked} == {keys, alias, "*"}


def test_an_action_that_one_resource_allows_is_allowed() -> None:
    """Not every action of a statement is one on each of its resources."""
    domain = "arn:aws:profile:us-east-1:111122223333:domains/shop"
    service = Simulated(("profile:CreateDomain", f"{domain}/*"))
    answer = asked(service, USER, PLACE, {"aws-native:customerprofiles:Domain"}, {"shop"})
    assert answer.lacks == ()
    service = Simulated(("profile:CreateDomain", f"{domain}/*"), ("profile:CreateDomain", domain))
    [lack] = asked(service, USER, PLACE, {"aws-native:customerprofiles:Domain"}, {"shop"}).lacks
    assert (lack.sid, lack.certain) == ("ManageDomain", True)


@pytest.mark.parametrize(
    ("where", "sids"), [({}, ["PassRoles"]), ({"iam:PassedToService": "lambda.amazonaws.com"}, [])]
)
def test_a_condition_is_met_with_each_of_its_values(where: dict[str, str], sids: list[str]) -> None:
    [name] = [each for each in STATEMENTS["PassRoles"]["Resource"] if "redrive" in each]
    service = Simulated(("iam:PassRole", name), where=where)
    answer = asked(service, USER, PLACE, {"aws:lambda/function:Function"}, {name.rpartition("/")[2]})
    assert [each.sid for each in answer.lacks if each.sid == "PassRoles"] == sids
    assert {"iam:PassedToService": "profile.amazonaws.com"} in [keys for _, keys in service.asked]


def test_a_key_with_several_values_is_a_list() -> None:
    service = Simulated()
    asked(service, USER, PLACE, {"pulumi-python:dynamic/customerprofiles:ConnectorProfile"}, set())
    assert {"aws:CalledVia": ["appflow.amazonaws.com"]} in [keys for _, keys in service.asked]


@pytest.mark.parametrize(
    ("caller", "whose"),
    [
        (USER, USER),
        ("arn:aws:sts::111122223333:assumed-role/deployer/session", f"{ROLES}teams/deployer"),
        ("arn:aws:sts::111122223333:assumed-role/gone/session", "arn:aws:sts::111122223333:assumed-role/gone/session"),
        ("arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:root"),
        ("", ""),
    ],
)
def test_the_policies_of_a_session_are_those_of_its_role(caller: str, whose: str) -> None:
    assert principal(Simulated(), caller) == whose


class Evaluated(Simulated):
    """IAM whose principal has some statements."""

    def __init__(self, statements: Collection[Mapping[str, Any]]) -> None:
        super().__init__()
        self.policy = iam.load(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))

    def refused(
        self, principal: str, actions: Collection[str], resource: str, keys: Mapping[str, str | list[str]]
    ) -> list[str]:
        requests = {each: iam.AccessRequest(each, resource, keys) for each in actions}
        return [
            each for each, request in requests.items() if not iam.allowed_in_account(request, [self.policy], None, None)
        ]


@pytest.mark.parametrize("missing", ["", *STATEMENTS])
def test_whoever_has_the_deployer_s_policies_lacks_nothing_and_without_a_statement_lacks_it(missing: str) -> None:
    types = {each for of in NEEDED_BY.values() for each in of}
    resources = (each["Resource"] for each in STATEMENTS.values())
    declared = {each for of in resources for each in ([of] if isinstance(of, str) else of)}
    held = [each for sid, each in STATEMENTS.items() if sid != missing]
    answer = asked(Evaluated(held), USER, PLACE, types, declared)
    assert {each.sid for each in answer.lacks} == ({missing} if missing else set())

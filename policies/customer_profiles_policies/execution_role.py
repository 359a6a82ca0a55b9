"""Rules for the role that loads history: who may assume it, and what it may do."""

import re
from collections.abc import Iterable
from dataclasses import replace

from connect_customer_profiles import names
from connect_customer_profiles.policy import (
    ACCESS_ACTIONS,
    CREATE_ACTIONS,
    OWNING_SERVICE,
    OWNING_SERVICE_TAG,
    WITHOUT_RESOURCE,
    questions,
)
from connect_customer_profiles.policy.questions import Statement

from . import pages
from .checks import GUARD_CONFIG, each_statement, listed
from .rule import Config, Rule
from .views.roles import ROLE, ROLE_PERMISSIONS

DOCUMENTED = questions.documented_execution_actions()
VIA = re.compile(r"(appflow|profile)\.[a-z0-9-]+\.amazonaws\.com")


def _no_identity(statement: Statement, _config: Config) -> str | None:
    """Another service may have a use of its own for a role, such as a data stream's: whether the role loads history
    as well, only the stack tells."""
    return _lets(statement, [name for kind, name in questions.principals(statement) if kind != "Service"])


def _no_other_service(statement: Statement, _config: Config) -> str | None:
    named = [name for kind, name in questions.principals(statement) if kind == "Service"]
    return _lets(statement, [name for name in named if name != names.SERVICE_PRINCIPAL])


def _lets(statement: Statement, others: list[str]) -> str | None:
    return f"lets {listed(others)} assume the role" if others and questions.allows(statement) else None


def _guarded(statement: Statement, config: Config) -> str | None:
    if not questions.names_service(statement):
        return None
    missing = questions.unguarded_by(statement, config["conditionKeys"])
    return f"lets the service assume the role for anybody: no condition pins {listed(missing)}" if missing else None


def _documented(statement: Statement, _config: Config) -> str | None:
    if not questions.allows(statement):
        return None
    beyond = questions.actions_beyond(statement, DOCUMENTED)
    return f"allows {listed(beyond)}, which are not needed to load history" if beyond else None


def _narrowed(statement: Statement, _config: Config) -> str | None:
    """CreateFlow has no resource type: in a statement of its own it may, and has to, use `*`."""
    if not questions.allows(statement) or not questions.actions_beyond(statement, [WITHOUT_RESOURCE]):
        return None
    unbounded = [each for each in questions.resources(statement) if questions.is_unbounded(each)]
    return f"applies to every resource ({listed(unbounded)})" if unbounded else None


def _owned(statement: Statement, _config: Config) -> str | None:
    """Actions that create must require the tag in the request, all others must require it on the resource."""
    if not questions.allows(statement):
        return None
    for actions, key in (
        (CREATE_ACTIONS, f"aws:RequestTag/{OWNING_SERVICE_TAG}"),
        (ACCESS_ACTIONS, f"aws:ResourceTag/{OWNING_SERVICE_TAG}"),
    ):
        named = [each for each in actions if each.lower() in map(str.lower, questions.actions(statement))]
        if named and questions.condition_values(statement, key) != [OWNING_SERVICE]:
            return f"allows {named[0]} without requiring {key} = {OWNING_SERVICE}"
    return None


def _via_service(statement: Statement, _config: Config) -> str | None:
    if not questions.allows(statement) or not _uses_keys(statement):
        return None
    services = questions.condition_values(statement, "kms:ViaService")
    if not services or questions.unguarded_by(statement, ["kms:ViaService"]):
        return "allows the use of keys without kms:ViaService"
    foreign = [each for each in services if not VIA.fullmatch(each)]
    return f"allows the use of keys via {listed(foreign)}" if foreign else None


def _grants_restricted(statement: Statement, _config: Config) -> str | None:
    if not questions.allows(statement) or not questions.grants(statement, "kms:CreateGrant"):
        return None
    services = questions.condition_values(statement, "kms:ViaService")
    if not any(each.startswith("profile.") for each in services):
        return None
    operations = questions.condition_values(statement, "kms:GrantOperations")
    return None if operations == ["Decrypt"] else "lets Customer Profiles grant itself more than Decrypt"


def _uses_keys(statement: Statement) -> Iterable[str]:
    return [action for action in questions.actions(statement) if action.lower().startswith("kms:")]


TRUST = Rule(
    name="execution-role-trust",
    severity="critical",
    catches="A role that Customer Profiles may assume, and users, roles or accounts as well; of a role that loads "
    "history, other services too.",
    remedy="Trust the principal `profile.amazonaws.com` only; give others a role of their own.",
    url=pages.BULK,
    kind=ROLE,
    check=each_statement(_no_identity),
)
ALONE = replace(TRUST, check=each_statement(_no_other_service))
"""The rest of that rule, for a role that is known to load history."""

RULES = (
    TRUST,
    Rule(
        name="execution-role-guarded",
        severity="high",
        catches="An execution role that the service may assume on behalf of any account (the confused deputy problem).",
        remedy="Add `aws:SourceAccount` to the trust policy's condition. AWS does not document which keys the service "
        "sends, so try it before you require `aws:SourceArn` as well.",
        url=pages.IAM_TRUST,
        kind=ROLE,
        check=each_statement(_guarded),
        config={"conditionKeys": {**GUARD_CONFIG, "default": ["aws:SourceAccount"]}},
    ),
    Rule(
        name="execution-role-actions",
        severity="high",
        catches="An execution role that allows actions beyond those AWS documents, such as `appflow:*`.",
        remedy="Allow the actions of the five documented statements only (`ExecutionRole` does).",
        url=pages.BULK,
        kind=ROLE_PERMISSIONS,
        check=each_statement(_documented),
    ),
    Rule(
        name="execution-role-resources",
        severity="high",
        catches="An execution role whose statements apply to every resource, as AWS's documented ones do.",
        remedy="Name the flows of the account and Region, the domain, the connector profiles and the key; "
        "`appflow:CreateFlow` has no resource type and needs a statement of its own.",
        url=pages.BULK,
        kind=ROLE_PERMISSIONS,
        check=each_statement(_narrowed),
    ),
    Rule(
        name="execution-role-owned-resources",
        severity="medium",
        catches="An execution role that may change flows and integrations that no workflow created.",
        remedy=f"Require the tag `{OWNING_SERVICE_TAG}` = `{OWNING_SERVICE}`: in the request for actions that create, "
        "on the resource for all others.",
        url=pages.BULK,
        kind=ROLE_PERMISSIONS,
        check=each_statement(_owned),
    ),
    Rule(
        name="execution-role-key-via-service",
        severity="high",
        catches="An execution role that may use keys outside AppFlow and Customer Profiles.",
        remedy="Add `kms:ViaService` with `appflow.<region>.amazonaws.com` or `profile.<region>.amazonaws.com`.",
        url=pages.BULK,
        kind=ROLE_PERMISSIONS,
        check=each_statement(_via_service),
    ),
    Rule(
        name="execution-role-grant-operations",
        severity="medium",
        catches="An execution role that lets Customer Profiles grant itself more than Decrypt.",
        remedy="Add the condition `ForAllValues:StringEquals kms:GrantOperations [Decrypt]`.",
        url=pages.BULK,
        kind=ROLE_PERMISSIONS,
        check=each_statement(_grants_restricted),
    ),
)

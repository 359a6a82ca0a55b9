"""Rules for the key that encrypts a domain, and for its policy."""

from collections.abc import Iterable

from connect_customer_profiles import rules
from connect_customer_profiles.policy import SERVICE_KEY_ACTIONS, questions

from . import pages
from .checks import (
    GUARD_CONFIG,
    PRODUCTION_CONFIG,
    anybodys,
    each_statement,
    listed,
    protected_in_production,
    refusal,
    service_statements,
)
from .rule import Config, Rule
from .subject import Subject
from .views.keys import DOMAIN_KEY_POLICY, KEY, KEY_POLICY

SERVICE_USES = (*SERVICE_KEY_ACTIONS, "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ListGrants")
"""Actions by which the service uses a key and that reveal nothing."""


def _rotated(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["rotation"]:
        yield "the key is never rotated"


def _deletion_window(subject: Subject, config: Config) -> Iterable[str]:
    days, minimum = subject["deletion_window"], config["minimumDays"]
    impossible = list(refusal("deletion window", days, rules.deletion_window))
    if impossible:
        yield from impossible
    elif days < minimum:
        yield f"the key is destroyed {days:g} days after it is deleted, less than {minimum:g}"


def _usable(subject: Subject, _config: Config) -> Iterable[str]:
    if not subject["enabled"]:
        yield "the key is disabled"
    if (spec := subject["spec"]) != "SYMMETRIC_DEFAULT":
        yield f"the service needs a symmetric key, and this one is {spec}"


def _complete(subject: Subject, _config: Config) -> Iterable[str]:
    statements = service_statements(subject)
    missing = questions.missing_actions(statements, SERVICE_KEY_ACTIONS) if statements else []
    if missing:
        yield f"the key's policy does not allow the service {listed(missing)}"


def _guarded(statement: questions.Statement, config: Config) -> str | None:
    if not questions.names_service(statement):
        return None
    missing = questions.unguarded_by(statement, config["conditionKeys"])
    return (
        f"lets the service use the key for {anybodys(statement)}: no condition pins {listed(missing)}"
        if missing
        else None
    )


def _least(statement: questions.Statement, _config: Config) -> str | None:
    if not questions.names_service(statement):
        return None
    beyond = questions.actions_beyond(statement, SERVICE_USES)
    return f"allows the service {listed(beyond)}, which it does not need" if beyond else None


def _private(statement: questions.Statement, _config: Config) -> str | None:
    return "allows everybody to use the key" if questions.is_public(statement) else None


RULES = (
    Rule(
        name="domain-key-rotated",
        severity="medium",
        catches="A domain's key without yearly rotation.",
        remedy="Set `enableKeyRotation: true`.",
        url=pages.KMS_ROTATION,
        kind=KEY,
        check=_rotated,
        repair={"rotation": True},
    ),
    Rule(
        name="domain-key-deletion-window",
        severity="medium",
        catches="A domain's key that is destroyed so soon after it is deleted that nobody might notice in time.",
        remedy="Set the deletion window to 30 days.",
        url=pages.KMS_DELETION,
        kind=KEY,
        check=_deletion_window,
        config={
            "minimumDays": {
                "type": "number",
                "minimum": 7,
                "maximum": 30,
                "default": 14,
                "description": "The minimum number of days between deletion and destruction.",
            }
        },
        repair={"deletion_window": 30},
    ),
    Rule(
        name="domain-key-usable",
        severity="high",
        catches="A domain's key that is disabled or not symmetric.",
        remedy="Enable the key; create it as SYMMETRIC_DEFAULT.",
        url=pages.KMS_SPEC,
        kind=KEY,
        check=_usable,
    ),
    Rule(
        name="domain-key-protected",
        severity="high",
        catches="A production domain's key that `pulumi destroy` would delete.",
        remedy="Set the resource option `protect`, or leave the deletion protection of `EncryptionKey` on.",
        url=pages.KMS_DELETION,
        kind=KEY,
        check=protected_in_production("key", "without the key no profile can be read"),
        config=PRODUCTION_CONFIG,
    ),
    Rule(
        name="domain-key-service-complete",
        severity="high",
        catches="A key policy that allows the service less than it needs: domains or flows fail later.",
        remedy=f"Allow `profile.amazonaws.com` {listed(f'`{action}`' for action in SERVICE_KEY_ACTIONS)}.",
        url=pages.ENABLE,
        kind=DOMAIN_KEY_POLICY,
        check=_complete,
    ),
    Rule(
        name="domain-key-guarded",
        severity="high",
        catches="A key policy that lets the service use the key for any domain of any account (the confused deputy "
        "problem).",
        remedy="Add `aws:SourceAccount` (StringEquals) and `aws:SourceArn` (ArnLike, the domain's ARN and those "
        "below it) to the statement's condition.",
        url=pages.CONFUSED_DEPUTY,
        kind=KEY_POLICY,
        check=each_statement(_guarded),
        config={"conditionKeys": {**GUARD_CONFIG, "default": list(questions.SOURCE_GUARDS)}},
    ),
    Rule(
        name="domain-key-least-privilege",
        severity="high",
        catches="A key policy that allows the service more than using the key, such as `kms:*`.",
        remedy=f"Allow {listed(f'`{action}`' for action in SERVICE_KEY_ACTIONS)} only.",
        url=pages.ENABLE,
        kind=KEY_POLICY,
        check=each_statement(_least),
    ),
    Rule(
        name="domain-key-private",
        severity="critical",
        catches="A key policy that allows everybody to use the key.",
        remedy="Name principals in Allow statements, or add a condition on the account.",
        url=pages.KMS_POLICY,
        kind=KEY_POLICY,
        check=each_statement(_private),
    ),
)

"""From rules to the policies of Pulumi's SDK."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from connect_customer_profiles.rules import RuleViolation
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy
from pulumi_policy.secret import Secret

from .rule import Config, Note, Rule, StackRule, unknown_settings
from .sdk_subject import subject_of
from .subject import Subject

SEVERITIES = {
    "low": Severity.LOW,
    "medium": Severity.MEDIUM,
    "high": Severity.HIGH,
    "critical": Severity.CRITICAL,
}


def policies(rules: Iterable[Rule | StackRule]) -> list[Policy]:
    """The SDK's policy for each rule."""
    wanted = list(rules)
    notes = [rule.note for rule in wanted if isinstance(rule, StackRule) and rule.note]
    return [_resource_policy(rule, notes) if isinstance(rule, Rule) else _stack_policy(rule) for rule in wanted]


def with_remedy(rule: Rule | StackRule, finding: str) -> str:
    """What is wrong, how to repair it, and the page. The engine shows neither `remediation_steps` nor `url`."""
    return f"{finding}\n{rule.remedy}\n{rule.url}"


def _configured(rule: Rule | StackRule, config: Config, report_violation: ReportViolation) -> bool:
    """Whether a rule has all the settings that it is given; reports those that it does not have."""
    unknown = unknown_settings(config, rule.config)
    for each in unknown:
        report_violation(f"configuration of {rule.name}: {each}", None)
    return not unknown


def _resource_policy(rule: Rule, notes: Sequence[Note]) -> Policy:
    asked = _Asked(rule, notes)
    remediate = asked.remediate if rule.repair else None
    return ResourceValidationPolicy(**_described(rule), validate=asked.validate, remediate=remediate)


def _stack_policy(rule: StackRule) -> Policy:
    def validate(args: StackValidationArgs, report_violation: ReportViolation) -> None:
        if not _configured(rule, args.get_config(), report_violation):
            return
        for resource, finding in rule.check(args.resources, rule.settings(args.get_config())):
            report_violation(with_remedy(rule, finding), resource.urn)

    return StackValidationPolicy(**_described(rule), validate=validate)


class _Asked:
    """A rule for single resources, asked by the SDK.

    Each passes on to the rules for the stack what they note: any other one may be switched off.
    """

    def __init__(self, rule: Rule, notes: Sequence[Note]) -> None:
        self._rule = rule
        self._notes = notes

    def validate(self, args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        for note in self._notes:
            note(args)
        subject = self._subject(args)
        if subject is None or not _configured(self._rule, args.get_config(), report_violation):
            return
        try:
            for finding in self._rule.findings(subject, args.get_config()):
                report_violation(with_remedy(self._rule, finding), None)
        except RuleViolation as violation:
            report_violation(with_remedy(self._rule, str(violation)), None)
        except UnknownValueError:
            if any(each in self._rule.kind for each in subject.ancestors):
                args.not_applicable("its component was checked; values that are unknown now are checked at the update")
            raise

    def remediate(self, args: ResourceValidationArgs) -> Mapping[str, Any] | None:
        # What is secret or not known yet stays so in what is handed back; an earlier remediation leaves a plain object.
        given = args.props if isinstance(args.props, dict) else args.props["__target"]
        # For a remediation the SDK hands out what is unknown as if it were a value.
        args.props = unknown_checking_proxy(_plain(args.props))
        subject = self._subject(args)
        if subject is None or not self._rule.repair:
            return None
        changes = {
            subject.view.writes[name]: value for name, value in self._rule.repair.items() if name in subject.view.writes
        }
        broken = changes and list(self._rule.findings(subject, args.get_config()))
        return {**given, **changes} if broken else None

    def _subject(self, args: ResourceValidationArgs) -> Subject | None:
        """The resource as the rule sees it; None where it has nothing to do with the rule."""
        view = self._rule.kind.get(args.resource_type)
        if view is None:
            return None
        subject = subject_of(args, view)
        try:
            return subject if view.concerns(subject) else None
        except UnknownValueError:
            args.not_applicable("whether it belongs to Customer Profiles is known at the update, and is checked then")
            return None


def _plain(value: Any) -> Any:
    """A copy of properties without the SDK's proxies and marks of secrets."""
    if isinstance(value, Secret):
        return _plain(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in value}
    return [_plain(item) for item in value] if isinstance(value, Sequence) and not isinstance(value, str) else value


def _described(rule: Rule | StackRule) -> dict[str, Any]:
    schema = {key: dict(value) for key, value in rule.config.items()}
    return {
        "name": rule.name,
        "description": rule.catches,
        "severity": SEVERITIES[rule.severity],
        # What is a matter of taste is said and stops nobody.
        "enforcement_level": EnforcementLevel.ADVISORY if rule.severity == "low" else EnforcementLevel.MANDATORY,
        "remediation_steps": rule.remedy,
        "url": rule.url,
        "config_schema": PolicyConfigSchema(properties=schema) if schema else None,
    }

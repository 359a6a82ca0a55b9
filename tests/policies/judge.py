"""Runs in the pack's environment: judges resources as the SDK would, properties behind its unknown-checking proxies.

Reads a list of set-ups (JSON) from standard input and writes for each what the rules say: `findings` (rule → messages),
`unknown` and `not_applicable` (rules that could not decide yet), `remedied` (rule → properties it would set).
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import pulumi
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy
from pulumi_policy.secret import secrets_preserving_proxy

from customer_profiles_policies import RULES, integration
from customer_profiles_policies.sdk import policies

POLICIES = policies(RULES)


def judge(setup: dict[str, Any]) -> dict[str, Any]:
    """What the rules say of one set-up."""
    pulumi.runtime.configure(pulumi.runtime.Settings(project="project", stack=setup["stack"], dry_run=True))
    said: dict[str, Any] = {"findings": {}, "unknown": [], "not_applicable": [], "remedied": {}}
    resources = setup["resources"]
    for policy in POLICIES:
        config = setup["config"].get(policy.name, {})
        if not isinstance(policy, ResourceValidationPolicy):
            _ask(said, policy, StackValidationArgs(_graph(resources), config))
            continue
        for resource in resources:
            _ask(said, policy, _arguments(resource, unknown_checking_proxy(resource["props"]), config))
            if setup["remediate"] and policy.has_remediation():
                _remedy(said, policy, _arguments(resource, secrets_preserving_proxy(resource["props"]), config))
    return said


def _arguments(resource: dict[str, Any], props: Any, config: dict[str, Any]) -> ResourceValidationArgs:
    options = _options(resource)
    return ResourceValidationArgs(resource["type"], props, _urn(resource), resource["name"], options, None, config)


def _remedy(said: dict[str, Any], policy: ResourceValidationPolicy, args: ResourceValidationArgs) -> None:
    try:
        remedied = policy.remediate(args)
    except UnknownValueError:
        return
    if remedied is not None:
        said["remedied"][policy.name] = dict(remedied)


def _ask(said: dict[str, Any], policy: Any, args: Any) -> None:
    def report(message: str, _urn: str | None = None) -> None:
        finding, *advice = message.split("\n")
        assert advice == [policy.remediation_steps, policy.url] or finding.startswith("configuration"), message
        said["findings"].setdefault(policy.name, []).append(finding)

    try:
        policy.validate(args, report)
    except UnknownValueError:
        said["unknown"].append(policy.name)
    except Exception as error:
        if type(error).__name__ != "_NotApplicableError":
            raise
        said["not_applicable"].append(policy.name)


def _graph(resources: list[dict[str, Any]]) -> list[PolicyResource]:
    made = {
        each["name"]: PolicyResource(
            each["type"],
            unknown_checking_proxy({**each["props"], **each["outputs"]}),
            _urn(each),
            each["name"],
            _options(each),
            None,
            None,
            [],
            {},
        )
        for each in resources
    }
    for each in resources:
        resource = made[each["name"]]
        resource.dependencies.extend(made[name] for name in each["depends_on"])
        resource.property_dependencies.update(
            {prop: [made[name] for name in names if name in made] for prop, names in each["links"].items()}
        )
    return list(made.values())


def _urn(resource: dict[str, Any]) -> str:
    types = "$".join([*resource["inside"], resource["type"]])
    return f"urn:pulumi:stack::project::{types}::{resource['name']}"


def _options(resource: dict[str, Any]) -> PolicyResourceOptions:
    return PolicyResourceOptions(resource["protect"], [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


if __name__ == "__main__":
    integration.now = lambda: datetime(2026, 11, 22, tzinfo=UTC)
    json.dump([judge(setup) for setup in json.load(sys.stdin)], sys.stdout, default=lambda proxy: proxy["__target"])

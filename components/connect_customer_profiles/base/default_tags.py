"""The default tags of the providers, for what the dynamic resources make: no provider adds them there."""

import json
from collections.abc import Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from .. import log, rules
from ..rules import RuleViolation
from .arguments import Arguments
from .program import shared

FUNCTION = "aws:index/getDefaultTags:getDefaultTags"
NATIVE = "aws-native:customerprofiles:Integration"


def with_default_tags(
    component: pulumi.ComponentResource, arguments: Arguments
) -> pulumi.Output[dict[str, str] | None]:
    """The component's argument `tags`, and the default tags of its providers where it does not say otherwise.

    Those of `aws` win over those that the configuration has for `aws-native`; an explicit `aws-native` provider tells
    nobody. What a domain's integrations cannot have is left out with a warning. None if there are no tags.
    """
    provider, native = component.get_provider(FUNCTION), component.get_provider(NATIVE)
    key = ("default tags", provider, native)
    defaults = shared(component, key, lambda: _defaults(provider, native))
    given = {"tags": arguments.get("tags", rules.tags), "defaults": defaults}
    found: pulumi.Output[dict[str, str] | None] = arguments.checked(given, _merged)
    return found


def _defaults(
    provider: pulumi.ProviderResource | None, native: pulumi.ProviderResource | None
) -> pulumi.Output[dict[str, str]]:
    of_native = None if native else pulumi.runtime.get_config("aws-native:defaultTags")
    found = aws.get_default_tags_output(opts=pulumi.InvokeOptions(provider=provider))
    return found.tags.apply(lambda tags: _usable(of_native, tags))


def _usable(of_native: str | None, of_aws: Mapping[str, str] | None) -> dict[str, str]:
    tags: dict[str, str] = {}
    for name, value in {**(json.loads(of_native or "{}").get("tags") or {}), **(of_aws or {})}.items():
        try:
            tags |= rules.tags({name: value})
        except RuleViolation as violation:
            log.warn(f"a default tag of the provider is left out of integrations and flows: {violation}")
    return tags


def _merged(known: Mapping[str, Any]) -> dict[str, str] | None:
    if not known["defaults"]:
        found: dict[str, str] | None = known["tags"]
        return found
    return rules.checked("tags", {**known["defaults"], **(known["tags"] or {})}, rules.tags)

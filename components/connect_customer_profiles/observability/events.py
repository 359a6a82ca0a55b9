"""The events of AppFlow and KMS that concern an ingestion: their patterns, and what a notification says. Pure."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from .. import names
from ..rules import RuleViolation

Matchers = list[dict[str, str] | str]
"""What a field of an event has to match: a whole value or a prefix."""

CALLS = ("DisableKey", "ScheduleKeyDeletion")
"""The calls that make a key unusable, at once or soon."""


_OF_A_PLAN = r"(.+-[0-9a-f]{10})(?:-g\d+)?(?:\.\d+)?"
"""The name of a flow of an `IntegrationWorkflow`, up to its plan's token; later generations begin alike."""

PATTERN_CHARACTERS = 2048
"""The most that an event pattern may have (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html)."""


def flows_to_watch(
    domain_name: str,
    object_type_names: Sequence[str] = (),
    flow_names: Sequence[str] = (),
    *,
    only_own_flows: bool = False,
) -> Matchers:
    """What the name of a flow has to match: a prefix of the domain's flows, or the name of another.

    A prefix, because the flow of a re-established integration has another name with the same beginning. With
    `only_own_flows`, those of `flow_names` alone, whose tokens no flow of another domain has.

    Raises:
        RuleViolation: arguments contradict each other, or a pattern would have too many characters.
    """
    if only_own_flows:
        _told_by_name(object_type_names, flow_names)
        prefixes = sorted({found[1] for name in flow_names if (found := re.fullmatch(_OF_A_PLAN, name))})
    else:
        prefixes = names.flow_prefixes(domain_name, object_type_names)
    others = sorted({name for name in flow_names if not name.startswith(tuple(prefixes))})
    flows: Matchers = [*({"prefix": prefix} for prefix in prefixes), *others]
    longest = max(len(rule.pattern(flows)) for rule in FLOW_RULES)
    if longest > PATTERN_CHARACTERS:
        by_name = sorted(set(flow_names)) if only_own_flows else others
        argument, given = ("flow_names", by_name) if by_name else ("object_type_names", sorted(object_type_names))
        rule = (
            f"with {len(given) - 1} others makes an event pattern of {longest:,} characters, which may have "
            f"{PATTERN_CHARACTERS:,}"
        )
        raise RuleViolation(given[-1], rule, argument=argument)
    return flows


def _told_by_name(object_type_names: Sequence[str], flow_names: Sequence[str]) -> None:
    """Whether flows can be told from those of other domains.

    Raises:
        RuleViolation: none is named, or object types are, whose flows may have the names of another domain's.
    """
    if not flow_names:
        raise RuleViolation(True, "needs flow_names, the flows to watch", argument="only_own_flows")
    if object_type_names:
        rule = "must be empty with only_own_flows: flow_names are the flows to watch"
        raise RuleViolation([*object_type_names], rule, argument="object_type_names")


def failed_runs(flows: Matchers) -> str:
    """The pattern of events of failed runs.

    https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html
    """
    detail = {"status": [{"anything-but": ["Execution Successful"]}], "flow-name": flows}
    return _pattern("aws.appflow", ["AppFlow End Flow Run Report"], detail)


def deactivated_flows(flows: Matchers) -> str:
    """The pattern of events of flows that AppFlow deactivates because they failed."""
    types = ["AppFlow Event Flow Deactivated", "AppFlow Scheduled Flow Deactivated"]
    return _pattern("aws.appflow", types, {"flow-name": flows})


def key_taken_away(kms_key_arn: str = "", former_kms_key_arns: Sequence[str] = ()) -> str:
    """The pattern of calls that disable or delete a key, or one that the domain had before; a trail has to log
    management events.

    https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
    """
    detail = {
        "eventSource": ["kms.amazonaws.com"],
        "eventName": list(CALLS),
        "resources": {"ARN": [*filter(None, [kms_key_arn]), *sorted(former_kms_key_arns)]},
    }
    return _pattern("aws.kms", ["AWS API Call via CloudTrail"], detail)


def flow_message(what: str, reason: str, domain_name: str) -> dict[str, Any]:
    """The text of a notification about a flow: one line, and the command to run next.

    Args:
        what: such as `A run failed`.
        reason: the field of the event that says why.
    """
    return {
        "input_paths": {"flow": "$.detail.flow-name", "reason": f"$.detail.{reason}"},
        "input_template": json.dumps(f"{what}: <flow>: <reason>. Next: {diagnose(domain_name)}"),
    }


def key_message(domain_name: str) -> dict[str, Any]:
    """The text of a notification about a disabled or deleted key."""
    text = f"<call> of <key>, the key of domain {domain_name}, by <who>. Next: {diagnose(domain_name)}"
    paths = {"call": "eventName", "key": "requestParameters.keyId", "who": "userIdentity.arn"}
    return {
        "input_paths": {name: f"$.detail.{path}" for name, path in paths.items()},
        "input_template": json.dumps(text),
    }


def diagnose(domain_name: str) -> str:
    """The command that says what is wrong."""
    return f"customer-profiles diagnose --domain {domain_name}"


def _pattern(source: str, types: list[str], detail: Mapping[str, Any]) -> str:
    pattern = {"source": [source], "detail-type": types, "detail": detail}
    return json.dumps(pattern, sort_keys=True, separators=(",", ":"))


class EventRule(NamedTuple):
    """A rule on events.

    Attributes:
        what: the last part of its name.
        description: one sentence on what has happened.
        pattern: a function that returns the pattern, as JSON.
        message: a function that returns the input transformer of its target, from `domain_name`.
    """

    what: str
    description: str
    pattern: Callable[..., str]
    message: Callable[..., dict[str, Any]]


FLOW_RULES = (
    EventRule(
        what="failed-runs",
        description="A run of a flow failed.",
        pattern=failed_runs,
        message=partial(flow_message, "A run failed", "error"),
    ),
    EventRule(
        what="deactivated-flows",
        description="AppFlow has deactivated a flow.",
        pattern=deactivated_flows,
        message=partial(flow_message, "A flow was deactivated", "deactivation-reason"),
    ),
)
"""The rules on flows; their pattern functions take `flows`, as `flows_to_watch` returns them."""

KEY_RULE = EventRule(
    what=names.KEY_EVENTS,
    description="The domain's key was disabled or scheduled for deletion.",
    pattern=key_taken_away,
    message=key_message,
)
"""The rule on the domain's key; its pattern function takes `kms_key_arn` and `former_kms_key_arns`."""

"""The events of AppFlow and KMS that concern an ingestion: their patterns, and what a notification says. Pure."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from .. import names

CALLS = ("DisableKey", "ScheduleKeyDeletion")
"""The calls that make a key unusable, at once or soon."""


def failed_runs(domain_name: str, flow_names: Sequence[str]) -> str:
    """The pattern of events of failed runs, of the domain's flows and the named ones.

    https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html
    """
    detail = {"status": [{"anything-but": ["Execution Successful"]}], **_flows(domain_name, flow_names)}
    return _pattern("aws.appflow", ["AppFlow End Flow Run Report"], detail)


def deactivated_flows(domain_name: str, flow_names: Sequence[str]) -> str:
    """The pattern of events of flows that AppFlow deactivates because they failed."""
    types = ["AppFlow Event Flow Deactivated", "AppFlow Scheduled Flow Deactivated"]
    return _pattern("aws.appflow", types, _flows(domain_name, flow_names))


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


def _flows(domain_name: str, flow_names: Sequence[str]) -> dict[str, Any]:
    """Prefixes of flow names: the flow of a re-established integration has another name with the same beginning."""
    return {"flow-name": [{"prefix": names.flow_prefix(domain_name)}, *sorted(flow_names)]}


def _pattern(source: str, types: list[str], detail: Mapping[str, Any]) -> str:
    pattern = {"source": [source], "detail-type": types, "detail": detail}
    return json.dumps(pattern, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class EventRule:
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
"""The rules on flows; their pattern functions take `domain_name` and `flow_names`."""

KEY_RULE = EventRule(
    what=names.KEY_EVENTS,
    description="The domain's key was disabled or scheduled for deletion.",
    pattern=key_taken_away,
    message=key_message,
)
"""The rule on the domain's key; its pattern function takes `kms_key_arn` and `former_kms_key_arns`."""

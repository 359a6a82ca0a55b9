"""Whether a flow that somebody else has made in AppFlow is the one that the program wants to take over. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..rules import RuleViolation
from ..sources.flow_comparison import described, fixed_parts

if TYPE_CHECKING:
    from ..aws import answers

WHAT = "the flow to adopt"

NEW_KEY = "a key that is still to be made"
"""What stands for the ARN of a key that a preview does not know yet: no flow has it, and an update that found out would
have changed other resources by then."""


def check(flow: "answers.Flow | None", integration: "answers.Integration | None", inputs: Mapping[str, Any]) -> None:
    """Check what UpdateFlow cannot change, of which the program has to say what is there.

    Args:
        flow: AppFlow's description of the flow; None if there is none.
        integration: its integration with the domain; None if there is none.
        inputs: those of `ExternalFlow`; `NEW_KEY` for a key that is not known yet.

    Raises:
        RuleViolation: it is another one; names the argument of `ExternalApplication`.
    """
    name = inputs["flow_name"]
    if flow is None:
        raise RuleViolation(name, "no flow of this name exists: without adopt it is made", argument="flow_name")
    domain_name, object_type_name = _destination(flow)
    if domain_name != inputs["domain_name"]:
        rule = f"{WHAT} feeds {domain_name or 'no domain of Customer Profiles'}"
        raise RuleViolation(inputs["domain_name"], rule, argument="domain_name")
    if object_type_name != inputs["object_type_name"]:
        raise RuleViolation(inputs["object_type_name"], f"{WHAT} feeds {object_type_name}", argument="object_type_name")
    wanted, found = fixed_parts(inputs["flow"]), fixed_parts(described(flow))
    if wanted != found:
        raise RuleViolation(_read_by(wanted), f"{WHAT} reads {_read_by(found)}", argument="source")
    key = flow.get("kmsArn")
    if "kms_key_arn" in inputs and inputs["kms_key_arn"] != key:
        rule = f"{WHAT} uses {key or 'a key that AppFlow manages: leave the argument out'}"
        raise RuleViolation(inputs["kms_key_arn"], rule, argument="kms_key_arn")
    if integration is None:
        rule = f"{WHAT} is not integrated with {domain_name}: integrate it there, or delete it and have it made"
        raise RuleViolation(name, rule, argument="flow_name")


def _destination(flow: "answers.Flow") -> tuple[str, str]:
    """Domain and object type; empty if the flow writes elsewhere."""
    for each in flow["destinationFlowConfigList"]:
        properties = each["destinationConnectorProperties"].get("CustomerProfiles")
        if properties:
            return str(properties["domainName"]), str(properties.get("objectTypeName", ""))
    return "", ""


def _read_by(parts: list[Any]) -> str:
    """The source, in words."""
    return " ".join(str(each) for each in parts if each)

"""What must not be replaced by itself, as `pulumi up --replace` and `pulumi state taint` ask for: the replacement would
find what is there, which is deleted then as the old one. Pure, but for the questions to AWS.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..rules import RuleViolation
from ..sources.flow_comparison import fixed_parts
from .plain import normalised, text, texts
from .plan import Plan

if TYPE_CHECKING:
    from ..aws.client import AwsClient

Props = Mapping[str, Any]


class SelfReplacement(NamedTuple):
    """The replacement of a resource of ours by itself, which is refused.

    Attributes:
        argument: the argument of its component, and the input, that says what it is.
        consequence: what would become of it.
        instead: what to do instead; the rest of the sentence destroys it first.
        same: whether outputs in state and inputs of a replacement are of one and the same thing.
        remains: whether it is there at AWS: a refresh of the same update may have dropped it from state.
    """

    argument: str
    consequence: str
    instead: str
    same: Callable[[Props, Props], bool]
    remains: "Callable[[AwsClient, Props], bool]"

    def refusal(self, urn: str, before: Props) -> RuleViolation:
        """Why it must not be replaced."""
        rule = (
            f"cannot be replaced by itself: {self.consequence}. {self.instead} `pulumi destroy --target '{urn}' "
            "--target-dependents` first (docs/names.md)"
        )
        return RuleViolation(before[self.argument], rule, argument=self.argument)


FIXED_OF_PROFILE = ("connector_profile_name", "connector_type", "kms_key_arn", "region", "account")
FIXED_OF_FLOW = ("domain_name", "object_type_name", "flow_name", "kms_key_arn", "region", "account")


def differing(before: Props, after: Props, keys: tuple[str, ...]) -> list[str]:
    """The keys whose values differ."""
    return [key for key in keys if before.get(key) != after.get(key)]


def replacing_flow(before: Props, after: Props) -> list[str]:
    """The inputs of an external application's flow whose change replaces it."""
    replaces = differing(before, after, FIXED_OF_FLOW)
    return [*replaces, "flow"] if fixed_parts(before["flow"]) != fixed_parts(after["flow"]) else replaces


def same_profile(before: Props, after: Props) -> bool:
    """Whether a connector profile would be the one that there is."""
    return not differing(before, after, FIXED_OF_PROFILE)


def same_flow(before: Props, after: Props) -> bool:
    """Whether the flow of an external application would be the one that there is; False as long as it is not known."""
    known = {key: value for key, value in normalised(after).items() if value is not None}
    return "flow" in known and not replacing_flow(normalised(before), known)


def same_plan(before: Props, after: Props) -> bool:
    """Whether a plan would load the history that another one has loaded."""
    return Plan.from_inputs(before).identity == Plan.from_inputs(after).identity


def same_ingestion(before: Props, after: Props) -> bool:
    """Whether an ingestion is of the same plan."""
    return before.get("token") == after.get("token")


def profile_remains(client: "AwsClient", before: Props) -> bool:
    """Whether a connector profile exists."""
    # A program that creates nothing loads none of these.
    from ..appflow.connection import ConnectorProfileLifecycle

    return ConnectorProfileLifecycle(client).read(before) is not None


def flow_remains(client: "AwsClient", before: Props) -> bool:
    """Whether something of an external application exists."""
    from ..appflow.external_flow import ExternalFlowLifecycle

    return ExternalFlowLifecycle(client).read(before) is not None


def ingestion_remains(client: "AwsClient", before: Props) -> bool:
    """Whether something of an ingestion exists: after its domain it is made anew, as everything in it."""
    return client.remains(text(before, "domain_name"), text(before, "integration_uri"), texts(before, "workflow_ids"))


_FOUND = "the replacement would find the present one, which is deleted then as the old one"
_LOADS = "To load all of it again, run"
PROFILE = SelfReplacement("connector_profile_name", _FOUND, "Run", same_profile, profile_remains)
FLOW = SelfReplacement("flow_name", _FOUND, "Run", same_flow, flow_remains)
PLAN = SelfReplacement(
    *("object_type_name", "its history would be loaded once more", _LOADS), same_plan, lambda _client, _before: True
)
INGESTION = SelfReplacement(
    "object_type_name",
    _FOUND,
    f"For a new ongoing integration, change re_establish. {_LOADS}",
    same_ingestion,
    ingestion_remains,
)

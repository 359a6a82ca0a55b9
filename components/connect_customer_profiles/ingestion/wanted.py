"""The desired state of an ingestion: the inputs of the resource `Ingestion`, including the pins of its plan. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import names
from ..rules import RuleViolation
from ..sources.schedule import initial
from .batch import WAY_OUT, flaw_in_state
from .plain import Plain, mapping, mappings, optional_mapping, optional_number, optional_text, text
from .windows import Window

LOCATION = ("region", "account", "aws_profile")
"""The inputs with account, Region and profile; a dynamic resource never sees an explicit provider."""

ADOPT, INTEGRATION_URI, WORKFLOW_IDS = "adopt", "integration_uri", "workflow_ids"
"""The input, and the argument, that names an integration to take over, and its members."""

PINS = ("token", "mode", "loaded_from", "cut_off", "pull_from", "batches", "flow_name")
"""The keys of `Pins`, as `IngestionPlan` has them."""

INGESTION_INPUTS = (
    *LOCATION,
    *("domain_name", "kms_key_arn", "execution_role_arn", "object_type_name", "flow_definition", "tags", "on_delete"),
    *("resubmit_limit", "re_establish", ADOPT),
    *("token", "mode", "loaded_from", "cut_off", "pull_from", "planned_batches", "flow_name"),
)
"""The keys of `Wanted` among the inputs of `Ingestion`."""

RESUBMIT_LIMIT = 3
"""How often failed batches are resubmitted, unless the integration says otherwise."""


@dataclass(frozen=True, slots=True)
class Pins:
    """The values that a plan pins when an integration is first deployed.

    Attributes:
        token: unique text in the names of everything that the plan creates.
        mode: `workflow` or `incremental`.
        loaded_from: the time since which records are loaded, RFC 3339.
        cut_off: the time at which the batches end.
        pull_from: the time from which the ongoing integration pulls.
        batches: the batches of history; none in mode `incremental`.
        flow_name: the name of the first flow; without the token if it was taken over.
    """

    token: str = ""
    mode: str = ""
    loaded_from: str = ""
    cut_off: str = ""
    pull_from: str = ""
    batches: tuple[Window, ...] = ()
    flow_name: str = ""

    @property
    def taken_over(self) -> bool:
        """Whether somebody else has made the first flow: its name has another form."""
        return bool(self.token and self.flow_name) and self.token not in self.flow_name

    def generation(self, flow_name: str) -> int | None:
        """The generation of an ongoing integration's flow; None for a flow of somebody else."""
        first = self.taken_over and flow_name == self.flow_name
        return 1 if first else names.generation(flow_name, self.token)

    def owns(self, flow_name: str) -> bool:
        """Whether a flow is of this plan, by its name."""
        return self.token in flow_name or (self.taken_over and flow_name == self.flow_name)

    @classmethod
    def from_state(cls, found: Plain, batches: str = "batches") -> "Pins":
        """The pins in inputs or outputs, also in those of version 0.1.

        Args:
            found: plain JSON.
            batches: the key of the batches: `planned_batches` where `Ingestion` has them.
        """
        pins = completed(found)
        return cls(
            token=text(pins, "token"),
            mode=text(pins, "mode"),
            loaded_from=text(pins, "loaded_from"),
            cut_off=text(pins, "cut_off"),
            pull_from=text(pins, "pull_from"),
            batches=_windows(pins, batches),
            flow_name=text(pins, "flow_name"),
        )

    @staticmethod
    def check(found: Plain) -> None:
        """Check that a plan's batches in state are those that were planned. `from_state` passes over what it cannot
        read: who starts from that loads too little, and nobody notices.

        Raises:
            RuleViolation: they are not.
        """
        if not text(found, "token") or text(found, "mode") != "workflow":
            return
        empty = "batches in state is empty" if found.get("batches") == [] else ""
        if flaw := empty or flaw_in_state(found, "batches", ("start", "end")):
            raise RuleViolation(text(found, "flow_name"), f"{flaw}; {WAY_OUT}")

    def to_state(self, batches: str = "batches") -> dict[str, Any]:
        """The pins in the form of state; empty if there is no plan yet."""
        if self == Pins():
            return {}
        return {
            "token": self.token,
            "mode": self.mode,
            "loaded_from": self.loaded_from,
            "cut_off": self.cut_off,
            "pull_from": self.pull_from,
            batches: [batch.to_state() for batch in self.batches],
            "flow_name": self.flow_name,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """The desired state of an ingestion; "" or empty for values that are not set.

    Attributes:
        region, account: its Region and account.
        aws_profile: named AWS profile of its calls; None for boto3's chain.
        domain_name: the domain.
        kms_key_arn: the key that encrypts its flows.
        execution_role_arn: the role of its workflows; None where there are none.
        object_type_name: the object type that takes the records.
        flow_definition: source, tasks and schedule, in the shape of the Customer Profiles API.
        tags: of the integration.
        on_delete: `delete`, `stop` or `retain`.
        resubmit_limit: how often failed batches are resubmitted; None is `RESUBMIT_LIMIT`.
        re_establish: another text makes a new ongoing integration.
        adopt: what is taken over; None if that has been handed over, or nothing is.
        pins: those of the plan.
    """

    region: str = ""
    account: str = ""
    aws_profile: str | None = None
    domain_name: str = ""
    kms_key_arn: str = ""
    execution_role_arn: str | None = None
    object_type_name: str = ""
    flow_definition: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] | None = None
    on_delete: str = ""
    resubmit_limit: int | None = None
    re_establish: str | None = None
    adopt: Mapping[str, Any] | None = None
    pins: Pins = field(default_factory=Pins)

    @classmethod
    def from_inputs(cls, found: Plain) -> "Wanted":
        """The inputs of `Ingestion`, from its inputs, its state or `IntegrationWorkflow.supervision`."""
        return cls(
            region=text(found, "region"),
            account=text(found, "account"),
            aws_profile=optional_text(found, "aws_profile"),
            domain_name=text(found, "domain_name"),
            kms_key_arn=text(found, "kms_key_arn"),
            execution_role_arn=optional_text(found, "execution_role_arn"),
            object_type_name=text(found, "object_type_name"),
            flow_definition=mapping(found, "flow_definition"),
            tags=optional_mapping(found, "tags"),
            on_delete=text(found, "on_delete"),
            resubmit_limit=optional_number(found, "resubmit_limit"),
            re_establish=optional_text(found, "re_establish"),
            adopt=optional_mapping(found, ADOPT),
            pins=Pins.from_state(found, "planned_batches"),
        )

    @classmethod
    def from_plan(cls, found: Plain) -> "Wanted":
        """The desired state in the outputs of `IngestionPlan`."""
        return replace(cls.from_inputs(found), pins=Pins.from_state(found))

    def to_inputs(self) -> dict[str, Any]:
        """The inputs of `Ingestion`, without values that are not set."""
        given = {
            "region": self.region or None,
            "account": self.account or None,
            "aws_profile": self.aws_profile,
            "domain_name": self.domain_name or None,
            "kms_key_arn": self.kms_key_arn or None,
            "execution_role_arn": self.execution_role_arn,
            "object_type_name": self.object_type_name or None,
            "flow_definition": dict(self.flow_definition) or None,
            "tags": None if self.tags is None else dict(self.tags),
            "on_delete": self.on_delete or None,
            "resubmit_limit": self.resubmit_limit,
            "re_establish": self.re_establish,
            ADOPT: None if self.adopt is None else dict(self.adopt),
        }
        said = {key: value for key, value in given.items() if value is not None}
        return {**said, **self.pins.to_state("planned_batches")}

    @property
    def connector_profile_name(self) -> str:
        """The AppFlow connector profile of its source; "" for files in S3."""
        return text(mapping(self.flow_definition, "SourceFlowConfig"), "ConnectorProfileName")

    def through(self, connector_profile_name: str) -> "Wanted":
        """The same by another connector profile."""
        if not self.connector_profile_name or not connector_profile_name:
            return self
        source = {**mapping(self.flow_definition, "SourceFlowConfig"), "ConnectorProfileName": connector_profile_name}
        return replace(self, flow_definition={**self.flow_definition, "SourceFlowConfig": source})

    @property
    def most_resubmissions(self) -> int:
        """How often failed batches are resubmitted."""
        return RESUBMIT_LIMIT if self.resubmit_limit is None else self.resubmit_limit

    @property
    def initial(self) -> "Wanted":
        """What Customer Profiles makes workflow and integration with, before the flow is changed in AppFlow."""
        return replace(self, flow_definition=initial(self.flow_definition))

    @property
    def own_tags(self) -> dict[str, str]:
        """The tags; none is the same as an empty set."""
        return dict(self.tags or {})


def completed(pins: Plain) -> dict[str, Any]:
    """Pins completed with those that version 0.1 did not have."""
    if "token" not in pins or pins.get("pull_from") is not None:
        return dict(pins)
    return {**pins, "pull_from": pins.get("cut_off" if pins.get("mode") == "workflow" else "loaded_from")}


def _windows(found: Plain, key: str) -> tuple[Window, ...]:
    """The windows in a list from state, without items that lack a start or an end."""
    spans = (Window(text(each, "start"), text(each, "end")) for each in mappings(found, key))
    return tuple(window for window in spans if window.start and window.end)

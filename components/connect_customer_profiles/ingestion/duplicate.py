"""Whether somebody else's integration loads an object already: one that the console has made, or another stack. Pure.

A second one would load all history again, and then every change twice.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from .. import names
from ..rules import RuleViolation
from ..sources import connector
from .plain import Plain, mapping, text, texts

if TYPE_CHECKING:
    from ..aws import answers

BESIDE = "beside"
"""The input, and the argument, that allows a second integration. It is for the check alone and not kept."""

OWN = "own"
"""What the plan is told for the check alone: by what the stack's integrations are told from those of others."""


class Own(NamedTuple):
    """By what our integrations are told from those of others.

    Attributes:
        tokens: of plans of this stack, or of this process. They are in the names, or the descriptions, of their flows.
        workflow_ids: the workflows of this stack.
        flows: the names of flows that this stack has taken over.
    """

    tokens: frozenset[str] = frozenset()
    workflow_ids: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()

    @classmethod
    def from_inputs(cls, found: Plain, tokens: Iterable[str], flows: Iterable[str] = ()) -> "Own":
        """Those that a plan is told, and further tokens and flows."""
        told = mapping(found, OWN)
        return cls(
            frozenset(filter(None, (*texts(told, "tokens"), *tokens))),
            frozenset(texts(told, "workflow_ids")),
            frozenset((*texts(told, "flows"), *flows)),
        )

    def has(self, name: str) -> bool:
        """Whether a flow of this name is ours."""
        return name in self.flows or self.named(name)

    def named(self, words: str) -> bool:
        """Whether the name or the description of a flow says that it is ours."""
        return any(token in words for token in self.tokens)


class Load(NamedTuple):
    """What a plan is about to load, and where.

    Attributes:
        region, account, domain_name: the domain.
        connector_type, connector_profile_name: the source; no connector profile for files in S3.
        source_object: the object, or bucket and folder of files.
    """

    region: str
    account: str
    domain_name: str
    connector_type: str
    connector_profile_name: str
    source_object: str

    @classmethod
    def from_inputs(cls, found: Plain) -> "Load":
        """That of the inputs of an `IngestionPlan`."""
        return cls(
            region=text(found, "region"),
            account=text(found, "account"),
            domain_name=text(found, "domain_name"),
            connector_type=text(found, "connector_type"),
            connector_profile_name=text(found, "connector_profile_name"),
            source_object=text(found, "source_object"),
        )

    @property
    def argument(self) -> str:
        """The argument that names what is loaded."""
        return "connector" if connector(self.connector_type).reads_files else "connector.object"


class Other(NamedTuple):
    """An integration, or a workflow, of somebody else.

    Attributes:
        uris: of its integration; of a workflow those of its steps, all of which load the same object.
        workflow_id: the workflow's; "" for an integration that no workflow has made.
    """

    uris: tuple[str, ...]
    workflow_id: str = ""


def others(integrations: Iterable["answers.Integration"], load: Load, own: Own) -> list[Other]:
    """Whose flows may load the object: whatever reads one in AppFlow and is not ours by name.

    Args:
        integrations: those of the domain, hidden ones included.
        load: what is about to be loaded.
        own: what is ours.
    """
    single: list[Other] = []
    of_workflows: dict[str, list[str]] = {}
    flows = names.flow_arn(load.region, load.account, "")
    for each in integrations:
        uri, workflow_id = each["Uri"], each.get("WorkflowId", "")
        name = names.flow_name_of(uri)
        if not uri.startswith(flows) or workflow_id in own.workflow_ids or own.has(name):
            continue
        if workflow_id:
            of_workflows.setdefault(workflow_id, []).append(uri)
        else:
            single.append(Other((uri,)))
    return [*single, *(Other(tuple(uris), workflow_id) for workflow_id, uris in of_workflows.items())]


def loads(flow: "answers.Flow", load: Load, own: Own) -> bool:
    """Whether a flow that is not ours reads the object, with the same connector profile.

    Args:
        flow: AppFlow's description of it.
        load: what is about to be loaded.
        own: what is ours: a step's flow may say so in its description only.
    """
    return not own.named(text(flow, "description")) and not differing(flow, load)


def differing(flow: "answers.Flow", load: Load) -> tuple[str, str, str, str] | None:
    """In what a flow reads something else: argument, its value, what the flow has instead, and what that is; None if
    it reads the object.

    Args:
        flow: AppFlow's description of it.
        load: what is about to be loaded.
    """
    source, reads = connector(load.connector_type), mapping(flow, "sourceFlowConfig")
    if (type_ := text(reads, "connectorType")) != source.api_type:
        return "connector.type", load.connector_type, type_, "connector"
    if (profile := text(reads, "connectorProfileName")) != load.connector_profile_name:
        return "connector.connector_profile_name", load.connector_profile_name, profile, "connector profile"
    properties = mapping(mapping(reads, "sourceConnectorProperties"), source.type)
    if source.reads_files:
        found = f"{text(properties, 'bucketName')}/{text(properties, 'bucketPrefix').strip('/')}"
        return None if found == load.source_object else ("connector", load.source_object, found, "bucket and folder")
    found = text(properties, source.object.property)
    # No source has two objects whose names differ in that only, and some take either.
    same = found.casefold() == load.source_object.casefold()
    return None if same else ("connector.object", load.source_object, found, "object")


def into(integrations: Iterable["answers.Integration"], uri: str) -> str:
    """The object types that an integration loads into."""
    found = next((each for each in integrations if each["Uri"] == uri), None)
    if found is None:
        return ""
    return found.get("ObjectTypeName") or ", ".join(sorted(set(found.get("ObjectTypeNames", {}).values())))


def refusal(load: Load, uri: str, object_type: str) -> RuleViolation:
    """Why a plan is refused.

    Args:
        load: what it is about to load.
        uri: of the integration that loads it already.
        object_type: what that loads into; "" if AWS does not say.
    """
    where = f"{object_type} of {load.domain_name}" if object_type else load.domain_name
    rule = (
        f"flow {names.flow_name_of(uri)}, which no IntegrationWorkflow of this stack has made, loads it into {where} "
        "already; a second one would load all history again, and every change twice. Take it over with adopt: "
        f'{{"integration_uri": "{uri}"}}, or pass {BESIDE}: True to load it a second time (docs/names.md)'
    )
    return RuleViolation(load.source_object, rule, argument=load.argument)


def unseen(load: Load, flows: Iterable[str], reason: str) -> str:
    """The warning that nobody knows what some flows load.

    Args:
        load: what is about to be loaded.
        flows: their names; none if not even the integrations are known.
        reason: AWS's words.
    """
    of = ", ".join(flows)
    what = f"what {of} of {load.domain_name} loads" if of else f"what the integrations of {load.domain_name} load"
    return (
        f"warning: IntegrationWorkflow: {load.argument} = {load.source_object!r}: {what} is not known, so it may be "
        f"loaded twice: {reason}"
    )

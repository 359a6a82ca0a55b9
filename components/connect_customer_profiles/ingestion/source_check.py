"""What `Ingestion` and `ExternalFlow` ask of their source before anything is changed, and the fields that `Ingestion`
decides on."""

from collections.abc import Mapping
from typing import Any

from .. import log
from ..sources.offered import Offer, check_fields
from ..sources.reading import appflow_source
from ..sources.source import Source
from . import flow_fields
from .dynamic_provider import AwsProvider, is_unknown
from .memory import ProcessMemory
from .plain import Plain, flag, mapping, normalised
from .wanted import LOCATION

ORIGIN = "origin"
"""What a resource is given for the check alone and does not keep: `arguments`, from which its flow is made, and
`made_here`, whether the program may be making the connector profile."""

_BY_DEFAULT = "none is checked, and without the argument fields those are loaded that every organisation has"
_UNCHECKED = "none is checked"


def decided(provider: AwsProvider, memory: ProcessMemory, olds: Plain, news: Plain) -> dict[str, Any]:
    """The inputs of `Ingestion` that are decided here; none as long as what decides them is not known, as at preview.

    Raises:
        RuleViolation: connector profile, object or fields do not exist; names the argument of `IntegrationWorkflow`.
        AwsError: AWS gave no answer.
    """
    if not _is_known(news, "flow_definition"):
        return {}
    inputs = normalised(news)

    def ask(source: Source, parts: Mapping[str, Any]) -> Offer | None:
        return _offered(provider, memory, inputs, source, parts, "connector", _BY_DEFAULT)

    before = mapping(normalised(olds), "flow_definition")
    arguments = mapping(inputs, ORIGIN)["arguments"]
    return {"flow_definition": flow_fields.decided(arguments, inputs["flow_definition"], before, ask)}


def check_flow(provider: AwsProvider, memory: ProcessMemory, olds: Plain, news: Plain) -> None:
    """Check what `ExternalFlow` reads, if that is new; nothing as long as it is not known.

    Raises:
        RuleViolation: connector profile, object or fields do not exist; names the argument of `ExternalApplication`.
        AwsError: AWS gave no answer.
    """
    if not _is_known(news, "flow"):
        return
    inputs, before = normalised(news), mapping(normalised(olds), "flow")
    if all(inputs["flow"][part] == before.get(part) for part in ("source", "tasks")):
        return
    arguments = mapping(inputs, ORIGIN)["arguments"]
    source, parts = appflow_source(arguments["source"])
    if source.reads_files:
        return
    offer = _offered(provider, memory, inputs, source, parts, "source", _UNCHECKED)
    # How the other sources name the parts of a field is not documented.
    if offer and source.featured:
        check_fields(offer, arguments, arguments.get("incremental_field"), task="tasks.{}")


def _is_known(news: Plain, made: str) -> bool:
    return ORIGIN in news and not any(is_unknown(news.get(key)) for key in (*LOCATION, ORIGIN, made))


def _offered(
    provider: AwsProvider,
    memory: ProcessMemory,
    inputs: Plain,
    source: Source,
    parts: Mapping[str, Any],
    argument: str,
    otherwise: str,
) -> Offer | None:
    from .source_offer import Question, offered

    made_here = flag(mapping(inputs, ORIGIN), "made_here")
    question = Question(source=source, parts=parts, argument=argument, made_here=made_here, otherwise=otherwise)
    return offered(provider.client(inputs), memory, question, log.say)


def in_effect(given: Plain, origin: Plain | None, made: Plain | None, applied: Plain) -> Plain:
    """The flow definition as a program sees it, in which the fields are those that were decided on.

    Args:
        given: as the program makes it.
        origin: what the check was given.
        made: the output of the resource; empty while it is not known.
        applied: the output that tells what edits wait for.
    """
    by_default = origin is not None and not mapping(origin, "arguments").get("fields")
    if not by_default:
        return given
    return mapping(applied, "edited") or made or given

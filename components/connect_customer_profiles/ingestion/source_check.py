"""What `Ingestion` asks of its source before anything is changed, and the fields that it decides on."""

from collections.abc import Mapping
from typing import Any

from .. import log
from ..sources.offered import Offer
from ..sources.source import Source
from . import flow_fields
from .dynamic_provider import AwsProvider, is_unknown
from .memory import ProcessMemory
from .plain import Plain, flag, mapping, normalised
from .wanted import LOCATION

ORIGIN = "origin"
"""What `Ingestion` is given for the check alone and does not keep: `arguments`, from which its flow definition is made,
and `made_here`, whether the program may be making the connector profile."""


def decided(provider: AwsProvider, memory: ProcessMemory, olds: Plain, news: Plain) -> dict[str, Any]:
    """The inputs that are decided here; none as long as what decides them is not known, as at preview.

    Raises:
        RuleViolation: connector profile, object or fields do not exist; names the argument of `IntegrationWorkflow`.
        AwsError: AWS gave no answer.
    """
    if ORIGIN not in news or any(is_unknown(news.get(key)) for key in (*LOCATION, ORIGIN, "flow_definition")):
        return {}
    inputs = normalised(news)
    origin = mapping(inputs, ORIGIN)

    def ask(source: Source, parts: Mapping[str, Any]) -> Offer | None:
        from .source_offer import offered

        made_here = flag(origin, "made_here")
        return offered(provider.client(inputs), memory, source, parts, made_here=made_here, say=log.say)

    before = mapping(normalised(olds), "flow_definition")
    return {"flow_definition": flow_fields.decided(origin["arguments"], inputs["flow_definition"], before, ask)}


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

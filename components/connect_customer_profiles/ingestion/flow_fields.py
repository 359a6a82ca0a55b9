"""Which fields the flow of an integration reads, decided once. Pure: who knows what the source has is an argument.

State has the decision: the flow definition. As long as the integration reads the same object through the same
connector profile, what the source gains or loses changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ..sources.integration import integration_definition
from ..sources.offered import Offer, check_fields, default_fields
from ..sources.reading import integration_source
from ..sources.source import Source, SourceObject
from .plain import Plain, mapping, mappings, text, texts


def decided(
    arguments: Mapping[str, Any],
    given: Plain,
    before: Plain,
    ask: Callable[[Source, Mapping[str, Any]], Offer | None],
) -> Plain:
    """The flow definition, with its fields.

    Args:
        arguments: those of `IntegrationWorkflow` that its definition is made from.
        given: the definition as the program makes it, without asking anybody.
        before: that of the previous deployment; empty if there is none.
        ask: returns what the source has, and None if nobody knows; called only if source, fields or tasks are new.

    Raises:
        RuleViolation: the source lacks a field; names the argument of `IntegrationWorkflow`.
    """
    source, parts = integration_source(arguments["connector"])
    if source.reads_files:
        return given
    template = source.source_object(parts["object"])
    by_default = template is not None and not arguments.get("fields")
    kept = _kept(template, given, before) if template and by_default else None
    wanted = _with_fields(arguments, default_fields(template, arguments.get("tasks"), kept)) if by_default else given
    if all(wanted[part] == before.get(part) for part in ("SourceFlowConfig", "Tasks")):
        return wanted
    offer = ask(source, parts)
    if offer is None:
        return wanted
    check_fields(offer, arguments, _incremental_field(given))
    if by_default:
        return _with_fields(arguments, default_fields(template, arguments.get("tasks"), kept, offer))
    return wanted


def _with_fields(arguments: Mapping[str, Any], fields: list[str]) -> dict[str, Any]:
    return integration_definition({**arguments, "fields": fields}).flow_definition


def _kept(template: SourceObject, given: Plain, before: Plain) -> set[str] | None:
    """The default fields that an earlier deployment decided on, whatever version of the library it had; None if there
    are none: it is the first, reads something else, or had fields of the user's choice."""
    if not before or _place(given) != _place(before):
        return None
    # The projection also lists fields that are only filtered by; every field that is loaded has a Map task.
    tasks = mappings(before, "Tasks")
    mapped = {name for each in tasks if text(each, "TaskType") == "Map" for name in texts(each, "SourceFields")}
    loaded = mapped & set(texts(next(iter(tasks), {}), "SourceFields"))
    own = loaded - ({_incremental_field(before)} - set(template.readable))
    return own if set(template.common) <= own <= set(template.readable) else None


def _place(definition: Plain) -> tuple[Any, ...]:
    """Where a flow reads."""
    config = mapping(definition, "SourceFlowConfig")
    objects = [mapping(each, "Object") or each for each in mapping(config, "SourceConnectorProperties").values()]
    return text(config, "ConnectorType"), text(config, "ConnectorProfileName"), objects


def _incremental_field(definition: Plain) -> str:
    pulled = mapping(mapping(definition, "SourceFlowConfig"), "IncrementalPullConfig")
    return text(pulled, "DatetimeTypeFieldName")

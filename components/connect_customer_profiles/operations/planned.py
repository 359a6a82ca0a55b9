"""The object types and integrations of a program that is not deployed, from what `pulumi preview --json` prints. Pure.

What is known only once AWS has made something, such as the domain's name where the program does not say it, is left
out: a rehearsal needs none of it.
"""

from collections.abc import Mapping
from typing import Any

from ..aws import session
from ..ingestion.plain import mapping, mappings, normalised, text
from ..names import owned_types
from ..sources.spelling import appflow_spelling
from . import preview, stack_object_types
from .errors import Refused
from .targets import Target

INGESTION = owned_types("Ingestion")
HOW = "write it with `pulumi preview --json > plan.json`"


def planned(document: Any, label: str, *, region: str | None = None, profile: str | None = None) -> Target:
    """What a preview declares.

    Args:
        document: what it has printed.
        label: what the file is called in messages.
        region: the Region, if the plan does not say it.
        profile: named AWS profile for what only AWS knows.

    Raises:
        Refused: it is no preview's output, the preview failed, or it declares nothing of this library.
    """
    if not isinstance(document, Mapping) or "steps" not in document:
        saved = isinstance(document, Mapping) and "resourcePlans" in document
        why = "is a plan of --save-plan, which leaves out what does not change" if saved else "is no preview's output"
        raise Refused(f"{label}: {why}: {HOW}")
    found = preview.read(document, {}, "")
    if found.errors:
        raise Refused(f"{label}: the preview failed: {found.errors[0]}")
    loading = {each.name: each.inputs for each in found.of(*INGESTION) if each.inputs.get("flow_definition")}
    flows = {name: flow for name, inputs in loading.items() if (flow := _flow(inputs)) is not None}
    types = {each.name: stack_object_types.settings(each.inputs) for each in found.of(*stack_object_types.OBJECT_TYPE)}
    external = {
        each.name: stack_object_types.flow(normalised(dict(each.inputs)))
        for each in found.of(*stack_object_types.EXTERNAL_FLOW)
    }
    if not (types or flows or external):
        raise Refused(f"{label}: declares neither an object type nor an integration; {HOW}")
    inputs = [*loading.values(), *(each.inputs for each in found.of(*stack_object_types.EXTERNAL_FLOW))]
    where = {key: next(filter(None, (text(each, key) for each in inputs)), "") for key in ("account", "region")}
    names = [text(each, "domain_name") for each in inputs]
    names += [text(each.inputs, "domainName") for each in found.of(*stack_object_types.OBJECT_TYPE)]
    return Target(
        next(filter(None, names), "the program"),
        where["account"],
        region or where["region"],
        session.Credentials(profile=profile),
        object_types=types,
        flows={**external, **flows},
    )


def _flow(inputs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Object type, source and tasks of an integration, in AppFlow's spelling."""
    plain = normalised(dict(inputs))
    definition = mapping(plain, "flow_definition")
    if not mapping(definition, "SourceFlowConfig"):
        return None
    known = {key: definition[key] for key in ("SourceFlowConfig", "Tasks") if key in definition}
    spelled: Mapping[str, Any] = appflow_spelling(known)
    return {
        "object_type_name": text(plain, "object_type_name"),
        "sourceFlowConfig": mapping(spelled, "sourceFlowConfig"),
        "tasks": list(mappings(spelled, "tasks")),
    }

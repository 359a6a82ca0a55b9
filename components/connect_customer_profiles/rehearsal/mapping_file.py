"""Definitions of a program that is not deployed: for each source the arguments of `ObjectMapping`, and under
`integration` those of the `IntegrationWorkflow` that say what it loads.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from .. import rules
from ..profiles import checks
from ..profiles.definition import ARGUMENTS, mapping_definition
from ..profiles.object_type import ObjectType
from ..rules import RuleViolation
from ..sources import TEMPLATES
from ..sources.integration import integration_definition
from ..sources.spelling import appflow_spelling
from .source_definition import Intake, intake

RULED = ("source_priority", "max_profile_object_count")
WITHOUT_EFFECT = (
    *("domain_name", "description", "expiration_days", "kms_key_arn", "allow_key_loss", "deletion_protection"),
    *("tags", "adopt_existing"),
)
"""Arguments of `ObjectMapping` that change no profile."""

_INTEGRATION = ("connector", "fields", "tasks", "incremental_field")


def intakes(document: Any) -> dict[str, Intake]:
    """The sources that a mapping file describes, by name.

    Raises:
        RuleViolation: names the source, the argument, its value and the rule it breaks.
    """
    if not isinstance(document, Mapping) or not document or not all(isinstance(name, str) for name in document):
        # Not its value: somebody may have named the data.
        rule = "must be an object with the arguments of an ObjectMapping for each source"
        raise RuleViolation(type(document).__name__, rule)
    found = {name: rules.checked(name, given, partial(_intake, name)) for name, given in document.items()}
    for name, each in found.items():
        others = {
            other.object_type.name: checks.content_types(other.object_type.keys, other.object_type.fields)
            for other in found.values()
            if other.object_type.name != each.object_type.name
        }
        for finding in checks.shared_key_findings(each.object_type.keys, each.object_type.fields, others):
            raise RuleViolation([key.name for key in each.object_type.keys], finding, argument=f"{name}.keys")
    return found


def _intake(name: str, given: Any) -> Intake:
    if not isinstance(given, Mapping):
        raise RuleViolation(type(given).__name__, "must be an object with the arguments of an ObjectMapping")
    known = (*ARGUMENTS, *RULED, *WITHOUT_EFFECT, "integration")
    entry = rules.known_keys(given, known, "an ObjectMapping")
    object_type_name = rules.checked("object_type_name", entry.get("object_type_name", name), rules.object_type_name)
    if "template_id" in entry:
        rule = "only AWS knows the fields of a template: rehearse with the stack"
        raise RuleViolation(entry["template_id"], rule, argument="template_id")
    arguments = {key: entry[key] for key in ARGUMENTS if key in entry} | {"object_type_name": object_type_name}
    definition = mapping_definition(arguments, TEMPLATES)
    priority, most = (
        rules.checked(key, entry[key], rule) if key in entry else None
        for key, rule in (("source_priority", rules.priority), ("max_profile_object_count", rules.object_count))
    )
    defined = ObjectType(
        object_type_name,
        definition.fields,
        definition.keys,
        bool(definition.allow_profile_creation),
        most,
        priority,
        definition.source_last_updated_timestamp_format,
    )
    flow = rules.checked("integration", entry["integration"], _flow) if "integration" in entry else None
    return intake(name, defined, flow)


def _flow(given: Any) -> Mapping[str, Any]:
    """Source and tasks of an integration, in AppFlow's spelling."""
    entry = rules.known_keys(given, _INTEGRATION, "an IntegrationWorkflow")
    arguments = {key: entry[key] for key in _INTEGRATION if key in entry}
    definition = integration_definition({**arguments, "object_type_name": "Any"}).flow_definition
    flow: Mapping[str, Any] = appflow_spelling({key: definition[key] for key in ("SourceFlowConfig", "Tasks")})
    return flow

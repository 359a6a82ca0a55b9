"""From the arguments of an integration to its flow definition, in the shape of the Customer Profiles API. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .. import rules
from ..rules import RuleViolation
from ..rules.schedule import DEFAULT_SCHEDULE
from .offered import default_fields
from .reading import integration_source, source_flow_config
from .schedule import integration_schedule
from .source import Source, SourceObject
from .spelling import customer_profiles_spelling
from .task import in_customer_profiles
from .tasks import loading_tasks


class IntegrationDefinition(NamedTuple):
    """An integration's definition, complete except for values that are only known at deployment (flow name, key, first
    run).

    Attributes:
        connector: the source's record.
        connector_profile_name: the AppFlow connector profile that is used; "" for a source without.
        source_object: the object at the source, or bucket and folder of files.
        object_type_name: the object type that ingests the records.
        flow_definition: `FlowDefinition` without FlowName, KmsArn and FirstExecutionFrom.
    """

    connector: Source
    connector_profile_name: str
    source_object: str
    object_type_name: str
    flow_definition: dict[str, Any]


def integration_definition(arguments: Mapping[str, Any]) -> IntegrationDefinition:
    """The definition for the arguments `connector`, `object_type_name`, `fields`, `tasks`, `incremental_field` and
    `schedule`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    source, parts = rules.checked("connector", arguments.get("connector"), integration_source)
    template = source.source_object(parts.get("object", ""))
    object_type_name = _checked(arguments, "object_type_name", rules.object_type_name)
    fields = _checked(arguments, "fields", _columns if source.reads_files else _fields)
    missing = [name for name, value in (("object_type_name", object_type_name), ("fields", fields)) if not value]
    if template is None and missing:
        raise _without_template(source, parts, missing)
    incremental_field = _checked(arguments, "incremental_field", _date_field(source)) or source.incremental_field
    schedule = _checked(arguments, "schedule", lambda given: integration_schedule(source, given))
    chosen = fields or default_fields(template, arguments.get("tasks"))
    loaded = loaded_fields(source, template, chosen, incremental_field)
    pulled = {"incrementalPullConfig": {"datetimeTypeFieldName": incremental_field}} if incremental_field else {}
    return IntegrationDefinition(
        connector=source,
        connector_profile_name=parts.get("connector_profile_name", ""),
        source_object=f"{parts['bucket_name']}/{parts['bucket_prefix']}" if source.reads_files else parts["object"],
        object_type_name=object_type_name or (template.template_id if template else ""),
        flow_definition={
            "SourceFlowConfig": customer_profiles_spelling({**source_flow_config(source, parts), **pulled}),
            "Tasks": in_customer_profiles(source, loading_tasks(source, loaded, arguments.get("tasks"))),
            "TriggerConfig": {
                "TriggerType": "Scheduled",
                "TriggerProperties": {
                    "Scheduled": {
                        **(schedule or {"ScheduleExpression": DEFAULT_SCHEDULE}),
                        "DataPullMode": "Incremental",
                    }
                },
            },
        },
    )


def loaded_fields(
    source: Source, template: SourceObject | None, fields: list[str], incremental_field: str | None
) -> list[str]:
    """The source fields of a flow in canonical order: the template's order, then by name, the incremental field last.

    Columns of files stay in the given order, because AWS does not document whether it matters.
    """
    known = template.fields if template else ()
    if source.reads_files:
        return fields
    rank = {name: index for index, name in enumerate(known)}
    names = sorted({*fields} - {incremental_field}, key=lambda name: (rank.get(name, len(rank)), name))
    return [*names, *([incremental_field] if incremental_field else [])]


def _without_template(source: Source, parts: Mapping[str, Any], missing: list[str]) -> RuleViolation:
    """Check the arguments that an object without a template, or files, require."""
    if source.reads_files:
        return RuleViolation(None, f"is required for {source.type}, which has no templates", argument=missing[0])
    known = f"{source.type} has templates for {', '.join(source.objects)}"
    rule = f"{known}; another object needs {' and '.join(missing)}"
    meant = rules.nearest(parts["object"], source.objects)
    return RuleViolation(parts["object"], "; ".join(filter(None, (rule, meant))), argument="connector.object")


def _some(value: Any) -> list[str]:
    """No field at all would be all fields of the template: nobody who wrote an empty list means that."""
    if not (names := rules.strings(value)):
        raise RuleViolation(value, "must name at least one field; leave it out to load those of the template")
    return names


def _fields(value: Any) -> list[str]:
    for name in _some(value):
        if name != name.strip():
            raise RuleViolation(name, "begins or ends with a space: the name of a source field does not")
    return list(value)


def _columns(value: Any) -> list[str]:
    """https://docs.aws.amazon.com/connect/latest/adminguide/object-type-mapping-requirements.html"""
    for name in _some(value):
        if "." in name:
            raise RuleViolation(name, "the name of a column must not contain dots")
    return list(value)


def _date_field(source: Source) -> rules.Rule[str]:
    if source.incremental_field is None:
        return rules.text(r"(?!)", f"{source.type} flows read the files that were written since the last run")
    return rules.text(r"\S+", "must be the name of a source field")


def _checked(arguments: Mapping[str, Any], argument: str, rule: rules.Rule[Any]) -> Any:
    """The checked argument; None if it has no value."""
    value = arguments.get(argument)
    return None if value is None else rules.checked(argument, value, rule)

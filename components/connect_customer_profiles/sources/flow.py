"""From the arguments of an integration to its flow definition, in the shape of the Customer Profiles API. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import rules
from ..rules import RuleViolation
from . import connector as find_connector
from .source import Connector, SourceObject
from .tasks import flow_tasks

MINUTES = {"minute": 1, "hour": 60, "day": 1440}


@dataclass(frozen=True, kw_only=True)
class IntegrationDefinition:
    """An integration's definition, complete but for what is only known at deployment (flow name, key, first run).

    Attributes:
        connector: the source's facts.
        connector_profile_name: the AppFlow connector profile that is used; "" for a source without.
        source_object: the object at the source, or bucket and folder of files.
        object_type_name: the object type that ingests the records.
        flow_definition: `FlowDefinition` without FlowName, KmsArn and FirstExecutionFrom.
    """

    connector: Connector
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
    source, facts = _source(arguments.get("connector"))
    template = facts.source_object(source.get("object", ""))
    object_type_name = _checked(arguments, "object_type_name", rules.object_type_name)
    fields = _checked(arguments, "fields", _columns if facts.reads_files else rules.strings)
    missing = [name for name, value in (("object_type_name", object_type_name), ("fields", fields)) if not value]
    if template is None and missing:
        raise _without_template(source, facts, missing)
    incremental_field = _checked(arguments, "incremental_field", _date_field(facts)) or facts.incremental_field
    schedule = _checked(arguments, "schedule", lambda text: checked_schedule(facts, text))
    loaded = loaded_fields(facts, template, fields, incremental_field)
    pulled = {"IncrementalPullConfig": {"DatetimeTypeFieldName": incremental_field}} if incremental_field else {}
    connected = {} if facts.reads_files else {"ConnectorProfileName": source["connector_profile_name"]}
    return IntegrationDefinition(
        connector=facts,
        connector_profile_name=source.get("connector_profile_name", ""),
        source_object=f"{source['bucket_name']}/{source['bucket_prefix']}" if facts.reads_files else source["object"],
        object_type_name=object_type_name or (template.template_id if template else ""),
        flow_definition={
            "SourceFlowConfig": {
                "ConnectorType": facts.api_type,
                **connected,
                **pulled,
                "SourceConnectorProperties": facts.source_properties(source),
            },
            "Tasks": flow_tasks(facts, loaded, arguments.get("tasks")),
            "TriggerConfig": {
                "TriggerType": "Scheduled",
                "TriggerProperties": {
                    "Scheduled": {
                        "ScheduleExpression": schedule or facts.schedule,
                        "DataPullMode": "Incremental",
                    }
                },
            },
        },
    )


def loaded_fields(
    facts: Connector, template: SourceObject | None, fields: list[str] | None, incremental_field: str | None
) -> list[str]:
    """The source fields of a flow, the incremental one last, in an order of their own: the template's, then by name.

    The columns of files stay as given: no page says whether their order matters.
    """
    known = template.fields if template else ()
    if facts.reads_files:
        return fields or []
    rank = {name: index for index, name in enumerate(known)}
    names = sorted({*(fields or known)} - {incremental_field}, key=lambda name: (rank.get(name, len(rank)), name))
    return [*names, *([incremental_field] if incremental_field else [])]


def checked_schedule(facts: Connector, expression: Any) -> str:
    """A rate expression in AppFlow's spelling (`rate(1hours)`), not below the source's minimum interval.

    `rate(1 hour)`, as EventBridge spells it, is taken too.
    """
    found = re.fullmatch(r"rate\((\d{1,4}) ?(minute|hour|day)s?\)", expression) if isinstance(expression, str) else None
    if found is None or int(found[1]) == 0:
        raise RuleViolation(expression, "must be like rate(15minutes), rate(1hours) or rate(1days)")
    number, unit = int(found[1]), found[2]
    return facts.checked_interval(f"rate({number}{unit}s)", number * MINUTES[unit])


def _source(value: Any) -> tuple[dict[str, Any], Connector]:
    try:
        if not isinstance(value, Mapping):
            raise RuleViolation(value, "must be an object with type, connector_profile_name and object")
        facts = find_connector(value.get("type"))
        own = {name: option.rule for name, option in facts.options.items()}
        source = rules.known_keys(value, {"type", *facts.required_keys, *own}, f"{facts.type} connectors")
        for key in facts.required_keys:
            if not source.get(key):
                raise RuleViolation(source.get(key), f"is required for {facts.type}", argument=key)
        for key, rule in {**NAMES, **own}.items():
            _checked(source, key, rule)
    except RuleViolation as violation:
        raise violation.below("connector") from None
    return source, facts


NAMES: Mapping[str, rules.Rule[Any]] = {
    "connector_profile_name": rules.connector_profile_name,
    "object": rules.text(r"\S{1,512}", "must be the name of an object at the source"),
}


def _without_template(source: Mapping[str, Any], facts: Connector, missing: list[str]) -> RuleViolation:
    """What an object without a template, or files, need."""
    if facts.reads_files:
        return RuleViolation(None, f"is required for {facts.type}, which has no templates", argument=missing[0])
    known = f"{facts.type} has templates for {', '.join(facts.objects)}"
    return RuleViolation(
        source["object"], f"{known}; another object needs {' and '.join(missing)}", argument="connector.object"
    )


def _columns(value: Any) -> list[str]:
    """https://docs.aws.amazon.com/connect/latest/adminguide/object-type-mapping-requirements.html"""
    for name in rules.strings(value):
        if "." in name:
            raise RuleViolation(name, "a column of a file has no dots in its name")
    return list(value)


def _date_field(facts: Connector) -> rules.Rule[str]:
    if facts.incremental_field is None:
        return rules.text(r"(?!)", f"{facts.type} flows take the files that were written since the last run")
    return rules.text(r"\S+", "must be the name of a source field")


def _checked(arguments: Mapping[str, Any], argument: str, rule: rules.Rule[Any]) -> Any:
    """The checked argument, None where it has no value."""
    value = arguments.get(argument)
    return None if value is None else rules.checked(argument, value, rule)

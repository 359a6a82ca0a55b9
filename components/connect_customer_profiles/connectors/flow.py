"""From the arguments of an integration to its flow definition, in the shape of the Customer Profiles API. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import rules
from ..rules import RuleViolation
from . import connector as find_connector
from .connector import Connector

MINUTES = {"minute": 1, "hour": 60, "day": 1440}


@dataclass(frozen=True, kw_only=True)
class IntegrationDefinition:
    """An integration's definition, complete but for what is only known at deployment (flow name, key, first run).

    Attributes:
        connector: the source's facts.
        connector_profile_name: the AppFlow connector profile that is used.
        source_object: the object at the source.
        object_type_name: the object type that ingests the records.
        flow_definition: `FlowDefinition` without FlowName, KmsArn and FirstExecutionFrom.
    """

    connector: Connector
    connector_profile_name: str
    source_object: str
    object_type_name: str
    flow_definition: dict[str, Any]


def integration_definition(arguments: Mapping[str, Any]) -> IntegrationDefinition:
    """The definition for the arguments `connector`, `object_type_name`, `fields`, `incremental_field` and `schedule`.

    Raises:
        RuleViolation: names the argument, its value and the rule it breaks.
    """
    source, facts = _source(arguments.get("connector"))
    template = facts.source_object(source["object"])
    object_type_name = _checked(arguments, "object_type_name", rules.object_type_name)
    fields = _checked(arguments, "fields", rules.strings)
    missing = [name for name, value in (("object_type_name", object_type_name), ("fields", fields)) if not value]
    if template is None and missing:
        raise RuleViolation(
            source["object"],
            f"{facts.type} has templates for {', '.join(facts.objects)}; another object needs {' and '.join(missing)}",
            argument="connector.object",
        )
    incremental_field = _checked(
        arguments, "incremental_field", rules.text(r"\S+", "must be the name of a source field")
    )
    incremental_field = incremental_field or facts.incremental_field
    schedule = _checked(arguments, "schedule", lambda text: checked_schedule(facts, text))
    return IntegrationDefinition(
        connector=facts,
        connector_profile_name=source["connector_profile_name"],
        source_object=source["object"],
        object_type_name=object_type_name or (template.template_id if template else ""),
        flow_definition={
            "SourceFlowConfig": {
                "ConnectorType": facts.api_type,
                "ConnectorProfileName": source["connector_profile_name"],
                "IncrementalPullConfig": {"DatetimeTypeFieldName": incremental_field},
                "SourceConnectorProperties": facts.source_properties(source),
            },
            "Tasks": tasks(facts, fields or (list(template.fields) if template else []), incremental_field),
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


def tasks(facts: Connector, fields: list[str], incremental_field: str) -> list[dict[str, Any]]:
    """One PROJECTION filter that lists every field, then one Map task per field onto the same name.

    The object type maps fields to the profile, not the flow. The incremental field is always among them.
    https://docs.aws.amazon.com/connect/latest/adminguide/customerprofiles-s3-integration.html
    """
    names = [*fields, *([] if incremental_field in fields else [incremental_field])]
    projection = {
        "TaskType": "Filter",
        "SourceFields": names,
        "ConnectorOperator": facts.connector_operator("PROJECTION"),
        "TaskProperties": {},
    }
    maps = [
        {
            "TaskType": "Map",
            "SourceFields": [name],
            "DestinationField": name,
            "ConnectorOperator": facts.connector_operator("NO_OP"),
            "TaskProperties": {},
        }
        for name in names
    ]
    return [projection, *maps]


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
        required = ("type", "connector_profile_name", "object")
        source = rules.known_keys(value, {*required, *facts.options}, f"a {facts.type} connector")
        for key in required:
            if not source.get(key):
                raise RuleViolation(source.get(key), f"is required for {facts.type}", argument=key)
        _checked(source, "connector_profile_name", rules.connector_profile_name)
        _checked(source, "object", rules.text(r"\S{1,512}", "must be the name of an object at the source"))
        for option in facts.options:
            _checked(source, option, rules.boolean)
    except RuleViolation as violation:
        raise violation.below("connector") from None
    return source, facts


def _checked(arguments: Mapping[str, Any], argument: str, rule: rules.Rule[Any]) -> Any:
    """The checked argument, None where it has no value."""
    value = arguments.get(argument)
    return None if value is None else rules.checked(argument, value, rule)

"""Integrations that flows feed, as components. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..rules import RuleViolation, rfc3339
from ..rules.schedule import DEFAULT_SCHEDULE
from ..sources import CONNECTORS, SOURCES
from ..sources.external import external_flow
from ..sources.flow_comparison import described, flow_definition_of, same, same_definitions
from ..sources.integration import integration_definition
from ..sources.source import Source
from . import flow_tasks
from .facts import Facts, FlowFacts, History
from .flow_tasks import UnwrittenError
from .literals import Code
from .model import DOMAIN, Component, Left, Parts
from .wording import Names, duration, own_tags, tagged

if TYPE_CHECKING:
    from ..aws import answers

HEADING = "Integrations"
BY_SERVICE = "Customer_Profiles_"
"""How the names of flows begin that the console makes for an integration."""
_DEFINITION = ("connector", "object_type_name", "fields", "tasks", "incremental_field", "schedule")
_SUSPENDED = ("Suspended", "Draft")


def integrations(
    parts: Parts, facts: Facts, chosen: Names, key_arn: Code | None, types: Mapping[str, Component]
) -> None:
    """The integrations, each with its flow as it is."""
    for found in sorted(facts.flows, key=lambda each: each.integration["Uri"]):
        uri = found.integration["Uri"]
        if found.flow is None:
            reason = "its flow is gone: delete the integration, or make it anew"
            parts.left.append(Left("integration", uri, reason, attention=True))
            continue
        try:
            _integration(parts, facts, chosen, found, found.flow, key_arn, types)
        except (RuleViolation, UnwrittenError) as problem:
            parts.left.append(Left("integration", uri, _reason(found, problem), attention=True))


def _reason(found: FlowFacts, problem: Exception) -> str:
    if found.problem:
        return found.problem
    return str(problem) if isinstance(problem, RuleViolation) else f"no component has {problem}"


def _integration(
    parts: Parts,
    facts: Facts,
    chosen: Names,
    found: FlowFacts,
    flow: "answers.Flow",
    key_arn: Code | None,
    types: Mapping[str, Component],
) -> None:
    by_service = bool(found.integration.get("WorkflowId")) or flow["flowName"].startswith(BY_SERVICE)
    makers = [_workflow, _external] if by_service else [_external, _workflow]
    problems: list[Exception] = []
    for make in makers:
        try:
            type_, object_, arguments = make(found, flow)
        except (RuleViolation, UnwrittenError) as problem:
            problems.append(problem)
            continue
        name = chosen.new(object_, "flow")
        object_type = types.get(arguments.get("object_type_name") or found.integration.get("ObjectTypeName", ""))
        if object_type:
            arguments = _after_source({**arguments, "object_type_name": object_type.output("object_type_name")})
        settings = _place(parts, name, flow, facts, key_arn)
        if type_ == "IntegrationWorkflow" and (seconds := _offset(flow)):
            parts.notes.append(f"The flow of {name} starts {duration(seconds)} late (its offset), which stays.")
        adopt = _adoption(parts, name, found) if type_ == "IntegrationWorkflow" else {"adopt": True}
        component = Component(type_, name, {"domain_name": DOMAIN, **arguments, **settings, **adopt}, False)
        parts.add(HEADING, component)
        return
    raise problems[0]


def _after_source(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments in the order in which people read them: from where, into what, the rest."""
    first = ("connector", "source", "object_type_name", "flow_name")
    return {key: arguments[key] for key in sorted(arguments, key=lambda key: first.index(key) if key in first else 9)}


def _place(parts: Parts, name: str, flow: "answers.Flow", facts: Facts, key_arn: Code | None) -> dict[str, Any]:
    """The key that encrypts what is transferred."""
    settings: dict[str, Any] = {}
    key = flow.get("kmsArn")
    if key and key == facts.domain.get("DefaultEncryptionKey") and key_arn:
        settings["kms_key_arn"] = key_arn
    elif key:
        settings["kms_key_arn"] = parts.setting("arns", f"{name}-key", key)
    return settings


def _adoption(parts: Parts, name: str, found: FlowFacts) -> dict[str, Any]:
    history = found.history or History("")
    role: dict[str, Any] = {}
    if history.role_arn:
        parts.settings.setdefault("executionRoleArn", history.role_arn)
        same_role = parts.settings["executionRoleArn"] == history.role_arn
        role["execution_role_arn"] = (
            Code("execution_role_arn") if same_role else parts.setting("arns", f"{name}-role", history.role_arn)
        )
    adopted: dict[str, Any] = {"integration_uri": found.integration["Uri"]}
    if history.workflow_ids:
        adopted["workflow_ids"] = list(history.workflow_ids)
    return {**role, "adopt": parts.setting("integrations", name, adopted)}


def _source_of(flow: "answers.Flow", among: Mapping[str, Source]) -> tuple[Source, dict[str, Any]]:
    """The source's record, and its part of the argument."""
    config = flow["sourceFlowConfig"]
    source = next((each for each in among.values() if each.api_type == config["connectorType"]), None)
    if source is None:
        raise UnwrittenError(f"a flow from {config['connectorType']}")
    properties = config["sourceConnectorProperties"].get(source.type, {})
    given: dict[str, Any] = {"type": source.type}
    if config.get("connectorProfileName"):
        given["connector_profile_name"] = config["connectorProfileName"]
    if config.get("apiVersion") and among is SOURCES:
        given["api_version"] = config["apiVersion"]
    for key, option in source.parts(in_appflow=among is SOURCES).items():
        holder = properties.get(option.below) or {} if option.below else properties
        if holder.get(option.property) not in (None, "", False, {}):
            given[key] = holder[option.property]
    return source, given


def _workflow(found: FlowFacts, flow: "answers.Flow") -> tuple[str, str, dict[str, Any]]:
    """`IntegrationWorkflow`: the type, what it loads, and arguments."""
    if found.history is None:
        raise UnwrittenError(found.problem or "it")
    source, connector = _source_of(flow, CONNECTORS)
    tasks = flow["tasks"]
    object_ = str(connector.get("object") or connector.get("bucket_prefix") or source.type)
    template = source.source_object(object_)
    pulled = flow["sourceFlowConfig"].get("incrementalPullConfig", {}).get("datetimeTypeFieldName")
    fields = flow_tasks.loaded(tasks)
    chosen = [name for name in fields if name != pulled or (template and name in template.readable)]
    arguments: dict[str, Any] = {"connector": connector}
    object_type = found.integration.get("ObjectTypeName", "")
    if not template or object_type != template.template_id:
        arguments["object_type_name"] = object_type
    if not template or set(fields) - {pulled} != set(template.readable) - {pulled}:
        arguments["fields"] = [name for name in chosen if name != pulled] or chosen
    if worded := flow_tasks.worded(source, tasks):
        arguments["tasks"] = worded
    if pulled and pulled != source.incremental_field:
        arguments["incremental_field"] = pulled
    arguments |= _regular(flow)
    given = {key: arguments[key] for key in _DEFINITION if key in arguments}
    if not same_definitions(flow_definition_of(flow), integration_definition(given).flow_definition):
        raise UnwrittenError("fields or tasks as the flow has them")
    arguments["import_start_date"] = _date(found.history.loaded_from)
    return "IntegrationWorkflow", object_, {**arguments, **tagged(found.integration.get("Tags"))}


def _regular(flow: "answers.Flow") -> dict[str, Any]:
    """The schedule. An offset is no part of it: that of an adopted flow stays as it is."""
    scheduled = flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled")
    if not scheduled or scheduled.get("dataPullMode", "Incremental") != "Incremental":
        raise UnwrittenError("a flow that does not pull regularly what has changed")
    expression, zone = scheduled["scheduleExpression"], scheduled.get("timezone")
    if expression == DEFAULT_SCHEDULE:
        return {}
    if expression.startswith("cron") and zone not in (None, "UTC"):
        return {"schedule": {"expression": expression, "timezone": zone}}
    return {"schedule": expression}


def _offset(flow: "answers.Flow") -> int:
    """Seconds by which the runs of a flow are late."""
    return flow["triggerConfig"].get("triggerProperties", {}).get("Scheduled", {}).get("scheduleOffset") or 0


def _external(found: FlowFacts, flow: "answers.Flow") -> tuple[str, str, dict[str, Any]]:
    """`ExternalApplication`: the type, what it loads, and arguments."""
    if flow["flowStatus"] not in ("Active", *_SUSPENDED):
        raise UnwrittenError(f"a flow that is {flow['flowStatus']}")
    source, given = _source_of(flow, SOURCES)
    pulled = flow["sourceFlowConfig"].get("incrementalPullConfig", {}).get("datetimeTypeFieldName")
    arguments: dict[str, Any] = {
        "object_type_name": found.integration.get("ObjectTypeName", ""),
        "flow_name": flow["flowName"],
        "source": given,
        "tasks": [],
        **_schedule(flow),
        **({"incremental_field": pulled} if pulled else {}),
    }
    own = flow_tasks.in_own_form(source, flow["tasks"])
    without = [each for each in own if each.get("operator") != "PROJECTION"]
    # The component makes the projection; where it would make another one, the flow's own is passed on.
    for tasks in (without, own):
        arguments["tasks"] = tasks
        if tasks and same(external_flow({**arguments}), described(flow)):
            break
    else:
        raise UnwrittenError("tasks as the flow has them")
    tags = own_tags(found.integration.get("Tags")).items() & own_tags(flow.get("tags")).items()
    arguments |= {"activate": False} if flow["flowStatus"] in _SUSPENDED else {}
    object_ = str(given.get("object") or flow["flowName"])
    return "ExternalApplication", object_, {**arguments, **tagged(dict(tags))}


def _schedule(flow: "answers.Flow") -> dict[str, Any]:
    trigger = flow["triggerConfig"]
    scheduled = trigger.get("triggerProperties", {}).get("Scheduled")
    if trigger["triggerType"] == "OnDemand" or not scheduled:
        if trigger["triggerType"] != "OnDemand":
            raise UnwrittenError(f"a flow whose trigger is {trigger['triggerType']}")
        return {}
    first = scheduled.get("firstExecutionFrom")
    mode, zone = scheduled.get("dataPullMode", "Incremental"), scheduled.get("timezone")
    parts: dict[str, Any] = {
        **({"data_pull_mode": mode} if mode != "Incremental" else {}),
        **({"first_execution_from": _date(rfc3339(first))} if first else {}),
        **({"timezone": zone} if zone else {}),
        **({"offset_seconds": scheduled["scheduleOffset"]} if scheduled.get("scheduleOffset") else {}),
    }
    expression = scheduled["scheduleExpression"]
    return {"schedule": {"expression": expression, **parts} if parts else expression}


def _date(moment: str) -> str:
    """A time as an argument: midnight as a date."""
    return moment.removesuffix("T00:00:00Z")

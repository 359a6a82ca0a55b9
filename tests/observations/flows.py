"""What AppFlow does with flows."""

from typing import Any

from .stage import OBJECT_TYPE, ROW_KEY, ROWS, Stage, mapped, operator, scheduled

INVALID = "ValidationException"

RUN_SECONDS = 1_200.0
"""How long a run of two rows may take."""

MASKED_LENGTH = 3
"""Shorter than any address in the file."""


def tasks_described(stage: Stage) -> str:
    everything = {
        "taskType": "Map_all",
        "sourceFields": [],
        "connectorOperator": operator("NO_OP"),
        "taskProperties": {},
    }
    flow = stage.flow("every-field", tasks=[everything])
    told = stage.described(flow)["tasks"]
    if told == [everything]:
        return "verbatim"
    return "rewritten" if [task["taskType"] for task in told] == ["Map_all"] else "expanded"


def filter_outside_projection(stage: Stage) -> bool:
    chosen = {
        "taskType": "Filter",
        "sourceFields": ["country"],
        "connectorOperator": operator("EQUAL_TO"),
        "taskProperties": {"DATA_TYPE": "string", "VALUE": "GB"},
    }
    tasks = [*mapped("number", "email"), chosen]
    return not stage.caller.refused(lambda: stage.flow("filtered", tasks=tasks), INVALID)


def map_outside_projection(stage: Stage) -> bool:
    [projection, *_], copied = mapped("number"), mapped("number", "email")
    tasks = [projection, *copied[1:]]
    return not stage.caller.refused(lambda: stage.flow("outside", tasks=tasks), INVALID)


def results_written_directly(stage: Stage) -> bool:
    merged = {
        "taskType": "Merge",
        "sourceFields": ["number", "country"],
        "destinationField": "joined",
        "connectorOperator": operator("NO_OP"),
        "taskProperties": {"CONCAT_FORMAT": "${number} ${country}"},
    }
    tasks = [*mapped("number", "email", "country"), merged]
    return not stage.caller.refused(lambda: stage.flow("merged", tasks=tasks), INVALID)


def bucket_policy_checked_at_create(stage: Stage) -> bool:
    bucket = f"{stage.name}-closed"
    stage.open_bucket(bucket)
    return stage.caller.refused(lambda: stage.flow("unreadable", bucket=bucket), INVALID)


def stop_of_idle_flow(stage: Stage) -> str:
    flow = stage.flow("idle", trigger=scheduled())
    return stage.caller.code(lambda: stage.caller.client("appflow").stop_flow(flowName=flow)) or "accepted"


def updated_flow_is_draft(stage: Stage) -> str:
    appflow = stage.caller.client("appflow")
    daily = stage.flow("updated-daily", trigger=scheduled())
    appflow.start_flow(flowName=daily)
    appflow.update_flow(flowName=daily, **stage.definition(tasks=mapped("number", "email"), trigger=scheduled()))
    if stage.described(daily)["flowStatus"] == "Draft":
        return "always"
    once = stage.flow("updated-once")
    appflow.start_flow(flowName=once)
    stage.caller.until(lambda: bool(ended(stage, once)), RUN_SECONDS)
    appflow.update_flow(flowName=once, **stage.definition(trigger=scheduled()))
    return "for_another_trigger" if stage.described(once)["flowStatus"] == "Draft" else "never"


def past_schedule_start_refused(stage: Stage) -> bool:
    flow = stage.flow("late", trigger=scheduled(stage.caller.now() + 120))
    stage.caller.pause(180)
    start = stage.caller.client("appflow").start_flow
    return stage.caller.refused(lambda: start(flowName=flow), INVALID, "ConflictException")


def run_pull_end_told(stage: Stage) -> bool | None:
    flow = stage.flow("run")
    stage.caller.client("appflow").start_flow(flowName=flow)
    if not stage.caller.until(lambda: bool(ended(stage, flow)), RUN_SECONDS):
        return None
    return "dataPullEndTime" in ended(stage, flow)[0]


def unreadable_lines(stage: Stage) -> str | None:
    bucket = f"{stage.name}-torn"
    stage.open_bucket(bucket, f"{ROWS}3\n")
    stage.let_appflow_read(bucket)
    flow = stage.flow("torn", bucket=bucket)
    stage.caller.client("appflow").start_flow(flowName=flow)
    if not stage.caller.until(lambda: bool(ended(stage, flow)), RUN_SECONDS):
        return None
    return "fail" if ended(stage, flow)[0]["executionStatus"] == "Error" else "left_out"


def mask_all_keeps_length(stage: Stage) -> bool | None:
    masked = {
        "taskType": "Mask",
        "sourceFields": ["email"],
        "connectorOperator": operator("MASK_ALL"),
        "taskProperties": {"MASK_VALUE": "*", "MASK_LENGTH": str(MASKED_LENGTH)},
    }
    flow = stage.flow("masked", tasks=[*mapped("number", "email"), masked])
    profiles = stage.caller.client("customer-profiles")
    profiles.put_integration(DomainName=stage.name, ObjectTypeName=OBJECT_TYPE, Uri=stage.uri(flow))
    stage.caller.client("appflow").start_flow(flowName=flow)
    found: list[dict[str, Any]] = []

    def seen() -> bool:
        found[:] = profiles.search_profiles(DomainName=stage.name, KeyName=ROW_KEY, Values=["1"])["Items"]
        return bool(found)

    if not stage.caller.until(seen, RUN_SECONDS):
        return None
    return len(found[0]["EmailAddress"]) != MASKED_LENGTH


def ended(stage: Stage, flow: str) -> list[dict[str, Any]]:
    """The runs of a flow that have ended."""
    runs = stage.caller.client("appflow").describe_flow_execution_records(flowName=flow)["flowExecutions"]
    return [run for run in runs if run["executionStatus"] != "InProgress"]

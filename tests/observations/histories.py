"""What becomes of integration workflows, their flows and what they leave behind."""

from connect_customer_profiles import names

from .stage import Stage
from .workflows import DAY, NEAR_SECONDS, Workflows

BAD_REQUEST = "BadRequestException"
SOURCE_ARN, SOURCE_ACCOUNT = "aws:SourceArn", "aws:SourceAccount"


def batch_times(stage: Stage) -> str:
    told = Workflows.of(stage).loaded().steps[0]["BatchRecordsStartTime"]
    return "epoch_milliseconds" if told.isdigit() else "iso8601"


def step_flow_names_related(stage: Stage) -> bool:
    loaded = Workflows.of(stage).loaded()
    return all(step["FlowName"].startswith(loaded.flow) for step in loaded.steps)


def final_flow_active(stage: Stage) -> bool:
    return bool(stage.described(Workflows.of(stage).loaded().flow)["flowStatus"] == "Active")


def final_flow_first_execution(stage: Stage) -> str | None:
    loaded = Workflows.of(stage).loaded()
    trigger = stage.described(loaded.flow)["triggerConfig"]["triggerProperties"]["Scheduled"]
    first = trigger["firstExecutionFrom"].timestamp()
    moments = {"requested": loaded.asked_from, "last_batch_end": loaded.batches_end, "creation": loaded.ended}
    return next((name for name, moment in moments.items() if abs(first - moment) < NEAR_SECONDS), None)


def ended_workflow_deletable(stage: Stage) -> bool:
    return not Workflows.of(stage).deleted().refused


def delete_workflow_removes_integration(stage: Stage) -> bool | None:
    deleted = Workflows.of(stage).deleted()
    return None if deleted.refused else deleted.integration_gone


def deleted_workflow_record(stage: Stage) -> str | None:
    deleted = Workflows.of(stage).deleted()
    if deleted.refused:
        return None
    return {None: "disappears", "CANCELLED": "cancelled", deleted.status: "stays"}.get(deleted.record)


def failed_workflow_creates_integration(stage: Stage) -> bool | None:
    workflows = Workflows.of(stage)
    failed = workflows.failed()
    return workflows.has_integration(failed.flow) if failed.status == "FAILED" else None


def failed_workflow_keeps_flows(stage: Stage) -> bool | None:
    failed = Workflows.of(stage).failed()
    left = [step for step in failed.steps if not stage.is_gone(step["FlowName"])]
    return bool(left) if failed.status == "FAILED" else None


def duplicate_flow_name_rejected_at_call(stage: Stage) -> bool:
    workflows = Workflows.of(stage)
    stage.flow(workflows.flow("taken").removeprefix(f"{stage.name}-"))
    return workflows.is_refused("taken", BAD_REQUEST)


def future_batches_rejected(stage: Stage) -> bool:
    now = stage.caller.now()
    return Workflows.of(stage).is_refused("future", BAD_REQUEST, batches=[(now - DAY, now + DAY)])


def overlapping_batches_rejected(stage: Stage) -> bool:
    now = stage.caller.now()
    batches = [(now - 4 * DAY, now - 2 * DAY), (now - 3 * DAY, now - DAY)]
    return Workflows.of(stage).is_refused("overlapping", BAD_REQUEST, batches=batches)


def workflow_source_account_sent(stage: Stage) -> bool | None:
    return Workflows.of(stage).is_assumed("account-sent", {"Null": {SOURCE_ACCOUNT: "false"}})


def workflow_source_arn_sent(stage: Stage) -> bool | None:
    return Workflows.of(stage).is_assumed("arn-sent", {"Null": {SOURCE_ARN: "false"}})


def workflow_source_arn_form(stage: Stage) -> str | None:
    domain = names.domain_arn(stage.caller.region, stage.caller.account, stage.name)
    workflows = Workflows.of(stage)
    if workflows.is_assumed("arn-of-workflow", {"StringLike": {SOURCE_ARN: f"{domain}/workflows/*"}}):
        return "workflow"
    return "domain" if workflows.is_assumed("arn-of-domain", {"StringEquals": {SOURCE_ARN: domain}}) else None

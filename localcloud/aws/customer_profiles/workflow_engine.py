"""What workflows do as time passes.

Nothing runs in the background: whenever somebody asks, every workflow is brought up to the cloud clock, event by
event, in the order in which the events happened. The same clock always gives the same result.
"""

import uuid
from typing import Any

from ..appflow import events, runs, schedule
from ..appflow.models import Execution, Flow, flows_of
from ..errors import ServiceError
from ..sources import Window
from ..state import Context
from .models import ENDED, Domain, Step, Workflow, domains_of
from .provisioning import check_quota, integration_arn
from .workflow_flows import WorkflowFlows
from .workflows import step_flow_name

ATTEMPTS = 4  # the first and up to three retries (administrator guide, featured applications)
SHORTEST_SPLIT_SECONDS = 2.0
LONGEST_RUN_SECONDS = 48 * 3_600.0  # AppFlow user guide, `service-quotas`
TOOK_TOO_LONG = "The flow run exceeded the maximum execution time of 48 hours"
RANGE_TOO_LONG = "The range of updatedAt must be 31 days or fewer"
TOO_MANY_RECORDS = "The batch has too many records for one run"


def advance(context: Context) -> None:
    """Brings all workflows of the account and Region up to the cloud clock."""
    for domain in list(domains_of(context.region).values()):
        for workflow in list(domain.workflows.values()):
            if workflow.status not in ENDED or workflow.deleted_at is not None:
                _Run(context, domain, workflow).until(context.now)


class _Run:
    """One workflow on its way."""

    def __init__(self, context: Context, domain: Domain, workflow: Workflow) -> None:
        self.context = context
        self.domain = domain
        self.workflow = workflow
        self.flows = WorkflowFlows(context, domain, workflow)

    def until(self, now: float) -> None:
        """Handles every event up to `now`, in order."""
        while (event := self._next_event()) is not None and event[0] <= now:
            moment, handle = event
            handle(moment)
            if handle != self._finish_deletion and self.workflow.deleted_at is None:
                self._start_steps(moment)

    def _next_event(self) -> tuple[float, Any] | None:
        workflow = self.workflow
        if workflow.deleted_at is not None:
            gone = workflow.workflow_id not in self.domain.workflows
            return None if gone or workflow.is_deleted else (workflow.deleted_at, self._finish_deletion)
        if workflow.status == "NOT_STARTED":
            return workflow.starts_at, self._begin
        if workflow.status in ENDED:
            return None
        due = [step.due_at for step in workflow.steps if step.due_at is not None]
        return (min(due), self._step_due) if due else None

    # -- the workflow ------------------------------------------------------------------------------------------------

    def _begin(self, moment: float) -> None:
        self.workflow.status = "IN_PROGRESS"
        self.workflow.updated_at = moment
        if self.workflow.flow_name in flows_of(self.context.region):
            self._fail(f"Flow with name {self.workflow.flow_name} already exists.", moment)
            return
        for step in list(self.workflow.steps):
            self._make_step(step, moment)

    def _conclude(self, moment: float) -> None:
        """All steps have ended: leave the ongoing integration behind, or fail."""
        steps = [step for step in self.workflow.steps if step.status != "SPLIT"]
        failed = [step for step in steps if step.status == "FAILED"]
        behaviours = self.context.behaviours
        for step in failed:
            if not behaviours.failed_workflow_keeps_flows:
                self.flows.forget(step)
        try:
            if not failed or behaviours.failed_workflow_creates_integration:
                self._make_continuous_integration(moment)
        except ServiceError as error:
            self._fail(error.message, moment)
            return
        if failed:
            self._fail(f"{len(failed)} of {len(steps)} steps failed: {failed[0].message}", moment)
            return
        self.workflow.status = "COMPLETE"
        self.workflow.updated_at = moment

    def _fail(self, reason: str, moment: float) -> None:
        self.workflow.status, self.workflow.error, self.workflow.updated_at = "FAILED", reason, moment
        for step in self.workflow.steps:
            if step.status not in ENDED:
                self._end_step(step, "CANCELLED", "The workflow failed", moment)

    def _finish_deletion(self, moment: float) -> None:
        for step in self.workflow.steps:
            self.flows.forget(step)
        uri = self.workflow.integration_uri
        if self.context.behaviours.delete_workflow_removes_integration and uri in self.domain.integrations:
            integration = self.domain.integrations.pop(uri)
            flows_of(self.context.region).pop(integration.flow_name or "", None)
        self.workflow.is_deleted = True
        record = self.context.behaviours.deleted_workflow_record
        if record == "disappears":
            del self.domain.workflows[self.workflow.workflow_id]
        elif record == "cancelled":
            self.workflow.status, self.workflow.updated_at = "CANCELLED", moment

    def _make_continuous_integration(self, moment: float) -> None:
        workflow = self.workflow
        arn = self.context.region.arn("appflow", f"flow/{workflow.flow_name}")
        rights = self.flows.rights()
        self.flows.allow_new(rights, arn)
        check_quota(self.context, self.domain)
        flow = self.flows.make(self.flows.continuous_definition(moment), workflow.flow_name, workflow.tags, moment)
        if self.context.behaviours.final_flow_active and not schedule.starts_too_early(self.context, flow):
            schedule.activate(flow, moment)
        self.flows.integrate(flow, moment, hidden=False)
        workflow.integration_uri = flow.arn

    # -- steps -------------------------------------------------------------------------------------------------------

    def _make_step(self, step: Step, moment: float) -> None:
        """Makes a step's temporary flow and hidden integration, with the role's rights."""
        arn = self.context.region.arn("appflow", f"flow/{step.flow_name}")
        try:
            self.flows.allow_new(self.flows.rights(), arn)
            if self.context.behaviours.hidden_integrations_counted:
                check_quota(self.context, self.domain)
            flow = self.flows.make(self.workflow.definition, step.flow_name, {}, moment)
        except ServiceError as error:
            self._end_step(step, "FAILED", error.message, moment)
            return
        self.flows.integrate(flow, moment, hidden=True)

    def _start_steps(self, moment: float) -> None:
        """Starts as many waiting steps as may run at the same time; concludes once all have ended."""
        if self.workflow.status != "IN_PROGRESS":
            return
        free = self.context.behaviours.parallel_steps - sum(step.due_at is not None for step in self.workflow.steps)
        while free > 0:
            waiting = next((step for step in self.workflow.steps if step.status == "NOT_STARTED"), None)
            if waiting is None:
                break
            self._start_step(waiting, moment)
            free -= waiting.due_at is not None
        if all(step.status in ENDED for step in self.workflow.steps):
            self._conclude(moment)

    def _start_step(self, step: Step, moment: float) -> None:
        flow = flows_of(self.context.region).get(step.flow_name)
        if flow is None:
            self._end_step(step, "FAILED", f"Flow {step.flow_name} does not exist", moment)
            return
        try:
            self.flows.rights().run_flow(flow.arn)
        except ServiceError as error:
            self._end_step(step, "FAILED", error.message, moment)
            return
        if runs.is_too_long(self.context, flow, step.start, step.end):
            self._end_step(step, "FAILED", RANGE_TOO_LONG, moment)
            return
        window = runs.window_of(flow, step.start, step.end)
        if runs.is_too_large(self.context, flow, window, moment):
            if self.context.behaviours.oversized_batches == "split":
                self._split(step, moment)
            else:
                self._end_step(step, "FAILED", TOO_MANY_RECORDS, moment)
            return
        step.status, step.message = "IN_PROGRESS", "The flow is running"
        step.attempts += 1
        step.started_at = step.started_at or moment
        step.updated_at = moment
        step.due_at = moment + min(self._run_seconds(flow, window, moment), LONGEST_RUN_SECONDS)
        flow.status = "Active"

    def _run_seconds(self, flow: Flow, window: Window, moment: float) -> float:
        behaviours = self.context.behaviours
        records = runs.source_of(self.context, flow).count(window, moment)
        return behaviours.run_seconds + records / 1000 * behaviours.run_seconds_per_1000_records

    def _step_due(self, moment: float) -> None:
        """A run is over, or the wait before a retry."""
        step = min(
            (step for step in self.workflow.steps if step.due_at is not None), key=lambda each: each.due_at or 0.0
        )
        step.due_at = None
        if step.status == "RETRY":
            self._start_step(step, moment)
        else:
            self._finish_run(step, moment)

    def _finish_run(self, step: Step, moment: float) -> None:
        region = self.context.region
        flow = flows_of(region).get(step.flow_name)
        if flow is None:
            self._end_step(step, "FAILED", f"Flow {step.flow_name} does not exist", moment)
            return
        fault = self.context.cloud.faults.of_work(
            "step_fails", region.account, region.name, lambda each: each.batch in (None, step.batch)
        )
        if fault is not None and fault.permanent:
            self._end_step(step, "FAILED", fault.message, moment)
            return
        if fault is not None:
            self._retry(step, fault.message, moment)
            return
        window = runs.window_of(flow, step.start, step.end)
        too_long = self._run_seconds(flow, window, moment) > LONGEST_RUN_SECONDS
        outcome = runs.Outcome(error=TOOK_TOO_LONG) if too_long else runs.run(self.context, flow, window, moment)
        execution = _execution(step, outcome, moment)
        flow.keep(execution)
        events.run_ended(self.context, flow, execution)
        if outcome.error:
            self._retry(step, outcome.error, moment)
            return
        step.records = outcome.records
        try:
            self.flows.rights().remove(flow.arn, integration_arn(self.domain, flow.arn))
        except ServiceError as error:
            self._end_step(step, "FAILED", error.message, moment)
            return
        self._end_step(step, "COMPLETE", "The flow ran successfully", moment)
        self.flows.forget(step)

    def _retry(self, step: Step, reason: str, moment: float) -> None:
        if step.attempts >= ATTEMPTS:
            self._end_step(step, "FAILED", reason, moment)
            return
        step.status, step.message, step.updated_at = "RETRY", reason, moment
        step.due_at = moment + self.context.behaviours.retry_seconds

    def _split(self, step: Step, moment: float) -> None:
        """Replaces a step whose batch is too large for one run by two halves."""
        middle = float(int((step.start + step.end) / 2))
        if step.end - step.start < SHORTEST_SPLIT_SECONDS:
            self._end_step(step, "FAILED", f"{TOO_MANY_RECORDS} and cannot be split", moment)
            return
        halves = [
            Step(step_flow_name(self.context, self.workflow.flow_name), start, end, moment, moment, batch=step.batch)
            for start, end in ((step.start, middle), (middle, step.end))
        ]
        position = self.workflow.steps.index(step)
        self.workflow.steps[position + 1 : position + 1] = halves
        self._end_step(step, "SPLIT", f"{TOO_MANY_RECORDS}: split into two", moment)
        self.flows.forget(step)
        for half in halves:
            self._make_step(half, moment)

    def _end_step(self, step: Step, status: str, message: str, moment: float) -> None:
        step.status, step.message, step.updated_at, step.due_at = status, message, moment, None
        self.workflow.updated_at = moment


def _execution(step: Step, outcome: runs.Outcome, moment: float) -> Execution:
    return Execution(
        execution_id=str(uuid.uuid4()),
        status="Error" if outcome.error else "Successful",
        started_at=step.started_at or moment,
        ended_at=moment,
        pull_start=step.start,
        pull_end=step.end,
        records=outcome.records,
        failures=outcome.failures,
        message=outcome.error or "",
    )

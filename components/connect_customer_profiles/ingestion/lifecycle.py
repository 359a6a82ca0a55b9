"""What happens at AWS when an ingestion is created, read, updated and deleted.

Every function can be repeated after a crash at any point: what an earlier attempt left is found by the plan's token,
which is in state before the first call. State is plain JSON: `Ingestion`'s inputs, and `STATE` on top.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .. import naming
from ..connectors.appflow_shape import update_flow_request
from ..rules import instant
from . import progress
from .client import IngestionClient, IngestionError, UnansweredError

LISTING_LAG = timedelta(seconds=15)
"""How long a new workflow may be missing from ListWorkflows. Nobody documents it."""

LATE_EFFECT = timedelta(minutes=2)
"""How long a new role, policy or key may not have taken effect yet."""

DELETION_TIME = timedelta(minutes=10)
"""How long the deletion of a workflow may take before we stop watching it."""

ACTIVE = "Active"
DRAFT = "Draft"
MISSING = "Missing"
"""Our word for a continuous flow that is not there, beside AppFlow's own statuses."""

STATE = (
    *("status", "workflow_ids", "batches", "failed_batches", "records_processed"),
    *("integration_uri", "flow_status"),
)
"""What is known of AWS: the keys of a state."""

Inputs = Mapping[str, Any]


class Lifecycle:
    """The life cycle of one ingestion.

    Args:
        client: the AWS calls.
        now: the time, UTC.
        sleep: waits for seconds.
    """

    def __init__(
        self,
        client: IngestionClient,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._now = now
        self._sleep = sleep

    def create(self, inputs: Inputs, *, first_attempt: bool) -> dict[str, Any]:
        """Start loading: a workflow, or the continuous integration alone. Returns the state.

        Args:
            inputs: `Ingestion`'s inputs.
            first_attempt: nobody can have started this plan before, so there is nothing to look for.
        """
        if inputs["mode"] == "workflow":
            workflow_id = self._once(
                lambda: self._find_workflow(inputs), lambda: self._start_workflow(inputs), look_first=not first_attempt
            )
            return self._workflow_state(inputs, {"WorkflowId": workflow_id, "Status": "NOT_STARTED"}, [])
        uri = self._once(
            lambda: self._find_integration(inputs), lambda: self._put_integration(inputs), look_first=not first_attempt
        )
        self._activate(naming.flow_name_of(uri))
        return self._integration_state(uri)

    def read(self, inputs: Inputs, state: Inputs) -> dict[str, Any] | None:
        """The state now, or None if the whole ingestion is gone and has to be created again."""
        if inputs["mode"] == "incremental":
            uri = self._find_integration(inputs)
            return self._integration_state(uri) if uri else None
        workflow_id = state["workflow_ids"][-1]
        workflow = self._client.get_workflow(inputs["domain_name"], workflow_id)
        if workflow is None:
            if not self._client.domain_exists(inputs["domain_name"]):
                return None
            # The record of a finished workflow may expire; what was loaded stays loaded.
            known = {key: state[key] for key in STATE}
            return (
                {**known, **self._continuous(inputs, state["workflow_ids"])} if state["status"] == "COMPLETE" else known
            )
        steps = self._client.get_workflow_steps(inputs["domain_name"], workflow_id)
        return self._workflow_state(inputs, {**workflow, "WorkflowId": workflow_id}, steps)

    def update(self, inputs: Inputs, olds: Inputs) -> dict[str, Any]:
        """Bring the continuous integration to new inputs. Returns the state."""
        state = self.read(olds, olds)
        if state is None or not state["integration_uri"]:
            raise IngestionError(
                f"Ingestion: there is no continuous integration {olds['flow_name']} to change; wait until the workflow "
                "has finished, or replace the resource if the integration was deleted"
            )
        uri = state["integration_uri"]
        name = naming.flow_name_of(uri)
        flow = self._client.describe_flow(name)
        if flow and inputs["flow_definition"] != olds["flow_definition"]:
            self._client.update_flow(update_flow_request(inputs["flow_definition"], flow))
        tags, before = inputs.get("tags") or {}, olds.get("tags") or {}
        if tags != before:
            self._client.tag_integration(inputs["domain_name"], uri, tags, sorted(set(before) - set(tags)))
        # A flow that somebody stopped stays stopped.
        if state["flow_status"] in (ACTIVE, DRAFT):
            self._activate(name)
        return {**state, **self._continuous(inputs, state["workflow_ids"])}

    def delete(self, inputs: Inputs, state: Inputs) -> None:
        """Remove what the ingestion made, as far as `on_delete` says."""
        if inputs["on_delete"] == "delete":
            self.sweep(inputs, state["workflow_ids"])
        elif inputs["on_delete"] == "stop":
            known = state["integration_uri"]
            uri = known or self._continuous(inputs, state["workflow_ids"])["integration_uri"]
            if uri:
                self._client.stop_flow(naming.flow_name_of(uri))

    def sweep(self, inputs: Inputs, workflow_ids: Iterable[str] = (), *, patient: bool = False) -> None:
        """Leave nothing behind: workflows, their flows, integrations, also those that state knows nothing of.

        Args:
            inputs: a plan, or `Ingestion`'s inputs.
            workflow_ids: known workflows; without any, they are looked for.
            patient: a lost attempt is possible, so wait until it must have shown.
        """
        domain, found = inputs["domain_name"], list(workflow_ids)
        if not found and inputs["mode"] == "workflow":
            lost = self._patiently(lambda: self._find_workflow(inputs)) if patient else self._find_workflow(inputs)
            found = [lost] if lost else []
        flows = {step["FlowName"] for each in found for step in self._client.get_workflow_steps(domain, each)}
        for each in found:
            self._client.delete_workflow(domain, each)
        self._await(lambda: all(self._client.get_workflow(domain, each) is None for each in found))
        for integration in self._client.list_integrations(domain):
            name = naming.flow_name_of(integration["Uri"])
            if integration.get("WorkflowId") in found or name in flows or inputs["token"] in name:
                self._client.delete_integration(domain, integration["Uri"])
        flows |= {flow["flowName"] for flow in self._client.list_flows() if inputs["token"] in flow["flowName"]}
        for name in sorted(flows):
            self._remove_flow(name)

    # Finding what an earlier attempt left

    def _once(self, find: Callable[[], str | None], make: Callable[[], str], *, look_first: bool) -> str:
        """The result of `make`, called until it is answered, but never again once `find` sees its effect."""
        deadline = self._now() + LATE_EFFECT
        while True:
            found = self._patiently(find) if look_first else None
            if found:
                return found
            try:
                return make()
            except UnansweredError:
                if self._now() > deadline:
                    raise
                look_first = True
            except IngestionError as error:
                # "Flow with name X already exists": an attempt of ours that no search has shown yet, since the name is.
                look_first = "already exists" in str(error)
                if not (error.not_yet_effective or look_first) or self._now() > deadline:
                    raise
                self._sleep(2)

    def _patiently(self, find: Callable[[], str | None]) -> str | None:
        deadline = self._now() + LISTING_LAG
        while not (found := find()) and self._now() < deadline:
            self._sleep(1)
        return found

    def _find_workflow(self, inputs: Inputs) -> str | None:
        """The workflow that was started for this plan, known by its flows' names or by its batches and description."""
        domain, token = inputs["domain_name"], inputs["token"]
        for integration in self._client.list_integrations(domain):
            if token in integration["Uri"] and integration.get("WorkflowId"):
                return str(integration["WorkflowId"])
        # Clocks differ: ask for an hour more.
        for item in self._client.list_workflows(domain, instant(inputs["cut_off"]) - timedelta(hours=1)):
            steps = self._client.get_workflow_steps(domain, item["WorkflowId"])
            names = [step["FlowName"] for step in steps]
            if any(token in name for name in names):
                return str(item["WorkflowId"])
            others = any(name.startswith(naming.flow_prefix(domain)) for name in names)
            if not others and progress.covers(inputs["planned_batches"], steps) and self._described(names, token):
                return str(item["WorkflowId"])
        return None

    def _described(self, flow_names: Iterable[str], token: str) -> bool:
        """Whether one of these flows carries our description; flows that are gone leave the batches as witness."""
        flows = [flow for name in flow_names if (flow := self._client.describe_flow(name))]
        return not flows or any(token in flow.get("description", "") for flow in flows)

    def _find_integration(self, inputs: Inputs) -> str | None:
        uri = naming.flow_arn(inputs["region"], inputs["account"], inputs["flow_name"])
        return uri if self._client.get_integration(inputs["domain_name"], uri) else None

    # Making it

    def _start_workflow(self, inputs: Inputs) -> str:
        batches = [{key: instant(batch[key]) for key in ("start", "end")} for batch in inputs["planned_batches"]]
        return self._client.create_integration_workflow(
            inputs["domain_name"],
            inputs["object_type_name"],
            inputs["execution_role_arn"],
            self._definition(inputs, first_run_from=inputs["cut_off"]),
            batches,
            inputs.get("tags") or {},
        )

    def _put_integration(self, inputs: Inputs) -> str:
        definition = self._definition(inputs, first_run_from=inputs["loaded_from"])
        return self._client.put_integration(
            inputs["domain_name"], inputs["object_type_name"], definition, inputs.get("tags") or {}
        )

    def _definition(self, inputs: Inputs, *, first_run_from: str) -> dict[str, Any]:
        """The whole flow definition. The first continuous run begins where the batches end: nothing is missed."""
        definition = inputs["flow_definition"]
        schedule = {
            **definition["TriggerConfig"]["TriggerProperties"]["Scheduled"],
            "FirstExecutionFrom": instant(first_run_from),
            # AppFlow refuses a start in the past; AWS's own example starts five minutes ahead.
            "ScheduleStartTime": self._now() + timedelta(minutes=5),
        }
        return {
            **definition,
            "FlowName": inputs["flow_name"],
            "Description": f"Customer Profiles ingestion {inputs['token']}",
            "KmsArn": inputs["kms_key_arn"],
            "TriggerConfig": {"TriggerType": "Scheduled", "TriggerProperties": {"Scheduled": schedule}},
        }

    def _activate(self, name: str) -> None:
        flow = self._client.describe_flow(name)
        if flow and flow.get("flowStatus") != ACTIVE:
            self._client.start_flow(name)

    def _remove_flow(self, name: str) -> None:
        flow = self._client.describe_flow(name)
        if flow is None:
            return
        if flow.get("flowStatus") == ACTIVE:
            self._client.stop_flow(name)
        self._client.delete_flow(name)

    def _await(self, done: Callable[[], bool]) -> None:
        deadline, pause = self._now() + DELETION_TIME, 0.5
        while not done():
            if self._now() > deadline:
                raise IngestionError(
                    "DeleteWorkflow: the workflow is still there after 10 minutes; run the command again later"
                )
            self._sleep(pause)
            pause = min(pause * 1.5, 15)

    # State

    def _workflow_state(
        self, inputs: Inputs, workflow: Mapping[str, Any], steps: list[dict[str, Any]]
    ) -> dict[str, Any]:
        batches = progress.batch_states(inputs["planned_batches"], workflow, steps)
        metrics = workflow.get("Metrics", {}).get("AppflowIntegration", {})
        state = {
            "status": workflow["Status"],
            "workflow_ids": [workflow["WorkflowId"]],
            "batches": batches,
            "failed_batches": progress.failed(batches),
            "records_processed": metrics.get("RecordsProcessed", 0),
            "integration_uri": "",
            "flow_status": "",
        }
        return (
            {**state, **self._continuous(inputs, state["workflow_ids"])} if workflow["Status"] == "COMPLETE" else state
        )

    def _continuous(self, inputs: Inputs, workflow_ids: Sequence[str]) -> dict[str, Any]:
        """The continuous integration's URI and the status of its flow."""
        uri = self._find_integration(inputs)
        if uri is None and workflow_ids:
            present = self._client.list_integrations(inputs["domain_name"])
            uri = next((each["Uri"] for each in present if each.get("WorkflowId") in workflow_ids), None)
        if uri is None:
            return {"integration_uri": "", "flow_status": MISSING}
        flow = self._client.describe_flow(naming.flow_name_of(uri))
        return {"integration_uri": uri, "flow_status": flow["flowStatus"] if flow else MISSING}

    def _integration_state(self, uri: str) -> dict[str, Any]:
        name = naming.flow_name_of(uri)
        flow = self._client.describe_flow(name)
        status = flow["flowStatus"] if flow else MISSING
        runs = self._client.flow_runs(name) if flow else []
        return {
            "status": status.upper(),
            "workflow_ids": [],
            "batches": [],
            "failed_batches": [],
            "records_processed": sum(run.get("executionResult", {}).get("recordsProcessed", 0) for run in runs),
            "integration_uri": uri,
            "flow_status": status,
        }

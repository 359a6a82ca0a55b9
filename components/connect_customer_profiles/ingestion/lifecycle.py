"""What happens at AWS when an ingestion is created, read, updated and deleted.

Every function can be repeated after a crash at any point: what an earlier attempt left is found by the plan's token,
which is in state before the first call. What to do is decided in `decisions.py`; here it is done.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from .. import names
from ..aws.converging import LATE_EFFECT, AwsLifecycle
from ..aws.errors import AwsError
from ..rules import instant, rfc3339
from ..sources.flow_comparison import differing_parts, shape
from ..sources.flow_requests import update_integration_request
from . import circumstances, continuous_flow, decisions, windows
from . import lost as search
from .decisions import Activate, Change, Establish, Load, Tidy
from .state import ACTIVE, MISSING, failed, known, progressed, running, vanished, with_batches

LISTING_LAG = timedelta(seconds=15)
"""How long a new workflow may be missing from ListWorkflows. Nobody documents it."""

DELETION_TIME = timedelta(minutes=10)
"""How long the deletion of a workflow may take before we stop watching it."""

Inputs = Mapping[str, Any]
State = dict[str, Any]


class Lifecycle(AwsLifecycle):
    """The life cycle of one ingestion."""

    # When an attempt was last made that may not be listed yet: by this process, or before it.
    _attempted = datetime.now(UTC)

    def create(self, inputs: Inputs, *, first_attempt: bool) -> State:
        """Start loading: a workflow, or the continuous integration alone. Returns the state.

        Args:
            inputs: `Ingestion`'s inputs.
            first_attempt: nobody can have started this plan before, so there is nothing to look for.
        """
        return self.converge(inputs, {**known({}), **inputs}, first_attempt=first_attempt)

    def read(self, outputs: Inputs) -> State | None:
        """The state now, or None if the domain is gone, and everything with it."""
        state = known(outputs)
        search.claim(state["token"], state["workflow_ids"])
        if running(state):
            state = self._progress(state)
        while failed(state) and not running(state):
            # Somebody else may have resubmitted: who waited, watched or supervised.
            lost = search.lost_workflow(self._client, state, state["workflow_ids"])
            if lost is None:
                break
            state = self._progress(self._adopted(state, lost))
        if running(state) and not state["integration_uri"]:
            return state
        return self._continuous(state)

    def update(self, inputs: Inputs, outputs: Inputs, *, first_attempt: bool) -> State:
        """Bring the ingestion to new inputs. Returns the state.

        Args:
            inputs: `Ingestion`'s inputs.
            outputs: the earlier inputs and state.
            first_attempt: nobody can have started to load what is new in the plan.

        Raises:
            AwsError: a workflow runs, and the new inputs have to wait for its end.
        """
        state = self.read(outputs)
        if state is None:
            return self.create(inputs, first_attempt=False)
        if refusal := decisions.refusal(inputs, state, self._now()):
            raise AwsError(refusal)
        return self.converge(inputs, state, first_attempt=first_attempt)

    def converge(self, inputs: Inputs, state: State, *, first_attempt: bool = False) -> State:
        """Take one step after another until there is nothing to do, or a workflow runs. Returns the state."""
        remedied, taken = self.remedied(inputs, state), set()
        while step := decisions.next_step(inputs, state, remedied=remedied):
            # What did not help once will not help at once: the next `up` sees what has become of it.
            if type(step) in taken:
                break
            match step:
                case Load():
                    state = self._load(inputs, state, step, first_attempt=first_attempt, anew=remedied)
                    continue
                case Establish():
                    state = self._establish(inputs, state, step.since, first_attempt=first_attempt)
                case Activate():
                    self._activate(names.flow_name_of(state["integration_uri"]))
                    state = self._flow_state(state, state["integration_uri"])
                case Change():
                    state = self._change(inputs, state)
                case Tidy():
                    self._remove_integrations(inputs["domain_name"], state["surplus"])
                    state = {**state, "surplus": []}
            taken.add(type(step))
        return state

    def remedied(self, inputs: Inputs, state: State) -> bool:
        """Whether what batches failed from for good has changed since they were loaded."""
        if not decisions.permanently_failed(inputs, state) or running(state):
            return False
        if decisions.changed_since(inputs, state):
            return True
        if state["circumstances"] != circumstances.fingerprint(inputs, self._client.credentials):
            return True
        name = inputs["flow_definition"]["SourceFlowConfig"].get("ConnectorProfileName")
        profile = self._client.describe_connector_profile(name) if name else None
        return bool(profile and rfc3339(profile["lastUpdatedAt"]) > state["attempted_at"])

    def delete(self, outputs: Inputs) -> None:
        """Remove what the ingestion made, as far as `on_delete` says."""
        state = known(outputs)
        if state["on_delete"] == "delete":
            self.sweep(state, state["workflow_ids"])
        elif state["on_delete"] == "stop":
            uri = state["integration_uri"] or (self._continuous(state) or state)["integration_uri"]
            if uri:
                self._client.stop_flow(names.flow_name_of(uri))

    def sweep(self, inputs: Inputs, workflow_ids: Sequence[str] = (), *, patient: bool = False) -> None:
        """Leave nothing behind: workflows, their flows, integrations, also those that state knows nothing of.

        Args:
            inputs: a plan, or `Ingestion`'s inputs.
            workflow_ids: known workflows; without any, they are looked for.
            patient: a lost attempt is possible, so wait until it must have shown.
        """
        domain, found = inputs["domain_name"], list(workflow_ids)
        search.claim(inputs["token"], found)
        while not workflow_ids and (lost := self._lost(inputs, found, patient=patient)):
            found.append(lost)
        flows = {step["FlowName"] for each in found for step in self._client.get_workflow_steps(domain, each)}
        for each in found:
            self._client.delete_workflow(domain, each)
        self._await(lambda: all(self._client.get_workflow(domain, each) is None for each in found))
        for integration in self._client.list_integrations(domain, hidden=True):
            name = names.flow_name_of(integration["Uri"])
            if integration.get("WorkflowId") in found or name in flows or inputs["token"] in name:
                self._client.delete_integration(domain, integration["Uri"])
        flows |= {flow["flowName"] for flow in self._client.list_flows() if inputs["token"] in flow["flowName"]}
        for name in sorted(flows):
            self._remove_flow(name)

    # History

    def _load(self, inputs: Inputs, state: State, load: Load, *, first_attempt: bool, anew: bool) -> State:
        generation = state["latest_generation"] + 1
        batches = load.batches if generation == 1 else windows.marked(load.batches, inputs["token"], generation)
        fingerprint = circumstances.fingerprint(inputs, self._client.credentials)
        attempted_at = rfc3339(self._now())
        workflow_id, found = self._once(
            lambda patient: self._lost(inputs, state["workflow_ids"], patient=patient),
            lambda: self._start_workflow(inputs, state, batches, generation),
            look_first=not first_attempt or bool(failed(state)),
        )
        state = {**state, "circumstances": fingerprint, "resubmitted": 0 if anew else state["resubmitted"]}
        if found:
            state = self._progress(self._adopted(state, workflow_id))
            return state if running(state) else self._continuous(state) or state
        submitted = [{**each, "status": "NOT_STARTED", "records": 0, "generation": generation} for each in batches]
        return {
            **with_batches(state, [*_beside(state, submitted), *submitted]),
            "status": "NOT_STARTED",
            "workflow_ids": [*state["workflow_ids"], workflow_id],
            "latest_generation": generation,
            "attempted_at": attempted_at,
            "resubmitted": state["resubmitted"] + (load.resubmission and not anew),
        }

    def _adopted(self, state: State, workflow_id: str) -> State:
        """The state with a workflow that an attempt started nobody knows the answer of."""
        search.claim(state["token"], [workflow_id])
        generation = state["latest_generation"] + 1
        steps = self._client.get_workflow_steps(state["domain_name"], workflow_id)
        taken = [
            {**each, "status": "NOT_STARTED", "records": 0, "generation": generation}
            for each in windows.without(search.taken_on(steps), _complete(state))
        ]
        return {
            **with_batches(state, [*_beside(state, taken), *taken]),
            "status": "NOT_STARTED",
            "workflow_ids": [*state["workflow_ids"], workflow_id],
            "latest_generation": generation,
            "attempted_at": rfc3339(min((step["CreatedAt"] for step in steps), default=self._now())),
            "resubmitted": state["resubmitted"] + bool(failed(state)),
        }

    def _progress(self, state: State) -> State:
        """The state with what the latest workflow has done."""
        workflow_id = state["workflow_ids"][-1]
        workflow = self._client.get_workflow(state["domain_name"], workflow_id)
        if workflow is None:
            return vanished(state, loaded=self._left_its_integration(state))
        return progressed(state, workflow, self._client.get_workflow_steps(state["domain_name"], workflow_id))

    def _left_its_integration(self, state: State) -> bool:
        """Whether a workflow whose record is gone had finished: then its continuous integration exists."""
        present = self._client.list_integrations(state["domain_name"], hidden=False)
        flows = {names.flow_name_of(each["Uri"]) for each in present}
        return continuous_flow.name(state, state["latest_generation"]) in flows

    def _start_workflow(self, inputs: Inputs, state: State, batches: Iterable[windows.Window], generation: int) -> str:
        return self._client.create_integration_workflow(
            inputs["domain_name"],
            inputs["object_type_name"],
            inputs["execution_role_arn"],
            # Where a continuous integration exists, this workflow's own will be deleted: it need not pull much.
            continuous_flow.definition(
                inputs, generation, since=state["pulled_until"] or inputs["pull_from"], now=self._now()
            ),
            [{key: instant(batch[key]) for key in ("start", "end")} for batch in batches],
            inputs.get("tags") or {},
        )

    # The continuous integration

    def _continuous(self, state: State) -> State | None:
        """The state with what there is of the continuous integration; None if the domain is gone."""
        domain = state["domain_name"]
        present = self._client.list_integrations(domain, hidden=False)
        ours = list(search.own_integrations(present, state))
        # In case the service has given the flow another name than it was told.
        ours += [each for each in present if each.get("WorkflowId") in state["workflow_ids"] and each not in ours]
        if not ours and not present and not self._client.domain_exists(domain):
            return None
        for each in ours if not running(state) else ():
            if each.get("WorkflowId") and each["WorkflowId"] not in state["workflow_ids"]:
                state = self._progress(self._adopted(state, str(each["WorkflowId"])))
        uris = [str(each["Uri"]) for each in ours]
        # The flow of one that is gone may be left: by an interrupted deletion, or by who deletes by hand.
        gone = [
            uri
            for uri in dict.fromkeys([state["integration_uri"], *state["surplus"]])
            if uri and uri not in uris and self._client.describe_flow(names.flow_name_of(uri))
        ]
        if not uris:
            status = "" if state["status"] == "FAILED" else MISSING
            return _with_overall_status(
                {**state, "integration_uri": "", "flow_status": status, "surplus": gone, "drift": []}
            )
        staying = state["integration_uri"] if state["integration_uri"] in uris else uris[-1]
        surplus = gone + ([] if running(state) else [uri for uri in uris if uri != staying])
        generation = names.generation(names.flow_name_of(staying), state["token"]) or 1
        latest = max(state["latest_generation"], generation)
        return self._flow_state({**state, "surplus": surplus, "latest_generation": latest}, staying)

    def _flow_state(self, state: State, uri: str) -> State:
        """The state with what AppFlow says of the continuous integration's flow."""
        name = names.flow_name_of(uri)
        flow, before = self._client.describe_flow(name), state
        first_seen = uri != state["integration_uri"]
        state = {**state, "flow_shape": {} if first_seen else state["flow_shape"]}
        state |= {"integration_uri": uri, "flow_status": flow["flowStatus"] if flow else MISSING}
        if flow is None:
            return _with_overall_status(state)
        state |= {"covers_from": continuous_flow.covers_from(before, uri, flow)}
        if first_seen:
            state["outdated"] = continuous_flow.made_otherwise(flow, state)
        if "lastRunExecutionDetails" in flow:
            state = self._with_runs(state, name)
        present = shape(flow)
        return _with_overall_status(
            {
                **state,
                "flow_shape": state["flow_shape"] or present,
                "drift": differing_parts(state["flow_shape"] or present, present),
            }
        )

    def _with_runs(self, state: State, name: str) -> State:
        """The state with the runs since it was last read: until when they pulled, and what they loaded."""
        pulled_until, records = state["pulled_until"], 0
        for run in self._client.flow_runs(name):
            if run["executionStatus"] != "Successful" or "dataPullEndTime" not in run:
                continue
            end = rfc3339(run["dataPullEndTime"])
            if end <= state["pulled_until"]:
                break
            pulled_until = max(pulled_until, end)
            records += run.get("executionResult", {}).get("recordsProcessed", 0)
        counted = {} if state["batches"] else {"records_processed": state["records_processed"] + records}
        return {**state, **counted, "pulled_until": pulled_until}

    def _establish(self, inputs: Inputs, state: State, since: str, *, first_attempt: bool) -> State:
        """A new continuous integration, active, beside the one that there may be."""
        generation = state["latest_generation"] + 1
        covers_from = min(state["covers_from"] or since, since)
        uri = names.flow_arn(inputs["region"], inputs["account"], continuous_flow.name(inputs, generation))
        uri, found = self._once(
            lambda _patient: uri if self._client.get_integration(inputs["domain_name"], uri) else None,
            lambda: self._client.put_integration(
                inputs["domain_name"],
                inputs["object_type_name"],
                continuous_flow.definition(
                    inputs,
                    generation,
                    since=since,
                    covers_from=covers_from if generation > 1 else None,
                    now=self._now(),
                ),
                inputs.get("tags") or {},
            ),
            look_first=not first_attempt or generation > 1,
        )
        name = names.flow_name_of(uri)
        if found and (flow := self._client.describe_flow(name)):
            self._client.update_flow(update_integration_request(inputs["flow_definition"], flow))
        self._activate(name)
        replaced = [each for each in (state["integration_uri"], *state["surplus"]) if each and each != uri]
        made_with = ("flow_definition", "tags", "kms_key_arn", "re_establish")
        state = {**state, **{key: inputs.get(key) for key in made_with}, "latest_generation": generation}
        state |= {"covers_from": covers_from, "surplus": replaced}
        return self._flow_state(state, uri)

    def _change(self, inputs: Inputs, state: State) -> State:
        """Flow and tags as the inputs want them."""
        uri = state["integration_uri"]
        name = names.flow_name_of(uri)
        flow = self._client.describe_flow(name)
        if flow and (state["drift"] or inputs["flow_definition"] != state["flow_definition"]):
            self._client.update_flow(update_integration_request(inputs["flow_definition"], flow))
        tags, before = inputs.get("tags") or {}, state.get("tags") or {}
        if tags != before:
            self._client.tag_integration(inputs["domain_name"], uri, tags, sorted(set(before) - set(tags)))
        made_with = {key: inputs.get(key) for key in ("flow_definition", "tags")}
        return self._flow_state({**state, **made_with, "flow_shape": {}}, uri)

    def _activate(self, name: str) -> None:
        flow = self._client.describe_flow(name)
        if flow and flow.get("flowStatus") != ACTIVE:
            self._client.start_flow(name)

    def _remove_integrations(self, domain: str, uris: Iterable[str]) -> None:
        for uri in uris:
            self._client.delete_integration(domain, uri)
            self._remove_flow(names.flow_name_of(uri))

    def _remove_flow(self, name: str) -> None:
        flow = self._client.describe_flow(name)
        if flow is None:
            return
        if flow.get("flowStatus") == ACTIVE:
            self._client.stop_flow(name)
        self._client.delete_flow(name)

    # Repeating what may have been done

    def _once(
        self, find: Callable[[bool], str | None], make: Callable[[], str], *, look_first: bool
    ) -> tuple[str, bool]:
        """The result of `make`, called until it is answered, but never again once `find` sees its effect.

        Returns:
            The result, and whether it was found rather than made.
        """
        deadline = self._now() + LATE_EFFECT
        while True:
            found = find(True) if look_first else None
            if found:
                return found, True
            try:
                return make(), False
            except AwsError as error:
                if not error.answered:
                    if self._now() > deadline:
                        raise
                    look_first = True
                    self._attempted = self._now()
                    continue
                # "Flow with name X already exists": an attempt of ours that no search has shown yet, since the name is.
                look_first = "already exists" in str(error)
                if not (error.not_yet_effective or look_first) or self._now() > deadline:
                    raise
                self._sleep(2)

    def _lost(self, inputs: Inputs, workflow_ids: list[str], *, patient: bool) -> str | None:
        """A workflow of ours that is not known; patiently: none, once every attempt so far must have been listed."""
        listed_by = self._attempted + LISTING_LAG
        while True:
            last = not patient or self._now() >= listed_by
            found = search.lost_workflow(self._client, inputs, workflow_ids)
            if found or last:
                return found
            self._sleep(1)

    def _await(self, done: Callable[[], bool]) -> None:
        deadline, pause = self._now() + DELETION_TIME, 0.5
        while not done():
            if self._now() > deadline:
                raise AwsError(
                    "DeleteWorkflow: the workflow is still there after 10 minutes; run the command again later"
                )
            self._sleep(pause)
            pause = min(pause * 1.5, 15)


def _with_overall_status(state: State) -> State:
    """Without history in batches the ingestion is what its flow is."""
    return state if state["batches"] else {**state, "status": state["flow_status"].upper()}


def _complete(state: Inputs) -> list[Mapping[str, Any]]:
    return [batch for batch in state["batches"] if batch["status"] == "COMPLETE"]


def _beside(state: Inputs, submitted: Iterable[windows.Window]) -> list[dict[str, Any]]:
    """What stays of the batches in state when others take over a part of them."""
    submitted = list(submitted)
    return [
        batch if piece["start"] == batch["start"] and piece["end"] == batch["end"] else {**batch, **piece, "records": 0}
        for batch in state["batches"]
        for piece in windows.without([batch], submitted)
    ]

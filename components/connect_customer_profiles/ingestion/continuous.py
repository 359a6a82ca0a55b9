"""The ongoing integration at AWS, with its flow: establishing, changing, activating, tidying up, reading its runs.

Everything can be repeated after a crash at any point: whatever an earlier attempt left is found by the name of its
flow, which contains the plan's token.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from .. import names
from ..appflow.flow_status import ACTIVE, DRAFT, MISSING
from ..aws.converging import AwsLifecycle
from ..sources.flow_comparison import differing_parts, shape
from ..sources.flow_requests import starts_in_past, update_integration_request
from . import continuous_flow, history, lost
from .state import State
from .wanted import Wanted

if TYPE_CHECKING:
    from ..aws import answers

Integrations = Sequence["answers.Integration"]


class ContinuousIntegration(AwsLifecycle):
    """The ongoing integrations of one ingestion: the one that stays, and those that it replaces."""

    def found(self, state: State) -> Integrations | None:
        """Those that exist, the oldest first, as ListIntegrations returns them; None if the domain is gone."""
        present = self._client.list_integrations(state.domain_name, hidden=False)
        ours = list(lost.own_integrations(present, state.made_with.pins))
        # In case the service has given the flow another name than the requested one.
        ours += [each for each in present if each.get("WorkflowId") in state.workflow_ids and each not in ours]
        if not ours and not present and not self._client.domain_exists(state.domain_name):
            return None
        return ours

    def read(self, state: State, integrations: Integrations) -> State:
        """The state with the present ongoing integrations, and the flows of deleted ones."""
        uris = [str(each["Uri"]) for each in integrations]
        # The flow of a deleted integration may be left, by an interrupted deletion or one by hand.
        known = [state.integration_uri, *state.surplus]
        if not uris and not state.running:
            # State does not name one that a workflow made after it was last read.
            known += [_uri(state.made_with, each) for each in range(1, state.latest_generation + 1)]
        gone = tuple(
            uri
            for uri in dict.fromkeys(known)
            if uri and uri not in uris and self._client.describe_flow(names.flow_name_of(uri))
        )
        if not uris:
            status = "" if state.status == "FAILED" else MISSING
            return history.with_overall_status(
                replace(state, integration_uri="", flow_status=status, surplus=gone, drift=())
            )
        # Where state does not say, the oldest: later ones are what workflows left, or attempts that were interrupted.
        staying = state.integration_uri if state.integration_uri in uris else uris[0]
        beside = () if state.running else tuple(uri for uri in uris if uri != staying)
        generation = state.made_with.pins.generation(names.flow_name_of(staying)) or 1
        latest = max(state.latest_generation, generation)
        return self.read_flow(replace(state, surplus=gone + beside, latest_generation=latest), staying)

    def read_flow(self, state: State, uri: str) -> State:
        """The state with AppFlow's description of the flow of the ongoing integration that stays."""
        name = names.flow_name_of(uri)
        flow, first_seen = self._client.describe_flow(name), uri != state.integration_uri
        known_shape: Mapping[str, str] = {} if first_seen else state.flow_shape
        if flow is None:
            return history.with_overall_status(
                replace(state, integration_uri=uri, flow_status=MISSING, flow_shape=known_shape)
            )
        present = shape(flow)
        read = replace(
            state,
            integration_uri=uri,
            flow_status=flow["flowStatus"],
            covers_from=continuous_flow.covers_from(state, uri, flow),
            outdated=continuous_flow.made_otherwise(flow, state.made_with) if first_seen else state.outdated,
            flow_shape=known_shape or present,
            drift=tuple(differing_parts(known_shape or present, present)),
        )
        if "lastRunExecutionDetails" in flow:
            read = self._with_runs(read, name)
        return history.with_overall_status(read)

    def establish(self, wanted: Wanted, state: State, since: str, *, look_first: bool) -> State:
        """Create a new ongoing integration and activate it, beside the present one if there is one. Returns the state.

        Args:
            wanted: `Ingestion`'s inputs.
            state: the last known state.
            since: the time from which it pulls, RFC 3339.
            look_first: whether an earlier attempt is possible.
        """
        generation = state.latest_generation + 1
        covers_from = min(state.covers_from or since, since)
        uri = _uri(wanted, generation)
        uri, found = self._once(
            lambda: uri if self._client.get_integration(wanted.domain_name, uri) else None,
            lambda: self._client.put_integration(
                wanted.domain_name,
                wanted.object_type_name,
                continuous_flow.definition(
                    wanted,
                    generation,
                    since=since,
                    covers_from=covers_from if generation > 1 else None,
                    now=self._now(),
                ),
                wanted.own_tags,
            ),
            look_first=look_first or generation > 1,
        )
        name = names.flow_name_of(uri)
        if found and (flow := self._client.describe_flow(name)):
            self._client.update_flow(update_integration_request(wanted.initial.flow_definition, flow))
        self._start_flow(name)
        replaced = [each for each in (state.integration_uri, *state.surplus) if each and each != uri]
        return self.read_flow(
            replace(
                state,
                made_with=_with_settings(state.made_with, wanted.initial),
                latest_generation=generation,
                covers_from=covers_from,
                surplus=tuple(replaced),
            ),
            uri,
        )

    def change(self, wanted: Wanted, state: State) -> State:
        """Change flow and tags to the desired ones. Returns the state."""
        uri, before = state.integration_uri, state.made_with
        tags = wanted.own_tags
        if tags != before.own_tags:
            removed = sorted(set(before.own_tags) - set(tags))
            self._client.tag_integration(wanted.domain_name, uri, tags, removed)
        flow = self._client.describe_flow(names.flow_name_of(uri))
        if flow and (state.drift or wanted.flow_definition != before.flow_definition):
            # The description comes last: it says that everything is as wanted.
            told = continuous_flow.described_for(flow, wanted)
            theirs = wanted.pins.taken_over and flow["flowName"] == wanted.pins.flow_name
            self._client.update_flow(update_integration_request(wanted.flow_definition, told, keep_offset=theirs))
        made_with = replace(before, flow_definition=wanted.flow_definition, tags=wanted.tags)
        return self.read_flow(replace(state, made_with=made_with, flow_shape={}), uri)

    def accepted(self, wanted: Wanted, state: State) -> State:
        """The state without the edits that whoever waits, watches or supervises has applied already, and with what only
        an update in AppFlow applies, if that is still to come.

        Args:
            wanted: `Ingestion`'s inputs.
            state: the last known state.
        """
        edited, uri = _with_settings(state.made_with, wanted), state.integration_uri
        known = edited == state.made_with and not state.outdated and edited.initial == edited
        if not uri or state.running or known:
            return state
        flow = self._client.describe_flow(names.flow_name_of(uri))
        for settings in (wanted, wanted.initial):
            if flow and continuous_flow.made_for(flow, settings):
                return replace(state, made_with=_with_settings(state.made_with, settings), outdated=False)
        return state

    def activate(self, state: State) -> State:
        """Start its flow, if it is not active. Returns the state."""
        name = names.flow_name_of(state.integration_uri)
        flow = self._client.describe_flow(name)
        if flow and flow["flowStatus"] == DRAFT and starts_in_past(flow, self._now()):
            definition = state.made_with.initial.flow_definition
            self._client.update_flow(update_integration_request(definition, flow, self._now()))
        self._start_flow(name)
        return self.read_flow(state, state.integration_uri)

    def tidy(self, wanted: Wanted, state: State) -> State:
        """Delete those beside the one that stays, with their flows. Returns the state."""
        for uri in state.surplus:
            self._client.delete_integration(wanted.domain_name, uri)
            self._remove_flow(names.flow_name_of(uri))
        return replace(state, surplus=())

    def stop(self, uri: str) -> None:
        """Stop the flow of an ongoing integration, and keep both. AppFlow may refuse to stop one that is not active."""
        name = names.flow_name_of(uri)
        flow = self._client.describe_flow(name)
        if flow and flow.get("flowStatus") == ACTIVE:
            self._client.stop_flow(name)

    def sweep(self, wanted: Wanted, workflow_ids: Iterable[str], flows: Iterable[str]) -> None:
        """Delete every integration and flow of the ingestion, also those that state knows nothing of.

        Args:
            wanted: `Ingestion`'s inputs, or those of a plan.
            workflow_ids: its workflows.
            flows: the names of their steps' flows.
        """
        token, workflow_ids, leftover = wanted.pins.token, set(workflow_ids), set(flows)
        if wanted.pins.taken_over:
            leftover.add(wanted.pins.flow_name)
        for integration in self._client.list_integrations(wanted.domain_name, hidden=True):
            name = names.flow_name_of(integration["Uri"])
            if integration.get("WorkflowId") in workflow_ids or name in leftover or token in name:
                self._client.delete_integration(wanted.domain_name, integration["Uri"])
        leftover |= {flow["flowName"] for flow in self._client.list_flows() if token in flow["flowName"]}
        for name in sorted(leftover):
            self._remove_flow(name)

    def _with_runs(self, state: State, name: str) -> State:
        """The state with the runs since it was last read: the time up to which they pulled, and the records they
        loaded."""
        pulled_until, records = state.pulled_until, 0
        for run in self._client.flow_runs(name):
            end = continuous_flow.pulled_until(run)
            if run["executionStatus"] != "Successful" or not end:
                continue
            if end <= state.pulled_until:
                break
            pulled_until = max(pulled_until, end)
            records += run.get("executionResult", {}).get("recordsProcessed", 0)
        loaded = state.records_processed if state.batches else state.records_processed + records
        return replace(state, records_processed=loaded, pulled_until=pulled_until)

    def _start_flow(self, name: str) -> None:
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


def _uri(wanted: Wanted, generation: int) -> str:
    """The URI of a generation's integration, which is the ARN of its flow."""
    return names.flow_arn(wanted.region, wanted.account, continuous_flow.name(wanted, generation))


def _with_settings(before: Wanted, wanted: Wanted) -> Wanted:
    """The inputs with those that an ongoing integration is made with."""
    return replace(
        before,
        flow_definition=wanted.flow_definition,
        tags=wanted.tags,
        kms_key_arn=wanted.kms_key_arn,
        re_establish=wanted.re_establish,
    )

"""The facts of the integrations of a domain: workflow, flow, runs, connector profile, role. Reads only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from ... import names
from ...appflow.flow_status import ACTIVE
from ...aws.errors import AwsError
from ...aws.remembering import RememberingClient
from ...ingestion.explanation import rest_ends, rounds_used_up
from ...ingestion.failures import cause_of
from ...ingestion.state import State
from ...policy.questions import statements
from ...rules import RuleViolation, rfc3339
from ..present import look, remembering, since
from ..status import Seen, Unseen, listed, report
from ..targets import Ingestion, Target
from .facts import DomainFacts, Fact, Facts, IntegrationFacts, known, seen
from .lists import CLOSELY, Lists
from .looking import all_statements, fact, facts, is_missing

RUNS = 20

_LIBRARY = "Customer Profiles ingestion "
"""The prefix of descriptions of flows that ingestions of this library created."""


class IntegrationLooks:
    """The looks at the integrations of a target's domain.

    Args:
        target: the target.
        client: the calls.
        domain: the facts of the domain.
        now: the time, UTC.
    """

    def __init__(
        self, target: Target, client: RememberingClient, domain: DomainFacts, now: Callable[[], datetime]
    ) -> None:
        self._target = target
        self._client = client
        self._domain = domain
        self._now = now
        self._memory = remembering(target)
        self._lists = self._listed()

    def ingestion(self, given: Ingestion) -> IntegrationFacts:
        """The facts of an ingestion of this library."""
        if given.listed:
            return IntegrationFacts(given.name, self._domain, status=listed(given.name, given.state), by_lists=True)
        by_lists = bool(
            self._lists and not given.alone and self._lists.show_well(given.state, lambda name: seen(self._runs(name)))
        )
        found = Seen(_listed_as_active(given.state)) if by_lists else self._seen(given)
        state = found.state if isinstance(found, Seen) else given.state
        uri, name = state.integration_uri, names.flow_name_of(state.integration_uri)
        closely = bool(uri) and not by_lists
        unfinished = len(state.complete) < len(state.batches)
        status = report(given.name, found, self._now(), alone=given.alone) if isinstance(found, Seen) else None
        return IntegrationFacts(
            given.name,
            self._domain,
            status=status,
            by_lists=by_lists,
            loading=state.running,
            failed=() if state.running else state.failed_batches,
            used_up=not state.running and _used_up(state),
            rests_until=_rests_until(state),
            workflow=found if isinstance(found, Unseen) else self._last_workflow(state),
            # Before all history is loaded, none is to be expected.
            integration={"Uri": uri} if uri else {} if state.running or state.failed_batches else None,
            flow=self._flow(name) if closely else {},
            runs=self._runs(name) if closely else (),
            connector_profile=self._profile(state.made_with.connector_profile_name),
            role=self._role(state.made_with.execution_role_arn or "") if unfinished else {},
        )

    def _listed(self) -> Lists | None:
        """What one answer says of many integrations; None where they are few, or AWS does not list them."""
        states = [each.state for each in self._target.ingestions if not each.alone]
        domain = self._domain
        if len(states) <= CLOSELY or isinstance(domain.integrations, Unseen) or isinstance(domain.flows, Unseen):
            return None
        workflows = facts("the workflows", lambda: self._client.list_workflows(domain.name, since(self._target)))
        if isinstance(workflows, Unseen):
            return None
        return Lists.of(states, domain.integrations, workflows, domain.flows, self._now())

    def _seen(self, given: Ingestion) -> Seen | Unseen | None:
        try:
            return look(self._client, given.state, self._memory, runs=RUNS)
        except (AwsError, RuleViolation) as error:
            return None if is_missing(error) else Unseen("the workflow", str(error))

    def foreign_flows(self) -> list[str]:
        """The flows that feed the domain, or should, and do not belong to an ingestion of the target."""
        integrations = [each for each in seen(self._domain.integrations) if ":appflow:" in each["Uri"]]
        integrated = {names.flow_name_of(each["Uri"]) for each in integrations}
        of_workflows = {names.flow_name_of(each["Uri"]) for each in integrations if each.get("WorkflowId")}
        waiting = {
            each["flowName"]
            for each in seen(self._domain.flows)
            if each.get("destinationConnectorType") == "CustomerProfiles"
            and not str(each.get("description", "")).startswith(_LIBRARY)
        }
        plans = [each.state.made_with.pins for each in self._target.ingestions]
        ours = {name for name in integrated | waiting if any(pins.owns(name) for pins in plans)}
        return sorted((integrated | waiting) - of_workflows - ours)

    def foreign(self, name: str) -> IntegrationFacts | None:
        """The facts of a flow that this library did not create; None if it feeds another domain."""
        domain, flow = self._domain, self._flow(name)
        destinations = [
            each["destinationConnectorProperties"].get("CustomerProfiles", {}).get("domainName")
            for each in known(flow).get("destinationFlowConfigList", [])
        ]
        if flow and not isinstance(flow, Unseen) and domain.name not in destinations:
            return None
        uri = names.flow_arn(domain.region, domain.account, name)
        profile = known(flow).get("sourceFlowConfig", {}).get("connectorProfileName", "")
        return IntegrationFacts(
            name,
            domain,
            foreign=True,
            integration=self._integration(uri),
            flow=flow,
            runs=self._runs(name) if flow else (),
            connector_profile=self._profile(profile) if flow else {},
        )

    def _integration(self, uri: str) -> Fact:
        """The integration of a flow, from the domain's list: a call for each would take a second for five."""
        domain = self._domain
        if isinstance(domain.integrations, Unseen):
            return fact("the integration", lambda: self._client.get_integration(domain.name, uri))
        return next((each for each in domain.integrations if each["Uri"] == uri), None)

    def _last_workflow(self, state: State) -> Fact:
        """The workflow that should have left an ongoing integration; empty where there is one, or none to expect."""
        if state.integration_uri or state.running or state.failed or not state.workflow_ids:
            return {}
        return fact("the workflow", lambda: self._client.get_workflow(state.domain_name, state.workflow_ids[-1]))

    def _flow(self, name: str) -> Fact:
        return fact("the flow", lambda: self._client.describe_flow(name))

    def _runs(self, name: str) -> Facts:
        return facts("the flow's runs", lambda: list(islice(self._client.flow_runs(name), RUNS)))

    def _profile(self, name: str) -> Fact:
        return fact("the connector profile", lambda: self._client.describe_connector_profile(name)) if name else {}

    def _role(self, arn: str) -> Fact:
        if not arn:
            return {}

        def read() -> dict[str, Any] | None:
            role = self._client.role(names.last_segment(arn))
            if role is None:
                return None
            managed = [self._client.managed_policy(policy) for policy in role.attached]
            return {
                "arn": role.arn,
                "trust": statements(role.trust),
                "policies": all_statements([*role.inline.values(), *managed]),
                "boundary": statements(self._client.managed_policy(role.boundary)) if role.boundary else None,
            }

        return fact("the execution role", read)


def _used_up(state: State) -> bool:
    """Whether batches that could be loaded are not resubmitted any more."""
    return rounds_used_up(state) and any(not cause_of(each.message).permanent for each in state.failed)


def _rests_until(state: State) -> str:
    end = None if state.running else rest_ends(state)
    return rfc3339(end) if end else ""


def _listed_as_active(state: State) -> State:
    """A state as the stack has it, with what AWS's lists say of its flow."""
    return replace(state, flow_status=ACTIVE) if state.integration_uri else state

"""Collects the facts of a domain from AWS. Reads only, and names whatever it may not read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any

from ... import names
from ...aws.answers import Message
from ...aws.errors import AwsError
from ...aws.remembering import RememberingClient
from ...ingestion.explanation import rest_ends, rounds_used_up
from ...ingestion.failures import cause_of
from ...ingestion.state import State
from ...policy.questions import statements
from ...rules import RuleViolation, rfc3339
from ..present import look, remembering
from ..status import Seen, Unseen, report
from ..targets import Ingestion, Target
from . import former_keys
from .facts import DomainFacts, Fact, Facts, IntegrationFacts, known, seen
from .looking import fact, facts, is_missing

AT_ONCE = 8
"""The number of integrations that are examined at the same time; the client keeps to the rates."""
RUNS = 20
LETTERS = 10

_LIBRARY = "Customer Profiles ingestion "
"""The prefix of descriptions of flows that ingestions of this library created."""


def collect(
    target: Target,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[DomainFacts, list[IntegrationFacts]]:
    """The facts of a domain, and those of its integrations: the target's own, and whatever else feeds the domain.

    `tell` is called with the number of integrations that were looked at so far, and that of all.
    """
    looks = Look(target)
    domain = looks.domain(now())
    if domain.domain is None:
        return domain, []
    jobs: list[Callable[[], IntegrationFacts | None]] = [
        *(partial(looks.ingestion, domain, each, now) for each in target.ingestions),
        *(partial(looks.foreign, domain, name) for name in looks.foreign_flows(domain)),
    ]
    found = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for facts in pool.map(lambda job: job(), jobs):
            found.append(facts)
            tell(len(found), len(jobs))
    return domain, [each for each in found if each]


class Look:
    """The looks at one account and Region."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._client = RememberingClient.of(target.client)
        self._memory = remembering(target)

    # The domain

    def domain(self, now: datetime) -> DomainFacts:
        name = self._target.domain_name
        domain = fact("the domain", lambda: self._client.get_domain(name))
        exists = bool(known(domain))
        integrations: Facts = ()
        if exists:
            integrations = facts("the integrations", lambda: self._client.list_integrations(name, hidden=True))
        queue = self._queue(known(domain).get("DeadLetterQueueUrl", ""))
        failures = self._failure_queue(known(queue))
        return DomainFacts(
            name,
            self._target.region,
            self._target.account,
            now,
            domain,
            integrations=integrations,
            flows=facts("the flows", self._client.list_flows) if exists else (),
            key=self._key("the KMS key", known(domain).get("DefaultEncryptionKey", "")),
            **(self._former_keys(known(domain).get("DefaultEncryptionKey", "")) if exists else {}),
            queue=queue,
            queue_key=self._key("the queue's KMS key", known(queue).get("key", "")),
            failure_queue=failures,
            # Each look counts as a delivery, and the next one may move the letter.
            letters=() if known(queue).get("failures") else self._letters(known(queue)),
            failed_letters=() if known(failures).get("failures") else self._letters(known(failures)),
            instances=self._instances(seen(integrations)),
        )

    def _key(self, what: str, key: str) -> Fact:
        if not key:
            return {}

        def read() -> dict[str, Any] | None:
            found = self._client.key(key)
            if found is None:
                return None
            return {"arn": found.arn, "state": found.state, "policy": statements(found.policy)}

        return fact(what, read)

    def _former_keys(self, present: str) -> dict[str, Facts]:
        looks = {"former_keys": former_keys.described_for, "recorded_keys": former_keys.recorded_in}
        what = "the keys that the domain had before"
        return {key: facts(what, partial(asked, self._client, self._target, present)) for key, asked in looks.items()}

    def _queue(self, url: str) -> Fact:
        if not url:
            return {}

        def read() -> dict[str, Any]:
            found = self._client.queue(url)
            return {
                "url": url,
                "arn": found.arn,
                "policy": statements(found.policy),
                "key": found.key,
                "waiting": found.depth.visible,
                "in_flight": found.depth.in_flight,
                "delayed": found.depth.delayed,
                "failures": found.failure_queue_arn,
            }

        return fact("the dead-letter queue", read)

    def _failure_queue(self, queue: Mapping[str, Any]) -> Fact:
        """The failure queue of a queue; empty where it has none."""
        if not queue.get("failures"):
            return {}
        url = names.queue_url_beside(queue["url"], queue["failures"])

        def read() -> dict[str, Any]:
            found = self._client.queue(url)
            depth, further = found.depth, found.failure_queue_arn
            return {"url": url, "waiting": depth.visible, "messages": depth.messages, "failures": further}

        return fact("the failure queue", read)

    def _letters(self, queue: Mapping[str, Any]) -> Facts:
        """The attributes of a few messages. Their bodies, which are personal data, are not read."""
        if not queue.get("waiting"):
            return ()

        def read() -> list[dict[str, str]]:
            # Visible again at once, so that nobody who works on the queue misses them.
            found = self._client.receive_messages(
                queue["url"], LETTERS, visibility=0, wait=1, attributes=("Message", "ObjectTypeName")
            )
            return [{"message": _text(each, "Message"), "object_type": _text(each, "ObjectTypeName")} for each in found]

        return facts("the dead letters", read)

    def _instances(self, integrations: Sequence[Mapping[str, Any]]) -> Facts:
        arns = [str(each["Uri"]) for each in integrations if str(each["Uri"]).startswith("arn:aws:connect:")]
        return [{"arn": arn, "role": self._instance_role(arn)} for arn in arns]

    def _instance_role(self, instance: str) -> Fact | list[Mapping[str, Any]]:
        """The inline policies of an instance's service-linked role, in which the console allows it to use a domain."""

        def read() -> list[Mapping[str, Any]]:
            role = self._client.service_role(names.last_segment(instance))
            return _statements(self._client.inline_policies(names.last_segment(role)).values())

        found = facts("the service-linked role of the Connect instance", read)
        return found if isinstance(found, Unseen) else list(found)

    # The integrations

    def ingestion(self, domain: DomainFacts, given: Ingestion, now: Callable[[], datetime]) -> IntegrationFacts:
        """The facts of an ingestion of this library."""
        found = self._seen(given)
        state = found.state if isinstance(found, Seen) else given.state
        uri, name = state.integration_uri, names.flow_name_of(state.integration_uri)
        unfinished = len(state.complete) < len(state.batches)
        return IntegrationFacts(
            given.name,
            domain,
            status=report(given.name, found, now(), alone=given.alone) if isinstance(found, Seen) else None,
            loading=state.running,
            failed=() if state.running else state.failed_batches,
            used_up=not state.running and _used_up(state),
            rests_until=_rests_until(state),
            workflow=found if isinstance(found, Unseen) else {},
            # Before all history is loaded, none is to be expected.
            integration={"Uri": uri} if uri else {} if state.running or state.failed_batches else None,
            flow=self._flow(name) if uri else {},
            runs=self._runs(name) if uri else (),
            connector_profile=self._profile(state.made_with.connector_profile_name),
            role=self._role(state.made_with.execution_role_arn or "") if unfinished else {},
        )

    def _seen(self, given: Ingestion) -> Seen | Unseen | None:
        try:
            return look(self._client, given.state, self._memory, runs=RUNS)
        except (AwsError, RuleViolation) as error:
            return None if is_missing(error) else Unseen("the workflow", str(error))

    def foreign_flows(self, domain: DomainFacts) -> list[str]:
        """The flows that feed the domain, or should, and do not belong to an ingestion of the target."""
        integrations = [each for each in seen(domain.integrations) if ":appflow:" in each["Uri"]]
        integrated = {names.flow_name_of(each["Uri"]) for each in integrations}
        of_workflows = {names.flow_name_of(each["Uri"]) for each in integrations if each.get("WorkflowId")}
        waiting = {
            each["flowName"]
            for each in seen(domain.flows)
            if each.get("destinationConnectorType") == "CustomerProfiles"
            and not str(each.get("description", "")).startswith(_LIBRARY)
        }
        tokens = [each.state.token for each in self._target.ingestions]
        ours = {name for name in integrated | waiting for token in tokens if token in name}
        return sorted((integrated | waiting) - of_workflows - ours)

    def foreign(self, domain: DomainFacts, name: str) -> IntegrationFacts | None:
        """The facts of a flow that this library did not create; None if it feeds another domain."""
        flow = self._flow(name)
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
            integration=self._integration(domain, uri),
            flow=flow,
            runs=self._runs(name) if flow else (),
            connector_profile=self._profile(profile) if flow else {},
        )

    def _integration(self, domain: DomainFacts, uri: str) -> Fact:
        """The integration of a flow, from the domain's list: a call for each would take a second for five."""
        if isinstance(domain.integrations, Unseen):
            return fact("the integration", lambda: self._client.get_integration(domain.name, uri))
        return next((each for each in domain.integrations if each["Uri"] == uri), None)

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
                "policies": _statements([*role.inline.values(), *managed]),
                "boundary": statements(self._client.managed_policy(role.boundary)) if role.boundary else None,
            }

        return fact("the execution role", read)


def _used_up(state: State) -> bool:
    """Whether batches that could be loaded are not resubmitted any more."""
    return rounds_used_up(state) and any(not cause_of(each.message).permanent for each in state.failed)


def _rests_until(state: State) -> str:
    end = None if state.running else rest_ends(state)
    return rfc3339(end) if end else ""


def _statements(documents: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [statement for document in documents for statement in statements(document)]


def _text(message: Message, attribute: str) -> str:
    found = message.get("MessageAttributes", {}).get(attribute)
    return found.get("StringValue", "") if found else ""

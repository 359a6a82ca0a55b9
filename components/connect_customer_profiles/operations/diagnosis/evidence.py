"""Finds the evidence for each cause in the facts. Pure: each function returns sentences, none without evidence."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from ... import names
from ...appflow.flow_status import ACTIVE, DRAFT, EXPIRED, TIME_TO_INTEGRATE
from ...ingestion.batch import FailedBatch
from ...ingestion.failures import DAILY_QUOTA, OVER_LIMIT, cause_of
from ...rules import monitoring
from ...rules.schedule import rate
from ..status import Unseen
from . import permissions
from .facts import DomainFacts, Facts, IntegrationFacts, error_of, known, seen

Evidence = list[str]

LONGEST_RUN = timedelta(hours=48)
"""How long one flow run may take (https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html)."""

MISSED_PERIODS = monitoring.DEFAULTS["missed_periods"]
"""The number of scheduled periods without a successful run that counts as a problem."""

TOO_LONG = re.compile(r"48[ -]hours?|execution time", re.IGNORECASE)

REVERSIBLE = ("Disabled", "PendingDeletion")
"""States of a key that its owner can end, for each of which there is a cause."""


# The domain


def domain_missing(facts: DomainFacts) -> Evidence:
    """The domain does not exist."""
    return [f"GetDomain finds no domain {facts.name} in {facts.region}"] if facts.domain is None else []


def key_missing(facts: DomainFacts) -> Evidence:
    """The domain's key does not exist."""
    arn = known(facts.domain).get("DefaultEncryptionKey")
    return [f"DescribeKey does not find {arn}"] if facts.key is None else []


def key_in_state(state: str) -> Callable[[DomainFacts], Evidence]:
    """The domain's key is in a state in which nobody can use it."""

    def evidence(facts: DomainFacts) -> Evidence:
        key = known(facts.key)
        return [f"the state of {key['arn']} is {state}"] if key.get("state") == state else []

    return evidence


def former_key_unusable(facts: DomainFacts) -> Evidence:
    """A key that the domain had before is disabled or scheduled for deletion."""
    return [f"the state of {arn} is {state}" for arn, state in facts.lost_keys.items()]


def key_refuses(facts: DomainFacts) -> Evidence:
    """The policy of the domain's key does not admit the service."""
    key = known(facts.key)
    refused = permissions.refused_by_key(key, facts) if key.get("state") == "Enabled" else []
    return [f"its policy lets neither the service nor the account use {', '.join(refused)}"] if refused else []


def queue_missing(facts: DomainFacts) -> Evidence:
    """The domain's queue does not exist."""
    return [f"there is no queue {known(facts.domain).get('DeadLetterQueueUrl')}"] if facts.queue is None else []


def queue_refuses(facts: DomainFacts) -> Evidence:
    """The queue's policy does not admit the service."""
    queue = known(facts.queue)
    if not queue or not permissions.refused_by_queue(queue, facts):
        return []
    return [f"the policy of {queue['arn']} does not let {names.SERVICE_PRINCIPAL} send for the domain"]


def queue_key_in_state(state: str) -> Callable[[DomainFacts], Evidence]:
    """The key of an encrypted queue is in a state in which nobody can use it."""

    def evidence(facts: DomainFacts) -> Evidence:
        key = known(facts.queue_key)
        return [f"the state of {key['arn']}, which encrypts the queue, is {state}"] if key.get("state") == state else []

    return evidence


def queue_key_refuses(facts: DomainFacts) -> Evidence:
    """The key of an encrypted queue cannot be used, for another reason than those two states."""
    if facts.queue_key is None:
        return ["the key that encrypts the queue does not exist"]
    key = known(facts.queue_key)
    if not key or key["state"] in REVERSIBLE:
        return []
    if key["state"] != "Enabled":
        return [f"the state of {key['arn']}, which encrypts the queue, is {key['state']}"]
    refused = permissions.refused_by_queue_key(key, facts)
    return [f"the policy of {key['arn']}, which encrypts the queue, refuses {', '.join(refused)}"] if refused else []


def letters_wait(facts: DomainFacts) -> Evidence:
    """Objects wait in the dead-letter queue, or are in flight. CreateDomain's test message does not count."""
    queue = known(facts.queue)
    found = _waiting(queue.get("waiting", 0), facts.letters)
    if queue.get("in_flight"):
        found.append(f"{_about(queue['in_flight'])} in flight: received by somebody, and not deleted")
    if queue.get("delayed"):
        found.append(f"{_about(queue['delayed'])} not receivable yet")
    return found


def letters_failed(facts: DomainFacts) -> Evidence:
    """Letters were delivered too often."""
    return [
        sentence
        for queue in filter(None, map(known, facts.failure_queues))
        if (found := _waiting(queue["messages"], queue["letters"]))
        for sentence in (f"the failure queue is {queue['url']}", *found)
    ]


def _waiting(number: int, letters: Facts) -> Evidence:
    looked_at = seen(letters)
    if number == len(looked_at) == 1 and not (looked_at[0]["object_type"] or looked_at[0]["message"]):
        return []
    kinds = sorted({(each["object_type"] or "no object type", each["message"] or "no message") for each in looked_at})
    count = "about 1 message waits" if number == 1 else f"about {number} messages wait"
    return [count, *map(": ".join, kinds)] if number else []


def _about(number: int) -> str:
    return "about 1 message is" if number == 1 else f"about {number} messages are"


def agents_refused(facts: DomainFacts) -> Evidence:
    """Connect instances whose own role does not reach the domain, as far as can be seen."""
    if facts.name.startswith(names.DOMAIN_PREFIX):
        return []
    refused = [
        each["arn"]
        for each in seen(facts.instances)
        if isinstance(each["role"], Unseen) or not permissions.may_use_domain(each["role"], facts)
    ]
    return [f"{arn} may use domains named {names.DOMAIN_PREFIX}… only" for arn in refused]


# Batches and runs


def rounds_used_up(facts: IntegrationFacts) -> Evidence:
    """Failed batches that nothing resubmits any more."""
    if not facts.used_up:
        return []
    return [f"batch {each.start} to {each.end}: {each.message}" for each in facts.failed if not _is_permanent(each)]


def daily_quota(facts: IntegrationFacts) -> Evidence:
    """Failures because of a quota that is there again on the next day."""
    found = said(DAILY_QUOTA.name)(facts)
    return [*found, f"the quota is there again at {facts.rests_until}"] if found and facts.rests_until else found


def said(cause: str) -> Callable[[IntegrationFacts], Evidence]:
    """Failures whose message matches a cause of `ingestion.failures`."""

    def evidence(facts: IntegrationFacts) -> Evidence:
        return [
            f"{each.of}: {each.text or 'failed without a message'}"
            for each in facts.messages
            if cause_of(each.text).name == cause and not (cause == OVER_LIMIT.name and TOO_LONG.search(each.text))
        ]

    return evidence


def run_too_long(facts: IntegrationFacts) -> Evidence:
    """Runs that reached, or are about to reach, the longest duration of a run."""
    words = [f"{each.of}: {each.text}" for each in facts.messages if TOO_LONG.search(each.text)]
    running = [
        f"the run that began at {_text(run['startedAt'])} is not done yet"
        for run in seen(facts.runs)
        if run["executionStatus"] == "InProgress" and facts.now - run["startedAt"] >= LONGEST_RUN
    ]
    return words + running


# The ongoing integration


def connector_profile_missing(facts: IntegrationFacts) -> Evidence:
    """The connector profile does not exist."""
    return ["DescribeConnectorProfiles does not find it"] if facts.connector_profile is None else []


def integration_missing(facts: IntegrationFacts) -> Evidence:
    """History is loaded, and no integration brings in changes."""
    if facts.foreign or facts.loading or facts.failed:
        return []
    if facts.integration is None:
        workflow = known(facts.workflow)
        said = workflow.get("ErrorDescription", "")
        return ["the domain has no such integration", *([f"workflow {workflow['WorkflowId']}: {said}"] if said else [])]
    return ["the integration exists, but its flow does not"] if facts.flow is None else []


def flow_expired(facts: IntegrationFacts) -> Evidence:
    """A flow that cannot be used any more."""
    flow = known(facts.flow)
    if flow.get("flowStatus") in EXPIRED:
        return [f"the status of flow {flow['flowName']} is {flow['flowStatus']}"]
    if not _waits_for_integration(facts) or _age(flow, facts.now) < TIME_TO_INTEGRATE:
        return []
    return [f"flow {flow['flowName']} was created on {_text(flow['createdAt'])} and never integrated"]


def flow_not_integrated(facts: IntegrationFacts) -> Evidence:
    """A flow that will expire unless it is integrated."""
    flow = known(facts.flow)
    if not _waits_for_integration(facts) or flow_expired(facts):
        return []
    expires = flow["createdAt"] + TIME_TO_INTEGRATE
    return [f"flow {flow['flowName']} expires on {_text(expires)}"]


def flow_draft(facts: IntegrationFacts) -> Evidence:
    """A flow that nobody has started."""
    flow = known(facts.flow)
    scheduled = flow and _runs_by_itself(flow)
    return [f"the status of flow {flow['flowName']} is Draft"] if scheduled and flow["flowStatus"] == DRAFT else []


def flow_deactivated(facts: IntegrationFacts) -> Evidence:
    """A flow that AppFlow has stopped: its last run failed."""
    flow = known(facts.flow)
    stopped = flow.get("flowStatus") == "Errored" or (flow.get("flowStatus") == "Suspended" and facts.failing_runs)
    if not stopped:
        return []
    failed = len(facts.failing_runs)
    last = f", after {failed} failed runs: {error_of(facts.failing_runs[0])}" if failed else ""
    return [f"the status of flow {flow['flowName']} is {flow['flowStatus']}{last}"]


def flow_suspended(facts: IntegrationFacts) -> Evidence:
    """A flow that somebody has stopped: its last run did not fail."""
    flow = known(facts.flow)
    stopped = flow.get("flowStatus") == "Suspended" and not facts.failing_runs
    return [f"the status of flow {flow['flowName']} is Suspended, its last run did not fail"] if stopped else []


def no_recent_success(facts: IntegrationFacts) -> Evidence:
    """An active flow without a successful run for several periods of its schedule."""
    flow = known(facts.flow)
    if flow.get("flowStatus") != ACTIVE or not _runs_by_itself(flow) or isinstance(facts.runs, Unseen):
        return []
    schedule = flow["triggerConfig"]["triggerProperties"]["Scheduled"]
    period = schedule_period(schedule["scheduleExpression"])
    last = next((run["startedAt"] for run in facts.runs if run["executionStatus"] == "Successful"), None)
    since = last or max(flow["createdAt"], flow["lastUpdatedAt"], schedule.get("scheduleStartTime", flow["createdAt"]))
    if period is None or facts.now - since < MISSED_PERIODS * period:
        return []
    when = f"since {_text(last)}" if last else "so far"
    return [f"no successful run {when}, although it is scheduled as {schedule['scheduleExpression']}"]


def schedule_period(expression: str) -> timedelta | None:
    """The period of `rate(…)`; None for other expressions."""
    found = rate(expression)
    return timedelta(minutes=found.minutes) if found else None


def _is_permanent(batch: FailedBatch) -> bool:
    return cause_of(batch.message).permanent


def _waits_for_integration(facts: IntegrationFacts) -> bool:
    return facts.foreign and bool(known(facts.flow)) and facts.integration is None


def _runs_by_itself(flow: Any) -> bool:
    return bool(flow["triggerConfig"]["triggerType"] == "Scheduled")


def _age(flow: Any, now: datetime) -> timedelta:
    age: timedelta = now - flow["createdAt"]
    return age


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")

"""The input of a diagnosis: plain facts about a domain and its integrations, as the APIs return them. Pure.

A fact is None if the thing does not exist, empty if there is nothing to look at, and `Unseen`, with the reason, if it
may not be looked at; no cause is ever concluded from that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from ...ingestion.batch import FailedBatch
from ..status import Status, Unseen

Fact = Mapping[str, Any] | Unseen | None
Facts = Sequence[Mapping[str, Any]] | Unseen


@dataclass(frozen=True)
class Message:
    """The service's message about a failure: `of` a batch or run."""

    of: str
    text: str


@dataclass(frozen=True)
class DomainFacts:
    """A domain, and the facts that its integrations share.

    Attributes:
        now: when the facts were collected, UTC.
        domain: what GetDomain says.
        key: `arn`, `state` and `policy` (statements) of the domain's key; empty with an AWS managed key.
        former_keys, recorded_keys: `arn` and `state` of other keys that cannot be used and that profiles may still be
            encrypted with: those whose description or policy names the domain, and those that the stack has.
        queue: `url`, `arn`, `policy` (statements), `key`, and its messages: `waiting`, `in_flight`, `delayed`; empty
            where the domain has no queue.
        failure_queues: where SQS moves letters that were received too often: the queue's failure queue, that one's own,
            and so on. Each has `url`, `messages`, and `letters` as below; one that could not be read is Unseen.
        queue_key: the key that encrypts the queue's messages, like `key`; empty where SQS has keys of its own.
        integrations, flows: all integrations of the domain, hidden ones included, and all flows of the account.
        letters: `message` and `object_type` of a few messages; none where looking at a letter may move it.
        instances: the Connect instances of the domain, each with `arn` and `role`: the statements of the inline
            policies of its service-linked role, or Unseen.
    """

    name: str
    region: str
    account: str
    now: datetime
    domain: Fact
    integrations: Facts = ()
    flows: Facts = ()
    key: Fact = field(default_factory=dict)
    former_keys: Facts = ()
    recorded_keys: Facts = ()
    queue: Fact = field(default_factory=dict)
    queue_key: Fact = field(default_factory=dict)
    failure_queues: Sequence[Fact] = ()
    letters: Facts = ()
    instances: Facts = ()

    @property
    def lost_keys(self) -> dict[str, str]:
        """ARN and state of every key that the domain had before and that cannot be used."""
        return {str(each["arn"]): str(each["state"]) for each in (*seen(self.former_keys), *seen(self.recorded_keys))}

    @property
    def unseen(self) -> list[Unseen]:
        """The facts that could not be looked at."""
        within = [
            *(each["role"] for each in seen(self.instances)),
            *self.failure_queues,
            *(known(each).get("letters") for each in self.failure_queues),
        ]
        return [*_unseen(self), *(each for each in within if isinstance(each, Unseen))]


@dataclass(frozen=True)
class IntegrationFacts:
    """An integration, and the domain that it feeds.

    Attributes:
        name: its name in commands.
        status: as `status` shows it; None where this library did not create it, or its progress could not be read.
        by_lists: whether AWS's lists show that nothing is wrong with it, and nothing else was asked: its progress is
            that of the stack.
        loading: whether a workflow is running.
        failed: the batches that were not loaded.
        used_up: whether some of them would be resubmitted, but have been as often as they may.
        rests_until: when the daily quota for which batches have failed is there again; "" if none has.
        foreign: whether this library did not create it, or not as an ingestion; then it cannot be re-established.
        workflow: what GetWorkflow says of the one that should have left an ongoing integration, where there is none;
            Unseen where the progress of the latest workflow could not be read, and else empty.
        integration: what GetIntegration says.
        flow: what DescribeFlow says; empty where there is none to expect yet.
        runs: the flow's latest runs, newest first.
        connector_profile: what DescribeConnectorProfiles says; empty for files in S3.
        role: `arn`, `trust`, `policies` and `boundary` (statements, or None for no boundary) of the execution role;
            empty where no history is left to load.
    """

    name: str
    domain: DomainFacts
    status: Status | None = None
    by_lists: bool = False
    loading: bool = False
    failed: Sequence[FailedBatch] = ()
    used_up: bool = False
    rests_until: str = ""
    foreign: bool = False
    workflow: Fact = field(default_factory=dict)
    integration: Fact = field(default_factory=dict)
    flow: Fact = field(default_factory=dict)
    runs: Facts = ()
    connector_profile: Fact = field(default_factory=dict)
    role: Fact = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """When the facts were collected, UTC."""
        return self.domain.now

    @property
    def unseen(self) -> list[Unseen]:
        """The facts that could not be looked at."""
        return _unseen(self)

    @property
    def failing_runs(self) -> list[Mapping[str, Any]]:
        """The runs that failed since the last successful one, newest first."""
        failing = []
        for run in seen(self.runs):
            if run["executionStatus"] == "Successful":
                break
            if run["executionStatus"] == "Error":
                failing.append(run)
        return failing

    @property
    def messages(self) -> list[Message]:
        """The service's messages about failed batches and runs."""
        batches = [Message(f"batch {each.start} to {each.end}", each.message) for each in self.failed]
        runs = [Message(f"run at {_minute(each['startedAt'])}", error_of(each)) for each in self.failing_runs[:1]]
        return [*batches, *runs]


def seen(facts: Facts) -> Sequence[Mapping[str, Any]]:
    """The facts in a list that could be looked at."""
    return () if isinstance(facts, Unseen) else facts


def known(fact: Fact) -> Mapping[str, Any]:
    """The properties of a thing; empty if it does not exist or could not be looked at."""
    return {} if fact is None or isinstance(fact, Unseen) else fact


def error_of(run: Mapping[str, Any]) -> str:
    """AppFlow's message about a failed run."""
    return str(run.get("executionResult", {}).get("errorInfo", {}).get("executionMessage", ""))


def _unseen(facts: Any) -> list[Unseen]:
    values: Iterator[Any] = (getattr(facts, each.name) for each in fields(facts))
    return [value for value in values if isinstance(value, Unseen)]


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")

"""Counts of what a redrive has done. Pure."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .messages import NO_OBJECT, TEST_MESSAGES


@dataclass
class Tally:
    """Counts of a run so far.

    Attributes:
        received: letters taken from the queue, each delivery counted.
        stored: letters whose object is stored.
        superseded: letters whose object is not stored because a newer version of it is.
        deleted: letters deleted: stored, superseded or parked.
        calls: PutProfileObject calls.
        again: calls that were repeated, by reason.
        parked: letters sent to the parking queue, by reason.
        left: letters that stay in the queue, by reason.
        passed_over: letters that were not chosen.
        of_other_domains: those of them that other domains have sent, which share the queue.
        newer: letters sent after the run had begun.
        beyond_limit: letters in the queue that a limited run did not come to, approximately.
        in_flight_elsewhere: letters that somebody else held at the end, approximately.
        delayed: letters that could not be received yet, approximately.
        in_failure_queue: letters that SQS has moved to the queue's failure queue, or from there to its own,
            approximately; None if one of these queues cannot be seen.
        halted: why the run ended early; empty if it did not.
    """

    received: int = 0
    stored: int = 0
    superseded: int = 0
    deleted: int = 0
    calls: int = 0
    again: Counter[str] = field(default_factory=Counter)
    parked: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0
    of_other_domains: int = 0
    newer: int = 0
    beyond_limit: int = 0
    in_flight_elsewhere: int = 0
    delayed: int = 0
    in_failure_queue: int | None = 0
    seconds: float = 0
    halted: str = ""

    @property
    def complete(self) -> bool:
        """Whether every letter's object is stored, or a newer version of it: none is left, parked or waits, as far as
        letters can be seen."""
        unseen = self.in_flight_elsewhere or self.delayed or self.in_failure_queue != 0
        # CreateDomain's test message stays, and nobody misses it.
        staying = self.staying - min(self.left[NO_OBJECT], TEST_MESSAGES)
        return not (self.halted or self.parked or staying or self.beyond_limit or unseen)

    @property
    def staying(self) -> int:
        """Letters that this run has received and left in the queue."""
        return sum(self.left.values()) + self.passed_over + self.newer

    @property
    def handled(self) -> int:
        """Letters of whose fate this run has nothing more to decide."""
        return self.stored + self.superseded + sum(self.parked.values()) + sum(self.left.values()) + self.passed_over

    def document(self) -> dict[str, Any]:
        """The same as plain JSON."""
        counted = {name: dict(value) if isinstance(value, Counter) else value for name, value in vars(self).items()}
        return {**counted, "complete": self.complete}

    def log_entry(self) -> dict[str, Any]:
        """The same for logs: of `halted` only the error's code, without words that a service chooses."""
        return {**self.document(), "halted": self.halted.partition(":")[0]}

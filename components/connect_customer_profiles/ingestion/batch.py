"""Batches of history: the state of each window of a plan. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..rules import RuleViolation, instant, rfc3339
from .plain import Plain, mappings, number, optional_number, text
from .windows import Window

COMPLETE = "COMPLETE"
FAILED = "FAILED"
NOT_STARTED = "NOT_STARTED"


@dataclass(frozen=True, slots=True)
class Batch(Window):
    """A window of history that a workflow loads, or has loaded.

    Attributes:
        status: `NOT_STARTED`, `IN_PROGRESS`, `COMPLETE` or `FAILED`.
        records: how many were loaded.
        generation: of the workflow that has taken it on; None where an earlier version did not say.
        message: why it failed, in the service's words; "" for any other.
        failed_at: when it failed, RFC 3339; "" for any other, or if nobody has said.
    """

    status: str = NOT_STARTED
    records: int = 0
    generation: int | None = None
    message: str = ""
    failed_at: str = ""

    @property
    def complete(self) -> bool:
        """Whether it is loaded."""
        return self.status == COMPLETE

    @property
    def failed(self) -> bool:
        """Whether it was not loaded, and no workflow tries any more."""
        return self.status == FAILED

    def to_state(self) -> dict[str, Any]:
        """As state has it."""
        return {
            "start": self.start,
            "end": self.end,
            "status": self.status,
            "records": self.records,
            **({} if self.generation is None else {"generation": self.generation}),
            **({"message": self.message} if self.failed or self.message else {}),
            **({"failed_at": self.failed_at} if self.failed_at else {}),
        }


@dataclass(frozen=True, slots=True)
class FailedBatch(Window):
    """A failed batch, with cause and remedy.

    Attributes:
        message: the service's message.
        cause: one word, see `failures.CAUSES`.
        remedy: what to do, as one sentence.
    """

    message: str = ""
    cause: str = ""
    remedy: str = ""

    def to_state(self) -> dict[str, str]:
        """As state has it."""
        return {
            "start": self.start,
            "end": self.end,
            "message": self.message,
            "cause": self.cause,
            "remedy": self.remedy,
        }


def batches_from_state(found: Plain, key: str) -> tuple[Batch, ...]:
    """The batches in a list from state, without items that lack a start or an end."""
    batches = (
        Batch(
            text(each, "start"),
            text(each, "end"),
            text(each, "status"),
            number(each, "records"),
            optional_number(each, "generation"),
            text(each, "message"),
            text(each, "failed_at"),
        )
        for each in mappings(found, key)
    )
    return tuple(batch for batch in batches if batch.start and batch.end)


WAY_OUT = (
    "nothing is loaded or written until that is known: put its `batches` back as an earlier state has them "
    "(`pulumi stack export --version`, then `pulumi stack import`)"
)
"""What to do where AWS does not know either."""


def flaw_in_state(found: Plain, key: str, members: Sequence[str] = ("start", "end", "status")) -> str:
    """Why the batches in a state are not those that were written there; "" if they are.

    `batches_from_state` passes over what it cannot read. Who only looks would then say that all is well, of batches
    that nobody knows anything about, and who updates would load them again.
    """
    value = found.get(key)
    if not isinstance(value, (list, tuple)):
        return f"{key} is not in state" if value is None else f"{key} in state is not a list"
    for index, each in enumerate(value):
        where = f"{key}[{index}] in state"
        if not isinstance(each, Mapping):
            return f"{where} is not an object"
        lacking = next((name for name in members if not text(each, name)), "")
        if lacking:
            return f"{where} has no {lacking}"
        if not _is_time(each["start"]) or not _is_time(each["end"]) or each["start"] >= each["end"]:
            return f"{where} is no range of time"
    return ""


def _is_time(written: str) -> bool:
    """Whether a text is a time as state has them, which order as text does."""
    try:
        return rfc3339(instant(written)) == written
    except RuleViolation:
        return False

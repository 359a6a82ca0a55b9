"""Why batches are not loaded, and what becomes of each: cause, remedy, when it is tried again. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from ..rules import rfc3339
from ..sources import of_flow
from ..sources.quota_day import LAST_24_HOURS
from .batch import Batch, FailedBatch
from .failures import DAILY_QUOTA, cause_of, helps
from .progress import instant
from .wanted import Wanted


class Attempts(Protocol):
    """What a state knows of the attempts to load its batches; see `state.State`."""

    @property
    def made_with(self) -> Wanted:
        """The inputs of the last update."""
        ...

    @property
    def attempted_at(self) -> str:
        """When the latest workflow was started, RFC 3339."""
        ...

    @property
    def failed(self) -> Sequence[Batch]:
        """The batches that are not loaded."""
        ...

    @property
    def resubmitted(self) -> int:
        """How often failed batches were resubmitted."""
        ...


def rounds_used_up(state: Attempts) -> bool:
    """Whether failed batches are not resubmitted any more, whatever their cause."""
    return state.resubmitted >= state.made_with.most_resubmissions


def rests_until(batch: Batch, state: Attempts) -> datetime | None:
    """When the daily quota that a batch failed for is there again; None if that is not why it failed."""
    failed_at = instant(batch.failed_at or state.attempted_at)
    if failed_at is None or cause_of(batch.message) is not DAILY_QUOTA:
        return None
    source = of_flow(state.made_with.flow_definition)
    return (source.quota_day if source else LAST_24_HOURS).after(failed_at)


def rest_ends(state: Attempts) -> datetime | None:
    """When the daily quota for which batches have failed is there again; None if none has."""
    return max((end for batch in state.failed if (end := rests_until(batch, state))), default=None)


def explained(batch: Batch, state: Attempts) -> FailedBatch:
    """A failed batch with cause and remedy."""
    cause = cause_of(batch.message)
    return FailedBatch(batch.start, batch.end, batch.message, cause.name, _remedy(batch, state))


def summary(failed: Sequence[Mapping[str, Any]]) -> str:
    """Failed batches, as state has them, on one line: how many, the first one's message, and every remedy."""
    first, number = failed[0], len(failed)
    remedies = " ".join(dict.fromkeys(str(each["remedy"]) for each in failed))
    batches = "1 batch is" if number == 1 else f"{number} batches are"
    words = first["message"] or "it failed without a message"
    return (
        f"{batches} not loaded, the first ({first['start']} to {first['end']}): {words} ({first['cause']}). {remedies}"
    )


def _remedy(batch: Batch, state: Attempts) -> str:
    cause, precise = cause_of(batch.message), helps(batch.message)
    resubmit = f"customer-profiles resubmit {state.made_with.object_type_name or 'NAME'}"
    if not cause.permanent and rounds_used_up(state):
        number = state.made_with.most_resubmissions
        rounds = f"All rounds ({number}) are used up" if number else "It is not resubmitted (its resubmit limit is 0)"
        return _sentences(precise, f"{rounds}: run `{resubmit}`, or change its re-establish text.")
    if until := rests_until(batch, state):
        source = of_flow(state.made_with.flow_definition)
        words = (source.quota_day if source else LAST_24_HOURS).words
        return _sentences(
            f"The first `pulumi up --refresh` or round of the supervisor after {rfc3339(until)} tries it again: the "
            f"quota is there again {words}.",
            precise,
        )
    if not cause.permanent:
        # Whatever they failed for: all wait while the quota is used up.
        end = rest_ends(state)
        wait = f"Not before {rfc3339(end)}, when the source's daily quota is there again." if end else ""
        return _sentences(cause.remedy, wait)
    if cause.unseen:
        then = f"Then run `pulumi up --refresh` if the program has changed, `{resubmit}` if not."
        return _sentences(precise or cause.remedy, then)
    return f"{precise} Then run `pulumi up --refresh`." if precise else cause.remedy


def _sentences(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def still_running(workflow_ids: Sequence[str]) -> list[str]:
    """The warning about workflows that run on after their deletion; none if there are none."""
    if not workflow_ids:
        return []
    return [
        f"warning: AWS has accepted the deletion of workflow {', '.join(workflow_ids)}, which still runs after 10 "
        "minutes: look whether it has created flows or integrations since"
    ]

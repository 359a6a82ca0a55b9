"""The supervisor's rounds on the days after a source's daily quota was used up, in this process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from connect_customer_profiles.ingestion import lost
from connect_customer_profiles.operations.supervisor import Outcome, supervise

from tests.operations.deployment import Deployment
from tests.provider.place import DAY, Place

Deploy = Callable[..., Deployment]
HOURS = DAY / 8
QUOTAS = [
    "Error 1029: Export daily quota 500MB exceeded.",
    "607: Daily API Request Limit reached",
    "REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
    "ExceededQuota: ASYNC_API_EXCEEDED_BATCHES_LIMIT per rolling 24 hours",
]


@dataclass
class Days:
    """Days that pass for AWS and for the supervisor.

    On each, what a round has started ends some hours after the round, whose clock stays where it is: whether a midnight
    comes between depends on nothing.
    """

    place: Place
    made: Deployment
    passed: int = 0

    def hours_later(self) -> None:
        """What runs at AWS ends."""
        self.place.control.advance(HOURS)

    def two_days_later(self) -> None:
        """Midnight is over wherever the source is."""
        self.place.control.advance(2 * DAY)
        self.passed += 2

    def round(self) -> Outcome:
        """A round of the supervisor."""
        now = datetime.now(UTC) + timedelta(days=self.passed)
        integrations = {"contacts": self.made.only.inputs}
        [outcome] = supervise(integrations, timedelta(minutes=15), now=lambda: now, sleep=lambda _: None)
        return outcome

    @property
    def started(self) -> int:
        """How many workflows were started."""
        return len(self.place.calls("CreateIntegrationWorkflow"))


@pytest.fixture
def days(place: Place, deployment: Deploy, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Days]]:
    """A load whose first run uses up the quota."""
    monkeypatch.setattr(lost, "LISTING_LAG", timedelta(0))

    def began(message: str, resubmit_limit: int) -> Days:
        place.control.add_fault("step_fails", permanent=True, count=1000, message=message)
        made = Days(place, deployment(resubmit_limit=resubmit_limit))
        made.hours_later()
        return made

    yield began
    place.control.clear_faults()


def rests(days: Days) -> None:
    """However often it looks on this day, nothing is started and nothing has failed for good."""
    before = days.started
    for _ in range(3):
        outcome = days.round()
        assert (outcome.step, outcome.error, outcome.failed) == ("", "", ())
        # AWS may have split one.
        assert len(outcome.resting) >= 2
    assert days.started == before


@pytest.mark.parametrize("message", QUOTAS)
def test_next_day_the_supervisor_resumed_nothing(message: str, days: Callable[..., Days]) -> None:
    ours = days(message, resubmit_limit=2)
    rests(ours)
    ours.two_days_later()
    assert ours.round().step.startswith("resubmits ")
    ours.hours_later()
    rests(ours)
    ours.place.control.clear_faults()
    ours.two_days_later()
    assert ours.round().step.startswith("resubmits ")
    ours.hours_later()
    assert ours.round().status == "COMPLETE"
    assert ours.started == 3


def test_a_day_is_one_round_and_rounds_that_are_used_up_are_said(days: Callable[..., Days]) -> None:
    ours = days(QUOTAS[0], resubmit_limit=1)
    rests(ours)
    ours.two_days_later()
    assert ours.round().step.startswith("resubmits ")
    ours.hours_later()
    told = ours.round()
    assert (told.step, told.resting) == ("", ())
    assert told.news.startswith(f"contacts: {len(told.failed)} batches failed permanently. daily_quota: ")
    ours.two_days_later()
    later = ours.round()
    assert (later.step, later.failed, later.resting, later.news) == ("", told.failed, (), "")
    assert ours.started == 2

"""Letters stored + parked + discarded + visible + in flight + in the failure queue = letters sent, whoever is killed
whenever; and every number that a command shows is one of these. Letters of other domains stay in the queues."""

import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.operations.letter_world import FAILURES, PARKED, VISIBILITY, Kill, World, opened

# Shrinking may take longer than a test may: `HYPOTHESIS_PROFILE=deep` does it.
SMALL = settings(max_examples=5, stateful_step_count=12, phases=(Phase.explicit, Phase.generate))
DEEP = settings(max_examples=300, stateful_step_count=40)
KILLS = st.none() | st.builds(Kill, st.integers(0, 40), st.sampled_from(("before", "after")))
CHOICES = ((), ("--park-queue", PARKED), ("--only", "missing-key"), ("--limit", "2"))
REDRIVE = ("dead-letters", "redrive", "--rate", "1000", "--visibility", str(VISIBILITY))


class Letters(RuleBasedStateMachine):
    """People, a function and kills around one dead-letter queue."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.file = Path(self._open.enter_context(tempfile.TemporaryDirectory())) / "letters.jsonl"
        self.world: World

    @initialize(failure_queue=st.booleans())
    def begin(self, failure_queue: bool) -> None:
        self.world = self._open.enter_context(opened(failure_queue=failure_queue))
        self.fails = failure_queue
        self.world.arrive(5, whole=True)

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self.comes_to_rest()
        finally:
            self._open.close()

    # -- what happens to letters

    @rule(count=st.integers(1, 6), whole=st.booleans())
    def letters_arrive(self, count: int, whole: bool) -> None:
        self.world.arrive(count, whole=whole)

    @rule(count=st.integers(1, 3))
    def letters_of_another_domain_arrive(self, count: int) -> None:
        self.world.arrive_of_others(count)

    @rule(seconds=st.sampled_from((1, VISIBILITY, 130, 700)))
    def time_passes(self, seconds: int) -> None:
        self.world.skip(seconds)

    @rule(visibility=st.sampled_from((5, 60, 600)))
    def somebody_receives_some_and_keeps_them(self, visibility: int) -> None:
        self.world.received(visibility)

    @rule(kill=KILLS)
    def the_function_is_invoked(self, kill: Kill | None) -> None:
        self.world.invoke(kill)

    # -- who looks

    @rule(view=st.sampled_from(("triage", "list", "export", "redrive --dry-run")), receive=st.booleans(), kill=KILLS)
    def somebody_looks(self, view: str, receive: bool, kill: Kill | None) -> None:
        before = self.world.counts()
        self.file.unlink(missing_ok=True)
        more = (*(("--receive",) if receive else ()), *((str(self.file),) if view == "export" else ()))
        with self.world.still():
            result = self.world.run("dead-letters", *view.split(), *more, kill=kill)
            after = self.world.counts()
        assert before.open == after.open
        if not self.fails or not receive:
            assert (before.failed, before.parked, before.stored) == (after.failed, after.parked, after.stored)
        if result is None:
            return
        code, document = result
        unseen = document["unseen"]
        seen = SEEN[view.split(maxsplit=1)[0]](document)
        counted = self.fails and not receive
        assert unseen["not_received"] == (after.visible if counted else 0)
        assert unseen["in_flight"] == after.in_flight
        assert unseen["delayed"] == 0
        assert seen + sum(unseen.values()) == after.open
        # Letters may become visible right after the look.
        looked_at = 0 if counted else after.visible - unseen["not_reached"]
        assert seen == looked_at + after.failed - unseen["failed"]
        if view in ("triage", "list"):
            assert code == int(after.open > 0)

    @rule(kill=KILLS)
    def somebody_diagnoses(self, kill: Kill | None) -> None:
        with self.world.still():
            result = self.world.run("diagnose", kill=kill)
            after = self.world.counts()
        if result is None:
            return
        _, document = result
        found = {each["cause"]: " ".join(each["evidence"]) for each in document["findings"]}
        waiting = _numbers(found.get("dead_letters", ""))
        assert waiting == [each for each in (after.visible, after.in_flight) if each]
        assert _numbers(found.get("failure_queue", "")) == ([after.failed] if after.failed else [])

    # -- who re-ingests

    @rule(more=st.sampled_from(CHOICES), kill=KILLS)
    def somebody_redrives(self, more: tuple[str, ...], kill: Kill | None) -> None:
        before = self.world.counts()
        result = self.redriven(*more, kill=kill)
        after = self.world.counts()
        if result is None:
            return
        code, tally = result
        assert (code == 0) == tally["complete"]
        assert tally["stored"] + sum(tally["parked"].values()) == tally["deleted"] == before.open - after.open
        assert tally["in_failure_queue"] == after.failed
        stays = sum(tally["left"].values()) + tally["passed_over"] + tally["newer"]
        elsewhere = tally["in_flight_elsewhere"]
        if "--limit" in more:
            assert stays + elsewhere + tally["beyond_limit"] == after.visible + after.in_flight
        else:
            assert (elsewhere, stays, tally["beyond_limit"]) == (after.in_flight, after.visible, 0)
        assert not tally["complete"] or after.open == 0

    @rule(kill=KILLS)
    def somebody_redrives_what_failed(self, kill: Kill | None) -> None:
        failures = self.world.client("sqs").get_queue_url(QueueName=FAILURES)["QueueUrl"]
        before = self.world.counts()
        result = self.redriven("--queue", failures, "--parked", kill=kill)
        after = self.world.counts()
        if result is not None:
            assert result[1]["deleted"] == before.failed - after.failed

    def redriven(self, *more: str, kill: Kill | None = None) -> tuple[int, Any] | None:
        sqs = self.world.client("sqs")
        urls = [sqs.get_queue_url(QueueName=each)["QueueUrl"] if each == PARKED else each for each in more]
        return self.world.run(*REDRIVE, *urls, kill=kill)

    # -- who gives up

    @rule(only=st.sampled_from(((), ("--only", "missing-key"), ("--limit", "2"))), kill=KILLS)
    def somebody_discards(self, only: tuple[str, ...], kill: Kill | None) -> None:
        before = self.world.counts()
        self.file.unlink(missing_ok=True)
        result = self.world.run("dead-letters", "discard", str(self.file), "--yes", "--receive", *only, kill=kill)
        kept = self.file.read_text().splitlines() if self.file.exists() else []
        self.world.exported |= {name for line in kept for name in re.findall(r"\bo-\d+", line)}
        after = self.world.counts()
        gone = before.open - after.open
        assert 0 <= gone <= len(kept)
        if result is not None:
            code, document = result
            assert (document["exported"], document["discarded"]) == (len(kept), gone)
            assert document["left"] == len(kept) - gone
            assert code == int(document["left"] > 0)

    # -- what always holds

    @invariant()
    def all_letters_are_somewhere(self) -> None:
        if hasattr(self, "world"):
            now = self.world.counts()
            assert now.open + now.parked + now.stored + now.discarded == self.world.sent

    def comes_to_rest(self) -> None:
        """What somebody holds is in every count; once everybody has gone, two runs finish what can be finished."""
        self.world.arrive(2, whole=True)
        self.world.received(600)
        self.somebody_redrives((), None)
        self.world.skip(3600)
        self.redriven("--park-queue", PARKED)
        self.somebody_redrives_what_failed(None)
        left = self.world.counts().open
        code, document = self.world.run("dead-letters", "triage") or (None, {})
        seen = sum(each["letters"] for each in document["groups"])
        assert (code, seen + sum(document["unseen"].values())) == (int(left > 0), left)


def _numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"about (\d+) message", text)]


SEEN: dict[str, Callable[[Any], int]] = {
    "triage": lambda document: sum(each["letters"] for each in document["groups"]),
    "list": lambda document: len(document["letters"]),
    "export": lambda document: int(document["letters"]) + int(document["of_other_domains"]),
    "redrive": lambda document: int(document["would_be_put"]) + sum(document["would_not"].values()),
}


@pytest.mark.parametrize("more", CHOICES)
def test_letters_add_up_whatever_is_chosen(more: tuple[str, ...]) -> None:
    """With and without letters that somebody else holds."""
    story = Letters()
    story.begin(failure_queue=True)
    story.letters_arrive(count=4, whole=False)
    story.letters_of_another_domain_arrive(count=2)
    story.somebody_redrives(more, None)
    story.letters_arrive(count=6, whole=True)
    story.somebody_receives_some_and_keeps_them(600)
    story.letters_arrive(count=3, whole=True)
    story.somebody_redrives(more, None)
    story.letters_arrive(count=3, whole=False)
    story.somebody_discards(("--limit", "2"), None)
    story.all_letters_are_somewhere()
    assert story.world.counts().discarded in (1, 2)  # a letter of another domain may be among the two
    story.teardown()


def test_letters_add_up_whoever_is_killed() -> None:
    """Five stories of up to twelve steps, the same each time; `HYPOTHESIS_PROFILE=deep` tells others, and more."""
    deep = settings().max_examples > 100
    run_state_machine_as_test(Letters, settings=DEEP if deep else SMALL)

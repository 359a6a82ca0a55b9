"""The engine over a queue and a store in memory, a hundred times faster than AWS."""

import itertools
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.aws.sqs import Depth
from connect_customer_profiles.operations.dead_letters import returns
from connect_customer_profiles.operations.dead_letters.decisions import Limits
from connect_customer_profiles.operations.dead_letters.holding import Holding
from connect_customer_profiles.operations.dead_letters.keys import ObjectKeys
from connect_customer_profiles.operations.dead_letters.messages import Letter
from connect_customer_profiles.operations.dead_letters.redrive import Redrive
from connect_customer_profiles.operations.dead_letters.tally import Tally
from connect_customer_profiles.operations.dead_letters.versions import Versions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.operations.dead_letters.failures import failed

SPEED = 20
LIMITS = Limits(
    rate=97 * SPEED,
    burst=3 * SPEED,
    call_seconds=0.9 / SPEED,
    profile_seconds=1 / SPEED,
    backoff_seconds=1 / SPEED,
    visibility=3,
)
KEYS = ObjectKeys.of(
    {
        "Fields": {"id": {"Source": "_source.id"}, "number": {"Source": "_source.number"}},
        "Keys": {
            "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["id"]}],
            "object": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["number"]}],
        },
    }
)
CROWDED = failed("ThrottlingException", "Too many objects ingested on the profile per second", 429)
NO_ANSWER = failed("ReadTimeoutError", "", 0)
REFUSED = failed("BadRequestException", "All keys of this object are binding to more than one profiles", 400)


def letter(
    number: int, profile: str | None = None, sent: float = 1000, about: int | None = None, **more: Any
) -> Letter:
    body = json.dumps({"id": profile or f"p-{number}", "number": number if about is None else about})
    return Letter(
        **{
            "message_id": f"m-{number}",
            "receipt": "",
            "body": body,
            "domain": "shop",
            "object_type": "Person",
            "sent": sent,
            **more,
        }
    )


def number(given_letter: Letter) -> object:
    """What its object is called."""
    return (given_letter.content() or {}).get("number")


@dataclass
class Memory:
    """A queue and a store. Receipts are message ids with the number of the delivery."""

    letters: Sequence[Letter]
    answers: Callable[[Letter, int], AwsError | None] = lambda _letter, _attempt: None
    moment: float = 2000.0
    domain: str = "shop"
    puts: list[tuple[str, float]] = field(default_factory=list)
    parked: dict[str, str] = field(default_factory=dict)
    failing_deletes: int = 0
    under_way: int = 0
    most_under_way: int = 0
    seconds: float = 0.9 / SPEED
    troubles: str | None = ""
    alive: bool = True
    visible_at: dict[str, float] = field(default_factory=dict)
    receives: Counter[str] = field(default_factory=Counter)
    hidden: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting = {each.message_id: each for each in self.letters}
        self.visible_at = dict.fromkeys(self.waiting, 0.0)

    def call(self) -> None:
        """A run that was killed makes no calls any more."""
        if not self.alive:
            raise AwsError("killed")

    def trouble(self) -> str | None:
        return self.troubles

    def depth(self) -> Depth:
        self.call()
        with self.lock:
            hidden = sum(at > time.monotonic() for at in self.visible_at.values())
            return Depth(len(self.visible_at) - hidden, hidden, 0, self.moment)

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        self.call()
        with self.lock:
            now = time.monotonic()
            found = [each for name, each in self.waiting.items() if self.visible_at[name] <= now][:count]
            for each in found:
                self.visible_at[each.message_id] = now + visibility
                self.receives[each.message_id] += 1
        if not found:
            time.sleep(wait / SPEED)
        return found

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        self.call()
        with self.lock:
            if self.failing_deletes:
                self.failing_deletes -= 1
                return list(letters)
            for each in letters:
                assert self.done(each)
                self.waiting.pop(each.message_id, None)
                self.visible_at.pop(each.message_id, None)
            return []

    def done(self, given_letter: Letter) -> bool:
        """Whether a letter may be deleted: it was put or parked, or a newer version of its object was put."""
        put = {name for name, _ in self.puts}
        newer = (each for each in self.letters if each.sent > given_letter.sent and each.message_id in put)
        return (
            given_letter.message_id in put
            or given_letter.message_id in self.parked
            or any(number(each) == number(given_letter) for each in newer)
        )

    def hide(self, letters: Sequence[tuple[Letter, int]]) -> list[Letter]:
        self.call()
        with self.lock:
            for each, seconds in letters:
                if each.message_id in self.waiting:
                    self.hidden[each.message_id] = max(seconds, self.hidden.get(each.message_id, 0))
                    self.visible_at[each.message_id] = time.monotonic() + seconds
            return [each for each, _ in letters if each.message_id not in self.waiting]

    def park(self, given_letter: Letter, reason: str) -> None:
        self.call()
        with self.lock:
            self.parked[given_letter.message_id] = reason

    def keys(self, object_type: str) -> ObjectKeys:
        return KEYS

    def put(self, given_letter: Letter) -> None:
        self.call()
        with self.lock:
            self.puts.append((given_letter.message_id, time.monotonic()))
            attempt = sum(name == given_letter.message_id for name, _ in self.puts)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        time.sleep(self.seconds)
        with self.lock:
            self.under_way -= 1
        if error := self.answers(given_letter, attempt):
            raise error

    def redrive(self, *, parking: bool = False, **options: Any) -> Tally:
        return Redrive(self, self, **{"limits": LIMITS, "park": self.park if parking else None, **options}).run()


def test_every_letter_is_put_once_and_deleted() -> None:
    memory = Memory([letter(number) for number in range(500)])
    tally = memory.redrive()
    assert (tally.stored, tally.deleted, tally.calls, tally.received) == (500, 500, 500, 500)
    assert tally.complete
    assert memory.waiting == {}
    assert Counter(Counter(name for name, _ in memory.puts).values()) == {1: 500}


def test_calls_are_under_way_together_so_that_the_rate_is_reached_and_never_exceeded() -> None:
    """How close to the rate it comes is measured by tests/bench/redrive.py, on a machine of its own."""
    memory = Memory([letter(number) for number in range(500)], seconds=0.2)
    limits = Limits(rate=200, burst=10, call_seconds=0.2)
    begun = time.monotonic()
    tally = memory.redrive(limits=limits)
    last = max(at for _, at in memory.puts)
    assert last - begun >= (500 - 1 - limits.burst) / limits.rate
    assert tally.seconds < 500 * 0.2 / 4
    assert 4 < memory.most_under_way <= limits.workers


def test_objects_of_one_profile_are_put_a_second_apart_and_others_do_not_wait_for_them() -> None:
    crowd = [letter(number, profile="same") for number in range(12)]
    memory = Memory([*crowd, *(letter(number) for number in range(100, 160))])
    memory.redrive(limits=Limits(**{**vars(LIMITS), "profile_seconds": 0.5}))
    times = dict(memory.puts)
    same = sorted(times[each.message_id] for each in crowd)
    assert all(later - earlier > 0.25 for earlier, later in itertools.pairwise(same))
    assert same[-1] - same[0] > 11 * 0.5 - 0.25
    assert max(times[f"m-{number}"] for number in range(100, 160)) < same[6]


def test_a_profile_with_more_letters_than_may_wait_gives_them_back_and_loses_none() -> None:
    memory = Memory([letter(number, profile="same") for number in range(30)])
    tally = memory.redrive(limits=replace(LIMITS, visibility=2))
    # On a slow machine one may be hidden for too short a time, and is stored twice as the same object.
    assert tally.stored == tally.deleted == len(memory.puts) >= 30
    assert {name for name, _ in memory.puts} == {f"m-{number}" for number in range(30)}
    assert tally.received > 30
    assert memory.waiting == {}


@pytest.mark.parametrize("answer", [CROWDED, NO_ANSWER, failed("InternalServerException", "", 500)])
def test_what_is_retryable_is_tried_again(answer: AwsError) -> None:
    memory = Memory([letter(number) for number in range(20)], lambda _, attempt: answer if attempt < 3 else None)
    tally = memory.redrive()
    assert (tally.stored, tally.calls, sum(tally.again.values())) == (20, 60, 40)
    assert tally.complete


def test_what_fails_too_often_stays_in_the_queue() -> None:
    memory = Memory([letter(0), letter(1)], lambda each, _: NO_ANSWER if each.message_id == "m-0" else None)
    tally = memory.redrive(limits=Limits(**{**vars(LIMITS), "attempts": 2}))
    assert dict(tally.left) == {"server error or no answer, 2 times": 1}
    assert not tally.complete
    assert set(memory.waiting) == {"m-0"}
    assert memory.hidden.get("m-0", 0) <= LIMITS.visibility
    assert memory.depth().visible == 1  # the run is over


@pytest.mark.parametrize("parking", [True, False])
def test_what_is_refused_or_cannot_be_put_is_parked_with_the_reason_or_stays(parking: bool) -> None:
    letters = [letter(0), letter(1, body="no object"), letter(2, object_type=None), letter(3)]
    memory = Memory(letters, lambda each, _: REFUSED if each.message_id == "m-0" else None)
    tally = memory.redrive(parking=parking)
    reasons = {
        "m-0": "ambiguous-profile",
        "m-1": "has a body that is not a JSON object",
        "m-2": "names no object type, as the test message of CreateDomain",
    }
    assert tally.stored == 1
    assert tally.calls == 2
    if parking:
        assert memory.parked == reasons
        assert dict(tally.parked) == dict.fromkeys(reasons.values(), 1)
        assert memory.waiting == {}
        assert tally.deleted == 4
    else:
        assert dict(tally.left) == dict.fromkeys(reasons.values(), 1)
        assert set(memory.waiting) == set(reasons)


def test_a_parking_queue_that_takes_no_letter_ends_the_run_and_the_letter_stays() -> None:
    memory = Memory([letter(0, body="no object")])

    def park(_letter: Letter, _reason: str) -> None:
        raise AwsError("SendMessage: AccessDenied: no", "AccessDenied", status=403)

    tally = memory.redrive(park=park)
    assert tally.halted == "parking: SendMessage: AccessDenied: no"
    assert set(memory.waiting) == {"m-0"}


def test_a_letter_that_the_parking_queue_does_not_take_stops_nobody() -> None:
    memory = Memory([letter(0, body="no object"), letter(1, body="nor this"), *(letter(n) for n in range(2, 40))])

    def park(each: Letter, reason: str) -> None:
        if each.message_id == "m-0":
            raise failed("InvalidParameterValue", "Message must be shorter than 1024 bytes.", 400)
        memory.park(each, reason)

    tally = memory.redrive(park=park)
    reason = "has a body that is not a JSON object"
    assert (tally.stored, tally.halted, dict(tally.parked)) == (38, "", {reason: 1})
    assert dict(tally.left) == {f"{reason}; the parking queue refused it with InvalidParameterValue": 1}
    assert set(memory.waiting) == {"m-0"}


ONES = [
    failed("ConflictException", "", 409),
    failed("RequestEntityTooLarge", "", 413),
    failed("RequestTimeout", "", 408),
    failed("PaymentRequired", "", 402),
    failed("ResourceNotFoundException", "The domain has no object type domain", 404),
    failed("BadRequestException", "GenerateDataKey: there is no such object type", 400),
    failed("AccessDeniedException", "not authorized on resource: arn:aws:profile:::domains/shop/object-types/T", 403),
]


@pytest.mark.parametrize("troubles", ["", None])
@pytest.mark.parametrize("answer", ONES, ids=lambda each: each.code)
def test_the_failure_of_one_letter_stops_nobody(answer: AwsError, troubles: str | None) -> None:
    letters = [letter(number, object_type="GenerateDataKey" if number == 0 else "Person") for number in range(40)]
    memory = Memory(letters, lambda each, _: answer if each.message_id == "m-0" else None, troubles=troubles)
    tally = memory.redrive(parking=True, limits=replace(LIMITS, attempts=2))
    assert (tally.stored, tally.halted) == (39, "")
    assert set(memory.waiting) | set(memory.parked) == {"m-0"}


def test_a_domain_or_key_that_is_gone_ends_the_run() -> None:
    answer = failed("ResourceNotFoundException", "no", 404)
    memory = Memory([letter(n) for n in range(1000)], lambda *_: answer, troubles="there is no domain shop")
    tally = memory.redrive(parking=True)
    assert (tally.halted, memory.parked) == ("there is no domain shop", {})
    assert tally.calls < 400
    assert memory.depth().visible == 1000


def test_what_concerns_every_letter_ends_the_run_at_once_and_gives_back_what_was_held() -> None:
    denied = failed("AccessDeniedException", "not authorized", 403)
    memory = Memory([letter(number) for number in range(1000)], lambda _each, _attempt: denied)
    tally = memory.redrive(parking=True)
    assert tally.halted == "AccessDeniedException: not authorized"
    assert tally.calls < 400
    assert memory.parked == {}
    assert len(memory.waiting) == 1000
    assert memory.depth().visible == 1000


def test_most_limits_the_letters_that_are_put() -> None:
    memory = Memory([letter(number) for number in range(100)])
    tally = memory.redrive(most=25)
    assert (tally.stored, tally.calls, len(memory.waiting)) == (25, 25, 75)


def test_only_the_chosen_are_put_and_the_others_stay_hidden_until_the_run_is_over() -> None:
    memory = Memory([letter(number) for number in range(30)])
    tally = memory.redrive(chosen=lambda each: each.message_id in ("m-3", "m-4"))
    assert (tally.stored, tally.passed_over, len(memory.waiting)) == (2, 28, 28)
    assert memory.depth().visible == 28


def test_what_is_passed_over_is_received_once_and_hidden_again_and_again() -> None:
    """The run takes longer than letters are hidden; each look would count as a delivery."""
    memory = Memory([letter(number) for number in range(30)], seconds=4)
    tally = memory.redrive(chosen=lambda each: each.message_id == "m-3", limits=replace(LIMITS, visibility=2))
    assert (tally.stored, tally.passed_over) == (1, 29)
    assert set(memory.receives.values()) == {1}
    assert max(memory.hidden.values()) == 2
    assert memory.depth().visible == 29


def test_a_killed_run_hides_what_it_passed_over_no_longer_than_any_letter() -> None:
    memory = Memory([letter(number) for number in range(200)])

    def chosen(each: Letter) -> bool:
        memory.alive = sum(memory.receives.values()) < 150
        return False

    tally = memory.redrive(chosen=chosen, limits=replace(LIMITS, visibility=2))
    assert tally.halted == "killed"
    memory.alive = True
    assert max(memory.visible_at.values()) <= time.monotonic() + 2
    after = memory.redrive(limits=replace(LIMITS, visibility=2))
    assert (after.stored, after.complete, memory.waiting) == (200, True, {})


def test_more_letters_than_sqs_hides_end_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returns, "MOST_STAYING", 5)
    memory = Memory([letter(number) for number in range(30)])
    tally = memory.redrive(chosen=lambda _each: False)
    assert "letters stay in the queue, and SQS cannot hide more" in tally.halted
    assert not tally.complete
    assert memory.depth().visible == 30


def test_letters_that_somebody_else_holds_are_counted_before_anybody_says_complete() -> None:
    memory = Memory([letter(number) for number in range(20)])
    memory.receive(7, 60, 0)
    tally = memory.redrive(limits=replace(LIMITS, visibility=1))
    assert (tally.stored, tally.in_flight_elsewhere, tally.complete) == (13, 7, False)


def test_how_long_a_run_waits_for_letters_in_flight_can_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory([letter(number) for number in range(20)])
    memory.receive(7, 600, 0)
    engine, depth = Redrive(memory, memory, limits=replace(LIMITS, visibility=300)), memory.depth
    told: list[float | None] = []

    def looked() -> Depth:
        told.append(engine.intake.patience)
        if told[-1] is not None:
            engine.stop("seen")
        return depth()

    monkeypatch.setattr(memory, "depth", looked)
    assert engine.run().stored == 13
    assert told[:2] == [None, None]  # what there was at first, and a queue that is empty for the first time
    assert told[-1] is not None
    assert 0 < told[-1] <= 300


@pytest.mark.parametrize("error", [RecursionError("too deep"), ValueError(), KeyError("a")])
def test_a_letter_that_its_reader_cannot_bear_is_that_letters_affair(error: Exception) -> None:
    memory = Memory([letter(number) for number in range(20)])

    def chosen(each: Letter) -> bool:
        if each.message_id == "m-7":
            raise error
        return True

    tally = memory.redrive(chosen=chosen)
    assert (tally.stored, dict(tally.left)) == (19, {f"cannot be judged: {type(error).__name__}": 1})
    assert (tally.complete, set(memory.waiting)) == (False, {"m-7"})


def test_deep_values_end_no_run() -> None:
    """On Python 3.12 and later a value can be too deep to be made a text of, and not too deep to be read."""
    depths = (*range(300, 1000, 50), *range(980, 1000), 1495, 1496, 5000, *range(9985, 10005))
    deep = [letter(depth, body=f'{{"id": {"[" * depth}1{"]" * depth}}}') for depth in depths]
    memory = Memory([*deep, *(letter(number) for number in range(20))])
    memory.redrive(parking=True)
    assert memory.waiting == {}
    assert {f"m-{number}" for number in range(20)} <= {name for name, _ in memory.puts}


def test_a_run_is_complete_only_if_nothing_waits() -> None:
    memory = Memory([letter(number) for number in range(5)])
    over = memory.redrive(chosen=lambda each: each.message_id == "m-1")
    assert (over.stored, over.passed_over, over.complete) == (1, 4, False)
    limited = memory.redrive(most=3)
    assert (limited.stored, limited.beyond_limit, limited.complete) == (3, 1, False)
    rest = memory.redrive(most=3)
    assert (rest.stored, rest.beyond_limit, rest.complete) == (1, 0, True)


def test_what_was_left_and_then_moved_by_sqs_hides_nobody_elses_letters() -> None:
    """A letter that has left the queue is not among those in flight."""
    memory = Memory([letter(number) for number in range(2)])
    left = returns.Returns(memory, 60, time.monotonic, lambda _: None, lambda _: None)
    left.start()
    for each in memory.receive(2, 60, 0):
        left.stay(each)
    assert left.staying == 2
    memory.visible_at.pop("m-0")
    memory.waiting.pop("m-0")
    left.hide(letter(0), 60)
    left.hide(letter(1), 60)
    left.close()
    assert (left.staying, left.stays(letter(0))) == (1, True)


def test_a_letter_that_was_sent_after_the_beginning_is_left_for_the_next_run() -> None:
    memory = Memory([letter(0), letter(1, sent=2002)])
    tally = memory.redrive()
    assert (tally.stored, tally.newer, tally.complete) == (1, 1, False)
    assert set(memory.waiting) == {"m-1"}


def test_what_an_interrupted_run_held_is_waited_for() -> None:
    memory = Memory([letter(number) for number in range(20)])
    memory.receive(5, 1, 0)
    tally = memory.redrive()
    assert (tally.stored, len(memory.waiting)) == (20, 0)


def test_a_delete_that_fails_is_repeated_and_otherwise_the_letter_stays() -> None:
    memory = Memory([letter(0)], failing_deletes=1)
    assert memory.redrive().deleted == 1
    assert memory.waiting == {}
    stubborn = Memory([letter(0)], failing_deletes=2)
    tally = stubborn.redrive()
    assert (tally.stored, tally.deleted) == (2, 1)  # it came back, and was put once more


def test_held_letters_are_kept_hidden_however_slow_the_calls_are() -> None:
    slow = Limits(rate=1000, call_seconds=0.001, visibility=3)
    memory = Memory([letter(number) for number in range(4)], seconds=4.5)
    tally = memory.redrive(limits=slow)
    assert tally.calls == tally.stored == 4


def test_bodies_in_memory_are_limited() -> None:
    large = Limits(**{**vars(LIMITS), "held_bytes": 1000})
    memory = Memory([letter(number, body=json.dumps({"id": str(number), "text": "x" * 480})) for number in range(60)])
    assert memory.redrive(limits=large).stored == 60
    assert memory.most_under_way <= 11  # a receive brings up to ten


@pytest.mark.parametrize(("held_bytes", "rooms"), [(1000, (10, 0)), (16 * 2**20, (10, 10))])
def test_what_a_receive_may_bring_counts_before_it_is_there(held_bytes: int, rooms: tuple[int, int]) -> None:
    holding = Holding(Limits(held_bytes=held_bytes), None, Versions())
    assert (holding.reserve(), holding.reserve()) == rooms
    holding.release(10)
    assert holding.reserve() == 10


def test_stop_finishes_the_calls_under_way_and_gives_back_the_rest() -> None:
    def answer(each: Letter, _attempt: int) -> AwsError | None:
        if each.message_id == "m-100":
            redrive.stop()
        return None

    memory = Memory([letter(number) for number in range(2000)], answer)
    redrive = Redrive(memory, memory, limits=LIMITS)
    tally = redrive.run()
    assert tally.halted == "interrupted"
    assert 0 < tally.stored == tally.deleted == tally.calls < 2000
    assert len(memory.waiting) == memory.depth().visible == 2000 - tally.stored


def test_an_error_nobody_expected_ends_the_run_and_is_raised() -> None:
    def broken(_letter: Letter, _attempt: int) -> AwsError | None:
        raise ZeroDivisionError("a bug")

    memory = Memory([letter(number) for number in range(5)], broken)
    with pytest.raises(ZeroDivisionError, match="a bug"):
        memory.redrive()
    assert len(memory.waiting) == 5


FATES = st.sampled_from([None, CROWDED, NO_ANSWER, REFUSED])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.lists(FATES, max_size=3), st.sampled_from("abc"), st.booleans()), max_size=25), st.booleans()
)
def test_whatever_the_service_answers_no_letter_is_lost(
    cases: list[tuple[list[AwsError | None], str, bool]], parking: bool
) -> None:
    """Each letter ends in exactly one place: stored, parked or still in the queue."""
    letters = [
        letter(number, profile=profile) if whole else letter(number, body="no object")
        for number, (_, profile, whole) in enumerate(cases)
    ]
    stored = set()

    def answer(each: Letter, attempt: int) -> AwsError | None:
        answers = cases[int(each.message_id[2:])][0]
        found = answers[attempt - 1] if attempt <= len(answers) else None
        if found is None:
            stored.add(each.message_id)
        return found

    memory = Memory(letters, answer, seconds=0.001)
    tally = memory.redrive(
        parking=parking,
        limits=Limits(**{**vars(LIMITS), "visibility": 1, "profile_seconds": 0.002, "backoff_seconds": 0.002}),
    )
    assert not tally.halted
    assert sorted([*stored, *memory.parked, *memory.waiting]) == sorted(each.message_id for each in letters)
    assert len(stored) == tally.stored
    assert len(memory.parked) == sum(tally.parked.values())
    assert len(memory.waiting) == sum(tally.left.values())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=20), st.randoms(use_true_random=False))
def test_the_newest_version_of_an_object_stays(cases: list[tuple[int, str]], chance: random.Random) -> None:
    """In whatever order SQS delivers them, and whatever profile each names."""
    sent = [letter(number, profile, 1000 + number, about) for number, (about, profile) in enumerate(cases)]
    memory = Memory(chance.sample(sent, len(sent)), seconds=0.001)
    tally = memory.redrive(limits=replace(LIMITS, visibility=1, profile_seconds=0.002, backoff_seconds=0.002))
    assert tally.complete
    assert memory.waiting == {}
    order = [int(name[2:]) for name, _ in memory.puts]
    assert len(order) + tally.superseded == len(sent)
    assert {cases[number][0]: number for number in order} == {about: n for n, (about, _) in enumerate(cases)}


def test_an_older_version_that_comes_while_a_newer_one_is_on_its_way_is_not_stored() -> None:
    newer, older = letter(1, "b", 1500, 0), letter(0, "a", 1000, 0)
    shown = threading.Event()

    class Late(Memory):
        def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
            shown.wait(0 if self.receives.total() == 0 else 5)
            return super().receive(count, visibility, wait)

        def put(self, given_letter: Letter) -> None:
            self.hide([(older, 0)])
            shown.set()
            super().put(given_letter)

    memory = Late([newer, older], seconds=0.5)
    memory.visible_at["m-0"] = float("inf")
    tally = memory.redrive()
    assert [name for name, _ in memory.puts] == ["m-1"]
    assert (tally.stored, tally.superseded, tally.deleted) == (1, 1, 2)


def test_an_older_version_that_comes_late_is_deleted_and_not_stored() -> None:
    """More letters than are held at the same time lie between them."""
    others = [letter(each) for each in range(1, 200)]
    memory = Memory([letter(0, sent=1500, about=0), *others, letter(200, sent=1000, about=0)])
    tally = memory.redrive()
    assert (tally.stored, tally.superseded, tally.deleted, tally.calls) == (200, 1, 201, 200)
    assert "m-200" not in dict(memory.puts)
    assert tally.complete


class Forgetful(Memory):
    """A queue that shows a letter again while it is held, and deletes it by the receipt of its last delivery only."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.came_back = threading.Event()

    def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
        found = super().receive(count, visibility, wait)
        if self.receives["m-0"] == 2:
            self.came_back.set()
        return [replace(each, receipt=str(self.receives[each.message_id])) for each in found]

    def delete(self, letters: Sequence[Letter]) -> list[Letter]:
        super().delete([each for each in letters if each.receipt == str(self.receives[each.message_id])])
        return []

    def show_again(self, given_letter: Letter) -> None:
        """Returns when the redrive has it once more."""
        self.hide([(given_letter, 0)])
        assert self.came_back.wait(5)
        time.sleep(0.1)


def test_a_letter_that_comes_back_while_it_is_on_its_way_is_put_and_counted_once() -> None:
    class Back(Forgetful):
        def put(self, given_letter: Letter) -> None:
            super().put(given_letter)
            self.show_again(given_letter)

    memory = Back([letter(0)])
    tally = memory.redrive()
    assert (len(memory.puts), tally.received, tally.stored, tally.deleted) == (1, 2, 1, 1)
    assert memory.waiting == {}


def test_a_letter_that_comes_back_while_it_is_being_deleted_is_put_and_counted_once() -> None:
    class Back(Forgetful):
        def delete(self, letters: Sequence[Letter]) -> list[Letter]:
            if not self.came_back.is_set():
                self.show_again(letters[0])
            return super().delete(letters)

    memory = Back([letter(0)])
    tally = memory.redrive()
    assert (len(memory.puts), tally.received, tally.stored, tally.deleted) == (1, 2, 1, 1)
    assert memory.waiting == {}


def test_letters_without_an_id_are_not_taken_for_one() -> None:
    class Nameless(Memory):
        def receive(self, count: int, visibility: int, wait: int) -> list[Letter]:
            found = super().receive(count, visibility, wait)
            return [replace(each, message_id="", receipt=each.message_id) for each in found]

        def delete(self, letters: Sequence[Letter]) -> list[Letter]:
            return super().delete([replace(each, message_id=each.receipt) for each in letters])

        def put(self, given_letter: Letter) -> None:
            super().put(replace(given_letter, message_id=given_letter.receipt))

    memory = Nameless([letter(number) for number in range(20)])
    tally = memory.redrive()
    assert (len(memory.puts), tally.stored, tally.deleted, memory.waiting) == (20, 20, 20, {})

"""What becomes of a letter, and when the next call is due."""

import dataclasses
import itertools

import pytest
from connect_customer_profiles.aws.answer_shape import unreadable
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.operations.dead_letters import decisions
from connect_customer_profiles.operations.dead_letters.decisions import Fate, Limits, Verdict
from connect_customer_profiles.operations.dead_letters.messages import Letter
from connect_customer_profiles.operations.dead_letters.pace import AccountPace, ProfilePace
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.operations.dead_letters.failures import failed

LIMITS = Limits()
STORED = Verdict(Fate.STORED)
DOMAIN = "arn:aws:profile:us-east-1:111122223333:domains/shop"
NEVER_SENT = AwsError(
    "PutProfileObject: Unable to locate credentials", "NoCredentialsError", words="Unable to locate credentials"
)
CROWDED = "Too many objects ingested on the profile per second"


def test_the_default_rate_with_its_burst_is_the_quota_and_keeps_enough_calls_under_way() -> None:
    assert decisions.RATE + decisions.BURST == decisions.QUOTA == 100
    assert LIMITS.workers == 110
    assert LIMITS.workers / LIMITS.call_seconds > LIMITS.rate
    assert LIMITS.held == 198


@pytest.mark.parametrize(
    ("answer", "attempt", "verdict"),
    [
        (None, 1, STORED),
        (failed("ThrottlingException", "Rate exceeded", 429), 1, Verdict(Fate.AGAIN, "throttled", True)),
        (failed("ThrottlingException", CROWDED, 429), 1, Verdict(Fate.AGAIN, "crowded-profile")),
        (failed("BadRequestException", CROWDED, 400), 1, Verdict(Fate.AGAIN, "crowded-profile")),
        (failed("BadRequestException", CROWDED, 400), 8, Verdict(Fate.LEAVE, "crowded-profile, 8 times")),
        (failed("InternalServerException", "", 500), 1, Verdict(Fate.AGAIN, "server error or no answer")),
        (failed("ReadTimeoutError", "", 0), 7, Verdict(Fate.AGAIN, "server error or no answer")),
        (failed("ReadTimeoutError", "", 0), 8, Verdict(Fate.LEAVE, "server error or no answer, 8 times")),
        (
            failed("BadRequestException", "The UNIQUE key or PROFILE key does not exist in the profile object", 400),
            1,
            Verdict(Fate.PARK, "missing-key"),
        ),
        (
            failed("BadRequestException", "jane@example.com is new", 400),
            1,
            Verdict(Fate.PARK, "refused with BadRequestException"),
        ),
        (
            failed("BadRequestException", "KMS key is invalid", 400),
            1,
            Verdict(Fate.LEAVE, "key-invalid", doubtful=True),
        ),
        (
            failed("ResourceNotFoundException", "Domain shop does not exist", 404),
            1,
            Verdict(Fate.PARK, "refused with ResourceNotFoundException", doubtful=True),
        ),
        (
            failed("ResourceNotFoundException", "Object type domain does not exist", 404),
            1,
            Verdict(Fate.PARK, "refused with ResourceNotFoundException", doubtful=True),
        ),
        (
            failed("AccessDeniedException", "not authorized\nto put", 403),
            1,
            Verdict(Fate.HALT, "AccessDeniedException: not authorized\\nto put"),
        ),
        (
            failed("AccessDeniedException", f"not authorized to put on resource: {DOMAIN}/object-types/Order", 403),
            1,
            Verdict(Fate.LEAVE, "refused with AccessDeniedException"),
        ),
        (
            failed("AccessDeniedException", f"not authorized to put on resource: {DOMAIN}", 403),
            1,
            Verdict(Fate.HALT, f"AccessDeniedException: not authorized to put on resource: {DOMAIN}"),
        ),
        (failed("ConflictException", "", 409), 1, Verdict(Fate.AGAIN, "ConflictException")),
        (failed("ConflictException", "", 409), 8, Verdict(Fate.LEAVE, "ConflictException, 8 times")),
        (failed("RequestTimeout", "", 408), 1, Verdict(Fate.AGAIN, "RequestTimeout")),
        (failed("RequestEntityTooLarge", "", 413), 1, Verdict(Fate.PARK, "refused with RequestEntityTooLarge")),
        (failed("PaymentRequired", "", 402), 1, Verdict(Fate.LEAVE, "refused with PaymentRequired")),
        (NEVER_SENT, 1, Verdict(Fate.HALT, "NoCredentialsError: Unable to locate credentials")),
        (
            AwsError("PutProfileObject: no", "ParamValidationError", words="no"),
            1,
            Verdict(Fate.PARK, "refused with ParamValidationError"),
        ),
        (failed("ExpiredTokenException", "expired", 403), 1, Verdict(Fate.HALT, "ExpiredTokenException: expired")),
    ],
)
def test_what_an_answer_means(answer: AwsError | None, attempt: int, verdict: Verdict) -> None:
    assert decisions.after(answer, attempt, LIMITS) == verdict


def test_the_name_of_an_object_type_is_no_reason() -> None:
    """Whoever fills in a form may call an object type like a problem with a key."""
    answer = failed("BadRequestException", "Object type GenerateDataKey does not exist", 400)
    assert decisions.after(answer, 1, LIMITS, "GenerateDataKey") == Verdict(Fate.PARK, f"refused with {answer.code}")
    assert decisions.after(answer, 1, LIMITS, "Order").doubtful


@pytest.mark.parametrize(
    ("trouble", "fate", "reason"),
    [
        ("the state of the KMS key of shop is Disabled", Fate.HALT, "the state of the KMS key of shop is Disabled"),
        ("", Fate.PARK, "refused"),
        (None, Fate.LEAVE, "refused"),
    ],
)
def test_a_doubtful_answer_ends_a_run_only_if_domain_or_key_are_the_reason(
    trouble: str | None, fate: Fate, reason: str
) -> None:
    assert decisions.settled(Verdict(Fate.PARK, "refused", doubtful=True), trouble) == Verdict(fate, reason)


@pytest.mark.parametrize(
    ("error", "ends"),
    [
        (failed("InvalidParameterValue", "Message must be shorter than 1024 bytes", 400), False),
        (failed("InvalidMessageContents", "AccessDenied: no such queue", 400), False),
        (failed("RequestThrottled", "", 403), False),
        (failed("KmsThrottled", "", 400), False),
        (failed("InternalFailure", "", 500), False),
        (failed("ReadTimeoutError", "", 0), False),
        (unreadable("SendMessage", "MessageId is not a string"), False),
        (failed("AccessDenied", "", 403), True),
        (failed("QueueDoesNotExist", "", 400), True),
        (failed("KmsDisabled", "", 400), True),
        (failed("KMS.NotFoundException", "", 400), True),
        (failed("InvalidClientTokenId", "", 403), True),
        (NEVER_SENT, True),
    ],
)
def test_only_what_every_letter_meets_ends_the_parking(error: AwsError, ends: bool) -> None:
    assert decisions.parking_ends(error) == ends


def test_an_answer_that_cannot_be_read_is_one_letters() -> None:
    answer = unreadable("PutProfileObject", "ProfileObjectUniqueKey is not a string")
    reason = "an answer that cannot be read"
    assert decisions.after(answer, 1, LIMITS) == Verdict(Fate.AGAIN, reason)
    assert decisions.after(answer, LIMITS.attempts, LIMITS) == Verdict(Fate.LEAVE, f"{reason}, 8 times")


ANSWERS = st.none() | st.builds(
    failed,
    st.sampled_from(["ThrottlingException", "BadRequestException", "AccessDeniedException", "InternalServerException"])
    | st.text(),
    st.sampled_from([CROWDED, "KMS key is invalid", "no domain", "GenerateDataKey", ""]) | st.text(),
    st.sampled_from([0, 200, 400, 403, 404, 429, 500, 503]),
)


@given(ANSWERS, st.integers(1, 20))
def test_a_letter_is_stored_only_if_the_service_says_so_and_tried_again_only_so_often(
    answer: AwsError | None, attempt: int
) -> None:
    verdict = decisions.after(answer, attempt, LIMITS)
    assert (verdict.fate is Fate.STORED) == (answer is None)
    if attempt >= LIMITS.attempts:
        assert verdict.fate is not Fate.AGAIN
    if verdict.fate not in (Fate.STORED, Fate.AGAIN):
        assert verdict.reason
        assert "\n" not in verdict.reason
    if verdict.fate is Fate.HALT:
        assert answer
        assert answer.denied
    if answer and (answer.status >= 500 or answer.status == 429):
        assert verdict.fate in (Fate.AGAIN, Fate.LEAVE)


def test_before_the_call_what_cannot_be_put_is_parked() -> None:
    whole = Letter("m", "r", "{}", object_type="Person")
    assert decisions.before(whole, "shop") == Verdict(Fate.PUT)
    assert decisions.before(dataclasses.replace(whole, body="no"), "shop") == Verdict(
        Fate.PARK, "has a body that is not a JSON object"
    )


@given(st.integers(1, 50), st.floats(0, 1))
def test_the_wait_before_the_next_attempt_doubles_up_to_half_a_minute(attempt: int, jitter: float) -> None:
    whole = min(2.0 ** (attempt - 1), 30)
    assert whole / 2 <= decisions.delay(attempt, LIMITS, jitter) <= whole


@given(
    st.floats(1, 1000),
    st.integers(0, 50),
    st.lists(st.tuples(st.floats(0, 0.5), st.booleans()), min_size=1, max_size=400),
)
def test_no_second_has_more_calls_than_rate_and_burst(rate: float, burst: int, steps: list[tuple[float, bool]]) -> None:
    """Whoever comes when, and waits as told: the calls of every second that begins with a call are counted."""
    now, starts = 0.0, []
    pace = AccountPace(rate, burst, now)
    for pause, throttled in steps:
        now += pause
        if throttled:
            pace.throttled(now)
        now = max(now, pace.take(now))
        starts.append(now)
    for number, first in enumerate(starts):
        assert sum(first <= each < first + 1 - 1e-6 for each in starts[number:]) <= rate + burst + 1


@given(st.lists(st.floats(0, 0.5), min_size=100, max_size=400))
def test_no_second_of_a_redrive_exceeds_the_quota(pauses: list[float]) -> None:
    now, starts = 0.0, []
    pace = AccountPace(decisions.RATE, decisions.BURST, now)
    for pause in pauses:
        now = max(now + pause / 50, pace.take(now + pause / 50))
        starts.append(now)
    for number, first in enumerate(starts):
        assert sum(first <= each < first + 1 - 1e-6 for each in starts[number:]) <= decisions.QUOTA


def test_a_dispatcher_that_is_always_ready_reaches_the_rate() -> None:
    pace, now = AccountPace(97, 3, 0.0), 0.0
    for _ in range(9700):
        now = max(now, pace.take(now)) + 0.002  # it oversleeps each time
    assert 9700 / now == pytest.approx(97, rel=0.01)


def test_a_throttled_pace_yields_and_comes_back() -> None:
    pace = AccountPace(100, 0, 0.0)
    pace.throttled(10.0)
    pace.throttled(10.5)
    assert pace.rate == pytest.approx(70)
    pace.throttled(11.0)
    assert pace.rate == pytest.approx(49)
    pace.take(13.1)
    assert pace.rate == pytest.approx(59)
    pace.take(60)
    assert pace.rate == 100


@given(st.lists(st.tuples(st.sampled_from([None, "a", "b", "c"]), st.floats(0, 3)), max_size=200))
def test_slots_of_a_profile_are_a_second_apart_and_soon(steps: list[tuple[str | None, float]]) -> None:
    pace, now = ProfilePace(1.0, 10.0), 0.0
    taken: dict[str, list[float]] = {}
    for key, pause in steps:
        now += pause
        pace.forget(now)
        slot = pace.slot([key] if key else [], now)
        if slot is None:
            assert key is not None
            assert 10 < pace.return_seconds([key], now, 600) <= 600
            continue
        assert now <= slot <= now + 10
        if key is not None:
            taken.setdefault(key, []).append(slot)
    for slots in taken.values():
        assert all(later - earlier >= 1 - 1e-6 for earlier, later in itertools.pairwise(slots))


def test_letters_without_a_slot_come_back_one_after_the_other() -> None:
    pace = ProfilePace(1.0, 10.0)
    assert [pace.slot(["a"], 0.0) for _ in range(12)] == [*map(float, range(11)), None]
    assert [pace.return_seconds(["a"], 0.0, 14) for _ in range(4)] == [12, 13, 14, 14]


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 3)), min_size=2, max_size=50))
def test_a_call_that_took_long_delays_the_next_of_its_profile(calls: list[tuple[float, float]]) -> None:
    """Whatever the slots were: a call begins a second after the one before has ended."""
    pace, now, ended = ProfilePace(1.0, 10.0), 0.0, float("-inf")
    for late, duration in calls:
        now += late
        while (begins := pace.begin(["a"], now)) > now:
            assert pace.begin(["b"], now) == now
            pace.end(["b"], now - 1)
            now = begins
        assert now >= ended + 1
        assert pace.begin(["a"], now) == now + 1  # not beside a call that has not ended
        now = ended = now + duration
        pace.end(["a"], now)
    assert pace.begin([], now) == now


def test_other_keys_count_while_the_service_finds_a_profile_crowded_behind_them() -> None:
    pace = ProfilePace(1.0, 10.0)
    first, second, third = ["order-1", "jane"], ["order-2", "jane"], ["order-3", "john"]
    assert [pace.begin(keys, 0.0) for keys in (first, second)] == [0.0, 0.0]
    pace.end(first, 0.5)
    pace.end(second, 0.6, crowded=True)
    assert [pace.begin(keys, 0.7) for keys in (first, second, third)] == [1.6, 1.6, 0.7]
    assert [pace.slot(["order-4", "jane"], 0.7), pace.slot(["order-5", "jane"], 0.7)] == [0.7, 1.7]
    assert pace.begin(second, 1.6) == 1.6
    assert pace.begin(first, 1.6) == 2.6
    pace.end(second, 1.7)
    pace.end(third, 1.7)
    pace.forget(2.7)
    assert (pace._crowded, pace._free) == (set(), {})
    assert [pace.begin(keys, 2.7) for keys in (first, second)] == [2.7, 2.7]


def test_profiles_whose_time_has_passed_are_forgotten() -> None:
    pace = ProfilePace(1.0, 10.0)
    for number in range(1000):
        pace.slot([number], number / 100)
    pace.forget(10.5)
    assert 951 in pace._next
    assert 950 not in pace._next
    assert len(pace._next) == 49

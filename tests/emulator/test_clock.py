"""The cloud's clock."""

import math
from datetime import UTC, datetime

import pytest

from localcloud.aws.clock import FASTEST, Clock
from localcloud.aws.control import ControlError

from .setting import Place


class Wall:
    """A wall clock that a test moves."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_runs_with_the_wall_clock_at_first() -> None:
    wall = Wall()
    clock = Clock(wall)
    wall.now += 5
    assert clock.now() == 1_005


def test_speed_counts_from_its_change_on() -> None:
    wall = Wall()
    clock = Clock(wall)
    wall.now += 10
    clock.set_speed(60)
    wall.now += 2
    assert clock.now() == 1_010 + 120
    clock.set_speed(1)
    wall.now += 2
    assert clock.now() == 1_010 + 120 + 2


def test_moves_forward_only() -> None:
    clock = Clock(Wall())
    clock.advance(3_600)
    assert clock.now() == 4_600
    with pytest.raises(ValueError, match="only moves forward"):
        clock.advance(-1)
    with pytest.raises(ValueError, match="speed must be at least 1"):
        clock.set_speed(0.5)


@pytest.mark.parametrize("seconds", [math.nan, math.inf, 1e300])
def test_never_leaves_the_calendar(seconds: float) -> None:
    wall = Wall()
    clock = Clock(wall)
    with pytest.raises(ValueError, match="the clock only moves forward, as far as the year 9000, not by "):
        clock.advance(seconds)
    with pytest.raises(ValueError, match=r"^speed must be at least 1 and at most 1,000,000, is \S+$"):
        clock.set_speed(seconds)
    clock.set_speed(FASTEST)
    wall.now += 10_000_000
    assert datetime.fromtimestamp(clock.now(), UTC) == datetime(9000, 1, 1, tzinfo=UTC)


def test_goes_on_where_it_was_saved_but_never_behind_the_wall_clock() -> None:
    wall = Wall()
    clock = Clock(wall)
    clock.advance(100)
    clock.set_speed(10)
    saved = clock.saved()
    wall.now += 20
    later = Clock(wall)
    later.restore(saved)
    assert (later.now(), later.speed) == (1_100, 10)
    wall.now += 1_000_000
    much_later = Clock(wall)
    much_later.restore(saved)
    assert much_later.now() == wall.now


def test_clock_over_the_control_plane(place: Place) -> None:
    before = place.control.clock()["now"]
    assert place.control.advance(86_400)["now"] - before == pytest.approx(86_400, abs=5)
    assert place.control.set_speed(60)["speed"] == 60
    with pytest.raises(ControlError, match="speed must be at least 1"):
        place.control.set_speed(0)
    for refused in (math.nan, 1e300):
        with pytest.raises(ControlError, match="as far as the year 9000"):
            place.control.advance(refused)
    created = place.domain()["CreatedAt"].timestamp()
    assert created - before >= 86_400

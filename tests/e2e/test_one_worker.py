"""An engine with one worker: what a hook waits for never waits for the hook."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import prepared, program

pytestmark = pytest.mark.e2e


def test_up_hung_on_the_smallest_runner(place: Place, project: Callable[..., Project]) -> None:
    stack = project(program=program(prepared(place)))
    stack.up("--parallel", "1")
    assert place.existing("domains") == ["amazon-connect-test"]
    assert stack.changes() == {}

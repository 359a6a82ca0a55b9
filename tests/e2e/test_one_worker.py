"""An engine with one worker: what a hook waits for never waits for the hook."""

from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project
from .test_renames import BUCKET, program

pytestmark = pytest.mark.e2e


def test_up_hung_on_the_smallest_runner(place: Place, project: Callable[..., Project]) -> None:
    place.client("s3").create_bucket(Bucket=BUCKET)
    stack = project(program=program())
    stack.up("--parallel", "1")
    assert place.existing("domains") == ["amazon-connect-test"]
    assert stack.changes() == {}

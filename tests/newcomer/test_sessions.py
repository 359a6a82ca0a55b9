"""Every command of the pages, as it stands there, in a terminal of 80 columns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.packaging.conftest import built, consumer, run  # noqa: F401 - fixtures
from tests.packaging.distribution import Consumer

from .checkout import Checkout, environment
from .sessions import LONG, SESSIONS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]


@pytest.fixture
def checkout(tmp_path: Path, consumer: Consumer) -> Iterator[Checkout]:  # noqa: F811
    """A fresh clone, and a folder of one's own with an environment for the library."""
    made = Checkout.create(tmp_path)
    environment(consumer.folder, made.home / "my-profiles" / ".venv")
    yield made
    made.stop()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.nightly) if name in LONG else name for name in SESSIONS]
)
def test_the_commands_do_what_their_page_says(checkout: Checkout, name: str) -> None:
    steps = [each for step in SESSIONS[name] for each in step.commands()]
    outputs = checkout.terminal([command for command, _ in steps])
    for (command, shows), output in zip(steps, outputs, strict=True):
        if not re.search(shows, output):
            # `pulumi` has drawn its tables again and again: what it said last is what tells.
            pytest.fail(f"{command}: nothing like {shows}\n…{output[-6000:]}", pytrace=False)

"""The mistakes in a first configuration: each is refused in one line that names the key, the value and the way out.

The table is `tests/newcomer/mistakes.py`; `tests/e2e/test_mistakes.py` runs all of it on the engine.
"""

import json
import runpy
from datetime import date
from typing import Any

import pulumi
import pytest

from tests.conftest import REPOSITORY
from tests.newcomer.mistakes import CONFIGURED, KINDS, SPELLING, TYPED, Configured, Typed
from tests.unit.deployment import deploy


def text(value: Any) -> str:
    """A value of the configuration as Pulumi gives it to a program."""
    if isinstance(value, date):
        return f"{value} 00:00:00 +0000 UTC"
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("mistake", [*CONFIGURED, *SPELLING], ids=str)
def test_a_mistake_is_one_line_with_the_way_out(mistake: Configured) -> None:
    refused = deploy(
        lambda: runpy.run_path(str(REPOSITORY / "__main__.py")) and None,
        config={f"customer-profiles:{key}": text(value) for key, value in mistake.configuration.items()},
    ).error
    assert isinstance(refused, pulumi.RunError)
    assert str(refused) == mistake.line


def test_there_are_forty_and_some_of_every_kind() -> None:
    mistakes: list[Configured | Typed] = [*CONFIGURED, *SPELLING, *TYPED]
    assert len(mistakes) - len(SPELLING) >= 40
    assert {each.kind for each in mistakes} == set(KINDS)
    assert [each for each in mistakes if "\n" in each.line] == []

"""The program of the README, as it stands there."""

import re
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import ROOT, Project

pytestmark = pytest.mark.e2e

(PROGRAM,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


def test_the_program_of_the_readme_goes_up_and_has_nothing_to_change(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM)
    assert stack.up() == {"status": "NOT_STARTED"}
    assert stack.changes() == {}
    assert len(place.existing("workflows")) == 1

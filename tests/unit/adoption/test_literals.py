"""Values as source: they come back as they were, on lines that `ruff format` leaves alone."""

import ast
import subprocess
import sys
from typing import Any

from connect_customer_profiles.adoption.literals import WIDTH, Code, Noted, call, quoted, source
from connect_customer_profiles.rules.screen import unshown
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile.corpus import TEXTS

TEXT = st.text(max_size=60) | st.sampled_from(TEXTS)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXT | st.integers(-(10**9), 10**9) | st.booleans() | st.none() | st.floats(0, 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_a_value_comes_back(value: Any) -> None:
    written = source(value)
    assert ast.literal_eval(written) == value
    assert [each for each in written if each != "\n" and unshown(each)] == []


@given(TEXT)
def test_a_text_is_one_literal_on_one_line(text: str) -> None:
    written = quoted(text)
    assert ast.literal_eval(written) == text
    assert written.splitlines() == [written]


@given(VALUES, TEXT)
def test_nothing_is_wider_than_a_line_unless_it_is_one_text(value: Any, text: str) -> None:
    for line in call("Component", [text, value, Code("OPTIONS")]).splitlines():
        parts = line.strip().rstrip(",")
        assert len(line) <= WIDTH or "[" not in parts.replace(quoted(text), "") or '"' in parts or "'" in parts


def test_a_remark_stands_above_what_it_is_about() -> None:
    assert source({"days": Noted(30, "A month.")}) == '{\n    # A month.\n    "days": 30,\n}'


@given(TEXT)
def test_a_remark_cannot_end_its_line(text: str) -> None:
    written = source({"days": Noted(30, f"As {text} has it.")})
    assert ast.literal_eval(written) == {"days": 30}
    assert [each for each in written.split("\n")[1:-2] if not each.startswith("    # ")] == []


def test_ruff_leaves_them_as_they_are() -> None:
    """One process for many values: each is a statement of its own."""
    values: list[Any] = [*TEXTS, [*TEXTS[:8]], {text: [text] for text in TEXTS}]
    values += [[["x" * length]] for length in range(60, 100)]
    values += [{"key": {"a": "x" * length, "b": [1, 20_000]}} for length in range(50, 90)]
    lines = [f"V_{number} = {source(each, used=len(f'V_{number} = '))}" for number, each in enumerate(values)]
    lines += [call("F", [each, {"name": each}, Code("OPTIONS")]) for each in ("x" * length for length in range(20, 60))]
    text = "\n".join(lines) + "\n"
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--stdin-filename", "x.py", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert done.stdout == text

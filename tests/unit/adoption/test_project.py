"""Which language a project is in, however its file is laid out."""

from pathlib import Path

import pytest
import yaml
from connect_customer_profiles.cli.adopt import runtime
from connect_customer_profiles.operations.adopt_into import existing
from connect_customer_profiles.operations.errors import Refused


@pytest.mark.parametrize(
    "written",
    [
        "runtime: python",
        "runtime: {name: python, options: {toolchain: pip}}",
        "runtime:\n  options: {toolchain: pip}\n  name: python",
        "runtime:  # ours\n  # since 2024\n  name: 'python'",
    ],
)
def test_a_python_project_is_recognised(written: str) -> None:
    assert runtime(yaml.safe_load(f"name: shop\n{written}\n")) == "python"


@pytest.mark.parametrize(
    ("definition", "language"),
    [
        ("runtime: {name: nodejs}", "nodejs"),
        ("runtime: [python]", "another language"),
        ("- python", "another language"),
    ],
)
def test_another_language_is_refused(definition: str, language: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        existing(tmp_path, "dev", runtime(yaml.safe_load(definition)))
    rule = f"its program is in {language}, and `adopt` writes Python: give --out a new folder"
    assert str(refused.value) == f"{tmp_path}: {rule}"

"""What the environments install: pinned, and every file known by its hash."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PIN = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; [^\\]+)?$")


def name_of(text: str) -> str:
    """A distribution's name, normalised: https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", text).lower()


def entries(path: Path) -> list[list[str]]:
    """Each requirement of a file with its options."""
    text = "\n".join(line for line in path.read_text().splitlines() if not line.startswith("#"))
    return [[each.strip() for each in entry.split("\\\n")] for entry in re.split(r"\n(?=\S)", text)]


def pins(path: Path) -> dict[str, str]:
    found = [PIN.match(entry) for entry, *_ in entries(path)]
    return {name_of(each[1]): each[2] for each in found if each}


@pytest.mark.parametrize("folder", [".", "policies", "tests/audit", "tests/febrl", "docs/site"])
def test_every_file_that_is_installed_has_a_hash(folder: str) -> None:
    path = ROOT / folder / "hashes.txt"
    # What is installed without its dependencies has no constraints.
    wanted = "requirements.txt" if folder == "tests/febrl" else "constraints.txt"
    assert pins(path).items() >= pins(ROOT / folder / wanted).items()
    assert pins(path)
    for requirement, *hashes in entries(path):
        assert PIN.match(requirement), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes), requirement


@pytest.mark.parametrize("folder", [".", "policies", "tests/audit", "tests/febrl", "docs/site"])
def test_the_environments_install_nothing_else(folder: str) -> None:
    path = Path(folder, "hashes.txt")
    installs = [line for line in (ROOT / "Makefile").read_text().splitlines() if "$(PIP_INSTALL)" in line]
    assert any("--require-hashes" in line and line.endswith(f" --requirement {path}") for line in installs)
    assert [line for line in installs if "--require-hashes" not in line and "--no-deps" not in line] == [
        "\t@$(PYTHON) -m venv build/uv && build/uv/bin/python $(PIP_INSTALL) uv"
    ]

"""One name, one meaning: files of the library that are called the same, and why."""

from collections import defaultdict
from pathlib import Path

import connect_customer_profiles
import pytest

PACKAGE = Path(connect_customer_profiles.__file__).parent

PRESENTED = "the sub-command, and what it presents"
SAME_MEANING = {
    "dead_letters.py": "the sub-commands on dead letters, and the rules for what is asked of a redrive",
    "decisions.py": "pure: what to do next from what is known, of an integration and of a dead letter",
    "diagnose.py": PRESENTED,
    "domain.py": "a domain: what its options must be, and what becomes of its objects",
    "errors.py": "the errors of the calls of a room, as its callers tell them apart",
    "pace.py": "how fast calls may follow each other: of an API, and of the objects of one profile",
    "plan.py": PRESENTED,
    "profiles.py": PRESENTED,
    "redrive.py": "the engine, the sub-command and the Lambda handler that run it",
    "reestablish.py": PRESENTED,
    "schedule.py": "schedules of flows: what may be asked for, and what AppFlow is told",
    "status.py": PRESENTED,
    "supervisor.py": "one round of supervision, and the Lambda handler that runs it",
    "watch.py": PRESENTED,
}
"""File names that occur more than once, each with what the files have in common."""


def repeated() -> dict[str, list[str]]:
    """The places of files that share their name with another."""
    places = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.name != "__init__.py":
            places[file.name].append(str(file.relative_to(PACKAGE).parent))
    return {name: folders for name, folders in places.items() if len(folders) > 1}


def test_files_of_one_name_mean_the_same() -> None:
    assert {name: folders for name, folders in repeated().items() if name not in SAME_MEANING} == {}


@pytest.mark.parametrize("name", SAME_MEANING)
def test_a_reason_is_given_only_for_names_that_are_repeated(name: str) -> None:
    assert name in repeated()


def test_the_root_lists_the_components() -> None:
    modules = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "names"}
    exported = {module for module in connect_customer_profiles._NAMES if "." not in module}
    assert modules == exported
    others = {entry.name for entry in PACKAGE.iterdir() if entry.is_file() and entry.suffix != ".py"}
    assert others == {"py.typed"}

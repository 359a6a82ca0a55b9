"""Which way the arrows point: each room of the library imports only the rooms below it."""

import ast
import re
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path

import connect_customer_profiles

from tests.conftest import REPOSITORY

PACKAGE = Path(connect_customer_profiles.__file__).parent

COMPONENTS = "components"
"""The files of the package root, which are the components."""

ARCHIVE = "functions/archive"
"""What puts a handler into an archive; it imports no handler."""

BELOW = {
    "rules": set(),
    "names": set(),
    "log": {"rules"},
    "policy": {"names", "rules"},
    "sources": {"rules"},
    "observability": {"names", "rules"},
    "aws": {"names"},
    "appflow": {"aws", "names", "rules", "sources"},
    "ingestion": {"appflow", "aws", "log", "names", "rules", "sources"},
    "adoption": {"aws", "names", "policy", "profiles", "rules", "sources"},
    "operations": {
        "adoption",
        "appflow",
        "aws",
        "ingestion",
        "names",
        "policy",
        "profiles",
        "rehearsal",
        "rules",
        "sources",
    },
    "functions": {ARCHIVE, "aws", "operations"},
    "cli": {"adoption", "appflow", "aws", "ingestion", "names", "operations", "rehearsal", "rules"},
    "plugin": {"aws", "base", "ingestion", "names", "rules"},
    ARCHIVE: set(),
    "profiles": {"rules"},
    "rehearsal": {"profiles", "rules", "sources"},
    "base": {ARCHIVE, "aws", "log", "names", "observability", "policy", "profiles", "rules"},
    COMPONENTS: {
        ARCHIVE,
        "base",
        "ingestion",
        "log",
        "names",
        "observability",
        "policy",
        "profiles",
        "rules",
        "sources",
    },
}
"""What each room may import. docs/architecture.md draws it."""

LONGEST_FILE = 300
MEAN_LENGTH = 130


def room_of(module: Path) -> str:
    """The room that a module is in, given its place in the package."""
    if str(module) in ("functions", ARCHIVE):
        return ARCHIVE
    first = module.parts[0]
    if len(module.parts) > 1 or (PACKAGE / first / "__init__.py").exists():
        return first
    return first if first in BELOW else COMPONENTS


def imports_of(file: Path) -> set[Path]:
    """The modules of this package that a file imports anywhere in it, by their place in the package."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            target = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for alias in node.names:
                module = target / alias.name
                is_module = module.with_suffix(".py").exists() or (module / "__init__.py").exists()
                found.add((module if is_module else target).relative_to(PACKAGE))
    return found


def library_files() -> list[Path]:
    return sorted(file for file in PACKAGE.rglob("*.py") if file != PACKAGE / "__init__.py")


def arrows() -> dict[tuple[str, str], list[str]]:
    """The imports between two rooms, as `file -> module`."""
    found: dict[tuple[str, str], list[str]] = {}
    for file in library_files():
        place = file.relative_to(PACKAGE)
        for module in imports_of(file):
            ends = (room_of(place.with_suffix("")), room_of(module))
            if ends[0] != ends[1]:
                found.setdefault(ends, []).append(f"{place} -> {module}")
    return found


def test_the_layers_are_layers() -> None:
    TopologicalSorter(BELOW).prepare()


def reachable(arrows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Every pair of rooms with a way down from one to the other."""
    found = set(arrows)
    while further := {(top, end) for top, middle in found for start, end in found if start == middle} - found:
        found |= further
    return found


def test_the_drawing_of_the_layers_is_what_the_code_keeps_to() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text()
    drawing = text.partition("```mermaid")[2].partition("```")[0]
    names = {"archive": ARCHIVE}
    drawn = re.findall(r"^ *(\w+)(?:\[.*?\])? --> (\w+)", drawing, re.MULTILINE)
    arrows = {(names.get(top, top), names.get(below, below)) for top, below in drawn}
    assert reachable(arrows) == reachable((room, below) for room, rooms in BELOW.items() for below in rooms)


def test_each_room_imports_only_what_stands_below_it() -> None:
    allowed = {(room, below) for room, rooms in BELOW.items() for below in rooms}
    assert {ends: files for ends, files in arrows().items() if ends not in allowed} == {}


def test_every_arrow_that_is_allowed_is_needed() -> None:
    allowed = {(room, below) for room, rooms in BELOW.items() for below in rooms}
    assert sorted(allowed - arrows().keys()) == []


def test_one_file_speaks_to_the_engine() -> None:
    """It makes every text safe to show, so nothing may pass it by."""
    told = re.compile(r"pulumi\.log\b|(?<![.\w])print\(")
    speaks = {str(file.relative_to(PACKAGE)) for file in library_files() if told.search(file.read_text())}
    of_a_process_of_its_own = {"cli/endings.py", "functions/redrive.py", "functions/supervisor.py"}
    assert speaks - of_a_process_of_its_own == {"log.py"}


def test_files_are_short() -> None:
    lengths = {str(file.relative_to(PACKAGE)): len(file.read_text().splitlines()) for file in library_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
    assert sum(lengths.values()) / len(lengths) <= MEAN_LENGTH

"""Links between the documents lead somewhere, and the files that they name exist."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

DOCUMENTS = [
    REPOSITORY / "README.md",
    REPOSITORY / "CHANGELOG.md",
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "SECURITY.md",
    *sorted(REPOSITORY.glob("docs/**/*.md")),
    *sorted(REPOSITORY.glob("examples/*/README.md")),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")

MAPS = [
    REPOSITORY / "CONTRIBUTING.md",
    REPOSITORY / "docs" / "architecture.md",
    *sorted(REPOSITORY.glob("docs/decisions/*.md")),
]
"""The documents that say where things are."""

ROOTS = (REPOSITORY, REPOSITORY / "components" / "connect_customer_profiles")
"""What their paths start from."""

PATH = re.compile(r"[\w.*<>-]*(?:/[\w.*<>-]*)+|[\w-]+\.(?:py|md|toml|yaml|txt)")


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as they are made on GitHub."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dangling(document: Path) -> Iterator[str]:
    """The links of a document that lead nowhere in the repository."""
    for link in LINK.findall(document.read_text()):
        file, _, anchor = link.partition("#")
        if link.startswith(("https://", "http://")):
            continue
        target = (document.parent / file).resolve() if file else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_links_lead_somewhere(document: Path) -> None:
    assert list(dangling(document)) == []


def paths(document: Path) -> Iterator[str]:
    """What a document names in code type that is a path; a `<word>` in it stands for any name."""
    for code in re.findall(r"`([^`\n]+)`", document.read_text()):
        if PATH.fullmatch(code) and not code.startswith(("~", ".venv", "build", "http")):
            yield code


@pytest.mark.parametrize("document", MAPS, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_paths_in_the_maps_exist(document: Path) -> None:
    missing = [
        path
        for path in paths(document)
        if not any([*root.glob(re.sub(r"<[^>]*>", "*", path).rstrip("/"))] for root in ROOTS)
    ]
    assert missing == []


def test_the_maps_name_paths() -> None:
    assert {"sources/", "tests/sweep/", "ingestion/provider.py"} <= set(paths(REPOSITORY / "docs" / "architecture.md"))


def guarded_against() -> list[str]:
    """The last cells of the rows of what is guarded against: what each is tested by."""
    page = (REPOSITORY / "docs" / "security.md").read_text()
    section = page.partition("\n## What is guarded against")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert {len(row) for row in rows} == {3}
    return [row[2] for row in rows[2:]]


@pytest.mark.parametrize("tested_by", guarded_against())
def test_whatever_is_guarded_against_names_tests_that_exist(tested_by: str) -> None:
    named = re.findall(r"`([^`]+)`", tested_by)
    files = [REPOSITORY / each for each in named]
    assert [each for each, file in zip(named, files, strict=True) if not file.is_file()] == []
    assert any(file.name.startswith("test_") and "def test_" in file.read_text() for file in files)

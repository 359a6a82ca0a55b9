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

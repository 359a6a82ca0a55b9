"""The documentation site is built from the documents without a warning, and nothing on it leads nowhere."""

import os
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import REPOSITORY

SITE = REPOSITORY / "build" / "docs" / "bin" / "mkdocs"


class Links(HTMLParser):
    """What a page refers to, and the anchors in it."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.references: list[str] = []
        self.anchors: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.references.append(value)
            if name == "id" and value:
                self.anchors.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [str(SITE), "build", "--strict", "--config-file", "docs/site/mkdocs.yml", "--site-dir", str(folder)]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(command, cwd=REPOSITORY, env=quiet, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return folder


def test_every_document_has_a_page(site: Path) -> None:
    documents = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("examples/*/*.md")]
    paths = {path.relative_to(REPOSITORY) for path in documents}
    pages = {path.parent if path.name == "README.md" else path.with_suffix("") for path in paths}
    assert [str(page) for page in sorted(pages) if not (site / page / "index.html").is_file()] == []


def test_a_source_file_that_is_linked_to_is_shown(site: Path) -> None:
    page = (site / "Pulumi.prod.yaml" / "index.html").read_text()
    assert "amazon-connect-customers" in page


def test_nothing_leads_nowhere(site: Path) -> None:
    pages = {page: Links(page) for page in site.rglob("index.html")}
    assert len(pages) > 40
    assert sorted(set(dangling(site, pages))) == []


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    """But the diagrams' library, which the theme fetches where there is a diagram."""
    page = Links(site / "docs" / "configuration" / "index.html")
    loaded = [each for each in page.references if urlsplit(each).netloc and each.endswith((".js", ".css", ".woff2"))]
    assert loaded == []


def dangling(site: Path, pages: dict[Path, Links]) -> Iterator[tuple[str, str]]:
    for page, links in pages.items():
        for reference in links.references:
            parts = urlsplit(reference)
            if parts.scheme or parts.netloc:
                continue
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file() or (
                parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors
            ):
                yield str(page.relative_to(site)), reference

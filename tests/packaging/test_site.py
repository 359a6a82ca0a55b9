"""The documentation site is built from the documents without a warning, and nothing on it leads nowhere."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import REPOSITORY
from tests.newcomer.pages import blocks, pages

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
    expected = {path.parent if path.name == "README.md" else path.with_suffix("") for path in paths}
    assert [str(page) for page in sorted(expected) if not (site / page / "index.html").is_file()] == []


def test_a_source_file_that_is_linked_to_is_shown(site: Path) -> None:
    page = (site / "Pulumi.prod.yaml" / "index.html").read_text()
    assert "amazon-connect-customers" in page


def test_nothing_leads_nowhere(site: Path) -> None:
    read = {page: Links(page) for page in site.rglob("index.html")}
    assert len(read) > 40
    assert sorted(set(dangling(site, read))) == []


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    loaded = [
        (str(page.relative_to(site)), each)
        for page in site.rglob("index.html")
        for each in Links(page).references
        if urlsplit(each).netloc and each.endswith((".js", ".css", ".woff2"))
    ]
    assert loaded == []


def test_a_page_with_diagrams_has_their_library_before_the_script_that_would_fetch_it(site: Path) -> None:
    library = site / "docs" / "site" / "mermaid.js"
    assert b'version:"11.' in library.read_bytes()
    texts = {page: page.read_text() for page in site.rglob("index.html")}
    with_diagrams = {page for page, text in texts.items() if 'class="mermaid"' in text}
    assert {str(page.parent.relative_to(site)) for page in with_diagrams} == {
        *(".", "docs/architecture", "docs/bulk-ingestion", "docs/mapping"),
    }
    for page, text in texts.items():
        first, *others = re.findall(r'<script src="([^"]+)"', text)
        ours = (page.parent / first).resolve() == library.resolve()
        assert ours == (page in with_diagrams)
        assert any("/bundle." in each for each in others) or not ours
    # The theme asks whether there is one before it fetches another.
    (script,) = (site / "assets" / "javascripts").glob("bundle.*.min.js")
    assert 'typeof mermaid=="undefined"' in script.read_text()


def test_the_library_draws_every_diagram() -> None:
    """In the engine that comes with it, which has no browser."""
    drawing = (
        "import json, mermaidx, sys; print(json.dumps([mermaidx.render(each).svg() for each in json.load(sys.stdin)]))"
    )
    texts = [each.text for page in pages() for each in blocks(page) if each.language == "mermaid"]
    done = subprocess.run(
        [str(SITE.with_name("python")), "-c", drawing],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    drawn = json.loads(done.stdout)
    assert len(drawn) == len(texts) > 3
    assert [text for text, svg in zip(texts, drawn, strict=True) if "Syntax error" in svg or "<svg" not in svg] == []
    assert "resubmit the failed batches" in re.sub("<[^>]*>", "", " ".join(drawn))


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

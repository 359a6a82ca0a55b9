"""What the site consists of: the repository's documents and pictures, and a page for each file that they link to.

Everything keeps the path that it has in the repository, so that a link leads to the same place here and there.
"""

import posixpath
import re
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = ("*.md", "docs/**/*.md", "examples/*/README.md")
STATIC = (".svg", ".json", ".css")
"""What is published as it is; other files that are linked to become pages."""

DIAGRAMS = "docs/site/mermaid.js"
"""The diagrams' library, as a package for Python brings it. The theme fetches it from elsewhere where a page has a
diagram and no library."""

LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)\s#]+)")
LANGUAGES = {".py": "python", ".yaml": "yaml", ".toml": "toml", ".jsonl": "json"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of the site, instead of those that are in the folder of the configuration."""
    kept = [file for file in files if file.abs_src_path is None or not file.abs_src_path.startswith(str(ROOT / "docs"))]
    documents = [path for pattern in DOCUMENTS for path in sorted(ROOT.glob(pattern))]
    linked = {target for document in documents for target in _targets(document) if (ROOT / target).is_file()}
    shown = sorted(target for target in linked if Path(target).suffix not in (".md", *STATIC))
    static = {str(path.relative_to(ROOT)) for kind in STATIC for path in ROOT.glob(f"docs/**/*{kind}")}
    own = [_file(config, str(path.relative_to(ROOT))) for path in documents]
    own += [_file(config, target) for target in sorted(static)]
    own.append(File.generated(config, DIAGRAMS, abs_src_path=str(_library())))
    return Files([*kept, *own, *(_listing(config, target) for target in shown)])


def on_page_markdown(markdown: str, *, page: Page, files: Files, **_: object) -> str:
    """The page's text, in which a link to a folder leads to its README, and one to a file to the page that shows it."""
    folder = posixpath.dirname(page.file.src_uri)

    def lead(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found[1]))
        if (ROOT / target).is_dir():
            return f"{found[1].rstrip('/')}/README.md"
        return f"{found[1]}.md" if files.get_file_from_path(f"{target}.md") else found[1]

    return LINK.sub(lead, markdown)


def on_post_page(output: str, *, page: Page, **_: object) -> str:
    """A page with a diagram, which has the library before the theme's own script."""
    if 'class="mermaid"' not in output:
        return output
    own = posixpath.relpath(DIAGRAMS, page.url or ".")
    return output.replace("<script src=", f'<script src="{own}"></script><script src=', 1)


def _library() -> Path:
    return Path(str(distribution("mermaidx").locate_file("mermaidx/assets/mermaid.js")))


def _targets(document: Path) -> Iterator[str]:
    folder = document.parent.relative_to(ROOT).as_posix()
    for link in LINK.findall(document.read_text()):
        yield posixpath.normpath(posixpath.join(folder, link))


def _file(config: MkDocsConfig, path: str) -> File:
    return File.generated(config, path, abs_src_path=str(ROOT / path))


def _listing(config: MkDocsConfig, path: str) -> File:
    language = LANGUAGES.get(Path(path).suffix, "text")
    content = f"# {path}\n\n~~~~~~{language}\n{(ROOT / path).read_text()}~~~~~~\n"
    return File.generated(config, f"{path}.md", content=content, inclusion=InclusionLevel.NOT_IN_NAV)

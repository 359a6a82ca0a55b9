"""docs/mapping.md: the output of its commands and its pictures are real.

`python -m tests.operations.mapping_page` writes them; a test compares them with what the command says now.
"""

import contextlib
import io
import os
import re

from connect_customer_profiles.cli import main as cli

from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "mapping.md"
FOLDER = REPOSITORY / "docs" / "mapping"
PICTURES = {
    "rehearsal.svg": "rehearse --mapping mapping.yaml contacts=contacts.csv tickets=tickets.jsonl",
    "other.svg": "rehearse --mapping other.yaml contacts=contacts.csv tickets=tickets.jsonl",
}
"""The pictures of the page, and what draws them."""
BLOCK = re.compile(r"```console\n\$ customer-profiles (.*?)\n.*?```\n", re.DOTALL)


def output(words: str) -> str:
    """What the command prints in the folder of the samples."""
    out = io.StringIO()
    with contextlib.chdir(FOLDER), contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
        cli.main(words.split())
    return out.getvalue()


def commands() -> list[str]:
    """The commands of the page."""
    return BLOCK.findall(PAGE.read_text())


def page() -> str:
    """The page with what its commands print now."""
    return BLOCK.sub(
        lambda found: f"```console\n$ customer-profiles {found[1]}\n{output(found[1])}```\n", PAGE.read_text()
    )


def picture(words: str) -> str:
    """The picture of a rehearsal."""
    made = FOLDER / f"rehearsal-{os.getpid()}.svg"
    try:
        output(f"{words} --svg {made}")
        return made.read_text()
    finally:
        made.unlink(missing_ok=True)


if __name__ == "__main__":
    os.environ["COLUMNS"] = "120"
    PAGE.write_text(page())
    for name, words in PICTURES.items():
        (FOLDER / name).write_text(picture(words))

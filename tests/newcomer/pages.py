"""The blocks of code in README, the pages and the examples, as a reader copies them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import REPOSITORY

FENCED = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"\s{2,}#.*$")


@dataclass(frozen=True)
class Block:
    """The `number`th block of a page, counted from one."""

    page: str
    number: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page} {self.number}"

    @property
    def commands(self) -> list[str]:
        """Its lines without their comments."""
        return [COMMENT.sub("", line) for line in self.text.splitlines()]


def pages() -> list[str]:
    """Every page whose code a reader may copy."""
    found = [*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md"), *REPOSITORY.glob("examples/*/README.md")]
    return sorted(str(Path(each).relative_to(REPOSITORY)) for each in found)


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for number, found in enumerate(FENCED.finditer((REPOSITORY / page).read_text()), 1):
        yield Block(page, number, found["language"], found["text"])


def block(page: str, number: int) -> Block:
    """One of them."""
    return [*blocks(page)][number - 1]

"""Sentences on a terminal: lines end between words, and what can be copied is never cut. Pure."""

import re
from collections.abc import Iterable

from rich.cells import cell_len

_LABEL = re.compile(r" *(?:[^ ]+(?: [^ ]+){0,2} {2,})?")
"""What a line may begin with, before the column at which its text begins."""


def wrapped(pieces: Iterable[tuple[str, bool]], width: int) -> list[str]:
    """The lines of one text.

    Lines after the first one are indented: as far as the text behind a label, such as `  do this     `, and elsewhere
    two columns more than the first. A word that no line has room for, such as a command, has a line of its own, which
    the terminal continues without a line break in it.

    Args:
        pieces: the parts of the text; True for one that is one word, whatever spaces it has.
        width: the number of columns of the terminal.
    """
    words = _words(pieces)
    text = "".join(space + word for space, word in words)
    label = _LABEL.match(text)
    begins = label.end() if label else 0
    indent = begins if 0 < begins <= width // 2 and text[:begins].strip() else len(text) - len(text.lstrip(" ")) + 2
    lines = [""]
    for space, word in words:
        longer = f"{lines[-1]}{space}{word}"
        if not lines[-1].strip() or cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(" " * indent + word)
    return lines


def _words(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, str]]:
    """Each word, after the spaces before it. What no space parts is one word."""
    words = [("", "")]
    for text, whole in pieces:
        for part in [text] if whole else re.findall(" +|[^ ]+", text):
            if not whole and part.startswith(" "):
                words.append((part, ""))
            else:
                space, word = words.pop()
                words.append((space, word + part))
    return words

"""How messages spell the names of arguments: as Python does, until a plugin serves a program of another language."""

import re
from collections.abc import Mapping

_words: Mapping[str, str] = {}


def spell(words: Mapping[str, str]) -> None:
    """From now on, messages of this process spell names as a program of another language does.

    Args:
        words: its names by Python's, for those that differ.
    """
    global _words  # noqa: PLW0603 - a process serves one kind of program
    _words = words


def spelled(text: str) -> str:
    """`text` with the program's names of arguments."""
    return re.sub(r"\b[a-z]\w*_\w+", lambda found: _words.get(found[0], found[0]), text) if _words else text

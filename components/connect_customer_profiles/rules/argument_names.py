"""How messages spell the names of arguments: as Python does, unless the program's reader knows them by other names:
because a plugin serves a program of another language, or because the program reads them from its configuration.
"""

import re
from collections.abc import Mapping

TOLD = "argument_names"
"""What a dynamic resource is given for the check alone and does not keep: the words of its program, for the messages of
the provider's process."""

_words: Mapping[str, str] = {}
_pattern = re.compile("(?!)")


def spell(words: Mapping[str, str]) -> None:
    """From now on, messages of this process spell names as the program's reader knows them.

    Args:
        words: its names by Python's, for those that differ; also those of several words, such as `connector.object`.
            The longest counts.
    """
    global _words, _pattern  # noqa: PLW0603 - a process serves one kind of program
    _words = words
    longest_first = sorted(words, key=len, reverse=True)
    ends = (re.escape(each) + (r"\b" if re.match(r"\w", each[-1]) else "") for each in longest_first)
    _pattern = re.compile(rf"\b(?:{'|'.join(ends)})" if words else "(?!)")


def spelled(text: str) -> str:
    """`text` with the program's names of arguments."""
    return _pattern.sub(lambda found: _words[found[0]], text)


def called(function: str, given: str) -> str:
    """A call of a function, as Python writes it; the key instead, where the program reads from its configuration what
    the function is given."""
    key = spelled(function)
    return f"{function}({given})" if key == function else f"{key}: {given}"


def told() -> dict[str, dict[str, str]]:
    """The words of this program, as an input for the check of a dynamic resource; empty if they are Python's."""
    return {TOLD: dict(_words)} if _words else {}


def in_words(argument: str) -> str:
    """The name of an argument as words. Commands and outputs use them: nothing there knows in which language, or in
    which configuration, the reader has written the program."""
    return argument.replace("_", " ")

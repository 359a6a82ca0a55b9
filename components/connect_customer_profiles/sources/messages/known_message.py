"""One message that a source or AWS is known to send, what it means, and what helps. Pure."""

import re
from dataclasses import dataclass

_BETWEEN_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, kw_only=True)
class KnownMessage:
    """A message that somebody has reported, or that the sender documents.

    Attributes:
        example: the message, as it was reported or documented.
        words: a regular expression for `plain` of it and of its siblings.
        cause: the name of its cause in `ingestion.failures.CAUSES`.
        means: what it means, as one sentence.
        helps: what helps, as one sentence; "" where waiting does.
        page: where it was reported or is documented.
        verbatim: whether the page has these words; if not, it describes the failure, and the words are ours.
    """

    example: str
    words: str
    cause: str
    means: str
    page: str
    helps: str = ""
    verbatim: bool = True

    def fits(self, message: str) -> bool:
        """Whether a message in `plain` form is this one."""
        return re.search(self.words, message) is not None


def plain(message: str) -> str:
    """A message in small letters and single spaces: AppFlow leaves out most punctuation (`ExecutionMessage` in its
    API model), so no pattern may depend on it."""
    return _BETWEEN_WORDS.sub(" ", message).strip().lower()

"""Questions that AWS's pages leave open, as options: both answers to each can be chosen.

The defaults follow the newest page; where no page says anything, they are the answer that does the least harm in a
rehearsal.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Silence:
    """Answers to questions that the documentation leaves open.

    Attributes:
        structures: what an accessor to an object or a list reads: its JSON, or nothing.
        blank_is_empty: whether a Handlebars text of spaces only counts as empty.
        escapes_html: whether `{{…}}` writes `&`, `<`, `>` and quotes as HTML, as Handlebars does by default.
    """

    structures: Literal["json", "empty"] = "json"
    blank_is_empty: bool = True
    escapes_html: bool = False


DOCUMENTED = Silence()
"""The defaults."""

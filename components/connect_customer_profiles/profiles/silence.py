"""What AWS's pages leave open, as options: for each question both answers can be had.

The defaults are what the newest page suggests; where none says anything, what harms least in a rehearsal.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Silence:
    """The answers to what the documentation does not say.

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

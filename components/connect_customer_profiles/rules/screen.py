"""Makes text from outside safe to show on a screen. Pure.

Names, messages and records come from AWS, from other people's web forms and from state. Shown as they are, they could
move the cursor, write to the clipboard, forge a line of output or reorder what is read
(https://unicode.org/reports/tr36/).
"""

import re

UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories that have no glyph of their own: controls, formats (bidirectional and zero-width characters),
lone surrogates, line and paragraph separators."""

IGNORED = (
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Characters of other categories that are shown as nothing: fillers, joiners, variation selectors
(`Default_Ignorable_Code_Point`, https://unicode.org/reports/tr44/)."""

ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def readable(text: str) -> str:
    """A text as one line that a screen shows unchanged: characters without a glyph become escapes, so nothing is
    lost."""
    if text.isprintable() and not re.search(IGNORED, text):
        return text
    return "".join(_escaped(each) if unshown(each) else each for each in text)


def unshown(character: str) -> bool:
    """Whether a character is one that a screen would obey, or not show."""
    import unicodedata  # Hardly any text has such a character.

    return unicodedata.category(character) in UNSHOWN or re.match(IGNORED, character) is not None


def _escaped(character: str) -> str:
    code = ord(character)
    if character in ESCAPES:
        return ESCAPES[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

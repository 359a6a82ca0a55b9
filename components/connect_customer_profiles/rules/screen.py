"""Makes text from outside safe to show on a screen. Pure.

Names, messages and records come from AWS, from other people's web forms and from state. Shown as they are, they could
move the cursor, write to the clipboard, forge a line of output or reorder what is read
(https://unicode.org/reports/tr36/).
"""

import unicodedata

UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode categories that have no glyph of their own: controls, formats (bidirectional and zero-width characters),
lone surrogates, line and paragraph separators."""

ESCAPES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def readable(text: str) -> str:
    """A text as one line that a screen shows unchanged: characters without a glyph become escapes, so nothing is
    lost."""
    if text.isprintable():
        return text
    return "".join(_escaped(each) if unicodedata.category(each) in UNSHOWN else each for each in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if character in ESCAPES:
        return ESCAPES[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

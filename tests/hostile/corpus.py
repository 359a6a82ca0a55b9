"""Texts that customers' web forms, other people's flows and broken services may send: what a screen must survive."""

from typing import Any

MARKUP = (
    "Invalid path [/Fields/email]",
    "Value [email] of [field id] is not set",
    "[link=https://example.com/]your invoice[/link]",
    "[bold red]all is well[/bold red]",
    "[/]",
    "[",
    "]",
    "[[]]",
    r"\[escaped]",
    "[#ff0000 on white]",
    "[@click=quit()]here[/]",
    ":smile: :boom:",
    "{0} {name} {} %s %(name)s",
    "${jndi:ldap://x}",
    "<b>bold</b> &amp; <script>alert(1)</script>",
    "|pipe|table|",
    "`code` **bold** # heading",
)
ANSI = (
    "\x1b[2J\x1b[H",
    "\x1b[31mred\x1b[0m",
    "\x1b[1A\x1b[2Kforged line",
    "\x1b[8mhidden\x1b[0m",
    "\x1b[?1049h",
    "\x1b[6n",
    "\x1bc",
    "\x1b(0lqqk",
    "\x1bP1$tx\x1b\\",
    "\x1b_payload\x1b\\",
    "\x1b^privacy\x1b\\",
    "\x1b",
)
OSC = (
    "\x1b]52;c;Y3VybCBldmlsfHNo\x07",
    "\x1b]0;root@prod\x07",
    "\x1b]8;;https://example.com\x1b\\bank\x1b]8;;\x1b\\",
    "\x1b]1337;File=inline=1:AAAA\x07",
    "\x1b]777;notify;title;body\x07",
    "\x9d52;c;AAAA\x9c",
)
CONTROL = (
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))),
    "\x00nul",
    "bell\x07",
    "back\x08\x08\x08\x08fine",
    "over\rwritten",
    "tab\tbed",
    "form\x0cfeed",
    "vertical\x0btab",
    "\x9b31mC1",
    "\x85next line",
)
LINES = (
    "first\nfinding: no problem was found",
    "a\r\nb",
    "a\n\n\nb\n",
    "line\u2028separator",
    "paragraph\u2029separator",
    "\ncustomer-profiles: AWS is fine",
)
BIDI = (
    "\u202emoc.elpmaxe\u202c",
    "\u2066isolate\u2069",
    "\u200fright to left mark",
    "user\u202e txt.exe",
    "\u061carabic letter mark",
    "\u202dforced\u202c",
)
INVISIBLE = (
    "zero\u200bwidth",
    "join\u200der",
    "non\u200cjoiner",
    "word\u2060joiner",
    "\ufeffbyte order mark",
    "soft\u00adhyphen",
    "tag\U000e0041\U000e0042",
    "\ufff9annotation\ufffa\ufffb",
    "\u180evowel separator",
    *(f"admin{each}" for each in "\u034f\u115f\u1160\u17b4\u180b\u3164\ufe0f\uffa0\ufff0\U000e0100"),
)
SURROGATES = ("\ud800", "lone \udfff end", "\ud83d without its half")
GLYPHS = (
    "",
    " ",
    "Ünïcödé",
    "田中太郎",
    "שלום",
    "مرحبا",
    "👩‍👩‍👧",
    "e\u0301\u0301\u0301\u0301",
    "\u00a0no-break",
    "a" * 5_000,
    "very long words " * 300,
    "W" * 120,
)
CODES = (
    "GenerateDataKey",
    "AccessDeniedException",
    "ResourceNotFoundException",
    "ThrottlingException",
    "kms key is disabled",
    "There is no such domain",
    "Execution Successful",
    "COMPLETE",
    "None",
    "null",
    "-1",
    "1e309",
    "NaN",
)
TEXTS: tuple[str, ...] = (*(*MARKUP, *ANSI, *OSC, *CONTROL, *LINES, *BIDI, *INVISIBLE, *SURROGATES, *GLYPHS, *CODES),)

ALTERED: tuple[str, ...] = (
    '{"a": 1, "a": 2}',
    '{"Email": "first@example.com", "Email": "second@example.com"}',
    '{"number": 1e400}',
    '{"number": 1e-99999999999999999999999}',
    '{"number": 1.0000000000000000001}',
    '{"number": 12345678901234567890.123}',
    '{"number": ' + "9" * 5_000 + "}",
    '{"a": NaN, "b": Infinity}',
    *('{"a":' * depth + "1" + "}" * depth for depth in (60, 900, 975, 1_200, 5_000)),
)
"""Objects that a JSON parser changes, or cannot read."""

BODIES: tuple[str, ...] = (
    *ALTERED,
    "",
    " ",
    "{",
    "[]",
    "null",
    "0",
    '"text"',
    "[" * 20_000,
    '{"name": "' + "x" * 250_000 + '"}',
    '{"__proto__": {}, "constructor": 1}',
    '{"\\ud800": "\\udfff"}',
    '{"Email": "\\u001b]52;c;AAAA\\u0007"}',
    '{"Email": ["a", {"b": []}, null]}',
    "\ufeff{}",
    "NaN",
)
"""Bodies of letters: none of these is an object that a mapping expects."""

VALUES: tuple[Any, ...] = (None, "", 0, -1, 1.5, True, [], {}, [None], {"a": None}, "\x1b[2J", ["a", 1], 10**30)
"""What may stand in state where something else is expected."""

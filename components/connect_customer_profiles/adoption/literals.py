"""Values as Python source, laid out as `ruff format` lays it out. Pure.

Texts come from AWS, where anybody may have written them. In the source they are literals that hold nothing but
characters with a glyph of their own: whatever they contain, a text cannot end its literal, and nothing in it is hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..rules.screen import readable, unshown

WIDTH = 88
"""Characters of a line: the default of `ruff format`."""
_INDENT = " " * 4


@dataclass(frozen=True)
class Code:
    """An expression, such as `key.key_arn`."""

    text: str


@dataclass(frozen=True)
class Noted:
    """A value with a remark, which stands on the lines above it."""

    value: Any
    remark: str


def quoted(text: str) -> str:
    """A text as a string literal: in double quotes, unless that needs more escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return f"{quote}{''.join(_character(each, quote) for each in text)}{quote}"


def source(value: Any, indent: int = 0, used: int = 0) -> str:
    """A value as source: on one line if it fits, else one item on each line.

    Args:
        value: texts, numbers, booleans, None, lists and objects of them; `Code`, and `Noted` within the latter two.
        indent: levels of the line that it begins on.
        used: characters that its line has beside the indentation and it: a name before it, a comma behind it.
    """
    if not _has_remark(value):
        line = _on_one_line(value)
        if len(_INDENT) * indent + used + len(line) <= WIDTH or not _parts(value):
            return line
    inner = _INDENT * (indent + 1)
    lines = []
    for name, item in _parts(value):
        if isinstance(item, Noted):
            lines += [f"{inner}# {line}" for line in wrapped(item.remark, WIDTH - len(inner) - 2)]
        plain = item.value if isinstance(item, Noted) else item
        lines.append(f"{inner}{name}{source(plain, indent + 1, len(name) + 1)},")
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    return "\n".join([opening, *lines, f"{_INDENT * indent}{closing}"])


def call(function: str, arguments: Sequence[Any], used: int = 0) -> str:
    """A call as source.

    Args:
        function: its name.
        arguments: see `source`.
        used: characters that its first line has before it.
    """
    line = f"{function}({', '.join(map(_on_one_line, arguments))})"
    if used + len(line) <= WIDTH and not any(map(_has_remark, arguments)):
        return line
    return "\n".join([f"{function}(", *(f"{_INDENT}{source(each, 1, 1)}," for each in arguments), ")"])


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` characters, broken at spaces. What it quotes cannot end a line by itself."""
    lines = [""]
    for word in readable(text).split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return lines


def _character(character: str, quote: str) -> str:
    if character in ("\\", quote):
        return f"\\{character}"
    # A space that is not U+0020 looks like one.
    if not unshown(character) and (character.isprintable() or character == " "):
        return character
    code = ord(character)
    named = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
    if character in named:
        return named[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _on_one_line(value: Any) -> str:
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Noted):
        return _on_one_line(value.value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10_000:
        return f"{value:_}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}{_on_one_line(item)}" for name, item in _parts(value)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_on_one_line(item) for _, item in _parts(value)) + "]"
    return repr(value)


def _parts(value: Any) -> list[tuple[str, Any]]:
    """The items of a value, each with what stands before it."""
    if isinstance(value, Mapping):
        return [(f"{quoted(str(name))}: ", item) for name, item in value.items()]
    return [("", item) for item in value] if isinstance(value, (list, tuple)) else []


def _has_remark(value: Any) -> bool:
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return any(isinstance(each, Noted) or _has_remark(each) for each in items)

"""The stack's file: what differs from one environment to the next. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .model import Program

_PLAIN = re.compile(r"[A-Za-z/][\w./|:-]*", re.ASCII)
"""What YAML reads as a text, whatever it is: no sign that it gives a meaning to, and none of its words."""
_WORDS = frozenset(("false", "n", "no", "null", "off", "on", "true", "y", "yes"))


def stack_file(program: Program) -> str:
    """`Pulumi.<stack>.yaml`: Region, name of the domain, ids and ARNs."""
    config = {
        "aws:region": program.region,
        "aws-native:region": program.region,
        **_own(program, program.domain_name),
    }
    return "\n".join(["config:", *_lines(config, 1)]) + "\n"


def with_settings(text: str, program: Program, module: str) -> str | None:
    """A stack's file with the settings of a module behind those that it has; None if they can only be put in by hand.

    Args:
        text: the file; nothing of it is changed. "" if there is none.
        program: the program.
        module: the name under which the module looks for its settings.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    rows = text.splitlines()
    lines = settings(program, module)
    first = next((number for number, row in enumerate(rows) if re.fullmatch(r"config:\s*(#.*)?", row)), None)
    if first is None:
        there = any(row.startswith("config:") for row in rows)
        return None if there else end.join([*rows, "config:", *(f"  {line}" for line in lines)]) + end
    last, indent = first, ""
    for number, row in enumerate(rows[first + 1 :], first + 1):
        if row.strip() and not row.startswith((" ", "#")):
            break
        if row.startswith(" ") and row.strip():
            last = number
            if not row.strip().startswith("#"):
                indent = indent or row[: len(row) - len(row.lstrip())]
    added = [f"{indent or '  '}{line}" for line in lines]
    return end.join([*rows[: last + 1], *added, *rows[last + 1 :]]) + end


def settings(program: Program, module: str) -> list[str]:
    """The lines that a module needs in the stack's file, without the indentation of its configuration."""
    return _lines(_own(program, module), 0)


def _own(program: Program, namespace: str) -> dict[str, Any]:
    own = {"domainName": program.domain_name, **program.settings, "adopt": dict(program.ids)}
    if program.aliases:
        own["aliases"] = dict(program.aliases)
    return {f"{namespace}:{key}": value for key, value in own.items()}


def _lines(value: Mapping[str, Any], level: int) -> list[str]:
    lines = []
    for key, item in value.items():
        start = f"{'  ' * level}{scalar(key)}:"
        if isinstance(item, Mapping):
            lines += [start if item else f"{start} {{}}", *_lines(item, level + 1)]
        elif isinstance(item, (list, tuple)):
            lines += [start, *(f"{'  ' * (level + 1)}- {scalar(each)}" for each in item)]
        else:
            lines.append(f"{start} {scalar(item)}")
    return lines


def scalar(text: str) -> str:
    """A text, plain where YAML reads that as the same text, else in double quotes."""
    plain = _PLAIN.fullmatch(text) and not text.endswith(":") and text.lower() not in _WORDS
    return text if plain else f'"{"".join(map(_character, text))}"'


def _character(character: str) -> str:
    """A character within double quotes; JSON's escapes are YAML's, but for those beyond U+FFFF, which are two there."""
    code = ord(character)
    return json.dumps(character)[1:-1] if code < 0x10000 else f"\\U{code:08x}"

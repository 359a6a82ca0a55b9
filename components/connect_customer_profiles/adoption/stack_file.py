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
    name = program.domain_name
    own = {"domainName": name, **program.settings, "adopt": dict(program.ids)}
    config: dict[str, Any] = {
        "aws:region": program.region,
        "aws-native:region": program.region,
        **{f"{name}:{key}": value for key, value in own.items()},
    }
    return "\n".join(["config:", *_lines(config, 1)]) + "\n"


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

"""Handlebars as the sources of fields may have it: a text is parsed once and becomes a function.

Values, nested paths, `#if`, `#unless`, `#each`, `#with` (each with `else`) and `#removeExtraSpace`; nothing else is
documented, so anything else is refused.
https://docs.aws.amazon.com/connect/latest/adminguide/mapping-field-definitions.html
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

HELPERS = ("if", "unless", "each", "with", "removeExtraSpace")


class TemplateError(ValueError):
    """A text that is not the Handlebars that AWS documents; the message is a part of a sentence."""


class _Scope(NamedTuple):
    """The meaning of names at one place in a template."""

    this: Any
    outer: "_Scope | None"
    named: Mapping[str, Any]


Render = Callable[[_Scope], str]
Look = Callable[[_Scope], Any]

_TOKEN = re.compile(r"\{\{!--.*?--\}\}|\{\{!.*?\}\}|\{\{\{.*?\}\}\}|\{\{.*?\}\}", re.DOTALL)
_SEGMENT = r"(?:[\w$-]+|\[[^\]]+\])"
_PATH = rf"((?:\.\./)*)(@?{_SEGMENT}(?:[./]{_SEGMENT})*|\.|\.\.)"
_BLOCK = r"(?s)#\s*([\w$-]+)\s*(.*)"
_AS = r"(?s)(.*?)\s+as\s+\|\s*([\w$-]+)(?:\s+([\w$-]+))?\s*\|"
_SPACES = re.compile(r"\s+")


def text_of(value: Any) -> str:
    """A value of a record as text: empty for null, JSON for anything except strings and numbers."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def compiled(template: str, *, escape: bool = False) -> Callable[[Mapping[str, Any]], str]:
    """A template as a function of the record.

    Args:
        template: the text.
        escape: whether values in two braces have `&`, `<`, `>` and quotes written as HTML, as Handlebars does by
            default; AWS does not say.

    Raises:
        TemplateError: the template is invalid, or uses what AWS does not document.
    """
    parser = _Parser(template, escape)
    parts = parser.block(None)
    render = _joined(parts)
    return lambda record: render(_Scope({"_source": record}, None, {}))


@dataclass(eq=False, repr=False)
class _Parser:
    template: str
    escape: bool
    position: int = 0
    depth: int = 0
    """How many blocks around here change what plain names mean."""

    def block(self, opened: str | None) -> list[str | Render]:
        """The parts up to the end of a block (of the template where none is open); stops before `else`."""
        parts: list[str | Render] = []
        while True:
            token = _TOKEN.search(self.template, self.position)
            plain = self.template[self.position : token.start() if token else len(self.template)]
            if "{{" in plain or "}}" in plain:
                raise TemplateError("has braces that are not closed")
            if plain:
                parts.append(plain)
            if token is None:
                if opened:
                    raise TemplateError(f"does not close {{{{#{opened}}}}}")
                self.position = len(self.template)
                return parts
            content = token[0]
            if content.startswith("{{!"):
                self.position = token.end()
                continue
            inner = _inner(content)
            if inner in ("else", "^") or inner.startswith("/"):
                self._check_end(inner, opened)
                return parts
            self.position = token.end()
            parts.append(self._part(inner, raw=content.startswith("{{{")))

    def _check_end(self, inner: str, opened: str | None) -> None:
        name = inner.removeprefix("/").strip()
        if opened is None:
            raise TemplateError(f"has {{{{{inner}}}}} without a block")
        if inner.startswith("/") and name != opened:
            raise TemplateError(f"closes {{{{#{opened}}}}} with {{{{/{name}}}}}")

    def _part(self, inner: str, *, raw: bool) -> Render:
        if inner.startswith("#"):
            return self._opened(inner)
        if inner.startswith((">", "*", "^")):
            raise TemplateError(f"uses {{{{{inner}}}}}, which AWS does not document")
        raw = raw or inner.startswith("&") or not self.escape
        look = self._path(inner.removeprefix("&").strip())
        if raw:
            return lambda scope: text_of(look(scope))
        # Only templates that escape load it, with its table of two thousand entities.
        from html import escape

        return lambda scope: escape(text_of(look(scope)), quote=True)

    def _opened(self, inner: str) -> Render:
        found = re.fullmatch(_BLOCK, inner)
        name, argument = (found[1], found[2].strip()) if found else ("", "")
        if name not in HELPERS:
            raise TemplateError(f"uses the helper '{name}', which does not exist; there are {', '.join(HELPERS)}")
        if name == "removeExtraSpace":
            if argument:
                raise TemplateError("gives removeExtraSpace an argument")
            body, _ = self._bodies(name)
            return lambda scope: _SPACES.sub(" ", body(scope)).strip()
        aliased = re.fullmatch(_AS, argument)
        aliases = tuple(name for name in aliased.groups()[1:] if name) if aliased else ()
        look = self._path(aliased[1].strip() if aliased else argument)
        moves = name in ("each", "with")
        self.depth += moves
        body, other = self._bodies(name)
        self.depth -= moves
        if name == "each":
            return _each(look, body, other, aliases)
        if name == "with":
            return _with(look, body, other, aliases)
        first, second = (body, other) if name == "if" else (other, body)
        return lambda scope: first(scope) if _holds(look(scope)) else second(scope)

    def _bodies(self, name: str) -> tuple[Render, Render]:
        first = _joined(self.block(name))
        if self._take() in ("else", "^"):
            second = _joined(self.block(name))
            if not self._take().startswith("/"):
                raise TemplateError(f"has a second else in {{{{#{name}}}}}")
            return first, second
        return first, lambda _scope: ""

    def _take(self) -> str:
        token = _TOKEN.search(self.template, self.position)
        if token is None:
            return ""
        self.position = token.end()
        return _inner(token[0])

    def _path(self, text: str) -> Look:
        if not text:
            raise TemplateError("has an expression without a field")
        found = re.fullmatch(_PATH, text)
        if found is None:
            helper = text.split(maxsplit=1)[0]
            if len(text.split()) > 1 and re.fullmatch(_PATH, helper):
                raise TemplateError(f"uses the helper '{helper}', which does not exist; there are {', '.join(HELPERS)}")
            raise TemplateError(f"has '{text}', which is not a path")
        up, path = found[1].count("../") + (found[2] == ".."), found[2]
        names = [] if path in (".", "..") else [part.strip("[]") for part in re.findall(_SEGMENT, path.lstrip("@"))]
        if names and path.startswith("@"):
            names[0] = f"@{names[0]}"
        if names and names[0] == "this":
            names = names[1:]
        elif not self.depth and not (names and names[0] in ("_source", "@root")):
            raise TemplateError(f"reads '{text}': only _source can be read")
        return lambda scope: _found(scope, up, names)


def _inner(token: str) -> str:
    return token.strip("{}").strip().strip("~").strip()


def _joined(parts: list[str | Render]) -> Render:
    if len(parts) == 1:
        only = parts[0]
        return (lambda _scope: only) if isinstance(only, str) else only
    renders = [_constant(part) if isinstance(part, str) else part for part in parts]
    return lambda scope: "".join([render(scope) for render in renders])


def _constant(text: str) -> Render:
    return lambda _scope: text


def _holds(value: Any) -> bool:
    """Whether `#if` takes a value as true: everything except null, false, 0, an empty string and an empty list."""
    return bool(value) or isinstance(value, dict)


def _found(scope: _Scope, up: int, names: list[str]) -> Any:
    for _ in range(up):
        scope = scope.outer or scope
    value: Any = scope.this
    if names and names[0] == "@root":
        while scope.outer:
            scope = scope.outer
        value, names = scope.this, names[1:]
    elif names:
        around: _Scope | None = scope
        while around is not None and names[0] not in around.named:
            around = around.outer
        if around is not None:
            value, names = around.named[names[0]], names[1:]
        elif names[0] == "_source" and not (isinstance(value, dict) and "_source" in value):
            while scope.outer:
                scope = scope.outer
            value = scope.this
    return step(value, names)


def step(value: Any, names: list[str]) -> Any:
    """The value that a path leads to from a value; None where it leads nowhere."""
    for name in names:
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _with(look: Look, body: Render, other: Render, aliases: tuple[str, ...]) -> Render:
    def render(scope: _Scope) -> str:
        value = look(scope)
        if not _holds(value):
            return other(scope)
        return body(_Scope(value, scope, dict.fromkeys(aliases[:1], value)))

    return render


def _each(look: Look, body: Render, other: Render, aliases: tuple[str, ...]) -> Render:
    def render(scope: _Scope) -> str:
        value = look(scope)
        entries = list(value.items()) if isinstance(value, dict) else []
        if isinstance(value, list):
            entries = list(enumerate(value))
        if not entries:
            return other(scope)
        return "".join(body(_Scope(each, scope, _named(entries, index))) for index, (_, each) in enumerate(entries))

    def _named(entries: list[tuple[Any, Any]], index: int) -> dict[str, Any]:
        key, each = entries[index]
        ends = {"@first": index == 0, "@last": index == len(entries) - 1}
        return {"@index": index, "@key": key, **ends, **dict(zip(aliases, (each, key), strict=False))}

    return render

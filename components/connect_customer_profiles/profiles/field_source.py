"""The source of a field: what it reads from a record. Each is compiled once and becomes a function.

A JSON accessor (`_source.Address.City`, `_source.phones[0]`, `_source['first name']`) or a Handlebars text.
https://docs.aws.amazon.com/connect/latest/adminguide/mapping-field-definitions.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .handlebars import TemplateError, compiled, step, text_of
from .silence import DOCUMENTED, Silence

Record = Mapping[str, Any]
Read = Callable[[Record], str | None]
"""The value of a field in a record; None where it is empty."""

_NEITHER = (
    "must read a field of the source such as _source.email, or be a Handlebars template such as "
    "{{_source.first}} {{_source.last}}, of at most 1000 characters"
)
_ACCESS = r"_source(?:\.[\w$-]+|\.?\[[^\]]+\])+"
_STEP = re.compile(r"""\.([^.\[\]'"]+)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]|(\[\*?\])""")


def problem(source: str) -> str | None:
    """What is wrong with the source of a field, as the end of a sentence; None if nothing is."""
    try:
        reader(source)
    except TemplateError as error:
        return str(error)
    return None


def reader(source: str, silence: Silence = DOCUMENTED) -> Read:
    """The function that reads a field.

    "If a source path doesn't exist in an incoming object at ingestion time, the field's value is treated as empty."

    Raises:
        TemplateError: the source is neither an accessor nor valid Handlebars; the message is a part of a sentence.
    """
    if "{{" in source:
        return _template(source, silence)
    names = list(_names(source))
    keeps_structures = silence.structures == "json"
    if len(names) == 1:
        return _member(names[0], keeps_structures=keeps_structures)
    return _path(names, keeps_structures=keeps_structures)


def accessed(source: str) -> frozenset[str]:
    """The names of a record that a source reads: of a nested field the first one, and all of them with dots."""
    paths = re.findall(_ACCESS, source) if "{{" in source else [source]
    names = [list(_names(path)) for path in paths]
    return frozenset(name for each in names for name in (each[0], ".".join(each)))


def _template(source: str, silence: Silence) -> Read:
    render = compiled(source, escape=silence.escapes_html)
    if silence.blank_is_empty:

        def read(record: Record) -> str | None:
            text = render(record)
            return text if text and not text.isspace() else None

        return read
    return lambda record: render(record) or None


def _member(name: str, *, keeps_structures: bool) -> Read:
    def read(record: Record) -> str | None:
        value = record.get(name)
        if value.__class__ is str:
            return value or None
        return _text(value, keeps_structures=keeps_structures)

    return read


def _path(names: list[str], *, keeps_structures: bool) -> Read:
    flat = ".".join(names)  # connectors write nested fields under their dotted names

    def read(record: Record) -> str | None:
        value = record.get(flat)
        if value is None:
            value = step(record, names)
        return _text(value, keeps_structures=keeps_structures)

    return read


def _text(value: Any, *, keeps_structures: bool) -> str | None:
    if isinstance(value, (dict, list)) and (not value or not keeps_structures):
        return None
    return text_of(value) or None


def _names(source: str) -> Iterator[str]:
    """The names and positions that an accessor goes through."""
    if not source.startswith(("_source.", "_source[")):
        raise TemplateError(_NEITHER)
    position = len("_source")
    while position < len(source):
        match = _STEP.match(source, position)
        if match is None:
            raise TemplateError(f"has '{source[position:]}', which is not a path")
        position = match.end()
        name = match[1] or match[2] or match[3] or match[4]
        if name:
            yield name

"""How a rule sees a resource: named fields, whatever the resource's type calls them.

A field is read when a rule asks for it, not before: at preview a value may be unknown, and reading it raises the SDK's
`UnknownValueError`, which must not stop a rule that needs other fields only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy.proxy import UnknownValueError

Reader = Callable[["Subject"], Any]
"""Finds a field in a subject's properties."""


@dataclass(frozen=True)
class View:
    """How one resource type is read as a kind of thing.

    Attributes:
        fields: the dataclass of the resource's kind, with a reader for every field.
        writes: the property to set when a rule repairs a field; empty where a repair would have no effect.
        concerns: whether the resource belongs to Customer Profiles at all.
    """

    fields: object
    writes: Mapping[str, str] = field(default_factory=dict)
    concerns: Callable[["Subject"], bool] = lambda _subject: True


Kind = Mapping[str, View]
"""A kind of resource, such as a domain: views by resource type."""


@dataclass(frozen=True)
class Subject:
    """A resource seen through a view.

    Attributes:
        type: the resource's type token.
        props: its properties as the SDK hands them over.
        protect: whether Pulumi protects it.
        stack: the stack's name.
        ancestors: type tokens of what contains it, from its URN.
    """

    view: View
    type: str
    props: Mapping[str, Any]
    protect: bool = False
    stack: str = ""
    ancestors: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """The field's value, None where the resource has none."""
        read: Reader = getattr(self.view.fields, name)
        return read(self)

    def known(self, name: str) -> Any:
        """The field's value, or None if it is not known yet: for rules that have already checked its presence."""
        try:
            return self[name]
        except UnknownValueError:
            return None


def prop(*path: str, default: Any = None) -> Reader:
    """Reads a property; a nested one is named by its path."""

    def read(subject: Subject) -> Any:
        value: Any = subject.props
        for name in path:
            value = value.get(name) if isinstance(value, Mapping) else None
        return default if value is None else value

    return read


def plain(name: str) -> Reader:
    """Reads an object without the SDK's proxy around it, so that messages can show it."""

    def read(subject: Subject) -> Any:
        value = subject.props.get(name)
        return dict(value) if isinstance(value, Mapping) else value

    return read


def given(name: str) -> Reader:
    """Whether a property is set. One that is still unknown counts as set; the update checks it again."""

    def read(subject: Subject) -> bool:
        try:
            return subject.props.get(name) not in (None, "")
        except UnknownValueError:
            return True

    return read


def constant(value: Any) -> Reader:
    """A field with a fixed value for the resource type."""
    return lambda _subject: value

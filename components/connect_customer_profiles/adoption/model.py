"""The program that takes a domain over, before it is written down. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .literals import Code
from .wording import own_tags, variable


@dataclass(frozen=True)
class Component:
    """A component of the program.

    Attributes:
        type: its class.
        name: its name in Pulumi.
        arguments: as it takes them.
        imports: whether its resources are imported, which an option says.
    """

    type: str
    name: str
    arguments: Mapping[str, Any]
    imports: bool = True

    def output(self, name: str) -> Code:
        """Its output, for the arguments of another one."""
        return Code(f"{variable(self.name)}.{name}")


DOMAIN = Code("domain.domain_name")
"""The domain's name, as what is in the domain has it: ready when the domain exists."""


@dataclass(frozen=True)
class Kept:
    """A property that stays as it was found.

    Attributes:
        resource: the name of the resource in Pulumi.
        property: its name there.
        why: what the present value means, as a sentence.
            "" if it means what the component's own value means, in another form or order.
        effect: what the component's own value does instead; "" for one that guards nothing.
    """

    resource: str
    property: str
    why: str = ""
    effect: str = ""


def kept_tags(resource: str, tags: Mapping[str, str] | None) -> list[Kept]:
    """Several tags as they were found: Cloud Control lists them in an order of its own, components by their keys."""
    return [Kept(resource, "tags")] if len(own_tags(tags)) > 1 else []


@dataclass(frozen=True)
class Guard:
    """A guard that the component would have, and that was not found.

    Attributes:
        what: what it is about, in a word or two.
        found: what was found, as a sentence.
        line: the line of the program to delete.
        where: what the line belongs to.
        effect: what is true without the line, as a sentence.
    """

    what: str
    found: str
    line: str
    where: str
    effect: str


@dataclass(frozen=True)
class Left:
    """Something that is left alone.

    Attributes:
        what: its kind.
        name: its name, id or ARN.
        reason: why, as a sentence.
        attention: whether there is a component for it, so that somebody may want to see to it.
    """

    what: str
    name: str
    reason: str
    attention: bool = False


@dataclass(frozen=True)
class Program:
    """Everything that is written down.

    Attributes:
        domain_name: the domain.
        account: 12 digits.
        region: Region name.
        sections: components by their heading, in the program's order.
        ids: the ids by which resources are imported, by the resource's name.
        kept: what stays as it was found.
        guards: guards that were not found.
        left: what is left alone.
        settings: further values of the stack's file.
        notes: what else somebody should know, as sentences.
        aliases: the URNs of resources that a stack has already, by the name of what takes their place.
        providers: the explicit providers that these had, by the same names.
        exports: the outputs of the stack that come from these, each with what the program has instead, such as
            `key.key_arn`; "" if it has nothing.
    """

    domain_name: str
    account: str
    region: str
    sections: Mapping[str, tuple[Component, ...]] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)
    kept: tuple[Kept, ...] = ()
    guards: tuple[Guard, ...] = ()
    left: tuple[Left, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    exports: Mapping[str, str] = field(default_factory=dict)

    @property
    def components(self) -> tuple[Component, ...]:
        """All components."""
        return tuple(each for section in self.sections.values() for each in section)


@dataclass
class Parts:
    """What is known of a program while it is made; see `Program`."""

    sections: dict[str, list[Component]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, heading: str, component: Component, ids: Mapping[str, str] | None = None) -> Component:
        """Add a component.

        Args:
            heading: of its section.
            component: the component.
            ids: of its resources, by the end of their names.
        """
        self.sections.setdefault(heading, []).append(component)
        self.ids |= {f"{component.name}-{end}": id_ for end, id_ in (ids or {}).items()}
        return component

    def setting(self, group: str, name: str, value: Any) -> Code:
        """Put a value into the stack's file; returns how the program names it."""
        self.settings.setdefault(group, {})[name] = value
        return Code(f'{group}["{name}"]')

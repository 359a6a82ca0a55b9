"""What a project and its stack have already. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

COMPONENTS = "connect-customer-profiles:index:"
"""How the type tokens of components begin."""


@dataclass(frozen=True)
class Owned:
    """A resource that a stack has.

    Attributes:
        urn: its URN.
        type: its type token.
        id: its ID.
        texts: the texts among its outputs.
        outputs: its outputs that are texts, by name.
        provider: the URN of its provider; "" if nobody knows.
    """

    urn: str
    type: str
    id: str
    texts: frozenset[str] = frozenset()
    outputs: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""

    @property
    def explicit(self) -> str:
        """Its provider in words, if that is an explicit one; the engine names the default ones itself."""
        if not self.provider or name_of(self.provider).partition("_")[0] == "default":
            return ""
        return f"{name_of(self.provider)} ({type_of(self.provider).rpartition(':')[2]})"

    @property
    def raw(self) -> bool:
        """Whether no component of the library has it."""
        return COMPONENTS not in self.urn and not self.type.startswith(("pulumi-python:", "connect-customer-profiles:"))


@dataclass(frozen=True)
class Present:
    """What a project and its stack have already.

    Attributes:
        resources: those of the stack's state.
        listed: the texts within the objects of the stack's configuration, such as IDs and URIs.
        code: the project's Python.
        exports: the texts of the stack's outputs, by the name of each output.
    """

    resources: tuple[Owned, ...] = ()
    listed: frozenset[str] = frozenset()
    code: str = ""
    exports: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def components(self) -> frozenset[tuple[str, str]]:
        """Class and name of the components of the library."""
        parts = (each.urn.split("::", 3) for each in self.resources if each.type.startswith(COMPONENTS))
        return frozenset((part[2].rpartition(":")[2], part[3]) for part in parts)


def name_of(urn: str) -> str:
    """The resource's name in a URN."""
    return urn.split("::", 3)[-1]


def type_of(urn: str) -> str:
    """The type token in a URN."""
    return urn.split("::", 3)[2].rpartition("$")[2]

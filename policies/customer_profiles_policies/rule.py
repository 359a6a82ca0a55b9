"""A rule: its name, what it catches, and how to repair that."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connect_customer_profiles.rules import instead_of
from pulumi_policy import PolicyResource, ResourceValidationArgs

from .subject import Kind, Subject

Config = Mapping[str, Any]
Check = Callable[[Subject, Config], Iterable[str]]
"""What is wrong with a subject, one message each, given the rule's configuration."""


def unknown_settings(given: Iterable[str], known: Collection[str]) -> list[str]:
    """What is wrong with the names of settings, one sentence each."""
    return [
        f"{key}: is not a setting of this rule; {instead_of(key, known, 'settings') if known else 'it has none'}"
        for key in given
        if key not in known
    ]


@dataclass(frozen=True, kw_only=True)
class Description:
    """What every rule has.

    Attributes:
        name: kebab-case; the key of its configuration.
        severity: `low`, `medium`, `high` or `critical`.
        catches: what it catches, as one sentence.
        remedy: how to repair it, as sentences.
        url: the page that the rule follows.
        config: JSON schema of each configuration key, each with a default.
    """

    name: str
    severity: str
    catches: str
    remedy: str
    url: str
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def settings(self, config: Config) -> Config:
        """The configuration with defaults."""
        return {**{key: schema["default"] for key, schema in self.config.items()}, **config}


@dataclass(frozen=True, kw_only=True)
class Rule(Description):
    """A rule for single resources.

    Attributes:
        kind: the resource types it applies to, and how it reads them.
        check: the check itself.
        repair: the fields to set when it is to remediate; None where no repair is safe.
    """

    kind: Kind
    check: Check
    repair: Mapping[str, Any] | None = None

    def findings(self, subject: Subject, config: Config) -> Iterable[str]:
        """What is wrong with a subject."""
        return self.check(subject, self.settings(config))


StackCheck = Callable[[Sequence[PolicyResource], Config], Iterable[tuple[PolicyResource, str]]]
"""What is wrong with which resource of a stack."""

Note = Callable[[ResourceValidationArgs], None]


@dataclass(frozen=True, kw_only=True)
class StackRule(Description):
    """A rule for a stack as a whole.

    Attributes:
        check: the check itself.
        note: is told of every resource by itself, with its inputs, before the check; None where outputs will do.
    """

    check: StackCheck
    note: Note | None = None

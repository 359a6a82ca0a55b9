"""A rule: its name, what it catches, and how to repair that."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy import PolicyResource

from .subject import Kind, Subject

Config = Mapping[str, Any]
Check = Callable[[Subject, Config], Iterable[str]]
"""What is wrong with a subject, one message each, given the rule's configuration."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule for single resources.

    Attributes:
        name: kebab-case; the key of its configuration.
        severity: `low`, `medium`, `high` or `critical`.
        catches: what it catches, as one sentence.
        remedy: how to repair it, as sentences.
        url: the page that the rule follows.
        kind: the resource types it applies to, and how it reads them.
        check: the check itself.
        config: JSON schema of each configuration key, each with a default.
        repair: the fields to set when it is to remediate; None where no repair is safe.
    """

    name: str
    severity: str
    catches: str
    remedy: str
    url: str
    kind: Kind
    check: Check
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    repair: Mapping[str, Any] | None = None

    def settings(self, config: Config) -> Config:
        """The configuration with defaults."""
        return {**{key: schema["default"] for key, schema in self.config.items()}, **config}

    def findings(self, subject: Subject, config: Config) -> Iterable[str]:
        """What is wrong with a subject."""
        return self.check(subject, self.settings(config))


StackCheck = Callable[[Sequence[PolicyResource], Config], Iterable[tuple[PolicyResource, str]]]
"""What is wrong with which resource of a stack."""


@dataclass(frozen=True, kw_only=True)
class StackRule:
    """A rule for a stack as a whole; attributes as in `Rule`."""

    name: str
    severity: str
    catches: str
    remedy: str
    url: str
    check: StackCheck
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def settings(self, config: Config) -> Config:
        """The configuration with defaults."""
        return {**{key: schema["default"] for key, schema in self.config.items()}, **config}

"""What a cause is: what may be wrong, how that shows, how sure that is, and what to do about it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .evidence import Evidence
from .facts import DomainFacts, IntegrationFacts


class Certainty(StrEnum):
    """How certain a diagnosis is."""

    CERTAIN = "certain"
    """An API says so."""
    LIKELY = "likely"
    """The text of an error message says so, or a policy that is read without its conditions."""
    POSSIBLE = "possible"
    """It is possible; no API can tell."""


@dataclass(frozen=True)
class DiagnosisCause:
    """A cause.

    Attributes:
        name: the name that scripts use.
        of: whose facts it shows in: those of a domain or of an integration.
        wrong: what is wrong, as one sentence.
        certainty: how certain that is, given the evidence.
        remedy: what to do, as one sentence.
        command: the command that repairs it, with `{name}`, `{region}`, `{key_id}`, `{queue_key_id}` and
            `{failure_queue}` of the facts, once for each `{former_key_id}` if it has that; "" if only a person can do
            it.
        evidence: finds the evidence for it in the facts.
        foreign_command: the same where this library did not make the integration, with `{flow}`, its flow's name.
        explains: names of causes that are mere consequences if this one is found.
    """

    name: str
    of: type[DomainFacts] | type[IntegrationFacts]
    wrong: str
    certainty: Certainty
    remedy: str
    command: str
    evidence: Callable[[Any], Evidence]
    explains: tuple[str, ...] = ()
    foreign_command: str = ""

"""What a cause is: what may be wrong, how that shows, how sure that is, and what to do about it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .evidence import Evidence
from .facts import DomainFacts, IntegrationFacts


class Certainty(StrEnum):
    """How sure a diagnosis is."""

    CERTAIN = "certain"
    """An API says so."""
    LIKELY = "likely"
    """Words of an error message, or a policy read without its conditions, say so."""
    POSSIBLE = "possible"
    """It can be so; no API tells."""


@dataclass(frozen=True)
class DiagnosisCause:
    """A cause.

    Attributes:
        name: what scripts go by.
        of: whose facts it shows in: those of a domain or of an integration.
        wrong: what is wrong, as one sentence.
        certainty: how sure that is, given the evidence.
        remedy: what to do, as one sentence.
        command: the command that repairs it, with `{name}`, `{region}` and `{key_id}` of the facts; "" where only
            people can.
        evidence: what speaks for it in the facts.
        foreign_command: the same where this library did not make the integration, with `{flow}`, its flow's name.
        explains: names of causes that are but consequences where this one is found.
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

"""From facts to findings. Pure."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ... import names
from ..status import Status, Unseen
from .cause import DiagnosisCause
from .causes import CAUSES
from .facts import DomainFacts, IntegrationFacts, known


@dataclass(frozen=True)
class Finding:
    """A cause for which there is evidence.

    Attributes:
        cause: the cause.
        where: the domain or integration.
        evidence: the evidence, as sentences.
        consequences: names of causes whose evidence this one explains.
        command: the command that repairs it, ready to paste; "" if only a person can do it.
    """

    cause: DiagnosisCause
    where: str
    evidence: tuple[str, ...]
    consequences: tuple[str, ...]
    command: str

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "cause": self.cause.name,
            "where": self.where,
            "wrong": self.cause.wrong,
            "certainty": self.cause.certainty.value,
            "evidence": list(self.evidence),
            "consequences": list(self.consequences),
            "remedy": self.cause.remedy,
            "command": self.command,
        }


@dataclass(frozen=True)
class Diagnosis:
    """What was found.

    Attributes:
        findings: the causes for which there is evidence.
        unseen: what could not be looked at.
        integrations: the integrations as `status` shows them.
        by_lists: how many of them AWS's lists show to be well, so that they are shown as the stack has them.
    """

    findings: tuple[Finding, ...]
    unseen: tuple[Unseen, ...]
    integrations: tuple[Status, ...] = ()
    by_lists: int = 0


def diagnose(domain: DomainFacts, integrations: Iterable[IntegrationFacts]) -> Diagnosis:
    """What is wrong with a domain and its integrations; consequences are listed with their cause only."""
    integrations = list(integrations)
    of_domain = _evidence(domain)
    shared = {name for cause in CAUSES if cause.name in of_domain for name in cause.explains}
    findings = _findings(of_domain, domain, shared)
    explained_by_domain: set[str] = set()
    for each in integrations:
        own = _evidence(each)
        explained = shared | {name for cause in CAUSES if cause.name in own for name in cause.explains}
        findings += _findings(own, each, explained)
        explained_by_domain |= shared & own.keys()
    unseen = dict.fromkeys([*domain.unseen, *(unseen for each in integrations for unseen in each.unseen)])
    statuses = tuple(each.status for each in integrations if each.status)
    by_lists = sum(each.by_lists for each in integrations)
    return Diagnosis(tuple(_with_consequences(findings, explained_by_domain)), tuple(unseen), statuses, by_lists)


def _evidence(facts: DomainFacts | IntegrationFacts) -> dict[str, list[str]]:
    """The causes with evidence, by name."""
    return {cause.name: said for cause in CAUSES if isinstance(facts, cause.of) and (said := cause.evidence(facts))}


def _findings(
    evidence: Mapping[str, Sequence[str]], facts: DomainFacts | IntegrationFacts, explained: set[str]
) -> list[Finding]:
    return [
        Finding(
            cause,
            _where(facts),
            tuple(evidence[cause.name]),
            tuple(name for name in cause.explains if name in evidence),
            _command(cause, facts),
        )
        for cause in CAUSES
        if cause.name in evidence and cause.name not in explained
    ]


def _with_consequences(findings: Iterable[Finding], in_integrations: set[str]) -> Iterable[Finding]:
    """What is wrong with a domain also shows in its integrations."""
    for each in findings:
        if each.cause.of is DomainFacts:
            also = [name for name in each.cause.explains if name in in_integrations or name in each.consequences]
            yield Finding(each.cause, each.where, each.evidence, tuple(also), each.command)
        else:
            yield each


def _where(facts: DomainFacts | IntegrationFacts) -> str:
    return f"domain {facts.name}" if isinstance(facts, DomainFacts) else f"integration {facts.name}"


def _command(cause: DiagnosisCause, facts: DomainFacts | IntegrationFacts) -> str:
    domain = facts if isinstance(facts, DomainFacts) else facts.domain
    foreign = isinstance(facts, IntegrationFacts) and facts.foreign
    places = {
        "name": facts.name,
        "flow": facts.name if foreign else "",
        "region": domain.region,
        "failure_queue": next(
            (str(each["url"]) for each in map(known, domain.failure_queues) if each.get("messages")), ""
        ),
        "key_id": names.last_segment(str(known(domain.key).get("arn", ""))),
        "queue_key_id": names.last_segment(str(known(domain.queue_key).get("arn", ""))),
    }
    command = cause.foreign_command if foreign else cause.command
    former = map(names.last_segment, domain.lost_keys) if "{former_key_id}" in command else [""]
    return "; ".join(
        command.format(**{key: shlex.quote(value) for key, value in {**places, "former_key_id": each}.items()})
        for each in former
    )

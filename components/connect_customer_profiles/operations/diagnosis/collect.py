"""Collects the facts of a domain from AWS. Reads only, and names whatever it may not read."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from ...aws.at_once import at_once
from ..present import asking
from ..targets import Target
from .domain import DomainLook
from .facts import DomainFacts, IntegrationFacts
from .integrations import IntegrationLooks


def collect(
    target: Target,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[DomainFacts, list[IntegrationFacts]]:
    """The facts of a domain, and those of its integrations: the target's own, and whatever else feeds the domain.

    `tell` is called with the number of integrations that were looked at so far, and that of all.
    """
    client = asking(target, target.client)
    domain = DomainLook(target, client).facts(now())
    if domain.domain is None:
        return domain, []
    looks = IntegrationLooks(target, client, domain, now)
    jobs: list[Callable[[], IntegrationFacts | None]] = [
        *(partial(looks.ingestion, each) for each in target.ingestions),
        *(partial(looks.foreign, name) for name in looks.foreign_flows()),
    ]
    return domain, [each for each in at_once(jobs, tell) if each]

"""What the account's quotas leave for what is new, asked before anything is changed."""

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING

from ..aws.errors import AwsError
from .batch_size import FLOW_LIMIT, Flows
from .memory import ProcessMemory
from .plain import Plain, optional_number, text

if TYPE_CHECKING:
    from ..aws.client import AwsClient

INTEGRATION_LIMIT = 50
"""Integrations of a domain, unless the quota was raised
(https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-service-limits.html)."""


class Room:
    """How much room there is for something new, beside what there is and what else this process has checked.

    Without permission to list flows or integrations there is enough.
    """

    def __init__(self, client: "Callable[[], AwsClient] | None", memory: ProcessMemory, inputs: Plain) -> None:
        """Nothing is asked here.

        Args:
            client: makes the calls; None if nobody can be asked yet, so that there is enough.
            memory: the memory of this process.
            inputs: of what is new: account, Region and domain, perhaps the quota of flows.
        """
        self._client = client
        self._memory = memory
        self._domain = text(inputs, "domain_name")
        self._limit = optional_number(inputs, "flow_limit") or FLOW_LIMIT
        self._where = (text(inputs, "account"), text(inputs, "region"))
        self._flows, self._integrations = ("flows", *self._where), ("integrations", *self._where, self._domain)

    def flows(self, new: Hashable) -> Flows:
        """The account's quota of flows, the flows that existed when first asked, and those that others add.

        Raises:
            AwsError: AWS gave no answer.
        """
        return Flows(self._limit, self._used(self._flows, new, lambda client: len(client.list_flows())))

    def take_flows(self, new: Hashable, number: int) -> None:
        """Note how many flows something new adds."""
        self._memory.plan_more(self._flows, new, number)

    def will_be_left_by(self, replaced: Hashable) -> None:
        """Note that something is deleted before it is made anew."""
        for counted in (self._flows, self._integrations):
            self._memory.plan_more(counted, ("replaced", replaced), -1)

    def full_of_flows(self, new: Hashable) -> Iterator[str]:
        """What to say of an account that has as many flows as it may, where the program cannot say that the quota was
        raised.

        Args:
            new: what adds one.

        Raises:
            AwsError: AWS gave no answer.
        """
        used = self.flows(new).used
        self.take_flows(new, 1)
        if used >= self._limit:
            yield _full(f"account {', '.join(self._where)}", used, "flows", self._limit)

    def full_of_integrations(self, new: Hashable, at_most: int | None = None) -> Iterator[str]:
        """What to say of a domain that has as many integrations as it may, unless the quota was raised.

        Args:
            new: what adds one.
            at_most: how many the domain has at most, if that is known; AWS is asked only if these were too many.

        Raises:
            AwsError: AWS gave no answer.
        """

        def count(client: "AwsClient") -> int:
            return len(client.list_integrations(self._domain, hidden=False))

        used = self._memory.more_of_others(self._integrations, new) + (at_most or 0)
        if at_most is None or used >= INTEGRATION_LIMIT:
            used = self._used(self._integrations, new, count)
        self._memory.plan_more(self._integrations, new, 1)
        if used >= INTEGRATION_LIMIT:
            yield _full(f"domain {self._domain}", used, "integrations", INTEGRATION_LIMIT)

    def _used(self, counted: Hashable, new: Hashable, count: "Callable[[AwsClient], int]") -> int:
        client = self._client
        if client is None:
            return 0

        def ask() -> int:
            try:
                return count(client())
            except AwsError as error:
                if not error.denied:
                    raise
                return 0

        return self._memory.once(counted, ask) + self._memory.more_of_others(counted, new)


def full_domain(memory: ProcessMemory, client: "AwsClient", domain_name: str, uri: str) -> Iterator[str]:
    """What to say of a domain that has no room for an integration that no provider of ours makes.

    Args:
        memory: the program's. What the provider's process adds is not in it.
        client: makes the calls.
        domain_name: the domain.
        uri: that of the integration.

    Raises:
        AwsError: AWS gave no answer.
    """
    inputs = {"account": client.account, "region": client.region, "domain_name": domain_name}
    return Room(lambda: client, memory, inputs).full_of_integrations(uri)


def _full(what: str, used: int, counted: str, limit: int) -> str:
    return (
        f"{what} has {used:,} {counted} with those that are added before this one: AWS allows {limit:,} "
        "unless it has raised the quota, and refuses more of them in the update"
    )

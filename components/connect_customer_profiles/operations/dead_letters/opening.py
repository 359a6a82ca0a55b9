"""From a target to its dead-letter queue, and no other queue."""

from dataclasses import dataclass
from typing import Any

from ...aws import session
from ..errors import Refused, Unreachable
from ..targets import Target
from .calls import CallError, Profiles, Queue


@dataclass(frozen=True)
class Opened:
    """A domain's dead letters.

    Attributes:
        queue: where they are.
        profiles: the domain's profile APIs.
    """

    queue: Queue
    profiles: Profiles
    _sqs: Any

    def parking(self, url: str | None) -> Queue | None:
        """The queue that letters are parked in.

        Raises:
            Refused: it is the queue that they come from, or cannot be read.
        """
        if url is None:
            return None
        if _name(url) == _name(self.queue.url):
            raise Refused(f"{url}: letters are parked in another queue than the one they come from")
        return _readable(Queue(self._sqs, url))


def opened(target: Target, url: str | None = None, *, parked: bool = False, connections: int = 10) -> Opened:
    """The dead-letter queue of the target's domain, or a given one that has to be it.

    Args:
        url: a queue that is named explicitly.
        parked: `url` is a queue that letters of this domain were parked in.
        connections: calls that may be under way at the same time.

    Raises:
        Refused: the domain has no such queue.
        Unreachable: AWS could not be asked.
    """
    where = (target.region, target.credentials)
    sqs = session.client("sqs", *where)
    profiles = Profiles(
        session.client("customer-profiles", *where, repeatable=False, connections=connections), target.domain_name
    )
    try:
        own = profiles.dead_letter_queue()
    except CallError as error:
        if error.code == "ResourceNotFoundException":
            raise Refused(
                f"{target.domain_name}: there is no such domain in {target.account}, {target.region}"
            ) from None
        raise Unreachable(str(error)) from None
    if own is None:
        raise Refused(f"{target.domain_name}: the domain has no dead-letter queue")
    own = own if own.startswith("http") else _url_of(sqs, own)
    if url is not None and not parked and _name(url) != _name(own):
        raise Refused(f"{url}: is not the dead-letter queue of {target.domain_name}, which is {own}")
    if parked and url is None:
        raise Refused("--parked needs --queue, the queue that letters were parked in")
    return Opened(_readable(Queue(sqs, url or own)), profiles, sqs)


def _readable(queue: Queue) -> Queue:
    try:
        queue.depth()
    except CallError as error:
        if "NonExistentQueue" in error.code or "QueueDoesNotExist" in error.code:
            raise Refused(f"{queue.url}: there is no such queue") from None
        if error.code in ("", "AccessDenied", "AccessDeniedException", "InvalidAddress"):
            raise Refused(f"{queue.url}: {error}") from None
        raise Unreachable(str(error)) from None
    return queue


def _name(url: str) -> tuple[str, str]:
    """Account and name of a queue: the host has several spellings."""
    parts = url.rstrip("/").split("/")
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", url)


def _url_of(sqs: Any, arn: str) -> str:
    """The URL of a queue that the domain names by its ARN, as two AWS examples do."""
    account, name = arn.split(":")[-2:]
    return str(sqs.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"])

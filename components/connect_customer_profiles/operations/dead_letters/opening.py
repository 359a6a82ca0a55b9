"""Finds a target's dead-letter queue, and accepts no other queue."""

from dataclasses import dataclass

from ...aws.client import AwsClient
from ...aws.errors import AwsError
from ...aws.profile_objects import ProfileObjects
from ...aws.session import Network
from ...aws.sqs import Sqs
from ...names import arn_parts
from ..errors import Refused, no_such_domain
from ..targets import Target
from .letter_queue import Queue
from .store import Profiles

ENABLED = "Enabled"
"""The one state of a KMS key in which it can be used."""


@dataclass(frozen=True)
class Opened:
    """A domain's dead letters.

    Attributes:
        queue: where they are.
        profiles: the domain's profile APIs.
    """

    queue: Queue
    profiles: Profiles
    _sqs: Sqs

    def parking(self, url: str | None) -> Queue | None:
        """The queue that letters are parked in.

        Raises:
            Refused: it is the queue that the letters come from, or cannot be read.
        """
        if url is None:
            return None
        if _name(url) == _name(self.queue.url):
            raise Refused(f"{url}: the parking queue must not be the queue that the letters come from")
        return _readable(self._sqs, url, given=True)


def opened(target: Target, url: str | None = None, *, parked: bool = False, connections: int = 10) -> Opened:
    """The dead-letter queue of the target's domain. An explicit `url` must be that queue.

    Args:
        url: a queue that is named explicitly.
        parked: `url` is a queue that letters of this domain were parked in.
        connections: the number of calls that may be in flight at the same time.

    Raises:
        Refused: the domain has no such queue.
        AwsError: AWS did not answer.
    """
    client = target.client
    domain = client.get_domain(target.domain_name)
    if domain is None:
        raise no_such_domain(target.domain_name, target.account, target.region)
    own = domain.get("DeadLetterQueueUrl")
    if not own:
        raise Refused(f"{target.domain_name}: the domain has no dead-letter queue")
    own = str(own if own.startswith("http") else _url_of(client, own))
    if url is not None and not parked and _name(url) != _name(own):
        raise Refused(f"{url}: is not the dead-letter queue of {target.domain_name}, which is {own}")
    if parked and url is None:
        raise Refused("--parked needs --queue, the queue that letters were parked in")
    network = Network(connections=connections)
    objects = ProfileObjects(target.account, target.region, target.credentials, network=network)
    profiles = Profiles(objects, target.domain_name, lambda: _trouble(client, target.domain_name))
    return Opened(_readable(client, url or own, given=url is not None), profiles, client)


def _readable(sqs: Sqs, url: str, *, given: bool) -> Queue:
    """A queue with its failure queue, which may have one of its own, and so on.

    Args:
        sqs: the calls.
        url: the queue's.
        given: whether somebody gave that URL, which may be wrong then.

    Raises:
        Refused: there is no such queue, or the URL that was given leads nowhere.
        AwsError: nobody knows.
    """
    try:
        failures = None
        for own, found in reversed(list(sqs.failure_queues(url, sqs.queue(url)))):
            failures = Queue(sqs, own, failures, known=not isinstance(found, AwsError))
        return Queue(sqs, url, failures)
    except AwsError as error:
        if error.missing:
            raise Refused(f"{url}: there is no such queue") from None
        if given and (not error.status or error.denied or error.code == "InvalidAddress"):
            raise Refused(f"{url}: {error}") from None
        raise


def _trouble(client: AwsClient, domain_name: str) -> str | None:
    """See `ports.Store.trouble`."""
    try:
        domain = client.get_domain(domain_name)
        if domain is None:
            return f"there is no domain {domain_name}"
        key = domain.get("DefaultEncryptionKey")
        state = client.key_state(key) if key else ENABLED
    except AwsError:
        return None
    if state is None:
        return f"the KMS key of {domain_name} does not exist"
    return "" if state == ENABLED else f"the state of the KMS key of {domain_name} is {state}"


def _name(url: str) -> tuple[str, str]:
    """Account and name of a queue: the host has several spellings."""
    parts = url.rstrip("/").split("/")
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", url)


def _url_of(sqs: Sqs, arn: str) -> str:
    """The URL of a queue that the domain names by its ARN, as two AWS examples do.

    Raises:
        Refused: it is not a queue's ARN.
    """
    parts = arn_parts(arn)
    if parts.service != "sqs" or not (parts.account and parts.resource):
        raise Refused(f"{arn}: the domain's DeadLetterQueueUrl is neither the URL nor the ARN of a queue")
    return sqs.queue_url(parts.resource, parts.account)

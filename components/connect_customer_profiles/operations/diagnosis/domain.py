"""The facts of a domain itself: key, queues, letters, Connect instances. Reads only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from ... import names
from ...aws.client import AwsClient
from ...aws.errors import AwsError
from ...aws.message_answers import Message
from ...policy.questions import statements
from ..status import Unseen
from ..targets import Target
from . import former_keys
from .facts import DomainFacts, Fact, Facts, known, seen
from .looking import all_statements, fact, facts

LETTERS = 10


class DomainLook:
    """A look at a target's domain.

    Args:
        target: the target.
        client: the calls.
    """

    def __init__(self, target: Target, client: AwsClient) -> None:
        self._target = target
        self._client = client

    def facts(self, now: datetime) -> DomainFacts:
        """The facts of the domain."""
        name = self._target.domain_name
        domain = fact("the domain", lambda: self._client.get_domain(name))
        exists = bool(known(domain))
        integrations: Facts = ()
        if exists:
            integrations = facts("the integrations", lambda: self._client.list_integrations(name, hidden=True))
        queue = self._queue(known(domain).get("DeadLetterQueueUrl", ""))
        return DomainFacts(
            name,
            self._target.region,
            self._target.account,
            now,
            domain,
            integrations=integrations,
            flows=facts("the flows", self._client.list_flows) if exists else (),
            key=self._key("the KMS key", known(domain).get("DefaultEncryptionKey", "")),
            **(self._former_keys(known(domain).get("DefaultEncryptionKey", "")) if exists else {}),
            queue=queue,
            queue_key=self._key("the queue's KMS key", known(queue).get("key", "")),
            failure_queues=list(self._failure_queues(known(queue))),
            # Each look counts as a delivery, and the next one may move the letter.
            letters=() if known(queue).get("failures") else self._letters(known(queue)),
            instances=self._instances(seen(integrations)),
        )

    def _key(self, what: str, key: str) -> Fact:
        if not key:
            return {}

        def read() -> dict[str, Any] | None:
            found = self._client.key(key)
            if found is None:
                return None
            return {"arn": found.arn, "state": found.state, "policy": statements(found.policy)}

        return fact(what, read)

    def _former_keys(self, present: str) -> dict[str, Facts]:
        looks = {"former_keys": former_keys.described_for, "recorded_keys": former_keys.recorded_in}
        what = "the keys that the domain had before"
        return {key: facts(what, partial(asked, self._client, self._target, present)) for key, asked in looks.items()}

    def _queue(self, url: str) -> Fact:
        if not url:
            return {}

        def read() -> dict[str, Any]:
            found = self._client.queue(url)
            return {
                "url": url,
                "arn": found.arn,
                "policy": statements(found.policy),
                "key": found.key,
                "waiting": found.depth.visible,
                "in_flight": found.depth.in_flight,
                "delayed": found.depth.delayed,
                "failures": found.failure_queue_arn,
                "settings": found,
            }

        return fact("the dead-letter queue", read)

    def _failure_queues(self, queue: Mapping[str, Any]) -> Iterator[Fact]:
        """The queues behind a queue."""
        if not queue.get("failures"):
            return
        for url, found in self._client.failure_queues(queue["url"], queue["settings"]):
            if isinstance(found, AwsError):
                yield Unseen("the failure queue", str(found))
                return
            counts = {"url": url, "waiting": found.depth.visible, "messages": found.depth.messages}
            yield {**counts, "letters": () if found.failure_queue_arn else self._letters(counts)}

    def _letters(self, queue: Mapping[str, Any]) -> Facts:
        """The attributes of a few messages. Their bodies, which are personal data, are not read."""
        if not queue.get("waiting"):
            return ()

        def read() -> list[dict[str, str]]:
            # Visible again at once, so that nobody who works on the queue misses them.
            found = self._client.receive_messages(
                queue["url"], LETTERS, visibility=0, wait=1, attributes=("Message", "ObjectTypeName")
            )
            return [{"message": _text(each, "Message"), "object_type": _text(each, "ObjectTypeName")} for each in found]

        return facts("the dead letters", read)

    def _instances(self, integrations: Sequence[Mapping[str, Any]]) -> Facts:
        arns = [str(each["Uri"]) for each in integrations if str(each["Uri"]).startswith("arn:aws:connect:")]
        return [{"arn": arn, "role": self._instance_role(arn)} for arn in arns]

    def _instance_role(self, instance: str) -> Fact | list[Mapping[str, Any]]:
        """The inline policies of an instance's service-linked role, in which the console allows it to use a domain."""

        def read() -> list[Mapping[str, Any]]:
            role = self._client.service_role(names.last_segment(instance))
            return all_statements(self._client.inline_policies(names.last_segment(role)).values())

        found = facts("the service-linked role of the Connect instance", read)
        return found if isinstance(found, Unseen) else list(found)


def _text(message: Message, attribute: str) -> str:
    found = message.get("MessageAttributes", {}).get(attribute)
    return found.get("StringValue", "") if found else ""

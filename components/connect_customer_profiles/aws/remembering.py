"""The calls for one look at many things: what has been asked is not asked again, so that a hundred integrations need
the domain's list of integrations, their common role and their common connection once."""

import json
import pickle
import threading
from concurrent.futures import Future
from datetime import datetime
from typing import Any

from .answers import ListedWorkflow
from .call import PATIENT, Throttled
from .client import AwsClient

READING = ("Describe", "Get", "List")


class RememberingClient(AwsClient):
    """As `AwsClient`, but the answer or the error of a reading call is remembered as long as this object lives.

    Safe to use by threads: whoever asks the same meanwhile waits for the answer. Each gets a copy of it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answers: dict[str, Future[bytes]] = {}
        self._since: datetime | None = None
        self._guard = threading.Lock()

    @classmethod
    def of(cls, client: AwsClient, *, since: datetime | None = None) -> "RememberingClient":
        """The calls of another client, with nothing remembered yet.

        Args:
            client: the other client.
            since: the earliest time since which anybody will ask for workflows: whoever asks since a later one, as each
                integration does since a time of its own, gets them from one list.
        """
        place = (client.account, client.region, client.credentials)
        made = cls(*place, sleep=client._sleep, bucket=client._bucket, network=client._network)
        made._since = since
        return made

    def list_workflows(self, domain: str, since: datetime) -> list[ListedWorkflow]:
        """The workflows of a domain that started after `since`."""
        if self._since is None or since < self._since:
            return super().list_workflows(domain, since)
        return [each for each in super().list_workflows(domain, self._since) if each["CreatedAt"] >= since]

    def _call(
        self, service: str, api: str, *, repeatable: bool = True, throttled: Throttled = PATIENT, **request: Any
    ) -> dict[str, Any]:
        def asked() -> dict[str, Any]:
            return super(RememberingClient, self)._call(
                service, api, repeatable=repeatable, throttled=throttled, **request
            )

        if not api.startswith(READING):
            return asked()
        key = json.dumps([service, api, request], sort_keys=True, default=str)
        with self._guard:
            known = self._answers.get(key)
            answer = known or self._answers.setdefault(key, Future())
        if known is None:
            try:
                answer.set_result(pickle.dumps(asked()))
            except BaseException as error:  # whoever waits for it has to know
                answer.set_exception(error)
                raise
        found: dict[str, Any] = pickle.loads(answer.result())  # noqa: S301 - pickled above
        return found

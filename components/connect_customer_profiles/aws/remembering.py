"""The calls for one look at many things: what has been asked is not asked again, so that a hundred integrations need
the domain's list of integrations, their common role and their common connection once."""

import json
import pickle
import threading
from concurrent.futures import Future
from copy import copy
from datetime import datetime
from typing import Any

from .answers import Integration, ListedWorkflow
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
        # Each of a thousand integrations looks for its own in lists of a thousand: to read these anew takes a minute.
        self._workflows: dict[str, list[ListedWorkflow]] = {}
        self._integrations: dict[tuple[str, bool], list[Integration]] = {}
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
        if domain not in self._workflows:
            self._workflows[domain] = super().list_workflows(domain, self._since)
        return [copy(each) for each in self._workflows[domain] if each["CreatedAt"] >= since]

    def list_integrations(self, domain: str, *, hidden: bool) -> list[Integration]:
        """The integrations of a domain; none if there is no such domain."""
        key = (domain, hidden)
        if key not in self._integrations:
            self._integrations[key] = super().list_integrations(domain, hidden=hidden)
        return [copy(each) for each in self._integrations[key]]

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

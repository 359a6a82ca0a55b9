"""The calls for one look at many things: what has been asked is not asked again, so that a hundred integrations need
the domain's list of integrations, their common role and their common connection once."""

import copy
import json
import threading
from concurrent.futures import Future
from typing import Any

from .call import PATIENT, Throttled
from .client import AwsClient

READING = ("Describe", "Get", "List")


class RememberingClient(AwsClient):
    """As `AwsClient`, but the answer or the error of a reading call is remembered as long as this object lives.

    Safe to use by threads: whoever asks the same meanwhile waits for the answer. Each gets a copy of it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answers: dict[str, Future[dict[str, Any]]] = {}
        self._guard = threading.Lock()

    @classmethod
    def of(cls, client: AwsClient) -> "RememberingClient":
        """The calls of another client, with nothing remembered yet."""
        place = (client.account, client.region, client.credentials)
        return cls(*place, sleep=client._sleep, bucket=client._bucket, network=client._network)

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
                answer.set_result(asked())
            except BaseException as error:  # whoever waits for it has to know
                answer.set_exception(error)
                raise
        return copy.deepcopy(answer.result())

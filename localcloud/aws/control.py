"""A typed client of the control plane, for tests and demonstrations."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from .credentials import DEFAULT_ACCOUNT, DEFAULT_REGION


class ControlError(RuntimeError):
    """The control plane refused a request; the message is its reason."""


class Control:
    """The control plane of a running local cloud.

    Args:
        endpoint: Such as `http://127.0.0.1:41234`.
        timeout: Seconds to wait for an answer.
    """

    def __init__(self, endpoint: str, timeout: float = 30.0) -> None:
        self.endpoint = endpoint.rstrip("/")
        self._timeout = timeout

    def health(self) -> dict[str, Any]:
        """`{status, pid, now, speed}`."""
        return self._call("GET", "health")

    def clock(self) -> dict[str, Any]:
        """`{now, iso, speed}`: cloud time in epoch seconds and as ISO 8601."""
        return self._call("GET", "clock")

    def advance(self, seconds: float) -> dict[str, Any]:
        """Moves the cloud clock forward; returns the new time."""
        return self._call("POST", "clock", {"advance_seconds": seconds})

    def set_speed(self, speed: float) -> dict[str, Any]:
        """Cloud seconds per wall second, at least 1."""
        return self._call("POST", "clock", {"speed": speed})

    def behaviours(self, **changes: Any) -> dict[str, Any]:
        """Sets switches (see `localcloud.aws.behaviours`); returns all of them."""
        return self._call("POST", "behaviours", changes)

    def add_fault(self, kind: str, **settings: Any) -> int:
        """Adds a fault (see `localcloud.aws.faults.Fault`); returns its id."""
        return int(self._call("POST", "faults", {"kind": kind, **settings})["id"])

    def faults(self) -> list[dict[str, Any]]:
        """All faults with what remains of them."""
        return list(self._call("GET", "faults")["faults"])

    def clear_faults(self) -> None:
        """No more faults."""
        self._call("DELETE", "faults")

    def calls(self, service: str | None = None, operation: str | None = None, since: int = 0) -> list[dict[str, Any]]:
        """Recorded calls with an id above `since`, oldest first, of one service and operation if given."""
        calls = self._call("GET", f"calls?since={since}")["calls"]
        return [call for call in calls if service in (None, call["service"]) and operation in (None, call["operation"])]

    def calls_per_second(self, service: str, operation: str) -> list[dict[str, int]]:
        """`{second, status, calls}` of an operation: all calls since the last reset, when their answers were ready."""
        return list(self._call("GET", f"calls-per-second?service={service}&operation={operation}")["seconds"])

    def rights(self) -> list[dict[str, Any]]:
        """`{action, resource, keys}` of every right that calls have needed since `role_policies` was set, each once."""
        return list(self._call("GET", "rights")["rights"])

    def dead_letters(
        self,
        domain: str,
        object_type: str,
        message: str,
        objects: Sequence[Mapping[str, Any]],
        *,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
    ) -> None:
        """Has a domain refuse objects: they arrive in its dead-letter queue, if it may send to it."""
        where = {"account": account, "region": region, "domain": domain, "object_type": object_type}
        self._call("POST", "dead-letters", {**where, "message": message, "objects": list(objects)})

    def inventory(self) -> dict[str, Any]:
        """Everything that exists: account, Region, kind, names."""
        return self._call("GET", "inventory")

    def seed(
        self,
        *profiles: tuple[str, str],
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
        organisation: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Adds connector profiles, each a name and a connector type of the AppFlow API.

        An organisation, `{features?, added?, missing?}`, is behind all of them from now on, behind those that there are
        already as well.
        """
        own = {} if organisation is None else {"organisation": {key: list(each) for key, each in organisation.items()}}
        listed = [{"name": name, "type": connector, **own} for name, connector in profiles]
        self._call("POST", "seed", {"account": account, "region": region, "connector_profiles": listed})

    def source(
        self,
        connector_profile: str,
        object_name: str,
        *,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
        **settings: Any,
    ) -> dict[str, Any]:
        """Sets `start` and `per_day` of a source and adds or changes its `records`; returns the state."""
        where = {"account": account, "region": region, "connector_profile": connector_profile, "object": object_name}
        return self._call("POST", "sources", where | settings)

    def reset(self) -> None:
        """An empty cloud with default switches."""
        self._call("POST", "reset")

    def shutdown(self) -> None:
        """Stops the local cloud."""
        self._call("POST", "shutdown")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.endpoint}/_localcloud/{path}", data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:  # noqa: S310 - our own endpoint
                answer: dict[str, Any] = json.load(response)
                return answer
        except urllib.error.HTTPError as error:
            raise ControlError(json.load(error).get("error", str(error))) from None

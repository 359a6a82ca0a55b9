"""The record of every API call of any service, for tests that assert what was (not) called."""

import itertools
import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

CALLS_KEPT = 50_000


@dataclass(frozen=True)
class Call:
    """One API call.

    Args:
        service: SDK name for the emulated services, signing name for the others.
        parameters: The request's parameters; empty for services that moto answers.
        wall_time: Epoch seconds of the wall clock when the answer was ready.
    """

    id: int
    service: str
    operation: str
    account: str
    region: str
    parameters: dict[str, Any]
    status: int
    wall_time: float


@dataclass
class CallRecord:
    """The latest calls, oldest first, with increasing ids."""

    _calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _seconds: Counter[tuple[str, str, int, int]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(
        self,
        service: str,
        operation: str,
        account: str,
        region: str,
        parameters: dict[str, Any],
        status: int,
        wall_time: float,
    ) -> None:
        """Records a call."""
        with self._lock:
            self._calls.append(
                Call(next(self._ids), service, operation, account, region, parameters, status, wall_time)
            )
            self._seconds[service, operation, int(wall_time), status] += 1

    def since(self, call_id: int = 0) -> list[dict[str, Any]]:
        """Calls with an id above `call_id`."""
        with self._lock:
            return [asdict(call) for call in self._calls if call.id > call_id]

    def per_second(self, service: str, operation: str) -> list[dict[str, int]]:
        """How many calls of an operation were answered in each second with each status, all calls ever."""
        with self._lock:
            return [
                {"second": second, "status": status, "calls": calls}
                for (its_service, its_operation, second, status), calls in sorted(self._seconds.items())
                if (its_service, its_operation) == (service, operation)
            ]

    def clear(self) -> None:
        """Forgets all calls; ids go on increasing."""
        with self._lock:
            self._calls.clear()
            self._seconds.clear()

"""Fault injection: what goes wrong with a call, or with a step of a workflow."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from connect_customer_profiles.rules.rule import not_one_of

Kind = Literal[
    "throttle",
    "error_before",
    "error_after",
    "lost_answer",
    "slow_answer",
    "kill",
    "step_fails",
    "run_fails",
    "run_skipped",
]
BEFORE_THE_EFFECT = ("throttle", "error_before")
OF_CALLS = ("throttle", "error_before", "error_after", "lost_answer", "slow_answer", "kill")
CALL = ("service", "operation", "skip", "count")
SETTINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(OF_CALLS, CALL),
    **dict.fromkeys(("error_before", "error_after"), (*CALL, "status", "code", "message")),
    "slow_answer": (*CALL, "seconds"),
    "step_fails": ("batch", "permanent", "count", "message"),
    "run_fails": ("flow", "count", "message"),
    "run_skipped": ("flow", "count"),
}
"""What each kind of fault takes notice of, besides account and Region."""
LEAST = {"skip": 0, "count": 1, "status": 400, "seconds": 0, "batch": 0}
"""The settings that are numbers, and the smallest of each."""
OF_WORK = ("step_fails", "run_fails", "run_skipped")
"""Faults of what goes on by itself, not of a call."""


@dataclass
class Fault:
    """One fault. Every matching criterion left out matches anything.

    Args:
        kind: `throttle` (429, nothing done); `error_before` (5xx, nothing done); `error_after` (done, then 5xx);
            `lost_answer` (done, then the connection drops); `slow_answer` (done, answer held for `seconds`);
            `kill` (done, then SIGKILL of the client process that called); `step_fails` (a workflow's batch fails);
            `run_fails` (a run of a flow fails); `run_skipped` (a run that is due does not take place).
        service: SDK name of the emulated service or signing name of another, such as `customer-profiles`, `sqs`.
        operation: Such as `CreateIntegrationWorkflow`.
        skip: Matching calls to let pass first.
        count: Calls to hit; default 1. For `step_fails`, `run_fails` and `run_skipped` the number of attempts.
        status: HTTP status of `error_before` and `error_after`; default 500.
        code: Error code of `error_before` and `error_after`; default InternalServerException.
        seconds: How long `slow_answer` holds the answer; default 1.
        batch: `step_fails`: index of the batch in the workflow; None for any.
        permanent: `step_fails`: fails for good at once instead of being retried.
        flow: `run_fails`, `run_skipped`: what the flow's name begins with; None for any.
        message: `step_fails`, `run_fails`: the ExecutionMessage; otherwise the error's message.
    """

    kind: Kind
    service: str | None = None
    operation: str | None = None
    account: str | None = None
    region: str | None = None
    skip: int = 0
    count: int = 1
    status: int = 500
    code: str = "InternalServerException"
    seconds: float = 1.0
    batch: int | None = None
    permanent: bool = False
    flow: str | None = None
    message: str = "We encountered an internal error. Please try again."
    id: int = 0
    remaining: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.remaining = self.count

    def matches(self, service: str, operation: str, account: str, region: str) -> bool:
        """Whether a call is one of those the fault is meant for."""
        pairs = ((self.service, service), (self.operation, operation), (self.account, account), (self.region, region))
        return self.remaining > 0 and all(wanted in (None, actual) for wanted, actual in pairs)


def _check(settings: Mapping[str, Any]) -> None:
    """Nothing, if a fault can be made of this, and all of it counts; None is the default of what any call has."""
    kind = str(settings.get("kind", ""))
    if kind not in SETTINGS:
        raise ValueError(f"kind: {kind!r}: {not_one_of(kind, [*SETTINGS])}")
    counts = (*SETTINGS[kind], "account", "region")
    given = {name: value for name, value in settings.items() if value is not None and name != "kind"}
    for name, value in given.items():
        if name not in counts:
            raise ValueError(f"{name}: a fault {kind} takes no notice of it, but of {', '.join(counts)}")
        if name in LEAST and not _is_number(value, LEAST[name], whole=name != "seconds"):
            what = "seconds" if name == "seconds" else "a whole number"
            raise ValueError(f"{name}: {value!r}: must be {what}, {LEAST[name]} or more")
        if name == "permanent" and not isinstance(value, bool):
            raise ValueError(f"{name}: {value!r}: must be true or false")
        if name not in (*LEAST, "permanent") and not isinstance(value, str):
            raise ValueError(f"{name}: {value!r}: must be text")


def _is_number(value: Any, least: float, *, whole: bool) -> bool:
    kinds = (int,) if whole else (int, float)
    return isinstance(value, kinds) and not isinstance(value, bool) and value >= least


@dataclass
class Faults:
    """The faults to come."""

    _faults: list[Fault] = field(default_factory=list)
    _next_id: int = 1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, **settings: Any) -> Fault:
        """Adds a fault.

        Raises:
            ValueError: There is no such kind, or it takes no notice of a setting, or one is of another type.
        """
        _check(settings)
        fault = Fault(**settings)
        with self._lock:
            fault.id, self._next_id = self._next_id, self._next_id + 1
            self._faults.append(fault)
        return fault

    @property
    def expected(self) -> bool:
        """Whether there are any."""
        return bool(self._faults)

    def hit(self, service: str, operation: str, account: str, region: str, name: str = "") -> Fault | None:
        """The fault that this call runs into, if any; counts it. `name` is another one of the operation."""
        with self._lock:
            for fault in self._faults:
                meant = any(fault.matches(service, each, account, region) for each in (operation, name))
                if fault.kind in OF_WORK or not meant:
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.remaining -= 1
                return fault
        return None

    def of_work(self, kind: Kind, account: str, region: str, fits: Callable[[Fault], bool]) -> Fault | None:
        """The fault of a kind that something which goes on by itself runs into, if any; counts it.

        Args:
            fits: Whether a fault is meant for this attempt.
        """
        with self._lock:
            for fault in self._faults:
                wanted = fault.kind == kind and fits(fault)
                if wanted and fault.matches(fault.service or "", fault.operation or "", account, region):
                    fault.remaining -= 1
                    return fault
        return None

    def listed(self) -> list[dict[str, Any]]:
        """All faults with what remains of them."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def clear(self) -> None:
        """No more faults."""
        with self._lock:
            self._faults.clear()

"""What the emulated services keep, per account and Region, and what they share: clock, switches, faults."""

import threading
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .behaviours import Behaviours
from .calls import CallRecord
from .clock import Clock
from .directory import Directory
from .faults import Faults
from .rates import RateLimiter

State = TypeVar("State")


@dataclass
class Region:
    """One account in one Region: fully separate from every other. Every service keeps a state of its own class here."""

    account: str
    name: str
    _states: dict[type, Any] = field(default_factory=dict)

    def of(self, kind: type[State]) -> State:
        """The state of a class, empty at first sight."""
        found: State = self._states[kind] if kind in self._states else self._states.setdefault(kind, kind())
        return found

    def arn(self, service: str, resource: str) -> str:
        """An ARN in this account and Region."""
        return f"arn:aws:{service}:{self.name}:{self.account}:{resource}"


@dataclass
class Cloud:
    """The whole local cloud apart from moto's backends."""

    clock: Clock = field(default_factory=Clock)
    behaviours: Behaviours = field(default_factory=Behaviours)
    faults: Faults = field(default_factory=Faults)
    rates: RateLimiter = field(default_factory=RateLimiter)
    calls: CallRecord = field(default_factory=CallRecord)
    regions: dict[tuple[str, str], Region] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    _shared: dict[type, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.directory = Directory(delay=lambda: self.behaviours.policy_delay_seconds)

    def region(self, account: str, name: str) -> Region:
        """An account's Region, empty at first sight."""
        return self.regions.setdefault((account, name), Region(account, name))

    def shared(self, kind: type[State]) -> State:
        """What all accounts and Regions share, by class; empty at first sight."""
        found: State = self._shared.setdefault(kind, kind())
        return found

    def set_behaviour(self, name: str, value: Any) -> None:
        """Sets a switch; a delay switched on counts from now."""
        delayed = self.behaviours.policy_delay_seconds > 0
        self.behaviours.set(name, value)
        if not delayed and self.behaviours.policy_delay_seconds > 0:
            self.directory.begin()

    def reset(self) -> None:
        """An empty cloud with default switches, moto's backends included."""
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import reset_model_data

        with self.lock:
            BackendDict.reset()
            reset_model_data()
            self.regions.clear()
            self.behaviours = Behaviours()
            self.faults.clear()
            self.rates.reset()
            self.calls.clear()
            self._shared.clear()
            self.clock.reset()
            self.directory.observe()


@dataclass(frozen=True)
class Context:
    """One call to an emulated service: who asks, where."""

    cloud: Cloud
    region: Region
    role_arn: str = ""
    """The role that the caller has assumed, if its policies count."""

    @property
    def now(self) -> float:
        """Cloud time in epoch seconds."""
        return self.cloud.clock.now()

    @property
    def behaviours(self) -> Behaviours:
        """The switches."""
        return self.cloud.behaviours

    @property
    def caller_arn(self) -> str:
        """The account's root: the local cloud does not tell the callers of one account apart."""
        return f"arn:aws:iam::{self.region.account}:root"

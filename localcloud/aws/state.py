"""Everything the emulated services know, per account and Region, and what they share: clock, switches, faults."""

import threading
from dataclasses import dataclass, field
from typing import Any

from .appflow.models import ConnectorProfile, Flow
from .behaviours import Behaviours
from .calls import CallRecord
from .clock import Clock
from .connect.models import SecurityProfile
from .customer_profiles.models import Domain
from .directory import Directory
from .faults import Faults
from .rates import RateLimiter
from .sources import Sources


@dataclass
class PendingRequest:
    """A request of Cloud Control whose work is to be done at `due` (wall time): for the first time, or again."""

    event: dict[str, Any]
    parameters: dict[str, Any]
    due: float
    attempts: int = 0


@dataclass
class Region:
    """One account in one Region: fully separate from every other."""

    account: str
    name: str
    domains: dict[str, Domain] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    connector_profiles: dict[str, ConnectorProfile] = field(default_factory=dict)
    security_profiles: dict[str, SecurityProfile] = field(default_factory=dict)
    """Of all Connect instances, by id."""
    sources: Sources = field(default_factory=Sources)
    appflow_tokens: dict[tuple[str, str], tuple[float, str, dict[str, Any]]] = field(default_factory=dict)
    """AppFlow's client tokens by operation, with the time, digest and answer of the first request."""
    resource_requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Progress events of Cloud Control, by request token."""
    pending_requests: dict[str, PendingRequest] = field(default_factory=dict)
    """Those that are not finished, by request token."""
    client_tokens: dict[str, str] = field(default_factory=dict)
    """Cloud Control's client tokens with the request tokens they led to."""

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

    def __post_init__(self) -> None:
        self.directory = Directory(delay=lambda: self.behaviours.policy_delay_seconds)

    def region(self, account: str, name: str) -> Region:
        """An account's Region, empty at first sight."""
        return self.regions.setdefault((account, name), Region(account, name))

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
            self.clock.reset()
            self.directory.observe()


@dataclass(frozen=True)
class Context:
    """One call to an emulated service: who asks, where."""

    cloud: Cloud
    region: Region

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

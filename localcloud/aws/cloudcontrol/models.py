"""What Cloud Control keeps."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class PendingRequest:
    """A request whose work is to be done at `due` (wall time): for the first time, or again."""

    event: dict[str, Any]
    parameters: dict[str, Any]
    due: float
    attempts: int = 0
    role_arn: str = ""
    """The role of whoever asked: handlers use its rights."""


@dataclass
class CloudControlState:
    """The requests of one account in one Region."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Progress events by request token."""
    pending: dict[str, PendingRequest] = field(default_factory=dict)
    """Those that are not finished, by request token."""
    client_tokens: dict[str, str] = field(default_factory=dict)
    """Client tokens with the request tokens they led to."""

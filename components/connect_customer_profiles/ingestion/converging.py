"""Repeating what brings AWS to a wanted state, until nothing about it is left open."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from .client import IngestionError, UnansweredError
from .lifecycle import LATE_EFFECT

T = TypeVar("T")

REFUSED_CREDENTIALS = "ConnectorAuthenticationException"
"""The words of a source may read like a permission that takes effect late; they are final."""


def converged(
    converge: Callable[[], T],
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """The result of `converge`, which looks for what is there before it makes anything.

    It is repeated while a call stays unanswered or reads like a key or permission that has not taken effect yet, for
    two minutes at most.
    """
    deadline = now() + LATE_EFFECT
    while True:
        try:
            return converge()
        except UnansweredError:
            if now() > deadline:
                raise
        except IngestionError as error:
            if not error.not_yet_effective or error.code == REFUSED_CREDENTIALS or now() > deadline:
                raise
        sleep(2)

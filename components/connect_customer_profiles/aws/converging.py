"""Repeating what brings AWS to a wanted state, until nothing about it is left open."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from .errors import AwsError

if TYPE_CHECKING:
    from .client import AwsClient

T = TypeVar("T")

LATE_EFFECT = timedelta(minutes=2)
"""How long a new role, policy or key may not have taken effect yet."""

REFUSED_CREDENTIALS = "ConnectorAuthenticationException"
"""The words of a source may read like a permission that takes effect late; they are final."""


class AwsLifecycle:
    """The life cycle of something at AWS. Each of its steps may be repeated after a crash at any point.

    Args:
        client: the AWS calls.
        now: the time, UTC.
        sleep: waits for seconds.
    """

    def __init__(
        self,
        client: "AwsClient",
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._now = now
        self._sleep = sleep

    def _converged(self, converge: Callable[[], T]) -> T:
        """The result of `converge`, which looks for what is there before it makes anything.

        It is repeated while a call stays unanswered or reads like a key or permission that has not taken effect yet,
        for two minutes at most.
        """
        deadline = self._now() + LATE_EFFECT
        while True:
            try:
                return converge()
            except AwsError as error:
                late = error.not_yet_effective and error.code != REFUSED_CREDENTIALS
                if (error.answered and not late) or self._now() > deadline:
                    raise
            self._sleep(2)

    def _once(
        self,
        find: Callable[[], T | None],
        make: Callable[[], T],
        *,
        look_first: bool,
        unanswered: Callable[[], None] = lambda: None,
    ) -> tuple[T, bool]:
        """The result of `make`, called until it is answered, but never again once `find` sees its effect.

        Args:
            find: looks for what an earlier attempt has made.
            make: makes it; the call cannot be sent twice.
            look_first: an earlier attempt is possible.
            unanswered: called when `make` was not answered, before `find`.

        Returns:
            The result, and whether it was found rather than made.
        """
        deadline = self._now() + LATE_EFFECT
        while True:
            found = find() if look_first else None
            if found:
                return found, True
            try:
                return make(), False
            except AwsError as error:
                if not error.answered:
                    if self._now() > deadline:
                        raise
                    look_first = True
                    unanswered()
                    continue
                # "Flow with name X already exists": an attempt of ours that no search has shown yet, since the name is.
                look_first = "already exists" in str(error)
                if not (error.not_yet_effective or look_first) or self._now() > deadline:
                    raise
                self._sleep(2)

"""Repeats calls that bring AWS to a desired state, until the outcome is certain."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from .errors import AwsError

if TYPE_CHECKING:
    from .client import AwsClient

T = TypeVar("T")

LATE_EFFECT = timedelta(minutes=2)
"""How long a new role, policy or key may take to become effective."""

REFUSED_CREDENTIALS = "ConnectorAuthenticationException"
"""A source's message may look like a permission that takes effect late, but it is final."""


class AwsLifecycle:
    """The base of life cycles at AWS. Each step may be repeated after a crash at any point.

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
        """The result of `converge`, which looks at what exists before it creates anything.

        It is repeated while a call gets no answer or fails as if a key or permission were not effective yet, for two
        minutes at most.
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
        """The result of `make`, which is called until it is answered, but not again once `find` sees its effect.

        Args:
            find: looks for the result of an earlier attempt.
            make: creates it; the call must not be sent twice.
            look_first: whether an earlier attempt is possible.
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
                # "Flow with name X already exists": an attempt of ours that is not listed yet, because the name is
                # unique to us.
                look_first = "already exists" in str(error)
                if not (error.not_yet_effective or look_first) or self._now() > deadline:
                    raise
                self._sleep(2)

"""Calls for several things at once, behind the threads that have one at a time."""

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

COMPANY_SECONDS = 0.2
"""How long the first of a batch waits for others."""


class Batches(Generic[T]):
    """Threads that hand on what they are given, in batches.

    Args:
        call: takes a batch.
        failed: told of an error of `call`; the next batch is handed on all the same.
        size: of a batch, at most.
        threads: calls at the same time.
    """

    def __init__(
        self, call: Callable[[list[T]], None], failed: Callable[[Exception], None], *, size: int, threads: int = 1
    ) -> None:
        self._call = call
        self._failed = failed
        self._size = size
        self._waiting: queue.SimpleQueue[T | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._hand_on, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Begin to hand on."""
        for thread in self._threads:
            thread.start()

    def put(self, each: T) -> None:
        """Give one; it may not be None."""
        self._waiting.put(each)

    def close(self) -> None:
        """Returns when everything that was given has been handed on."""
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _hand_on(self) -> None:
        over = False
        while not over:
            batch: list[T] = []
            timeout = None
            while len(batch) < self._size and not over:
                try:
                    each = self._waiting.get(timeout=timeout)
                except queue.Empty:
                    break
                if each is None:
                    over = True
                else:
                    batch.append(each)
                timeout = COMPANY_SECONDS
            if batch:
                try:
                    self._call(batch)
                except Exception as error:  # noqa: BLE001 - told to `failed`
                    self._failed(error)

"""Collects single items of several threads into batches, one call for each batch."""

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

COMPANY_SECONDS = 0.2
"""Seconds that the first item of a batch waits for others."""


class Batches(Generic[T]):
    """Threads that pass items on in batches.

    Args:
        call: takes a batch.
        failed: called with an error of `call`; the next batch is passed on all the same.
        size: the maximum number of items in a batch.
        threads: calls at the same time.
    """

    def __init__(
        self, call: Callable[[list[T]], None], failed: Callable[[Exception], None], *, size: int, threads: int = 1
    ) -> None:
        self._call = call
        self._failed = failed
        self._size = size
        # Not a SimpleQueue: one that finds its item taken and its timeout over waits for ever
        # (https://github.com/python/cpython/blob/v3.11.7/Modules/_queuemodule.c, `simplequeue_get`).
        self._waiting: queue.Queue[T | None] = queue.Queue()
        self._threads = [threading.Thread(target=self._hand_on, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        """Start the threads."""
        for thread in self._threads:
            thread.start()

    def put(self, each: T) -> None:
        """Add an item, which must not be None."""
        self._waiting.put(each)

    def close(self) -> None:
        """Returns when all items have been passed on."""
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

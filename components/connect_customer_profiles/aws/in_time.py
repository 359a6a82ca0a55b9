"""An end for whatever has none of its own."""

import contextvars
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, run: Callable[[], T]) -> T:
    """What a function returns, or raises, if it does so in time. Else it goes on in a thread that keeps no process
    alive, and nobody hears of it any more.

    Args:
        seconds: how long it may take.
        run: called in a thread of its own, in the caller's context.

    Raises:
        TimeoutError: it takes longer.
    """
    returned: list[T] = []
    raised: list[BaseException] = []
    context = contextvars.copy_context()

    def kept() -> None:
        try:
            returned.append(context.run(run))
        except BaseException as error:  # noqa: BLE001 - raised again below
            raised.append(error)

    thread = threading.Thread(target=kept, daemon=True)
    thread.start()
    thread.join(seconds)
    for error in raised:
        raise error
    if not returned:
        raise TimeoutError(f"not done within {seconds:g} seconds")
    return returned[0]

"""Found first on PYTHONPATH: moves the calendar of a Python process before anything else runs.

Only `datetime.now`: what moves the clocks of a process (time-machine, libfaketime) stops its gRPC servers.
"""

import datetime as dt
import os


class _ShiftedMeta(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _REAL)


_REAL = dt.datetime
_SHIFT = dt.timedelta(days=int(os.environ.get("SHIFTED_CLOCK_DAYS", "0")))


class _Shifted(_REAL, metaclass=_ShiftedMeta):
    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "_Shifted":
        return super().now(tz) + _SHIFT


if _SHIFT:
    dt.datetime = _Shifted  # type: ignore[misc]

"""A provider's process that lives at its cloud's time, hours or days ahead of ours.

Only our own modules do: with another time, botocore would sign what nobody accepts, and gRPC's server would wait.
"""

import os
import runpy
import sys
from datetime import datetime, tzinfo
from typing import Any

from localcloud.aws.control import Control

OURS = ("connect_customer_profiles.", "tests.sweep.views")

CODE = "from tests.sweep import cloud_time; cloud_time.live()"
"""For `python -c`, followed by what is to run: `-m MODULE` or a file, and its arguments."""


class _Kind(type):
    """Instances are those of any date and time: AWS's answers have the usual ones."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, datetime)


class CloudTime(datetime, metaclass=_Kind):
    """Dates and times, but that it is as late as in the cloud."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        """The cloud's time."""
        return datetime.fromtimestamp(Control(os.environ["AWS_ENDPOINT_URL"]).clock()["now"], tz)


def live() -> None:
    """Run what the arguments name, at the cloud's time."""
    for name, module in list(sys.modules.items()):
        if name.startswith(OURS) and vars(module).get("datetime") is datetime:
            vars(module)["datetime"] = CloudTime
    how, *arguments = sys.argv[1:]
    if how == "-m":
        sys.argv = arguments
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = [how, *arguments]
        runpy.run_path(how, run_name="__main__")

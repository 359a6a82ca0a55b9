"""Found first on PYTHONPATH: moves the clock of a Python process before anything else runs."""

import os
from datetime import UTC, datetime, timedelta

if days := os.environ.get("SHIFTED_CLOCK_DAYS"):
    import time_machine

    time_machine.travel(datetime.now(UTC) + timedelta(days=int(days)), tick=True).start()

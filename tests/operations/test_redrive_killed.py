"""Ten thousand dead letters, and a redrive that is killed ten times at random."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.operations.command import Command
from tests.operations.letters import DOMAIN, Letters
from tests.provider.place import ACCOUNT, REGION, Place

MESSAGES, KILLS = 10_000, 10
VISIBILITY = 5
HELD = 500
"""More letters than a redrive at this rate holds or is about to delete: a kill puts no more of them once more."""
FACTOR = 6


@pytest.fixture
def letters(place: Place) -> Letters:
    return Letters(place.server.endpoint, ACCOUNT, REGION).make()


@pytest.mark.timeout(900)
def test_killed_ten_times_it_loses_nothing_and_stores_next_to_nothing_twice(letters: Letters, command: Command) -> None:
    """With throttles, server errors and lost answers on the way; rates are six times the documented ones."""
    chance = random.Random()  # noqa: S311 - moments, no secrets
    letters.refused(MESSAGES)
    letters.control.behaviours(rate_factor=FACTOR)
    for kind, count in (("throttle", 40), ("error_before", 40), ("error_after", 20), ("lost_answer", 20)):
        where = {"service": "customer-profiles", "operation": "PutProfileObject"}
        letters.control.add_fault(kind, skip=chance.randrange(3000), count=count, **where)
    arguments = ["dead-letters", "redrive", "--domain", DOMAIN, "--json"]
    options = ["--rate", str(97 * FACTOR), "--visibility", str(VISIBILITY)]
    start = [sys.executable, "-m", "connect_customer_profiles.cli.main", *arguments, *options]
    killed = 0
    while killed < KILLS:
        goal = letters.stored() + chance.randrange(50, MESSAGES // KILLS)
        process = subprocess.Popen(start, env=command.environment, cwd=command.folder, stdout=subprocess.DEVNULL)
        while process.poll() is None and letters.stored() < goal:
            time.sleep(0.05)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        killed += 1
    assert killed == KILLS
    last = subprocess.run(start, env=command.environment, cwd=command.folder, capture_output=True, check=False)
    assert last.returncode == 0, last
    assert letters.stored() == MESSAGES
    assert letters.waiting() == (0, 0)
    puts = letters.puts()
    assert len(puts) == MESSAGES
    assert sum(puts.values()) - MESSAGES <= KILLS * HELD
    # 120 calls were refused on purpose; the quota refused none.
    calls = letters.control.calls(service="customer-profiles", operation="PutProfileObject")
    assert sum(each["status"] == 429 for each in calls) <= 40
    assert max(letters.per_second()) <= 100 * FACTOR * 1.1

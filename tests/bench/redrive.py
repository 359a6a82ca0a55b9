"""A hundred thousand dead letters put again: how close to the rate, how much memory, and whether the quota holds.

A call takes 0.9 s at AWS, and a hundred thousand of them 1,000 s at the quota. Here all of it runs `FACTOR` times as
fast: the local cloud allows `FACTOR` times the documented rate and holds each answer back for 0.9 s / `FACTOR`, and the
redrive gets its limits changed in the same way, so that as many calls are under way at the same time as at AWS. Only
what a call costs this machine does not scale, which makes the rate harder to reach, not easier.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import psutil
from connect_customer_profiles.operations.dead_letters.decisions import QUOTA, Limits

from localcloud.aws.credentials import DEFAULT_ACCOUNT, DEFAULT_REGION
from tests.bench.measure import Result
from tests.bench.place import local_aws
from tests.operations.letters import Letters

FACTOR = 2
FEW, MANY = 10_000, 100_000

PROGRAM = """
import json, sys
from connect_customer_profiles.aws.profile_objects import ProfileObjects
from connect_customer_profiles.aws.session import Credentials, Network
from connect_customer_profiles.aws.sqs import Sqs
from connect_customer_profiles.operations.dead_letters.decisions import Limits
from connect_customer_profiles.operations.dead_letters.letter_queue import Queue
from connect_customer_profiles.operations.dead_letters.redrive import Redrive
from connect_customer_profiles.operations.dead_letters.store import Profiles

url, domain, region, limits = sys.argv[1], sys.argv[2], sys.argv[3], Limits(**json.loads(sys.argv[4]))
queue = Queue(Sqs("", region, Credentials()), url)
objects = ProfileObjects("", region, Credentials(), network=Network(connections=limits.workers))
print(json.dumps(Redrive(queue, Profiles(objects, domain), limits=limits).run().document()))
"""
"""What `customer-profiles dead-letters redrive` runs, with limits that it offers nobody."""


@dataclass(frozen=True)
class Run:
    """A redrive of so many letters."""

    per_second: float
    megabytes: float
    throttled: int


def scaled(limits: Limits) -> dict[str, Any]:
    """Limits for a cloud that is `FACTOR` times as fast."""
    plain = {each.name: getattr(limits, each.name) for each in fields(limits)}
    faster = {"rate": limits.rate * FACTOR, "burst": limits.burst * FACTOR}
    sooner = {name: plain[name] / FACTOR for name in ("call_seconds", "profile_seconds", "backoff_seconds")}
    return {**plain, **faster, **sooner}


def results() -> Iterator[Result]:
    """Rate, memory and refused calls; limits are upper ones, so the rate is told as what is missing to the quota."""
    few, many = _redriven(FEW), _redriven(MANY)
    yield Result("redrive-100000-percent-below-quota", 100 * (1 - many.per_second / (QUOTA * FACTOR)), 5)
    yield Result("redrive-100000-throttled-calls", few.throttled + many.throttled, 0)
    yield Result("redrive-100000-megabytes", many.megabytes, 150)
    yield Result("redrive-megabytes-100000-to-10000", many.megabytes / few.megabytes, 1.1)


def _redriven(count: int) -> Run:
    with local_aws() as place:
        letters = Letters(place.endpoint, DEFAULT_ACCOUNT, DEFAULT_REGION).make()
        letters.refused(count, text="x" * 200)
        letters.control.behaviours(rate_factor=FACTOR)
        letters.control.add_fault(
            "slow_answer",
            service="customer-profiles",
            operation="PutProfileObject",
            count=10 * count,
            seconds=Limits.call_seconds / FACTOR,
        )
        limits = json.dumps(scaled(Limits()))
        command = [sys.executable, "-c", PROGRAM, letters.url, letters.domain, letters.region, limits]
        running = subprocess.Popen(command, env=place.variables, cwd=place.folder, stdout=subprocess.PIPE, text=True)
        megabytes = _memory(running)
        assert running.stdout
        tally = json.loads(running.stdout.read())
        assert running.wait() == 0
        assert tally["complete"], tally
        assert (letters.stored(), letters.waiting()) == (count, (0, 0))
        counted = letters.control.calls_per_second("customer-profiles", "PutProfileObject")
        seconds = [each for each in counted if each["status"] == 200]
        # Its first and last second are not whole ones.
        whole = [each["calls"] for each in seconds[1:-1]]
        per_second = sum(whole) / (seconds[-1]["second"] - seconds[0]["second"] - 1)
        return Run(per_second, megabytes, sum(letters.per_second(429)))


def _memory(running: "subprocess.Popen[str]") -> float:
    """The largest resident size of a process until its end, in megabytes; returns when it has ended."""
    largest = 0.0
    watched = psutil.Process(running.pid)
    while running.poll() is None:
        try:
            largest = max(largest, watched.memory_info().rss / 2**20)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.2)
    return largest

"""A domain, its queues and a clock inside the test, where any command can be killed at any call; and what there is.

Time passes with the machine's, and at once where somebody only waits for a message. While somebody looks, only the
latter: however busy the machine is, nothing else happens.
"""

import contextlib
import io
import itertools
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import SimpleNamespace
from typing import Any

import moto.sqs.models
import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws import sqs as aws_sqs
from connect_customer_profiles.aws.call import Calls
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.cli import main as cli
from connect_customer_profiles.cli import redrive as redrive_command
from connect_customer_profiles.functions import redrive as function
from connect_customer_profiles.operations.dead_letters import batches
from connect_customer_profiles.operations.dead_letters import redrive as redrive_engine
from connect_customer_profiles.operations.dead_letters.decisions import Limits
from connect_customer_profiles.operations.dead_letters.redrive import Redrive

from localcloud.aws import queues
from localcloud.aws.customer_profiles.models import domains_of
from localcloud.aws.directory import backend
from tests.operations.lambda_runner import Context
from tests.operations.letters import CROWDED, DOMAIN, OBJECT_TYPE, Letters
from tests.provider.place import ACCOUNT, REGION
from tests.provider.simulation import BEGIN, Moment, Simulation, installed

QUEUE, FAILURES, PARKED = names.queue_name(DOMAIN), "failures", "parked"
VISIBILITY = 20
"""Seconds for which a redrive and the function's queue hide a letter."""
DELIVERIES = 3
MOMENT = 0.001
"""Seconds of the machine's time for each wait here."""
LONG_POLL = 0.01
"""The same for a wait for messages: `VISIBILITY` of these must be enough for what others do meanwhile."""
ELSEWHERE = "amazon-connect-other"
"""Another domain, which sends to the same queue."""
FUNCTION = {"DOMAIN_NAME": DOMAIN, "CALLS_PER_SECOND": "500", "CAUSES": "crowded-profile"}


@dataclass(frozen=True)
class Counts:
    """How many letters are where; each counts once: where it still has to be looked after, or else where it is.

    Attributes:
        visible: can be received from the dead-letter queue.
        in_flight: of that queue, somebody has received them.
        failed: in the failure queue.
        parked: in the parking queue only.
        stored: in no queue.
        discarded: in an exported file only.
    """

    visible: int
    in_flight: int
    failed: int
    parked: int
    stored: int
    discarded: int

    @property
    def open(self) -> int:
        """All that nobody may call none, complete or fine."""
        return self.visible + self.in_flight + self.failed


@dataclass(frozen=True)
class Kill:
    """The process is killed at one of its calls, before the call takes effect or after."""

    call: int
    moment: Moment


@dataclass
class World(Letters):
    """What `opened` makes; `sent` letters were sent so far."""

    simulation: Simulation = field(kw_only=True)
    sent: int = 0
    exported: set[str] = field(default_factory=set)
    of_others: set[str] = field(default_factory=set)
    dead: bool = False
    _kill: Kill | None = None
    _calls: "itertools.count[int]" = field(default_factory=itertools.count)
    _skipped: float = 0.0
    _begun: float = field(default_factory=time.monotonic)
    _stopped: float | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def client(self, service: str) -> Any:
        """One client for all calls of a service."""
        return self.simulation.client(service)

    # -- time

    def now(self) -> float:
        """Epoch seconds."""
        return BEGIN + self._skipped + (self._stopped or time.monotonic()) - self._begun

    @contextmanager
    def still(self) -> Iterator[None]:
        """The machine's time does not count."""
        self._stopped = stopped = time.monotonic()
        try:
            yield
        finally:
            self._begun += time.monotonic() - stopped
            self._stopped = None

    def wait(self, seconds: float) -> None:
        """Somebody waits for a message: a moment, in which other threads go on."""
        time.sleep(LONG_POLL)
        self.skip(seconds)

    def skip(self, seconds: float) -> None:
        """Time passes."""
        with self._guard:
            self._skipped += seconds

    # -- what happens

    def arrive(self, count: int, *, whole: bool) -> None:
        """The service sends letters, with an object or without."""
        for _ in range(count):
            name = f"o-{self.sent}"
            self.sent += 1
            self.send(json.dumps({"id": name, "profile": name}) if whole else f"no object {name}")

    def arrive_of_others(self, count: int) -> None:
        """Another domain's letters come into the queue."""
        for _ in range(count):
            name = f"o-{self.sent}"
            self.sent += 1
            self.of_others.add(name)
            sender = {"Message": CROWDED, "DomainName": ELSEWHERE, "ObjectTypeName": OBJECT_TYPE}
            self.send(json.dumps({"id": name, "profile": name}), sender)

    @contextmanager
    def mortal(self, kill: Kill | None) -> Iterator[None]:
        """A process of somebody's, which may be killed."""
        self._kill, self.dead, self._calls = kill, False, itertools.count()
        try:
            yield
        finally:
            self._kill = None

    def run(self, *arguments: str, kill: Kill | None = None) -> tuple[int, Any] | None:
        """Exit code and document of a command; None if it was killed."""
        out = io.StringIO()
        code: Any = None
        words = [*arguments, "--domain", DOMAIN, "--region", REGION, "--json"]
        with self.mortal(kill), contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            try:
                cli.main(words)
            except SystemExit as ended:
                code = int(ended.code or 0)
        return None if self.dead else (code, json.loads(out.getvalue()))

    def invoke(self, kill: Kill | None = None) -> None:
        """Lambda receives letters, calls the function and deletes those that it does not report as failed."""
        sqs = self.client("sqs")
        messages = sqs.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=VISIBILITY,
            MessageAttributeNames=["All"],
            AttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            return
        with self.mortal(kill), contextlib.redirect_stdout(io.StringIO()):
            answer = function.handle(
                {"Records": [self.record(each) for each in messages]}, Context(time.monotonic() + 60)
            )
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        done = [each for each in messages if each["MessageId"] not in failed]
        if done and not self.dead:
            entries = [{"Id": str(place), "ReceiptHandle": each["ReceiptHandle"]} for place, each in enumerate(done)]
            sqs.delete_message_batch(QueueUrl=self.url, Entries=entries)

    # -- what there is

    def counts(self) -> Counts:
        """Where all letters are, as the cloud itself knows.

        Raises:
            AssertionError: a letter is nowhere, or one of another domain is no longer in the queues.
        """
        queue, failures, parked = (
            backend("sqs", ACCOUNT, REGION).get_queue(each) for each in (QUEUE, FAILURES, PARKED)
        )
        visible, hidden = _ids(queue.messages), _ids(queue._hidden.values())
        failed = _ids([*failures.messages, *failures._hidden.values()])
        aside = _ids([*parked.messages, *parked._hidden.values()])
        objects = domains_of(self.simulation.cloud.region(ACCOUNT, REGION))[DOMAIN].objects
        stored = set(objects.uniques(OBJECT_TYPE))
        everywhere = visible | hidden | failed | aside | stored
        assert everywhere | self.exported == {f"o-{number}" for number in range(self.sent)}
        waiting = visible | hidden | failed
        assert self.of_others <= waiting
        parts = (visible, hidden, failed, aside - waiting, stored - aside - waiting, self.exported - everywhere)
        return Counts(*map(len, parts))

    # -- within

    def _called(self, really: Any, *arguments: Any, **request: Any) -> Any:
        """In the place of `Calls._call`."""
        if self.dead:
            raise AwsError("killed", "Killed")
        self.simulation.now = self.now()
        last = self._kill is not None and next(self._calls) == self._kill.call
        if last:
            self.dead = True
        if not last or (self._kill and self._kill.moment == "after"):
            answer = really(*arguments, **request)
        if last:
            raise AwsError("killed", "Killed")
        return answer


@contextmanager
def opened(*, failure_queue: bool) -> Iterator[World]:
    """An empty domain with its dead-letter queue, a queue to park in and another for letters that failed."""
    simulation = Simulation()
    with installed(simulation, 0), pytest.MonkeyPatch.context() as patch:
        world = World("http://127.0.0.1", ACCOUNT, REGION, simulation=simulation)
        patch.setattr(queues, "time", SimpleNamespace(time=world.now, monotonic=world.now, sleep=world.wait))
        patch.setattr(moto.sqs.models, "unix_time", world.now)
        patch.setattr(moto.sqs.models, "unix_time_millis", lambda: world.now() * 1000)
        patch.setattr(aws_sqs, "time", SimpleNamespace(time=world.now))
        patch.setitem(Redrive.__init__.__kwdefaults__ or {}, "clock", world.now)
        # Ten threads instead of a hundred: calls take no time here.
        patch.setattr(batches, "COMPANY_SECONDS", MOMENT)
        patch.setattr(redrive_command, "Limits", partial(Limits, call_seconds=0.01))
        # Who hides letters again has to keep step with those who wait for messages.
        patch.setattr(redrive_engine, "EXTENSIONS", redrive_engine.EXTENSIONS / LONG_POLL)
        really = Calls._call
        patch.setattr(Calls, "_call", lambda *given, **request: world._called(really, *given, **request))
        for name, value in FUNCTION.items():
            patch.setenv(name, value)
        for kept in (function._limits, function._pace, function._causes, function._profiles):
            kept.cache_clear()
        world.make()
        world.queue(PARKED)
        world.failure_queue(DELIVERIES) if failure_queue else world.queue(FAILURES)
        yield world
    for kept in (function._limits, function._pace, function._causes, function._profiles):
        kept.cache_clear()


def _ids(messages: Any) -> set[str]:
    return {re.findall(r"o-\d+", each.body)[0] for each in messages}

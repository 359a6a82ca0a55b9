"""A cloud, a clock and provider processes inside the test: nothing listens, nothing waits, everything can be repeated.

botocore's requests go straight to the emulator's front; time passes only when somebody sleeps or `pass_time` is called;
tokens come from a seed. Any call can be the last of its process, or lose its answer.
"""

import functools
import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Literal

import botocore.endpoint
import botocore.httpsession
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectionClosedError
from connect_customer_profiles.aws import converging, session
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.aws.client import AwsClient
from connect_customer_profiles.ingestion import provider, reconciler, workflow
from connect_customer_profiles.ingestion.memory import MEMORY
from connect_customer_profiles.ingestion.reconciler import Reconciler

from localcloud.aws.clock import Clock
from localcloud.aws.dispatch import advance
from localcloud.aws.front import Front
from localcloud.aws.state import Cloud, Context, Region
from tests.provider.place import ACCOUNT, REGION
from tests.without_http import answer

Moment = Literal["before", "after"]
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCOUNT,
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_ENDPOINT_URL": "http://127.0.0.1",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
BEGIN = datetime(2026, 1, 15, 12, 34, 56, tzinfo=UTC).timestamp()


class Killed(BaseException):
    """The process ended within a call, as by SIGKILL: nothing in it may catch this."""


@dataclass
class Trouble:
    """What happens to one of the next calls.

    Attributes:
        kind: `kill` ends the process; `lost` drops the connection.
        moment: before or after the call has had its effect.
        calls: how many calls pass before it.
    """

    kind: Literal["kill", "lost"]
    moment: Moment
    calls: int


@dataclass
class Simulation:
    """The cloud and the time of one run of the model."""

    now: float = BEGIN
    trouble: Trouble | None = None
    cloud: Cloud = field(init=False)
    _front: Front = field(init=False)

    def __post_init__(self) -> None:
        self.cloud = Cloud(clock=Clock(wall=lambda: self.now))
        self.cloud.directory.wall = lambda: self.now
        self._front = Front(self.cloud, lambda: None)
        self._front.load_moto()
        self.cloud.reset()
        # Rates are enforced on the wall clock, which stands still here.
        self.cloud.set_behaviour("enforce_rates", False)

    @property
    def region(self) -> Region:
        """The account and Region, brought up to the clock."""
        region = self.cloud.region(ACCOUNT, REGION)
        advance(Context(self.cloud, region))
        return region

    def client(self, service: str) -> Any:
        """A boto3 client of somebody else's."""
        return session.client(service, REGION, session.Credentials())

    def datetime(self) -> datetime:
        """The time, UTC."""
        return datetime.fromtimestamp(self.now, UTC)

    def pass_time(self, seconds: float) -> None:
        """Moves the only clock, the cloud's and ours."""
        self.now += seconds

    @contextmanager
    def command(self, trouble: Trouble | None) -> Iterator[None]:
        """A command of the user's: a new provider process, to which trouble may happen."""
        MEMORY.forget()
        MEMORY.begin(self.datetime())
        self.trouble = trouble
        try:
            yield
        finally:
            self.trouble = None

    def send(self, request: Any) -> AWSResponse:
        """Takes the place of botocore's HTTP session."""
        happens = self._happens()
        if happens and happens.moment == "before":
            _end(happens, request)
        answered = answer(self._front, request)
        if happens:
            _end(happens, request)
        return answered

    def _happens(self) -> Trouble | None:
        if self.trouble is None:
            return None
        if self.trouble.calls > 0:
            self.trouble.calls -= 1
            return None
        happens, self.trouble = self.trouble, None
        return happens


KEPT = {name: functools.lru_cache(getattr(session, name).__wrapped__) for name in ("_client", "_session")}
"""The clients of all simulations."""


@contextmanager
def installed(simulation: Simulation, seed: int) -> Iterator[None]:
    """The library's providers, botocore and the emulator live in this simulation."""
    tokens = random.Random(seed)  # noqa: S311 - to be repeated

    class Now(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.fromtimestamp(simulation.now, tz)

    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        patch.setattr(botocore.httpsession.URLLib3Session, "send", simulation.send)
        patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=simulation.pass_time))
        patch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=tokens.getrandbits(128), version=4))
        patch.setattr(rates, "pace", lambda *_: None)
        for module in (converging, provider, reconciler, workflow):
            patch.setattr(module, "datetime", Now)
        for sleeper in (Reconciler, AwsClient):
            patch.setitem(sleeper.__init__.__kwdefaults__ or {}, "sleep", simulation.pass_time)
        # The library keeps its clients as long as a process lives, and each keeps its endpoint.
        for name, kept in KEPT.items():
            patch.setattr(session, name, kept)
        MEMORY.forget()
        yield


def _end(trouble: Trouble, request: Any) -> None:
    if trouble.kind == "kill":
        raise Killed
    raise ConnectionClosedError(endpoint_url=request.url)

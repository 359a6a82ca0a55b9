"""A cloud of its own for every case, copied from a snapshot: our integration and a neighbour's in the same domain.

Clock, switches, faults and records belong to one cloud, so cases cannot disturb each other. Only what moto answers (the
key and the role, which no case changes) is shared.
"""

import copy
import os
import pickle
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from localcloud.aws.customer_profiles.models import ENDED, Domain, Workflow, domains_of
from localcloud.aws.dispatch import advance
from localcloud.aws.server import LocalCloud
from localcloud.aws.state import Cloud, Context, Region
from localcloud.environment import cloud_environment
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place
from tests.provider.server import Plugin, Provider
from tests.provider.stack import Resource, Stack
from tests.sweep import cloud_time
from tests.warm import DYNAMIC, PLUGIN, WarmPython
from tests.without_http import without_http

MINUTE = 60.0
CALL_SECONDS = 200.0

PER_DAY = 2
TICK = 5 * MINUTE
"""Beside its stream, the source has a record at every tick: a hole in what is pulled is seen."""


@dataclass
class World:
    """A running cloud with our stack and the neighbour's.

    Attributes:
        stack: the integration under test.
        neighbour: another object's integration in the same domain, with the same start date; long complete.
        another_key: a KMS key that nothing uses yet.
        in_plugin: whether the plugin drives the resources, as in a program of another language.
    """

    server: LocalCloud
    python: WarmPython
    stack: Stack
    neighbour: Stack
    another_key: str
    in_plugin: bool = False
    providers: list[Provider] = field(default_factory=list)

    @property
    def cloud(self) -> Cloud:
        """The cloud, whose records are what counts."""
        return self.server.cloud

    @property
    def place(self) -> Place:
        """For calls by hand."""
        return Place(self.server)

    @property
    def region(self) -> Region:
        """Everything of the account and Region, up to date."""
        with self.cloud.lock:
            region = self.cloud.region(ACCOUNT, REGION)
            advance(Context(self.cloud, region))
        return region

    @property
    def domain(self) -> Domain:
        """The domain."""
        return domains_of(self.region)[DOMAIN]

    def ours(self) -> list[Workflow]:
        """All workflows that are not the neighbour's, the oldest first."""
        theirs = self.neighbour.state["workflow_ids"]
        found = [each for each in self.domain.workflows.values() if each.workflow_id not in theirs]
        return sorted(found, key=lambda each: each.created_at)

    def days_ago(self, days: int) -> str:
        """A date in the cloud, at midnight UTC."""
        return (datetime.fromtimestamp(self.cloud.clock.now(), UTC) - timedelta(days)).strftime("%Y-%m-%d")

    def restarted(self) -> Stack:
        """Our stack, for its next command: with a new provider process."""
        return self.stack.restarted(self.process(in_plugin=self.in_plugin))

    def process(self, *, in_plugin: bool = False) -> Provider:
        """A new provider process, which lives at the cloud's time."""
        environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        environment |= cloud_environment(environment, self.server.endpoint, Path("/nowhere"), account=ACCOUNT)
        environment["PULUMI_PROJECT"] = "customer-profiles"
        kind, run = (Plugin, PLUGIN) if in_plugin else (Provider, DYNAMIC)
        process = self.python.provider(environment, ("-c", cloud_time.CODE, *run))
        self.providers.append(kind({}, process=process, timeout=CALL_SECONDS))
        return self.providers[-1]

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Meanwhile nothing happens in the cloud."""
        clock = self.cloud.clock
        wall, now = clock.wall, clock.wall()
        clock.wall = lambda: now
        yield
        clock.wall = wall

    def advance(self, seconds: float) -> None:
        """Moves the clock, and everything with it."""
        self.cloud.clock.advance(seconds)
        assert self.region

    def finish(self) -> None:
        """Moves the clock until no workflow runs."""
        while any(each.status not in ENDED for each in self.domain.workflows.values()):
            self.advance(20 * MINUTE)

    def until_nothing_changes(self) -> list[str]:
        """`up` with a refresh before it, and all the time that workflows need, until nothing changes.

        Returns:
            The steps of the last `up`, which are none if the state is stable.
        """
        steps: list[str] = []
        for _ in range(6):
            self.finish()
            self.advance(15 * MINUTE)
            if self.stack.ingestion:
                self.stack.refresh()
            steps = self.stack.up()
            if not steps:
                break
        return steps


@dataclass(frozen=True)
class Snapshot:
    """A world at rest, of which any number of worlds can be made."""

    regions: bytes
    clock: tuple[float, float]
    switches: Mapping[str, Any]
    stack: Stack
    neighbour: Stack
    another_key: str

    @classmethod
    def of(cls, world: World) -> "Snapshot":
        """What there is in a world now."""
        cloud = world.cloud
        with cloud.lock:
            regions, clock = pickle.dumps(cloud.regions), cloud.clock.saved()
        switches, stacks = cloud.behaviours.as_dict(), (at_rest(world.stack), at_rest(world.neighbour))
        return cls(regions, clock, switches, *stacks, world.another_key)

    @contextmanager
    def world(self, python: WarmPython, *, in_plugin: bool = False) -> Iterator[World]:
        """A copy to do things in, with or without the plugin."""
        cloud = Cloud(regions=pickle.loads(self.regions))  # noqa: S301 - our own
        cloud.clock.restore(self.clock)
        for name, value in self.switches.items():
            cloud.set_behaviour(name, value)
        server = LocalCloud(cloud=cloud)
        server.start()
        world = World(server, python, at_rest(self.stack), at_rest(self.neighbour), self.another_key, in_plugin)
        try:
            with without_http(server):
                yield world
        finally:
            for provider in world.providers:
                provider.stop()
            server.stop()


def at_rest(stack: Stack) -> Stack:
    """A copy of a stack without its provider."""
    fields = (stack.arguments, stack.plan, stack.ingestion)
    arguments, plan, ingestion = copy.deepcopy(fields)
    return _without_provider(arguments, plan, ingestion)


def _without_provider(arguments: dict[str, Any], plan: Resource | None, ingestion: Resource | None) -> Stack:
    """A stack that `World.restarted` gives its provider."""
    return Stack(arguments, cast("Provider", None), plan, ingestion)


def prepared(python: WarmPython) -> Snapshot:
    """Key, domain, role, connector profiles and sources; no integration yet."""
    server = LocalCloud()
    server.start()
    try:
        place = Place(server)
        server.cloud.set_behaviour("delete_workflow_seconds", 0)
        arguments = {**place.prepared(), "batch": {"days": 50}}
        place.control.seed(("salesforce-2", "Salesforce"), account=ACCOUNT)
        another_key = place.client("kms").create_key()["KeyMetadata"]["Arn"]
        first = time.time() - 70 * MINUTE
        ticks = [{"created": first + index * TICK} for index in range(200)]
        # Without a customer, an asset is no profile's, and so a dead letter.
        owned = [{**each, "fields": {"ContactId": f"003{index}"}} for index, each in enumerate(ticks)]
        for profile in ("salesforce", "salesforce-2"):
            for name, records in (("Contact", ticks), ("Asset", owned)):
                place.control.source(profile, name, account=ACCOUNT, per_day=PER_DAY, records=records)
            place.control.source(profile, "Account", account=ACCOUNT, per_day=PER_DAY)
        theirs = {**arguments, "connector": {**arguments["connector"], "object": "Account"}}
        ours, neighbour = (_without_provider(each, None, None) for each in (arguments, theirs))
        return Snapshot.of(World(server, python, ours, neighbour, another_key))
    finally:
        server.stop()


def with_neighbour(base: Snapshot, switches: Mapping[str, Any], python: WarmPython) -> Snapshot:
    """A prepared world under other switches, in which the neighbour's history is loaded."""
    with base.world(python) as world:
        for name, value in switches.items():
            world.cloud.set_behaviour(name, value)
        ours, world.stack = world.stack, world.neighbour
        world.restarted().up()
        world.until_nothing_changes()
        world.stack, world.neighbour = ours, world.stack
        return Snapshot.of(world)

"""A local AWS of one's own for a measurement, and the engine beside it."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.aws import process
from localcloud.aws.control import Control
from localcloud.engine import ensure, environment
from localcloud.environment import cloud_environment
from tests.e2e.harness import Project

SERVICES = ("customer-profiles", "appflow")


@dataclass(frozen=True)
class Place:
    """A local AWS, and the environment of programs that are deployed to it."""

    folder: Path
    endpoint: str
    control: Control
    variables: Mapping[str, str]

    def latest_call(self) -> int:
        """The number of the latest call."""
        return int(next(reversed(self.control.calls()), {"id": 0})["id"])

    def calls(self, since: int) -> list[dict[str, Any]]:
        """The calls to Customer Profiles and AppFlow after a number."""
        return [each for each in self.control.calls(since=since) if each["service"] in SERVICES]

    def project(self, name: str, settings: Mapping[str, object], program: str | None = None) -> Project:
        """A stack of this repository's program, or of `program`."""
        return Project.create(self.folder / name, self.variables, settings, stack=name, program=program)


@contextmanager
def local_aws() -> Iterator[Place]:
    """Start a local AWS, and stop it afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "state").mkdir()
        address = process.start_detached(folder / "cloud", [])
        try:
            variables = cloud_environment({}, address.endpoint, folder) | environment(ensure(), folder / "state")
            yield Place(folder, address.endpoint, Control(address.endpoint), variables)
        finally:
            process.stop(folder / "cloud")

"""The distribution, built and installed once for all tests of this folder; a local cloud for the examples."""

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Place, place  # noqa: F401 - fixtures

from .distribution import ROOT, Consumer, Wheel, bare, build, mypy
from .example import Example

CONSUMER = ROOT / "build" / "consumer"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The sdist and the wheel, built and installed by whichever process of the test run comes first."""
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with contextlib.ExitStack() as until_the_end:
        with (run / "distribution.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (run / "installed").exists():
                consumer = Consumer.create(Wheel.among(build(ROOT, run / "dist")), CONSUMER)
                (run / "installed").touch()
                until_the_end.enter_context(_reading_with_mypy(consumer))
        yield sorted((run / "dist").iterdir())


@contextlib.contextmanager
def _reading_with_mypy(consumer: Consumer) -> Iterator[None]:
    """mypy at work on an example beside the tests: reading pulumi-aws for the first time takes it a minute or two."""
    program = ROOT / "examples" / "import-components"
    command = mypy(consumer, program)
    with subprocess.Popen(
        command, cwd=program, env=bare(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield
        process.kill()


@pytest.fixture(scope="session")
def wheel(built: list[Path]) -> Wheel:
    """The wheel, built from the checkout."""
    return Wheel.among(built)


@pytest.fixture(scope="session")
def consumer(built: list[Path]) -> Consumer:
    """An environment with the wheel and nothing else."""
    return Consumer(CONSUMER)


@pytest.fixture
def example(place: Place, consumer: Consumer, tmp_path: Path) -> Callable[[Path], Example]:  # noqa: F811
    """Copies a Pulumi project, to be run in the consumer's environment on the local cloud."""
    return lambda source: Example.copy(source, tmp_path, consumer, place.environment)

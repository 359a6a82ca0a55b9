"""The distribution, built and installed once for all tests of this folder; a local cloud for the examples."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Place, place, vault, warm_python  # noqa: F401 - fixtures
from tests.warm import WarmPython

from .distribution import ROOT, Consumer, Wheel, build
from .example import Example
from .run import Run

CONSUMER = ROOT / "build" / "consumer"


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The present test run, with all its processes."""
    own = tmp_path_factory.getbasetemp()
    return Run(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def built(run: Run) -> list[Path]:
    """The sdist and the wheel; the wheel is installed, too."""
    folder = run.folder / "dist"
    run.once("distribution", lambda: Consumer.create(Wheel.among(build(ROOT, folder)), CONSUMER))
    return sorted(folder.iterdir())


@pytest.fixture(scope="session")
def wheel(built: list[Path]) -> Wheel:
    """The wheel, built from the checkout."""
    return Wheel.among(built)


@pytest.fixture(scope="session")
def consumer(built: list[Path]) -> Consumer:
    """An environment with the wheel and nothing else."""
    return Consumer(CONSUMER)


@pytest.fixture(scope="session")
def warm_consumer(consumer: Consumer) -> Iterator[WarmPython]:
    """The Python of that environment."""
    python = WarmPython(str(consumer.python))
    yield python
    python.stop()


@pytest.fixture
def example(place: Place, warm_consumer: WarmPython, tmp_path: Path) -> Callable[[Path], Example]:  # noqa: F811
    """Copies a Pulumi project, to be run in the consumer's environment on the local cloud."""
    return lambda source: Example.copy(source, tmp_path, warm_consumer.folder, place.environment)

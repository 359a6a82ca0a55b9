"""The distribution, built and installed once for all tests of this folder; a local cloud for the examples."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Place, endpoint, place  # noqa: F401 - fixtures

from .distribution import ROOT, Consumer, Wheel, bare, build, mypy
from .example import Example


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The sdist and the wheel."""
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def wheel(built: list[Path]) -> Wheel:
    """The wheel, built from the checkout."""
    return Wheel(next(path for path in built if path.suffix == ".whl"))


@pytest.fixture(scope="session")
def consumer(wheel: Wheel) -> Consumer:
    """An environment with the wheel and nothing else."""
    return Consumer.create(wheel, ROOT / "build" / "consumer")


@pytest.fixture(scope="session", autouse=True)
def cache(consumer: Consumer) -> Iterator["subprocess.Popen[bytes]"]:
    """mypy at work on an example beside the tests: reading pulumi-aws for the first time takes it a minute or two."""
    program = ROOT / "examples" / "import-components"
    with subprocess.Popen(
        mypy(consumer, program), cwd=program, env=bare(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.kill()


@pytest.fixture
def example(place: Place, consumer: Consumer, tmp_path: Path) -> Callable[[Path], Example]:  # noqa: F811
    """Copies a Pulumi project, to be run in the consumer's environment on the local cloud."""
    return lambda source: Example.copy(source, tmp_path, consumer, place.environment)

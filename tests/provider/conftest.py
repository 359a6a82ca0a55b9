"""One local cloud for the session, emptied for every test; provider processes that talk to it."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from connect_customer_profiles.ingestion.memory import MEMORY

from localcloud.aws.server import LocalCloud
from localcloud.environment import cloud_environment
from tests.provider.in_process import InProcess
from tests.provider.place import ACCOUNT, REGION, Place
from tests.provider.server import Provider
from tests.provider.stack import Stack, Start
from tests.warm import PROVIDER_MODULES, WarmPython

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def environment(server: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of provider processes; nothing of the machine's own but its path."""
    import os

    base = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    folder: Path = tmp_path_factory.mktemp("aws")
    return cloud_environment(base, server.endpoint, folder, region=REGION, account=ACCOUNT)


@pytest.fixture(scope="session")
def shared(environment: dict[str, str]) -> Iterator[Provider]:
    """A provider process for tests that do not care which one answers."""
    provider = Provider(environment)
    yield provider
    provider.stop()


@pytest.fixture(scope="session")
def provider_python() -> Iterator[WarmPython]:
    """The Python of provider processes."""
    running = WarmPython(modules=PROVIDER_MODULES)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def impatient_python() -> Iterator[WarmPython]:
    """The Python of provider processes that do not wait for a late list."""
    running = WarmPython(modules=(*PROVIDER_MODULES, "tests.provider.impatient"))
    yield running
    running.stop()


@pytest.fixture
def start(environment: dict[str, str], provider_python: WarmPython) -> Iterator[Start]:
    """Starts provider processes that end with the test."""
    yield from _starting(environment, provider_python)


@pytest.fixture
def start_impatient(environment: dict[str, str], impatient_python: WarmPython) -> Iterator[Start]:
    """The same, in an AWS that lists everything at once."""
    yield from _starting(environment, impatient_python)


def _starting(environment: dict[str, str], python: WarmPython) -> Iterator[Start]:
    started: list[Provider] = []

    def begin(**options: Any) -> Provider:
        # One that lives in the future has to be started as such.
        process = None if options.get("days_later") else python.provider(environment)
        started.append(Provider(environment, process=process, **options))
        return started[-1]

    yield begin
    for provider in started:
        provider.stop()


@pytest.fixture
def here(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> InProcess:
    """A provider in this process, which a test can make impatient."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    MEMORY.forget()
    return InProcess()


@pytest.fixture
def place(server: LocalCloud) -> Place:
    """An empty local cloud, in which workflows are deleted at once; tests of slow deletion change that."""
    server.cloud.reset()
    server.cloud.set_behaviour("delete_workflow_seconds", 0)
    return Place(server)


@pytest.fixture
def stack(place: Place, shared: Provider) -> Callable[..., Stack]:
    """Makes a stack with key, domain, role and connector profile; arguments may be changed."""

    def make(provider: Provider | InProcess | None = None, **changes: Any) -> Stack:
        return Stack({**place.prepared(), **changes}, provider or shared)  # type: ignore[arg-type]

    return make

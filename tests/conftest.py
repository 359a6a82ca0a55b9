"""For all tests: whatever starts pytest, the program's `settings` and the tests' helpers are importable.

Property tests have no deadline per example: a busy machine is no bug. They try the same examples each time: all of them
in `make test`, a fifth in `make check` (`HYPOTHESIS_PROFILE=quick`); `HYPOTHESIS_PROFILE=deep` tries others, and more.
"""

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config
from hypothesis import settings

if TYPE_CHECKING:
    from localcloud.aws.server import LocalCloud

REPOSITORY = Path(__file__).resolve().parent.parent
PATIENT = Config(retries={"mode": "standard", "total_max_attempts": 10})
"""For a test's own calls: the local AWS throttles them as it does everybody's."""

_PICKLER = {name: vars(pickle._Pickler)[name] for name in ("_batch_setitems", "save_dict")}

if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))

from tests.api_models import share_loader  # noqa: E402 - importable only now
from tests.order import pytest_collection_modifyitems  # noqa: E402, F401 - a hook

share_loader()
settings.register_profile("repository", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=20)
settings.register_profile("deep", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repository"))


@pytest.fixture(autouse=True)
def _arguments_have_python_s_names() -> Iterator[None]:
    """A program or plugin that a test runs in this process may have told the messages other names."""
    yield
    if loaded := sys.modules.get("connect_customer_profiles.rules.argument_names"):
        loaded.spell({})


@pytest.fixture(autouse=True)
def _pickle_is_as_it_was() -> Iterator[None]:
    """With each dynamic resource, `pulumi.dynamic` wraps a method of Python's pickler once more and for good: after a
    thousand of them in a process, dill would call itself too deep to save a local AWS."""
    yield
    for name, method in _PICKLER.items():
        setattr(pickle._Pickler, name, method)


@pytest.fixture(scope="session")
def server() -> Iterator["LocalCloud"]:
    """A local cloud in this process, for all its tests: each empties it first."""
    from localcloud.aws.server import LocalCloud
    from tests.without_http import without_http

    running = LocalCloud()
    running.start()
    with without_http(running):
        yield running
    running.stop()

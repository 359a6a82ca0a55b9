"""What a process of a plugin loads: the engine starts several with each command."""

import subprocess
import sys

from tests.conftest import REPOSITORY

SET_UP = ("localcloud.engine.setup", "localcloud.engine.modules", "localcloud.engine.release", "urllib.request")
"""What sets the engine up, or calls the local AWS as a person does."""


def test_the_bridge_does_not_load_what_sets_the_engine_up() -> None:
    code = "import sys, localcloud.bridge.provider; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert sorted(set(SET_UP) & set(loaded.stdout.split())) == []


def test_what_sets_it_up_is_loaded_when_it_is_asked_for() -> None:
    code = "import localcloud.engine as engine; print(*(name for name in engine.__all__ if hasattr(engine, name)))"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert len(loaded.stdout.split()) == 10
    code = "import localcloud.engine; localcloud.engine.ensured"
    missing = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert missing.stderr.endswith("AttributeError: module 'localcloud.engine' has no attribute 'ensured'\n")

"""The policy pack from the tests' side: its environment, its judge, its catalogue."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.policies.cases import Resource

ROOT = Path(__file__).parents[2]
PACK = ROOT / "policies"
PYTHON = PACK / ".venv" / "bin" / "python"


def setup(
    resources: Resource | Sequence[Resource],
    *,
    stack: str = "dev",
    config: Mapping[str, Any] | None = None,
    remediate: bool = False,
) -> dict[str, Any]:
    """Resources of one program for the judge."""
    given = [resources] if isinstance(resources, Resource) else resources
    return {
        "resources": [asdict(each) for each in given],
        "stack": stack,
        "config": config or {},
        "remediate": remediate,
    }


def judged(setups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the rules say of each set-up."""
    judge = Path(__file__).with_name("judge.py")
    return list(json.loads(run(str(judge), given=json.dumps(setups))))


def run(*arguments: str, given: str = "") -> str:
    """Run the pack's Python; returns what it printed."""
    assert PYTHON.exists(), f"{PYTHON} is missing: run `make policies`"
    environment = {**os.environ, "PYTHONPATH": str(PACK)}
    done = subprocess.run(
        [str(PYTHON), *arguments], input=given, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

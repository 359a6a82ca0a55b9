"""What the program, every example and a program with every option register, by name.

They run against mocks, whose values look like AWS's.
"""

import json
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml
from connect_customer_profiles import names

from tests.unit.deployment import ACCOUNT, KEY_ID, REGION, Deployment, deploy

from . import every_option

ROOT = Path(__file__).parent.parent.parent
NAMESPACE = "customer-profiles"
"""The project's name under mocks, which is where `pulumi.Config()` looks."""

CONFIGURED_ELSEWHERE: Mapping[str, Mapping[str, Any]] = {
    # rollout.py gives it to the stacks, from environments.py.
    "automation-api": {
        "domainName": "amazon-connect-care",
        "importStartDate": "2019-01-31",
        "deletionProtection": True,
    },
    # An account has its own.
    "import-components": {"connectInstanceArn": names.instance_arn(REGION, ACCOUNT, KEY_ID)},
    # A secret that everybody sets for himself.
    "external-application": {"servicenowPassword": "set-with---secret"},
}


def registered() -> dict[str, Deployment]:
    """The program and the examples, each as deployed once."""
    folders = {"program": ROOT} | {path.parent.name: path.parent for path in ROOT.glob("examples/*/__main__.py")}
    return {
        **{name: _run(name, folder) for name, folder in sorted(folders.items())},
        "every-option": deployed(every_option.program),
    }


def _run(name: str, folder: Path) -> Deployment:
    return deployed(lambda: _program(folder), config=_configuration(name, folder))


def deployed(program: Callable[[], None], **options: Any) -> Deployment:
    """What a program registers, without an error."""
    deployment = deploy(program, **options)
    if deployment.error:
        raise deployment.error
    return deployment


def _program(folder: Path) -> None:
    with _importable(folder):
        runpy.run_path(str(folder / "__main__.py"), run_name="__main__")


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """As Pulumi does: the program's folder is on the module path. Its modules are forgotten afterwards."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for own in {path.stem for path in folder.glob("*.py")}:
            sys.modules.pop(own, None)


def _configuration(name: str, folder: Path) -> dict[str, str]:
    """The project's defaults, and what its first stack file says."""
    project = yaml.safe_load((folder / "Pulumi.yaml").read_text())
    defaults = {key: each["default"] for key, each in (project.get("config") or {}).items() if "default" in each}
    stacks = sorted(folder.glob("Pulumi.*.yaml"))
    stack = yaml.safe_load(stacks[0].read_text())["config"] if stacks else {}
    own = {key.partition(":")[2]: value for key, value in stack.items() if key.startswith(f"{project['name']}:")}
    values = {**defaults, **own, **CONFIGURED_ELSEWHERE.get(name, {})}
    return {f"{NAMESPACE}:{key}": _text(value) for key, value in values.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

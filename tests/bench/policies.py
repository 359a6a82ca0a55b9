"""What the policy pack costs, against a pack with one rule that does nothing: the SDK takes no pack without rules."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.bench.measure import Result, medians
from tests.bench.place import local_aws
from tests.e2e.harness import ROOT, Project, config

PACK = ROOT / "policies"
RESOURCES = 2_000
EMPTY = """
from pulumi_policy import PolicyPack, ResourceValidationPolicy

PolicyPack("empty", [ResourceValidationPolicy("nothing", "Does nothing.", lambda args, report: None)])
"""


def results() -> Iterator[Result]:
    """The preview of the program, and the analysis of a large state."""
    with local_aws() as place:
        empty = _empty_pack(place.folder / "empty")
        place.control.seed(("salesforce", "Salesforce"))
        project = place.project("program", config(importStartDate="2023-01-31"))
        ours, theirs = medians(_preview(project, PACK), _preview(project, empty), runs=7)
        yield Result("preview-with-policies-to-empty-pack", ours / theirs, 1.15)
        project.up()
        state = place.folder / "state.json"
        state.write_text(json.dumps(_grown(_exported(project), RESOURCES)))
        ours, theirs = medians(
            _analysis(place.variables, PACK, state), _analysis(place.variables, empty, state), runs=1
        )
        yield Result(f"analysis-of-{RESOURCES}-resources-to-empty-pack", ours / theirs, 5)


def _empty_pack(folder: Path) -> Path:
    """A pack in the environment of ours."""
    folder.mkdir()
    definition = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text())
    definition["runtime"]["options"]["virtualenv"] = str(PACK / ".venv")
    (folder / "PulumiPolicy.yaml").write_text(yaml.safe_dump(definition))
    (folder / "__main__.py").write_text(EMPTY)
    return folder


def _preview(project: Project, pack: Path) -> Callable[[], object]:
    return lambda: project.stack.preview(policy_packs=[str(pack)], on_output=lambda _line: None)


def _analysis(variables: Mapping[str, str], pack: Path, state: Path) -> Callable[[], object]:
    command = [str(shutil.which("pulumi", path=variables["PATH"])), "policy", "analyze", "--non-interactive"]
    options = ["--policy-pack", str(pack), "--file", str(state)]
    return lambda: subprocess.run([*command, *options], env=dict(variables), check=True, capture_output=True)


def _exported(project: Project) -> dict[str, Any]:
    exported = project.stack.export_stack()
    return {"version": exported.version, "deployment": exported.deployment}


def _grown(state: dict[str, Any], number: int) -> dict[str, Any]:
    """The state with copies of its resources, each set under names of its own, until there are `number`."""
    present = state["deployment"]["resources"]
    shared = [each for each in present if each["type"].startswith("pulumi:p")]
    own = [each for each in present if each not in shared]
    resources = [*shared]
    copy = 0
    while len(resources) < number:
        copy += 1
        names = {name: f"{name}-{copy}" for each in own for name in _names(each)}
        resources += [_renamed(each, names) for each in own]
    return {**state, "deployment": {**state["deployment"], "resources": resources[:number]}}


def _names(resource: dict[str, Any]) -> Iterator[str]:
    """What other resources call it by: a copy's policy belongs to the copy's queue."""
    yield resource["urn"]
    yield from filter(None, (resource.get("id"), resource.get("outputs", {}).get("arn")))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value

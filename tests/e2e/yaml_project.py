"""Projects in YAML, with the plugin of this checkout."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml
from connect_customer_profiles.plugin.server import main

from localcloud.engine import YAML, ensure, ensure_languages

from .conftest import Place
from .harness import ROOT, Project

TYPE = "connect-customer-profiles:"


def with_plugin(folder: Path, place: Place) -> Path:
    """A copy of the plugin's folder, with the environment that the tests run in."""
    plugin = folder / "plugin"
    shutil.copytree(ROOT / "plugin", plugin, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    described = yaml.safe_load((plugin / "PulumiPlugin.yaml").read_text())
    described["runtime"]["options"]["virtualenv"] = str(Path(place.environment["PULUMI_PYTHON_CMD"]).parent.parent)
    (plugin / "PulumiPlugin.yaml").write_text(yaml.safe_dump(described))
    return plugin


def installed(folder: Path, place: Place) -> Place:
    """A place whose PATH has the plugin as pip installs it, so that no program has to say where it is."""
    script = folder / "bin" / "pulumi-resource-connect-customer-profiles"
    script.parent.mkdir(parents=True)
    lines = (f"#!{place.environment['PULUMI_PYTHON_CMD']}", f"from {main.__module__} import main", "main()")
    script.write_text("\n".join(lines) + "\n")
    script.chmod(0o755)
    return replace(place, environment={**place.environment, "PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"})


def project(folder: Path, place: Place, stack: str = "dev") -> Project:
    """A project in a folder, with a stack that has been created if there was none."""
    ensure_languages(ensure(), YAML)
    return Project.found(folder, place.environment, stack)


def example(folder: Path, place: Place) -> Project:
    """A copy of `examples/yaml`, beside the plugin as in the checkout."""
    with_plugin(folder, place)
    shutil.copytree(ROOT / "examples" / "yaml", folder / "examples" / "yaml")
    return project(folder / "examples" / "yaml", place)


def write(folder: Path, definition: dict[str, Any]) -> None:
    """Write a program, as JSON: Pulumi's YAML has no aliases, which YAML's own writer makes."""
    (folder / "Pulumi.yaml").write_text(json.dumps(definition, indent=1))


def program(folder: Path, place: Place, resources: dict[str, Any], **more: Any) -> Project:
    """A program of these resources by name: class, properties and, if there are any, options."""
    plugin = with_plugin(folder, place)
    definition = {
        "name": "yaml",
        "runtime": "yaml",
        "plugins": {"providers": [{"name": "connect-customer-profiles", "path": str(plugin)}]},
        "resources": resources,
        **more,
    }
    return written(folder, place, json.dumps(definition))


def written(folder: Path, place: Place, program: str) -> Project:
    """A project whose program is this text."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(program)
    (folder / "Pulumi.dev.yaml").write_text("config: {aws:region: us-east-1, aws-native:region: us-east-1}\n")
    return project(folder, place)

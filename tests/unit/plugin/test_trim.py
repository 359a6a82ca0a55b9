"""What is left of the AWS SDKs in the plugin's environment is all that the components import."""

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.plugin import server, trim

from tests.conftest import REPOSITORY
from tests.warm import AWS_SERVICES

PACKAGES = Path(sysconfig.get_path("purelib"))

PROGRAMS = """
import sys
import connect_customer_profiles.plugin.server
import pulumi_aws
from tests.audit.programs import registered

print(pulumi_aws.__path__[0])
print(*sorted({each.type for deployment in registered().values() for each in deployment.resources.values()}))
"""
"""Constructs every component with every option, and says where the SDK came from."""


def copy(folder: Path) -> Path:
    """Packages of links to what is installed."""
    for package in trim.SERVICES:
        (folder / package).mkdir(parents=True)
        for each in (PACKAGES / package).iterdir():
            (folder / package / each.name).symlink_to(each)
    return folder


def test_every_component_is_made_with_what_is_left(tmp_path: Path) -> None:
    packages = copy(tmp_path / "packages")
    trim.remove(packages)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAMS],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(packages)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    where, types = done.stdout.splitlines()
    assert Path(where).parent == packages
    made = {each.rpartition(":")[2] for each in types.split() if each.startswith("connect-customer-profiles:index:")}
    assert made == {token.rpartition(":")[2] for token in json.loads(server.SCHEMA.read_text())["resources"]}


def test_nearly_everything_is_taken_out_and_nothing_that_is_linked(tmp_path: Path) -> None:
    packages = copy(tmp_path)
    trim.remove(packages)
    left = [
        each for each in (packages / "pulumi_aws").iterdir() if (each / "provider.py").exists() or each.is_symlink()
    ]
    assert {each.name for each in left if (each / "__init__.py").exists()} == {*AWS_SERVICES, "config"}
    assert (PACKAGES / "pulumi_aws" / "ec2" / "__init__.py").exists()
    assert list(trim.unused(packages)) == []


def test_only_the_environment_of_a_plugin_is_touched(tmp_path: Path) -> None:
    environment, python = tmp_path / ".venv", Path("/usr")
    assert trim.refusal(environment, python) == (
        f"{environment} is not the environment of a plugin: it would be beside a PulumiPlugin.yaml"
    )
    (tmp_path / "PulumiPlugin.yaml").touch()
    assert trim.refusal(environment, python) == ""
    assert trim.refusal(environment, environment).startswith(f"{environment} is not the environment of a plugin")


def test_the_engine_finds_the_installed_package_as_a_plugin() -> None:
    scripts = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["scripts"]
    module, _, function = scripts[f"pulumi-resource-{names.PACKAGE}"].partition(":")
    assert getattr(import_module(module), function) is server.main


def test_the_environment_of_this_checkout_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert trim.main() == 1
    assert capsys.readouterr().err.startswith(f"trim: {sys.prefix} is not the environment of a plugin")
    assert (PACKAGES / "pulumi_aws" / "ec2").exists()

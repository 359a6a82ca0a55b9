"""The mistakes of a first hour (`tests/newcomer/mistakes.py`), made with the real engine and the real commands."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.newcomer.mistakes import CONFIGURED, SPELLING, TYPED, Typed

from .conftest import Place
from .harness import BUGS, NOISE, ROOT, TOGETHER, UNHEARD, Project, command, config

pytestmark = pytest.mark.e2e

PROGRAM = """
import pulumi
import settings
from connect_customer_profiles import IntegrationWorkflow

ACCOUNT = "123456789012"
wired = {
    "kms_key_arn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555",
    "execution_role_arn": f"arn:aws:iam::{ACCOUNT}:role/loader",
}
for number in range(pulumi.Config("mistakes").require_int("count")):
    try:
        found = settings.load(pulumi.Config(f"mistake{number}"))
        for each in found.integrations:
            with found.in_config_names(each):
                given = each.arguments(domain_name=found.domain_name, **wired)
                IntegrationWorkflow(f"{number}-{each.name}", given)
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
    else:
        pulumi.log.error(f"{number}: it was not refused")
raise pulumi.RunError("that is all")
"""
"""Every mistake's configuration has a namespace of its own, so that one start of the engine is enough for all."""


def test_a_configuration_is_refused_in_one_line(project: Callable[..., Project]) -> None:
    stack = project(program=PROGRAM)
    shutil.copy(ROOT / "settings.py", stack.folder)
    mistakes = [*CONFIGURED, *SPELLING]
    configured = {
        f"mistake{number}:{key}": value
        for number, each in enumerate(mistakes)
        for key, value in each.configuration.items()
    }
    Project.write_configuration(stack.folder, "dev", {**config(), "mistakes:count": len(mistakes), **configured})
    expected, found = [*dict.fromkeys(f"error: {each.line}" for each in mistakes), TOGETHER], stack.refusal()
    assert [line for line in found if line not in expected] == []
    assert found == expected


def said(mistake: Typed, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """What a command that must fail says."""
    program, *words = shlex.split(mistake.command.replace("{folder}", str(folder)))
    changed = {name: each and each.replace("{folder}", str(folder)) for name, each in mistake.environment.items()}
    runs = {
        "pulumi": [command().command],
        "customer-profiles": [sys.executable, "-m", "connect_customer_profiles.cli.main"],
        "make": [shutil.which("make") or "make"],
    }
    done = subprocess.run(
        [*runs[program], *words, *(["--non-interactive", "--color", "never"] if program == "pulumi" else [])],
        cwd=folder,
        env={name: each for name, each in {**environment, **changed}.items() if each is not None},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert [each for each in BUGS if each in done.stdout + done.stderr] == [], (mistake, done.stdout, done.stderr)
    assert done.returncode == mistake.code if program == "customer-profiles" else done.returncode != 0, mistake
    if program == "make":
        return done.stdout.splitlines()
    if program == "customer-profiles":
        assert done.stdout == ""
        return [line.removeprefix("customer-profiles: ") for line in done.stderr.splitlines()]
    lines = dict.fromkeys(line.strip() for line in (done.stdout + done.stderr).splitlines())
    errors = [
        line for line in lines if line.startswith("error: ") and line not in NOISE and not line.startswith(UNHEARD)
    ]
    return [re.sub(r"'default_[0-9_]+'", "'default_…'", line) for line in errors]


@pytest.mark.parametrize("program", ["pulumi", "customer-profiles", "make"])
def test_a_command_is_refused_in_one_line(place: Place, tmp_path: Path, program: str) -> None:
    # Without the tests' Vault the stack has a passphrase, as a reader's has.
    variables = {name: each for name, each in place.environment.items() if not name.startswith("VAULT_")}
    stack, outside = Project.create(tmp_path / "project-dev", variables, config()), tmp_path / "outside"
    for each in (outside, stack.folder / "home"):
        each.mkdir()
    shutil.copy(ROOT / "Makefile", outside)
    for name in ("pyproject.toml", "hashes.txt"):
        (outside / name).touch()
    old = outside / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    mine = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    wrong = []
    for mistake in (each for each in TYPED if each.command.startswith(f"{program} ")):
        regions = {f"{name}:region": mistake.region for name in ("aws", "aws-native")} if mistake.region else {}
        ours = {key: value for key, value in config().items() if key.startswith("customer-profiles:")}
        Project.write_configuration(stack.folder, "dev", {**ours, **regions, **mistake.settings})
        folder = stack.folder if mistake.inside else outside
        shown, expected = (
            said(mistake, folder, {**mine, **variables}),
            [mistake.line.replace("{folder}", str(folder))],
        )
        if shown != expected:
            wrong.append(f"{mistake}: {shown} != {expected}")
    assert not wrong, "\n".join(wrong)
    assert not (outside / ".venv").exists()
    assert place.leftovers() == {}

"""Trying an example in the checkout changes no file that git has: Pulumi writes a salt into a stack's file."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from localcloud.engine import ensure, environment
from tests.conftest import REPOSITORY

from .pages import COMMENT
from .test_prose import SPAN

EXAMPLES = sorted(path.parent.name for path in REPOSITORY.glob("examples/*/Pulumi.*.yaml"))
CONFIGURES = ("cp ", "pulumi stack select ", "pulumi config set ")


def configuring(example: str) -> list[str]:
    """The commands of an example's page that make a stack and its configuration, in blocks and sentences."""
    lines = (REPOSITORY / "examples" / example / "README.md").read_text().splitlines()
    named = [text for line in lines for text in (SPAN.findall(line) or [COMMENT.sub("", line)])]
    return [each for each in named if each.startswith(CONFIGURES)]


def test_every_project_looks_at_aws_first_so_that_the_next_up_tries_again() -> None:
    projects = [REPOSITORY / "Pulumi.yaml", *REPOSITORY.glob("examples/*/Pulumi.yaml")]
    refreshing = [each for each in projects if yaml.safe_load(each.read_text()).get("options") == {"refresh": "always"}]
    assert refreshing == projects


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git has of the examples and of their plugin."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", ".gitignore", "examples", "plugin"], cwd=REPOSITORY, check=True, capture_output=True
    )
    for name in listed.stdout.decode().splitlines():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(REPOSITORY / name, folder / name)
    for command in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.e2e
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_stack_of_an_example_is_made_as_its_page_says_and_git_sees_nothing(
    clone: Path, tmp_path: Path, example: str
) -> None:
    commands = configuring(example)
    assert commands[1:2] == ["pulumi stack select try --create"]
    variables = {**os.environ, **environment(ensure(), tmp_path)}
    for command in commands:
        answer = "hunter2-hunter2" if "--secret" in command else ""
        subprocess.run(
            shlex.split(command),
            cwd=clone / "examples" / example,
            env=variables,
            check=True,
            capture_output=True,
            input=answer,
            text=True,
        )
    assert "encryptionsalt: " in (clone / "examples" / example / "Pulumi.try.yaml").read_text()
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=clone, check=True, capture_output=True, text=True)
    assert [line for line in changed.stdout.splitlines() if not line.startswith("A  ")] == []

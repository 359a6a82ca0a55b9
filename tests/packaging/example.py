"""An example as its reader has it: a copy of the folder with the library installed in its `.venv`."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.harness import Project

from .distribution import bare


@dataclass(frozen=True)
class Example:
    """A Pulumi project that finds the library as installed, and nothing of this checkout."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def copy(cls, source: Path, target: Path, python: Path, environment: Mapping[str, str]) -> "Example":
        """Copy a project below `target`, at the depth that it has in the checkout; `python` is its `.venv`."""
        folder = target / "examples" / source.name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
        (folder / ".venv").symlink_to(python)
        return cls(folder, {**environment, "PYTHONPATH": ""})

    def stack(self, name: str) -> Project:
        """A stack of the project, with the configuration that the project has for it."""
        return Project.found(self.folder, self.environment, name)

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the example in its folder."""
        return subprocess.run(
            arguments,
            cwd=self.folder,
            env={**bare(), **self.environment, "VIRTUAL_ENV": os.fspath(self.folder / ".venv")},
            capture_output=True,
            text=True,
            check=False,
        )

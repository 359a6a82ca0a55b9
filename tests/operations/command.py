"""The command as users run it: in this process, which is fast, or in one of its own."""

import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connect_customer_profiles.cli import main as cli

PULUMI = """#!/bin/sh
# In the place of the engine: one stack, `dev`, whose state is a file.
[ "$1 $2" = "stack ls" ] && {{ echo '[{{"name": "dev", "current": true}}, {{"name": "prod"}}]'; exit; }}
case " $* " in
  *" --stack dev "*) ;;
  *" --stack "*) echo "error: no stack named 'missing' found" >&2; exit 255 ;;
esac
case "$1" in
  stack) [ -e "{state}" ] || {{ echo "error: no stack selected" >&2; exit 255; }}; cat "{state}" ;;
  config) cat "{config}" ;;
  preview) cat "{preview}"; [ ! -e "{preview}.error" ] || {{ cat "{preview}.error" >&2; exit 255; }} ;;
esac
"""


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it wrote."""

    code: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.stdout)

    @property
    def lines(self) -> list[str]:
        return self.stdout.splitlines()


@dataclass
class Command:
    """`customer-profiles` in an environment.

    Args:
        folder: for the recorded stack and the replaced `pulumi`.
        environment: of a process that talks to the local cloud.
    """

    folder: Path
    environment: dict[str, str]

    def __post_init__(self) -> None:
        (self.folder / "bin").mkdir()
        program = self.folder / "bin" / "pulumi"
        self.config_file.write_text("{}")
        program.write_text(PULUMI.format(state=self.stack_file, config=self.config_file, preview=self.preview_file))
        program.chmod(0o755)
        self.environment |= {"PATH": f"{program.parent}:{self.environment['PATH']}", "COLUMNS": "120"}

    @property
    def stack_file(self) -> Path:
        """What `pulumi stack export` prints."""
        return self.folder / "stack.json"

    @property
    def config_file(self) -> Path:
        """What `pulumi config --json` prints."""
        return self.folder / "config.json"

    @property
    def preview_file(self) -> Path:
        """What `pulumi preview --json` prints; where there is a file beside it that ends in `.error`, it fails."""
        return self.folder / "preview.json"

    def __call__(self, *arguments: str) -> Result:
        """Run it in this process."""
        out, err = io.StringIO(), io.StringIO()
        code: Any = None
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cli.main([*arguments])
            except SystemExit as ended:
                code = ended.code
        return Result(int(code or 0), out.getvalue(), err.getvalue())

    def process(self, *arguments: str, environment: Mapping[str, str] | None = None) -> Result:
        """Run it in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "connect_customer_profiles.cli.main", *arguments],
            env={**self.environment, **(environment or {})},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

"""The program on the real engine: a project folder and a state of its own.

Previews go through the Automation API, for their events. What changes something calls the engine itself: the API asks
for history and outputs after each command, with four more processes of half a second of CPU.
"""

import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from connect_customer_profiles.base.arguments import LOGGED
from connect_customer_profiles.cli import main as cli
from pulumi import automation as auto

from localcloud.engine import Engine, ensure

from . import stacks

ROOT = Path(__file__).parent.parent.parent
PROGRAM = ("__main__.py", "settings.py")

DEFAULTS: Mapping[str, Any] = {
    "aws:region": "us-east-1",
    "aws-native:region": "us-east-1",
    "customer-profiles:domainName": "amazon-connect-test",
    "customer-profiles:connectorType": "Salesforce",
    "customer-profiles:connectorProfileName": "salesforce",
    "customer-profiles:sourceObject": "Contact",
    "customer-profiles:importStartDate": "2025-01-31",
    "customer-profiles:deletionProtection": False,
}


def config(**changes: Any) -> dict[str, Any]:
    """A stack's configuration: the defaults with changes by key (`domainName`); None takes a key away."""
    changed = {**DEFAULTS, **{f"customer-profiles:{key}": value for key, value in changes.items()}}
    return {key: value for key, value in changed.items() if value is not None}


@dataclass(frozen=True)
class Project:
    """A copy of the program in a folder, with one stack of it."""

    stack: auto.Stack
    folder: Path

    @classmethod
    def create(
        cls,
        folder: Path,
        environment: Mapping[str, str],
        configuration: Mapping[str, Any],
        *,
        stack: str = "dev",
        program: str | None = None,
    ) -> "Project":
        """Write the project and its stack's configuration; `program` replaces the repository's own."""
        folder.mkdir(parents=True, exist_ok=True)
        definition = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())
        definition["runtime"]["options"]["virtualenv"] = str(Path(environment["PULUMI_PYTHON_CMD"]).parent.parent)
        if program is None:
            for name in PROGRAM:
                shutil.copy(ROOT / name, folder / name)
        else:
            definition.pop("config")
            (folder / "__main__.py").write_text(program)
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(definition))
        cls.write_configuration(folder, stack, configuration)
        return cls.found(folder, environment, stack)

    @classmethod
    def found(cls, folder: Path, environment: Mapping[str, str], stack: str = "dev") -> "Project":
        """A project that is in the folder, in any language, with a stack that is created if there was none."""
        return cls(stacks.stack_of(folder, environment, stack, command()), folder)

    @staticmethod
    def write_configuration(folder: Path, stack: str, configuration: Mapping[str, Any]) -> None:
        """Replace the configuration, keeping how the stack's secrets are encrypted."""
        path = folder / f"Pulumi.{stack}.yaml"
        present = yaml.safe_load(path.read_text()) if path.exists() else {}
        path.write_text(yaml.safe_dump({**present, "config": dict(configuration)}))

    def set(self, key: str, value: str) -> None:
        """Change one key of the stack's configuration."""
        self.stack.set_config(key, auto.ConfigValue(value))

    def run(self, *arguments: str) -> None:
        """Any command of the engine that takes a stack."""
        workspace = self.stack.workspace
        command().run([*arguments, "--stack", self.stack.name], str(self.folder), workspace.env_vars)

    def up(self, *options: str) -> dict[str, Any]:
        """`pulumi up`; returns the outputs."""
        self.run("up", "--skip-preview", "--yes", *options)
        return next((each.get("outputs", {}) for each in self.resources() if each["type"] == "pulumi:pulumi:Stack"), {})

    def refresh(self) -> dict[str, Any]:
        """`pulumi refresh`; returns the outputs of the integrations' resources by name."""
        self.run("refresh", "--skip-preview", "--yes")
        return {each["urn"].rsplit("::", 1)[1]: each.get("outputs", {}) for each in self.resources()}

    def batches(self, integration: str) -> list[dict[str, Any]]:
        """The batches of an integration, as state has them."""
        (found,) = [each for each in self.resources() if each["urn"].endswith(f"::{integration}-ingestion")]
        return list(found["outputs"]["batches"])

    def changes(self) -> dict[str, int]:
        """What a preview would do, without what stays the same."""
        summary = self.stack.preview(on_output=_quiet).change_summary
        return {str(getattr(kind, "value", kind)): count for kind, count in summary.items() if kind != auto.OpType.SAME}

    def steps(self) -> dict[str, auto.events.StepEventMetadata]:
        """The steps of a preview by name, without providers and what stays the same."""
        events: list[auto.events.EngineEvent] = []
        self.stack.preview(on_output=_quiet, on_event=events.append)
        steps = [event.resource_pre_event.metadata for event in events if event.resource_pre_event]
        return {
            step.urn.rsplit("::", 1)[1]: step
            for step in steps
            if step.op not in (auto.OpType.SAME, auto.OpType.REFRESH) and not step.type.startswith("pulumi:")
        }

    def refusal(self) -> list[str]:
        """The error lines of a preview that must fail."""
        try:
            self.stack.preview(on_output=_quiet, color="never")
        except auto.CommandError as error:
            text = str(error)
            assert [each for each in BUGS if each in text] == [], text
            lines = [line.strip() for line in text.splitlines() if line.strip().startswith("error:")]
            return [line for line in dict.fromkeys(lines) if line not in NOISE and not line.startswith(UNHEARD)]
        raise AssertionError("the preview was not refused")

    def destroy(self) -> None:
        """`pulumi destroy`."""
        self.run("destroy", "--skip-preview", "--yes")

    def resources(self) -> list[dict[str, Any]]:
        """The resources in state, with what is secret."""
        return stacks.resources(self.stack)


def said(*words: str) -> tuple[int, str]:
    """The exit code and the output of `customer-profiles` in this process."""
    out = io.StringIO()
    with redirect_stdout(out):
        try:
            cli.main([*words])
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue()
    raise AssertionError("the command did not exit")


TOGETHER = "error: that is all"
"""How a preview ends of a program by `refused_together`."""


def refused_together(cases: Sequence[Sequence[tuple[str, str, dict[str, Any]]]]) -> str:
    """A program in which every case must be refused: one start of the engine for all of them.

    Args:
        cases: the components of each case (class, name, arguments), the last of which must be refused.
    """
    return f"""
import connect_customer_profiles
import pulumi

for case in {cases!r}:
    *good, (component, name, args) = case
    for other, its_name, its_args in good:
        getattr(connect_customer_profiles, other)(its_name, its_args)
    try:
        getattr(connect_customer_profiles, component)(name, args)
    except connect_customer_profiles.InvalidArgumentError as error:
        pulumi.log.error(str(error))
    else:
        pulumi.log.error(f"{{component}} '{{name}}' was not refused")
raise pulumi.RunError("that is all")
"""


BUGS = ("Traceback", "RuntimeWarning", "never awaited", "never retrieved")
"""What no refusal may show: Python's own words for what a program has not caught, or has begun and left."""

UNHEARD = ("error: Preview failed: before hook ", "error: Detected that ")
"""The engine's own report that a program ended before one of its hooks was called, or a plugin had started; a race, and
never the reason."""

NOISE = (
    *("error: preview failed", "error: an unhandled error occurred: program exited with non-zero exit code: 1"),
    f"error: {LOGGED}",
)


@contextmanager
def later(days: int) -> Iterator[None]:
    """Every Python process that is started now, the engine's included, lives `days` in the future."""
    before = os.environ.get("PYTHONPATH", "")
    os.environ |= {"PYTHONPATH": str(Path(__file__).parent / "shifted_clock"), "SHIFTED_CLOCK_DAYS": str(days)}
    try:
        yield
    finally:
        os.environ["PYTHONPATH"] = before
        del os.environ["SHIFTED_CLOCK_DAYS"]


@cache
def command() -> auto.PulumiCommand:
    """The engine for the Automation API, which asks it for its version once."""
    engine: Engine = ensure()
    return auto.PulumiCommand(root=str(engine.bin.parent))


def _quiet(_line: str) -> None:
    """Swallows the engine's output: failures carry it."""

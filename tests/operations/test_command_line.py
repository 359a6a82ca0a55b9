"""The command itself: help, exit codes, one line for every error, and what it costs to import."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from connect_customer_profiles.cli.group import COMMANDS, group
from rich.cells import cell_len

from tests.operations.command import Command
from tests.operations.outputs import OF_TERMINALS
from tests.operations.stage import Stage
from tests.unit.test_imports import PACKAGE, loaded_by


def test_every_command_of_the_table_exists_and_its_help_teaches() -> None:
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help
        # A group's examples stand at its sub-commands.
        assert isinstance(command, click.Group) or f"customer-profiles {name}" in (command.epilog or "")


def test_help_lists_the_commands(command: Command) -> None:
    done = command.process("--help")
    assert done.code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def test_completion_knows_the_commands(command: Command) -> None:
    done = command.process(
        environment={
            "_CUSTOMER_PROFILES_COMPLETE": "bash_complete",
            "COMP_WORDS": "customer-profiles pl",
            "COMP_CWORD": "1",
        }
    )
    assert done.stdout.split() == ["plain,plan"]


def test_without_its_extra_the_command_says_what_to_install(command: Command, tmp_path: Path) -> None:
    for name in ("click", "rich"):
        hidden = tmp_path / name
        hidden.mkdir()
        (hidden / f"{name}.py").write_text(f"raise ModuleNotFoundError(\"No module named '{name}'\", name='{name}')\n")
        done = command.process("plan", "Salesforce", "2019-01-31", environment={"PYTHONPATH": str(hidden)})
        assert (done.code, done.stdout, done.stderr) == (
            2,
            "",
            "customer-profiles: the command needs more than the library: "
            "pip install 'connect-customer-profiles[cli]'\n",
        )


@pytest.mark.parametrize("loaded", ["cli.endings", "operations.selection", "cli.group", "cli.plan", "sources"])
def test_ctrl_c_while_modules_are_loaded_is_one_line(command: Command, loaded: str) -> None:
    """Somebody who sees a wrong word in what they have just sent off does not wait for it."""
    program = f"""
import sys
from connect_customer_profiles.cli.main import main
class Pressed:
    def find_spec(name, *_):
        if name == "connect_customer_profiles.{loaded}":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Pressed)
main(["plan", "Salesforce", "2019-01-31"])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=command.environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.strip("\n")) == (130, "", "customer-profiles: interrupted")


@pytest.mark.parametrize(
    ("words", "code", "written"),
    [
        ("plan Salesforce 2019-01-31 >/dev/full", 2, "customer-profiles: standard output: No space left on device\n"),
        (
            "plan Salesforce 2019-01-31 --json >/dev/full",
            2,
            "customer-profiles: standard output: No space left on device\n",
        ),
        ("plan Salesforce 2019-01-31 >&-", 0, ""),
        ("plan Salesforce 2019-01-31 --json >&-", 0, ""),
        ("plan Salesforce never 2>&-", 2, ""),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a device that is always full")
def test_streams_that_take_nothing(command: Command, words: str, code: int, written: str) -> None:
    shell = f"'{sys.executable}' -m connect_customer_profiles.cli.main {words}"
    done = subprocess.run(["sh", "-c", shell], env=command.environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", written)


@pytest.mark.parametrize("mode", [0o644, 0o755])
def test_a_pulumi_that_cannot_be_run_is_one_line(command: Command, mode: int) -> None:
    program = command.folder / "bin" / "pulumi"
    program.write_bytes(b"\x7fELF")
    program.chmod(mode)
    done = command.process("status", "--stack", "dev", environment={"PATH": str(program.parent)})
    why = {0o644: "Permission denied", 0o755: "Exec format error"}[mode]
    assert (done.code, done.stderr) == (3, f"customer-profiles: the command `pulumi` cannot be run: {why}\n")


@pytest.mark.parametrize("arguments", [["-h"], ["status", "-h"], ["dead-letters", "triage", "-h"]])
def test_help_has_a_short_name(command: Command, arguments: list[str]) -> None:
    done = command(*arguments)
    assert (done.code, done.stdout, done.stderr) == (0, command(*arguments[:-1], "--help").stdout, "")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["plann"], "No such command 'plann'. Did you mean 'plan'?"),
        (["dead-letters", "exprt"], "No such command 'exprt'. Did you mean 'export'?"),
        (["xyz"], f"No such command 'xyz'; there are {', '.join(COMMANDS)}"),
        (
            ["dead-letters", "purge"],
            "No such command 'purge'; there are discard, export, list, redrive, triage",
        ),
        (["plan", "Salesforce"], "Missing argument 'START'; --help shows how"),
        (["plan", "Salesforce", "2019-01-31", "--sooner"], "No such option '--sooner'. Did you mean '--json'?"),
    ],
)
def test_wrong_words_are_one_line_and_exit_code_2(command: Command, arguments: list[str], line: str) -> None:
    done = command(*arguments)
    assert (done.code, done.stdout, done.stderr) == (2, "", f"customer-profiles: {line}\n")


def test_the_command_loads_neither_pulumi_nor_boto3_before_it_needs_them() -> None:
    modules = [
        ".".join(["connect_customer_profiles", *file.relative_to(PACKAGE).with_suffix("").parts])
        for room in ("operations", "functions", "cli")
        for file in (PACKAGE / room).rglob("*.py")
        if file.name != "__init__.py"
    ]
    assert len(modules) > 5
    assert loaded_by(*modules) & {"pulumi", "pulumi_aws", "pulumi_aws_native", "boto3", "botocore"} == set()


def test_the_installed_script_is_the_command() -> None:
    script = Path(sys.prefix) / "bin" / "customer-profiles"
    assert "connect_customer_profiles.cli.main" in script.read_text()


@pytest.mark.parametrize(
    "words",
    [
        "plan Salesforce 2020-01-31",
        "diagnose --stack dev",
        "status --domain {domain}",
        "preflight --stack dev",
        "reestablish contacts --stack dev --dry-run",
    ],
    ids=str.split,
)
def test_a_terminal_of_80_columns_has_nothing_to_cut_but_commands(stage: Stage, words: str) -> None:
    _, shown = stage.run_on_terminal(words)
    lines = [line for line in OF_TERMINALS.sub("", shown).splitlines() if "━" not in line]
    commands = ("aws ", "customer-profiles ")
    cut = [each for each in lines if cell_len(each) > 80 and " " in each.strip()]
    assert [each for each in cut if not each.strip().startswith(commands)] == []
    # Nothing is lost by it: the piped output has the same words.
    _, piped, error = stage.run(words)
    rows = [re.split(" {2,}", each.strip()) for each in (*piped.splitlines(), *error.splitlines())]
    sentences = [" ".join(row) for row in rows if len(row) <= 2]
    said = " ".join(" ".join(lines).split())
    assert [each for each in sentences if each not in said] == []
    assert any(len(each) > 80 for each in sentences)

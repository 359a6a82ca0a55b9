"""What the shell offers: stacks and integrations, and never an error."""

import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Callable

import click
import pytest
from connect_customer_profiles.cli import completions
from connect_customer_profiles.cli.group import group

from tests.operations.command import Command
from tests.operations.deployment import Deployment

Deploy = Callable[..., Deployment]


def offered(command: Command, line: str, shell: str = "bash", **environment: str) -> list[str]:
    """What is offered for the last word of a line."""
    words = line.split(" ")
    given = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    done = command.process(
        environment={"_CUSTOMER_PROFILES_COMPLETE": f"{shell}_complete", **given, **environment},
    )
    assert (done.code, done.stderr) == (0, "")
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.mark.parametrize(
    "words", ["status", "watch", "diagnose", "preflight", "resubmit", "reestablish", "dead-letters list", "rehearse"]
)
def test_every_command_knows_the_stacks(command: Command, words: str) -> None:
    assert offered(command, f"customer-profiles {words} --stack ") == ["plain,dev", "plain,prod"]
    assert offered(command, f"customer-profiles {words} --stack p") == ["plain,prod"]


def test_the_stacks_of_another_folder(command: Command) -> None:
    assert offered(command, "customer-profiles status --cwd /nowhere --stack ") == []
    assert offered(command, f"customer-profiles status --cwd {command.folder} --stack d") == ["plain,dev"]


@pytest.mark.parametrize("repair", ["resubmit", "reestablish"])
def test_the_integrations_of_the_stack(command: Command, deployment: Deploy, repair: str) -> None:
    deployment(2)
    at = f"customer-profiles {repair} --stack dev"
    assert offered(command, f"{at} ") == ["plain,contacts", "plain,contacts1"]
    assert offered(command, f"{at} contacts1") == ["plain,contacts1"]
    assert offered(command, f"{at} x") == []
    assert offered(command, f"{at} --domain amazon-connect-test --region us-east-1 c") == [
        "plain,contacts",
        "plain,contacts1",
    ]
    assert offered(command, f"{at} --domain other ") == offered(command, f"{at} --region eu-west-1 ") == []
    # Those of a domain alone are AWS's to tell.
    assert offered(command, f"customer-profiles {repair} --domain amazon-connect-test ") == []


def test_zsh_shows_the_object_types(command: Command, deployment: Deploy) -> None:
    deployment()
    shown = offered(command, "customer-profiles resubmit --stack dev c", "zsh")
    assert shown == ["plain", "contacts", "Salesforce-Contact"]


@pytest.mark.parametrize("what", ["nothing", "no JSON", "a list", "a secret", "no command", "no file to run"])
def test_what_cannot_be_found_out_is_not_offered(command: Command, deployment: Deploy, what: str) -> None:
    deployment()
    program = command.folder / "bin" / "pulumi"
    wrong = {
        "no JSON": "Enter your passphrase:",
        "a list": "[[1]]",
        "a secret": '{"deployment": {"resources": [{}, 5]}}',
    }
    if what in wrong:
        program.write_text(f"#!/bin/sh\necho {shlex.quote(wrong[what])}\necho oh no >&2\n")
    elif what == "nothing":
        program.write_text("#!/bin/sh\necho 'error: no' >&2\nexit 255\n")
    elif what == "no file to run":
        program.chmod(stat.S_IRUSR)
    path = {"PATH": "/nowhere"} if what == "no command" else {"PATH": f"{program.parent}:/usr/bin:/bin"}
    assert offered(command, "customer-profiles resubmit --stack ", **path) == []
    assert offered(command, "customer-profiles resubmit --stack dev ", **path) == []


def test_a_pulumi_that_does_not_answer_is_not_waited_for(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    repair = group.get_command(click.Context(group), "resubmit")
    assert repair
    context = click.Context(repair)
    [stack, integration] = [each for each in repair.params if each.name in ("stack", "integration")]
    (command.folder / "bin" / "pulumi").write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(completions, "PATIENCE", 0.2)
    began = time.monotonic()
    assert completions.stacks(context, stack, "") == completions.integrations(context, integration, "") == []
    assert time.monotonic() - began < 30


def test_as_bash_has_it(command: Command, deployment: Deploy) -> None:
    """With the line of docs/command-line.md."""
    deployment()
    program = command.folder / "bin" / "customer-profiles"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m connect_customer_profiles.cli.main "$@"\n')
    program.chmod(0o755)
    script = """
eval "$(_CUSTOMER_PROFILES_COMPLETE=bash_source customer-profiles)"
tab() {
  COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
  _customer_profiles_completion customer-profiles
  echo "${COMPREPLY[*]}"
}
tab customer-profiles status --stack ""
tab customer-profiles resubmit --stack dev con
"""
    done = subprocess.run(
        ["bash", "-c", script], env=command.environment, cwd=command.folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("dev prod\ncontacts\n", "")

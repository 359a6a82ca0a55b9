"""What a newcomer does with a fresh clone, as docs/localcloud.md writes it, in a terminal of 80 columns."""

import os
import pty
import re
import shutil
import subprocess
import termios
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from .harness import ROOT

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(1200)]

MARK = "\x01"
"""Stands in front of each command in the output."""


@dataclass(frozen=True)
class Checkout:
    """A clone with the environments of this one, which a newcomer's first `make` would install."""

    folder: Path

    def terminal(self, *commands: str) -> dict[str, str]:
        """Run commands in one shell, in a terminal of 80 columns; what each of them has shown."""
        script = self.folder / ".git" / "commands.sh"
        script.write_text("".join(f"printf '\\001%s\\001' {number}\n{each}\n" for number, each in enumerate(commands)))
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        with subprocess.Popen(
            ["bash", "-e", str(script)],
            cwd=self.folder,
            env=self.environment(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as shell:
            os.close(theirs)
            shown = b"".join(_everything(ours)).decode(errors="replace").replace("\r\n", "\n")
        os.close(ours)
        parts = shown.split(MARK)[1:]
        outputs = {commands[int(number)]: text for number, text in zip(parts[::2], parts[1::2], strict=True)}
        assert shell.returncode == 0, shown[-3000:]
        return outputs

    def environment(self) -> Mapping[str, str]:
        """What a newcomer's shell has, and that nobody is there to confirm."""
        ready = [".venv/.ready", "build/docs/.ready"]
        kept = {name: os.environ[name] for name in ("HOME", "PATH", "CUSTOMER_PROFILES_CACHE") if name in os.environ}
        return {
            **kept,
            "TERM": "xterm",
            "PULUMI_SKIP_CONFIRMATIONS": "true",
            "MAKEFLAGS": " ".join(f"--assume-old={each}" for each in ready),
        }

    def changed(self) -> str:
        """What git has to say of its files."""
        status = ["git", "status", "--porcelain"]
        return subprocess.run(status, cwd=self.folder, check=True, capture_output=True, text=True).stdout


def _everything(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            read = os.read(terminal, 65_536)
        except OSError:  # Linux's way to say that nobody writes any more
            return
        if not read:
            return
        yield read


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    folder = tmp_path / "clone"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / "build").mkdir()
    (folder / ".venv").symlink_to(ROOT / ".venv")
    (folder / "build" / "docs").symlink_to(ROOT / "build" / "docs")
    author = ["-c", "user.name=newcomer", "-c", "user.email=newcomer@example.com"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "clone"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    made = Checkout(folder)
    yield made
    subprocess.run([".venv/bin/python", "-m", "localcloud", "stop"], cwd=folder, env=made.environment(), check=False)


def commands(document: str, heading: str) -> list[str]:
    """The commands of the first block below a heading, as they stand there."""
    below = (ROOT / document).read_text().partition(f"\n## {heading}\n")[2]
    [block, *_] = re.findall(r"```sh\n(.*?)```", below, re.DOTALL)
    return [line.partition("   #")[0].rstrip() for line in block.splitlines()]


def plain(shown: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def test_a_stack_of_ones_own_on_the_local_aws(checkout: Checkout) -> None:
    written = commands("docs/localcloud.md", "A stack of your own")
    assert written[:2] == [
        ".venv/bin/python -m localcloud serve --detach",
        'eval "$(.venv/bin/python -m localcloud env)"',
    ]
    first, second = (number for number, each in enumerate(written) if each == "pulumi up")
    numbered = [f"{each} ;: {number}" if each == "pulumi up" else each for number, each in enumerate(written)]
    shown = {command: plain(text) for command, text in checkout.terminal(*numbered).items()}
    assert "+ 16 created" in shown[numbered[first]]
    assert "16 unchanged" in shown[numbered[second]]
    watched = shown["customer-profiles watch"]
    assert "COMPLETE" in watched
    assert "localcloud: stopped" in shown[".venv/bin/python -m localcloud stop"]
    assert checkout.changed() == ""

"""A fresh clone, its environments and a terminal of 80 columns."""

import os
import pty
import re
import shutil
import signal
import subprocess
import termios
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select

from localcloud.engine.model import CACHE_VARIABLE, cache_root
from tests.conftest import REPOSITORY

MARK = "\x01"
"""Stands around the number of each command in the output."""

SILENCE = 60
"""Seconds after which a command that says nothing is taken to wait for somebody."""

ANSWERS = {b"\x1b]11;?": b"\x1b]11;rgb:0000/0000/0000\x1b\\", b"\x1b[6n": b"\x1b[1;1R"}
"""What a terminal answers a program that asks for the colour of its background and for the place of the cursor, as
`pulumi` does at its start. It waits five seconds for a terminal that says nothing."""

AUTHOR = ("-c", "user.name=newcomer", "-c", "user.email=newcomer@example.com")


@dataclass(frozen=True)
class Checkout:
    """A clone with the environments that a newcomer's first `make` would install, and a home folder of its own."""

    folder: Path
    home: Path

    @classmethod
    def create(cls, folder: Path) -> "Checkout":
        """Copy what git has of this checkout, and commit it."""
        made = cls(folder / "checkout", folder / "home")
        made.home.mkdir()
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, check=True, capture_output=True, text=True)
        for name in filter(None, listed.stdout.split("\0")):
            if (REPOSITORY / name).is_file():
                (made.folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / name, made.folder / name)
        for name in ("build/docs", "policies/.venv"):
            linked(REPOSITORY / name, made.folder / name)
        environment(REPOSITORY / ".venv", made.folder / ".venv")
        for name in (".venv", "build/docs", "policies/.venv"):
            # `make` compares times, and the clone's files have those of this checkout.
            (made.folder / name / ".ready").unlink()
            (made.folder / name / ".ready").touch()
        for command in (["init", "-q"], ["add", "-A"], [*AUTHOR, "commit", "-qm", "clone"]):
            subprocess.run(["git", *command], cwd=made.folder, check=True)
        return made

    def terminal(self, commands: Sequence[str]) -> list[str]:
        """Run commands in one shell, in a terminal of 80 columns, up to the first that fails; what each has shown."""
        script = self.home / "commands.sh"
        script.write_text("".join(f"printf '\\001%s\\001' {number}\n{each}\n" for number, each in enumerate(commands)))
        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        with subprocess.Popen(
            ["bash", "-e", str(script)],
            cwd=self.folder,
            env=self.variables(),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        ) as shell:
            os.close(theirs)
            shown = b"".join(_everything(ours, shell)).decode(errors="replace").replace("\r\n", "\n")
        os.close(ours)
        outputs = [plain(each) for each in shown.split(MARK)[2::2]]
        assert shell.returncode == 0, f"{commands[len(outputs) - 1]}\n{outputs[-1][-4000:]}"
        return outputs

    def variables(self) -> Mapping[str, str]:
        """What a newcomer's shell has, and that `pulumi` does not ask."""
        return {
            **{name: os.environ[name] for name in os.environ if name.startswith("PIP_") or name == "PATH"},
            "HOME": str(self.home),
            CACHE_VARIABLE: str(cache_root(os.environ, Path.home())),
            "PULUMI_SKIP_CONFIRMATIONS": "true",
            "TERM": "xterm",
        }

    def stop(self) -> None:
        """Stop the local AWS, if one is left running."""
        stop = [str(REPOSITORY / ".venv/bin/python"), "-m", "localcloud", "stop"]
        subprocess.run(stop, cwd=self.folder, env=self.variables(), check=False, capture_output=True)


def environment(source: Path, target: Path) -> None:
    """A virtual environment with what another one has; what pip changes in it stays here."""
    try:
        shutil.copytree(source, target, symlinks=True, copy_function=os.link)
    except shutil.Error:  # another file system
        shutil.rmtree(target)
        shutil.copytree(source, target, symlinks=True)
    for script in (target / "bin").iterdir():
        if script.is_file() and not script.is_symlink() and str(source).encode() in (content := script.read_bytes()):
            mode = script.stat().st_mode
            script.unlink()
            script.write_bytes(content.replace(str(source).encode(), str(target).encode()))
            script.chmod(mode)


def linked(source: Path, target: Path) -> None:
    """A folder of its own with links to what another one has: whoever clears it, clears nothing there."""
    assert (source / ".ready").exists(), f"{source} is not ready: make site policies"
    target.mkdir(parents=True)
    for each in source.iterdir():
        (target / each.name).symlink_to(each)


def plain(shown: str) -> str:
    """A text of the terminal without colours and cursor movements: what is drawn over a line is a line of its own."""
    return re.sub(r"\r\n|\r", "\n", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown))


def _everything(terminal: int, shell: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """What is written to a terminal; a shell that says nothing for too long is killed."""
    while True:
        try:
            if not select([terminal], [], [], SILENCE)[0]:
                os.killpg(shell.pid, signal.SIGKILL)
            read = os.read(terminal, 65_536)
        except OSError:  # Linux's way to say that nobody writes any more
            return
        if not read:
            return
        if read.rstrip().endswith(b"[y/N]:"):
            os.write(terminal, b"y\n")
        for question, answer in ANSWERS.items():
            if question in read:
                os.write(terminal, answer)
        yield read

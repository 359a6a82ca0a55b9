"""The built distribution, and an environment in which nothing but it has been installed."""

import hashlib
import json
import os
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def build(source: Path, target: Path, *kinds: str) -> list[Path]:
    """Build `kinds` (`wheel`, `sdist`; both if none is named) from a source tree; what was built, sorted."""
    options = [word for kind in kinds for word in ("--target", kind)]
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(target), *options]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return sorted(target.iterdir())


@dataclass(frozen=True)
class Wheel:
    """A built wheel."""

    path: Path

    @classmethod
    def among(cls, built: list[Path]) -> "Wheel":
        """The wheel of what was built."""
        return cls(next(path for path in built if path.suffix == ".whl"))

    @property
    def names(self) -> list[str]:
        """What is in it."""
        with zipfile.ZipFile(self.path) as archive:
            return sorted(archive.namelist())

    @property
    def metadata(self) -> Message:
        """Its metadata, such as `Requires-Dist`."""
        with zipfile.ZipFile(self.path) as archive:
            name = next(each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            return Parser().parsestr(archive.read(name).decode())


@dataclass(frozen=True)
class Consumer:
    """A virtual environment with the wheel and what pip resolved for it.

    It is kept from run to run for as long as it would be resolved the same; the wheel in it is always the present one.
    """

    folder: Path

    @classmethod
    def create(cls, wheel: Wheel, folder: Path) -> "Consumer":
        """Make the environment, or put the present wheel into one that is still right."""
        consumer = cls(folder)
        stamp = folder / "resolved-for"
        wanted = _fingerprint(wheel)
        if stamp.exists() and stamp.read_text() == wanted:
            consumer.run("-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel.path))
            return consumer
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        # Byte code is made at import, of the few modules that are used: pulumi-aws has thousands.
        options = ["--quiet", "--no-compile", "--constraint", str(ROOT / "constraints.txt")]
        consumer.run("-m", "pip", "install", *options, str(wheel.path))
        stamp.write_text(wanted)
        return consumer

    @property
    def python(self) -> str:
        """The interpreter."""
        return str(self.folder / "bin" / "python")

    def run(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run the interpreter without what the present environment would add to its modules; what it printed."""
        command = [self.python, *arguments]
        done = subprocess.run(command, cwd=cwd or self.folder, capture_output=True, text=True, env=bare(), check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def installed(self) -> dict[str, str]:
        """Distributions by normalised name, with their versions, without those of every new environment."""
        listed = json.loads(self.run("-m", "pip", "list", "--format", "json", "--disable-pip-version-check"))
        found = {each["name"].lower().replace("_", "-"): each["version"] for each in listed}
        return {name: version for name, version in found.items() if name not in ("pip", "setuptools")}


def bare() -> dict[str, str]:
    """The present environment without a module path of its own."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


def mypy(consumer: Consumer, program: Path) -> list[str]:
    """The command `mypy --strict` for a program: this environment's mypy, the consumer's modules.

    Of our settings it has one: which services of the big provider packages it reads.
    """
    options = ["--strict", "--config-file", str(_services()), "--cache-dir", str(ROOT / "build" / "mypy")]
    return [sys.executable, "-m", "mypy", *options, "--python-executable", consumer.python, str(program)]


def _services() -> Path:
    """Settings of mypy that make it read what is used of pulumi-aws and pulumi-aws-native, as our own do."""
    overrides = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    chosen = [each for each in overrides if any(name.startswith("pulumi_aws") for name in each["module"])]
    settings = [f"[mypy-{','.join(each['module'])}]\nfollow_imports = {each['follow_imports']}\n" for each in chosen]
    path = ROOT / "build" / "mypy.ini"
    # Whichever process writes it, it is the same; none reads half of it.
    own = path.with_suffix(f".{os.getpid()}")
    own.write_text("\n".join(["[mypy]", *settings]))
    own.replace(path)
    return path


def _fingerprint(wheel: Wheel) -> str:
    parts = [
        sys.version,
        (ROOT / "constraints.txt").read_text(),
        *(wheel.metadata.get_all("Requires-Dist") or []),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

"""Programs in TypeScript and Go, with SDKs generated from the schema and the plugin of this checkout.

What they need beyond this checkout is kept from run to run: what a program imports in `build/languages`, and what npm
downloads and Go compiles beside the engine, for every checkout; Go compiles the SDKs for a minute and a half.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connect_customer_profiles.plugin.server import SCHEMA

from localcloud.engine import HOSTS, ensure, ensure_languages, languages
from localcloud.engine.model import cache_root
from tests.packaging import sdks

from .conftest import Place
from .harness import ROOT, Project
from .yaml_project import with_plugin

KEPT = ROOT / "build" / "languages"
SHARED = cache_root(os.environ, Path.home()) / "languages"
GO = {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly -buildvcs=false -modcacherw -ldflags=-w", "GOTOOLCHAIN": "local"}
"""Programs are linked at each command of the engine, without what only a debugger reads."""
KEEPING = {
    "nodejs": {"npm_config_cache": str(SHARED / "npm")},
    "go": {"GOCACHE": str(SHARED / "go-objects"), "GOMODCACHE": str(SHARED / "go-modules"), **GO},
    "java": {"MAVEN_OPTS": f"-Dmaven.repo.local={SHARED / 'maven'}"},
}
"""How the tools are told to keep what they fetch beside the engine, and not in the user's folders."""

TOOLS = {"nodejs": ("node", "npm"), "go": ("go",), "java": ("mvn", "javac")}


@dataclass(frozen=True)
class Language:
    """How programs in a language get what they import."""

    name: str
    install: tuple[str, ...]
    """The command that a user runs once in the program's folder."""
    installed: str
    """What it leaves there, if that is to be kept for the next run."""


TYPESCRIPT = Language("nodejs", ("npm", "ci"), "node_modules")
GOLANG = Language("go", ("go", "build", "./..."), "")


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold what is kept of a language: test processes install one after the other, and the second finds it done."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def generated() -> Path:
    """The folder of the SDKs, generated anew where schema or generator have changed."""
    folder = KEPT / "sdks"
    with alone("sdks"):
        once(folder, _digest(SCHEMA, languages.generator(), Path(sdks.__file__)), lambda: sdks.write(folder))
    return folder


def once(folder: Path, stamp: str, make: Callable[[], object]) -> None:
    """Make what belongs into a folder, unless it was made for the same stamp."""
    made = KEPT / f"{folder.relative_to(KEPT).parts[0]}.made-for"
    if folder.exists() and made.exists() and made.read_text() == stamp:
        return
    made.unlink(missing_ok=True)
    make()
    made.write_text(stamp)


def _digest(*paths: Path) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes())
    return whole.hexdigest()


def run(command: tuple[str, ...], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a tool of a language in a folder; what it printed."""
    done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} in {folder}\n{done.stdout}{done.stderr}"
    return done.stdout


def environment(language: str, base: Mapping[str, str]) -> dict[str, str]:
    """The environment for a language's tools, which the machine must have."""
    missing = [tool for tool in TOOLS[language] if shutil.which(tool) is None]
    assert not missing, f"the tests of other languages need {', '.join(missing)} on PATH"
    return {**base, **KEEPING[language]}


def program(source: Path, folder: Path, place: Place, language: Language) -> Project:
    """A copy of a program below `folder`, at the depth that it has in the checkout, with all that it imports."""
    ensure_languages(ensure(), HOSTS)
    with_plugin(folder, place)
    copied = folder / "examples" / source.name
    shutil.copytree(source, copied, ignore=shutil.ignore_patterns("node_modules"))
    (folder / "build").mkdir(exist_ok=True)
    (folder / "build" / "sdks").symlink_to(generated())
    variables = environment(language.name, place.environment)
    with alone(language.name):
        if language.installed:
            _install(copied, language, variables)
        else:
            run(language.install, copied, variables)
    return Project.found(copied, variables)


def _install(folder: Path, language: Language, variables: Mapping[str, str]) -> None:
    """Install what a program imports into what is kept, and give the program that."""
    manifests = [folder / name for name in ("package.json", "package-lock.json")]
    kept = KEPT / f"{language.name}-{_digest(*manifests)[:12]}" / language.installed
    stamp = _digest(*manifests, KEPT / "sdks.made-for")

    def install() -> None:
        run(language.install, folder, {**os.environ, **variables})
        shutil.rmtree(kept.parent, ignore_errors=True)
        kept.parent.mkdir()
        (folder / language.installed).rename(kept)

    once(kept, stamp, install)
    (folder / language.installed).symlink_to(kept)

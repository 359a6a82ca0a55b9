"""The engine's set-up: its decisions, its cache, and that a second one costs nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from localcloud.engine import EngineError, ensure, environment, modules, plugins, release, setup, sources
from localcloud.engine.cache import PARTIAL, locked, publishing, remove
from localcloud.engine.commands import run
from localcloud.engine.model import Source, cache_root, choose_source, digest, parse_version, without_folder
from localcloud.engine.plugins import bridge_script, language_host_script
from localcloud.engine.progress import PlainProgress, duration
from localcloud.engine.versions import PluginVersions

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSIONS = PluginVersions(aws="7.51.1", aws_native="1.84.0")


class Steps:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.titles: list[str] = []

    @contextmanager
    def step(self, title: str, note: str = "") -> Iterator[None]:
        self.titles.append(title)
        yield


class TestDecisions:
    @pytest.mark.parametrize(
        ("on_path", "complete", "reachable", "expected"),
        [
            ((3, 272, 0), True, True, Source.PATH),
            ((3, 231, 0), True, False, Source.PATH),
            ((3, 230, 9), True, True, Source.RELEASE),
            ((3, 272, 0), False, True, Source.RELEASE),
            ((3, 272, 0), False, False, Source.MODULES),
            (None, False, True, Source.RELEASE),
            (None, False, False, Source.MODULES),
        ],
    )
    def test_source(
        self, on_path: tuple[int, int, int] | None, complete: bool, reachable: bool, expected: Source
    ) -> None:
        assert choose_source(on_path=on_path, complete=complete, release_reachable=reachable) is expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("v3.259.0\n", (3, 259, 0)),
            ("3.272.1-dev.0", (3, 272, 1)),
            ("go version go1.26.8 linux/amd64", (1, 26, 8)),
            ("go version go1.27 linux/arm64", (1, 27, 0)),
            ("go version devel +abc", None),
            ("", None),
        ],
    )
    def test_version(self, text: str, expected: tuple[int, int, int] | None) -> None:
        assert parse_version(text) == expected

    @pytest.mark.parametrize(
        ("variables", "expected"),
        [
            ({}, "/home/me/.cache/connect-customer-profiles"),
            ({"XDG_CACHE_HOME": "/var/cache/me"}, "/var/cache/me/connect-customer-profiles"),
            ({"XDG_CACHE_HOME": "relative"}, "/home/me/.cache/connect-customer-profiles"),
            ({"XDG_CACHE_HOME": "/var/cache/me", "CUSTOMER_PROFILES_CACHE": "/fast"}, "/fast"),
        ],
    )
    def test_cache_root(self, variables: dict[str, str], expected: str) -> None:
        assert cache_root(variables, Path("/home/me")) == Path(expected)

    def test_an_upgrade_gets_a_folder_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = {setup.engine_key(VERSIONS), setup.engine_key(PluginVersions("7.51.2", "1.84.0"))}
        keys.add(setup.engine_key(PluginVersions("7.51.1", "1.85.0")))
        monkeypatch.setattr(setup, "pulumi_recipe", lambda: "other")
        keys.add(setup.engine_key(VERSIONS))
        assert len(keys) == 4
        assert all(key.startswith("aws-7.51.") for key in keys)

    def test_a_digest_tells_where_a_part_ends(self) -> None:
        assert digest(["ab", "c"]) != digest(["a", "bc"])

    def test_the_engine_of_an_outer_run_is_not_the_users_own(self) -> None:
        path = "/usr/bin:/cache/engines/key/bin::/cache-of-mine/bin"
        assert without_folder(path, Path("/cache")) == "/usr/bin:/cache-of-mine/bin"

    def test_the_module_file_requires_what_is_built(self) -> None:
        text = (modules.MODULE_FOLDER / "go.mod").read_text()
        assert f"pkg/v3 v{modules.PULUMI_VERSION}" in text
        assert f"sdk/v3 v{modules.PULUMI_VERSION}" in text
        assert "go " + ".".join(map(str, modules.MINIMUM_GO)) in text

    @pytest.mark.parametrize(("seconds", "text"), [(0.42, "0.4 s"), (12.3, "12 s"), (200, "3 min 20 s")])
    def test_duration(self, seconds: float, text: str) -> None:
        assert duration(seconds) == text


class TestScripts:
    """What the engine starts as plugins takes its Python from the environment, else the one recorded."""

    @pytest.fixture
    def host(self, tmp_path: Path) -> Path:
        script = tmp_path / "with $pace" / "pulumi-language-python"
        script.parent.mkdir()
        script.write_text(language_host_script(Path(sys.executable)))
        script.chmod(0o755)
        package = script.with_name("language_host")
        package.mkdir()
        (package / "service.py").write_text("import sys\ndef main(): print(sys.executable, *sys.argv[1:])")
        return script

    def test_language_host(self, host: Path, tmp_path: Path) -> None:
        other = tmp_path / "an other" / "python"
        other.parent.mkdir()
        other.symlink_to(sys.executable)
        bare = {"PATH": os.defpath}
        assert self._output([host, "a b"], bare) == f"{sys.executable} a b\n"
        assert self._output([host], {**bare, "PULUMI_PYTHON_CMD": str(other)}) == f"{other}\n"

    def test_bridge_of_the_callers_checkout(self, tmp_path: Path) -> None:
        for name in ("one", "$two"):
            package = tmp_path / name / "localcloud" / "bridge"
            package.mkdir(parents=True)
            (package.parent / "__init__.py").touch()
            (package / "provider.py").write_text(f"import sys\ndef main(): print({name!r}, sys.argv[1:])")
        script = tmp_path / "pulumi-resource-aws"
        script.write_text(bridge_script(Path(sys.executable), tmp_path / "$two"))
        script.chmod(0o755)
        bare = {"PATH": os.defpath}
        assert self._output([script, "address"], bare) == "$two ['address']\n"
        chosen = {**bare, "LOCALCLOUD_ROOT": str(tmp_path / "one")}
        assert self._output([script, "address"], chosen) == "one ['address']\n"

    @staticmethod
    def _output(command: list[Path | str], variables: dict[str, str]) -> str:
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout


class TestCache:
    def test_a_folder_appears_in_one_step(self, tmp_path: Path) -> None:
        folder = tmp_path / "binaries" / "engine"
        with publishing(folder) as partial:
            (partial / "file").write_text("x")
            assert not folder.exists()
        assert [path.name for path in folder.parent.iterdir()] == ["engine"]
        assert (folder / "file").read_text() == "x"

    def test_a_failure_leaves_nothing(self, tmp_path: Path) -> None:
        folder = tmp_path / "engine"

        def interrupted() -> None:
            with publishing(folder) as partial:
                (partial / "file").write_text("x")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            interrupted()
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_build_left_is_removed_by_the_next(self, tmp_path: Path) -> None:
        leftover = tmp_path / f"engine{PARTIAL}dead"
        leftover.mkdir()
        (leftover / "half").write_text("x")
        (leftover / "half").chmod(0o400)
        leftover.chmod(0o500)
        with publishing(tmp_path / "engine"):
            pass
        assert [path.name for path in tmp_path.iterdir()] == ["engine"]

    def test_remove_takes_read_only_trees(self, tmp_path: Path) -> None:
        tree = tmp_path / "modules"
        (tree / "deep").mkdir(parents=True)
        (tree / "deep" / "file").write_text("x")
        for path in (tree / "deep", tree):
            path.chmod(0o500)
        remove(tree)
        assert not tree.exists()

    def test_two_set_ups_wait_for_each_other(self, tmp_path: Path) -> None:
        order: list[str] = []
        steps = Steps()
        entered = threading.Event()

        def second() -> None:
            entered.set()
            with locked(tmp_path, steps):
                order.append("second")

        with locked(tmp_path, Steps()):
            thread = threading.Thread(target=second)
            thread.start()
            assert entered.wait(5)
            while not steps.titles:
                time.sleep(0.01)
            order.append("first")
        thread.join(5)
        assert order == ["first", "second"]
        assert steps.titles == ["waiting for another set-up to finish"]


class TestCommands:
    def test_a_failure_shows_the_end_of_the_log_and_its_path(self, tmp_path: Path) -> None:
        log = tmp_path / "logs" / "setup.log"
        script = "import sys\nfor n in range(50): print('line', n, file=sys.stderr)\nsys.exit(3)"
        with pytest.raises(EngineError) as caught:
            run([sys.executable, "-c", script], log=log)
        text = str(caught.value)
        assert "failed with exit code 3" in text
        assert str(log) in text
        assert text.endswith("line 49")
        assert "line 35" in text
        assert "line 34" not in text

    def test_a_command_that_takes_too_long_is_killed(self, tmp_path: Path) -> None:
        began = time.monotonic()
        with pytest.raises(EngineError, match="took longer than 0 s"):
            run(["sleep", "60"], log=tmp_path / "log", time_limit=0.2)
        assert time.monotonic() - began < 5

    def test_a_missing_command_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(EngineError, match="no-such-command cannot be started"):
            run(["no-such-command"], log=tmp_path / "log")

    def test_plain_progress(self, capsys: pytest.CaptureFixture[str]) -> None:
        with PlainProgress().step("building pulumi v3.259.0", "about 4 minutes, once"):
            pass
        assert capsys.readouterr().err == "engine: building pulumi v3.259.0 (about 4 minutes, once) ...\n"


class TestSources:
    """Real searches on a PATH of our own making."""

    @pytest.fixture
    def machine(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
        monkeypatch.setattr(release, "checksum", lambda _version: None)
        (tmp_path / "bin").mkdir()
        return tmp_path

    @staticmethod
    def _script(path: Path, text: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return path

    def test_a_complete_installation_is_used(self, machine: Path) -> None:
        real = self._script(machine / "opt" / "pulumi", "echo v3.260.1")
        self._script(machine / "opt" / sources.LANGUAGE_HOST, "")
        (machine / "bin" / "pulumi").symlink_to(real)
        steps = Steps()
        builder = modules.ModuleBuilder(machine / "cache", steps, machine / "log")
        found = sources.obtain(machine / "cache", builder, steps)
        assert (found.source, found.version, found.complete) == (Source.PATH, "3.260.1", True)
        assert steps.titles == []

    def test_an_incomplete_one_is_not(self, machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._script(machine / "bin" / "pulumi", "echo v3.260.1")
        built = self._script(machine / "cache" / "built" / "pulumi", "echo v3.259.0")
        builder = modules.ModuleBuilder(machine / "cache", Steps(), machine / "log")
        monkeypatch.setattr(builder, "pulumi", lambda: built.parent)
        found = sources.obtain(machine / "cache", builder, Steps())
        assert (found.source, found.version, found.complete) == (Source.MODULES, "3.259.0", False)

    def test_a_failing_download_is_followed_by_the_modules(
        self, machine: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise release.Unreachable("no route to host")

        monkeypatch.setattr(release, "checksum", lambda _version: "0" * 64)
        monkeypatch.setattr(release, "install", fail)
        built = self._script(machine / "cache" / "built" / "pulumi", "echo v3.259.0")
        builder = modules.ModuleBuilder(machine / "cache", Steps(), machine / "log")
        monkeypatch.setattr(builder, "pulumi", lambda: built.parent)
        steps = Steps()
        assert sources.obtain(machine / "cache", builder, steps).source is Source.MODULES
        assert steps.titles[0] == "looking for the official release"
        assert steps.titles[1].startswith("installing pulumi 3.")
        assert list((machine / "cache" / "binaries").iterdir()) == []

    def test_bin_of_a_complete_installation_holds_pulumi_alone(self, machine: Path) -> None:
        real = self._script(machine / "opt" / "pulumi", "echo v3.260.1")
        self._script(machine / "opt" / "python3", "")
        plugins.fill_bin(machine / "new", sources.Installation(Source.PATH, real, "3.260.1"))
        assert [(path.name, path.resolve()) for path in (machine / "new").iterdir()] == [("pulumi", real)]

    def test_bin_of_a_built_engine_holds_all_its_parts(self, machine: Path) -> None:
        real = self._script(machine / "built" / "pulumi", "echo v3.259.0")
        self._script(machine / "built" / "pulumi-language-python-exec", "")
        plugins.fill_bin(machine / "new", sources.Installation(Source.MODULES, real, "3.259.0"))
        names = sorted(path.name for path in (machine / "new").iterdir())
        assert names == ["language_host", "pulumi", "pulumi-language-python-exec"]
        assert (machine / "new" / "pulumi").stat().st_ino == real.stat().st_ino

    @pytest.mark.parametrize(("version", "accepted"), [("go1.24.9", False), ("go1.25.11", True), ("go1.26", True)])
    def test_go(self, machine: Path, version: str, accepted: bool) -> None:
        go = self._script(machine / "bin" / "go", f"echo go version {version} linux/amd64")
        assert modules.go_on_path() == (go if accepted else None)

    def test_a_builder_keeps_what_it_has_built(self, machine: Path) -> None:
        recipe = modules.native_recipe("1.84.0")
        kept = machine / "cache" / "binaries" / f"aws-native-1.84.0-{recipe}"
        kept.mkdir(parents=True)
        builder = modules.ModuleBuilder(machine / "cache", Steps(), machine / "log")
        assert builder.aws_native("1.84.0") == kept


class TestRecord:
    """A finished set-up is recognised, and what has changed since is noticed."""

    @pytest.fixture
    def finished(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("CUSTOMER_PROFILES_CACHE", str(tmp_path))
        monkeypatch.setattr(setup, "installed_plugin_versions", lambda: VERSIONS)
        folder = tmp_path / "engines" / setup.engine_key(VERSIONS)
        pulumi = folder / "bin" / "pulumi"
        for path in (pulumi, *(find(folder / "home", VERSIONS) for find in (plugins.bridge_path, plugins.native_path))):
            path.parent.mkdir(parents=True)
            path.touch()
        self._record(folder, python=sys.executable)
        return folder

    @staticmethod
    def _record(folder: Path, python: str) -> None:
        pulumi = folder / "bin" / "pulumi"
        identity = (str(pulumi), 0, pulumi.stat().st_mtime_ns)
        setup.Record("3.259.0", False, identity, python, str(plugins.CHECKOUT)).write(folder / setup.RECORD)

    def test_finished(self, finished: Path) -> None:
        steps = Steps()
        engine = ensure(steps)
        assert (engine.pulumi, engine.version) == (finished / "bin" / "pulumi", "3.259.0")
        assert steps.titles == []

    def test_a_vanished_python_is_replaced_by_this_one(self, finished: Path) -> None:
        self._record(finished, python="/vanished/bin/python")
        ensure(Steps())
        assert sys.executable in plugins.bridge_path(finished / "home", VERSIONS).read_text()
        assert sys.executable in (finished / "bin" / sources.LANGUAGE_HOST).read_text()
        record = setup.Record.read(finished / setup.RECORD)
        assert record is not None
        assert record.python == sys.executable

    @pytest.mark.parametrize("damage", ["engine.json", "bin/pulumi", "home/plugins/*/pulumi-resource-aws-native"])
    def test_a_missing_file_is_noticed(self, finished: Path, damage: str) -> None:
        (path,) = finished.glob(damage)
        path.unlink()
        assert setup._finished(finished, VERSIONS) is None

    def test_a_cache_that_cannot_be_written_is_an_engine_error(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("CUSTOMER_PROFILES_CACHE", str(tmp_path / "file"))
        with pytest.raises(EngineError, match=r"the engine cannot be set up in .*file: "):
            ensure(Steps())

    def test_another_executable_is_noticed(self, finished: Path) -> None:
        (finished / "bin" / "pulumi").write_text("upgraded")
        assert setup._finished(finished, VERSIONS) is None

    def test_environment(self, finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", "/usr/bin")
        monkeypatch.delenv("PULUMI_CONFIG_PASSPHRASE", raising=False)
        state = tmp_path / "my state"
        assert environment(ensure(), state) == {
            "LOCALCLOUD_ROOT": str(plugins.CHECKOUT),
            "PATH": f"{finished / 'bin'}:/usr/bin:{Path(sys.executable).parent}",
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "localcloud",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_HOME": str(finished / "home"),
            "PULUMI_PYTHON_CMD": sys.executable,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }
        assert state.is_dir()


@pytest.mark.e2e
@pytest.mark.timeout(1500)  # the first set-up may build the engine
def test_a_second_set_up_takes_less_than_a_second() -> None:
    ensure()
    # Neither a compiler nor a network is at hand.
    environment = {**os.environ, "PATH": "/nowhere", "HTTPS_PROXY": "http://127.0.0.1:1", "GOPROXY": "off"}
    script = "from localcloud.engine import ensure; print(ensure().version)"
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=plugins.CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert time.monotonic() - began < 1.0
    assert done.stderr == ""
    assert done.stdout.startswith("3.")


def test_what_the_engine_remembers_of_another_checkouts_bridge_is_forgotten(tmp_path: Path) -> None:
    stale = [tmp_path / "plugins" / "schema-aws-7.51.1-.json", tmp_path / "schemas" / "aws-7.51.1.json"]
    kept = tmp_path / "plugins" / "schema-aws-native-1.84.0-.json"
    for each in (*stale, kept):
        each.parent.mkdir(exist_ok=True)
        each.write_text("{}")
    for _ in range(2):
        plugins.forget_schema(tmp_path, VERSIONS)
        assert ([each.exists() for each in stale], kept.exists()) == ([False, False], True)

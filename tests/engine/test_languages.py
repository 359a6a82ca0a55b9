"""The language hosts: each is built once, and only where the engine brings none."""

from pathlib import Path
from typing import ClassVar

import pytest

from localcloud.engine import HOSTS, YAML, Engine, ensure_languages, languages
from localcloud.engine.cache import link_or_copy
from localcloud.engine.modules import Programs

HOST = "pulumi-language-yaml"


def engine(folder: Path) -> Engine:
    bin_ = folder / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "pulumi").write_text("")
    return Engine(bin_ / "pulumi", bin_, folder / "home", "3.259.0")


class Builder:
    """Stands for the build."""

    built: ClassVar[list[str]] = []
    cleaned = 0
    text = "built"

    def __init__(self, root: Path, *_: object) -> None:
        self._root = root

    def folder(self, wanted: Programs) -> Path:
        return self._root / f"{wanted.name}-{Builder.text}"

    def programs(self, wanted: Programs) -> Path:
        folder = self.folder(wanted)
        if not folder.exists():
            folder.mkdir()
            Builder.built.append(wanted.name)
            for name in wanted.packages:
                (folder / name).write_text(Builder.text)
        return folder

    def clean(self) -> None:
        Builder.cleaned += 1


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Builder]:
    Builder.built, Builder.cleaned, Builder.text = [], 0, "built"
    monkeypatch.setattr(languages, "ModuleBuilder", Builder)
    monkeypatch.setenv("CUSTOMER_PROFILES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "/nowhere")
    return Builder


def test_each_is_built_once_and_the_work_files_go_once(builds: type[Builder], tmp_path: Path) -> None:
    made = engine(tmp_path / "engine")
    for _ in range(2):
        ensure_languages(made, YAML, HOSTS)
    assert {each.name: each.read_text() for each in made.bin.glob("pulumi-language-*")} == {
        HOST: "built",
        "pulumi-language-nodejs": "built",
        "pulumi-language-go": "built",
    }
    assert (builds.built, builds.cleaned) == (["yaml", "hosts"], 1)


def test_one_of_another_version_is_replaced(builds: type[Builder], tmp_path: Path) -> None:
    made = engine(tmp_path / "engine")
    ensure_languages(made, YAML)
    builds.text = "built anew"
    ensure_languages(made, YAML)
    assert (made.bin / HOST).read_text() == "built anew"


def test_one_is_there_at_every_moment_of_its_replacement(
    builds: type[Builder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = engine(tmp_path / "engine")
    ensure_languages(made, YAML)
    builds.text = "built anew"
    seen = []

    def watched(source: Path, target: Path) -> None:
        seen.append((made.bin / HOST).read_text())
        link_or_copy(source, target)
        seen.append((made.bin / HOST).read_text())

    monkeypatch.setattr(languages, "link_or_copy", watched)
    ensure_languages(made, YAML)
    assert seen == ["built", "built"]
    assert [each.name for each in sorted(made.bin.iterdir())] == ["pulumi", HOST]


def test_a_complete_installation_brings_them(builds: type[Builder], tmp_path: Path) -> None:
    official = tmp_path / "official"
    official.mkdir()
    for name in ("pulumi", *YAML.packages, *HOSTS.packages):
        (official / name).write_text("")
    made = engine(tmp_path / "engine")
    made.pulumi.unlink()
    made.pulumi.symlink_to(official / "pulumi")
    ensure_languages(made, YAML, HOSTS)
    assert builds.built == []
    assert not (made.bin / HOST).exists()


@pytest.mark.parametrize("programs", [YAML, HOSTS, languages.SDKS], ids=lambda programs: programs.name)
def test_the_module_file_requires_what_is_built(programs: Programs) -> None:
    text = (programs.folder / "go.mod").read_text()
    assert f" v{programs.version}" in text
    for package in programs.packages.values():
        assert package == "." or f"tool {package}\n" in text
    assert programs.stamp == "" or programs.stamp.endswith(f"=v{programs.version}")

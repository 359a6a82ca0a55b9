"""The language host for YAML: built once, and only where the engine brings none."""

from pathlib import Path

import pytest

from localcloud.engine import Engine, ensure_yaml, modules, setup


def engine(folder: Path) -> Engine:
    bin_ = folder / "bin"
    bin_.mkdir(parents=True)
    (bin_ / "pulumi").write_text("")
    return Engine(bin_ / "pulumi", bin_, folder / "home", "3.259.0")


class Builder:
    """Stands for the build."""

    built = 0

    def __init__(self, root: Path, *_: object) -> None:
        self._root = root

    def yaml_host(self) -> Path:
        Builder.built += 1
        (self._root / modules.YAML_HOST).write_text("built")
        return self._root / modules.YAML_HOST

    def clean(self) -> None:
        """Nothing is left."""


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> type[Builder]:
    Builder.built = 0
    monkeypatch.setattr(setup, "ModuleBuilder", Builder)
    monkeypatch.setenv("CUSTOMER_PROFILES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", "/nowhere")
    return Builder


def test_it_is_built_once(builds: type[Builder], tmp_path: Path) -> None:
    made = engine(tmp_path / "engine")
    for _ in range(2):
        ensure_yaml(made)
    assert (made.bin / modules.YAML_HOST).read_text() == "built"
    assert builds.built == 1


def test_a_complete_installation_brings_it(builds: type[Builder], tmp_path: Path) -> None:
    official = tmp_path / "official"
    official.mkdir()
    for name in ("pulumi", modules.YAML_HOST):
        (official / name).write_text("")
    made = engine(tmp_path / "engine")
    made.pulumi.unlink()
    made.pulumi.symlink_to(official / "pulumi")
    ensure_yaml(made)
    assert builds.built == 0
    assert not (made.bin / modules.YAML_HOST).exists()


def test_the_module_file_requires_what_is_built() -> None:
    text = (modules.YAML_FOLDER / "go.mod").read_text()
    assert f"github.com/pulumi/pulumi-yaml v{modules.YAML_VERSION}" in text
    assert f"tool {modules.YAML_PACKAGE}" in text

"""What the distribution is: its files, its metadata, and that the sdist makes the same wheel."""

import ast
import sys
import tarfile
import tomllib
from pathlib import Path

from .distribution import ROOT, Wheel, build

PACKAGE = ROOT / "components" / "connect_customer_profiles"
PROVIDES = {
    "boto3": {"boto3", "botocore"},  # boto3 pins the botocore that it is released with
    "pulumi": {"pulumi", "grpc", "google"},  # the plugin speaks the protocol of the SDK with the SDK's own gRPC
    "pulumi-aws": {"pulumi_aws"},
    "pulumi-aws-native": {"pulumi_aws_native"},
}
"""What the library depends on, with the modules that it imports of each."""

EXTRAS = {
    "cli": {"click": "click", "pyyaml": "yaml", "rich": "rich"},
    "pictures": {"pillow": "PIL"},
    "parquet": {"pyarrow": "pyarrow"},
}
"""What extras bring, with the module that is imported: by nothing but the command, and the rehearsal of its files."""

IMPORTERS = {"cli": {"cli", "pictures"}, "rehearsal": {"parquet"}}
"""The folders that import what extras bring."""

OF_EXTRAS = {module for brought in EXTRAS.values() for module in brought.values()}


def project() -> dict[str, object]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"])


def third_party_imports(folder: Path = PACKAGE) -> set[str]:
    found = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    return found - sys.stdlib_module_names


def test_the_wheel_holds_the_package_with_its_types_and_nothing_else(wheel: Wheel) -> None:
    files = {
        str(file.relative_to(PACKAGE.parent))
        for file in PACKAGE.rglob("*")
        if file.suffix in (".py", ".typed", ".json")
    }
    information = f"connect_customer_profiles-{project()['version']}.dist-info"
    assert "connect_customer_profiles/py.typed" in files
    assert set(wheel.names) == files | {
        f"{information}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
    }


def test_name_and_version_are_those_of_the_project_and_pulumi_looks_for_no_plugin(wheel: Wheel) -> None:
    assert (wheel.metadata["Name"], wheel.metadata["Version"]) == ("connect-customer-profiles", project()["version"])
    assert not wheel.metadata["Name"].startswith("pulumi")
    assert [name for name in wheel.names if name.endswith("pulumi-plugin.json")] == []


def test_the_version_stands_in_one_place(wheel: Wheel) -> None:
    version = wheel.metadata["Version"]
    assert [str(file) for file in PACKAGE.rglob("*.py") if f'"{version}"' in file.read_text()] == []
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_each_dependency_has_a_range_and_is_imported(wheel: Wheel) -> None:
    required = [each for each in wheel.metadata.get_all("Requires-Dist") or [] if "extra ==" not in each]
    names = {each.partition("<")[0].partition(">")[0]: each for each in required}
    assert names.keys() == PROVIDES.keys()
    assert all("<" in each and ">=" in each for each in required)
    assert third_party_imports() - OF_EXTRAS == set().union(*PROVIDES.values())


def test_the_command_needs_extras_and_nothing_else_does(wheel: Wheel) -> None:
    for name, brought in EXTRAS.items():
        needs = [each for each in wheel.metadata.get_all("Requires-Dist") or [] if f"extra == '{name}'" in each]
        assert {each.partition("<")[0].partition(">")[0] for each in needs} == set(brought)
    imported = {folder.name: third_party_imports(folder) & OF_EXTRAS for folder in PACKAGE.iterdir() if folder.is_dir()}
    assert {name: found for name, found in imported.items() if found} == {
        name: {module for extra in extras for module in EXTRAS[extra].values()} for name, extras in IMPORTERS.items()
    }


def test_the_source_distribution_builds_the_same_wheel(built: list[Path], wheel: Wheel, tmp_path: Path) -> None:
    archive = next(path for path in built if path.suffix == ".gz")
    with tarfile.open(archive) as sources:
        sources.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert sorted(path.name for path in source.iterdir()) == [
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "components",
        "pyproject.toml",
    ]
    (rebuilt,) = build(source, tmp_path / "dist", "wheel")
    assert rebuilt.name == wheel.path.name
    assert rebuilt.read_bytes() == wheel.path.read_bytes()

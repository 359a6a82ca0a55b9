"""The code of the library's Lambda functions."""

import shutil
import subprocess
import sys
from pathlib import Path

import pulumi
import pytest
from connect_customer_profiles.functions import archive as lambda_code


def test_a_module_comes_with_what_it_imports_and_with_the_packages_above_it() -> None:
    assert lambda_code.files("ingestion.windows") == [
        "__init__.py",
        "ingestion/__init__.py",
        "ingestion/windows.py",
        "rules/__init__.py",
        "rules/argument_names.py",
        "rules/place.py",
        "rules/rule.py",
        "rules/values.py",
    ]
    assert lambda_code.files("aws.pace") == ["__init__.py", "aws/__init__.py", "aws/pace.py"]


def test_imports_inside_functions_count_and_those_for_type_checkers_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "part").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "part" / "__init__.py").write_text("")
    (package / "part" / "handler.py").write_text(
        "from typing import TYPE_CHECKING\n"
        "from .. import shared\n"
        "from . import beside\n"
        "if TYPE_CHECKING:\n    from ..types_only import Kind\n"
        "def handle():\n    from .late import now\n    import boto3\n"
        "try:\n    from . import tried\nexcept ImportError:\n    from . import instead\n"
        "match tried:\n    case None:\n        from . import matched\n"
    )
    modules = ("beside", "instead", "late", "matched", "tried")
    for name in (*(f"part/{each}.py" for each in modules), "shared.py", "types_only.py", "unused.py"):
        (package / name).write_text("")
    monkeypatch.setattr(lambda_code, "PACKAGE", package)
    assert lambda_code.files("part.handler") == [
        "__init__.py",
        "part/__init__.py",
        "part/beside.py",
        "part/handler.py",
        "part/instead.py",
        "part/late.py",
        "part/matched.py",
        "part/tried.py",
        "shared.py",
    ]


def test_the_archive_names_files_by_their_place_in_the_package() -> None:
    archive = lambda_code.archive("aws.pace.pace")
    assert {name: asset.path for name, asset in archive.assets.items() if isinstance(asset, pulumi.FileAsset)} == {
        f"connect_customer_profiles/{file}": str(lambda_code.PACKAGE / file) for file in lambda_code.files("aws.pace")
    }


def test_the_handler_is_named_as_the_runtime_wants_it() -> None:
    assert lambda_code.lambda_handler("aws.pace.pace") == "connect_customer_profiles.aws.pace.pace"


def unpacked(module: str, folder: Path) -> None:
    """Write the archive's files to a folder, as Lambda does."""
    for name, asset in lambda_code.archive(f"{module}.handle").assets.items():
        assert isinstance(asset, pulumi.FileAsset)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(asset.path, folder / name)


@pytest.mark.parametrize("module", ["aws.pace", "ingestion.decisions", "functions.redrive"])
def test_the_archive_alone_can_be_imported_without_any_installed_package(module: str, tmp_path: Path) -> None:
    unpacked(module, tmp_path)
    code = f"import connect_customer_profiles.{module} as module; print(module.__file__)"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip().startswith(str(tmp_path))

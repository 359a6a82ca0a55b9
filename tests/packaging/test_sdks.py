"""The SDKs that `make sdks` generates. Those for TypeScript and Go are compiled with the examples, in
`tests/e2e/test_typescript_and_go.py`; C# is not: its toolchain cannot be had from a package registry."""

import os
import shutil
from pathlib import Path

import pytest

from tests.e2e.languages import environment, generated, run

from .reference import components
from .sdks import LANGUAGES

JAVA = Path(__file__).parent / "java" / "pom.xml"
ENDINGS = {"dotnet": "cs", "go": "go", "java": "java", "nodejs": "ts", "python": "py"}


@pytest.mark.e2e
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_in_it(language: str) -> None:
    written = [each.stem.replace("_", "").lower() for each in (generated() / language).rglob(f"*.{ENDINGS[language]}")]
    assert {each.__name__ for each in components() if each.__name__.lower() not in written} == set()


@pytest.mark.e2e
def test_java_compiles(tmp_path: Path) -> None:
    variables = environment("java", os.environ)
    shutil.copytree(generated() / "java", tmp_path / "java")
    shutil.copy(JAVA, tmp_path / "java")
    run(("mvn", "--batch-mode", "--quiet", "compile"), tmp_path / "java", variables)
    compiled = {each.stem for each in (tmp_path / "java" / "target").rglob("*.class")}
    assert {each.__name__ for each in components()} - compiled == set()

"""The SDKs that `make sdks` generates. Those for TypeScript and Go are compiled with the examples, in
`tests/e2e/test_typescript_and_go.py`; C# is not: its toolchain cannot be had from a package registry."""

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.e2e.languages import environment, generated, run
from tests.newcomer.pages import block

from .reference import components
from .sdks import LANGUAGES

PAGE = "docs/any-language.md"
JAVA = Path(__file__).parent / "java" / "pom.xml"
ENDINGS = {"dotnet": "cs", "go": "go", "java": "java", "nodejs": "ts", "python": "py"}


@pytest.mark.e2e
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_component_is_in_it(language: str) -> None:
    written = [each.stem.replace("_", "").lower() for each in (generated() / language).rglob(f"*.{ENDINGS[language]}")]
    assert {each.__name__ for each in components() if each.__name__.lower() not in written} == set()


@pytest.mark.e2e
def test_java_compiles_with_the_program_of_the_page(tmp_path: Path) -> None:
    variables = environment("java", os.environ)
    shutil.copytree(generated() / "java", tmp_path / "java")
    shutil.copy(JAVA, tmp_path / "java")
    (tmp_path / "java" / "src" / "main" / "java" / "App.java").write_text(block(PAGE, 9).text)
    run(("mvn", "--batch-mode", "--quiet", "compile"), tmp_path / "java", variables)
    compiled = {each.stem for each in (tmp_path / "java" / "target").rglob("*.class")}
    assert {"App", *(each.__name__ for each in components())} - compiled == set()


@pytest.mark.e2e
def test_c_sharp_has_every_name_of_the_page() -> None:
    sdk = generated() / "dotnet"
    sources = [sdk / "IntegrationWorkflow.cs", sdk / "Inputs" / "ConnectorArgs.cs", sdk / "Enums.cs"]
    known = re.findall(r"^ +public .*\b(\w+)(?: { get.*)?$", "".join(map(Path.read_text, sources)), re.MULTILINE)
    names = re.findall(r"^ *(\w+) = |ConnectorType\.(\w+)", block(PAGE, 10).text, re.MULTILINE)
    assert len(names) > 8
    assert {argument or member for argument, member in names} - {*known} == set()

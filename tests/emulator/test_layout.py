"""How the local cloud's modules name each other, and how long they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest

from localcloud.aws.service import Service
from localcloud.aws.services import SERVICES

PACKAGE = Path(__file__).parents[2] / "localcloud"
LONGEST = 300
PARTS = sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists())


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Level (number of dots) and module of every import from the local cloud; `localcloud` itself is left out."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            if node.level or (node.module or "").split(".")[0] == "localcloud":
                yield node.level, node.module or ""
        elif isinstance(node, ast.Import):
            yield from ((0, name.name) for name in node.names if name.name.split(".")[0] == "localcloud")


def test_the_parts_are_known() -> None:
    assert PARTS == ["aws", "bridge", "engine"]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_names_its_own_modules_relatively_and_those_of_others_absolutely(part: str) -> None:
    for file in (PACKAGE / part).rglob("*.py"):
        depth = len(file.relative_to(PACKAGE).parts) - 1
        for level, module in imported(file):
            if level:
                assert level <= depth, f"{file} leaves its part by dots: name localcloud in full"
            else:
                assert module.split(".")[1:2] != [part], f"{file} names its own part in full: use dots"


def test_no_file_is_too_long() -> None:
    lengths = {str(file): len(file.read_text().splitlines()) for file in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_operations_are_those_of_the_api(service: Service) -> None:
    model = botocore.session.get_session().get_service_model(service.name)
    assert service.operations
    assert set(service.operations) <= set(model.operation_names)

"""What docs/acceptance.md says of AWS has tests that are named after it, and switches that there are."""

import ast
import re
from collections import defaultdict

from localcloud.aws.behaviours import Behaviours
from tests.conftest import REPOSITORY

KNOWN = [*(f"A{number}" for number in range(1, 13)), *(f"B{number}" for number in range(1, 12))]
ROW = re.compile(r"^\| ([AB]\d+) \| .+ \| (.*?) ?\|$", re.MULTILINE)
NAMED = re.compile(r"test_([ab]\d+)_\w+")


def rows() -> dict[str, list[str]]:
    """The rows of the tables, with their switches."""
    text = (REPOSITORY / "docs" / "acceptance.md").read_text()
    return {key: re.findall(r"`(\w+)`", switches) for key, switches in ROW.findall(text)}


def named_tests() -> dict[str, set[str]]:
    """The tests that are named after a row."""
    found = defaultdict(set)
    for file in (REPOSITORY / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and (named := NAMED.fullmatch(node.name)):
                found[named[1].upper()].add(f"{file.relative_to(REPOSITORY)}::{node.name}")
    return found


def test_every_row_has_a_test_and_every_such_test_a_row() -> None:
    tests = named_tests()
    assert [key for key in KNOWN if not tests[key]] == []
    assert sorted(tests) == sorted(rows()) == sorted(KNOWN)


def test_every_switch_is_one_of_the_local_aws_and_is_turned_by_a_test_of_its_row() -> None:
    switches, tests = rows(), named_tests()
    assert {each for row in switches.values() for each in row} <= Behaviours().as_dict().keys()
    untold = {
        (key, switch)
        for key, row in switches.items()
        for switch in row
        if not any(switch in (REPOSITORY / each.partition("::")[0]).read_text() for each in tests[key])
    }
    assert untold == set()

"""`customer-profiles rehearse --plan`: the program is not deployed, and its preview says what it declares.

`preview_of_files.json` is what `pulumi preview --json` printed of `examples/s3-and-custom-mapping`: its object type and
its integration.
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.operations.command import Command, Result
from tests.operations.test_bad_input import line_of

RECORDED = json.loads((Path(__file__).parent / "preview_of_files.json").read_text())
CUSTOMERS = """number,first,last,email,country,orders,average
007,Ana,Silva,ana@example.com,DE,2,10
8,Ana,Silva,ANA@example.com,AT,1,3
9,Bo,Bar,bo@example.com,FR,1,3
"""


@pytest.fixture
def rehearse(command: Command) -> Callable[..., Result]:
    """Runs the command with a preview's output and a file of customers."""
    (command.folder / "customers.csv").write_text(CUSTOMERS)

    def run(document: Any, name: str, *options: str) -> Result:
        (command.folder / "plan").write_text(json.dumps(document))
        return command(
            "rehearse", "--plan", f"{command.folder}/plan", f"{name}={command.folder}/customers.csv", *options
        )

    return run


def changed(**inputs: Any) -> dict[str, Any]:
    """The preview with other inputs of its object type."""
    document = copy.deepcopy(RECORDED)
    for step in document["steps"]:
        if "ObjectType" in step["newState"]["type"]:
            step["newState"]["inputs"].update(inputs)
    return dict(document)


def test_an_integration_by_its_name_has_its_tasks(rehearse: Callable[..., Result]) -> None:
    done = rehearse(RECORDED, "customers")
    assert (done.code, done.stderr) == (0, "")
    assert done.lines[0] == "3 records: 2 objects, 1 profile, 0 dead letters"
    assert 'customers: 1 left out: Filter country EQUAL_TO "AT,CH,DE"' in done.lines
    assert not [line for line in done.lines if "no record has" in line]


def test_an_object_type_that_an_integration_loads_has_its_tasks_too(rehearse: Callable[..., Result]) -> None:
    found = rehearse(RECORDED, "Customer", "--json").document
    assert (found["records"], found["dropped"], found["objects"], found["profiles"]) == (3, 1, 2, 1)


def test_an_object_type_by_the_name_of_its_component(rehearse: Callable[..., Result]) -> None:
    found = rehearse(RECORDED, "customer", "--json").document
    assert (found["records"], found["dropped"], found["objects"]) == (3, 0, 3)


def test_the_region_may_be_one_that_the_plan_does_not_say(rehearse: Callable[..., Result]) -> None:
    assert rehearse(RECORDED, "customers", "--region", "eu-west-1").code == 0


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ([], "is no preview's output: "),
        ({"resourcePlans": {}}, "is a plan of --save-plan, which leaves out what does not change: "),
        ({"steps": []}, "declares neither an object type nor an integration; "),
        (
            {"steps": [], "diagnostics": [{"severity": "error", "message": "error: keys: must have a UNIQUE one"}]},
            "the preview failed: keys: must have a UNIQUE one",
        ),
    ],
)
def test_what_is_no_plan_is_one_line(
    rehearse: Callable[..., Result], command: Command, document: Any, line: str
) -> None:
    assert line_of(rehearse(document, "customers"), 2).startswith(f"{command.folder}/plan: {line}")


def test_a_name_that_is_not_declared_is_told_with_those_that_are(rehearse: Callable[..., Result]) -> None:
    told = line_of(rehearse(RECORDED, "nobody"), 2)
    assert told == "nobody: no such integration or object type in amazon-connect-shop; it has customers, customer"


def test_a_definition_that_is_not_known_yet_is_one_line(rehearse: Callable[..., Result]) -> None:
    unknown = changed(fields="04da6b54-80e4-46f7-96ec-b56ff0331ba9", keys="04da6b54-80e4-46f7-96ec-b56ff0331ba9")
    assert line_of(rehearse(unknown, "customer"), 2).startswith("customer: ")

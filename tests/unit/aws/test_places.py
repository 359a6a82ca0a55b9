"""Every call to AWS stands in one place: a method in the file of its service."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import connect_customer_profiles
import pytest
from connect_customer_profiles.functions import archive

PACKAGE = Path(connect_customer_profiles.__file__).parent
AWS = PACKAGE / "aws"
ONE_WAY = ("_call", "_found", "_pages", "_batch")
"""The methods that take the name of an operation."""


def service(file: Path) -> str | None:
    """The service whose calls a file has."""
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SERVICE":
            return str(ast.literal_eval(node.value))
    return None


def methods_called(file: Path) -> Iterator[tuple[str, str, list[ast.expr]]]:
    """What each method is called on, its name, and its positional arguments."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func.value), node.func.attr, node.args


def operations(file: Path) -> list[str]:
    """The API operations that a file names where it calls."""
    named = [args[:2] for _, method, args in methods_called(file) if method in ONE_WAY]
    return [str(each.value) for args in named for each in args if isinstance(each, ast.Constant)]


def imported(file: Path) -> set[str]:
    """The top-level packages that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return {name.split(".")[0] for name in names}


FILES = sorted(file for file in AWS.glob("*.py") if service(file))


def test_every_service_has_its_file() -> None:
    services = {service(file) for file in FILES}
    assert services == {
        *("customer-profiles", "appflow", "sqs", "kms", "iam", "connect", "sns", "sts"),
        *("cloudwatch", "events", "lambda", "logs", "s3"),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_file_calls_operations_of_its_service(file: Path) -> None:
    model = botocore.session.get_session().get_service_model(str(service(file)))
    found = operations(file)
    assert found
    assert set(found) <= set(model.operation_names)


def test_every_operation_is_called_in_one_place() -> None:
    counted = Counter((service(file), operation) for file in FILES for operation in operations(file))
    assert {each: number for each, number in counted.items() if number > 1} == {}


def test_nothing_else_sees_boto3_or_its_clients() -> None:
    files = list(PACKAGE.rglob("*.py"))
    assert {file for file in files if imported(file) & {"boto3", "botocore"}} == {AWS / "call.py", AWS / "session.py"}
    making = {file for file in files if ("session", "client") in {each[:2] for each in methods_called(file)}}
    assert making == {AWS / "call.py"}


def test_the_redrive_function_has_no_more_of_aws_than_it_calls() -> None:
    assert {name for name in archive.files("functions.redrive") if name.startswith("aws/")} == {
        f"aws/{name}.py"
        for name in (
            *("__init__", "answer_shape", "answers", "call", "errors", "in_time", "message_answers", "pace"),
            *("profile_objects", "session", "sqs"),
        )
    }

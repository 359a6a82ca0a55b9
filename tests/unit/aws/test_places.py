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
CALLING = ("_call", "_found", "_pages", "_batch")


def methods_called(file: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def service(file: Path) -> str | None:
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SERVICE":
            return str(ast.literal_eval(node.value))
    return None


def operations(file: Path) -> Iterator[str]:
    """The API operations that a file names where it calls."""
    for node in methods_called(file):
        assert isinstance(node.func, ast.Attribute)
        if node.func.attr in CALLING:
            yield from (each.value for each in node.args[:2] if isinstance(each, ast.Constant))


FILES = sorted(file for file in AWS.glob("*.py") if service(file))


def test_every_service_is_here() -> None:
    services = {service(file) for file in FILES}
    assert services == {"customer-profiles", "appflow", "sqs", "kms", "iam", "connect", "sns", "sts"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_names_operations_of_its_service(file: Path) -> None:
    known = botocore.session.get_session().get_service_model(service(file)).operation_names
    found = set(operations(file))
    assert found
    assert found <= set(known)


def test_every_operation_is_named_once() -> None:
    counted = Counter((service(file), operation) for file in FILES for operation in operations(file))
    assert {each: number for each, number in counted.items() if number > 1} == {}


def test_only_one_method_calls_boto3() -> None:
    """Neither boto3 nor botocore, nor their clients, are seen anywhere but where a call is made."""
    using, making = set(), set()
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text()
        for node in ast.walk(ast.parse(text)):
            imported = isinstance(node, ast.Import) and [each.name for each in node.names]
            imported = imported or (isinstance(node, ast.ImportFrom) and [node.module or ""]) or []
            if any(name.split(".")[0] in ("boto3", "botocore") for name in imported):
                using.add(file)
        if any(
            node.func.attr in ("client", "_client") and ast.unparse(node.func.value) in ("session", "boto3")
            for node in methods_called(file)
            if isinstance(node.func, ast.Attribute)
        ):
            making.add(file)
    assert using == {AWS / "call.py", AWS / "session.py"}
    assert making == {AWS / "call.py"}


def test_the_redrive_function_has_no_more_of_aws_than_it_calls() -> None:
    assert {name for name in archive.files("functions.redrive") if name.startswith("aws/")} == {
        f"aws/{name}.py" for name in ("__init__", "call", "errors", "pace", "profile_objects", "session", "sqs")
    }

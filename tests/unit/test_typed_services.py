"""mypy reads those services of the big provider packages that are used: a service that it skips would have no types."""

import ast
import tomllib
from collections.abc import Iterator

from tests.conftest import REPOSITORY

PACKAGES = ("pulumi_aws", "pulumi_aws_native")
FOLDERS = ("components", "localcloud", "policies/customer_profiles_policies", "tests")
FUNCTIONS = (
    "Provider",
    "get_account_id_output",
    "get_caller_identity_output",
    "get_default_tags_output",
    "get_region_output",
)
"""Not services, but at the top of the packages: their modules are listed, too."""


def used(code: ast.AST) -> Iterator[str]:
    """The services that a module names, such as `pulumi_aws.sqs`."""
    names: dict[str, str] = {}
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            names |= {each.asname or each.name: each.name for each in node.names if each.name in PACKAGES}
            yield from (each.name for each in node.names if each.name.startswith(tuple(f"{one}." for one in PACKAGES)))
        elif isinstance(node, ast.ImportFrom) and node.module in PACKAGES:
            yield from (f"{node.module}.{each.name}" for each in node.names)
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield f"{names[node.value.id]}.{node.attr}"


def test_every_service_that_is_used_has_types() -> None:
    overrides = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["mypy"]["overrides"]
    [followed] = [each["module"] for each in overrides if each.get("follow_imports") == "normal"]
    files = [REPOSITORY / "__main__.py", *(file for each in FOLDERS for file in (REPOSITORY / each).rglob("*.py"))]
    texts = [text for file in files if "pulumi_aws" in (text := file.read_text())]
    found = {name for text in texts for name in used(ast.parse(text))}
    services = {".".join(name.split(".")[:2]) for name in found if name.split(".")[1] not in FUNCTIONS}
    assert services == {name.removesuffix(".*") for name in followed if name.endswith(".*")}

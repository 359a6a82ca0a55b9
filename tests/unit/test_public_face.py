"""The names that the package offers, and what type checkers are told of them."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints, is_typeddict

import connect_customer_profiles as library
import pulumi
import pytest
from connect_customer_profiles.appflow import flow_status

from tests.api_models import api_model
from tests.packaging.reference import components

SOURCE = Path(library.__file__)


def arguments(component: type) -> Any:
    return getattr(library, f"{component.__name__}Args")


def typed_dicts(hint: Any) -> Iterator[Any]:
    """The TypedDicts in a type, and those in them."""
    if is_typeddict(hint):
        yield hint
        for inner in get_type_hints(hint, localns={"Output": pulumi.Output, "T": Any}).values():
            yield from typed_dicts(inner)
    for part in get_args(hint):
        yield from typed_dicts(part)


def test_type_checkers_and_the_interpreter_find_the_same_names_in_the_same_modules() -> None:
    told = {
        alias.asname: node.module
        for node in ast.walk(ast.parse(SOURCE.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    loaded = {name: module for module, names in library._NAMES.items() for name in names.split()}
    assert told == loaded
    assert {*told, "__version__"} == set(library.__all__)


def test_every_name_is_one_of_its_module_not_of_one_that_it_imports_from() -> None:
    for name in library.__all__:
        if isinstance(found := getattr(library, name), type):
            assert found.__module__ == f"connect_customer_profiles.{library._MODULES[name]}"


@pytest.mark.parametrize("component", components(), ids=lambda each: each.__name__)
def test_the_types_of_all_arguments_are_public(component: type) -> None:
    nested = {each.__name__ for each in typed_dicts(arguments(component))}
    assert f"{component.__name__}Args" in nested
    assert nested <= set(library.__all__)


def test_types_inside_types_are_found() -> None:
    assert library.S3ExportingArgs in typed_dicts(library.ProfilesDomainArgs)


@pytest.mark.parametrize("component", components(), ids=lambda each: each.__name__)
def test_a_component_has_its_main_resource_as_an_attribute(component: type) -> None:
    hints = inspect.get_annotations(component, eval_str=True).values()
    kinds = [kind for hint in hints for kind in (hint, *get_args(hint)) if isinstance(kind, type)]
    assert [kind for kind in kinds if issubclass(kind, pulumi.CustomResource)]


@pytest.mark.parametrize("component", components(), ids=lambda each: each.__name__)
def test_a_constructor_says_what_it_takes_and_raises(component: type) -> None:
    """Editors show it instead of Pulumi's."""
    said = inspect.getdoc(vars(component)["__init__"]) or ""
    assert [each for each in ("Args:", f"{component.__name__}Args", "Raises:") if each not in said] == []


def test_the_statuses_of_outputs_are_those_of_the_api_and_one_of_ours() -> None:
    flow = {*api_model("appflow").shape_for("FlowStatus").enum, flow_status.MISSING}
    workflow = {*api_model("customer-profiles").shape_for("Status").enum}
    assert set(get_args(library.BatchStatus)) == workflow
    assert set(get_args(library.FlowStatus)) == flow
    assert set(get_args(library.IntegrationStatus)) == workflow | {each.upper() for each in flow}

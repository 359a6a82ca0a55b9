"""What of Pulumi's SDK is used although it is private: an upgrade that changes it fails here, by name."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import connect_customer_profiles as library
import pulumi
import pytest
from connect_customer_profiles.plugin import server
from pulumi.provider.server import ProviderServicer

PRIVATE = {
    "pulumi.dynamic.dynamic:Resource.__annotations__._resource_type_name": None,
    "pulumi.output:Output._untrack": "(self)",
    "pulumi.resource:Resource.__annotations__._aliases": None,
    "pulumi.resource:Resource.__annotations__._childResources": None,
    "pulumi.resource:Resource.__annotations__._name": None,
    "pulumi.resource:Resource.__annotations__._type": None,
    "pulumi.runtime.settings:_get_callbacks": "()",
    "pulumi.runtime.settings:_get_rpc_manager": "()",
    "pulumi.runtime._grpc_settings:_GRPC_CHANNEL_OPTIONS": "",
    "pulumi.runtime.rpc:_special_sig_key": "",
    "pulumi.runtime.rpc:_special_secret_sig": "",
    "pulumi.provider.server:ProviderServicer._construct": "(self, request, context)",
    "pulumi.provider.server:ProviderServicer._construct_options": "(request)",
}
"""Each name by its module, with the arguments of those that are called or replaced; None for an attribute that only the
objects have."""

PUBLIC = {
    "pulumi.provider.server:ProviderServicer.__init__": "(self, provider, args, engine_address)",
    "pulumi.provider.server:ProviderServicer.Configure": "(self, request, context)",
    "pulumi.provider.server:ProviderServicer.Construct": "(self, request, context)",
    "pulumi.runtime.stack:wait_for_rpcs": "(await_all_outstanding_tasks=True)",
    "pulumi.runtime.rpc:deserialize_properties": "(props_struct, keep_unknowns=None, keep_internal=True)",
    "pulumi.runtime.rpc:is_rpc_secret": "(value)",
    "pulumi.runtime.rpc:unwrap_rpc_secret": "(value)",
    "pulumi.runtime.rpc:serialize_properties": "(inputs, property_deps, resource_obj=None, input_transformer=None, "
    "typ=None, keep_output_values=False, exclude_resource_refs_from_deps=False)",
    "pulumi.runtime.rpc:UNKNOWN": "",
    "pulumi.runtime.mocks:MockMonitor": None,
    "pulumi.runtime.settings:get_monitor": "()",
    "pulumi.runtime.settings:get_root_resource": "()",
    "pulumi.provider:ConstructResult.__init__": "(self, urn, state)",
    "pulumi.provider:Provider.__init__": "(self, version, schema=None)",
    "pulumi.resource:DependencyProviderResource.__init__": "(self, ref)",
}
"""Undocumented, and relied on in the same way."""


def found(name: str) -> object:
    module, path = name.split(":")
    value: object = import_module(module)
    for part in path.split("."):
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value


def called(value: object) -> str:
    """The signature of something that is called, without its annotations."""
    if not callable(value):
        return ""
    signature = inspect.signature(value)
    plain = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))


@pytest.mark.parametrize(("name", "expected"), [*PRIVATE.items(), *PUBLIC.items()])
def test_the_sdk_still_has_it(name: str, expected: str | None) -> None:
    assert expected is None or called(found(name)) == expected


def test_every_private_name_is_listed() -> None:
    listed = {
        part
        for name in PRIVATE
        for part in name.replace(":", ".").split(".")
        if part.startswith("_") and not part.startswith("__")
    }
    assert private_names() == listed


def test_every_method_of_the_sdk_that_is_replaced_is_listed() -> None:
    replaced = {
        f"{base.__module__}:{base.__name__}.{name}"
        for base in ProviderServicer.__mro__[:-1]
        if base.__module__ == "pulumi.provider.server"
        for name in vars(base)
        if name in vars(server.Plugin) and callable(getattr(base, name))
    }
    assert replaced - {*PRIVATE, *PUBLIC} == set()


def private_names() -> set[str]:
    """The private names in the library's sources that are somebody else's: nothing in them defines them."""
    used: set[str] = set()
    ours: set[str] = set()
    others: set[str] = set()
    for file in Path(library.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.ImportFrom(module=module, names=names, level=0):
                    used |= {*(module or "").split("."), *(each.name for each in names)}
                case ast.Attribute(value=owner, attr=name, ctx=ast.Load()):
                    (used if ast.unparse(owner) in ("self", "cls") else others).add(name)
                case ast.Call(func=ast.Name("getattr" | "setattr" | "hasattr"), args=[_, ast.Constant(str(name)), *_]):
                    others.add(name)
                case ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    ours.add(name)
                case ast.Name(id=name, ctx=ast.Store()):
                    ours.add(name)
    # A method that replaces the SDK's is defined here, and theirs all the same; so is what resources have.
    theirs = {name for name in vars(server.Plugin) if hasattr(ProviderServicer, name)}
    found = (used | others) - (ours - theirs) | others & {*pulumi.Resource.__annotations__}
    private = {each for each in found if each.startswith("_") and not each.startswith("__")}
    # Documented, and private by name alone: https://docs.python.org/3/library/collections.html#collections.somenamedtuple._replace
    return private - {"_replace"}

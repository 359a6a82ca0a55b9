"""What of the Pulumi SDK the plugin uses although it is private: an upgrade that changes it fails here, by name."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest
from connect_customer_profiles.plugin import server

PRIVATE = {
    "pulumi.runtime._grpc_settings:_GRPC_CHANNEL_OPTIONS": "",
    "pulumi.runtime.rpc:_special_sig_key": "",
    "pulumi.runtime.rpc:_special_secret_sig": "",
    "pulumi.provider.server:ProviderServicer._construct": "(self, request, context)",
    "pulumi.provider.server:ProviderServicer._construct_options": "(request)",
}
"""Each name by its module, with the arguments of those that are called or replaced."""

PUBLIC = {
    "pulumi.provider.server:ProviderServicer.__init__": "(self, provider, args, engine_address)",
    "pulumi.provider.server:ProviderServicer.Configure": "(self, request, context)",
    "pulumi.provider.server:ProviderServicer.Construct": "(self, request, context)",
    "pulumi.runtime.stack:wait_for_rpcs": "(await_all_outstanding_tasks=True)",
    "pulumi.runtime.rpc:deserialize_properties": "(props_struct, keep_unknowns=None, keep_internal=True)",
    "pulumi.resource:DependencyProviderResource.__init__": "(self, ref)",
}
"""Undocumented, and relied on in the same way."""


def found(name: str) -> object:
    module, path = name.split(":")
    value: object = import_module(module)
    for part in path.split("."):
        value = getattr(value, part)
    return value


def called(value: object) -> str:
    """The signature of something that is called, without its annotations."""
    if not callable(value):
        return ""
    signature = inspect.signature(value)
    plain = [each.replace(annotation=inspect.Parameter.empty) for each in signature.parameters.values()]
    return str(signature.replace(parameters=plain, return_annotation=inspect.Signature.empty))


@pytest.mark.parametrize(("name", "expected"), [*PRIVATE.items(), *PUBLIC.items()])
def test_the_sdk_still_has_it(name: str, expected: str) -> None:
    assert called(found(name)) == expected


def test_every_private_name_is_listed() -> None:
    used = set()
    for file in Path(server.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                used.add(node.attr)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pulumi"):
                used |= {each.name for each in node.names} | set((node.module or "").split("."))
    inherited = {"_construct"}
    private = {name for name in used if name.startswith("_") and not name.startswith("__")} | inherited
    listed = {part for name in PRIVATE for part in name.replace(":", ".").split(".") if part.startswith("_")}
    assert private == listed

"""The schema of the plugin's package, from the components' types; `python -m tests.packaging.schema` prints it."""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any, Literal, get_args, get_origin, is_typeddict

import connect_customer_profiles as library
from connect_customer_profiles.names import PACKAGE
from connect_customer_profiles.plugin.translation import camel

from .reference import annotated, bases, components, said

SIMPLE = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
CHOICE, NAME = "choice", "name"
"""Marks of a type that is one of a few words, and what Python calls it: until it is known where the type is used."""
ANY = {"$ref": "pulumi.json#/Any"}
SECRET = {("ConnectorProfileArgs", "credentials")}
"""The arguments that are secret whatever the program says of them."""
MERGED = {
    "Credentials": ("Credentials", "The credentials of one source; which keys belong together:"),
    "Task": ("Task", "A task; which keys belong to which type:"),
    "TaskArgs | Task": ("ApplicationTask", "A task as `IntegrationWorkflow` takes it, or in AppFlow's own form:"),
}
"""Types that are one of several, by what the annotation says: the name of the one type that they are in other
languages, most of which have no unions, and how its description begins."""


@dataclass
class Types:
    """The object types that components refer to, by token."""

    found: dict[str, Any] = field(default_factory=dict)

    def of(self, annotation: ast.expr) -> dict[str, Any]:
        """The schema's type for an annotation."""
        shown = ast.unparse(annotation).replace("pulumi.Input[TaskArgs] | pulumi.Input[Task]", "TaskArgs | Task")
        if shown in MERGED:
            return self._merged(shown)
        match annotation:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
                return {
                    "type": "string",
                    CHOICE: list(
                        ast.literal_eval(ast.Tuple(inner.elts if isinstance(inner, ast.Tuple) else [inner], ast.Load()))
                    ),
                }
            case ast.Subscript(value=value, slice=inner):
                kind = ast.unparse(value).removeprefix("pulumi.")
                if kind in ("Input", "Output", "NotRequired", "Required"):
                    return self.of(inner)
                if kind in ("Sequence", "list"):
                    return {"type": "array", "items": self.of(inner)}
                assert isinstance(inner, ast.Tuple), shown
                return {"type": "object", "additionalProperties": self.of(inner.elts[-1])}
            case ast.BinOp(left=left, right=ast.Constant(value=None)):
                return self.of(left)
            case ast.BinOp(left=left, right=right):
                return {"oneOf": [self.of(left), self.of(right)]}
            case ast.Name(id="Any" | "Value"):
                return ANY
            case ast.Name(id=name) if name in SIMPLE:
                return {"type": SIMPLE[name]}
            case ast.Name(id=name) if name.endswith("Result"):
                # Of outputs, whose keys AWS may have more of tomorrow.
                return {"type": "object", "additionalProperties": ANY}
            case ast.Name(id=name) if get_origin(getattr(library, name)) is Literal:
                return {"type": "string", CHOICE: list(get_args(getattr(library, name))), NAME: name}
            case ast.Name(id=name):
                short = name.removesuffix("Args")
                return self._reference(short, lambda: self.named(self._object(getattr(library, name)), short))
        raise TypeError(f"no type of a schema: {shown}")

    def properties(self, owner: Any) -> dict[str, Any]:
        """The keys of a TypedDict, its bases included."""
        found = {name: each for base in bases(owner) for name, each in self.properties(base).items()}
        for name, annotation, text in annotated(owner):
            shown = {"description": description(text)} if text else {}
            secret = {"secret": True} if (owner.__name__, name) in SECRET else {}
            plain = (
                {} if "Input[" in ast.unparse(annotation) or not owner.__name__.endswith("Args") else {"plain": True}
            )
            found[camel(name)] = {**self.of(annotation), **shown, **secret, **plain}
        return found

    def _object(self, declared: Any) -> dict[str, Any]:
        required = sorted(camel(each) for each in declared.__required_keys__)
        body = {"type": "object", "description": described(declared), "properties": self.properties(declared)}
        return {**body, "required": required} if required else body

    def _merged(self, shown: str) -> dict[str, Any]:
        name, beginning = MERGED[shown]
        kinds = [
            kind for part in shown.split(" | ") for kind in get_args(getattr(library, part)) or [getattr(library, part)]
        ]
        objects = [self._object(each) for each in kinds]
        return self._reference(name, lambda: self.named(merged(objects, kinds, beginning), name))

    def named(self, value: Any, owner: str) -> Any:
        """A part of the schema in which each choice of a few words is an enum.

        Its name is the one that it has in Python, else its owner's with the property's.
        """
        if isinstance(value, list):
            return [self.named(each, owner) for each in value]
        if not isinstance(value, dict):
            return value
        if CHOICE in value:
            name = value.get(NAME, owner)
            enum = {"type": "string", "enum": [{"value": each} for each in value[CHOICE]]}
            rest = {key: each for key, each in value.items() if key not in (CHOICE, NAME, "type")}
            return {**self._reference(name, lambda: enum), **rest}
        properties = value.get("properties")
        found = {key: self.named(each, owner) for key, each in value.items() if key != "properties"}
        if properties is not None:
            found["properties"] = {
                name: self.named(each, owner + name[0].upper() + name[1:]) for name, each in properties.items()
            }
        return found

    def _reference(self, name: str, make: Any) -> dict[str, Any]:
        token = f"{PACKAGE}:index:{name}"
        if token not in self.found:
            self.found[token] = {}
            self.found[token] = make()
        return {"$ref": f"#/types/{token}"}


def merged(objects: Sequence[Mapping[str, Any]], kinds: Sequence[type], beginning: str) -> dict[str, Any]:
    """One type with the keys of all kinds; each key says what it is for which kind."""
    properties: dict[str, Any] = {}
    texts: dict[str, dict[str, list[str]]] = {}
    for kind, each in zip(kinds, objects, strict=True):
        for name, declared in each["properties"].items():
            shape = {key: value for key, value in declared.items() if key != "description"}
            properties[name] = either(properties[name], shape) if name in properties else shape
            texts.setdefault(name, {}).setdefault(declared.get("description", ""), []).append(kind_of(kind))
    for name, said_of in texts.items():
        lines = [f"{', '.join(names)}: {text}" for text, names in said_of.items() if text]
        if lines:
            properties[name]["description"] = "\n".join(lines)
    required = sorted(set.intersection(*(set(each.get("required", ())) for each in objects)))
    listed = [
        f"- {kind_of(kind)}: {', '.join(f'`{name}`' for name in each['properties'])}"
        for kind, each in zip(kinds, objects, strict=True)
    ]
    body = {"type": "object", "description": "\n".join([beginning, *listed]), "properties": properties}
    return {**body, "required": required} if required else body


def either(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The type of a key that two kinds have."""
    if one == other:
        return dict(one)
    if not one.get("type") == other.get("type") == "string":
        return dict(ANY)  # it gets a description of its own
    choices = [each[CHOICE] for each in (one, other) if CHOICE in each]
    return {"type": "string", **({CHOICE: list(dict.fromkeys(chain(*choices)))} if len(choices) == 2 else {})}


def kind_of(kind: type) -> str:
    """What a kind of task, or of credentials, is called."""
    name = kind.__name__
    if name == "TaskArgs":
        return "AppFlow's form"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.sub("(Credentials|Task)$", "", name))


def described(owner: type) -> str:
    """The docstring of a class, up to its sections."""
    return description("\n".join(said(owner)).strip())


def description(text: str) -> str:
    """A text of a docstring for programs of other languages: with their names of arguments, `true` and `false`."""
    text = re.sub(r"\b[a-z][a-z0-9]*(_[a-z0-9]+)+\b", lambda found: python_names().get(found[0], found[0]), text)
    return re.sub(r"\b(True|False)\b", lambda found: found[0].lower(), text)


@cache
def python_names() -> Mapping[str, str]:
    """The names of other languages by Python's, for those that differ."""
    return {name: camel(name) for owner in owners() for name, _, _ in annotated(owner) if "_" in name}


def owners() -> Iterator[Any]:
    """Every class with arguments or outputs."""
    yield from components()
    public = (getattr(library, name) for name in library.__all__)
    yield from dict.fromkeys(kind for each in public if is_typeddict(each) for kind in (*bases(each), each))


def schema() -> dict[str, Any]:
    """The whole schema."""
    types, resources = Types(), {}
    for component in components():
        arguments = getattr(library, f"{component.__name__}Args")
        outputs = {
            name: (shown, text)
            for name, annotation, text in annotated(component)
            if (shown := output(annotation)) is not None
        }
        resources[f"{PACKAGE}:index:{component.__name__}"] = {
            "isComponent": True,
            "description": described(component),
            "inputProperties": types.named({"properties": types.properties(arguments)}, component.__name__)[
                "properties"
            ],
            "requiredInputs": sorted(camel(each) for each in arguments.__required_keys__),
            "properties": {
                camel(name): {**output_type(types.of(annotation)), "description": description(text)}
                for name, (annotation, text) in outputs.items()
            },
            "required": sorted(camel(name) for name, (each, _) in outputs.items() if "None" not in ast.unparse(each)),
        }
    languages = ("csharp", "go", "java", "nodejs", "python")
    return {
        "name": PACKAGE,
        "displayName": "Amazon Connect Customer Profiles",
        "version": library.__version__,
        "description": "Sets up Amazon Connect Customer Profiles, loads its history in batches and leaves ongoing "
        "integrations behind",
        "license": "Apache-2.0",
        "language": {each: {"respectSchemaVersion": True} for each in languages},
        "resources": resources,
        "types": types.found,
    }


def output(annotation: ast.expr) -> ast.expr | None:
    """The type of an output; None for the resources that a component has made, which only Python programs reach."""
    return annotation if "pulumi.Output[" in ast.unparse(annotation) else None


def output_type(found: Mapping[str, Any]) -> dict[str, Any]:
    """The type of an output: words of AWS, which may have more of them tomorrow, are strings."""
    return {key: value for key, value in found.items() if key not in (CHOICE, NAME)}


def text() -> str:
    """The file that the plugin ships."""
    return json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")

"""A program that takes a domain over, as the files of a project. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from .literals import Code, Noted, call, quoted, source, wrapped
from .model import Component, Program
from .readme import readme
from .stack_file import stack_file
from .wording import snake, variable

PROJECT = """\
name: {name}
description: The Customer Profiles domain {name}
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
options:
  refresh: always
"""
REQUIREMENTS = """\
connect-customer-profiles>=0.1,<0.2
pulumi>=3.231,<4
pulumi-aws>=7.20,<8
pulumi-aws-native>=1.73,<2
"""
"""Before 1.73, aws-native replaces what it has imported, or shows a change for ever that is none."""

DIFFERENT = (
    "What stays as it was found, by the name of the resource. Where a line is deleted, the next update puts the "
    "component's own in place; `pulumi preview --diff` shows it."
)
SAME = (
    "What AWS lists in an order of its own, or repeats from a template, which means the same. Take a word out here "
    "before you edit what it is about: till then an edit has no effect."
)
SAME_HERE = "AWS lists it in an order of its own, which means the same: take the line out before you edit it."

_OPTIONS = Code("TAKEN_OVER")
_WIDTH = 86


def files(program: Program, stack: str) -> dict[str, str]:
    """The files of the project, by name.

    Args:
        program: the program.
        stack: the stack that has the ids.
    """
    return {
        "Pulumi.yaml": PROJECT.format(name=program.domain_name),
        f"Pulumi.{stack}.yaml": stack_file(program),
        "__main__.py": main(program, stack),
        "requirements.txt": REQUIREMENTS,
        "README.md": readme(program, stack),
    }


def main(program: Program, stack: str, module: str = "") -> str:
    """The text of a program, or of a module of one.

    Args:
        program: the program.
        stack: the stack that has the ids.
        module: the module's name, under which the stack's file has its settings; "" for a program of its own.
    """
    used = " ".join([*_codes([each.arguments for each in program.components]), *program.exports.values()])
    head, settings = _head(program, module), _settings(program, used, module)
    sections = [head, settings, *([_taking_over(program, stack)] if any(map(_imports, program.components)) else [])]
    for heading, components in program.sections.items():
        sections.append(f"# {heading}")
        sections += [_component(each, used) for each in components]
    return "\n\n".join(sections) + "\n"


def _imports(component: Component) -> bool:
    return component.imports


def _head(program: Program, module: str) -> str:
    classes = sorted({each.type for each in program.components})
    imported = [*classes, *(["take_over"] if any(map(_imports, program.components)) else [])]
    line = f"from connect_customer_profiles import {', '.join(imported)}"
    if len(line) > _WIDTH:
        line = "from connect_customer_profiles import (\n" + "".join(f"    {each},\n" for each in imported) + ")"
    name, readme_name = program.domain_name, f"{module}.md" if module else "README.md"
    title = (
        f"Of the Customer Profiles domain {name}, what no component of the stack had."
        if module
        else f"The Customer Profiles domain {name}, taken over as it was found."
    )
    return f'''"""{title}

{readme_name} says what this {"module" if module else "program"} has, what it leaves alone, and which guards are off.
"""

import pulumi
{line}'''


def _settings(program: Program, used: str, module: str) -> str:
    lines = [f"config = pulumi.Config({quoted(module) if module else ''})"]
    if re.search(r"(?<!\.)\bdomain_name\b", used):
        lines.append('domain_name = config.require("domainName")')
    for name, value in program.settings.items():
        made = snake(name)
        if re.search(rf"\b{made}\b", used):
            require = "require" if isinstance(value, str) else "require_object"
            lines.append(f'{made} = config.{require}("{name}")')
    if program.aliases:
        lines.append('aliases = config.get_object("aliases")')
    return "\n".join(lines)


def _taking_over(program: Program, stack: str) -> str:
    explained = {each.resource for each in program.kept if each.why}
    kept: dict[str, list[Any]] = {}
    same: dict[str, list[Any]] = {}
    for each in program.kept:
        if each.resource in explained:
            why = each.why or SAME_HERE
            remark = f"{why} Without this line: {_small(each.effect)}" if each.effect else why
            kept.setdefault(each.resource, []).append(Noted(each.property, remark))
        else:
            same.setdefault(each.resource, []).append(each.property)
    lines = []
    for name, remark, listed in (("AS_FOUND", DIFFERENT, kept), ("AS_LISTED", SAME, same)):
        if listed:
            lines += [*_remark(remark), f"{name} = {source(listed, used=len(f'{name} = '))}"]
    remark = (
        f"The ids of what exists are in Pulumi.{stack}.yaml. Where an id is taken out, the resource is handed over to "
        "this stack, which then deletes it like what it has made."
    )
    if program.aliases:
        remark += " Aliases are the names that this stack had for resources; delete them once it is deployed."
    found = [name for name, there in (("AS_FOUND", kept), ("AS_LISTED", same)) if there]
    given = [Code('config.get_object("adopt") or {}')]
    if found:
        given.append(Code(found[0] if len(found) == 1 else "{**AS_FOUND, **AS_LISTED}"))
    if program.aliases:
        given.append(Code("aliases" if found else "aliases=aliases"))
    return "\n".join([*lines, *_remark(remark), f"TAKEN_OVER = {call('take_over', given, len('TAKEN_OVER = '))}"])


def _small(sentence: str) -> str:
    """A sentence as the end of another one; names keep their capitals."""
    first, _, rest = sentence.partition(" ")
    return f"{first if first in ('Customer', 'KMS', 'AWS') else first.lower()} {rest}"


def _remark(text: str) -> list[str]:
    return [f"# {line}" for line in wrapped(text, _WIDTH)]


def _component(component: Component, used: str) -> str:
    made = variable(component.name)
    assigned = f"{made} = " if re.search(rf"\b{made}\.", used) else ""
    options = [_OPTIONS] if component.imports else []
    return assigned + call(component.type, [component.name, component.arguments, *options], len(assigned))


def _codes(value: Any) -> list[str]:
    """The expressions in arguments."""
    if isinstance(value, Code):
        return [value.text]
    if isinstance(value, Noted):
        return _codes(value.value)
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    return [text for each in items for text in _codes(each)]

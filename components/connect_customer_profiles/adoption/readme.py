"""The README of a project that takes a domain over. Pure."""

from collections.abc import Iterator, Sequence

from ..rules.screen import readable
from .literals import quoted
from .model import Component, Program
from .stack_there import name_of, type_of

_INTRODUCTION = """\
# {name}

The Customer Profiles domain `{name}` in account {account}, {region}, taken over by `customer-profiles adopt`.

```text
pulumi install
pulumi stack select {stack} --create
pulumi preview --diff
pulumi up
```

The first update imports what exists and writes nothing to AWS. From then on this program is what counts: what somebody
changes by hand is changed back by the next update. `pulumi destroy` is refused where Pulumi protects a resource, and
leaves everything at AWS as long as its id is in `Pulumi.{stack}.yaml`.
"""
_MODULE = """\
# {module}

What no component of the stack had of the Customer Profiles domain `{name}` in account {account}, {region}, by
`customer-profiles adopt`. The program has it with one line in `__main__.py`, behind its other imports:

```text
import {module}  # noqa: F401
```

The ids and ARNs are in `Pulumi.{stack}.yaml`, below `{module}:`. It is yours from then on: move the components to where
you would have written them.
"""
_MOVED = """\
These are declared by the components of the module now, which have them by an alias: nothing is made anew. Take them out
of the program together with the import; outputs of the components take the place of theirs. What they left to AWS's
defaults is written down by the first update, in place."""
_EXPORTS = """\
These outputs of the stack come from them. Whoever reads them loses them, unless the program exports them anew:"""
_PROVIDERS = """\
These have an explicit provider, and the module has the default ones, of the stack's configuration. To keep it, declare
it in a module of its own, and pass it with `TAKEN_OVER`: `pulumi.ResourceOptions.merge(take_over(…),
pulumi.ResourceOptions(providers=[…]))`."""
_TAKEN = {
    "DeadLetterQueue": "the queue, with its policy",
    "EncryptionKey": "the key, with its alias",
    "ExternalApplication": "a flow, with its integration",
    "InstanceAssociation": "a Connect instance's association",
    "IntegrationWorkflow": "an integration, with its flow and what it has loaded",
    "ObjectMapping": "an object type",
    "ProfilesDomain": "the domain",
}
_GUARDS = """\
These are guards of the components that were not found. Delete one line, and `pulumi up` puts that guard in place, in
one update."""
_LEFT = """\
This is not part of the program, and stays as it is."""


def readme(program: Program, stack: str, module: str = "") -> str:
    """The text.

    Args:
        program: the program.
        stack: the stack that has the ids.
        module: the module that is added to a program; "" for a program of its own.
    """
    introduction = _MODULE if module else _INTRODUCTION
    parts = [
        introduction.format(
            name=program.domain_name, account=program.account, region=program.region, stack=stack, module=module
        ).rstrip()
    ]
    if program.aliases:
        moved = [(code(name_of(urn)), code(type_of(urn)), code(child)) for child, urn in program.aliases.items()]
        parts += ["## What to take out of the program", _MOVED, table(("name", "type", "becomes"), moved)]
        if program.exports:
            parts += [_EXPORTS, table(("output", "instead"), [*_exports(program, module)])]
        if program.providers:
            had = [(code(name_of(program.aliases[child])), text(each)) for child, each in program.providers.items()]
            parts += [_PROVIDERS, table(("name", "provider"), had)]
    parts += [
        "## What was taken over",
        table(("component", "name", "what"), [_row(each) for each in program.components]),
    ]
    if program.guards:
        rows = [
            (text(each.what), text(each.found), f"{code(each.line)} in {each.where}", each.effect)
            for each in program.guards
        ]
        parts += ["## Guards that are off", _GUARDS, table(("guard", "as found", "delete", "then"), rows)]
    if program.left:
        left = [(text(each.what), code(each.name), text(each.reason)) for each in program.left]
        parts += ["## What was left alone", _LEFT, table(("what", "name", "why"), left)]
    if program.notes:
        parts += ["## What else to know", "\n".join(f"- {text(each)}" for each in program.notes)]
    return "\n\n".join(parts) + "\n"


def _exports(program: Program, module: str) -> Iterator[tuple[str, str]]:
    for name, instead in program.exports.items():
        line = f"pulumi.export({quoted(name)}, {module}.{instead})"
        yield code(name), code(line) if instead else "no component has it"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def text(found: str) -> str:
    """A text in which nothing is markup, but code between backticks of our own sentences."""
    plain = readable(found).replace("\\", "\\\\")
    for sign, escaped in (("|", "\\|"), ("<", "&lt;"), ("[", "\\["), ("]", "\\]"), ("*", "\\*")):
        plain = plain.replace(sign, escaped)
    return plain


def code(found: str) -> str:
    """A text as code, whatever is in it."""
    plain = readable(found).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in _runs(plain)), default=0) + 1)
    return f"{fence} {plain} {fence}" if "`" in plain else f"`{plain}`"


def _runs(found: str) -> list[str]:
    """The runs of backticks in a text."""
    return [run for run in "".join(each if each == "`" else " " for each in found).split() if run]


def _row(component: Component) -> tuple[str, str, str]:
    return f"`{component.type}`", code(component.name), _TAKEN[component.type]

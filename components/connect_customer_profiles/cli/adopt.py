"""`customer-profiles adopt`."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..adoption.model import Program
from ..adoption.stack_there import name_of
from ..operations import adopt, adopt_into
from ..operations.aws_targets import domain_alone
from ..operations.errors import ATTENTION, FINE, Refused
from .console import Output, counted
from .mapping_document import document
from .options import output
from .progress import progress


@click.command(
    "adopt",
    short_help="Write a program that takes over a domain that exists.",
    epilog="""\b
Examples:
  customer-profiles adopt --domain amazon-connect-care --out care
  customer-profiles adopt --domain amazon-connect-care --region eu-central-1 --stack prod --out care
  customer-profiles adopt --domain amazon-connect-care --stack prod --out . --from-stack
""",
)
@click.option("--domain", metavar="NAME", required=True, help="Domain, as AWS has it.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the new project, which is made; or of a project whose stack exists, which is added to.",
)
@click.option("--stack", metavar="NAME", default="dev", show_default=True, help="Stack whose file has the ids.")
@click.option(
    "--from-stack",
    is_flag=True,
    help="Make raw resources of the stack (aws, aws-native) those of components, by aliases. For a stack that exists.",
)
@click.option("--region", metavar="REGION", help="Region of the domain. Default: that of the environment or profile.")
@click.option("--profile", metavar="PROFILE", help="Named AWS profile. Default: boto3's chain.")
@output
def command(
    out: Output, domain: str, folder: Path, stack: str, region: str | None, profile: str | None, *, from_stack: bool
) -> int:
    """Read a domain with its key, queue, object types, Connect instances, integrations and flows, and write a Pulumi
    project that takes them over as they are. AWS is only read.

    A folder that has a project gets a module with what its stack has not, and the module's settings in the stack's
    file; nothing that is there is changed.

    README.md of the project says what is taken over, what is left alone and why, and which guards are off, each with
    the one line that turns it on.

    Exit code 0 if everything is taken over that there is a component for, 1 if something of it is left alone.
    """
    if definition := adopt_into.definition(folder):
        adopt.check_stack(stack)
        there = adopt_into.existing(folder, stack, runtime(document(definition)))
        return _into(out, domain, there, region, profile, from_stack=from_stack)
    if from_stack:
        raise Refused(f"{folder}: has no Pulumi.yaml; --from-stack is for a project whose stack exists")
    adopt.check_out(folder, stack)
    target = domain_alone(domain, region, profile)
    with progress(out, "object types and flows") as report:
        made, written = adopt.adopt(target, folder, stack, report)
    attention = any(each.attention for each in made.left)
    out.document(_document(made, written), target, attention=attention)
    _show(out, made, folder, stack)
    return ATTENTION if attention else FINE


def runtime(project: Any) -> str:
    """The language of a project, however its file is laid out."""
    found = project.get("runtime") if isinstance(project, Mapping) else None
    name = found.get("name") if isinstance(found, Mapping) else found
    return name if isinstance(name, str) and name else "another language"


def _into(
    out: Output,
    domain: str,
    there: adopt_into.Existing,
    region: str | None,
    profile: str | None,
    *,
    from_stack: bool,
) -> int:
    folder, stack = there.project.folder, there.project.stack
    target = domain_alone(domain, region or there.region, profile)
    with progress(out, "object types and flows") as report:
        added = adopt_into.adopt_into(there, target, report, from_stack=from_stack)
    made = added.program
    attention = any(each.attention for each in made.left)
    out.document(_document(made, added.written, added.module), target, attention=attention)
    _show_found(out, made)
    if made.components or made.left:
        out.line()
    if not added.module:
        out.line(f"Nothing to add: stack {stack} has everything that can be taken over.")
        return ATTENTION if attention else FINE
    out.line(f"{counted(len(made.components), 'component')} in {added.module}.py. Nothing was written to AWS. Next:")
    if added.requirements:
        out.line(f"  add {' and '.join(added.requirements)} to its requirements, and run `pulumi install`")
    out.line(f"  add `import {added.module}` to {folder / '__main__.py'}, behind its other imports")
    if made.aliases:
        former = ", ".join(sorted({name_of(urn) for urn in made.aliases.values()}))
        out.line(f"  take out of the program what the module declares now: {former}")
    if made.exports:
        out.line(f"  export from the module what came from them: {', '.join(made.exports)}; {added.module}.md has how")
    if made.providers:
        had = ", ".join(sorted({*made.providers.values()}))
        out.line(
            f"  mind the provider: they have {had}, the module the default one; {added.module}.md has how to keep it"
        )
    out.verbatim(f"  pulumi preview --stack {stack} --diff")
    return ATTENTION if attention else FINE


def _document(made: Program, written: Sequence[Path], module: str = "") -> dict[str, Any]:
    return {
        "module": module,
        "aliases": dict(made.aliases),
        "providers": dict(made.providers),
        "exports": dict(made.exports),
        "files": [str(each) for each in written],
        "adopted": [{"component": each.type, "name": each.name} for each in made.components],
        "guards": [asdict(each) for each in made.guards],
        "left": [asdict(each) for each in made.left],
        "notes": list(made.notes),
    }


def _show(out: Output, made: Program, folder: Path, stack: str) -> None:
    _show_found(out, made)
    out.line()
    count = counted(len(made.components), "component")
    out.line(f"{count} in {folder}; README.md there has the details. Nothing was written to AWS. Next:")
    out.verbatim(
        f"  cd {shlex.quote(str(folder))} && pulumi install && pulumi stack select {stack} --create && pulumi preview"
    )


def _show_found(out: Output, made: Program) -> None:
    if made.components:
        out.table(["taken over", "name"], [(each.type, each.name) for each in made.components])
    if made.guards:
        out.line()
        out.table(["guard that is off", "as found"], [(each.what, each.found) for each in made.guards])
    if made.left:
        if made.components:
            out.line()
        rows = [(each.what, each.name, each.reason) for each in made.left]
        out.table(["left alone", "name", "why"], rows)

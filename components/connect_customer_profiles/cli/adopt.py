"""`customer-profiles adopt`."""

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..adoption.model import Program
from ..operations import adopt
from ..operations.aws_targets import domain_alone
from ..operations.errors import ATTENTION, FINE
from .console import Output, counted
from .options import output
from .progress import progress


@click.command(
    "adopt",
    short_help="Write a program that takes over a domain that exists.",
    epilog="""\b
Examples:
  customer-profiles adopt --domain amazon-connect-care --out care
  customer-profiles adopt --domain amazon-connect-care --region eu-central-1 --stack prod --out care
""",
)
@click.option("--domain", metavar="NAME", required=True, help="Domain, as AWS has it.")
@click.option(
    "--out",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the new project. It is made, and must be empty if it exists.",
)
@click.option("--stack", metavar="NAME", default="dev", show_default=True, help="Stack whose file has the ids.")
@click.option("--region", metavar="REGION", help="Region of the domain. Default: that of the environment or profile.")
@click.option("--profile", metavar="PROFILE", help="Named AWS profile. Default: boto3's chain.")
@output
def command(out: Output, domain: str, folder: Path, stack: str, region: str | None, profile: str | None) -> int:
    """Read a domain with its key, queue, object types, Connect instances, integrations and flows, and write a Pulumi
    project that takes them over as they are. AWS is only read.

    README.md of the project says what is taken over, what is left alone and why, and which guards are off, each with
    the one line that turns it on.

    Exit code 0 if everything is taken over that there is a component for, 1 if something of it is left alone.
    """
    adopt.check_out(folder, stack)
    target = domain_alone(domain, region, profile)
    with progress(out, "object types and flows") as report:
        made, written = adopt.adopt(target, folder, stack, report)
    attention = any(each.attention for each in made.left)
    out.document(_document(made, written), target, attention=attention)
    _show(out, made, folder, stack)
    return ATTENTION if attention else FINE


def _document(made: Program, written: list[Path]) -> dict[str, Any]:
    return {
        "files": [str(each) for each in written],
        "adopted": [{"component": each.type, "name": each.name} for each in made.components],
        "guards": [asdict(each) for each in made.guards],
        "left": [asdict(each) for each in made.left],
        "notes": list(made.notes),
    }


def _show(out: Output, made: Program, folder: Path, stack: str) -> None:
    out.table(["taken over", "name"], [(each.type, each.name) for each in made.components])
    if made.guards:
        out.line()
        out.table(["guard that is off", "as found"], [(each.what, each.found) for each in made.guards])
    if made.left:
        out.line()
        rows = [(each.what, each.name, each.reason) for each in made.left]
        out.table(["left alone", "name", "why"], rows)
    out.line()
    count = counted(len(made.components), "component")
    out.line(f"{count} in {folder}; README.md there has the details. Nothing was written to AWS. Next:")
    out.line(
        f"  cd {shlex.quote(str(folder))} && pulumi install && pulumi stack select {stack} --create && pulumi preview"
    )

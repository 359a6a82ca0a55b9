"""`customer-profiles suggest-mapping`."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import click
import yaml

from ..operations import rehearsal
from ..operations.detection import detected
from ..operations.errors import FINE, Refused
from ..operations.selection import Selection, find
from ..rehearsal.files import FORMS
from ..rehearsal.sample import Options
from ..rehearsal.suggesting import Suggestion
from .choice import Choice
from .console import Output
from .options import output


@click.command(
    "suggest-mapping",
    short_help="Draft an object type for your own records.",
    epilog="""\b
Examples:
  customer-profiles suggest-mapping contacts.csv > mapping.yaml
  customer-profiles suggest-mapping --name Guest --python export.jsonl
  customer-profiles suggest-mapping --aws --domain amazon-connect-customers contacts.csv
  customer-profiles rehearse --mapping mapping.yaml contacts=contacts.csv
""",
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", help="The object type's name. Default: the file's.")
@click.option("--python", "as_python", is_flag=True, help="As arguments of ObjectMapping instead of YAML.")
@click.option("--format", "form", type=Choice(FORMS), help="Default: by the file.")
@click.option("--encoding", metavar="NAME", help="Default: by the file.")
@click.option("--delimiter", metavar="SIGN", help="Of CSV. Default: by the file.")
@click.option("--aws", "ask", is_flag=True, help="Ask AWS instead, with the first five records: needs --domain.")
@click.option("--domain", metavar="NAME", help="With --aws: the domain that is asked.")
@click.option("--region", metavar="REGION", help="With --aws: its Region. Default: the profile's.")
@click.option("--profile", metavar="PROFILE", help="With --aws: named AWS profile. Default: boto3's chain.")
@output
def command(
    out: Output,
    file: Path,
    name: str | None,
    as_python: bool,
    form: str | None,
    encoding: str | None,
    delimiter: str | None,
    ask: bool,
    domain: str | None,
    region: str | None,
    profile: str | None,
) -> int:
    """Draft an object type for a sample of records: fields, content types, targets and keys, each with its reason.

    FILE is CSV, JSON Lines, a JSON array or Parquet (extra `parquet`), or - for the standard input. It is read
    on this machine and nowhere else, unless --aws sends its first five records to your domain's Region
    (DetectProfileObjectType). What is printed is what `rehearse --mapping` takes: see what it does to your records
    before you use it.
    """
    options = Options(encoding, delimiter, form)
    if ask and domain is None:
        raise Refused("--aws: name the domain that is asked with --domain")
    if not ask and (domain or region or profile):
        raise Refused("--domain, --region and --profile belong to --aws")
    if ask:
        where = find(Selection(domain=domain, region=region, profile=profile), ingestions=False)
        found = detected(name or named(file), file, options, where)
    else:
        found = rehearsal.suggestion(name or named(file), file, options)
    out.document(
        {
            "name": found.name,
            "records": found.records,
            "reading": [*found.reading],
            "mapping": dict(found.arguments),
            "reasons": [asdict(each) for each in found.reasons],
        },
        None,
        attention=False,
    )
    for line in (python_lines if as_python else yaml_lines)(found):
        out.verbatim(line)
    return FINE


def named(file: Path) -> str:
    """A name for the object type of a file: letters, digits, underscores and hyphens, a letter first."""
    plain = re.sub(r"[^a-zA-Z0-9_-]+", "_", file.stem).strip("_-")
    return (plain if plain[:1].isalpha() else f"Type_{plain}")[:50]


def yaml_lines(found: Suggestion) -> list[str]:
    """A mapping file, with the reasons as comments."""
    text = yaml.safe_dump({found.name: dict(found.arguments)}, sort_keys=False, allow_unicode=True)
    return [*reasons(found), *text.splitlines()]


def python_lines(found: Suggestion) -> list[str]:
    """The component, with the reasons as comments. The domain is the program's own."""
    texts = {name: value for name, value in found.arguments.items() if not isinstance(value, bool)}
    switches = [f'"{name}": {value},' for name, value in found.arguments.items() if isinstance(value, bool)]
    written = json.dumps({"object_type_name": found.name, **texts}, indent=4, ensure_ascii=False)
    return [
        *reasons(found),
        "ObjectMapping(",
        f"    {json.dumps(found.name.lower())},",
        "    {",
        *(f"        {line}" for line in ('"domain_name": domain.domain_name,', *switches)),
        *(f"    {line}" for line in written.splitlines()[1:]),
        ")",
    ]


def reasons(found: Suggestion) -> list[str]:
    """A comment for each line about the file, and for each reason."""
    several = "1 record" if found.records == 1 else f"{found.records:,} records"
    return [
        f"# Drawn from {several}. Rehearse it before you use it.",
        *(f"# {' '.join(each.split())}" for each in found.reading),
        *(f"# {' '.join(each.what.split())}: {each.suggestion}: {each.because}" for each in found.reasons),
    ]

"""`customer-profiles rehearse`."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..operations import rehearsal
from ..operations.errors import ATTENTION, FINE, Refused
from ..operations.planned import planned
from ..operations.rehearsal import Given
from ..operations.selection import Selection, find
from ..rehearsal.comparing import Comparison
from ..rehearsal.files import FORMS
from ..rehearsal.report import Report
from ..rehearsal.sample import Options
from . import rehearsal_view
from .console import Output
from .mapping_document import document, json_document
from .options import target
from .picture import ending, write_svg
from .progress import progress
from .rehearsal_picture import comparison_page, comparison_picture, page, picture, write_html


@click.command(
    "rehearse",
    short_help="See what your own records would become, before they are loaded.",
    epilog="""\b
Examples:
  customer-profiles rehearse --stack prod contacts=contacts.csv tickets=tickets.jsonl
  customer-profiles rehearse --mapping mapping.yaml contacts=contacts.csv
  pulumi preview --json > plan.json && customer-profiles rehearse --plan plan.json contacts=contacts.csv
  customer-profiles rehearse --mapping mapping.yaml --compare other.yaml contacts=contacts.csv
  customer-profiles rehearse --stack prod contacts=export.txt --format contacts=csv --delimiter '|' --html report.html
""",
)
@click.argument("sources", metavar="NAME=FILE...", nargs=-1, required=True)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File (YAML or JSON) with the arguments of ObjectMapping for each NAME, instead of a stack.",
)
@click.option(
    "--plan",
    type=click.Path(path_type=Path, dir_okay=False),
    help="What `pulumi preview --json` has printed of a program that is not deployed, instead of a stack.",
)
@click.option(
    "--compare",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Another such file: rehearse with both, and show which records differ.",
)
@click.option(
    "--format",
    "forms",
    metavar="[NAME=]FORMAT",
    multiple=True,
    help=f"{', '.join(FORMS[:-1])} or {FORMS[-1]}. Default: by the file.",
)
@click.option("--encoding", "encodings", metavar="[NAME=]NAME", multiple=True, help="Default: by the file.")
@click.option("--delimiter", "delimiters", metavar="[NAME=]SIGN", multiple=True, help="Of CSV. Default: by the file.")
@click.option("--show-personal-data", "personal", is_flag=True, help="Show the values of examples.")
@click.option(
    "--svg", type=click.Path(path_type=Path), callback=ending(".svg"), help="Also write a picture to this SVG file."
)
@click.option(
    "--html", type=click.Path(path_type=Path), callback=ending(".html"), help="Also write a page to this HTML file."
)
@target
def command(
    where: Selection,
    out: Output,
    sources: Sequence[str],
    mapping: Path | None,
    plan: Path | None,
    compare: Path | None,
    forms: Sequence[str],
    encodings: Sequence[str],
    delimiters: Sequence[str],
    personal: bool,
    svg: Path | None,
    html: Path | None,
) -> int:
    """Rehearse your own records with the definitions of a stack, of a preview or of a mapping file: which are left out,
    which would be dead letters, how many profiles they make, which merges are suspicious and which duplicates no key
    finds.

    NAME is an integration (with its tasks) or an object type; FILE is CSV, JSON Lines, a JSON array or Parquet (extra
    `parquet`), or - for the standard input. Nothing is sent anywhere; AWS is asked only for the fields of its own
    templates. Values of persons are shown only with --show-personal-data. Exit code 1 if something needs attention.
    """
    given = _given(sources, forms=forms, encodings=encodings, delimiters=delimiters)
    found_target = None
    instead = [name for name, file in (("--mapping", mapping), ("--plan", plan)) if file is not None]
    if len(instead) > 1:
        raise Refused("--mapping and --plan: name one of them")
    if instead and (where.stack is not None or where.domain is not None):
        raise Refused(f"{instead[0]} takes the place of --stack and --domain")
    if mapping is not None:
        definition = rehearsal.of_file(mapping, document(mapping))
    elif plan is not None:
        declared = planned(json_document(plan), str(plan), region=where.region, profile=where.profile)
        definition = rehearsal.of_target(declared)
    else:
        found_target = find(where)
        definition = rehearsal.of_target(found_target, alone=where.stack is None and where.domain is not None)
    with progress(out, "records") as told:

        def report(done: int) -> None:
            told(done, None)

        if compare is None:
            found = rehearsal.report(definition, given, report, personal=personal)
            compared = None
        else:
            other = rehearsal.of_file(compare, document(compare))
            compared = rehearsal.comparison(definition, other, given, report, personal=personal)
            found = compared.second
    if compared is None:
        out.document(_document(found), found_target, attention=found.needs_attention)
        rehearsal_view.show(found, out)
        drawn, content = picture(found), page(found)
    else:
        out.document(_compared(compared), found_target, attention=found.needs_attention)
        first, second = (each.name if each else "the stack" for each in (mapping or plan, compare))
        rehearsal_view.show_comparison(compared, first, second, out)
        drawn, content = comparison_picture(compared, (first, second)), comparison_page(compared, (first, second))
    if svg is not None:
        write_svg(drawn, svg)
        out.line(f"written: {svg}", "faint")
    if html is not None:
        write_html(content, html)
        out.line(f"written: {html}", "faint")
    return ATTENTION if found.needs_attention else FINE


def _given(
    sources: Sequence[str], *, forms: Sequence[str], encodings: Sequence[str], delimiters: Sequence[str]
) -> list[Given]:
    pairs = []
    for each in sources:
        name, equals, file = each.partition("=")
        if not (name and equals and file):
            raise Refused(f"{each!r}: name a source and its file, such as contacts=contacts.csv")
        pairs.append((name, Path(file)))
    names = [name for name, _ in pairs]
    form, encoding, delimiter = (
        _option(option, values, names)
        for option, values in (("--format", forms), ("--encoding", encodings), ("--delimiter", delimiters))
    )
    given = [Given(name, file, Options(encoding(name), delimiter(name), form(name))) for name, file in pairs]
    unknown = next((one.options.form for one in given if one.options.form not in (None, *FORMS)), None)
    if unknown is not None:
        raise Refused(f"--format = {unknown!r}: must be one of {', '.join(FORMS)}")
    return given


def _option(option: str, values: Sequence[str], names: Sequence[str]) -> Callable[[str], str | None]:
    """The value of an option for a source: its own, else that of all."""
    own: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if equals and name and rest:
            if name not in names:
                raise Refused(f"{option} {value}: there is no source {name}; there are {', '.join(names)}")
            own[name] = rest
        else:
            own[""] = value
    return lambda name: own.get(name, own.get(""))


def _document(found: Report) -> dict[str, Any]:
    totals = {"records": found.records, "dropped": found.dropped, "refused": found.refused}
    return {**totals, **asdict(found)}


def _compared(compared: Comparison) -> dict[str, Any]:
    return {
        "first": _document(compared.first),
        "second": _document(compared.second),
        "differences": [asdict(each) for each in compared.differences],
    }

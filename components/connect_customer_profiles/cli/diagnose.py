"""`customer-profiles diagnose`."""

from dataclasses import replace

import click

from ..operations.diagnosis.collect import collect
from ..operations.diagnosis.diagnose import Diagnosis, diagnose
from ..operations.diagnosis.facts import Unseen
from ..operations.errors import ATTENTION, FINE, UNREACHABLE
from ..operations.selection import Selection, find
from ..operations.targets import NOT_CREATED
from .console import Output
from .options import target
from .progress import progress

STYLE = {"certain": "bad", "likely": "bad", "possible": "busy"}


@click.command(
    "diagnose",
    epilog="""\b
Examples:
  customer-profiles diagnose
  customer-profiles diagnose --stack prod
  customer-profiles diagnose --domain amazon-connect-customers --region eu-central-1 --json
""",
)
@target
def command(where: Selection, out: Output) -> int:
    """Say what is wrong with a domain and its integrations, how certain that is, and which command repairs it.

    Looks at domain, key, queue, dead letters, Connect instances, and for each integration at its workflow, flow, runs,
    connector profile and execution role; changes nothing. Names whatever it may not look at.

    Exit code 0 if nothing is wrong, 1 with findings, 3 if nothing was found but not everything could be looked at.
    """
    found_target = find(where)
    with progress(out, "integrations") as report:
        found = diagnose(*collect(found_target, tell=lambda done, every: report(done, every, "")))
    absent = tuple(Unseen(f"integration {name}", NOT_CREATED) for name in found_target.not_created)
    found = replace(found, unseen=(*absent, *found.unseen))
    out.document(
        {
            "findings": [each.as_json() for each in found.findings],
            "unseen": [{"what": each.what, "reason": each.reason} for each in found.unseen],
        }
    )
    _show(found, out)
    if found.findings:
        return ATTENTION
    # No answer is not a good answer.
    return UNREACHABLE if found.unseen else FINE


def _show(found: Diagnosis, out: Output) -> None:
    for each in found.findings:
        out.line(f"{each.where}: {each.cause.wrong}", STYLE[each.cause.certainty])
        for text in each.evidence:
            out.line(f"  because     {text}")
        out.line(f"  confidence  {each.cause.certainty}", "faint")
        out.line(f"  do this     {each.cause.remedy}")
        if each.command:
            out.line(f"              {each.command}", "bold")
        if each.consequences:
            out.line(f"  explains    {', '.join(each.consequences)}", "faint")
        out.line()
    for unseen in found.unseen:
        out.line(f"could not look at {unseen.what}: {unseen.reason}", "busy")
    if not found.findings:
        if found.unseen:
            things = "1 thing" if len(found.unseen) == 1 else f"{len(found.unseen)} things"
            out.line(
                f"no problem was found, but {things} could not be looked at: nobody knows whether all is well", "bad"
            )
        else:
            out.line("no problem was found", "good")

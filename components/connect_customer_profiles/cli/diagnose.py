"""`customer-profiles diagnose`."""

from dataclasses import asdict, replace

import click

from ..operations.diagnosis.collect import collect
from ..operations.diagnosis.diagnose import Diagnosis, diagnose
from ..operations.diagnosis.former_keys import KNOWN_BY
from ..operations.diagnosis.lists import CLOSELY
from ..operations.errors import ATTENTION, FINE, UNREACHABLE
from ..operations.selection import Selection, find
from ..operations.status import Unseen
from ..operations.targets import NOT_CREATED, Target
from . import suggestions
from .console import Output
from .options import target
from .progress import progress
from .status import NO_INTEGRATION, member, sentence, style_of, tell_unseen

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
    connector profile and execution role; changes nothing. Names whatever it may not look at. Keys that the domain had
    before are known by their description or policy, and from the stack; AWS tells of no others.

    Exit code 0 if nothing is wrong, 1 with findings, 3 if nothing was found but not everything could be looked at.
    """
    with progress(out, "workflows") as report:
        found_target = find(where, closely=CLOSELY, tell=report)
    with progress(out, "integrations") as report:
        found = diagnose(*collect(found_target, tell=report))
    absent = tuple(Unseen(f"integration {name}", NOT_CREATED) for name in found_target.not_created)
    found = replace(found, unseen=(*absent, *found.unseen))
    out.document(
        {
            "integrations": list(map(member, found.integrations)),
            "findings": [each.as_json() for each in found.findings],
            "unseen": [asdict(each) for each in found.unseen],
            "limits": [KNOWN_BY, *_by_lists(found, found_target)],
        },
        found_target,
        attention=bool(found.findings or found.unseen),
    )
    _show(found, found_target, out)
    if found.findings:
        return ATTENTION
    # No answer is not a good answer.
    return UNREACHABLE if found.unseen else FINE


def _by_lists(found: Diagnosis, of: Target) -> list[str]:
    """What is not known of integrations that were not looked at closely."""
    if not found.by_lists:
        return []
    unknown = any(each.listed for each in of.ingestions)
    numbers = "batches and records are not known" if unknown else "numbers are those of the last refresh"
    return [
        f"AWS's lists show that nothing is wrong with {found.by_lists:,} of the integrations, whose {numbers}; "
        "`customer-profiles status` asks for each"
    ]


def _show(found: Diagnosis, of: Target, out: Output) -> None:
    for status in found.integrations:
        out.line(sentence(status), style_of(status.status))
    for words in _by_lists(found, of):
        out.line(words, "faint")
    if not (of.ingestions or of.not_created):
        out.line(NO_INTEGRATION)
    if found.integrations:
        out.line()
    for each in found.findings:
        out.line(f"{each.where}: {each.cause.wrong}", STYLE[each.cause.certainty])
        for text in each.evidence:
            out.line(f"  because     {text}")
        out.line(f"  confidence  {each.cause.certainty}", "faint")
        out.line(f"  do this     {each.cause.remedy}")
        if each.command:
            # As it is: a name may look like the end of a sentence.
            out.verbatim(f"              {suggestions.command(each.command)}", "bold")
        if each.consequences:
            out.line(f"  explains    {', '.join(each.consequences)}", "faint")
        out.line()
    tell_unseen(found.unseen, out)
    if not found.findings:
        if found.unseen:
            things = "1 thing" if len(found.unseen) == 1 else f"{len(found.unseen)} things"
            out.line(
                f"no problem was found, but {things} could not be looked at: nobody knows whether all is well", "bad"
            )
        else:
            out.line("no problem was found", "good")

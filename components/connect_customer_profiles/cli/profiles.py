"""`customer-profiles profiles`."""

import json
from dataclasses import asdict

import click

from ..operations.errors import ATTENTION, FINE
from ..operations.profiles import Found, search
from ..operations.selection import Selection, find
from .console import Output
from .options import target


@click.command(
    "profiles",
    short_help="Find unified profiles by a key.",
    epilog="""\b
Examples:
  customer-profiles profiles _email jane.doe@example.com --stack prod
  customer-profiles profiles _salesforceContactId 0035g00000XyZab --domain amazon-connect-customers
  customer-profiles profiles _phone +15551230100 --stack prod --show-personal-data --json
""",
)
@click.argument("key")
@click.argument("value")
@click.option("--show-personal-data", "personal", is_flag=True, help="Also show the values of profiles and objects.")
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="The maximum number of profiles."
)
@target
def command(where: Selection, out: Output, key: str, value: str, personal: bool, limit: int) -> int:
    """Find unified profiles by a key's name and value: the proof that a customer's data reached the agent's screen.

    KEY is a predefined key (_email, _phone, _account, _fullName, _profileId) or one of an object type. Shows the
    objects behind each profile and the integrations that load them; personal data only with --show-personal-data. Exit
    code 1 if there is none.
    """
    found_target = find(where)
    found = list(search(found_target, key, value, personal=personal, limit=limit))
    out.document({"key": key, "profiles": [asdict(each) for each in found]}, found_target, attention=not found)
    if not found:
        out.line(f"no profile in {found_target.domain_name} has this value of {key}", "bad")
        return ATTENTION
    for each in found:
        _show(each, out)
    if len(found) == limit:
        out.line()
        out.line(f"there may be more than these {limit}; raise --limit", "faint")
    return FINE


def _show(found: Found, out: Output) -> None:
    out.line(f"profile {found.profile_id}", "bold")
    rows = [(each.object_type, each.number, ", ".join(each.integrations)) for each in found.objects]
    out.table(("object type", "objects", "loaded by"), rows)
    if found.members is None:
        out.line(f"filled: {', '.join(found.filled) or 'nothing'} (values: --show-personal-data)", "faint")
        return
    for name, value in found.members.items():
        out.verbatim(f"  {name}: {json.dumps(value) if isinstance(value, dict) else value}")
    for objects in found.objects:
        for body in objects.bodies or ():
            out.verbatim(f"  {objects.object_type}: {json.dumps(body)}")

"""`customer-profiles reestablish`."""

from dataclasses import asdict

import click

from ..names import flow_name_of
from ..operations.errors import ATTENTION, FINE
from ..operations.reestablish import plan, reestablish
from ..operations.selection import Selection, find
from .console import Output
from .options import confirmed, repair


@click.command(
    "reestablish",
    short_help="Replace an ongoing integration that stopped working.",
    epilog="""\b
Examples:
  customer-profiles reestablish contacts --stack prod --dry-run
  customer-profiles reestablish contacts --stack prod
  customer-profiles reestablish Salesforce-Contact --domain amazon-connect-customers --yes
""",
)
@repair
def command(where: Selection, out: Output, integration: str | None, dry_run: bool, yes: bool) -> int:
    """Replace an ongoing integration that stopped working, as AWS advises: it is deleted and established again.

    The new one has the same definition, continues from the last successful pull, and is active before the old one is
    deleted: nothing is lost, and no history is loaded again. Refused while a workflow runs. The next `pulumi refresh`
    or `pulumi up` accepts the new one; the alarm on missing runs and the dashboard of the program follow with `up`.

    INTEGRATION is the name of the component, the object type or the flow; optional if there is only one.
    """
    found_target = find(where)
    chosen = found_target.chosen(integration)
    replacement, state = plan(chosen)
    out.line(str(replacement))
    if dry_run:
        out.document({**asdict(replacement), "done": False}, found_target)
        return FINE
    confirmed(out, yes=yes)
    after = reestablish(chosen, state)
    done = after.integration_uri != state.integration_uri and after.flow_status == "Active"
    out.document({**asdict(replacement), "done": done}, found_target, attention=not done)
    name, status = flow_name_of(after.integration_uri), after.flow_status.lower()
    out.line(f"{chosen.name}: {name} is {status}", "good" if done else "bad")
    if done:
        out.line("An alarm on missing runs and a dashboard follow the new flow with `pulumi up --refresh`.", "faint")
    return FINE if done else ATTENTION

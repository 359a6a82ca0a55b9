"""`customer-profiles resubmit`."""

from dataclasses import asdict

import click

from ..ingestion import contest
from ..operations.errors import FINE
from ..operations.resubmit import plan, resubmit
from ..operations.selection import Selection, find
from .console import Output
from .options import confirmed, repair


@click.command(
    "resubmit",
    short_help="Reload failed batches.",
    epilog="""\b
Examples:
  customer-profiles resubmit contacts --stack prod --dry-run
  customer-profiles resubmit contacts --stack prod
  customer-profiles resubmit Salesforce-Contact --domain amazon-connect-customers --yes
""",
)
@repair
def command(where: Selection, out: Output, integration: str | None, dry_run: bool, yes: bool) -> int:
    """Load the failed batches of an integration once more: after their cause was removed at the source, or when all
    rounds of resubmission are used up. Loaded batches are not touched.

    Starts a workflow and does not wait for its end; `customer-profiles watch` follows it. Half a minute later it looks
    for workflows that others have started at the same time: the oldest stays, the others are removed. The next `pulumi
    refresh` or `pulumi up` finds it and has nothing to change. Refused while a workflow runs.

    INTEGRATION is the name of the component, the object type or the flow; optional if there is only one.
    """
    found_target = find(where)
    chosen = found_target.chosen(integration)
    found, state = plan(chosen)
    out.line(str(found))
    if dry_run or not found.step:
        out.document({**asdict(found), "done": False, "workflow": ""}, found_target)
        return FINE
    confirmed(out, yes=yes)

    def started(workflow: str) -> None:
        seconds = contest.seconds_until_listed()
        out.line(f"{chosen.name}: workflow {workflow} is started; in {seconds:g} seconds every other one can be seen")

    workflow = resubmit(chosen, state, started=started).workflow_ids[-1]
    out.document({**asdict(found), "done": True, "workflow": workflow}, found_target)
    out.line(f"{chosen.name}: workflow {workflow} loads them: customer-profiles watch", "good")
    return FINE

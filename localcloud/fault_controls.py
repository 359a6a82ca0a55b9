"""`python -m localcloud faults`: what is to fail."""

import json
from pathlib import Path
from typing import Any, get_args

import click
from connect_customer_profiles.cli.choice import Choice

from localcloud.aws.control import ControlError
from localcloud.aws.faults import SETTINGS, Kind
from localcloud.running import data_option, find, one_line, say


@click.group(invoke_without_command=True)
@data_option
@click.pass_context
def faults(context: click.Context, data: Path | None) -> None:
    """List the faults to come, or make a call, a batch or a run fail.

    \b
    Examples:
      faults add throttle --service customer-profiles --operation PutIntegration --count 3
      faults add lost_answer --service customer-profiles --operation CreateIntegrationWorkflow
      faults add step_fails --batch 2 --permanent --message 'INVALID_SESSION_ID expired access token'
      faults clear
    """
    context.obj = data
    if context.invoked_subcommand is None:
        for fault in find(data, None, None)[0].faults():
            say(json.dumps({key: value for key, value in fault.items() if value is not None}))


@faults.command()
@click.option("--service", help="SDK name of the service, such as customer-profiles. Default: any.")
@click.option("--operation", help="Such as CreateIntegrationWorkflow. Default: any.")
@click.option("--skip", type=click.IntRange(min=0), help="Matching calls to let pass first.")
@click.option("--count", type=click.IntRange(min=1), help="How many calls, batches or runs to hit. Default: 1.")
@click.option("--status", type=click.IntRange(400, 599), help="error_…: the HTTP status. Default: 500.")
@click.option("--code", help="error_…: the code. Default: InternalServerException.")
@click.option("--seconds", type=click.FloatRange(min=0), help="slow_answer: how long it is held. Default: 1.")
@click.option("--batch", type=click.IntRange(min=0), help="step_fails: which batch of the workflow. Default: any.")
@click.option("--permanent", is_flag=True, default=None, help="step_fails: AWS does not try again.")
@click.option("--flow", help="run_…: what the flow's name begins with. Default: any.")
@click.option("--message", help="The error's message.")
@click.argument("kind", metavar="KIND", type=Choice(get_args(Kind)))
@data_option
@click.pass_obj
def add(of_group: Path | None, /, data: Path | None, kind: str, **settings: Any) -> None:
    """Make something fail. KIND is one of these:

    \b
    throttle      the call is refused with 429, and nothing is done
    error_before  the call fails, and nothing is done
    error_after   the call fails, and its effect is there
    lost_answer   its effect is there, and the connection drops
    slow_answer   its effect is there, and the answer is late
    kill          its effect is there, and the process that called is killed
    step_fails    a batch of a workflow fails
    run_fails     a run of a flow fails
    run_skipped   a run of a flow that is due does not take place
    """
    given = {key: value for key, value in settings.items() if value is not None}
    for each in sorted(given.keys() - SETTINGS[kind]):
        options = ", ".join(f"--{name}" for name in SETTINGS[kind])
        raise click.UsageError(f"--{each}: a fault {kind} takes no notice of it, but of {options}")
    control, _ = find(data or of_group, None, None)
    with one_line():
        try:
            number = control.add_fault(kind, **given)
        except ControlError as refused:
            raise ValueError(f"--{refused}") from None  # it names the setting, which is the option's name
    say(f"localcloud: fault {number}")


@faults.command()
@data_option
@click.pass_obj
def clear(of_group: Path | None, /, data: Path | None) -> None:
    """Forget all faults."""
    find(data or of_group, None, None)[0].clear_faults()
    say("localcloud: no faults")

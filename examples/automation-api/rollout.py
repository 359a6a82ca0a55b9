"""Rolls the environments out one after the other: `python rollout.py [--preview] [ENVIRONMENT…]`.

An environment whose preview would delete or replace something is not touched, and nothing after it.
"""

import argparse
import sys
from pathlib import Path

from pulumi import automation

from environments import ENVIRONMENTS, Environment

PROGRAM = Path(__file__).parent
HARMFUL = (automation.OpType.DELETE, automation.OpType.REPLACE)


def open_stack(environment: Environment) -> automation.Stack:
    """The environment's stack, with its configuration as `environments.py` has it."""
    stack = automation.create_or_select_stack(environment.name, work_dir=str(PROGRAM))
    values = {
        "aws:region": environment.region,
        "aws-native:region": environment.region,
        "domainName": environment.domain_name,
        "importStartDate": environment.import_start_date,
        "deletionProtection": str(environment.deletion_protection).lower(),
    }
    stack.set_all_config({key: automation.ConfigValue(value) for key, value in values.items()})
    return stack


def roll_out(environment: Environment, *, preview_only: bool) -> bool:
    """Preview the environment and bring it up; False if it was not touched because of its preview."""
    stack = open_stack(environment)
    try:
        planned = stack.preview().change_summary
    except automation.CommandError as error:
        refused = [line.strip() for line in str(error).splitlines() if line.strip().startswith("error:")]
        print(f"{environment.name}: stopped, the preview was refused", *dict.fromkeys(refused), sep="\n  ")
        return False
    if harmful := [f"{planned[kind]} to {kind.value}" for kind in HARMFUL if planned.get(kind)]:
        print(f"{environment.name}: stopped, the preview has {' and '.join(harmful)}")
        return False
    if preview_only:
        print(f"{environment.name}: {planned.get(automation.OpType.CREATE, 0)} to create")
        return True
    outputs = stack.up().outputs
    print(f"{environment.name}: {outputs['domainName'].value} is up, {outputs['batches'].value} batches of history")
    return True


def main() -> int:
    """Roll out the environments named on the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="ENVIRONMENT", help="all, unless some are named")
    parser.add_argument("--preview", action="store_true", help="change nothing")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - {environment.name for environment in ENVIRONMENTS}:
        parser.error(f"no such environment: {', '.join(sorted(unknown))}")
    wanted = [each for each in ENVIRONMENTS if not arguments.names or each.name in arguments.names]
    return int(not all(roll_out(each, preview_only=arguments.preview) for each in wanted))


if __name__ == "__main__":
    sys.exit(main())

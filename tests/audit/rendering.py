"""Writes what the scanners read."""

import json
from collections.abc import Iterable
from pathlib import Path

from .cloudformation import template
from .resource import Resource
from .terraform import plan

IDENTITY_POLICY = "aws:iam/policy:Policy"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"


def render(resources: Iterable[Resource], folder: Path) -> None:
    """Template, plan and policy documents of one set of resources.

    parliament reads trust policies (they have no Resource) and key policies (whose `*` is the key) as if they were
    identity policies, so they are left to checkov and cfn-lint.
    """
    found = list(resources)
    (folder / "policies").mkdir(parents=True)
    (folder / "template.json").write_text(json.dumps(template(found), indent=2))
    (folder / "plan.json").write_text(json.dumps(plan(found), indent=2))
    for each in found:
        if each.type in (IDENTITY_POLICY, QUEUE_POLICY):
            (folder / "policies" / f"{each.label}.json").write_text(each.inputs["policy"])

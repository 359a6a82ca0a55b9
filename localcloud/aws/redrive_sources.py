"""Which queues a dead-letter queue of SQS takes messages from. Pure.

Developer guide, "Configure a dead-letter queue redrive": `redrivePermission` is `allowAll` (the default), `denyAll` or
`byQueue` with up to ten `sourceQueueArns`. AWS does not document the words of the refusal.
"""

import json
from collections.abc import Mapping
from typing import Any


def parsed(policy: object) -> Mapping[str, Any]:
    """A policy of a queue as a mapping, empty if there is none; what moto refuses later is none."""
    try:
        found = json.loads(policy) if isinstance(policy, str) and policy else policy
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}


def accepts(allow_policy: Mapping[str, Any], source_arn: str) -> bool:
    """Whether a queue with this redrive allow policy may be the dead-letter queue of a source."""
    match allow_policy.get("redrivePermission", "allowAll"):
        case "denyAll":
            return False
        case "byQueue":
            return source_arn in allow_policy.get("sourceQueueArns", [])
        case _:
            return True

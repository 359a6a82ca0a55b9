"""What CloudFormation's handlers, which Cloud Control runs, call with the rights of whoever asks.

The resource schemas of AWS, as cfn-lint ships them.
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
"""

import json
from collections.abc import Iterable
from pathlib import Path

import cfnlint  # type: ignore[import-untyped]

SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
ALL = ("create", "read", "update", "delete")
"""The handlers that a provider asks for; it lists nothing."""


def handlers(*types: str, which: Iterable[str] = ALL) -> set[str]:
    """The actions that the handlers of some types need, such as `profile:CreateDomain`."""
    files = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())
    schemas = [json.loads((SCHEMAS / "resources" / f"{files[each]}.json").read_text()) for each in types]
    return {
        action
        for schema in schemas
        for name in which
        for action in schema["handlers"].get(name, {}).get("permissions", [])
    }

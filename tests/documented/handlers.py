"""What CloudFormation's handlers, which Cloud Control runs, call with the rights of whoever asks.

The resource schemas of AWS, as cfn-lint ships them.
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
"""

import json
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

_PACKAGE = find_spec("cfnlint")  # Importing it takes more than a second.
assert _PACKAGE
SCHEMAS = Path(str(_PACKAGE.origin)).parent / "data" / "schemas"
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

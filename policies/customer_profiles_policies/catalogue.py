"""The catalogue of the rules in Markdown; `python -m customer_profiles_policies.catalogue` prints it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from . import CONCERNS, DESCRIPTION
from .rule import Rule, StackRule

HEAD = f"""\
# Policy catalogue

{DESCRIPTION}
The rules read the library's components, its dynamic resources, raw `aws:` and raw `aws-native:` resources in the same
way, and ask the library's own functions wherever a component would refuse the same thing.

```sh
make policies                                                     # the pack's environment, once
pulumi preview --policy-pack policies --policy-pack-config policy-config.json
pulumi policy analyze --policy-pack policies --file state.json    # what `pulumi stack export` wrote
```

`policy-config.json` sets levels and thresholds by rule. Every rule is `mandatory` by default; `remediate` also repairs
what is called repairable below (raw resources, not the arguments of a component).

```json
{{
  "all": "mandatory",
  "domain-key-rotated": "remediate",
  "domain-expiration": {{ "enforcementLevel": "mandatory", "maximumDays": 730 }},
  "domain-name-prefix": "advisory"
}}
```

What is not known at preview is neither let through nor refused: the engine says which rule could not be asked, and the
update asks it. A component is checked as well as what it creates, so a transform hides nothing.

This page is generated: `make policy-catalogue`.
"""


def catalogue() -> str:
    """The whole page."""
    return "\n".join((HEAD, *(line for title, rules in CONCERNS.items() for line in _concern(title, rules))))


def _concern(title: str, rules: Iterable[Rule | StackRule]) -> Iterable[str]:
    yield f"## {title}\n"
    for rule in rules:
        yield f"### `{rule.name}`\n"
        yield f"{rule.catches}\n"
        yield f"- Severity: {rule.severity}{_repairable(rule)}"
        yield f"- Repair: {rule.remedy}"
        yield from (_setting(key, schema) for key, schema in rule.config.items())
        yield f"- Applies to: {_types(rule)}"
        yield f"- AWS: <{rule.url}>\n"


def _repairable(rule: Rule | StackRule) -> str:
    return ", repairable (`remediate`)" if isinstance(rule, Rule) and rule.repair else ""


def _setting(key: str, schema: Mapping[str, Any]) -> str:
    return f"- `{key}`: {schema['description']} Default: `{json.dumps(schema['default'])}`"


def _types(rule: Rule | StackRule) -> str:
    if isinstance(rule, StackRule):
        return "the stack"
    return ", ".join(f"`{type_}`" for type_ in rule.kind)


if __name__ == "__main__":
    print(catalogue(), end="")

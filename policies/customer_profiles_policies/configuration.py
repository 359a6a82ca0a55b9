"""The file of levels and settings that `--policy-pack-config` takes: what in it names nothing.

The engine passes over a rule that no pack has without a word, so a check that was meant to stop an update would never
run. `python -m customer_profiles_policies.configuration policy-config.json` says so, and ends with 1.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from connect_customer_profiles.rules import instead_of
from pulumi_policy import EnforcementLevel

from . import RULES
from .rule import unknown_settings

LEVEL = "enforcementLevel"
LEVELS = [str(each.value) for each in EnforcementLevel]
_RULES = {rule.name: rule for rule in RULES}


def problems(config: Any) -> Iterator[str]:
    """What is wrong with a configuration, one line each."""
    if not isinstance(config, Mapping):
        yield "must be an object with the names of rules"
        return
    for name, given in config.items():
        if name != "all" and name not in _RULES:
            yield f"{name}: is not a rule of this pack; {instead_of(name, [*_RULES, 'all'], 'rules')}"
            continue
        level = given.get(LEVEL) if isinstance(given, Mapping) else given
        if level is not None and level not in LEVELS:
            yield f"{name}: {level!r} is not a level; known levels: {', '.join(LEVELS)}"
        if isinstance(given, Mapping):
            settings = {key: value for key, value in given.items() if key != LEVEL}
            known = _RULES[name].config if name in _RULES else {}
            yield from (f"{name}.{each}" for each in unknown_settings(settings, known))


def main(path: str) -> int:
    """Print what is wrong with a file; returns the exit code."""
    try:
        found = list(problems(json.loads(Path(path).read_text(encoding="utf-8"))))
    except (OSError, ValueError) as error:
        found = [str(error)]
    for each in found:
        print(f"{path}: {each}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or ["policy-config.json"]))

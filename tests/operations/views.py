"""What `status`, `watch` and `diagnose` say of the integrations, of a stack and of the domain alone."""

import contextlib
import json
from typing import Any

from connect_customer_profiles.cli.documents import formed
from connect_customer_profiles.cli.watch import document
from connect_customer_profiles.operations.selection import Selection, find
from connect_customer_profiles.operations.watch import watch

from tests.operations.command import Command
from tests.provider.place import DOMAIN, REGION

STACK = ("--stack", "dev")
ALONE = ("--domain", DOMAIN, "--region", REGION)

Shown = dict[str, Any]


def views(command: Command) -> dict[str, list[Shown]]:
    """What each view shows of every integration, by the words of the command."""
    found = {}
    for options, where in ((STACK, Selection(stack="dev")), (ALONE, Selection(domain=DOMAIN, region=REGION))):
        found[f"status {options[0]}"] = command("status", *options, "--json").document["integrations"]
        found[f"diagnose {options[0]}"] = command("diagnose", *options, "--json").document["integrations"]
        found[f"watch {options[0]}"] = _watched(where)
    return {view: sorted(map(told, shown), key=lambda each: str(each["flow_name"])) for view, shown in found.items()}


def _watched(where: Selection) -> list[Shown]:
    """What watching shows first of every integration: it would go on."""
    target = find(where)
    with contextlib.closing(watch(target)) as events:
        first = [event for _, event in zip(target.ingestions, events, strict=False)]
    return [json.loads(json.dumps(formed(document(each), target, attention=False)))["status"] for each in first]


def told(shown: Shown) -> Shown:
    """Without the name, which the domain alone does not know, what a second changes, and the options of commands."""
    text = json.dumps(shown)
    for options in (STACK, ALONE):
        text = text.replace(f" {' '.join(options)}", "")
    shown = json.loads(text)
    passing = ("expected_end", "records_per_minute")
    return {key: bool(each) if key in passing else each for key, each in shown.items() if key != "name"}


def agreed(command: Command) -> list[Shown]:
    """What all views show of every integration; they have to agree."""
    found = views(command)
    first = found["status --stack"]
    different = [
        f"{view}: {key} = {one.get(key)!r} instead of {each!r}"
        for view, shown in found.items()
        for one, other in zip([*shown, *[{}] * (len(first) - len(shown))], first, strict=True)
        for key, each in other.items()
        if one.get(key) != each and not (view.endswith(ALONE[0]) and forgotten(key, one, other))
    ]
    if different:
        raise AssertionError("\n".join(different))
    return first


def forgotten(key: str, alone: Shown, known: Shown) -> bool:
    """Whether AWS alone may say less: of flows that are gone it has no runs, and of the last one, nothing at all."""
    if not alone:
        return known["status"] == "MISSING" and not known["batches"]
    return (
        key in ("records", "pulled_until")
        and not alone[key]
        and (alone["flow_status"] == "Missing" or key == "records")
    )

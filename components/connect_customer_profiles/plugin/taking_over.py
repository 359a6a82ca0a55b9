"""What exists and components take over: the stack's configuration lists it for programs without `take_over`."""

import json
from typing import Any

import pulumi

from ..names import PACKAGE
from ..rules import RuleViolation

IDS, AS_FOUND = "ids", "as_found"
"""The arguments of `take_over`."""

KEYS = {IDS: "takeOver", AS_FOUND: "asFound"}
"""The keys of the package in the stack's configuration, by the arguments whose content they have."""

WORDS = {
    "take_over": f"{PACKAGE}:{KEYS[IDS]}",
    **{f"take_over: {argument}": f"{PACKAGE}:{key}" for argument, key in KEYS.items()},
}
"""What messages call them."""


def options() -> pulumi.ResourceOptions:
    """The options of the components of one deployment.

    Raises:
        TakeOverError: the configuration lists them otherwise than by name.
    """
    ids, as_found = (_listed(argument) for argument in (IDS, AS_FOUND))
    if not (ids or as_found):
        return pulumi.ResourceOptions()
    if wrong := next((name for name, given in ids.items() if not isinstance(given, str)), None):
        raise _refused(IDS, ids, f"the ID of {wrong} must be text")
    for name, given in as_found.items():
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise _refused(AS_FOUND, as_found, f"what stays of {name} must be a list of properties")
    # A plugin starts for each preview, and most stacks take nothing over.
    from ..base.take_over import taken_over

    return taken_over(ids, as_found)


def _listed(argument: str) -> dict[str, Any]:
    given = pulumi.runtime.get_config(f"{PACKAGE}:{KEYS[argument]}") or "{}"
    try:
        found = json.loads(given)
    except (ValueError, RecursionError):
        found = given
    if not isinstance(found, dict):
        raise _refused(argument, found, "must be a map by the names of components' children")
    return found


def _refused(argument: str, given: object, rule: str) -> pulumi.RunError:
    from ..base.take_over import TakeOverError

    return TakeOverError(RuleViolation(given, rule, argument=argument))

"""Resources as they reach the policy pack: a bad one, the rules that must catch it, and its good twin."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine spells a string that is not known at preview."""

OURS = "connect-customer-profiles:index:"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource in a program.

    Attributes:
        props: its inputs.
        outputs: what rules for the stack see besides, or instead.
        links: names of the resources that a property's value comes from.
        inside: type tokens of the components that contain it, outermost first.
    """

    type: str
    props: Mapping[str, Any]
    name: str = "it"
    protect: bool = False
    links: Mapping[str, Sequence[str]] = field(default_factory=dict)
    depends_on: Sequence[str] = ()
    inside: Sequence[str] = ()
    outputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A bad set-up and its good twin: what a rule says of the first, nobody says of the second.

    Attributes:
        catches: the message of each rule that must fire, by the rule's name.
        bad: one resource, or those of a stack.
    """

    name: str
    catches: Mapping[str, str]
    bad: Resource | Sequence[Resource]
    good: Resource | Sequence[Resource]
    stack: str = "dev"
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def document(*statements: Mapping[str, Any]) -> str:
    """A policy document in JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def changed(policy: str, sid: str, **changes: Any) -> str:
    """A policy document with changes to one statement; None takes a key away."""
    statements = json.loads(policy)["Statement"]
    assert sid in [each["Sid"] for each in statements]
    return document(
        *(
            {key: value for key, value in {**each, **changes}.items() if value is not None}
            if each["Sid"] == sid
            else each
            for each in statements
        )
    )


def without(policy: str, sid: str) -> str:
    """A policy document without one of its statements."""
    return document(*(each for each in json.loads(policy)["Statement"] if each["Sid"] != sid))

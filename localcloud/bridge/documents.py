"""Compare what AWS may hand back in another form: policy documents and tags. Pure."""

from __future__ import annotations

import json
from typing import Any

STATEMENT_LISTS = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPAL_MAPS = ("Principal", "NotPrincipal")


def equivalent(old: Any, new: Any) -> bool:
    """Whether two JSON documents mean the same: formatting, key order and, in policies, list order aside."""
    if old == new:
        return True
    try:
        return bool(_normal(json.loads(old)) == _normal(json.loads(new)))
    except (TypeError, ValueError):
        return False


def _normal(document: Any) -> Any:
    if not (isinstance(document, dict) and "Statement" in document):
        return document
    statements = document["Statement"]
    return {
        **document,
        "Statement": [_statement(one) for one in (statements if isinstance(statements, list) else [statements])],
    }


def _statement(statement: Any) -> Any:
    if not isinstance(statement, dict):
        return statement
    normal = dict(statement)
    for key in STATEMENT_LISTS:
        if key in normal:
            normal[key] = _sorted(normal[key])
    for key in PRINCIPAL_MAPS:
        if normal.get(key) == "*":
            normal[key] = {"AWS": "*"}
        if isinstance(normal.get(key), dict):
            normal[key] = {kind: _sorted(value) for kind, value in normal[key].items()}
    if isinstance(normal.get("Condition"), dict):
        normal["Condition"] = {
            operator: {name: _sorted(value) for name, value in tests.items()} if isinstance(tests, dict) else tests
            for operator, tests in normal["Condition"].items()
        }
    return normal


def _sorted(value: Any) -> list[str]:
    """One value or many, as a list in one order; IAM reads true and "true" alike."""
    values = value if isinstance(value, list) else [value]
    return sorted(item if isinstance(item, str) else json.dumps(item) for item in values)


def tag_list(tags: dict[str, str], key: str = "Key", value: str = "Value") -> list[dict[str, str]]:
    """Tags as most services want them."""
    return [{key: name, value: text} for name, text in sorted(tags.items())]


def tag_map(tags: list[dict[str, str]], key: str = "Key", value: str = "Value") -> dict[str, str]:
    """Tags as Pulumi shows them, without those that AWS itself adds."""
    return {tag[key]: tag[value] for tag in tags if not tag[key].startswith("aws:")}

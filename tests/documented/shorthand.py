"""Object types in few words: `{"email": "_source.email > _profile.EmailAddress : EMAIL_ADDRESS"}` for fields,
`{"_email": "email: PROFILE SECONDARY"}` for keys."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

ADMIN = "https://docs.aws.amazon.com/connect/latest/adminguide"
API = "https://docs.aws.amazon.com/customerprofiles/latest/APIReference"

_FIELD = re.compile(r"(.*?)(?: > (\S+))?(?: : ([A-Z_]+))?", re.DOTALL)


def fields(given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fields as `ObjectMapping` takes them."""
    made = {}
    for name, text in given.items():
        found = _FIELD.fullmatch(text)
        assert found
        parts = zip(("source", "target", "content_type"), found.groups(), strict=True)
        made[name] = {part: value for part, value in parts if value}
    return made


def keys(given: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
    """Keys as `ObjectMapping` takes them."""
    return {
        name: [_key(each) for each in ([variants] if isinstance(variants, str) else variants)]
        for name, variants in given.items()
    }


def _key(text: str) -> dict[str, list[str]]:
    names, _, identifiers = text.partition(":")
    return {
        "field_names": [each.strip() for each in names.split(",") if each.strip()],
        "standard_identifiers": identifiers.split(),
    }


def api_fields(given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Fields as the API takes them."""
    capitals = {"source": "Source", "target": "Target", "content_type": "ContentType"}
    return {name: {capitals[part]: value for part, value in field.items()} for name, field in fields(given).items()}


def api_keys(given: Mapping[str, str | Sequence[str]]) -> dict[str, Any]:
    """Keys as the API takes them."""
    return {
        name: [
            {"FieldNames": each["field_names"], "StandardIdentifiers": each["standard_identifiers"]}
            for each in variants
        ]
        for name, variants in keys(given).items()
    }

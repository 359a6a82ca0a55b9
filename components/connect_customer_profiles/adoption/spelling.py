"""From the spelling of the APIs to that of arguments. Pure."""

import re
from collections.abc import Mapping
from typing import Any


def snake(name: str) -> str:
    """`DayOfTheWeek` as `day_of_the_week`, `S3Exporting` as `s3_exporting`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def arguments(value: Any) -> Any:
    """A part of an answer with its members in the spelling of arguments; texts stay as they are."""
    if isinstance(value, Mapping):
        return {snake(str(key)): arguments(item) for key, item in value.items()}
    return [arguments(item) for item in value] if isinstance(value, (list, tuple)) else value


def own_tags(tags: Mapping[str, str] | None) -> dict[str, str]:
    """Tags without those of AWS, which nobody else can set."""
    return {key: value for key, value in sorted((tags or {}).items()) if not key.lower().startswith("aws")}


def tagged(tags: Mapping[str, str] | None) -> dict[str, dict[str, str]]:
    """The argument `tags`, if there are any."""
    found = own_tags(tags)
    return {"tags": found} if found else {}

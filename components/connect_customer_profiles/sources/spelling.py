"""The two spellings of a flow: AppFlow begins the names of properties with a small letter, Customer Profiles with a
capital. Everything is rendered for AppFlow, and respelled for Customer Profiles. Pure.
"""

from collections.abc import Callable, Mapping
from typing import Any

from . import SOURCES

_SAME = {"Scheduled", *SOURCES}
"""Keys that name a trigger or a source are spelled alike; so are those in capitals, as in task properties."""


def customer_profiles_spelling(value: Any) -> Any:
    """A part of a flow, from AppFlow's spelling to that of Customer Profiles."""
    return _spelled(value, lambda name: name[0].upper() + name[1:])


def appflow_spelling(value: Any) -> Any:
    """A part of a flow, from the spelling of Customer Profiles to AppFlow's."""
    return _spelled(value, lambda name: name[0].lower() + name[1:])


def _spelled(value: Any, spell: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key if key in _SAME or key.isupper() else spell(key): _spelled(item, spell) for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_spelled(item, spell) for item in value]
    return value

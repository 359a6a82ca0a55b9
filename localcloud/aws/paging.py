"""Paging with opaque tokens. Pure."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def page(
    items: Sequence[Item], token: str | None, size: int | None, default: int = 100
) -> tuple[list[Item], str | None]:
    """One page and the token of the next, None after the last.

    Raises:
        ValueError: A token that no page ever gave.
    """
    start = _position(token) if token else 0
    end = start + (size or default)
    following = base64.urlsafe_b64encode(f"at:{end}".encode()).decode() if end < len(items) else None
    return list(items[start:end]), following


def _position(token: str) -> int:
    try:
        prefix, _, position = base64.urlsafe_b64decode(token.encode()).decode().partition(":")
        if prefix == "at":
            return int(position)
    except (binascii.Error, ValueError):
        pass
    raise ValueError("invalid NextToken")

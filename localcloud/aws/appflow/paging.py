"""Paging with AppFlow's member names."""

from collections.abc import Sequence
from typing import Any, TypeVar

from .. import paging
from ..errors import ServiceError

Item = TypeVar("Item")
PAGE = 20
"""Items of a page unless the request says otherwise (API reference, `maxResults` of every operation)."""


def paged(items: Sequence[Item], parameters: dict[str, Any]) -> tuple[list[Item], dict[str, str]]:
    """A page of items and the nextToken member, if there is a next one."""
    try:
        page, token = paging.page(items, parameters.get("nextToken"), parameters.get("maxResults"), PAGE)
    except ValueError as error:
        raise ServiceError("ValidationException", str(error)) from None
    return page, {"nextToken": token} if token else {}

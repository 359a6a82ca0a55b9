"""What AppFlow answers about the objects of a source: a part of `answers`, with the same test."""

from typing import Required, TypedDict


class ConnectorEntity(TypedDict, total=False):
    """An object at a source, from ListConnectorEntities."""

    name: Required[str]
    hasNestedEntities: bool


class ConnectorEntityField(TypedDict, total=False):
    """A field of an object at a source, from DescribeConnectorEntity."""

    identifier: Required[str]
    parentIdentifier: str

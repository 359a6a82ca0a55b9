"""Which connectors there are, and what they can be used for."""

from typing import Any

from ..connectors import CONNECTORS
from ..errors import ServiceError
from ..state import Context
from .destinations import WRITTEN
from .paging import paged

_EVENTS = ("Salesforce",)
"""Sources that tell AppFlow of changes (AppFlow user guide, `flow-triggers`)."""


def list_connectors(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """All connectors that the local cloud knows."""
    items, following = paged(_names(), parameters)
    return {"connectors": [_brief(name) for name in items], **following}


def describe_connector(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """What a connector can be used for."""
    name = parameters["connectorType"]
    if name not in _names():
        raise ServiceError("ResourceNotFoundException", f"The local cloud knows no connector {name}", 404)
    return {"connectorConfiguration": _configuration(name)}


def describe_connectors(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    """The same of several connectors, by default of all."""
    named = parameters.get("connectorTypes")
    items, following = paged([name for name in _names() if not named or name in named], parameters)
    return {
        "connectorConfigurations": {name: _configuration(name) for name in items},
        "connectors": [_brief(name) for name in items],
        **following,
    }


def _names() -> list[str]:
    return sorted({*CONNECTORS, *WRITTEN})


def _brief(name: str) -> dict[str, Any]:
    return {"connectorName": name, "connectorType": name, "connectorOwner": "AWS"}


def _configuration(name: str) -> dict[str, Any]:
    source = name in CONNECTORS
    events = ["Event"] if name in _EVENTS else []
    return {
        **_brief(name),
        "canUseAsSource": source,
        "canUseAsDestination": name in WRITTEN,
        **({"supportedDestinationConnectors": list(WRITTEN)} if source else {}),
        **({"supportedTriggerTypes": ["OnDemand", "Scheduled", *events]} if source else {}),
    }

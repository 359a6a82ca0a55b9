"""What is switched on in an instance."""

from typing import Any

from ..errors import ServiceError
from ..state import Context
from .models import ConnectState, instance_of, page_of

# A new instance's values, which no page of AWS tells: the defaults of Terraform's `aws_connect_instance`. Calls are
# asked for when the instance is created; what is not listed is off.
_AT_FIRST = {
    "AUTO_RESOLVE_BEST_VOICES": "true",
    "CONTACTFLOW_LOGS": "false",
    "CONTACT_LENS": "true",
    "EARLY_MEDIA": "true",
    "MULTI_PARTY_CONFERENCE": "false",
}
_CALLS = {"INBOUND_CALLS": "inbound_calls_enabled", "OUTBOUND_CALLS": "outbound_calls_enabled"}


def describe_instance_attribute(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """One attribute of an instance."""
    kind = parameters["AttributeType"]
    return {"Attribute": {"AttributeType": kind, "Value": _values(context, parameters).get(kind, "false")}}


def update_instance_attribute(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Switches one attribute on or off."""
    instance = instance_of(context.region, parameters["InstanceId"])
    kind, value = parameters["AttributeType"], parameters["Value"].lower()
    if value not in ("true", "false"):
        raise ServiceError("InvalidParameterException", f"The value of {kind} is true or false")
    if kind in _CALLS:
        setattr(instance, _CALLS[kind], value == "true")
    else:
        context.region.of(ConnectState).attributes.setdefault(instance.id, {})[kind] = value
    return {}


def list_instance_attributes(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All attributes of an instance."""
    values = [{"AttributeType": kind, "Value": value} for kind, value in sorted(_values(context, parameters).items())]
    items, following = page_of(values, parameters)
    return {"Attributes": items, **following}


def _values(context: Context, parameters: dict[str, Any]) -> dict[str, str]:
    instance = instance_of(context.region, parameters["InstanceId"])
    calls = {kind: str(getattr(instance, name)).lower() for kind, name in _CALLS.items()}
    return {**_AT_FIRST, **context.region.of(ConnectState).attributes.get(instance.id, {}), **calls}

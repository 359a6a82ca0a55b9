"""The properties of our resources between the engine and their providers, which know neither secrets nor Outputs."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from pulumi.runtime import rpc


class Received(NamedTuple):
    """Properties without the engine's marks."""

    values: dict[str, Any]
    secret: frozenset[str]
    """The names of those that are secret."""


def received(properties: Any) -> Received:
    """Properties from the engine; what is not known yet is an `Unknown`."""
    values = rpc.deserialize_properties(properties, keep_unknowns=True)
    secret = frozenset(key for key, value in values.items() if rpc.is_rpc_secret(value))
    return Received({key: rpc.unwrap_rpc_secret(value) for key, value in values.items()}, secret)


async def sent(values: Mapping[str, Any] | None, secret: Collection[str]) -> Any:
    """Properties for the engine. Those that have the name of a secret input are secret: the engine does the same for
    dynamic resources."""
    message = await rpc.serialize_properties(dict(values or {}), {})
    for key in secret:
        if key in message:
            value = message[key]
            del message[key]
            wrapped = message.get_or_create_struct(key)
            wrapped[rpc._special_sig_key] = rpc._special_secret_sig
            wrapped["value"] = value
    return message

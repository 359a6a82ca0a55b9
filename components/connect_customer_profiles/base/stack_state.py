"""What state says of the stack's own resources."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any

import pulumi

from .. import log
from ..names import owned_types
from .gathering import resolved
from .program import shared
from .taken import Stack, type_of

PLANS, INGESTIONS = owned_types("IngestionPlan"), owned_types("Ingestion")


async def stack_resources(resource: pulumi.ComponentResource) -> Stack | None:
    """The outputs of the stack's resources by URN, before this update; None if the backend does not tell."""
    reading: asyncio.Task[Stack | None] = shared(
        resource, "resources of the stack", lambda: asyncio.ensure_future(_read())
    )
    return await reading


async def surely_new(resource: pulumi.ComponentResource, types: Collection[str], identity: Mapping[str, Any]) -> bool:
    """Whether state has no resource of these types with these outputs, under whatever name; False if the backend does
    not tell.

    Args:
        resource: any resource of the program.
        types: type tokens.
        identity: the outputs, or Outputs of them.
    """
    stack, known = await stack_resources(resource), await pulumi.Output.all(**identity).future() or {}
    return stack is not None and not any(
        type_of(urn) in types and all(outputs.get(key) == value for key, value in known.items())
        for urn, outputs in stack.items()
    )


def own_integrations(resource: pulumi.ComponentResource) -> pulumi.Output[dict[str, list[str]] | None]:
    """By what the integrations of this stack are told from those of others: `tokens` of their plans, `workflow_ids`,
    and `flows` that were taken over; None if there are none, or nobody knows."""

    async def look() -> dict[str, list[str]] | None:
        tokens: set[str] = set()
        workflow_ids: set[str] = set()
        flows: set[str] = set()
        for urn, outputs in (await stack_resources(resource) or {}).items():
            if type_of(urn) in PLANS and isinstance(outputs.get("token"), str):
                tokens.add(outputs["token"])
                flow_name = outputs.get("flow_name")
                if isinstance(flow_name, str) and outputs["token"] not in flow_name:
                    flows.add(flow_name)
            if type_of(urn) in INGESTIONS:
                workflow_ids.update(outputs.get("workflow_ids") or ())
        found = {"tokens": sorted(tokens), "workflow_ids": sorted(workflow_ids)}
        found |= {"flows": sorted(flows)} if flows else {}
        return found if any(found.values()) else None

    return resolved(look())


async def _read() -> Stack | None:
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    try:
        found = await pulumi.runtime.invoke_async("pulumi:pulumi:readStackResourceOutputs", {"stackName": stack})
    except Exception as error:  # noqa: BLE001 - a backend may raise anything
        log.debug(f"the stack's own resources are not known: {error}")
        return None
    return {urn: each.get("outputs", {}) for urn, each in found.get("outputs", {}).items()}

"""Warns that an object type is made anew: what integrations had loaded into it went with the one that was deleted."""

from collections.abc import Mapping
from typing import Any

import pulumi

from .. import log
from ..names import owned_types
from .lookup import ask
from .refusals import Hooked, hook
from .stack_state import stack_resources
from .taken import Stack, name_of, type_of


def telling_what_went(component: pulumi.ComponentResource, name: str) -> pulumi.ResourceOptions:
    """Options of an object type that let its creation say which integrations loaded their history before it.

    Args:
        component: the `ObjectMapping`, which has read state when it is registered.
        name: its name.
    """

    async def tell(created: Hooked) -> None:
        inputs, stack = created.new_inputs, await stack_resources(component) or {}
        for urn in loaded_before(stack, inputs.get("domainName"), inputs.get("objectTypeName")):
            if not await _remains(component, stack[urn]):
                continue
            log.warn(
                f"the object type {inputs['objectTypeName']} is new, but '{name_of(urn)}' of this stack has loaded "
                "into it before: that is gone with the old object type, and the ongoing integration brings changes "
                f"only. To load history again, run `pulumi destroy --target '{urn}' --target-dependents` and then "
                "`pulumi up` (docs/names.md)",
                component,
            )

    told = hook(component, f"ObjectMapping '{name}' is created", tell)
    return pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[told]))


def loaded_before(stack: Stack, domain_name: object, object_type_name: object) -> list[str]:
    """The URNs of the ingestions in state that have loaded into an object type."""
    into = {"domain_name": domain_name, "object_type_name": object_type_name}
    return [
        urn
        for urn, outputs in stack.items()
        if type_of(urn) in owned_types("Ingestion")
        and all(outputs.get(key) == value for key, value in into.items())
        and (outputs.get("workflow_ids") or outputs.get("integration_uri"))
    ]


async def _remains(component: pulumi.ComponentResource, ingestion: Mapping[str, Any]) -> bool:
    """Whether an ingestion is there, and so nothing loads its history again; after its domain it is made anew."""
    from ..aws.errors import AwsError

    domain_name, uri = str(ingestion["domain_name"]), ingestion.get("integration_uri") or ""
    try:
        return await ask(component, lambda aws: aws.remains(domain_name, uri, ingestion.get("workflow_ids") or ()))
    except AwsError:
        return True

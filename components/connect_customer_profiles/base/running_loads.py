"""What workflows that run need of a role, although the program has replaced it since: edits of an integration wait
until its workflow has ended, and those of its role have to wait with them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from .. import log
from ..names import last_segment
from .lookup import ask
from .stack_state import INGESTIONS, stack_resources
from .taken import type_of

Needs = dict[str, list[str]]


@dataclass(frozen=True)
class Load:
    """A workflow that runs as far as state tells, and what it began with; "" for what it has not."""

    domain_name: str
    workflow_id: str
    kms_key_arn: str
    connector_profile_name: str
    execution_role_arn: str


def needs_of_loads(
    component: pulumi.ComponentResource,
    *,
    read: Callable[[Mapping[str, Any]], Load | None],
    running: Collection[str],
    role_name: pulumi.Input[str],
    kms_key_arn: pulumi.Input[str],
    connector_profile_names: pulumi.Input[Sequence[str]],
) -> pulumi.Output[Needs]:
    """The `kms_key_arns` and `connector_profile_names` that workflows need beside those of the program.

    AWS is asked whether a workflow still runs only where the program has replaced what it needs. One that cannot be
    looked at counts as running.

    Args:
        component: the role's component.
        read: the load in the outputs of an integration; None if none runs.
        running: the statuses of a workflow that runs.
        role_name: the role's name.
        kms_key_arn: the domain's key.
        connector_profile_names: the connector profiles that the role may use; none for all.
    """

    async def look(known: Mapping[str, Any]) -> Needs:
        keys: set[str] = set()
        profiles: set[str] = set()
        allowed = known["profiles"]
        for urn, outputs in (await stack_resources(component) or {}).items():
            if type_of(urn) not in INGESTIONS or not (used := read(outputs)):
                continue
            lost_key = {used.kms_key_arn} - {"", known["key"]}
            lost_profile = {used.connector_profile_name} - {"", *allowed} if allowed else set()
            ours = last_segment(used.execution_role_arn) == known["role"] and used.workflow_id
            if ours and (lost_key or lost_profile) and await _runs(component, used, running):
                keys |= lost_key
                profiles |= lost_profile
        if keys or profiles:
            lost = " and ".join(sorted([*keys, *profiles]))
            log.info(f"keeps {lost} until the workflow that began with it has ended", component)
        return {"kms_key_arns": sorted(keys), "connector_profile_names": sorted(profiles)}

    given = {"role": role_name, "key": kms_key_arn, "profiles": connector_profile_names}
    return pulumi.Output.all(**given).apply(look)


async def _runs(component: pulumi.ComponentResource, load: Load, running: Collection[str]) -> bool:
    from ..aws.errors import AwsError

    try:
        found = await ask(component, lambda client: client.get_workflow(load.domain_name, load.workflow_id))
    except AwsError:
        return True
    return found is not None and found["Status"] in running

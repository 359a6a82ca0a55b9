"""Warns that an integration that was renamed without an alias is another one: it loads its history once more.

It chooses no names, so nothing of it is refused, and nothing is lost. But the source may take days to read again.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pulumi
from pulumi.output import contains_unknowns

from .. import log, names
from ..names import owned_types
from ..rules import RuleViolation
from .arguments import Arguments, InvalidArgumentError
from .gathering import gathered
from .lookup import ask_or
from .program import after, shared
from .refusals import Hooked, hook, refusing
from .stack_state import stack_resources, surely_new
from .taken import Claim, alias, holder, name_of, type_of

LANGUAGES = "docs/any-language.md#from-another-language-to-python"

IDENTITY = ("domain_name", "connector_type", "connector_profile_name", "source_object", "object_type_name")
"""The inputs of a plan in which an integration and its successor agree."""


def refused_if_new(
    component: pulumi.ComponentResource,
    arguments: Arguments,
    planned: Mapping[str, Any],
    check: Callable[[dict[str, Any]], None],
) -> None:
    """Refuse, in the component's words, what a plan cannot be that state does not have under any name yet. The engine
    puts type and name of the resource before what the plan itself refuses, which asks AWS as well.

    Args:
        component: the `IntegrationWorkflow`.
        arguments: its arguments.
        planned: the inputs of its plan.
        check: raises `RuleViolation`, which names an argument. Of key and role it gets a text: a preview may not know
            them.
    """
    identity = {key: planned[key] for key in (*IDENTITY, "region")}
    named = {
        key: None if planned[key] is None else "not known yet"
        for key in ("kms_key_arn", "execution_role_arn", "aws_profile")
    }

    async def is_new() -> bool:
        return await surely_new(component, owned_types("IngestionPlan"), identity)

    arguments.refused_if_new({**planned, **named}, check, is_new)


def noting_new(component: pulumi.ComponentResource, name: str, opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """The options of a plan, completed so that one which a program in another language has made is refused, or which
    takes over a flow of another key than that which the program makes; and that `warn_of_rename` speaks in an update
    as well, which no preview may have come before: state is read before the plan is in it, and a new plan is noted."""

    async def note(created: Hooked) -> None:
        _new(component).add(created.urn)
        await refusing(component, _check_language(component, name, created.urn))
        if pulumi.runtime.is_dry_run():
            await refusing(component, _check_key(component, name, created.new_inputs))

    noted = hook(component, f"IntegrationWorkflow '{name}' is new", note)
    noting = pulumi.ResourceOptions(hooks=pulumi.ResourceHookBinding(before_create=[noted]))
    if not pulumi.runtime.is_dry_run():
        read = pulumi.ResourceOptions(depends_on=after(lambda: stack_resources(component)))
        noting = pulumi.ResourceOptions.merge(noting, read)
    return pulumi.ResourceOptions.merge(opts, noting)


async def _check_language(component: pulumi.ComponentResource, name: str, urn: str) -> None:
    """The plugin takes over what a Python program has made. The other way round the engine cannot: a dynamic resource
    needs its provider's code in state."""
    types = owned_types("IngestionPlan")
    if urn.replace(types.dynamic, types.served) in (await stack_resources(component) or {}) and types.dynamic in urn:
        rule = (
            "in Python its history would be loaded once more; go on in the language that it is in, or take the "
            f"integration over ({LANGUAGES})"
        )
        raise InvalidArgumentError(
            "IntegrationWorkflow", name, RuleViolation("another language", rule, argument="program")
        )


async def _check_key(component: pulumi.ComponentResource, name: str, inputs: Mapping[str, Any]) -> None:
    """A flow that is taken over has its key already. What a preview does not know yet is another one, which the same
    update makes: it would fail over it when it has changed other resources."""
    adopted = inputs.get("adopt")
    if not isinstance(adopted, Mapping) or not contains_unknowns(inputs.get("kms_key_arn")):
        return
    flow_name = names.flow_name_of(str(adopted.get("integration_uri", "")))
    flow = await ask_or(component, lambda client: client.describe_flow(flow_name), None)
    if flow is not None:
        present = flow.get("kmsArn") or "AppFlow's own"
        rule = f"flow {flow_name}, which is to be adopted, has the key {present!r}: take over that one"
        violation = RuleViolation("a key that is still to be made", rule, argument="kms_key_arn")
        raise InvalidArgumentError("IntegrationWorkflow", name, violation)


def warn_of_rename(component: pulumi.ComponentResource, name: str, plan: pulumi.CustomResource) -> None:
    """Warn if a new plan is for what another one is for, which the program declares no longer.

    Args:
        component: the `IntegrationWorkflow`.
        name: its name.
        plan: its plan, with the inputs of `IDENTITY`, `region` and `exists`.
    """
    declared: list[pulumi.Output[str]] = shared(component, "plans", list)
    declared.append(plan.urn)

    async def look(known: Mapping[str, Any]) -> None:
        in_update = not pulumi.runtime.is_dry_run()
        exists = known["urn"] not in _new(component) if in_update else known["exists"]
        stack = None if exists else await stack_resources(component)
        identity = {key: known[key] for key in IDENTITY}
        before = holder(type_of(known["urn"]), identity, known["region"], stack or {})
        if before is None or before in (await pulumi.Output.all(*declared).future() or []):
            return
        claim = Claim("IntegrationWorkflow", name, known["urn"], identity, (), known["region"])
        log.warn(
            f"'{name_of(before)}' of this stack has loaded {known['source_object']} into {known['object_type_name']}. "
            f"After a rename or a move into another component, give '{name}' the option "
            f"aliases=[{alias(claim, before)}]; otherwise history is loaded once more",
            component,
        )

    inputs = {key: getattr(plan, key) for key in (*IDENTITY, "region")}
    gathered(urn=plan.urn, exists=plan.id.is_known(), **inputs).apply(look)  # type: ignore[arg-type]


def _new(component: pulumi.ComponentResource) -> set[str]:
    """The URNs of plans that this update has created."""
    return shared(component, "plans that are new", set)

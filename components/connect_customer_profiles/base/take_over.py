"""`take_over`: resource options with which components take over what exists, by the IDs of their children.

A child that is listed is imported as it is, and never made anew or deleted. The IDs differ from one environment to the
next, so they belong into the stack's configuration.
"""

import asyncio
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

from .. import log
from ..rules import RuleViolation
from .arguments import InvalidArgumentError, LoggedError
from .children import values
from .lookup import ask
from .program import after, is_mocked
from .refusals import Hooked, hook, refusing, settled
from .stack_state import stack_resources
from .taken import GUIDE, ID

Inputs = Mapping[str, Any]

IDS, AS_FOUND = "ids", "as_found"

EVERYTHING = "*"
"""What stands for all properties in `as_found`."""

DYNAMIC = "pulumi-python:dynamic"
"""How the type tokens of resources begin that the engine cannot import (pulumi/pulumi#16175)."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "aws-native:customerprofiles:Domain": ("domain_name",),
    "aws-native:customerprofiles:ObjectType": ("domain_name", "object_type_name"),
    "aws-native:customerprofiles:Integration": ("domain_name", "uri"),
    "aws:kms/alias:Alias": ("name",),
    "aws:sqs/queue:Queue": ("name",),
    "aws:sqs/queuePolicy:QueuePolicy": ("queue_url",),
    "aws:iam/role:Role": ("name",),
    "aws:iam/policy:Policy": ("name",),
    "aws:sns/topic:Topic": ("name",),
    "aws:s3/bucketPolicy:BucketPolicy": ("bucket",),
}
"""By type token, the inputs of which AWS makes the ID."""

KEY = "aws:kms/key:Key"

LAST = ("aws:sqs/queue:Queue", "aws:iam/policy:Policy", "aws:sns/topic:Topic")
"""The types whose ID is a URL or an ARN that ends in the name."""


class TakeOverError(InvalidArgumentError):
    """An ID that cannot be taken over: argument, value and rule on one line."""

    def __init__(self, violation: RuleViolation) -> None:
        pulumi.RunError.__init__(self, f"take_over: {violation}")
        self.violation = violation


def take_over(ids: Mapping[str, str], as_found: Mapping[str, Sequence[str]] | None = None) -> pulumi.ResourceOptions:
    """Resource options of components that take over what exists: pass them to each, alone or merged with others.

    As long as an ID is listed, the child is imported the first time and then kept: it is not replaced, and `destroy`
    and taking it out of the program leave it at AWS. Take the ID out to hand the child over to the stack, which then
    deletes it like what it has made.

    Args:
        ids: by the Pulumi name of a component's child, such as `profiles-domain`, the ID by which Pulumi imports it:
            a domain's name, a key's ID, an alias, a queue's URL (of its policy as well), `<domain>|<object type>`,
            `<domain>|<URI>`, a role's name.
        as_found: by the same names, the properties that stay as they were found, in Pulumi's spelling; `["*"]` is all
            of them. Default: the component's arguments and guards are put in place by the same update.

    Raises:
        TakeOverError: at preview as well: an ID or a property that nothing has, an ID of something else than what the
            program declares, or a child that would be replaced.
    """
    listed = _Listed(dict(ids), {name: [*each] for name, each in (as_found or {}).items()})
    if _in_a_program():
        # The program ends, and fails, with it.
        pulumi.Output.from_input(asyncio.ensure_future(listed.ended()))  # type: ignore[arg-type]
    return pulumi.ResourceOptions(transformations=[listed.transform])


def wrong_id(resource_type: str, name: str, given: str, inputs: Mapping[str, Any]) -> RuleViolation | None:
    """Why an ID is not that of what the program declares; None if it is, or nobody knows.

    Args:
        resource_type: the type token.
        name: the child's name.
        given: the ID.
        inputs: the inputs of `NAMED` that are known.
    """
    if resource_type == KEY and "/" in given:
        return RuleViolation(given, "give the key's ID, the last part of its ARN", argument=f"{IDS}[{name!r}]")
    keys = NAMED.get(resource_type, ())
    if not keys or any(not isinstance(inputs.get(key), str) for key in keys):
        return None
    declared = "|".join(inputs[key] for key in keys)
    if declared == (re.split("[/:]", given)[-1] if resource_type in LAST else given):
        return None
    return RuleViolation(given, f"the program declares {declared} there ({GUIDE})", argument=f"{IDS}[{name!r}]")


def replacing(name: str, given: str) -> RuleViolation:
    """Why what is listed is not replaced."""
    rule = (
        "would be replaced, which what is taken over never is. Change back what cannot be changed in place "
        f"(`pulumi preview --diff` has it), or take the ID out first, to let the stack replace it ({GUIDE})"
    )
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def absent(name: str, given: str, why: str) -> RuleViolation:
    """Why an ID is refused of which there is nothing; `why` is what is wrong, such as "does not exist"."""
    rule = f"{why}: correct the ID, or take it out, and the component makes its own ({GUIDE})"
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def other_id(name: str, given: str, present: str) -> RuleViolation:
    """Why an ID does not take the place of the one that the child has in state."""
    rule = f"is {present} in this stack, and is not exchanged for another: name components of their own ({GUIDE})"
    return RuleViolation(given, rule, argument=f"{IDS}[{name!r}]")


def unknown_names(names: Iterable[str], argument: str, declared: Iterable[str]) -> RuleViolation:
    """Why names that nothing has are refused.

    Args:
        names: the names.
        argument: `ids` or `as_found`.
        declared: the names of all that the options have reached.
    """
    known = sorted(set(declared))
    near = {name: difflib.get_close_matches(name, known, 1, 0.5) for name in names}
    unlike = "" if all(near.values()) else f"; there are {', '.join(known) or 'none'}"
    each = ", ".join(name + (f" (did you mean {found[0]}?)" if found else "") for name, found in near.items())
    return RuleViolation(each, f"no resource with these options has such a name{unlike}", argument=argument)


def unknown_property(name: str, path: str, inputs: Iterable[str]) -> RuleViolation | None:
    """Why a property that stays as it was found is none; None if it is one.

    Args:
        name: the child's name.
        path: the property, or a path below one.
        inputs: the names of the child's inputs, in Python's spelling.
    """
    known = {_camel(each) for each in inputs}
    first = re.split(r"[.\[]", path)[0]
    if path == EVERYTHING or _camel(first) in known:
        return None
    near = difflib.get_close_matches(first, sorted(known), 1, 0.5)
    instead = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(known))}"
    return RuleViolation(path, f"is no property of it; {instead}", argument=f"{AS_FOUND}[{name!r}]")


def _in_a_program() -> bool:
    """Whether the engine runs the program, which ends when everything is declared."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return not is_mocked()


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


class _Listed:
    """What one call of `take_over` lists, and what of it has been met."""

    def __init__(self, ids: dict[str, str], as_found: dict[str, list[str]]) -> None:
        self._ids = ids
        self._as_found = as_found
        self._declared: dict[str, str] = {}
        self._refused = False

    def transform(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        """The options of a resource, completed if it is listed."""
        resource, name = args.resource, args.name
        if isinstance(resource, pulumi.ComponentResource):
            return None
        given, found = self._ids.get(name), self._as_found.get(name)
        first = self._declared.setdefault(name, args.type_)
        if given is None and found is None:
            return None
        if violation := self._violation(args, first):
            self._refused = True
            raise TakeOverError(violation)
        kept = pulumi.ResourceOptions(ignore_changes=found)
        if given is not None:
            kept = pulumi.ResourceOptions.merge(kept, self._imported(args, given))
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, kept))

    def _violation(self, args: pulumi.ResourceTransformationArgs, first: str) -> RuleViolation | None:
        name, given = args.name, self._ids.get(args.name)
        argument = f"{IDS}[{name!r}]"
        if given is not None and args.type_.startswith(DYNAMIC):
            rule = f"cannot be imported; its component takes over what exists with its argument adopt ({GUIDE})"
            return RuleViolation(given, rule, argument=argument)
        if given is not None and first != args.type_:
            rule = f"{first} and {args.type_} have this name: pass these options to one of them only"
            return RuleViolation(given, rule, argument=argument)
        unknown = (unknown_property(name, path, args.props) for path in self._as_found.get(name, ()))
        return next((each for each in unknown if each), None)

    def _imported(self, args: pulumi.ResourceTransformationArgs, given: str) -> pulumi.ResourceOptions:
        owner = args.opts.parent if isinstance(args.opts.parent, pulumi.ComponentResource) else get_root_resource()
        kept = pulumi.ResourceOptions(import_=given, retain_on_delete=True)
        if not isinstance(owner, pulumi.ComponentResource) or is_mocked():
            return kept
        inputs = {key: args.props.get(key) for key in NAMED.get(args.type_, ())}

        async def check() -> None:
            if violation := wrong_id(args.type_, args.name, given, await values(inputs)):
                raise TakeOverError(violation)
            urn = await pulumi.create_urn(args.name, args.type_, args.opts.parent).future()
            present = (await stack_resources(owner) or {}).get(str(urn), {}).get(ID.get(args.type_, ""), given)
            if present != given:
                raise TakeOverError(other_id(args.name, given, present))

        async def ready() -> None:
            try:
                if not pulumi.runtime.is_dry_run():
                    await check()
                await self._check_there(owner, args, given, inputs)
            except TakeOverError as error:
                log.error(str(error), owner)
                raise LoggedError from None

        async def before_create(created: Hooked) -> None:
            await refusing(owner, self._check_new(owner, args.name, given, created))

        if pulumi.runtime.is_dry_run():
            pulumi.Output.from_input(refusing(owner, check()))  # type: ignore[arg-type]
        hooked = pulumi.ResourceOptions(
            hooks=pulumi.ResourceHookBinding(before_create=[hook(owner, f"{args.name} is taken over", before_create)]),
            # At preview as well: the engine's own line does not wait for ours.
            depends_on=after(ready, at_preview=True),
        )
        return pulumi.ResourceOptions.merge(kept, hooked)

    async def _check_there(
        self, owner: pulumi.ComponentResource, args: pulumi.ResourceTransformationArgs, given: str, inputs: Inputs
    ) -> None:
        """Check that there is something to import, where that can be looked up."""
        urn = str(await pulumi.create_urn(args.name, args.type_, args.opts.parent).future())
        declared = await values(inputs)
        known = args.type_ == KEY or (declared and all(isinstance(each, str) for each in declared.values()))
        if urn in (await stack_resources(owner) or {}) or not known or wrong_id(args.type_, "", given, declared):
            return
        # A program whose resources are in state loads none of this.
        from ..aws.errors import AwsError
        from ..aws.existing import absence

        found = {_camel(key): value for key, value in declared.items()}
        try:
            why = await ask(owner, lambda client: absence(client, args.type_, given, found))
        except AwsError:
            return  # The engine looks as well.
        if why:
            raise TakeOverError(absent(args.name, given, why))

    async def _check_new(self, owner: pulumi.ComponentResource, name: str, given: str, created: Hooked) -> None:
        if created.urn in (await stack_resources(owner) or {}):
            raise TakeOverError(replacing(name, given))

    async def ended(self) -> bool:
        """Wait until the program has declared everything, and refuse what it has not.

        Raises:
            LoggedError: a name is of nothing; the lines have been logged.
        """
        if self._unmet():
            await settled()
        unmet = self._unmet()
        for argument, names in unmet.items():
            log.error(str(TakeOverError(unknown_names(names, argument, self._declared))))
        if unmet:
            raise LoggedError
        return True

    def _unmet(self) -> dict[str, list[str]]:
        """The names that no resource has, by argument; none if the program has been stopped here."""
        if self._refused:
            return {}
        every: dict[str, Iterable[str]] = {IDS: self._ids, AS_FOUND: self._as_found}
        unmet = {argument: [name for name in of if name not in self._declared] for argument, of in every.items()}
        return {argument: names for argument, names in unmet.items() if names}

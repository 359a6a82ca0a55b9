"""`take_over`: resource options with which components take over what exists, by the IDs of their children.

A child that is listed is imported as it is, and never made anew or deleted. The IDs differ from one environment to the
next, so they belong into the stack's configuration.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

from .. import log
from ..rules import RuleViolation
from ..rules.argument_names import spelled
from .arguments import InvalidArgumentError, LoggedError, told
from .children import values
from .lookup import ask
from .program import after, is_mocked
from .refusals import Hooked, hook, refusing, settled
from .stack_state import stack_resources
from .take_over_rules import (
    ALIASES,
    AS_FOUND,
    DYNAMIC,
    IDS,
    KEY,
    NAMED,
    absent,
    camel,
    other_id,
    replacing,
    taken_out,
    unknown_names,
    unknown_property,
    wrong_alias,
    wrong_id,
)
from .taken import GUIDE, ID

Inputs = Mapping[str, Any]


class TakeOverError(InvalidArgumentError):
    """An ID that cannot be taken over: argument, value and rule on one line."""

    def __init__(self, violation: RuleViolation) -> None:
        pulumi.RunError.__init__(self, spelled(f"take_over: {violation}"))
        self.violation = violation


def take_over(
    ids: Mapping[str, str],
    as_found: Mapping[str, Sequence[str]] | None = None,
    aliases: Mapping[str, str] | None = None,
) -> pulumi.ResourceOptions:
    """Resource options of components that take over what exists: pass them to each, alone or merged with others.

    As long as an ID is listed, the child is imported the first time and then kept: it is not replaced, and `destroy`
    leaves it at AWS, as does an update in which both its component and its ID are taken out. Take the ID alone out to
    hand the child over to the stack, which then deletes it like what it has made.

    Args:
        ids: by the Pulumi name of a component's child, such as `profiles-domain`, the ID by which Pulumi imports it:
            a domain's name, a key's ID, an alias, a queue's URL (of its policy as well), `<domain>|<object type>`,
            `<domain>|<URI>`, a role's name.
        as_found: by the same names, the properties that stay as they were found, in Pulumi's spelling; `["*"]` is all
            of them. Default: the component's arguments and guards are put in place by the same update.
        aliases: by the same names, the URN of a resource that this stack has already, and that the program does not
            declare any more: the child takes its place in state, and it is still the stack's. Default: none.

    Raises:
        TakeOverError: at preview as well: an ID or a property that nothing has, an ID of something else than what the
            program declares, or a child that would be replaced.
    """
    listed = _Listed(ids, as_found or {}, aliases or {})
    if _in_a_program():
        # The program ends, and fails, with it.
        pulumi.Output.from_input(asyncio.ensure_future(listed.ended()))  # type: ignore[arg-type]
    return pulumi.ResourceOptions(transformations=[listed.transform])


def taken_over(ids: Mapping[str, str], as_found: Mapping[str, Sequence[str]]) -> pulumi.ResourceOptions:
    """The same options for the components of a plugin, which does not know when its program ends, and so nothing of
    names that no resource has. Names that are taken are refused there as everywhere."""
    return pulumi.ResourceOptions(transformations=[_Listed(ids, as_found, {}).transform])


def _in_a_program() -> bool:
    """Whether the engine runs the program, which ends when everything is declared."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return not is_mocked()


class _Listed:
    """What one call of `take_over` lists, and what of it has been met."""

    def __init__(
        self, ids: Mapping[str, str], as_found: Mapping[str, Sequence[str]], aliases: Mapping[str, str]
    ) -> None:
        self._ids = dict(ids)
        self._as_found = {name: [*each] for name, each in as_found.items()}
        self._aliases = dict(aliases)
        self._declared: dict[str, str] = {}
        self._refused = False

    def transform(self, args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        """The options of a resource, completed if it is listed."""
        resource, name = args.resource, args.name
        if isinstance(resource, pulumi.ComponentResource):
            return None
        given, found, former = self._ids.get(name), self._as_found.get(name), self._aliases.get(name)
        first = self._declared.setdefault(name, args.type_)
        if given is None and found is None and former is None:
            return None
        if violation := self._violation(args, first):
            self._refused = True
            raise TakeOverError(violation)
        kept = pulumi.ResourceOptions(ignore_changes=found, aliases=[former] if former else None)
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
        if (former := self._aliases.get(name)) is not None and (wrong := wrong_alias(name, former, args.type_)):
            return wrong
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
                await check()
                await self._check_there(owner, args, given, inputs)
            except TakeOverError as error:
                raise told(error) from None

        async def before_create(created: Hooked) -> None:
            await refusing(owner, self._check_new(owner, args.name, given, created))

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

        found = {camel(key): value for key, value in declared.items()}
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
        if not unmet:
            return True
        root = get_root_resource()
        urns = await stack_resources(root) or {} if isinstance(root, pulumi.ComponentResource) else {}
        former = {urn.rpartition("::")[2] for urn in urns}
        for argument, names in unmet.items():
            if gone := [name for name in names if name in former]:
                log.error(str(TakeOverError(taken_out(gone, argument))))
            if unknown := [name for name in names if name not in former]:
                log.error(str(TakeOverError(unknown_names(unknown, argument, self._declared))))
        raise LoggedError

    def _unmet(self) -> dict[str, list[str]]:
        """The names that no resource has, by argument; none if the program has been stopped here."""
        if self._refused:
            return {}
        every: dict[str, Iterable[str]] = {IDS: self._ids, AS_FOUND: self._as_found, ALIASES: self._aliases}
        unmet = {argument: [name for name in of if name not in self._declared] for argument, of in every.items()}
        return {argument: names for argument, names in unmet.items() if names}

"""The account and Region that a component's providers work in."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

import pulumi
import pulumi_aws as aws

from .. import log, rules
from ..aws.errors import on_one_line
from ..rules import RuleViolation
from .arguments import Arguments, InvalidArgumentError, LoggedError, logging_refusals
from .program import is_mocked, shared
from .provider_start import start_provider
from .refusals import answered

T = TypeVar("T")

AWS_REGION, NATIVE_REGION = "aws:index/getRegion:getRegion", "aws-native:index:getRegion"
"""The functions that say where a provider works."""

CLOSING = "the client connection is closing"
"""What the engine says of a provider when it gives up for another reason, which it has said by then."""
_FUNCTION = r".*returned an error: |^\S+ failed to call: (\w+: )?"
"""What the engine and a provider put before their reason."""


@dataclass(frozen=True)
class Location:
    """An account (12 digits) and a Region name."""

    account: str
    region: str

    def __str__(self) -> str:
        return rules.place(self.account, self.region)


def aws_location(parent: pulumi.ComponentResource) -> pulumi.Output[Location]:
    """The account and Region of `parent`'s `aws` provider: an explicit one from its options, else the default
    provider."""

    def ask(options: pulumi.InvokeOptions) -> pulumi.Output[Location]:
        if options.provider is None:
            start_provider(parent, AWS_REGION)
        return _location("aws", _identity(parent).account_id, aws.get_region_output(opts=options).region)

    return _asked_once(parent, AWS_REGION, ask)


def aws_caller(parent: pulumi.ComponentResource) -> pulumi.Output[str]:
    """The ARN of the principal as which `parent`'s `aws` provider works."""

    return _identity(parent).arn


def _identity(parent: pulumi.ComponentResource) -> "pulumi.Output[aws.GetCallerIdentityResult]":
    def ask(options: pulumi.InvokeOptions) -> "pulumi.Output[aws.GetCallerIdentityResult]":
        return aws.get_caller_identity_output(opts=options)

    return _asked_once(parent, "aws:index/getCallerIdentity:getCallerIdentity", ask)


def aws_native_location(
    parent: pulumi.ComponentResource, after: pulumi.Output[Location] | None = None
) -> pulumi.Output[Location]:
    """The account and Region of `parent`'s `aws-native` provider. Its line is left out if `after`, which is that of
    another provider, could not be found out either: both lack the same."""
    import pulumi_aws_native as aws_native

    def ask(options: pulumi.InvokeOptions) -> pulumi.Output[Location]:
        if options.provider is None:
            start_provider(parent, NATIVE_REGION)
        account = aws_native.get_account_id_output(opts=options)
        region = aws_native.get_region_output(opts=options).region
        return _location("aws-native", account.account_id, region, after)

    return _asked_once(parent, NATIVE_REGION, ask)


def one_location(component: str, name: str, parent: pulumi.ComponentResource) -> pulumi.Output[Location]:
    """The account and Region of both providers of `parent`.

    Raises:
        InvalidArgumentError: (at preview) they differ, so that policies would name one account or Region and the domain
            would be created in the other.
    """

    def compare(found: list[Location]) -> Location:
        classic, native = found
        if classic != native:
            rule = f"the aws provider works in {classic}, aws-native in {native}: give both the same account and Region"
            raise InvalidArgumentError(component, name, RuleViolation(str(native), rule, argument="providers"))
        return classic

    classic = aws_location(parent)
    return pulumi.Output.all(classic, aws_native_location(parent, after=classic)).apply(logging_refusals(compare))


def own_queue(arguments: Arguments, argument: str, rule: rules.Rule[str], parent: pulumi.ComponentResource) -> Any:
    """An argument that names a queue, checked by `rule` and to be in the account and Region of `parent`'s `aws`
    provider; None if it has no value."""
    queue = arguments.get(argument, rule)
    if queue is None:
        return None
    given = {"queue": queue, "location": aws_location(parent)}

    def check(known: dict[str, Any]) -> str:
        at: Location = known["location"]
        return rules.checked(argument, known["queue"], rules.queue_of(at.account, at.region))

    return arguments.checked(given, check)


class _Later(Awaitable[T]):
    """A coroutine that begins when somebody waits for it: Python warns of one that was made and never awaited."""

    def __init__(self, begin: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._begin = begin

    def __await__(self) -> Generator[Any, Any, T]:
        return self._begin().__await__()


def _location(
    package: str, account: pulumi.Output[str], region: pulumi.Output[str], after: pulumi.Output[Location] | None = None
) -> pulumi.Output[Location]:
    """Both together; where the provider does not answer, because there is no such profile among others, one line says
    so instead of the traceback of whatever needs it, unless `after` has said so."""
    logged: list[str] = []

    async def each(ask: Callable[[pulumi.Output[str]], Awaitable[T]]) -> list[T]:
        try:
            return await asyncio.gather(*(ask(part) for part in (account, region)))
        except Exception as error:
            if is_mocked():
                raise
            if not logged:
                logged.append(unanswered(package, str(error)))
                if CLOSING not in logged[0] and (after is None or not await _is_refused(after)):
                    log.error(logged[0])
            await answered()
            raise LoggedError from None

    async def resources() -> set[pulumi.Resource]:
        return set[pulumi.Resource]().union(*await each(lambda part: part.resources()))

    async def value() -> Location:
        return Location(*await each(lambda part: part.future(with_unknowns=True)))  # type: ignore[arg-type]

    async def known() -> bool:
        return all(await each(lambda part: part.is_known()))

    async def secret() -> bool:
        return any(await each(lambda part: part.is_secret()))

    # The SDK ends a program with the traceback of an Output that failed and from which no `apply` has made another.
    for part in (account, region):
        part._untrack()
    # The SDK awaits one after the other, and none after one that fails.
    return pulumi.Output(_Later(resources), _Later(value), _Later(known), _Later(secret))


async def _is_refused(location: pulumi.Output[Location]) -> bool:
    try:
        await location.future(with_unknowns=True)
    except LoggedError:
        return True
    return False


def unanswered(package: str, error: str) -> str:
    """Why a provider does not say where it works, on one line with the way out.

    Args:
        package: `aws` or `aws-native`.
        error: the engine's message.
    """
    reason = re.sub(_FUNCTION, "", re.sub(_FUNCTION, "", on_one_line(error)))
    way_out = f"check the credentials: {package}:profile, AWS_PROFILE or AWS_ACCESS_KEY_ID"
    if f'missing required configuration key "{package}:region"' in reason:
        reason, way_out = "no Region", f"pulumi config set {package}:region us-east-1"
    return f"the {package} provider does not say in which account and Region it works: {reason}; {way_out}"


def _asked_once(
    parent: pulumi.ComponentResource, function: str, ask: Callable[[pulumi.InvokeOptions], pulumi.Output[T]]
) -> pulumi.Output[T]:
    """The answer of `ask` for the provider of `parent`, asked once for all components of a program that share it."""
    provider = parent.get_provider(function)
    return shared(parent, (function, provider), lambda: ask(pulumi.InvokeOptions(provider=provider)))

"""Looks at AWS from the program, with the credentials of a component's `aws` provider.

Nothing is asked for a resource that exists in state already: only resource hooks ask, for what is about to be created
or updated.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, TypeVar

import pulumi
from pulumi.resource import DependencyProviderResource

from . import data_sources
from .location import Location, aws_location

if TYPE_CHECKING:
    from ..aws.client import AwsClient

T = TypeVar("T")

ANY_TYPE = "aws:index/provider:Provider"

_threads = ThreadPoolExecutor(thread_name_prefix="lookup")
"""Not the event loop's own threads, four for each of the engine's workers: every resource that waits for a worker holds
one of them, and would wait for ever if the hook that holds the worker waited for a thread."""


async def ask(component: pulumi.ComponentResource, question: Callable[["AwsClient"], T]) -> T:
    """The answer to a question that makes AWS calls; they are made in a thread.

    Args:
        component: whose account, Region and credentials.
        question: gets the calls.

    Raises:
        AwsError: nobody knows, because the credentials do not work, or belong to another account.
    """
    location = await aws_location(component).future()
    given = await _given(component.get_provider(ANY_TYPE))
    # The stack's configuration, among what the credentials come from, belongs to the context.
    return await asyncio.get_running_loop().run_in_executor(
        _threads, copy_context().run, _ask, location or Location("", ""), given, question
    )


async def ask_or(component: pulumi.ComponentResource, question: Callable[["AwsClient"], T], unanswered: T) -> T:
    """The same, with what counts where nobody knows."""
    from ..aws.errors import AwsError

    try:
        return await ask(component, question)
    except AwsError:
        return unanswered


async def name_holder(component: pulumi.ComponentResource, resource_type: str, inputs: Mapping[str, Any]) -> str | None:
    """What has the physical name that a new resource is to get; None for nothing.

    The provider is asked first; AWS itself where the provider cannot tell.

    Args:
        component: the component that declares the resource.
        resource_type: the resource's type token.
        inputs: its inputs, under Pulumi's names.

    Raises:
        AwsError: nobody knows.
    """
    location = await aws_location(component).future() or Location("", "")
    try:
        return await data_sources.find(component, resource_type, inputs, location)
    except data_sources.UnansweredError:
        pass
    return await exists(component, resource_type, inputs)


async def exists(component: pulumi.ComponentResource, resource_type: str, inputs: Mapping[str, Any]) -> str | None:
    """As `name_holder`, without the provider, whose functions must not be called from a hook in an update."""
    from ..aws.existing import existing

    return await ask(component, lambda client: existing(client, resource_type, inputs))


async def has_policy(component: pulumi.ComponentResource, queue_url: str) -> bool:
    """Whether a queue that exists has a policy; False if nobody knows."""
    from ..aws.existing import existing

    policy = "aws:sqs/queuePolicy:QueuePolicy"
    return await ask_or(component, lambda client: existing(client, policy, {"queueUrl": queue_url}), None) is not None


def _ask(location: Location, given: Callable[[str], str | None], question: Callable[["AwsClient"], T]) -> T:
    # A program that creates nothing loads none of this.
    from ..aws import session, sts
    from ..aws.client import AwsClient
    from ..aws.errors import AwsError

    credentials = session.configured(given)
    found = sts.account(location.region, credentials)
    if found != location.account:
        raise AwsError(f"the credentials belong to account {found}, but the aws provider works in {location.account}")
    return question(AwsClient(location.account, location.region, credentials))


async def _given(provider: pulumi.ProviderResource | None) -> Callable[[str], str | None]:
    """What the provider was told, by the keys of the stack's configuration. A plugin is told nothing but which provider
    it is: the configuration counts there, as it does for the resources of the plugin."""
    if provider is None or isinstance(provider, DependencyProviderResource):
        return pulumi.runtime.get_config
    told: dict[str, Any] = {}
    for key, attribute in (
        ("aws:profile", "profile"),
        ("aws:accessKey", "access_key"),
        ("aws:secretKey", "secret_key"),
        ("aws:token", "token"),
        ("aws:assumeRoles", "assume_roles"),
    ):
        value = getattr(provider, attribute, None)
        told[key] = await value.future() if isinstance(value, pulumi.Output) else value
    return told.get

"""Looks up names by the providers' own functions: with exactly the provider's credentials, and without loading boto3.

The functions of some types cannot say "there is none" but fail, in words that no page documents. So a failure counts as
an answer only where its words are known; `reservations` then asks AWS itself.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pulumi

from .. import names
from ..aws import pace
from .location import Location
from .provider_start import plugin_options

Values = Mapping[str, Any]

_NONE_FOUND = r"(?i)no matching|could(n't| not) find|not ?found|NoSuch|empty result|does ?n[o']t exist|non-?existent"
"""How the providers say that there is nothing of a name."""


class Source(NamedTuple):
    """A function that finds one resource.

    Attributes:
        function: its token.
        arguments: its arguments, from the inputs of the resource that is to be created.
        found: what has the name, in an answer and with those inputs; None for nothing.
        operation: the operation of Customer Profiles that it makes, whose quota holds for all who ask; "" for another
            service's.
    """

    function: str
    arguments: Callable[[Values, Location], dict[str, Any]]
    found: Callable[[Values, Values], str | None]
    operation: str = ""


def _by_name(function: str, result: str, argument: str = "name") -> Source:
    return Source(function, lambda given, _: {argument: given["name"]}, lambda answer, _: answer.get(result))


def _same(*keys: str) -> Callable[[Values, Location], dict[str, Any]]:
    return lambda given, _: {key: given[key] for key in keys}


SOURCES: Mapping[str, Source] = {
    "aws:sqs/queue:Queue": Source(
        "aws:sqs/getQueues:getQueues",
        lambda given, _: {"queueNamePrefix": given["name"]},
        lambda answer, given: next(
            (url for url in answer.get("queueUrls", []) if names.last_segment(url) == given["name"]), None
        ),
    ),
    "aws:kms/alias:Alias": _by_name("aws:kms/getAlias:getAlias", "targetKeyArn"),
    "aws:sns/topic:Topic": _by_name("aws:sns/getTopic:getTopic", "arn"),
    "aws:iam/role:Role": _by_name("aws:iam/getRole:getRole", "arn"),
    "aws:iam/policy:Policy": Source(
        "aws:iam/getPolicy:getPolicy",
        lambda given, at: {"arn": names.policy_arn(at.account, given["name"])},
        lambda answer, _: answer.get("arn"),
    ),
    "aws:lambda/function:Function": _by_name("aws:lambda/getFunction:getFunction", "arn", "functionName"),
    "aws:cloudwatch/logGroup:LogGroup": Source(
        "aws:cloudwatch/getLogGroups:getLogGroups",
        lambda given, _: {"logGroupNamePrefix": given["name"]},
        lambda answer, given: given["name"] if given["name"] in answer.get("logGroupNames", []) else None,
    ),
    "aws-native:customerprofiles:Domain": Source(
        "aws-native:customerprofiles:getDomain", _same("domainName"), lambda _, given: given["domainName"], "GetDomain"
    ),
    "aws-native:customerprofiles:ObjectType": Source(
        "aws-native:customerprofiles:getObjectType",
        _same("domainName", "objectTypeName"),
        lambda _, given: f"{given['objectTypeName']} of {given['domainName']}",
        "GetProfileObjectType",
    ),
    "aws-native:customerprofiles:Integration": Source(
        "aws-native:customerprofiles:getIntegration",
        _same("domainName", "uri"),
        lambda _, given: f"{given['uri']} with {given['domainName']}",
        "GetIntegration",
    ),
}
"""By type token."""


class UnansweredError(Exception):
    """No function of the providers can tell."""


async def find(component: pulumi.ComponentResource, resource_type: str, inputs: Values, at: Location) -> str | None:
    """What has the name that a new resource is to get; None if the name is free.

    Raises:
        UnansweredError: nobody knows.
    """
    source = SOURCES.get(resource_type)
    if source is None:
        raise UnansweredError
    options = pulumi.InvokeOptions.merge(
        plugin_options(source.function), pulumi.InvokeOptions(provider=component.get_provider(source.function))
    )
    await asyncio.sleep(pace.turn(at.account, at.region, source.operation))
    try:
        answer = await pulumi.runtime.invoke_async(source.function, source.arguments(inputs, at), options)
    except Exception as error:  # noqa: BLE001 - the SDK raises nothing more specific
        if re.search(_NONE_FOUND, str(error)):
            return None
        raise UnansweredError from None
    return source.found(answer or {}, inputs)

"""What calls that moto answers need: the resources of their actions in the service authorization reference."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from . import directory, wire
from .caller_rights import Right
from .errors import ServiceError
from .state import Region
from .wire import Request

Parameters = dict[str, Any]

PREFIXES = {"monitoring": "cloudwatch"}
"""Of actions, where they differ from the signing name."""
WITHOUT_RIGHTS = frozenset({("sts", "GetCallerIdentity"), ("sts", "GetSessionToken")})
WITHOUT_RESOURCE = frozenset(
    {
        *("kms:CreateKey", "kms:ListAliases", "kms:ListKeys", "sqs:ListQueues", "events:ListRules"),
        *("logs:DescribeLogGroups", "lambda:CreateEventSourceMapping", "lambda:ListEventSourceMappings"),
        *("sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes", "sns:Unsubscribe", "sns:ListTopics"),
    }
)
BUCKET_POLICIES = {"GET": "GetBucketPolicy", "PUT": "PutBucketPolicy", "DELETE": "DeleteBucketPolicy"}
TAGGING = {
    "sqs:CreateQueue": "sqs:TagQueue",
    "iam:CreateRole": "iam:TagRole",
    "iam:CreatePolicy": "iam:TagPolicy",
    "kms:CreateKey": "kms:TagResource",
    "sns:CreateTopic": "sns:TagResource",
    "events:PutRule": "events:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
    "lambda:CreateFunction": "lambda:TagResource",
    "lambda:CreateEventSourceMapping": "lambda:TagResource",
    "cloudwatch:PutMetricAlarm": "cloudwatch:TagResource",
}
"""What else a call needs that sets tags on what it makes."""


def needed(region: Region, service: str, request: Request) -> Iterator[Right]:
    """The rights that a call needs; none for services that nobody has described here."""
    found = _parsed(service, request)
    if found is None or (service, found[0]) in WITHOUT_RIGHTS or service not in _RESOURCES:
        return
    operation, parameters = found
    action = f"{PREFIXES.get(service, service)}:{operation}"
    resources = ["*"] if action in WITHOUT_RESOURCE else _RESOURCES[service](region, parameters)
    keys = (("iam:PolicyARN", parameters["PolicyArn"]),) if action in _ON_ROLES else ()
    yield from (Right(action, each, keys) for each in resources)
    if action in TAGGING and any(name.lower().startswith("tags") and value for name, value in parameters.items()):
        yield Right(TAGGING[action], _made(region, action, resources[-1]))
    if service == "lambda" and (role := parameters.get("Role")):
        yield Right("iam:PassRole", role, (("iam:PassedToService", "lambda.amazonaws.com"),))


_ON_ROLES = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")


def _made(region: Region, action: str, resource: str) -> str:
    """What a call tags, whose identifier does not exist before it."""
    unnamed = {
        "kms:CreateKey": region.arn("kms", "key/*"),
        "lambda:CreateEventSourceMapping": region.arn("lambda", "event-source-mapping:*"),
    }
    return unnamed.get(action, resource)


def _parsed(service: str, request: Request) -> tuple[str, Parameters] | None:
    """Operation and parameters, those of forms as they are on the wire."""
    if target := request.headers.get("x-amz-target"):
        return target.rpartition(".")[2], json.loads(request.body or b"{}")
    if service == "s3":
        bucket = request.path.strip("/").partition("/")[0]
        operation = BUCKET_POLICIES.get(request.method) if request.query.partition("=")[0] == "policy" else None
        return (operation, {"Bucket": bucket}) if operation else None
    if service == "lambda":
        return _of_lambda(request)
    form = dict(parse_qsl(request.body.decode(errors="replace")))
    return (form["Action"], form) if "Action" in form else None


def _of_lambda(request: Request) -> tuple[str, Parameters] | None:
    try:
        operation, uri_parameters = wire.route("lambda", request)
    except ServiceError:
        return None
    name = re.sub(r"\d{8}(v\d)?$", "", operation.name)
    return name, {**json.loads(request.body or b"{}"), **uri_parameters}


# -- resources -------------------------------------------------------------------------------------------------------


def _queues(region: Region, parameters: Parameters) -> list[str]:
    return [region.arn("sqs", parameters.get("QueueName") or parameters.get("QueueUrl", "*").rpartition("/")[2])]


def _keys(region: Region, parameters: Parameters) -> list[str]:
    alias = parameters.get("AliasName")
    asked = parameters.get("TargetKeyId") or parameters.get("KeyId") or alias or ""
    key = directory.read_key(region.account, region.name, asked)
    arn = key.arn if key else region.arn("kms", f"key/{asked}")
    return [arn, region.arn("kms", alias)] if alias else [arn]


def _identities(region: Region, parameters: Parameters) -> list[str]:
    account = f"arn:aws:iam::{region.account}"
    if "RoleName" in parameters:
        return [f"{account}:role/{parameters['RoleName']}"]
    given = parameters.get("PolicyArn") or parameters.get("PolicySourceArn")
    return [given or f"{account}:policy/{parameters.get('PolicyName', '*')}"]


def _rules(region: Region, parameters: Parameters) -> list[str]:
    name = parameters.get("Rule") or parameters.get("Name", "*")
    return [parameters.get("ResourceARN") or region.arn("events", f"rule/{name}")]


def _log_groups(region: Region, parameters: Parameters) -> list[str]:
    return [parameters.get("resourceArn") or region.arn("logs", f"log-group:{parameters.get('logGroupName', '*')}")]


def _alarms(region: Region, parameters: Parameters) -> list[str]:
    if "ResourceARN" in parameters:
        return [parameters["ResourceARN"]]
    if dashboards := _several(parameters, "DashboardName"):
        return [f"arn:aws:cloudwatch::{region.account}:dashboard/{each}" for each in dashboards]
    return [region.arn("cloudwatch", f"alarm:{each}") for each in _several(parameters, "AlarmName") or ["*"]]


def _several(parameters: Parameters, name: str) -> list[str]:
    """What a member names, alone or with others."""
    return [parameters[name]] if name in parameters else list(parameters.get(f"{name}s", []))


def _topics(region: Region, parameters: Parameters) -> list[str]:
    given = parameters.get("TopicArn") or parameters.get("ResourceArn")
    return [given or region.arn("sns", parameters.get("Name", "*"))]


def _functions(region: Region, parameters: Parameters) -> list[str]:
    tagged = parameters.get("Resource") or parameters.get("ARN")
    if isinstance(tagged, str) and tagged.startswith("arn:"):
        return [tagged]
    if "UUID" in parameters:
        return [region.arn("lambda", f"event-source-mapping:{parameters['UUID']}")]
    return [region.arn("lambda", f"function:{parameters.get('FunctionName', '*').rpartition(':')[2]}")]


def _buckets(_region: Region, parameters: Parameters) -> list[str]:
    return [f"arn:aws:s3:::{parameters['Bucket']}"]


_RESOURCES: dict[str, Callable[[Region, Parameters], list[str]]] = {
    "sqs": _queues,
    "kms": _keys,
    "iam": _identities,
    "events": _rules,
    "logs": _log_groups,
    "monitoring": _alarms,
    "sns": _topics,
    "lambda": _functions,
    "s3": _buckets,
}

"""A Lambda function of this library, with its log group and a role that has one policy."""

from collections.abc import Mapping
from typing import Any, NamedTuple, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from .. import names, rules
from ..functions.archive import archive, lambda_handler
from ..policy import function_trust_policy
from .arguments import Arguments
from .outputs import rendered

RUNTIME, ARCHITECTURE, MEMORY = "python3.13", "arm64", 256
LOG_DAYS = 365


class LambdaFunctionArgs(TypedDict):
    """Arguments of every component that has a function."""

    permissions_boundary_arn: NotRequired[pulumi.Input[str]]
    """A policy that bounds the role. Default: none."""
    log_retention_days: NotRequired[pulumi.Input[int]]
    """How long log events are kept, one of CloudWatch's periods. Default: 365."""
    log_kms_key_arn: NotRequired[pulumi.Input[str]]
    """A key for the log group; its policy must let `logs.<Region>.amazonaws.com` use it. Default: CloudWatch's own."""
    tracing: NotRequired[bool]
    """Whether invocations are traced with X-Ray. Default: False."""
    reserve_concurrency: NotRequired[bool]
    """Whether the function's execution environments are reserved out of the account's quota, of which Lambda keeps 100
    for other functions; an account with a quota of 10 has none to reserve. Default: False."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags for every resource that takes tags."""


def function_options(arguments: Arguments) -> dict[str, Any]:
    """The values of `LambdaFunctionArgs`, checked."""
    return {
        "permissions_boundary_arn": arguments.get("permissions_boundary_arn", rules.policy_arn),
        "log_retention_days": arguments.get("log_retention_days", rules.log_retention, LOG_DAYS),
        "log_kms_key_arn": arguments.get("log_kms_key_arn", rules.kms_key_arn),
        "tracing": arguments.get("tracing", rules.boolean, False),
        "reserve_concurrency": arguments.get("reserve_concurrency", rules.boolean, False),
        "tags": arguments.get("tags", rules.tags),
    }


class LambdaFunction(NamedTuple):
    """A function with its children.

    Attributes:
        function: the function; its role's policy is attached by then.
        role: its role.
        log_group: what it logs to.
    """

    function: "aws.lambda_.Function"
    role: "aws.iam.Role"
    log_group: "aws.cloudwatch.LogGroup"


def lambda_function(
    name: str,
    checked: pulumi.ResourceOptions,
    *,
    function_name: pulumi.Input[str],
    role_name: pulumi.Input[str],
    description: pulumi.Input[str],
    policy: pulumi.Input[str],
    handler: str,
    files: pulumi.Input[Mapping[str, str]] | None = None,
    timeout: pulumi.Input[int],
    environments: int,
    variables: Mapping[str, pulumi.Input[str]],
    options: Mapping[str, Any],
) -> LambdaFunction:
    """The children `<name>-logs`, `-role`, `-policy`, `-attachment` and `-function`.

    Args:
        name: the component's name.
        checked: the component as parent, and a dependency on its checked arguments.
        policy: the function's permissions, as JSON.
        handler: a function of this package, such as `functions.redrive.handle`.
        files: texts to put beside the handler's module, by file name.
        timeout: seconds.
        environments: the number of execution environments, reserved if the options say so.
        variables: environment variables.
        options: `function_options` of the component's arguments.
    """
    tags = options["tags"]
    logs = aws.cloudwatch.LogGroup(
        f"{name}-logs",
        name=rendered(names.log_group_name, function_name=function_name),
        retention_in_days=options["log_retention_days"],
        kms_key_id=options["log_kms_key_arn"],
        tags=tags,
        opts=checked,
    )
    role, attachment = _role(name, role_name, description, policy, options, checked)
    function = aws.lambda_.Function(
        f"{name}-function",
        name=function_name,
        description=description,
        code=rendered(archive, handler=handler, texts=files),
        handler=lambda_handler(handler),
        runtime=RUNTIME,
        architectures=[ARCHITECTURE],
        memory_size=MEMORY,
        timeout=timeout,
        role=role.arn,
        reserved_concurrent_executions=environments if options["reserve_concurrency"] else None,
        environment={"variables": variables},
        logging_config={"log_format": "JSON", "log_group": logs.name},
        tracing_config={"mode": "Active" if options["tracing"] else "PassThrough"},
        tags=tags,
        # The role's permissions first: Lambda checks some of them when a trigger is created.
        opts=pulumi.ResourceOptions(parent=checked.parent, depends_on=[attachment]),
    )
    return LambdaFunction(function, role, logs)


def _role(
    name: str,
    role_name: pulumi.Input[str],
    description: pulumi.Input[str],
    policy: pulumi.Input[str],
    options: Mapping[str, Any],
    checked: pulumi.ResourceOptions,
) -> "tuple[aws.iam.Role, aws.iam.RolePolicyAttachment]":
    """The function's role, and the attachment of its one policy."""
    role = aws.iam.Role(
        f"{name}-role",
        name=role_name,
        description=description,
        assume_role_policy=function_trust_policy(),
        permissions_boundary=options["permissions_boundary_arn"],
        tags=options["tags"],
        opts=checked,
    )
    permissions = aws.iam.Policy(f"{name}-policy", name=role_name, policy=policy, tags=options["tags"], opts=checked)
    attachment = aws.iam.RolePolicyAttachment(
        f"{name}-attachment",
        role=role.name,
        policy_arn=permissions.arn,
        opts=pulumi.ResourceOptions(parent=checked.parent),
    )
    return role, attachment

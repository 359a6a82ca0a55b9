"""`DeadLetterRedrive`: re-ingests the objects of dead letters, unattended."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, NotRequired

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.lambda_function import LambdaFunction, LambdaFunctionArgs, function_options, lambda_function
from .base.location import Location, aws_location, own_queue
from .base.outputs import ready, rendered
from .base.reservations import reserving
from .policy import private_queue_policy, redrive_allow_policy, redrive_policy
from .rules import RuleViolation
from .rules.dead_letters import CALL_SECONDS, CAUSES, PASSING_CAUSES, DeadLetterCause

HANDLER = "functions.redrive.handle"
RATE = 90
"""Calls a second of all execution environments together; a tenth of the quota is left for others."""
CALLS_UNDER_WAY = 10
"""The number of calls that one execution environment keeps in flight."""
BATCH, WINDOW_SECONDS = 100, 5
"""The letters of one invocation, and the seconds that SQS waits for so many: batches are long, so that an environment
hardly ever idles during its last calls."""
TIMEOUT = 60
VISIBILITY_FACTOR = 6
"""The visibility timeout as a multiple of the function's timeout (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html)."""
RECEIVES = 5


def concurrency(calls_per_second: float) -> int:
    """The number of execution environments: rate times duration of a call, divided by the ten calls in flight in each;
    SQS requires two."""
    return max(2, math.ceil(calls_per_second * CALL_SECONDS / CALLS_UNDER_WAY))


class DeadLetterRedriveArgs(LambdaFunctionArgs):
    """Arguments of `DeadLetterRedrive`."""

    domain_name: pulumi.Input[str]
    """The domain; 1 to 64 letters, digits, `_` or `-`."""
    queue_url: pulumi.Input[str]
    """The domain's dead-letter queue, `DeadLetterQueue.queue_url`."""
    queue_arn: pulumi.Input[str]
    """The same queue's ARN, `DeadLetterQueue.queue_arn`."""
    queue_visibility_timeout_seconds: pulumi.Input[int]
    """The same queue's visibility timeout, `DeadLetterQueue.visibility_timeout_seconds`: at least six times
    `timeout_seconds` plus 5, because a letter must not become visible while it is being processed."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key; the function may use it through Customer Profiles only."""
    queue_kms_key_arn: NotRequired[pulumi.Input[str]]
    """The key that encrypts the queue's messages, and then those of the failure queue as well. Default: none, because
    SQS manages the key."""
    causes: NotRequired[Sequence[DeadLetterCause]]
    """The causes of letters to re-ingest, as `customer-profiles dead-letters triage` names them. Default:
    `crowded-profile`, which clears by itself. Objects with other causes would be refused again until somebody has
    repaired the cause."""
    calls_per_second: NotRequired[int]
    """The maximum number of PutProfileObject calls a second, 1 to 1,000. Default: 90 of the 100 that account and Region
    allow."""
    timeout_seconds: NotRequired[int]
    """The function's timeout, 10 to 900 seconds. Default: 60."""
    max_receive_count: NotRequired[pulumi.Input[int]]
    """The number of deliveries after which a letter goes to the failure queue, 1 to 1,000. Default: 5."""
    failure_queue_name: NotRequired[pulumi.Input[str]]
    """The failure queue's name. Default: `<domain name>-redrive-failures`."""
    function_name: NotRequired[pulumi.Input[str]]
    """The function's name, up to 64 characters. Default: `<domain name>-dead-letter-redrive`."""
    role_name: NotRequired[pulumi.Input[str]]
    """The role's name, up to 64 characters. Default: `<domain name>-redrive-<Region>`."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi protects the failure queue, whose deletion deletes every letter in it. Default: True."""
    adopt_existing: NotRequired[bool]
    """Whether to take over a queue of the failure queue's name, and a redrive policy of the dead-letter queue, that
    this stack has not created. Default: False, which refuses a name that is taken."""


class DeadLetterRedrive(pulumi.ComponentResource):
    """The engine of `customer-profiles dead-letters redrive` as a function behind the queue.

    Its execution environments share the rate evenly, and the event source mapping limits how many there are, so that
    together they never exceed it. A letter whose object is not stored becomes visible again; after `max_receive_count`
    deliveries SQS moves it to a failure queue, from which `dead-letters redrive --queue … --parked` re-ingests it once
    its cause is repaired. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    function_name: pulumi.Output[str]
    """The function's name, ready when letters reach it."""
    failure_queue_url: pulumi.Output[str]
    """The URL of the failure queue."""
    failure_queue_arn: pulumi.Output[str]
    """The ARN of the failure queue."""
    function: "aws.lambda_.Function"
    """The function itself, for settings that have no argument here."""
    role: "aws.iam.Role"
    """Its role."""
    log_group: "aws.cloudwatch.LogGroup"
    """Its log group."""
    failure_queue: "aws.sqs.Queue"
    """The failure queue itself."""

    def __init__(self, name: str, args: DeadLetterRedriveArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `DeadLetterRedriveArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "DeadLetterRedrive", name, args, DeadLetterRedriveArgs, opts)
        super().__init__(type_token("DeadLetterRedrive"), name, dict(args), opts)
        arguments = Arguments("DeadLetterRedrive", name, args, DeadLetterRedriveArgs)
        arguments.get("adopt_existing", rules.boolean)
        settings = _Settings.of(arguments, self)
        checked = pulumi.ResourceOptions(parent=self, depends_on=arguments.passed())

        failures, failures_policy = _failure_queue(name, settings, checked)
        moved = aws.sqs.RedrivePolicy(
            f"{name}-redrive-policy",
            queue_url=settings.queue_url,
            redrive_policy=rendered(_redrive_to, queue_arn=failures.arn, receives=settings.receives),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[failures_policy]),
        )
        redrive = _function(name, settings, checked)
        mapping = aws.lambda_.EventSourceMapping(
            f"{name}-mapping",
            event_source_arn=settings.queue_arn,
            function_name=redrive.function.arn,
            batch_size=BATCH,
            maximum_batching_window_in_seconds=WINDOW_SECONDS,
            function_response_types=["ReportBatchItemFailures"],
            scaling_config={"maximum_concurrency": concurrency(settings.rate)},
            tags=settings.options["tags"],
            # The failure queue exists before the first letter is delivered.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[moved]),
        )

        self.function, self.role, self.log_group = redrive.function, redrive.role, redrive.log_group
        self.failure_queue = failures
        self.function_name = ready(self.function.name, mapping)
        self.failure_queue_url = failures_policy.queue_url
        self.failure_queue_arn = ready(failures.arn, failures_policy)
        self.register_outputs(
            {
                "function_name": self.function_name,
                "failure_queue_url": self.failure_queue_url,
                "failure_queue_arn": self.failure_queue_arn,
            }
        )


class _Settings(NamedTuple):
    """The checked arguments of a `DeadLetterRedrive`, with their defaults, and where it is."""

    location: pulumi.Output[Location]
    domain_name: Any
    queue_url: Any
    queue_arn: Any
    kms_key_arn: Any
    queue_kms_key_arn: Any
    causes: Sequence[str]
    rate: float
    timeout: int
    receives: Any
    failure_queue_name: Any
    protect: bool
    function_name: Any
    role_name: Any
    options: dict[str, Any]

    @classmethod
    def of(cls, arguments: Arguments, component: pulumi.ComponentResource) -> "_Settings":
        arguments.build(_hidden_long_enough, "queue_visibility_timeout_seconds", "timeout_seconds")
        domain_name, location = arguments.get("domain_name", rules.domain_name), aws_location(component)

        def called(argument: str, rule: Callable[[Any], str], default: Callable[..., str], **where: Any) -> Any:
            return arguments.get(argument, rule, rendered(default, domain_name=domain_name, **where))

        return cls(
            location=location,
            domain_name=domain_name,
            queue_url=own_queue(arguments, "queue_url", rules.queue_url, component),
            queue_arn=own_queue(arguments, "queue_arn", rules.queue_arn, component),
            kms_key_arn=arguments.get("kms_key_arn", rules.kms_key_arn),
            queue_kms_key_arn=arguments.get("queue_kms_key_arn", rules.kms_key_arn),
            causes=arguments.get("causes", rules.list_of(rules.one_of(*CAUSES)), PASSING_CAUSES),
            rate=arguments.get("calls_per_second", rules.calls_per_second, RATE),
            timeout=arguments.get("timeout_seconds", rules.function_timeout, TIMEOUT),
            receives=arguments.get("max_receive_count", rules.receive_count, RECEIVES),
            failure_queue_name=called("failure_queue_name", rules.queue_name, names.redrive_failures_name),
            protect=arguments.get("deletion_protection", rules.boolean, True),
            function_name=called("function_name", rules.function_name, names.redrive_name),
            role_name=called("role_name", rules.role_name, names.redrive_role_name, region=location.region),
            options=function_options(arguments),
        )


def _failure_queue(
    name: str, settings: _Settings, checked: pulumi.ResourceOptions
) -> "tuple[aws.sqs.Queue, aws.sqs.QueuePolicy]":
    """The queue for letters that were delivered too often, and its policy."""
    queue = aws.sqs.Queue(
        f"{name}-failures",
        name=settings.failure_queue_name,
        message_retention_seconds=rules.LONGEST_RETENTION,
        kms_master_key_id=settings.queue_kms_key_arn,
        sqs_managed_sse_enabled=None if settings.queue_kms_key_arn is not None else True,
        redrive_allow_policy=rendered(_redrive_from, queue_arn=settings.queue_arn),
        tags=settings.options["tags"],
        opts=pulumi.ResourceOptions.merge(checked, pulumi.ResourceOptions(protect=settings.protect or None)),
    )
    policy = aws.sqs.QueuePolicy(
        f"{name}-failures-policy",
        queue_url=queue.url,
        policy=rendered(private_queue_policy, queue_arn=queue.arn),
        opts=pulumi.ResourceOptions(parent=checked.parent),
    )
    return queue, policy


def _function(name: str, settings: _Settings, checked: pulumi.ResourceOptions) -> LambdaFunction:
    """The function, with as many execution environments as the rate needs; each gets its share of the rate."""
    environments = concurrency(settings.rate)
    return lambda_function(
        name,
        checked,
        function_name=settings.function_name,
        role_name=settings.role_name,
        description=rendered(
            "Redrives the dead letters of domain {domain_name}".format, domain_name=settings.domain_name
        ),
        policy=rendered(
            redrive_policy,
            at=settings.location,
            domain_name=settings.domain_name,
            queue_arn=settings.queue_arn,
            kms_key_arn=settings.kms_key_arn,
            queue_kms_key_arn=settings.queue_kms_key_arn,
            log_group_name=rendered(names.log_group_name, function_name=settings.function_name),
            tracing=settings.options["tracing"],
        ),
        handler=HANDLER,
        timeout=settings.timeout,
        environments=environments,
        variables={
            "DOMAIN_NAME": settings.domain_name,
            "CALLS_PER_SECOND": f"{settings.rate / environments:.3f}",
            "CAUSES": ",".join(settings.causes),
        },
        options=settings.options,
    )


def _hidden_long_enough(values: dict[str, Any]) -> int:
    name = "queue_visibility_timeout_seconds"
    seconds = rules.checked(name, values[name], rules.visibility_timeout)
    timeout = rules.checked("timeout_seconds", values.get("timeout_seconds", TIMEOUT), rules.function_timeout)
    least = VISIBILITY_FACTOR * timeout + WINDOW_SECONDS
    if seconds < least:
        rule = f"must be at least {least} seconds for a function timeout of {timeout}: give the queue a longer one"
        raise RuleViolation(seconds, rule, argument=name)
    return seconds


def _redrive_from(queue_arn: str) -> str:
    """The redrive allow policy: only this queue may use the failure queue."""
    return redrive_allow_policy([queue_arn])


def _redrive_to(queue_arn: str, receives: int) -> str:
    """The redrive policy: the queue for letters that were delivered too often."""
    policy = {"deadLetterTargetArn": queue_arn, "maxReceiveCount": receives}
    return json.dumps(policy, sort_keys=True, separators=(",", ":"))

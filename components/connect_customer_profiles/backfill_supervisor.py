"""`BackfillSupervisor`: resumes loads that have stalled, when nobody is watching."""

import json
from collections.abc import Mapping
from typing import Any, NotRequired

import pulumi
import pulumi_aws as aws

from . import names, rules
from .base.arguments import Arguments, type_token
from .base.lambda_function import LambdaFunctionArgs, function_options, lambda_function
from .base.location import aws_location
from .base.outputs import ready, rendered
from .base.reservations import reserving
from .functions import INTEGRATIONS
from .ingestion.wanted import Pins
from .policy import supervisor_policy
from .rules import RuleViolation, monitoring
from .rules.schedule import SUPERVISOR_MINUTES

HANDLER = "functions.supervisor.handle"
TIMEOUT = 900
"""Seconds, the most that Lambda allows: a resubmission waits for policies that take effect late."""


class BackfillSupervisorArgs(LambdaFunctionArgs):
    """Arguments of `BackfillSupervisor`."""

    domain_name: pulumi.Input[str]
    """The domain; 1 to 64 letters, digits, `_` or `-`."""
    integrations: Mapping[str, pulumi.Input[Mapping[str, Any]]]
    """The integrations to supervise: `IntegrationWorkflow.supervision` by a name that messages and logs use."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key; the function may use it through Customer Profiles and AppFlow only."""
    execution_role_arn: NotRequired[pulumi.Input[str]]
    """The execution role of the integrations' workflows, which the function passes on. Default: none, for integrations
    without batches."""
    topic_arn: NotRequired[pulumi.Input[str]]
    """A topic for notifications of repairs and failures: `IngestionMonitoring.topic_arn`. Default: logs only."""
    period_minutes: NotRequired[pulumi.Input[int]]
    """Minutes between two rounds, 5 to 1,440. Default: 15."""
    function_name: NotRequired[pulumi.Input[str]]
    """The function's name, up to 64 characters. Default: `<domain name>-supervisor`."""
    role_name: NotRequired[pulumi.Input[str]]
    """The role's name, up to 64 characters. Default: `<domain name>-supervisor-<Region>`."""


class BackfillSupervisor(pulumi.ComponentResource):
    """Does what `customer-profiles watch --repair` does, as a function on a schedule: for backfills that outlive a
    terminal.

    Each round resubmits failed batches, at most `resubmit_limit` times, activates flows that are drafts, and
    re-establishes integrations that are missing, suspended or errored. It finishes what a `pulumi up` has begun and
    starts nothing else; the next `pulumi up` accepts the result and has nothing to change. Two rounds at once come to
    the same result: of two workflows for the same batches, the oldest stays. https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    function_name: pulumi.Output[str]
    """The function's name, ready when its schedule is active."""
    function_arn: pulumi.Output[str]
    """The function's ARN."""
    role_arn: pulumi.Output[str]
    """The ARN of the function's role."""
    function: "aws.lambda_.Function"
    """The function itself, for settings that have no argument here."""
    role: "aws.iam.Role"
    """Its role."""
    log_group: "aws.cloudwatch.LogGroup"
    """Its log group."""
    schedule: "aws.cloudwatch.EventRule"
    """The rule that starts it."""

    def __init__(self, name: str, args: BackfillSupervisorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `BackfillSupervisorArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "BackfillSupervisor", name, args, BackfillSupervisorArgs, opts)
        super().__init__(type_token("BackfillSupervisor"), name, dict(args), opts)
        arguments = Arguments("BackfillSupervisor", name, args, BackfillSupervisorArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        integrations = arguments.build(_of_one_domain, "domain_name", "integrations")
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        execution_role_arn = arguments.get("execution_role_arn", rules.role_arn)
        topic_arn = arguments.get("topic_arn", monitoring.topic_arn)
        period = arguments.get("period_minutes", rules.integer(5, 1440, "minutes"), SUPERVISOR_MINUTES)
        options = function_options(arguments)
        location = aws_location(self)
        own_name = rendered(names.supervisor_name, domain_name=domain_name)
        function_name = arguments.get("function_name", rules.function_name, own_name)
        default_role = rendered(names.supervisor_role_name, domain_name=domain_name, region=location.region)
        role_name = arguments.get("role_name", rules.role_name, default_role)
        description = rendered("Supervises the ingestion into domain {domain_name}".format, domain_name=domain_name)
        checked = pulumi.ResourceOptions(parent=self, depends_on=arguments.passed())

        supervisor = lambda_function(
            name,
            checked,
            function_name=function_name,
            role_name=role_name,
            description=description,
            policy=rendered(
                supervisor_policy,
                at=location,
                domain_name=domain_name,
                tokens=rendered(_tokens, integrations=integrations),
                adopted=rendered(_adopted, integrations=integrations),
                connector_profile_names=rendered(_connector_profiles, integrations=integrations),
                bucket_names=rendered(_buckets, integrations=integrations),
                kms_key_arn=kms_key_arn,
                execution_role_arn=execution_role_arn,
                topic_arn=topic_arn,
                log_group_name=rendered(names.log_group_name, function_name=function_name),
                tracing=options["tracing"],
            ),
            handler=HANDLER,
            files=rendered(_files, integrations=integrations),
            timeout=TIMEOUT,
            environments=1,
            variables={
                "PERIOD_MINUTES": rendered("{minutes}".format, minutes=period),
                "TOPIC_ARN": "" if topic_arn is None else topic_arn,
            },
            options=options,
        )
        schedule = _schedule(name, own_name, description, period, options["tags"], checked)
        target = _target(name, schedule, supervisor.function, self)

        self.function, self.role, self.log_group = supervisor.function, supervisor.role, supervisor.log_group
        self.schedule = schedule
        self.function_name = ready(self.function.name, target)
        self.function_arn = self.function.arn
        self.role_arn = self.role.arn
        self.register_outputs(
            {"function_name": self.function_name, "function_arn": self.function_arn, "role_arn": self.role_arn}
        )


def _schedule(
    name: str,
    rule_name: pulumi.Input[str],
    description: pulumi.Input[str],
    period: pulumi.Input[int],
    tags: Any,
    checked: pulumi.ResourceOptions,
) -> "aws.cloudwatch.EventRule":
    """The rule that starts the function every `period` minutes."""
    return aws.cloudwatch.EventRule(
        f"{name}-schedule",
        name=rule_name,
        description=description,
        schedule_expression=rendered("rate({period} minutes)".format, period=period),
        tags=tags,
        opts=checked,
    )


def _target(
    name: str, schedule: "aws.cloudwatch.EventRule", function: "aws.lambda_.Function", parent: pulumi.Resource
) -> "aws.cloudwatch.EventTarget":
    """The function as the target of the schedule, which may invoke it by then."""
    permission = aws.lambda_.Permission(
        f"{name}-permission",
        action="lambda:InvokeFunction",
        function=function.name,
        principal="events.amazonaws.com",
        source_arn=schedule.arn,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return aws.cloudwatch.EventTarget(
        f"{name}-target",
        rule=schedule.name,
        target_id="supervisor",
        arn=function.arn,
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[permission]),
    )


def _of_one_domain(given: dict[str, Any]) -> dict[str, Any]:
    integrations = given["integrations"]
    if not isinstance(integrations, Mapping) or not integrations:
        rule = "must be an object of IntegrationWorkflow.supervision by name, at least one"
        raise RuleViolation(integrations, rule, argument="integrations")
    for name, wanted in integrations.items():
        if not isinstance(wanted, Mapping) or "token" not in wanted:
            raise RuleViolation(wanted, "must be IntegrationWorkflow.supervision", argument=f"integrations.{name}")
        if wanted["domain_name"] != given["domain_name"]:
            rule = f"must be an integration of domain {given['domain_name']}"
            raise RuleViolation(wanted["domain_name"], rule, argument=f"integrations.{name}.domain_name")
    return {name: dict(wanted) for name, wanted in integrations.items()}


def _tokens(integrations: Mapping[str, Any]) -> list[str]:
    """The tokens in the names of the integrations' flows."""
    return [str(wanted["token"]) for wanted in integrations.values()]


def _adopted(integrations: Mapping[str, Any]) -> list[str]:
    """The names of the flows that the integrations have taken over, which have no token."""
    plans = (Pins.from_state(wanted, "planned_batches") for wanted in integrations.values())
    return [pins.flow_name for pins in plans if pins.taken_over]


def _connector_profiles(integrations: Mapping[str, Any]) -> list[str]:
    """The connections of the integrations; files in S3 have none."""
    return [str(each["ConnectorProfileName"]) for each in _sources(integrations) if each.get("ConnectorProfileName")]


def _buckets(integrations: Mapping[str, Any]) -> list[str]:
    """The buckets whose files the integrations load."""
    properties = (each.get("SourceConnectorProperties", {}).get("S3", {}) for each in _sources(integrations))
    return [str(each["BucketName"]) for each in properties if each.get("BucketName")]


def _sources(integrations: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [(wanted.get("flow_definition") or {}).get("SourceFlowConfig", {}) for wanted in integrations.values()]


def _files(integrations: Mapping[str, Any]) -> dict[str, str]:
    """The files that the archive holds beside the handler's module."""
    return {INTEGRATIONS: json.dumps(integrations, sort_keys=True)}

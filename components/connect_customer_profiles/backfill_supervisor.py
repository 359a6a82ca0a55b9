"""`BackfillSupervisor`: brings on what does not go on by itself, when nobody is watching."""

import json
from collections.abc import Mapping
from typing import Any, NotRequired

import pulumi
import pulumi_aws as aws

from . import names, rules
from . import policy as policy_documents
from .base.arguments import Arguments, type_token
from .base.lambda_function import LambdaFunctionArgs, function_options, lambda_function
from .base.location import aws_location
from .functions import archive as lambda_code
from .functions.supervisor import INTEGRATIONS
from .rules import RuleViolation, monitoring

HANDLER = "functions.supervisor"
TIMEOUT = 900
"""As long as Lambda allows: a resubmission waits for policies that take effect late."""
PERIOD_MINUTES = 15


class BackfillSupervisorArgs(LambdaFunctionArgs):
    """Arguments of `BackfillSupervisor`."""

    domain_name: pulumi.Input[str]
    """The domain; 1 to 64 letters, digits, `_` or `-`."""
    integrations: Mapping[str, pulumi.Input[Mapping[str, Any]]]
    """What to supervise: `IntegrationWorkflow.supervision` by a name for messages and logs."""
    kms_key_arn: pulumi.Input[str]
    """The domain's key; the function may use it through Customer Profiles and AppFlow only."""
    execution_role_arn: NotRequired[pulumi.Input[str]]
    """The execution role of the integrations' workflows, which the function passes on. Default: none, for integrations
    without batches."""
    topic_arn: NotRequired[pulumi.Input[str]]
    """A topic to publish to what was done and what failed: `IngestionMonitoring.topic_arn`. Default: logs only."""
    period_minutes: NotRequired[pulumi.Input[int]]
    """How often to look, 5 to 1,440 minutes. Default: 15."""
    function_name: NotRequired[pulumi.Input[str]]
    """The function's name, up to 64 characters. Default: `<domain name>-supervisor`."""
    role_name: NotRequired[pulumi.Input[str]]
    """The role's name, up to 64 characters. Default: `<domain name>-supervisor-<Region>`."""


class BackfillSupervisor(pulumi.ComponentResource):
    """What `customer-profiles watch --repair` does, as a function on a schedule: for backfills that outlive a terminal.

    Each round resubmits what failed, at most `resubmit_limit` times, activates what is not active, and establishes
    again what is missing, suspended or errored. It finishes what a `pulumi up` has begun and begins nothing; the next
    `pulumi up` takes over what it did, and sees nothing to change.
    https://docs.aws.amazon.com/connect/latest/adminguide/integrate-customer-profiles-appflow.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    function_name: pulumi.Output[str]
    """The function's name, ready when it is on its schedule."""
    function_arn: pulumi.Output[str]
    """The function's ARN."""
    role_arn: pulumi.Output[str]
    """The ARN of the function's role."""

    def __init__(self, name: str, args: BackfillSupervisorArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("BackfillSupervisor"), name, dict(args), opts)
        arguments = Arguments("BackfillSupervisor", name, args, BackfillSupervisorArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        integrations = arguments.build(_of_one_domain, "domain_name", "integrations")
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        execution_role_arn = arguments.get("execution_role_arn", rules.role_arn)
        topic_arn = arguments.get("topic_arn", monitoring.topic_arn)
        period = arguments.get("period_minutes", rules.integer(5, 1440, "minutes"), PERIOD_MINUTES)
        options = function_options(arguments)
        location, domain = aws_location(self), pulumi.Output.from_input(domain_name)
        function_name = arguments.get("function_name", rules.function_name, domain.apply(names.supervisor_name))
        role_name = arguments.get(
            "role_name",
            rules.role_name,
            pulumi.Output.all(domain, location).apply(
                lambda known: names.supervisor_role_name(known[0], known[1].region)
            ),
        )
        description = pulumi.Output.format("Supervises the ingestion into domain {0}", domain_name)
        checked = pulumi.ResourceOptions(parent=self, depends_on=arguments.passed())

        made = lambda_function(
            name,
            checked,
            function_name=function_name,
            role_name=role_name,
            description=description,
            policy=pulumi.Output.all(
                location, domain_name, kms_key_arn, execution_role_arn, topic_arn, function_name
            ).apply(
                lambda known: policy_documents.supervisor_policy(
                    region=known[0].region,
                    account=known[0].account,
                    domain_name=known[1],
                    kms_key_arn=known[2],
                    execution_role_arn=known[3],
                    topic_arn=known[4],
                    log_group_name=names.log_group_name(known[5]),
                    tracing=options["tracing"],
                )
            ),
            handler=lambda_code.handler(HANDLER, "handle"),
            code=pulumi.Output.from_input(integrations).apply(
                lambda known: lambda_code.archive(HANDLER, {INTEGRATIONS: json.dumps(known, sort_keys=True)})
            ),
            timeout=TIMEOUT,
            # Two rounds at once could both resubmit the same batches.
            concurrency=1,
            variables={
                "PERIOD_MINUTES": pulumi.Output.from_input(period).apply(str),
                "TOPIC_ARN": "" if topic_arn is None else topic_arn,
            },
            options=options,
        )
        schedule = aws.cloudwatch.EventRule(
            f"{name}-schedule",
            name=domain.apply(names.supervisor_name),
            description=description,
            schedule_expression=pulumi.Output.from_input(period).apply(lambda minutes: f"rate({minutes} minutes)"),
            tags=options["tags"],
            opts=checked,
        )
        permission = aws.lambda_.Permission(
            f"{name}-permission",
            action="lambda:InvokeFunction",
            function=made.function.name,
            principal="events.amazonaws.com",
            source_arn=schedule.arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        target = aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=schedule.name,
            target_id="supervisor",
            arn=made.function.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )

        self.function_name = pulumi.Output.all(made.function.name, target.id).apply(lambda known: str(known[0]))
        self.function_arn = made.function.arn
        self.role_arn = made.role.arn
        self.register_outputs(
            {"function_name": self.function_name, "function_arn": self.function_arn, "role_arn": self.role_arn}
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

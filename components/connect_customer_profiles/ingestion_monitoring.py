"""`IngestionMonitoring`: calls somebody before an agent notices."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from . import names, rules
from . import policy as policy_documents
from .base.arguments import Arguments, type_token
from .base.location import Location, aws_location
from .rules import monitoring


class ThresholdsArgs(TypedDict):
    """From when on `IngestionMonitoring` calls."""

    dead_letters: NotRequired[pulumi.Input[int]]
    """Messages that may wait in the dead-letter queue. Default: 1, since the message with which the service tries a
    queue out may have stayed."""
    oldest_dead_letter_seconds: NotRequired[pulumi.Input[int]]
    """How long a message may wait, in seconds. Default: 604,800 (a week); after two weeks a message is lost."""
    schedule_minutes: NotRequired[pulumi.Input[int]]
    """The period of the flows' schedule, in minutes, up to a day. Default: 60, that of an integration."""
    missed_periods: NotRequired[pulumi.Input[int]]
    """So many periods without a successful run are too many. Default: 3."""


class IngestionMonitoringArgs(TypedDict):
    """Arguments of `IngestionMonitoring`."""

    domain_name: pulumi.Input[str]
    """The domain; every flow whose name begins with it is watched for failures."""
    queue_name: pulumi.Input[str]
    """The domain's dead-letter queue."""
    flow_names: NotRequired[Sequence[pulumi.Input[str]]]
    """Flows that have to run again and again: `IntegrationWorkflow.flow_name`. While history is loaded there is no such
    flow yet: the alarm is on, and its end says that changes arrive. Default: none."""
    notify: NotRequired[pulumi.Input[str] | Sequence[pulumi.Input[str]]]
    """Whom to call: email addresses, each of which AWS asks for confirmation once, or the ARN of a topic that
    `cloudwatch.amazonaws.com` and `events.amazonaws.com` may publish to. Default: a topic without subscribers."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The domain's key, watched for being disabled or scheduled for deletion; for that, a CloudTrail trail of the
    account has to log management events. Default: no key is watched."""
    thresholds: NotRequired[pulumi.Input[ThresholdsArgs]]
    """From when on to call. Default: see `ThresholdsArgs`."""
    dashboard: NotRequired[bool]
    """Whether there is a dashboard. Default: True."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags of everything that takes tags."""


class IngestionMonitoring(pulumi.ComponentResource):
    """Alarms on dead letters and missing runs, events of failed and deactivated flows and of the key, a dashboard.

    The topic is encrypted with a key of its own. EventBridge publishes without the condition keys of the confused
    deputy, so only CloudWatch's statements have them
    (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
    https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    alarm_arns: pulumi.Output[list[str]]
    """The alarms' ARNs."""
    dashboard_name: pulumi.Output[str]
    """The dashboard's name; "" without one."""
    topic_arn: pulumi.Output[str]
    """The topic that everything is published to, ready when its policy is attached."""

    def __init__(self, name: str, args: IngestionMonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(type_token("IngestionMonitoring"), name, dict(args), opts)
        arguments = Arguments("IngestionMonitoring", name, args, IngestionMonitoringArgs)
        domain_name = arguments.get("domain_name", rules.domain_name)
        queue_name = arguments.get("queue_name", rules.queue_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        thresholds = pulumi.Output.from_input(
            arguments.get("thresholds", monitoring.thresholds, monitoring.thresholds({}))
        )
        with_dashboard = arguments.get("dashboard", rules.boolean, True)
        self._name, self._domain_name = name, pulumi.Output.from_input(domain_name)
        self._location, self._tags = aws_location(self), arguments.get("tags", rules.tags)
        flow_names = _each(arguments, "flow_names", args.get("flow_names"), rules.flow_name)
        self._notify = args.get("notify")
        emails = (
            []
            if self._notify is None or isinstance(self._notify, (str, pulumi.Output))
            else _each(arguments, "notify", self._notify, monitoring.email)
        )
        given_topic = None if emails else arguments.get("notify", _topic_or_nobody)
        self._checked = arguments.passed()

        self.topic_arn = pulumi.Output.from_input(given_topic) if given_topic else self._topic(emails)
        queue_alarms = [
            self._alarm(
                what,
                description,
                namespace="AWS/SQS",
                metric_name=metric,
                dimensions={"QueueName": queue_name},
                statistic="Maximum",
                period=300,
                evaluation_periods=1,
                comparison_operator="GreaterThanThreshold",
                threshold=threshold,
                treat_missing_data="notBreaching",
            )
            for what, description, metric, threshold in (
                (
                    "dead-letters",
                    "Objects that could not be ingested wait.",
                    "ApproximateNumberOfMessagesVisible",
                    thresholds["dead_letters"],
                ),
                (
                    "oldest-dead-letter",
                    "A dead letter is lost unless it is put again.",
                    "ApproximateAgeOfOldestMessage",
                    thresholds["oldest_dead_letter_seconds"],
                ),
            )
        ]
        flow_alarms = [
            self._alarm(
                f"no-success-{index}",
                pulumi.Output.format("Flow {0} has had no successful run for several periods.", flow_name),
                namespace="AWS/AppFlow",
                metric_name="FlowExecutionsSucceeded",
                dimensions={"FlowName": flow_name},
                statistic="Sum",
                period=thresholds["schedule_minutes"].apply(lambda minutes: minutes * 60),
                evaluation_periods=thresholds["missed_periods"],
                comparison_operator="LessThanThreshold",
                threshold=1,
                # A flow that does not run tells nothing.
                treat_missing_data="breaching",
            )
            for index, flow_name in enumerate(flow_names)
        ]
        alarms = [*queue_alarms, *flow_alarms]
        watched = pulumi.Output.all(self._domain_name, pulumi.Output.all(*flow_names))
        self._rule(
            "failed-runs",
            "A run of a flow failed.",
            watched.apply(lambda known: monitoring.failed_runs(*known)),
            self._domain_name.apply(lambda known: monitoring.flow_message("A run failed", "error", known)),
        )
        self._rule(
            "deactivated-flows",
            "AppFlow has deactivated a flow.",
            watched.apply(lambda known: monitoring.deactivated_flows(*known)),
            self._domain_name.apply(
                lambda known: monitoring.flow_message("A flow was deactivated", "deactivation-reason", known)
            ),
        )
        if kms_key_arn is not None:
            self._rule(
                "key-events",
                "The domain's key was disabled or scheduled for deletion.",
                pulumi.Output.from_input(kms_key_arn).apply(monitoring.key_taken_away),
                self._domain_name.apply(monitoring.key_message),
            )

        self.alarm_arns = pulumi.Output.all(*(each.arn for each in alarms)).apply(list)
        self.dashboard_name = pulumi.Output.from_input("")
        if with_dashboard:
            body = pulumi.Output.all(
                self._location, domain_name, queue_name, pulumi.Output.all(*flow_names), self.alarm_arns
            ).apply(lambda known: monitoring.dashboard(known[0].region, *known[1:]))
            made = aws.cloudwatch.Dashboard(
                f"{name}-dashboard",
                dashboard_name=self._domain_name.apply(names.dashboard_name),
                dashboard_body=body,
                opts=self._child(),
            )
            self.dashboard_name = made.dashboard_name
        self.register_outputs(
            {"alarm_arns": self.alarm_arns, "dashboard_name": self.dashboard_name, "topic_arn": self.topic_arn}
        )

    def _topic(self, emails: list[Any]) -> pulumi.Output[str]:
        """The topic's ARN, ready when its policy is attached."""
        where = pulumi.Output.all(self._location, self._domain_name)
        key = aws.kms.Key(
            f"{self._name}-topic-key",
            description=pulumi.Output.format("Notifications of ingestion into {0}", self._domain_name),
            policy=self._location.apply(
                lambda known: policy_documents.topic_key_policy(region=known.region, account=known.account)
            ),
            enable_key_rotation=True,
            deletion_window_in_days=7,
            tags=self._tags,
            opts=self._child(),
        )
        topic = aws.sns.Topic(
            f"{self._name}-topic",
            name=self._domain_name.apply(names.topic_name),
            display_name="Customer Profiles",
            kms_master_key_id=key.arn,
            tags=self._tags,
            opts=self._child(),
        )
        policy = aws.sns.TopicPolicy(
            f"{self._name}-topic-policy",
            arn=topic.arn,
            policy=where.apply(lambda known: _topic_policy(*known)),
            opts=self._child(),
        )
        for index, address in enumerate(emails):
            aws.sns.TopicSubscription(
                f"{self._name}-email-{index}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self._child(),
            )
        return pulumi.Output.all(topic.arn, policy.id).apply(lambda known: str(known[0]))

    def _alarm(self, what: str, description: pulumi.Input[str], **condition: Any) -> "aws.cloudwatch.MetricAlarm":
        return aws.cloudwatch.MetricAlarm(
            f"{self._name}-{what}",
            name=self._domain_name.apply(lambda known: names.alarm_name(known, what)),
            alarm_description=pulumi.Output.format(
                "{0} Next: {1}", description, self._domain_name.apply(monitoring.diagnose)
            ),
            alarm_actions=[self.topic_arn],
            ok_actions=[self.topic_arn],
            tags=self._tags,
            opts=self._child(),
            **condition,
        )

    def _rule(
        self, what: str, description: str, pattern: pulumi.Output[str], message: pulumi.Output[dict[str, Any]]
    ) -> None:
        rule = aws.cloudwatch.EventRule(
            f"{self._name}-{what}",
            name=self._domain_name.apply(lambda known: names.event_rule_name(known, what)),
            description=description,
            event_pattern=pattern,
            tags=self._tags,
            opts=self._child(),
        )
        aws.cloudwatch.EventTarget(
            f"{self._name}-{what}-target",
            rule=rule.name,
            target_id="topic",
            arn=self.topic_arn,
            input_transformer={
                "input_paths": message["input_paths"],
                "input_template": message["input_template"],
            },
            opts=self._child(),
        )

    def _child(self) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, depends_on=self._checked)


def _each(arguments: Arguments, argument: str, values: Any, rule: Callable[[Any], str]) -> list[Any]:
    """The items of a list, each checked: at once where it is plain, else when it is known."""
    if values is None:
        return []
    if not isinstance(values, (list, tuple)):
        arguments.checked({}, lambda _: rules.checked(argument, values, rules.strings))

    def checked(index: int, item: Any) -> Any:
        return arguments.checked(
            {"item": item}, lambda known: rules.checked(f"{argument}[{index}]", known["item"], rule)
        )

    return [checked(index, item) for index, item in enumerate(values)]


def _topic_or_nobody(value: Any) -> str | None:
    return None if value in ([], ()) else monitoring.topic_arn(value)


def _topic_policy(location: Location, domain_name: str) -> str:
    return policy_documents.topic_policy(
        region=location.region,
        account=location.account,
        topic_arn=names.topic_arn(location.region, location.account, names.topic_name(domain_name)),
    )

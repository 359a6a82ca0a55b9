"""`IngestionMonitoring`: alerts someone before an agent notices."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws  # noqa: TC002 - Pulumi evaluates the annotations

from . import names, rules
from .base.alerts import Alerts
from .base.arguments import Arguments, type_token
from .base.location import aws_location
from .base.outputs import rendered
from .base.reservations import reserving
from .observability.alarms import (
    FAILURE_QUEUE_ALARMS,
    FLOW_CONDITION,
    FLOW_DESCRIPTION,
    QUEUE_ALARMS,
    QueueAlarm,
    hours_to_look_back,
    period_seconds,
    queue_condition,
)
from .observability.dashboard import dashboard
from .observability.events import FLOW_RULES, KEY_RULE, flows_to_watch
from .policy import additional
from .rules import monitoring

ADDED = additional(
    service="cloudwatch.amazonaws.com",
    actions=["kms:Decrypt", "kms:GenerateDataKey"],
    sids=("AccountDelegatesToIam", "AlarmsEncrypt", "EventRulesEncrypt"),
)
"""The rule for statements that are added to the policy of the topic's key."""


class ThresholdsArgs(TypedDict):
    """Thresholds at which `IngestionMonitoring` alerts."""

    dead_letters: NotRequired[pulumi.Input[int]]
    """The number of messages that may wait in the dead-letter queue. Default: 1, because the test message that the
    service sends at the start may still be there."""
    oldest_dead_letter_seconds: NotRequired[pulumi.Input[int]]
    """How long a message may wait, in seconds. Default: 604,800 (a week); after two weeks a message is lost."""
    schedule_minutes: NotRequired[pulumi.Input[int]]
    """The period of the flows' schedule, in minutes, up to a day. Default: that of an integration without a schedule
    of its own (docs/sources-and-tasks.md)."""
    missed_periods: NotRequired[pulumi.Input[int]]
    """The number of periods without a successful run after which the alarm goes off. Default: 3."""


class IngestionMonitoringArgs(TypedDict):
    """Arguments of `IngestionMonitoring`."""

    domain_name: pulumi.Input[str]
    """The domain, whose flows are watched for failures."""
    queue_name: pulumi.Input[str]
    """The domain's dead-letter queue."""
    failure_queue_name: NotRequired[pulumi.Input[str]]
    """The queue for letters that were delivered too often, `DeadLetterRedrive.failure_queue.name`; the thresholds are
    those of the dead-letter queue. Default: none is watched."""
    object_type_names: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The object types whose flows are watched for failures. Default: every flow whose name begins with
    `<domain name>-`, so those of `shop-eu` are watched for `shop` as well unless `only_own_flows` is set."""
    only_own_flows: NotRequired[pulumi.Input[bool]]
    """Whether only the flows of `flow_names`, and those that take their places after a loss, are watched for failures.
    So nobody hears of a flow of `shop-eu` for `shop`, whatever their object types are called; of the temporary flows of
    batches neither, unless their names begin alike, which AWS does not document. Default: False, which watches every
    flow whose name begins like the domain's."""
    flow_names: NotRequired[Sequence[pulumi.Input[str]]]
    """Flows that must run regularly: `IntegrationWorkflow.flow_name`. While history is loaded there is no such flow
    yet: the alarm stays on, and its end means that changes arrive. Default: none."""
    notify: NotRequired[pulumi.Input[str] | Sequence[pulumi.Input[str]]]
    """Who is notified: email addresses, each of which AWS asks once for confirmation, or the ARN of a topic that
    `cloudwatch.amazonaws.com` and `events.amazonaws.com` may publish to. Plain addresses may be in any order; an Output
    keeps its place, because its value comes too late for a name. Default: a topic without subscribers."""
    kms_key_arn: NotRequired[pulumi.Input[str]]
    """The domain's key. You are notified when somebody disables it or schedules its deletion, provided that a
    CloudTrail trail of the account logs management events. Default: no key is watched."""
    former_kms_key_arns: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Keys that the domain had before, under which profiles may still be encrypted; they are watched like the present
    one, also without `kms_key_arn`. Default: none."""
    topic_key_policy_documents: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Policies (JSON) whose statements are included in the policy of the topic's key, such as one for another
    publisher. Default: none."""
    thresholds: NotRequired[pulumi.Input[ThresholdsArgs]]
    """Thresholds at which to alert. Default: see `ThresholdsArgs`."""
    dashboard: NotRequired[bool]
    """Whether to create a dashboard. Default: True."""
    dashboard_name: NotRequired[pulumi.Input[str]]
    """Dashboards have no Region: where the account has a domain of the same name in another one, theirs needs another
    name. Default: `<domain_name>-ingestion`."""
    tags: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Tags for every resource that takes tags."""
    adopt_existing: NotRequired[bool]
    """Whether to take over a topic, alarms, event rules and a dashboard of these names that this stack has not created.
    Default: False, which refuses a name that is taken."""


class IngestionMonitoring(pulumi.ComponentResource):
    """Alarms on dead letters and missing runs, event rules on failed and deactivated flows and on the key, and a
    dashboard.

    The topic is encrypted with a key of its own. EventBridge publishes without the condition keys that prevent a
    confused deputy, so only CloudWatch's statements require them (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html).
    https://docs.aws.amazon.com/appflow/latest/userguide/flow-notifications.html

    Raises:
        InvalidArgumentError: an argument breaks a rule.
    """

    alarm_arns: pulumi.Output[list[str]]
    """The alarms' ARNs."""
    dashboard_name: pulumi.Output[str]
    """The dashboard's name; "" without one."""
    topic_arn: pulumi.Output[str]
    """The ARN of the topic for all notifications, ready when its policy is attached."""
    alarms: "list[aws.cloudwatch.MetricAlarm]"
    """The alarms themselves, for settings that have no argument here: three of each queue, then one per flow."""
    event_rules: "list[aws.cloudwatch.EventRule]"
    """The rules on events."""
    topic: "aws.sns.Topic | None"
    """The topic; None if `notify` is one."""
    topic_key: "aws.kms.Key | None"
    """The topic's key; None if `notify` is a topic."""
    dashboard: "aws.cloudwatch.Dashboard | None"
    """The dashboard, if there is one."""

    def __init__(self, name: str, args: IngestionMonitoringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Declare the component with its resources.

        Args:
            name: the component's name in the program, of which the names of its resources are made.
            args: see `IngestionMonitoringArgs`.
            opts: the resource options of Pulumi.

        Raises:
            InvalidArgumentError: an argument breaks a rule.
        """
        opts = reserving(self, "IngestionMonitoring", name, args, IngestionMonitoringArgs, opts)
        super().__init__(type_token("IngestionMonitoring"), name, dict(args), opts)
        arguments = Arguments("IngestionMonitoring", name, args, IngestionMonitoringArgs)
        arguments.get("adopt_existing", rules.boolean)
        domain_name = arguments.get("domain_name", rules.domain_name)
        queue_name = arguments.get("queue_name", rules.queue_name)
        failure_queue_name = arguments.get("failure_queue_name", rules.queue_name)
        kms_key_arn = arguments.get("kms_key_arn", rules.kms_key_arn)
        added = arguments.get("topic_key_policy_documents", ADDED, [])
        former_keys = arguments.get("former_kms_key_arns", _former_keys(args), [])
        thresholds = arguments.get("thresholds", monitoring.thresholds, monitoring.thresholds({}))
        with_dashboard = arguments.get("dashboard", rules.boolean, True)
        default_name = rendered(names.dashboard_name, domain_name=domain_name)
        dashboard_name = arguments.get("dashboard_name", rules.dashboard_name, default_name)
        tags = arguments.get("tags", rules.tags)
        object_types = arguments.get("object_type_names", rules.list_of(rules.object_type_name), [])
        flow_names = _items(arguments, "flow_names", args.get("flow_names"), rules.flow_name)
        watched_flows = {
            "domain_name": domain_name,
            "object_type_names": object_types,
            "flow_names": flow_names,
            "only_own_flows": arguments.get("only_own_flows", rules.boolean, False),
        }
        flows = arguments.checked(watched_flows, lambda known: flows_to_watch(**known))
        emails = _emails(arguments, args.get("notify"))
        given_topic = None if emails else arguments.get("notify", _topic_or_nobody)
        location = aws_location(self)
        alerts = Alerts(name, domain_name, tags, pulumi.ResourceOptions(parent=self, depends_on=arguments.passed()))

        topic = None if given_topic else alerts.topic(location, emails, added)
        topic_arn = topic.arn if topic else pulumi.Output.from_input(given_topic)
        queue_alarms = _queue_alarms(alerts, topic_arn, QUEUE_ALARMS, queue_name, thresholds)
        if failure_queue_name is not None:
            queue_alarms += _queue_alarms(alerts, topic_arn, FAILURE_QUEUE_ALARMS, failure_queue_name, thresholds)
        flow_alarms = _flow_alarms(alerts, topic_arn, flow_names, thresholds)
        flow_rules = [alerts.event_rule(rule, topic_arn, flows=flows) for rule in FLOW_RULES]
        key_rules = []
        if kms_key_arn is not None or former_keys != []:
            watched = {"kms_key_arn": kms_key_arn or "", "former_kms_key_arns": former_keys}
            key_rules.append(alerts.event_rule(KEY_RULE, topic_arn, **watched))
        alarm_arns = pulumi.Output.all(*(alarm.arn for alarm in (*queue_alarms, *flow_alarms))).apply(list)
        body = rendered(
            dashboard,
            region=location.region,
            domain_name=domain_name,
            queue_name=queue_name,
            flow_names=flow_names,
            alarms=alarm_arns,
        )

        self.alarms = [*queue_alarms, *flow_alarms]
        self.event_rules = [*flow_rules, *key_rules]
        self.topic, self.topic_key = (topic.topic, topic.key) if topic else (None, None)
        self.dashboard = alerts.dashboard(dashboard_name, body) if with_dashboard else None
        self.alarm_arns = alarm_arns
        self.dashboard_name = self.dashboard.dashboard_name if self.dashboard else pulumi.Output.from_input("")
        self.topic_arn = topic_arn
        self.register_outputs(
            {"alarm_arns": self.alarm_arns, "dashboard_name": self.dashboard_name, "topic_arn": self.topic_arn}
        )


def _queue_alarms(
    alerts: Alerts,
    topic_arn: pulumi.Output[str],
    alarms: Sequence[QueueAlarm],
    queue_name: Any,
    thresholds: Mapping[str, int],
) -> "list[aws.cloudwatch.MetricAlarm]":
    """The alarms on the dead-letter queue or its failure queue."""
    hours = rendered(hours_to_look_back, seconds=thresholds["oldest_dead_letter_seconds"])
    return [
        alerts.alarm(
            alarm.what,
            topic_arn,
            alarm.description,
            **queue_condition(alarm, thresholds, hours),
            dimensions={"QueueName": queue_name},
        )
        for alarm in alarms
    ]


def _flow_alarms(
    alerts: Alerts, topic_arn: pulumi.Output[str], flow_names: Sequence[Any], thresholds: Mapping[str, int]
) -> "list[aws.cloudwatch.MetricAlarm]":
    """For each flow, the alarm on runs that are missing."""
    return [
        alerts.alarm(
            f"no-success-{index}",
            topic_arn,
            rendered(FLOW_DESCRIPTION.format, flow_name=flow_name),
            **FLOW_CONDITION,
            dimensions={"FlowName": flow_name},
            period=rendered(period_seconds, schedule_minutes=thresholds["schedule_minutes"]),
            evaluation_periods=thresholds["missed_periods"],
        )
        for index, flow_name in enumerate(flow_names)
    ]


def _emails(arguments: Arguments, notify: Any) -> list[Any]:
    """The email addresses to notify, each checked; none if `notify` is a topic, or may turn out to be one."""
    if isinstance(notify, (str, pulumi.Output)):
        return []
    return _items(arguments, "notify", notify, monitoring.email)


def _items(arguments: Arguments, argument: str, values: Any, rule: Callable[[Any], str]) -> list[Any]:
    """The items of a list, each checked: at once if it is a plain value, else when it is known."""
    if values is None:
        return []
    if not isinstance(values, (list, tuple)):
        arguments.checked({}, lambda _: rules.checked(argument, values, rules.strings))

    def checked(index: int, item: Any) -> Any:
        return arguments.checked(
            {"item": item}, lambda known: rules.checked(f"{argument}[{index}]", known["item"], rule)
        )

    return [checked(index, item) for index, item in enumerate(values)]


def _former_keys(args: IngestionMonitoringArgs) -> rules.Rule[list[str]]:
    """The rule for keys of the past. If no other is watched, there is a rule on events before an Output says whether it
    has any."""
    arrives = isinstance(args.get("former_kms_key_arns"), pulumi.Output)
    return monitoring.former_keys(needed=arrives and args.get("kms_key_arn") is None)


def _topic_or_nobody(value: Any) -> str | None:
    return None if value in ([], ()) else monitoring.topic_arn(value)

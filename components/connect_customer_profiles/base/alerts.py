"""Alarms and event rules, and the topic that they publish to."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pulumi
import pulumi_aws as aws

from .. import names
from ..observability.events import EventRule, diagnose
from ..policy import topic_key_policy, topic_policy
from .location import Location
from .outputs import ready, rendered
from .subscriptions import lasting_options, subscriptions


class Topic(NamedTuple):
    """A topic with its key; its ARN is ready when its policy is attached."""

    topic: "aws.sns.Topic"
    key: "aws.kms.Key"
    arn: pulumi.Output[str]


class Alerts(NamedTuple):
    """Creates alarms, event rules and their topic, as children of one component.

    Attributes:
        name: the component's name, which the children's begin with.
        domain_name: the domain, checked.
        tags: for every resource that takes tags.
        options: the component as parent, and a dependency on its checked arguments.
    """

    name: str
    domain_name: pulumi.Input[str]
    tags: Any
    options: pulumi.ResourceOptions

    def topic(self, location: pulumi.Output[Location], emails: Sequence[pulumi.Input[str]], key_policies: Any) -> Topic:
        """A topic with a key of its own, and a subscription for each email address.

        Args:
            location: the account and Region.
            emails: who is notified.
            key_policies: policies (JSON) whose statements the key's policy includes, checked.
        """
        key = aws.kms.Key(
            f"{self.name}-topic-key",
            description=rendered("Notifications of ingestion into {domain_name}".format, domain_name=self.domain_name),
            policy=rendered(topic_key_policy, at=location, source_policy_documents=key_policies),
            enable_key_rotation=True,
            deletion_window_in_days=7,
            tags=self.tags,
            opts=self.options,
        )
        topic = aws.sns.Topic(
            f"{self.name}-topic",
            name=rendered(names.topic_name, domain_name=self.domain_name),
            display_name="Customer Profiles",
            kms_master_key_id=key.arn,
            tags=self.tags,
            opts=self.options,
        )
        policy = aws.sns.TopicPolicy(
            f"{self.name}-topic-policy",
            arn=topic.arn,
            policy=rendered(_topic_policy, at=location, domain_name=self.domain_name),
            opts=self.options,
        )
        declared = subscriptions(self.name, emails)
        topic_arn = rendered(_topic_arn, at=location, domain_name=self.domain_name)
        for each in declared:
            lasting = lasting_options(self.options.parent, each, declared, topic_arn)
            aws.sns.TopicSubscription(
                each.name,
                topic=topic.arn,
                protocol="email",
                endpoint=each.address,
                opts=pulumi.ResourceOptions.merge(self.options, lasting),
            )
        return Topic(topic, key, ready(topic.arn, policy))

    def alarm(
        self, what: str, topic_arn: pulumi.Output[str], description: pulumi.Input[str], **condition: Any
    ) -> "aws.cloudwatch.MetricAlarm":
        """An alarm that notifies when it goes off and when it returns to OK."""
        command = rendered(diagnose, domain_name=self.domain_name)
        return aws.cloudwatch.MetricAlarm(
            f"{self.name}-{what}",
            name=rendered(names.alarm_name, domain_name=self.domain_name, what=what),
            alarm_description=rendered("{what} Next: {command}".format, what=description, command=command),
            alarm_actions=[topic_arn],
            ok_actions=[topic_arn],
            tags=self.tags,
            opts=self.options,
            **condition,
        )

    def event_rule(self, event: EventRule, topic_arn: pulumi.Output[str], **matched: Any) -> "aws.cloudwatch.EventRule":
        """A rule that publishes its message for every event that the pattern of `matched` matches."""
        rule = aws.cloudwatch.EventRule(
            f"{self.name}-{event.what}",
            name=rendered(names.event_rule_name, domain_name=self.domain_name, what=event.what),
            description=event.description,
            event_pattern=rendered(event.pattern, **matched),
            tags=self.tags,
            opts=self.options,
        )
        message = rendered(event.message, domain_name=self.domain_name)
        aws.cloudwatch.EventTarget(
            f"{self.name}-{event.what}-target",
            rule=rule.name,
            target_id="topic",
            arn=topic_arn,
            input_transformer={
                "input_paths": message["input_paths"],
                "input_template": message["input_template"],
            },
            opts=self.options,
        )
        return rule

    def dashboard(self, name: pulumi.Input[str], body: pulumi.Output[str]) -> "aws.cloudwatch.Dashboard":
        """The dashboard."""
        return aws.cloudwatch.Dashboard(
            f"{self.name}-dashboard",
            dashboard_name=name,
            dashboard_body=body,
            opts=self.options,
        )


def _topic_arn(region: str, account: str, domain_name: str) -> str:
    return names.topic_arn(region, account, names.topic_name(domain_name))


def _topic_policy(region: str, account: str, domain_name: str) -> str:
    """Built for the ARN that the topic will have, so that it is known at preview."""
    return topic_policy(region=region, account=account, topic_arn=_topic_arn(region, account, domain_name))

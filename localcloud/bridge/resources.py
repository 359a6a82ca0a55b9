"""The table of classic `aws` resource types that the local cloud has. To add one, write its class and list it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .services import (
    appflow,
    cloudwatch,
    connect,
    customer_profiles,
    events,
    iam,
    kinesis,
    kms,
    lambda_,
    logs,
    s3,
    secretsmanager,
    sns,
    sqs,
)

if TYPE_CHECKING:
    from .kind import Kind

KINDS: tuple[Kind, ...] = (
    appflow.ConnectorProfile(),
    appflow.Flow(),
    cloudwatch.Dashboard(),
    cloudwatch.MetricAlarm(),
    connect.Instance(),
    connect.SecurityProfile(),
    customer_profiles.Domain(),
    customer_profiles.Profile(),
    events.EventRule(),
    events.EventTarget(),
    iam.Policy(),
    iam.Role(),
    iam.RolePolicy(),
    iam.RolePolicyAttachment(),
    kinesis.Stream(),
    kms.Alias(),
    kms.Key(),
    kms.KeyPolicy(),
    lambda_.EventSourceMapping(),
    lambda_.Function(),
    lambda_.Permission(),
    logs.LogGroup(),
    s3.Bucket(),
    s3.BucketPolicy(),
    secretsmanager.Secret(),
    sns.Topic(),
    sns.TopicPolicy(),
    sns.TopicSubscription(),
    sqs.Queue(),
    sqs.QueuePolicy(),
    sqs.RedrivePolicy(),
)

RESOURCES: dict[str, Kind] = {kind.token: kind for kind in KINDS}
"""The resource types by their tokens."""


def unlisted(token: str) -> str:
    """What to tell about a type that the table lacks."""
    return f"{token} is not in the local cloud's table of classic aws types; add it to localcloud/bridge/resources.py"

"""Dead-letter queues and their policies."""

from dataclasses import dataclass

from connect_customer_profiles import names, policy, rules

from ..subject import Kind, Reader, View, constant, given, prop
from .common import COMPONENT, PLACE, Documents, document_at, part_of, serves


@dataclass(frozen=True)
class Queue(Documents):
    """A queue.

    Attributes:
        key: the KMS key that encrypts it.
        has_key: whether one is given.
        managed: whether SQS encrypts it with a key of its own.
        retention: seconds until a message is dropped.
        fifo: whether it keeps the order.
        protected: whether Pulumi refuses to delete it.
    """

    key: Reader
    has_key: Reader
    managed: Reader
    retention: Reader
    fifo: Reader
    protected: Reader


QUEUE: Kind = {
    f"{COMPONENT}DeadLetterQueue": View(
        Queue(
            key=prop("kms_key_arn"),
            has_key=given("kms_key_arn"),
            managed=lambda subject: not given("kms_key_arn")(subject),
            retention=prop("message_retention_seconds", default=rules.LONGEST_RETENTION),
            fifo=constant(False),
            protected=lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
            documents=constant([]),
        )
    ),
    "aws:sqs/queue:Queue": View(
        Queue(
            key=prop("kmsMasterKeyId"),
            has_key=given("kmsMasterKeyId"),
            managed=prop("sqsManagedSseEnabled", default=False),
            retention=prop("messageRetentionSeconds", default=345_600),
            fifo=prop("fifoQueue", default=False),
            protected=lambda subject: subject.protect,
            documents=document_at("policy"),
        ),
        writes={"managed": "sqsManagedSseEnabled", "retention": "messageRetentionSeconds"},
        concerns=serves("DeadLetterQueue"),
    ),
    "aws-native:sqs:Queue": View(
        Queue(
            key=prop("kmsMasterKeyId"),
            has_key=given("kmsMasterKeyId"),
            managed=prop("sqsManagedSseEnabled", default=False),
            retention=prop("messageRetentionPeriod", default=345_600),
            fifo=prop("fifoQueue", default=False),
            protected=lambda subject: subject.protect,
            documents=constant([]),
        ),
        writes={"managed": "sqsManagedSseEnabled", "retention": "messageRetentionPeriod"},
        concerns=part_of("DeadLetterQueue"),
    ),
}
QUEUE_POLICY: Kind = {
    f"{COMPONENT}DeadLetterQueue": View(
        Documents(
            documents=lambda subject: [
                policy.queue_policy(
                    **PLACE,
                    domain_name=prop("domain_name")(subject),
                    queue_arn=names.queue_arn(**PLACE, name="queue"),
                )
            ]
        )
    ),
    "aws:sqs/queue:Queue": View(Documents(documents=document_at("policy")), concerns=serves("DeadLetterQueue")),
    "aws:sqs/queuePolicy:QueuePolicy": View(
        Documents(documents=document_at("policy")), concerns=serves("DeadLetterQueue")
    ),
    "aws-native:sqs:QueuePolicy": View(
        Documents(documents=document_at("policyDocument")), concerns=serves("DeadLetterQueue")
    ),
    "aws-native:sqs:QueueInlinePolicy": View(
        Documents(documents=document_at("policyDocument")), concerns=serves("DeadLetterQueue")
    ),
}

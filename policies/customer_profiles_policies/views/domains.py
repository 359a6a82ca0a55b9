"""Customer Profiles domains."""

from dataclasses import dataclass

from connect_customer_profiles import rules

from ..subject import Kind, Reader, View, given, prop
from .common import COMPONENT


@dataclass(frozen=True)
class Domain:
    """A domain.

    Attributes:
        name: its name.
        key: the KMS key of its objects.
        has_key: whether one is given.
        queue: URL of its dead-letter queue.
        has_queue: whether one is given.
        expiration_days: days until an ingested object expires.
        protected: whether Pulumi refuses to delete it.
    """

    name: Reader
    key: Reader
    has_key: Reader
    queue: Reader
    has_queue: Reader
    expiration_days: Reader
    protected: Reader


_CLOUD_DOMAIN = View(
    Domain(
        name=prop("domainName"),
        key=prop("defaultEncryptionKey"),
        has_key=given("defaultEncryptionKey"),
        queue=prop("deadLetterQueueUrl"),
        has_queue=given("deadLetterQueueUrl"),
        expiration_days=prop("defaultExpirationDays"),
        protected=lambda subject: subject.protect,
    )
)
DOMAIN: Kind = {
    f"{COMPONENT}ProfilesDomain": View(
        Domain(
            name=prop("domain_name"),
            key=prop("kms_key_arn"),
            has_key=given("kms_key_arn"),
            queue=prop("dead_letter_queue_url"),
            has_queue=given("dead_letter_queue_url"),
            expiration_days=prop("default_expiration_days", default=rules.DEFAULT_EXPIRATION),
            protected=lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
        )
    ),
    "aws:customerprofiles/domain:Domain": _CLOUD_DOMAIN,
    "aws-native:customerprofiles:Domain": _CLOUD_DOMAIN,
}

"""KMS keys and their policies."""

from dataclasses import dataclass

from connect_customer_profiles import policy

from ..subject import Kind, Reader, View, constant, prop
from .common import COMPONENT, Documents, document_at, rendered, serves


@dataclass(frozen=True)
class Key(Documents):
    """A key.

    Attributes:
        rotation: whether AWS rotates it every year.
        deletion_window: days between its deletion and the loss of what it encrypts.
        enabled: whether it can be used.
        spec: its kind, such as `SYMMETRIC_DEFAULT`.
        protected: whether Pulumi refuses to delete it.
    """

    rotation: Reader
    deletion_window: Reader
    enabled: Reader
    spec: Reader
    protected: Reader


_KEY_COMPONENT_POLICY = rendered(
    policy.key_policy,
    domain_name=prop("domain_name"),
    administrators=constant([]),
    service_conditions=prop("service_conditions", default="domain"),
)
KEY: Kind = {
    f"{COMPONENT}EncryptionKey": View(
        Key(
            rotation=constant(True),
            deletion_window=prop("deletion_window_in_days", default=30),
            enabled=constant(True),
            spec=constant("SYMMETRIC_DEFAULT"),
            protected=lambda subject: subject.protect or prop("deletion_protection", default=True)(subject),
            documents=lambda subject: [_KEY_COMPONENT_POLICY(subject)],
        )
    ),
    "aws:kms/key:Key": View(
        Key(
            rotation=prop("enableKeyRotation", default=False),
            deletion_window=prop("deletionWindowInDays", default=30),
            enabled=prop("isEnabled", default=True),
            spec=prop("customerMasterKeySpec", default="SYMMETRIC_DEFAULT"),
            protected=lambda subject: subject.protect,
            documents=document_at("policy"),
        ),
        writes={"rotation": "enableKeyRotation", "deletion_window": "deletionWindowInDays"},
        concerns=serves("EncryptionKey"),
    ),
    "aws-native:kms:Key": View(
        Key(
            rotation=prop("enableKeyRotation", default=False),
            deletion_window=prop("pendingWindowInDays", default=30),
            enabled=prop("enabled", default=True),
            spec=prop("keySpec", default="SYMMETRIC_DEFAULT"),
            protected=lambda subject: subject.protect,
            documents=document_at("keyPolicy"),
        ),
        writes={"rotation": "enableKeyRotation", "deletion_window": "pendingWindowInDays"},
        concerns=serves("EncryptionKey"),
    ),
}
KEY_POLICY: Kind = {
    **KEY,
    "aws:kms/keyPolicy:KeyPolicy": View(Documents(documents=document_at("policy")), concerns=serves("EncryptionKey")),
}

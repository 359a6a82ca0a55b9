"""KMS keys and their policies."""

from dataclasses import dataclass, replace

from connect_customer_profiles import policy
from connect_customer_profiles.policy import questions

from ..subject import Kind, Reader, Subject, View, constant, prop
from .common import COMPONENT, Documents, document_at, rendered, serves, statements_of

COMPONENT_NAME = "EncryptionKey"
BESIDE_A_DOMAIN = ("kms:GenerateDataKey", "kms:Decrypt")
"""What the service needs of a key that encrypts a dead-letter queue, or a stream that it writes to."""


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


def _encrypts_domain(subject: Subject) -> bool:
    """Whether the service may use the key for more than a queue or a stream; what links a domain to a key that does
    not say so is found by the rules for what is linked."""
    if not _served(subject):
        return False
    named = [
        statement
        for document in subject["documents"]
        for statement in statements_of(document)
        if questions.names_service(statement)
    ]
    return not named or any(questions.actions_beyond(statement, BESIDE_A_DOMAIN) for statement in named)


_served = serves(COMPONENT_NAME)
_KEY_COMPONENT_POLICY = rendered(
    policy.key_policy,
    domain_name=prop("domain_name"),
    administrators=constant([]),
    service_conditions=prop("service_conditions", default="domain"),
)
KEY: Kind = {
    f"{COMPONENT}{COMPONENT_NAME}": View(
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
        concerns=_encrypts_domain,
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
        concerns=_encrypts_domain,
    ),
}
_POLICY = View(Documents(documents=document_at("policy")), concerns=_encrypts_domain)
DOMAIN_KEY_POLICY: Kind = {**KEY, "aws:kms/keyPolicy:KeyPolicy": _POLICY}
"""Policies of keys that encrypt a domain."""
KEY_POLICY: Kind = {type_: replace(view, concerns=_served) for type_, view in DOMAIN_KEY_POLICY.items()}
"""Policies of all keys that the service uses."""

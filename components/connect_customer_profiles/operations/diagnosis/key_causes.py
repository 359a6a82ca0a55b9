"""The causes that lie in a key: of the domain, the present one or one that it had before, or of its queue. Pure."""

from . import evidence
from .cause import Certainty, DiagnosisCause
from .facts import DomainFacts

UP = "pulumi up --refresh"
NO_SUCCESS = ("no_recent_success",)
KEY = ("key", "dead_letters", "failure_queue", "transient", *NO_SUCCESS)

KEY_CAUSES = (
    DiagnosisCause(
        "key_missing",
        DomainFacts,
        "The domain's KMS key does not exist.",
        Certainty.CERTAIN,
        "Nothing can read the profiles any more: give the domain another key and load history again.",
        "",
        evidence.key_missing,
        KEY,
    ),
    DiagnosisCause(
        "key_disabled",
        DomainFacts,
        "The domain's KMS key is disabled.",
        Certainty.CERTAIN,
        "Enable the key, then reload what has failed in the meantime.",
        "aws kms enable-key --key-id {key_id} --region {region}",
        evidence.key_in_state("Disabled"),
        KEY,
    ),
    DiagnosisCause(
        "key_pending_deletion",
        DomainFacts,
        "The domain's KMS key is scheduled for deletion: with it every profile becomes unreadable.",
        Certainty.CERTAIN,
        "Cancel the deletion and enable the key.",
        "aws kms cancel-key-deletion --key-id {key_id} --region {region} && "
        "aws kms enable-key --key-id {key_id} --region {region}",
        evidence.key_in_state("PendingDeletion"),
        KEY,
    ),
    DiagnosisCause(
        "former_key",
        DomainFacts,
        "A KMS key that the domain had before cannot be used: profiles that it encrypts are unreadable, for ever once "
        "it is destroyed.",
        Certainty.CERTAIN,
        "Cancel the deletion and enable the key, and keep it as long as such profiles exist.",
        "aws kms cancel-key-deletion --key-id {former_key_id} --region {region}; "
        "aws kms enable-key --key-id {former_key_id} --region {region}",
        evidence.former_key_unusable,
    ),
    DiagnosisCause(
        "queue_key_disabled",
        DomainFacts,
        "The KMS key of the dead-letter queue is disabled: objects that cannot be ingested are lost.",
        Certainty.CERTAIN,
        "Enable the key.",
        "aws kms enable-key --key-id {queue_key_id} --region {region}",
        evidence.queue_key_in_state("Disabled"),
    ),
    DiagnosisCause(
        "queue_key_pending_deletion",
        DomainFacts,
        "The KMS key of the dead-letter queue is scheduled for deletion: objects that cannot be ingested are lost, and "
        "with the key every letter becomes unreadable.",
        Certainty.CERTAIN,
        "Cancel the deletion and enable the key.",
        "aws kms cancel-key-deletion --key-id {queue_key_id} --region {region} && "
        "aws kms enable-key --key-id {queue_key_id} --region {region}",
        evidence.queue_key_in_state("PendingDeletion"),
    ),
    DiagnosisCause(
        "key_access",
        DomainFacts,
        "The policy of the domain's KMS key does not admit Customer Profiles.",
        Certainty.LIKELY,
        "Restore the key's policy; `pulumi up` does so for a key of this library.",
        UP,
        evidence.key_refuses,
        KEY,
    ),
)

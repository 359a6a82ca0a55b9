"""Every policy document that the components attach, as pure functions that return canonical JSON."""

from .additional import additional
from .functions import function_trust_policy, redrive_policy, supervisor_policy
from .resources import (
    SERVICE_KEY_ACTIONS,
    administers,
    key_policy,
    private_queue_policy,
    queue_policy,
    redrive_allow_policy,
    source_bucket_policy,
)
from .roles import (
    ACCESS_ACTIONS,
    CALLER_KEY_ACTIONS,
    CREATE_ACTIONS,
    OWNING_SERVICE,
    OWNING_SERVICE_TAG,
    READ_ACTIONS,
    WITHOUT_RESOURCE,
    WRITE_ACTIONS,
    application_policy,
    execution_policy,
    trust_policy,
)
from .topics import topic_key_policy, topic_policy

__all__ = [
    "ACCESS_ACTIONS",
    "CALLER_KEY_ACTIONS",
    "CREATE_ACTIONS",
    "OWNING_SERVICE",
    "OWNING_SERVICE_TAG",
    "READ_ACTIONS",
    "SERVICE_KEY_ACTIONS",
    "WITHOUT_RESOURCE",
    "WRITE_ACTIONS",
    "additional",
    "administers",
    "application_policy",
    "execution_policy",
    "function_trust_policy",
    "key_policy",
    "private_queue_policy",
    "queue_policy",
    "redrive_allow_policy",
    "redrive_policy",
    "source_bucket_policy",
    "supervisor_policy",
    "topic_key_policy",
    "topic_policy",
    "trust_policy",
]

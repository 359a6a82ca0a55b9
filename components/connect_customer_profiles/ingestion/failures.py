"""The cause of a failed batch, recognised by the service's message, and the remedy. Pure.

These messages are not documented, so each cause has patterns of messages that the sources, AppFlow, KMS and IAM are
known to use. A message that matches none counts as transient: the batch is resubmitted a few times, and then stays
failed.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class FailureCause:
    """A cause of failure.

    Attributes:
        name: one word, as `failed_batches` shows it.
        words: a regular expression for the service's message.
        permanent: whether trying again is useless until somebody has changed something.
        remedy: what to do, as one sentence.
    """

    name: str
    words: str
    permanent: bool
    remedy: str


OVER_LIMIT = FailureCause(
    "too_many_records",
    r"too many records|(record|size|row|response)s? (limit|quota)|exceeds? the (maximum|limit)|maximum (number|size)|"
    r"48[ -]hours?|execution time",
    permanent=False,
    remedy="It is resubmitted in smaller batches automatically; a smaller `batch` avoids this.",
)
TRANSIENT = FailureCause(
    "transient",
    r"try again|temporar|time[sd]?[ -]?out|throttl|rate exceeded|too many requests|request[ _]?s? limit|"
    r"internal (server )?error|service unavailable|connection (reset|refused)|\b(429|500|502|503|504)\b",
    permanent=False,
    remedy="The next `pulumi up` tries it again.",
)

CAUSES = (
    TRANSIENT,
    OVER_LIMIT,
    FailureCause(
        "credentials",
        r"credential|expired|invalid[ _]grant|invalid[ _]client|invalid[ _]session|re-?authenticat|unauthori[sz]ed|"
        r"\b401\b|(access|refresh) token|authentication",
        permanent=True,
        remedy="Renew the connection of the AppFlow connector profile, then run `pulumi up`.",
    ),
    FailureCause(
        "key",
        r"\bkms\b|encryption ?key|\bkey\b.*(disabled|pending|deleted|invalid|access|grant)",
        permanent=True,
        remedy="Enable the KMS key and let Customer Profiles and AppFlow use it, then run `pulumi up`.",
    ),
    FailureCause(
        "connector_profile",
        r"connector ?profile .*(not exist|not found|deleted)|connection (does not exist|was deleted)",
        permanent=True,
        remedy="Create the AppFlow connector profile again under the same name, then run `pulumi up`.",
    ),
    FailureCause(
        "permission",
        r"not authori[sz]ed|access ?denied|\b403\b|forbidden|permission|cannot assume|insufficient (access|privileges)",
        permanent=True,
        remedy="Grant the execution role (or the connection's user) the permission in the message, then run `pulumi "
        "up`.",
    ),
    FailureCause(
        "field",
        r"(field|column|attribute|entity|object)s?\b.*(not (exist|found|valid|supported)|unknown|invalid|missing)|"
        r"(no such|unknown|invalid|missing)[ _](field|column|attribute|entity|object)|INVALID_FIELD",
        permanent=True,
        remedy="Use only existing fields in `fields` and `incremental_field`, or restore the field at the source.",
    ),
    FailureCause(
        "quota",
        r"(limit|quota) of [\d,]+ (flow|integration)s|(flow|integration)s?\b.*(quota|limit)|ServiceQuotaExceeded",
        permanent=True,
        remedy="Delete unused flows or integrations, or raise the quota, then run `pulumi up`.",
    ),
)
"""All causes; the first one that matches counts."""


def cause_of(message: str) -> FailureCause:
    """The cause behind a message."""
    return next((each for each in CAUSES if re.search(each.words, message, re.IGNORECASE)), TRANSIENT)

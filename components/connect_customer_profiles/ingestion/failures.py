"""The cause of a failed batch, recognised by the service's message, and the remedy. Pure.

Messages that are known one by one are in `sources.messages`. For all others each cause has patterns of words that
sources, AppFlow, KMS and IAM use. A message that matches none counts as transient: the batch is resubmitted a few
times, and then stays failed.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..sources.messages import KnownMessage


class FailureCause(NamedTuple):
    """A cause of failure.

    Attributes:
        name: one word, as `failed_batches` shows it.
        words: a regular expression for the service's message.
        permanent: whether trying again is useless until somebody has changed something.
        remedy: what to do, as one sentence.
        unseen: whether the change happens where nobody here can see it, so that somebody has to say that it is done.
    """

    name: str
    words: str
    permanent: bool
    remedy: str
    unseen: bool = False


OVER_LIMIT = FailureCause(
    "too_many_records",
    r"too many records|(record|size|row|response)s? (limit|quota)|exceeds? the (maximum|limit)|maximum (number|size)|"
    r"48[ -]hours?|execution time",
    permanent=False,
    remedy="It is resubmitted in smaller batches automatically; a smaller `batch` avoids this.",
)
OVER_RANGE = FailureCause(
    "range",
    r"(date|time) ?(range|span|window)\b.*(exceed|too (long|large)|at most|or fewer)",
    permanent=False,
    remedy="It is resubmitted in parts that the source exports automatically; a smaller `batch` avoids this.",
)
DAILY_QUOTA = FailureCause(
    "daily_quota",
    r"\bdaily\b(?! maintenance).*\b(quota|limit|allocation)s?\b|(quota|limit)\b.*(per|a|each) day|"
    r"(per|past|last|rolling) 24[ -]?h",
    permanent=False,
    remedy="It is resubmitted once the source's quota is there again.",
)
TRANSIENT = FailureCause(
    "transient",
    r"try again|temporar|time[sd]?[ -]?out|throttl|rate exceeded|too many requests|request[ _]?s? limit|"
    r"\bconcurren(t|cy)\b|\b(under|daily|scheduled|planned) maintenance\b|"
    r"internal (server )?error|service unavailable|connection (reset|refused)|\b(429|500|502|503|504)\b",
    permanent=False,
    remedy="`pulumi up --refresh` tries it again.",
)

UNTRUSTED = (
    "AWS does not document which condition keys the service sends when it assumes the role: if the role exists, set "
    "`trust` of ExecutionRole to `none`, and try again"
)
"""What helps where Customer Profiles says that it cannot assume the execution role."""

CAUSES = (
    DAILY_QUOTA,
    OVER_RANGE,
    TRANSIENT,
    OVER_LIMIT,
    FailureCause(
        "credentials",
        r"credential|(token|session|password|certificate|secret|grant|authori[sz]ation|login)s?\b.*\bexpired|"
        r"expired[ _](authori[sz]ation|password|certificate|secret|session|login)|"
        r"invalid[ _]grant|invalid[ _]client|invalid[ _]session|re-?authenticat|unauthori[sz]ed|"
        r"\b401\b|(access|refresh) token|authenticat",
        permanent=True,
        remedy="Renew the connection of the AppFlow connector profile, then run `pulumi up --refresh`.",
    ),
    FailureCause(
        "key",
        r"\bkms\b|encryption ?key|\bkey\b.*(disabled|pending|deleted|invalid|access|grant)",
        permanent=True,
        remedy="Enable the KMS key and let Customer Profiles and AppFlow use it, then run `pulumi up --refresh`.",
    ),
    FailureCause(
        "connector_profile",
        r"connector ?profile .*(not exist|not found|deleted)|connection (does not exist|was deleted)",
        permanent=True,
        remedy="Create the AppFlow connector profile again under the same name, then run `pulumi up --refresh`.",
    ),
    FailureCause(
        "permission",
        r"not authori[sz]ed|access ?denied|\b403\b|forbidden|permission|cannot assume|insufficient|"
        r"(not|no) (sufficient )?(access|privilege|rights)",
        permanent=True,
        remedy="Grant the execution role (or the connection's user) the permission in the message.",
        unseen=True,
    ),
    FailureCause(
        "source_setting",
        r"(not|isn.?t|never) enabled|disabled for|not (available|supported) (for|in) (this|your) (org|account|edition|"
        r"plan|subscription|instance)",
        permanent=True,
        remedy="Change the setting of the source that the message names.",
        unseen=True,
    ),
    FailureCause(
        "file",
        r"\b(csv|jsonl?) (file|record|line|row)|no such (bucket|key)|\bbucket\b",
        permanent=True,
        remedy="Correct the file or the bucket that the message names.",
        unseen=True,
    ),
    FailureCause(
        "field",
        r"(field|column|attribute|entity|object|table|query)s?\b.*(not (exist|found|valid|supported)|unknown|invalid|"
        r"missing)|(no such|unknown|invalid|missing|malformed)[ _](field|column|attribute|entity|object|table|query)",
        permanent=True,
        remedy="Use only existing fields, for the incremental field as well, or restore the field at the source.",
        unseen=True,
    ),
    FailureCause(
        "quota",
        r"(limit|quota) of [\d,]+ (flow|integration)s|(flow|integration)s?\b.*(quota|limit)|ServiceQuotaExceeded",
        permanent=True,
        remedy="Delete unused flows or integrations, or raise the quota.",
        unseen=True,
    ),
)
"""All causes; the first one that matches counts."""

_BY_NAME = {each.name: each for each in CAUSES}


def cannot_assume(message: str) -> bool:
    """Whether a message says that the service cannot assume the execution role."""
    return re.search(r"\bassum(e|ing)\b", message, re.IGNORECASE) is not None


def cause_of(message: str) -> FailureCause:
    """The cause behind a message."""
    if found := _known(message):
        return _BY_NAME[found.cause]
    return next((each for each in CAUSES if re.search(each.words, message, re.IGNORECASE)), TRANSIENT)


def helps(message: str) -> str:
    """What helps against the failure in a message, as one sentence: more precisely than its cause, where that is
    known; "" where only the cause says so."""
    found = _known(message)
    return found.helps if found else ""


def _known(message: str) -> "KnownMessage | None":
    # Only a failure needs the table, which every program would load.
    from ..sources.messages import known

    return known(message)

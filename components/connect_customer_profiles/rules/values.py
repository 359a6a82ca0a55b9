"""The rules for each kind of value that arguments have. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .rule import Rule, RuleViolation, integer, strings, text


def bucket_prefix(value: Any) -> str:
    """A rule for a folder of a bucket, without a slash at either end."""
    if not isinstance(value, str) or not 1 <= len(value) <= 512 or value != value.strip("/"):
        raise RuleViolation(value, "must be a folder in the bucket, such as crm/customers, without a / at either end")
    return value


def policy_document(value: Any) -> str:
    """A rule for policies as JSON text."""
    wrong = RuleViolation(value, "must be a policy as JSON text, with a list of statements")
    try:
        document = json.loads(value)
    except (TypeError, ValueError):
        raise wrong from None
    if not isinstance(document, dict) or not isinstance(document.get("Statement"), list):
        raise wrong
    return str(value)


def permissions(value: Any) -> list[str]:
    """A rule for permissions of a Connect security profile, by their API names."""
    for name in strings(value):
        if not re.fullmatch(r"[A-Za-z0-9.]{1,128}", name):
            raise RuleViolation(name, "must be the API name of a permission, such as BasicAgentAccess")
    return list(value)


def principal_arns(value: Any) -> list[str]:
    """A rule for ARNs of IAM roles and users, whose names may contain `*` and `?`."""
    for arn in strings(value):
        # For a session, `aws:PrincipalArn` is its role's ARN
        # (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html).
        if session := re.fullmatch(r"arn:aws:sts::(\d{12}):assumed-role/([^/]+)(/.*)?", arn):
            raise RuleViolation(arn, f"must be the session's role: arn:aws:iam::{session[1]}:role/{session[2]}")
        if not re.fullmatch(r"arn:aws:iam::\d{12}:(role|user|root)[\w+=,.@/*?-]*", arn):
            raise RuleViolation(arn, "must be the ARN of an IAM role or user (arn:aws:iam::…:role/…)")
    return list(value)


def tags(value: Any) -> dict[str, str]:
    """A rule for tags: up to 50, keys without spaces (CreateDomain, TagMap in the Customer Profiles API model)."""
    if not isinstance(value, Mapping):
        raise RuleViolation(value, "must be an object of tag keys and values")
    if len(value) > 50:
        raise RuleViolation(f"{len(value)} tags", "at most 50 tags are allowed")
    for key, item in value.items():
        if not isinstance(key, str) or not re.fullmatch(r"(?!aws:)[a-zA-Z+\-=._:/0-9]{1,128}", key):
            raise RuleViolation(key, "a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not start with aws:")
        if not isinstance(item, str) or len(item) > 256:
            raise RuleViolation(item, "a tag value is a string of at most 256 characters", argument=key)
    return dict(value)


# Patterns and ranges: the Customer Profiles, Connect, SQS, KMS and IAM API models.
domain_name = text(r"[a-zA-Z0-9_-]{1,64}", "a domain name has 1 to 64 letters, digits, _ or -")
object_type_name = text(
    r"[a-zA-Z_][a-zA-Z_0-9-]{0,254}",
    "an object type name has 1 to 255 letters, digits, _ or -, and does not start with a digit or -",
)
connector_profile_name = text(
    r"[\w/!@#+=.-]{1,256}", "a connector profile name has 1 to 256 letters, digits or _ / ! @ # + = . -"
)
flow_name = text(
    r"[a-zA-Z0-9][\w!@#.-]{1,255}", "a flow name has 2 to 256 letters, digits or _ ! @ # . -, a letter or digit first"
)
flow_arn = text(
    r"arn:aws:appflow:[a-z0-9-]+:\d{12}:flow/[\w!@#.-]{1,256}",
    "must be the URI of an integration, which is the ARN of a flow (arn:aws:appflow:…:flow/…)",
)
queue_name = text(r"[a-zA-Z0-9_-]{1,80}", "a queue name has 1 to 80 letters, digits, _ or -")
role_name = text(r"[\w+=,.@-]{1,64}", "a role name has 1 to 64 letters, digits or _ + = , . @ -")
policy_name = text(r"[\w+=,.@-]{1,128}", "a policy name has 1 to 128 letters, digits or _ + = , . @ -")
key_alias = text(
    r"alias/(?!aws/)[a-zA-Z0-9/_-]{1,250}",
    "a key alias is alias/ and up to 250 letters, digits, / _ or -, not below alias/aws/",
)
kms_key_arn = text(
    r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[a-zA-Z0-9-]+", "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"
)
instance_arn = text(
    r"arn:aws:connect:[a-z0-9-]+:\d{12}:instance/[a-zA-Z0-9-]+",
    "must be the ARN of a Connect instance (arn:aws:connect:…:instance/…)",
)
role_arn = text(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+", "must be the ARN of an IAM role (arn:aws:iam::…:role/…)")
policy_arn = text(
    r"arn:aws:iam::(\d{12}|aws):policy/[\w+=,.@/-]+", "must be the ARN of an IAM policy (arn:aws:iam::…:policy/…)"
)
security_profile_name = text(
    r"[ a-zA-Z0-9_@-]{1,127}", "a security profile name has 1 to 127 letters, digits, spaces, _ @ or -"
)
field_name = text(r"[a-zA-Z0-9_.-]{1,64}", "a field name has 1 to 64 letters, digits, _ . or -")
key_name = text(r"[a-zA-Z0-9_-]{1,64}", "a key name has 1 to 64 letters, digits, _ or -")
template_id = text(r"[a-zA-Z0-9_-]{1,64}", "a template ID has 1 to 64 letters, digits, _ or -")
field_source = text(r"(?s).{1,1000}", "a source has 1 to 1000 characters")
field_target = text(r".{1,1000}", "a target has 1 to 1000 characters")
description = text(r"(?s).{1,1000}", "a description has 1 to 1000 characters")
timestamp_format = text(
    r"(?s).{1,255}", "must be a format such as yyyy-MM-dd'T'HH:mm:ss'Z', or EPOCHMILLI, of at most 255 characters"
)
bucket_name = text(
    r"(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    "a bucket name has 3 to 63 lower-case letters, digits, . or -, and begins and ends with a letter or digit",
)
queue_arn = text(
    r"arn:aws:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9_-]{1,80}", "must be the ARN of a standard SQS queue (arn:aws:sqs:…)"
)
function_name = text(r"[a-zA-Z0-9_-]{1,64}", "a function name has 1 to 64 letters, digits, _ or -")
dashboard_name = text(r"[a-zA-Z0-9_-]{1,255}", "a dashboard name has 1 to 255 letters, digits, _ or -")
_queue_url = text(r"https?://\S{1,247}", "must be the URL of an SQS queue")


def queue_url(value: Any) -> str:
    """A rule for URLs of standard queues."""
    url = _queue_url(value)
    if url.rstrip("/").endswith(".fifo"):
        raise RuleViolation(value, "the service sends to standard queues only, and this is a FIFO queue")
    return url


def queue_of(account: str, region: str) -> Rule[str]:
    """A rule for ARNs and URLs of queues of an account and Region, as far as they name theirs: the host of an endpoint
    of one's own names none (https://docs.aws.amazon.com/general/latest/gr/sqs-service.html)."""

    def check(value: Any) -> str:
        if value.startswith("arn:"):
            its_region, its_account = value.split(":")[3:5]
        else:
            found = re.match(_ENDPOINT, value)
            its_region = (found[1] or found[2]) if found else region
            its_account = value.rstrip("/").split("/")[-2]
        if its_region != region or (its_account.isdigit() and its_account != account):
            raise RuleViolation(value, f"must be a queue of account {account} in {region}, where the domain is")
        return str(value)

    return check


_ENDPOINT = r"https?://(?:[\w.-]+\.)?(?:sqs(?:-fips)?\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.(?:[\w.-]+\.)?amazonaws\."
LONGEST_EXPIRATION = 1098
"""The longest time that an object may be kept, in days (https://docs.aws.amazon.com/customerprofiles/latest/APIReference/API_CreateDomain.html)."""
DEFAULT_EXPIRATION = 366
"""The days until an ingested object expires, unless the domain's argument says otherwise."""
expiration_days = integer(1, LONGEST_EXPIRATION, "days")
deletion_window = integer(7, 30, "days")
LONGEST_RETENTION = 1_209_600
"""The longest time that SQS keeps a message, in seconds: 14 days (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html)."""
message_retention = integer(60, LONGEST_RETENTION, "seconds")
visibility_timeout = integer(0, 43_200, "seconds")
function_timeout = integer(10, 900, "seconds")
calls_per_second = integer(1, 1000, "calls a second")
receive_count = integer(1, 1000, "receives")
object_count = integer(1, 2**31 - 1, "objects")
priority = integer(1, 2**31 - 1, "(the lower, the higher the priority)")

LOG_RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""The retention periods of CloudWatch Logs, in days (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html)."""


def log_retention(value: Any) -> int:
    """A rule for the number of days that log events are kept."""
    if isinstance(value, bool) or value not in LOG_RETENTION_DAYS:
        raise RuleViolation(value, f"must be one of {', '.join(map(str, LOG_RETENTION_DAYS))} days")
    return int(value)

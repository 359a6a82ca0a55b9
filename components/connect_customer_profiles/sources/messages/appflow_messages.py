"""What AppFlow, KMS, IAM and Customer Profiles say themselves, whatever the source."""

from .known_message import KnownMessage

_QUOTAS = "https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html"
_GENERAL = "https://docs.aws.amazon.com/appflow/latest/userguide/general.html"
_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
_ERRORS = "https://docs.aws.amazon.com/appflow/1.0/APIReference/CommonErrors.html"

APPFLOW_MESSAGES = (
    KnownMessage(
        "502 Bad Gateway: the connection's URL could not be reached",
        r"bad gateway.*(url|uri|connection)",
        "source_setting",
        "AppFlow does not reach the source under the connection's address.",
        "Make the connection again with the right URL.",
        _GENERAL,
        verbatim=False,
    ),
    KnownMessage(
        "KMSInvalidStateException: arn:aws:kms:us-east-1:111122223333:key/1 is pending deletion.",
        r"kmsinvalidstate|key .*(is )?(pending deletion|disabled|not enabled)|kmsdisabled",
        "key",
        "The KMS key is disabled or scheduled for deletion.",
        "",
        _KMS,
    ),
    KnownMessage(
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
        r"ciphertext refers to a customer master key|kmsaccessdenied|kmsnotfound",
        "key",
        "The KMS key is gone, or its policy does not admit the service.",
        "",
        _KMS,
    ),
    KnownMessage(
        "User: arn:aws:sts::111122223333:assumed-role/loader/customer-profiles is not authorized to perform: "
        "appflow:CreateFlow on resource: *",
        r"^(?!.*\bkms\b).*(is not authori.ed to perform|explicit deny)",
        "permission",
        "The execution role lacks a permission.",
        "Grant the execution role the permission in the message.",
        _IAM,
    ),
    KnownMessage(
        "The flow run exceeded the maximum execution time of 48 hours",
        r"48 hours|maximum execution time",
        "too_many_records",
        "A flow run may take 48 hours.",
        "",
        _QUOTAS,
        verbatim=False,
    ),
    KnownMessage(
        "ServiceQuotaExceededException: The limit of 1,000 flows in us-east-1 is reached",
        r"servicequotaexceeded|limit of [\d ]+(flows|integrations)",
        "quota",
        "The account has no flows or integrations left.",
        "",
        _QUOTAS,
        verbatim=False,
    ),
    KnownMessage(
        "ThrottlingException: Rate exceeded",
        r"throttlingexception|rate exceeded|request was throttled",
        "transient",
        "AWS asks for fewer calls.",
        "",
        _ERRORS,
    ),
    KnownMessage(
        "We encountered an internal error. Please try again.",
        r"encountered an internal error|internalfailure|internalserverexception",
        "transient",
        "AWS had an internal error.",
        "",
        _ERRORS,
    ),
    KnownMessage(
        "java.net.SocketTimeoutException: Read timed out",
        r"sockettimeout|read timed out|connect timed out|connection (reset|refused)",
        "transient",
        "The source did not answer in time.",
        "",
        _GENERAL,
    ),
    KnownMessage(
        "The connector profile salesforce does not exist",
        r"connector ?profile .*(not exist|not found|deleted)",
        "connector_profile",
        "The connector profile was deleted.",
        "",
        _GENERAL,
        verbatim=False,
    ),
)

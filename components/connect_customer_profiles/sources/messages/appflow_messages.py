"""What AppFlow, KMS, IAM and Customer Profiles say themselves, whatever the source."""

from .known_message import KnownMessage

_QUOTAS = "https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html"
_GENERAL = "https://docs.aws.amazon.com/appflow/latest/userguide/general.html"
_KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html"
_ERRORS = "https://docs.aws.amazon.com/appflow/1.0/APIReference/CommonErrors.html"

APPFLOW_MESSAGES = (
    KnownMessage(
        example="502 Bad Gateway: the connection's URL could not be reached",
        words=r"bad gateway.*(url|uri|connection)",
        cause="source_setting",
        means="AppFlow does not reach the source under the connection's address.",
        helps="Make the connection again with the right URL.",
        page=_GENERAL,
        verbatim=False,
    ),
    KnownMessage(
        example="KMSInvalidStateException: arn:aws:kms:us-east-1:111122223333:key/1 is pending deletion.",
        words=r"kmsinvalidstate|key .*(is )?(pending deletion|disabled|not enabled)|kmsdisabled",
        cause="key",
        means="The KMS key is disabled or scheduled for deletion.",
        page=_KMS,
    ),
    KnownMessage(
        example="The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
        words=r"ciphertext refers to a customer master key|kmsaccessdenied|kmsnotfound",
        cause="key",
        means="The KMS key is gone, or its policy does not admit the service.",
        page=_KMS,
    ),
    KnownMessage(
        example="User: arn:aws:sts::111122223333:assumed-role/loader/customer-profiles is not authorized to perform: "
        "appflow:CreateFlow on resource: *",
        words=r"^(?!.*\bkms\b).*(is not authori.ed to perform|explicit deny)",
        cause="permission",
        means="The execution role lacks a permission.",
        helps="Grant the execution role the permission in the message.",
        page=_IAM,
    ),
    KnownMessage(
        example="Customer Profiles cannot assume the role arn:aws:iam::111122223333:role/loader: its trust policy does "
        "not allow sts:AssumeRole",
        words=r"(cannot|not able to|unable to|failed to) assume|sts assumerole",
        cause="permission",
        means="The execution role does not exist, or its trust policy does not admit the service.",
        helps="Restore the execution role; if it is there, set `trust` of ExecutionRole to `none`: AWS does not "
        "document which condition keys the service sends.",
        page="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html",
        verbatim=False,
    ),
    KnownMessage(
        example="The flow run exceeded the maximum execution time of 48 hours",
        words=r"48 hours|maximum execution time",
        cause="too_many_records",
        means="A flow run may take 48 hours.",
        page=_QUOTAS,
        verbatim=False,
    ),
    KnownMessage(
        example="ServiceQuotaExceededException: The limit of 1,000 flows in us-east-1 is reached",
        words=r"servicequotaexceeded|limit of [\d ]+(flows|integrations)",
        cause="quota",
        means="The account has no flows or integrations left.",
        page=_QUOTAS,
        verbatim=False,
    ),
    KnownMessage(
        example="ThrottlingException: Rate exceeded",
        words=r"throttlingexception|rate exceeded|request was throttled",
        cause="transient",
        means="AWS asks for fewer calls.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="We encountered an internal error. Please try again.",
        words=r"encountered an internal error|internalfailure|internalserverexception",
        cause="transient",
        means="AWS had an internal error.",
        page=_ERRORS,
    ),
    KnownMessage(
        example="java.net.SocketTimeoutException: Read timed out",
        words=r"sockettimeout|read timed out|connect timed out|connection (reset|refused)",
        cause="transient",
        means="The source did not answer in time.",
        page=_GENERAL,
    ),
    KnownMessage(
        example="The connector profile salesforce does not exist",
        words=r"connector ?profile .*(not exist|not found|deleted)",
        cause="connector_profile",
        means="The connector profile was deleted.",
        page=_GENERAL,
        verbatim=False,
    ),
)

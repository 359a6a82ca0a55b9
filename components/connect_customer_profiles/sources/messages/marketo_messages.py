"""What Marketo says when it does not deliver; the numbers are its own error codes."""

from .known_message import KnownMessage

_CODES = "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes"
_BULK = "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/bulk-extract/bulk-extract"
_LEADS = "https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/bulk-extract/bulk-lead-extract"

MARKETO_MESSAGES = (
    KnownMessage(
        "Error 1029: Export daily quota 500MB exceeded.",
        r"export daily quota",
        "daily_quota",
        "The subscription has exported as much as it may in a day, 500 MB unless more was bought.",
        "Buy a larger export quota from Adobe, or let other exports wait.",
        _BULK,
    ),
    KnownMessage(
        "607: Daily quota reached",
        r"\b607\b.*quota|daily quota (reached|exceeded)|daily api (limit|quota)",
        "daily_quota",
        "The subscription has made as many calls as it may in a day.",
        "Let other applications make fewer calls, or buy more calls from Adobe.",
        _CODES,
    ),
    KnownMessage(
        "1029: Too many jobs in queue",
        r"too many jobs .*in queue|job already queued",
        "transient",
        "Ten exports wait already.",
        "",
        _CODES,
    ),
    KnownMessage(
        "The range of updatedAt must be 31 days or fewer",
        r"\b3[01] days\b.*(range|span|window)|(range|span|window)\b.*\b3[01] days\b|3[01] days or fewer",
        "range",
        "An export covers at most 31 days.",
        "A `batch` of one month avoids this.",
        _LEADS,
        verbatim=False,
    ),
    KnownMessage(
        "1035: Unsupported filter type for target subscription: updatedAt",
        r"unsupported filter type",
        "source_setting",
        "The subscription cannot be exported by the time of the last change.",
        "Ask Marketo support to enable the filter updatedAt, or set `incremental_field` to createdAt.",
        _LEADS,
    ),
    KnownMessage(
        "606: Max rate limit '100' exceeded with in '20' secs",
        r"max rate limit .*exceeded",
        "transient",
        "More than 100 calls were made in 20 seconds.",
        "",
        "https://github.com/MicrosoftDocs/powerbi-docs/issues/635",
    ),
    KnownMessage(
        "615: Concurrent access limit '10' reached",
        r"concurrent access limit",
        "transient",
        "Ten calls run at the same time already.",
        "",
        _CODES,
    ),
    KnownMessage(
        "601: Access token invalid",
        r"access token invalid|\b601\b.*(unauthorized|access token)",
        "credentials",
        "Marketo does not accept the access token.",
        "Check client ID and secret of the custom service, and renew the connection.",
        _CODES,
    ),
    KnownMessage(
        "602: Access token expired",
        r"access token (has )?expired",
        "credentials",
        "The access token is not valid any more.",
        "",
        _CODES,
    ),
    KnownMessage(
        "603: Access denied",
        r"\b603\b.*access denied",
        "permission",
        "The API user's role lacks a permission, or an allowlist of addresses does not contain AppFlow's.",
        "Give the API user's role Read-Only Lead, and allow AppFlow's addresses.",
        _CODES,
    ),
    KnownMessage(
        "1008: Access denied to partition 'Europe'",
        r"access denied to partition",
        "permission",
        "The API user does not see the workspace of the partition.",
        "Give the API user access to the workspace.",
        _CODES,
    ),
    KnownMessage(
        "604: Request time-out",
        r"request time out|\b604\b.*time ?out",
        "transient",
        "The request ran for too long.",
        "",
        _CODES,
    ),
    KnownMessage(
        "608: API Temporarily Unavailable",
        r"api temporarily unavailable",
        "transient",
        "Marketo cannot answer at present.",
        "",
        _CODES,
    ),
    KnownMessage(
        "610: Requested resource not found",
        r"\b610\b.*not found|requested resource not found",
        "source_setting",
        "The connection's address is not that of a Marketo instance.",
        "Correct the instance URL of the connection.",
        _CODES,
    ),
    KnownMessage(
        "611: System error", r"\b611\b.*system error", "transient", "Marketo had an internal error.", "", _CODES
    ),
    KnownMessage(
        "614: Invalid Subscription",
        r"invalid subscription\b(?! type)",
        "transient",
        "The subscription cannot be reached, usually for a short time.",
        "",
        _CODES,
    ),
    KnownMessage(
        "703: The feature is not enabled for the subscription",
        r"feature is not enabled for the subscription|invalid subscription type",
        "source_setting",
        "The subscription lacks the feature.",
        "Ask Marketo support to enable bulk extract.",
        _CODES,
    ),
    KnownMessage(
        "713: Transient Error", r"transient error", "transient", "A system resource was not available.", "", _CODES
    ),
    KnownMessage(
        "1006: Field 'postalcode' not found",
        r"\b1006\b.*not found|field .*not found",
        "field",
        "The field does not exist under this name.",
        "Leave the field out of `fields`, or correct its name.",
        _CODES,
    ),
)

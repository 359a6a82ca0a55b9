"""What Zendesk says when it does not deliver."""

from .known_message import KnownMessage

_INCREMENTAL = "https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/"
_LIMITS = "https://developer.zendesk.com/api-reference/introduction/rate-limits/"
_RESPONSES = "https://developer.zendesk.com/api-reference/introduction/requests/#response-format"

ZENDESK_MESSAGES = (
    KnownMessage(
        "APIRateLimitExceeded: Number of allowed incremental export API requests per minute exceeded",
        r"requests per (minute|hour) exceeded|apiratelimitexceeded",
        "transient",
        "Zendesk allows ten incremental exports a minute.",
        "",
        "https://github.com/cloudbees-oss/zendesk-java-client/issues/319",
    ),
    KnownMessage(
        "429: Rate limit exceeded, retry after 60 seconds",
        r"rate limit exceeded|ratelimited",
        "transient",
        "The account has made more calls than its plan allows a minute.",
        "",
        _LIMITS,
        verbatim=False,
    ),
    KnownMessage(
        "Couldn't authenticate you",
        r"couldn t authenticate you",
        "credentials",
        "Zendesk does not accept the token, or token access is switched off.",
        "Renew the connection, and allow token access in the Admin Center.",
        "https://github.com/cloudbees-oss/zendesk-java-client/issues/695",
    ),
    KnownMessage(
        "invalid_token: The access token provided is expired, revoked, malformed or invalid for other reasons.",
        r"invalid_token|token provided is expired",
        "credentials",
        "The OAuth token is not valid any more.",
        "",
        _RESPONSES,
    ),
    KnownMessage(
        "Forbidden: You do not have access to this page. Please contact the account owner "
        "of this help desk for further help.",
        r"you do not have access to this page",
        "permission",
        "Only administrators may use incremental exports.",
        "Connect with an administrator of the account.",
        "https://github.com/facetoe/zenpy/issues/336",
    ),
    KnownMessage(
        "You are missing the following required scopes: read",
        r"missing the following required scopes",
        "permission",
        "The OAuth token lacks the scope `read`.",
        "Renew the connection with the scope `read`.",
        "https://github.com/singer-io/tap-zendesk/pull/74",
    ),
    KnownMessage(
        "InvalidValue: Too recent start_time. Use a start_time older than 60 seconds",
        r"too recent start_time",
        "transient",
        "Nothing can be newer than a minute ago; the next run brings it.",
        "",
        _INCREMENTAL,
    ),
    KnownMessage(
        "InvalidEndpoint: Not found",
        r"invalidendpoint",
        "source_setting",
        "The connection's address is not that of a Zendesk account, or the account's plan lacks the object.",
        "Correct the instance URL of the connection.",
        _RESPONSES,
    ),
    KnownMessage(
        "No help desk at example.zendesk.com: There is no help desk configured at this address.",
        r"no help desk at|help desk closed|account is not active|account suspended",
        "source_setting",
        "The Zendesk account does not exist or was closed.",
        "Correct the instance URL of the connection, or ask Zendesk.",
        _RESPONSES,
    ),
    KnownMessage(
        "DatabaseConflict: Concurrent requests caused a conflict",
        r"databaseconflict",
        "transient",
        "Somebody else has changed the same data.",
        "",
        _RESPONSES,
        verbatim=False,
    ),
)

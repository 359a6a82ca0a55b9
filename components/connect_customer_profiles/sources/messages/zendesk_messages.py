"""What Zendesk says when it does not deliver."""

from .known_message import KnownMessage

_INCREMENTAL = "https://developer.zendesk.com/api-reference/ticketing/ticket-management/incremental_exports/"
_LIMITS = "https://developer.zendesk.com/api-reference/introduction/rate-limits/"
_RESPONSES = "https://developer.zendesk.com/api-reference/introduction/requests/#response-format"

ZENDESK_MESSAGES = (
    KnownMessage(
        example="APIRateLimitExceeded: Number of allowed incremental export API requests per minute exceeded",
        words=r"requests per (minute|hour) exceeded|apiratelimitexceeded",
        cause="transient",
        means="Zendesk allows ten incremental exports a minute.",
        page="https://github.com/cloudbees-oss/zendesk-java-client/issues/319",
    ),
    KnownMessage(
        example="429: Rate limit exceeded, retry after 60 seconds",
        words=r"rate limit exceeded|ratelimited",
        cause="transient",
        means="The account has made more calls than its plan allows a minute.",
        page=_LIMITS,
        verbatim=False,
    ),
    KnownMessage(
        example="Couldn't authenticate you",
        words=r"couldn t authenticate you",
        cause="credentials",
        means="Zendesk does not accept the token, or token access is switched off.",
        helps="Renew the connection, and allow token access in the Admin Center.",
        page="https://github.com/cloudbees-oss/zendesk-java-client/issues/695",
    ),
    KnownMessage(
        example="invalid_token: The access token provided is expired, revoked, malformed or invalid for other reasons.",
        words=r"invalid_token|token provided is expired",
        cause="credentials",
        means="The OAuth token is not valid any more.",
        page=_RESPONSES,
    ),
    KnownMessage(
        example="Forbidden: You do not have access to this page. Please contact the account owner "
        "of this help desk for further help.",
        words=r"you do not have access to this page",
        cause="permission",
        means="Only administrators may use incremental exports.",
        helps="Connect with an administrator of the account.",
        page="https://github.com/facetoe/zenpy/issues/336",
    ),
    KnownMessage(
        example="You are missing the following required scopes: read",
        words=r"missing the following required scopes",
        cause="permission",
        means="The OAuth token lacks the scope `read`.",
        helps="Renew the connection with the scope `read`.",
        page="https://github.com/singer-io/tap-zendesk/pull/74",
    ),
    KnownMessage(
        example="InvalidValue: Too recent start_time. Use a start_time older than 60 seconds",
        words=r"too recent start_time",
        cause="transient",
        means="Nothing can be newer than a minute ago; the next run brings it.",
        page=_INCREMENTAL,
    ),
    KnownMessage(
        example="InvalidEndpoint: Not found",
        words=r"invalidendpoint",
        cause="source_setting",
        means="The connection's address is not that of a Zendesk account, or the account's plan lacks the object.",
        helps="Correct the instance URL of the connection.",
        page=_RESPONSES,
    ),
    KnownMessage(
        example="No help desk at example.zendesk.com: There is no help desk configured at this address.",
        words=r"no help desk at|help desk closed|account is not active|account suspended",
        cause="source_setting",
        means="The Zendesk account does not exist or was closed.",
        helps="Correct the instance URL of the connection, or ask Zendesk.",
        page=_RESPONSES,
    ),
    KnownMessage(
        example="DatabaseConflict: Concurrent requests caused a conflict",
        words=r"databaseconflict",
        cause="transient",
        means="Somebody else has changed the same data.",
        page=_RESPONSES,
        verbatim=False,
    ),
)

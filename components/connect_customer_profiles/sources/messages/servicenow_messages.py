"""What ServiceNow says when it does not deliver."""

from .known_message import KnownMessage

_TABLE_API = (
    "https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html"
)
_INBOUND = "https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0546297"
_TIME_OUT = "https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0866547"
_RATE = (
    "https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/"
    "inbound-REST-API-rate-limiting.html"
)

SERVICENOW_MESSAGES = (
    KnownMessage(
        "User Not Authenticated: Required to provide Auth information",
        r"user (is )?not authenticated|required to provide auth information",
        "credentials",
        "ServiceNow does not accept the connection's user or password.",
        "Check that the user is active and not locked, and renew the connection.",
        "https://github.com/vdesabou/kafka-docker-playground/issues/8778",
    ),
    KnownMessage(
        "Insufficient rights to query records: Field(s) present in the query do not have permission to be read",
        r"insufficient rights to query|do not have permission to be read",
        "permission",
        "An access control keeps the connection's user from reading the table or a field of the query.",
        "Give the user a role that reads the table and its sys_updated_on.",
        "https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0744425",
    ),
    KnownMessage(
        "Operation Failed: ACL Exception Query Failed due to security constraints",
        r"acl exception|security constraints",
        "permission",
        "An access control forbids the query.",
        "Give the user a role that reads the table.",
        _INBOUND,
        verbatim=False,
    ),
    KnownMessage(
        "User Not Authorized: Failed API level ACL Validation",
        r"user not authori.ed|api level acl|snc_platform_rest_api_access",
        "permission",
        "The connection's user may not use the REST API.",
        "Give the user the role snc_platform_rest_api_access.",
        _INBOUND,
    ),
    KnownMessage(
        "Invalid table incidents",
        r"invalid table\b",
        "field",
        "The table does not exist.",
        "Correct `object`: the name of the table, such as incident.",
        _TABLE_API,
    ),
    KnownMessage(
        "Invalid field: incident_status",
        r"invalid field\b|invalid query detected",
        "field",
        "A field of the query does not exist.",
        "Leave the field out of `fields` and of the filters among `tasks`.",
        _TABLE_API,
        verbatim=False,
    ),
    KnownMessage(
        "Transaction cancelled: maximum execution time exceeded",
        r"transaction cancel+ed|maximum execution time exceeded check",
        "too_many_records",
        "The query took longer than the instance's quota rule allows.",
        "A smaller `batch` makes shorter queries; an index on sys_updated_on helps, too.",
        _TIME_OUT,
    ),
    KnownMessage(
        "Rate limit exceeded: Requests per hour limit of 1000 reached for rule Default",
        r"requests per hour|rate limit.* (hour|rule)",
        "transient",
        "A rate limit rule of the instance is used up for this hour.",
        "Raise the rate limit rule for the connection's user.",
        _RATE,
        verbatim=False,
    ),
    KnownMessage(
        "Your instance is hibernating. Sign in to wake it up",
        r"instance is hibernating|hibernating instance|instance hibernating",
        "source_setting",
        "A developer instance sleeps after some time without use.",
        "Wake the instance up in ServiceNow's developer portal.",
        _INBOUND,
    ),
    KnownMessage(
        "server_error: access_denied",
        r"access_denied server_error|server_error access_denied",
        "credentials",
        "The instance's OAuth application does not accept the client or the user.",
        "Check client ID, secret and user of the OAuth application, and renew the connection.",
        _INBOUND,
    ),
    KnownMessage(
        "Semaphore limit reached: API_INT semaphore queue depth exceeded",
        r"semaphore",
        "transient",
        "The instance processes as many requests as it can.",
        "",
        _INBOUND,
        verbatim=False,
    ),
    KnownMessage(
        "No Record found: Record doesn't exist or ACL restricts the record retrieval",
        r"acl restricts the record",
        "permission",
        "An access control hides the records from the connection's user.",
        "Give the user a role that reads the table.",
        _TABLE_API,
        verbatim=False,
    ),
)

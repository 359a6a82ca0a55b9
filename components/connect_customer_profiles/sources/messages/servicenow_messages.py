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
        example="User Not Authenticated: Required to provide Auth information",
        words=r"user (is )?not authenticated|required to provide auth information",
        cause="credentials",
        means="ServiceNow does not accept the connection's user or password.",
        helps="Check that the user is active and not locked, and renew the connection.",
        page="https://github.com/vdesabou/kafka-docker-playground/issues/8778",
    ),
    KnownMessage(
        example="Insufficient rights to query records: Field(s) present in the query do not have permission to be read",
        words=r"insufficient rights to query|do not have permission to be read",
        cause="permission",
        means="An access control keeps the connection's user from reading the table or a field of the query.",
        helps="Give the user a role that reads the table and its sys_updated_on.",
        page="https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0744425",
    ),
    KnownMessage(
        example="Operation Failed: ACL Exception Query Failed due to security constraints",
        words=r"acl exception|security constraints",
        cause="permission",
        means="An access control forbids the query.",
        helps="Give the user a role that reads the table.",
        page=_INBOUND,
        verbatim=False,
    ),
    KnownMessage(
        example="User Not Authorized: Failed API level ACL Validation",
        words=r"user not authori.ed|api level acl|snc_platform_rest_api_access",
        cause="permission",
        means="The connection's user may not use the REST API.",
        helps="Give the user the role snc_platform_rest_api_access.",
        page=_INBOUND,
    ),
    KnownMessage(
        example="Invalid table incidents",
        words=r"invalid table\b",
        cause="field",
        means="The table does not exist.",
        helps="Correct `object`: the name of the table, such as incident.",
        page=_TABLE_API,
    ),
    KnownMessage(
        example="Invalid field: incident_status",
        words=r"invalid field\b|invalid query detected",
        cause="field",
        means="A field of the query does not exist.",
        helps="Leave the field out of `fields` and of the filters among `tasks`.",
        page=_TABLE_API,
        verbatim=False,
    ),
    KnownMessage(
        example="Transaction cancelled: maximum execution time exceeded",
        words=r"transaction cancel+ed|maximum execution time exceeded check",
        cause="too_many_records",
        means="The query took longer than the instance's quota rule allows.",
        helps="A smaller `batch` makes shorter queries; an index on sys_updated_on helps, too.",
        page=_TIME_OUT,
    ),
    KnownMessage(
        example="Rate limit exceeded: Requests per hour limit of 1000 reached for rule Default",
        words=r"requests per hour|rate limit.* (hour|rule)",
        cause="transient",
        means="A rate limit rule of the instance is used up for this hour.",
        helps="Raise the rate limit rule for the connection's user.",
        page=_RATE,
        verbatim=False,
    ),
    KnownMessage(
        example="Your instance is hibernating. Sign in to wake it up",
        words=r"instance is hibernating|hibernating instance|instance hibernating",
        cause="source_setting",
        means="A developer instance sleeps after some time without use.",
        helps="Wake the instance up in ServiceNow's developer portal.",
        page=_INBOUND,
    ),
    KnownMessage(
        example="server_error: access_denied",
        words=r"access_denied server_error|server_error access_denied",
        cause="credentials",
        means="The instance's OAuth application does not accept the client or the user.",
        helps="Check client ID, secret and user of the OAuth application, and renew the connection.",
        page=_INBOUND,
    ),
    KnownMessage(
        example="Semaphore limit reached: API_INT semaphore queue depth exceeded",
        words=r"semaphore",
        cause="transient",
        means="The instance processes as many requests as it can.",
        page=_INBOUND,
        verbatim=False,
    ),
    KnownMessage(
        example="No Record found: Record doesn't exist or ACL restricts the record retrieval",
        words=r"acl restricts the record",
        cause="permission",
        means="An access control hides the records from the connection's user.",
        helps="Give the user a role that reads the table.",
        page=_TABLE_API,
        verbatim=False,
    ),
)

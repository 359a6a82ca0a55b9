"""What Salesforce says when it does not deliver."""

from .known_message import KnownMessage

_REST = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm"
_BULK = "https://developer.salesforce.com/docs/platform/api-asynch/guide/asynch-api-reference-errors.html"
_BULK_LIMITS = (
    "https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/"
    "salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm"
)
_SOAP = "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm"
_OAUTH = "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm&type=5"
_TRANSFER = "https://cloud.google.com/bigquery/docs/transfer-troubleshooting#salesforce_transfer_issues"
_COMPOUND = "https://github.com/jsforce/jsforce/issues/380"

_QUOTA_HELPS = "Let other applications make fewer calls, or buy more API requests from Salesforce."
_ASK_ADMINISTRATOR = "Let a Salesforce administrator give the connection's user access"

SALESFORCE_MESSAGES = (
    KnownMessage(
        example="REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
        words=r"request_limit_exceeded(?! concurrent)|totalrequests limit exceeded|api request limit exceeded",
        cause="daily_quota",
        means="The organisation has used up its API requests of the last 24 hours.",
        helps=_QUOTA_HELPS,
        page="https://success.salesforce.com/answers?id=90630000000gnuYAAQ",
    ),
    KnownMessage(
        example="REQUEST_LIMIT_EXCEEDED: ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        words=r"request_limit_exceeded concurrent|concurrentrequests .*limit exceeded",
        cause="transient",
        means="Too many long requests run at the same time.",
        page=_REST,
    ),
    KnownMessage(
        example="ExceededQuota : ApiBatchItems Limit exceeded",
        words=r"exceededquota|apibatchitems limit|exceeds the allowed number for the past 24",
        cause="daily_quota",
        means="The organisation has used up its Bulk API batches of the last 24 hours.",
        helps=_QUOTA_HELPS,
        page=_TRANSFER,
    ),
    KnownMessage(
        example="Max bulk v2 query jobs (10000) per 24 hrs has been reached",
        words=r"max bulk v2 query jobs .*per 24 hrs",
        cause="daily_quota",
        means="The organisation has used up its Bulk API query jobs of the last 24 hours.",
        helps=_QUOTA_HELPS,
        page=_BULK_LIMITS,
    ),
    KnownMessage(
        example="Max bulk v2 query result size stored (1000000000) kb per 24 hrs has been exceeded",
        words=r"max bulk v2 query result size stored .*per 24 hrs",
        cause="daily_quota",
        means="The organisation has stored as many results of bulk queries as it may in 24 hours.",
        helps="Load fewer objects at a time.",
        page=_BULK_LIMITS,
    ),
    KnownMessage(
        example="FUNCTIONALITY_NOT_ENABLED: Selecting compound data not supported in Bulk Query",
        words=r"selecting compound data not supported",
        cause="field",
        means="A bulk query cannot read compound fields such as MailingAddress.",
        helps="Name the parts of the field in `fields`, such as MailingStreet and MailingCity.",
        page=_COMPOUND,
    ),
    KnownMessage(
        example="FeatureNotEnabled : Binary field not supported",
        words=r"binary field not supported",
        cause="field",
        means="A bulk query cannot read binary fields.",
        helps="Leave the binary field out of `fields`.",
        page="https://help.salesforce.com/s/articleView?id=000382669&type=1",
    ),
    KnownMessage(
        example="FeatureNotEnabled : Aggregate Relationships not supported in Bulk Query with CSV content type",
        words=r"aggregate relationships not supported",
        cause="field",
        means="A bulk query cannot read lists of related records.",
        helps="Leave fields of related objects out of `fields`.",
        page="https://github.com/jsforce/jsforce/issues/732",
    ),
    KnownMessage(
        example="FeatureNotEnabled : Async API not enabled",
        words=r"featurenotenabled|featuredisabled|async api (is )?not enabled|bulk api .*n.?t enabled",
        cause="source_setting",
        means="The Bulk API is not enabled for the organisation, or not for the connection's user.",
        helps="Let a Salesforce administrator enable the Bulk API and the user's permission API Enabled.",
        page=_BULK,
    ),
    KnownMessage(
        example="INVALIDENTITY: Entity 'ContentDocumentLink' is not supported by the Bulk API.",
        words=r"is not supported by the bulk api",
        cause="source_setting",
        means="The object cannot be read in bulk.",
        helps="Load the object without batches (`bulk: never`), or choose another one.",
        page="https://github.com/airbytehq/airbyte/pull/8206",
    ),
    KnownMessage(
        example="API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization.",
        words=r"api_disabled_for_org|api is not enabled for this organi|api_currently_disabled",
        cause="source_setting",
        means="The organisation's edition has no API, or it is switched off.",
        helps="Let a Salesforce administrator enable the API for the organisation and the connection's user.",
        page="https://github.com/restforce/restforce/issues/219",
    ),
    KnownMessage(
        example="MALFORMED_QUERY: unexpected token: 'FROM'",
        words=r"malformed_query|malformed_search",
        cause="field",
        means="The query that follows from fields and filters is not valid.",
        helps="Correct `fields`, `incremental_field` and the filters among `tasks`.",
        page=_REST,
    ),
    KnownMessage(
        example="INVALID_FIELD: No such column 'Middle__c' on entity 'Contact'.",
        words=r"invalid_field|no such column",
        cause="field",
        means="The field does not exist, or the connection's user does not see it.",
        helps="Leave the field out of `fields`, or let a Salesforce administrator show it to the connection's user.",
        page="https://github.com/simple-salesforce/simple-salesforce/issues/382",
    ),
    KnownMessage(
        example="INVALID_TYPE: sObject type 'Invoice__c' is not supported.",
        words=r"invalid_type\b|sobject type .*is not supported|asset type .*is not supported",
        cause="field",
        means="The object does not exist, or the connection's user does not see it.",
        helps="Correct `object`, or let a Salesforce administrator show the object to the connection's user.",
        page=_TRANSFER,
    ),
    KnownMessage(
        example="INVALID_QUERY_FILTER_OPERATOR: invalid ID field: abc",
        words=r"invalid_query_filter_operator|invalid_operator",
        cause="field",
        means="A filter does not fit the type of its field.",
        helps="Correct the filters among `tasks`.",
        page=_REST,
    ),
    KnownMessage(
        example="QUERY_TOO_COMPLICATED: Query is either selecting too many fields or the filter conditions are too "
        "complicated.",
        words=r"query_too_complicated|query is either selecting too many fields",
        cause="field",
        means="The query has too many fields, above all formulas.",
        helps="Name fewer fields in `fields`.",
        page="https://help.salesforce.com/s/articleView?id=000387714&type=1",
    ),
    KnownMessage(
        example="OPERATION_TOO_LARGE: exceeded 100000 distinct who/what's",
        words=r"operation_too_large|exceeded \d+ distinct",
        cause="permission",
        means="The connection's user sees records by sharing rules, which Salesforce checks for a limited number of "
        "records.",
        helps=f"{_ASK_ADMINISTRATOR} to all data (View All Data).",
        page="https://help.qlik.com/en-US/stitch/troubleshooting/integrations/salesforce-extraction-error-reference",
    ),
    KnownMessage(
        example="QUERY_TIMEOUT: Your query request was running for too long.",
        words=r"query_timeout|query request was running for too long|request_running_too_long",
        cause="too_many_records",
        means="The query took longer than Salesforce allows.",
        helps="A smaller `batch` makes shorter queries.",
        page=_REST,
    ),
    KnownMessage(
        example="INVALID_SESSION_ID: Session expired or invalid",
        words=r"invalid_session_id|invalidsessionid|session expired or invalid",
        cause="credentials",
        means="The session of the connection has ended.",
        page=_REST,
    ),
    KnownMessage(
        example="invalid_grant: expired access/refresh token",
        words=r"invalid_grant expired access refresh token|refresh token (has )?expired",
        cause="credentials",
        means="The refresh token is not valid any more.",
        helps='Set the refresh token policy of the connected app to "valid until revoked", and renew the connection.',
        page=_OAUTH,
    ),
    KnownMessage(
        example="invalid_grant: user hasn't approved this consumer",
        words=r"user hasn t approved this consumer|user is not admin approved",
        cause="credentials",
        means="The user, or an administrator, has not approved the connected app.",
        helps="Approve the connected app for the user, and renew the connection.",
        page=_OAUTH,
    ),
    KnownMessage(
        example="invalid_grant: no client credentials user enabled",
        words=r"no client credentials user enabled",
        cause="credentials",
        means="The connected app has no user to run as.",
        helps="Set `Run As` in the connected app's client credentials flow, and renew the connection.",
        page=_TRANSFER,
    ),
    KnownMessage(
        example="invalid_client_id: client identifier invalid",
        words=r"invalid_client(_id)?\b|client identifier invalid|invalid client credentials",
        cause="credentials",
        means="The connected app is gone, or its key or secret is another one.",
        helps="Put the connected app's key and secret into the connection.",
        page=_TRANSFER,
    ),
    KnownMessage(
        example="inactive_user: user is inactive",
        words=r"inactive_user|user is inactive|inactive user",
        cause="credentials",
        means="The connection's user is not active.",
        helps="Activate the user, or connect with another one.",
        page=_OAUTH,
    ),
    KnownMessage(
        example="INVALID_LOGIN: Invalid username, password, security token; or user locked out.",
        words=r"invalid_login|login_must_use_security_token|password_lockout|user locked out",
        cause="credentials",
        means="Salesforce does not accept the login.",
        helps="Unlock the user, and renew the connection.",
        page=_SOAP,
    ),
    KnownMessage(
        example="inactive_org: organization is not active",
        words=r"inactive_org|org_locked|organi.ation is (not active|locked)|org_in_admin_lockout",
        cause="source_setting",
        means="The organisation is locked or has ended.",
        helps="Unlock the organisation, or ask Salesforce.",
        page=_OAUTH,
        verbatim=False,
    ),
    KnownMessage(
        example="invalid_grant: ip restricted",
        words=r"ip restricted|ip_restricted|login ip|restricted ip",
        cause="source_setting",
        means="The organisation does not accept logins from AppFlow's addresses.",
        helps="Allow AppFlow's IP address ranges in the connected app or the user's profile.",
        page="https://docs.aws.amazon.com/appflow/latest/userguide/salesforce.html",
    ),
    KnownMessage(
        example="TXN_SECURITY_NO_ACCESS: The operation you requested isn't allowed due to a security policy in your "
        "organization.",
        words=r"txn_security_no_access",
        cause="permission",
        means="A transaction security policy forbids the export.",
        helps=f"{_ASK_ADMINISTRATOR} by an exception of the transaction security policy.",
        page=_TRANSFER,
    ),
    KnownMessage(
        example="INSUFFICIENT_ACCESS: insufficient access rights on object id",
        words=r"insufficient_access|insufficient access rights",
        cause="permission",
        means="The connection's user may not read the object.",
        helps=f"{_ASK_ADMINISTRATOR} to the object.",
        page=_REST,
    ),
    KnownMessage(
        example="UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record",
        words=r"unable_to_lock_row|toomanylockfailure",
        cause="transient",
        means="Somebody else is changing the records.",
        page=_REST,
    ),
    KnownMessage(
        example="SERVER_UNAVAILABLE: The server is temporarily unavailable",
        words=r"server_unavailable|server is (temporarily )?unavailable",
        cause="transient",
        means="Salesforce cannot answer at present.",
        page=_REST,
        verbatim=False,
    ),
    KnownMessage(
        example="UNKNOWN_EXCEPTION: An unexpected error occurred. Please include this ErrorId if you contact support",
        words=r"unknown_exception|an unexpected error occurred please include this errorid",
        cause="transient",
        means="Salesforce had an internal error.",
        page=_REST,
    ),
)

"""What Salesforce says when a query or export fails."""

from .known_message import KnownMessage

_REST = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm"
_BULK = "https://developer.salesforce.com/docs/platform/api-asynch/guide/asynch-api-reference-errors.html"
_BULK_LIMITS = (
    "https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/"
    "salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_bulkapi.htm"
)
_SOAP = "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm"
_TRANSFER = "https://cloud.google.com/bigquery/docs/transfer-troubleshooting#salesforce_transfer_issues"
_COMPOUND = "https://github.com/jsforce/jsforce/issues/380"
_QUOTA_HELPS = "Let other applications make fewer calls, or buy more API requests from Salesforce."
_ASK_ADMINISTRATOR = "Let a Salesforce administrator give the connection's user access"

SALESFORCE_MESSAGES = (
    KnownMessage(
        example="REQUEST_LIMIT_EXCEEDED: ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        # The REST API writes the code behind the message, AppFlow before it.
        words=r"^(?!.*totalrequests)(?=.*\bconcurrent)(?=.*(request_)?limit[ _]exceeded)",
        cause="transient",
        means="Too many long requests run at the same time.",
        page=_REST,
    ),
    KnownMessage(
        example="REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.",
        words=r"request_limit_exceeded|totalrequests limit exceeded|api request limit exceeded",
        cause="daily_quota",
        means="The organisation has used up its API requests of the last 24 hours.",
        helps=_QUOTA_HELPS,
        page="https://success.salesforce.com/answers?id=90630000000gnuYAAQ",
    ),
    KnownMessage(
        example="API Call limit is exceeded",
        words=r"api call limit (is|was|has been) exceeded",
        cause="daily_quota",
        means="The organisation has used up its API requests of the last 24 hours.",
        helps=_QUOTA_HELPS,
        page="https://github.com/airbytehq/airbyte/issues/26520",
    ),
    KnownMessage(
        example="INVALID_QUERY_LOCATOR: invalid query locator",
        words=r"invalid_query_locator|invalid query locator",
        cause="transient",
        means="The cursor of the query is gone: it has expired, or the connection's user has opened more than ten.",
        page="https://github.com/simple-salesforce/simple-salesforce/issues/95",
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
        words=r"api_disabled_for_org|api is not enabled for this organi",
        cause="source_setting",
        means="The organisation's edition has no API, or it is switched off.",
        helps="Let a Salesforce administrator enable the API for the organisation and the connection's user.",
        page="https://github.com/restforce/restforce/issues/219",
    ),
    KnownMessage(
        example="API_CURRENTLY_DISABLED: API is currently disabled due to a system problem",
        words=r"api_currently_disabled",
        cause="transient",
        means="The API is down because of a problem at Salesforce.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="FUNCTIONALITY_NOT_ENABLED: This feature is not currently enabled for this user",
        words=r"functionality_not_enabled(?!.*temporar)",  # Salesforce also says so of what is off for a while.
        cause="source_setting",
        means="The organisation, or the connection's user, does not have a feature that the query needs.",
        helps="Let a Salesforce administrator enable the feature for the organisation and the connection's user.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="EXCEEDED_QUOTA: Organization storage limits have been exceeded",
        words=r"exceeded_quota|storage_limit_exceeded|storage limits? (have been |has been )?exceeded",
        cause="source_setting",
        means="The organisation's storage is full.",
        helps="Let a Salesforce administrator free storage, or buy more.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="MALFORMED_QUERY: unexpected token: 'FROM'",
        words=r"malformed_query|malformed_search",
        cause="field",
        means="The query that follows from fields and filters is not valid.",
        helps="Correct the fields, the incremental field and the filters among the tasks.",
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
        example="INVALID_TYPE_FOR_OPERATION: entity type cannot be queried",
        words=r"invalid_type_for_operation|entity type cannot be queried",
        cause="field",
        means="Records of this object cannot be queried.",
        helps="Correct `object`.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION: This operation is not supported for external objects",
        words=r"external_object_unsupported|not supported (for|on) external objects",
        cause="source_setting",
        means="The object is one of another system, which cannot be read in this way.",
        helps="Load the records from the system that has them.",
        page=_SOAP,
        verbatim=False,
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

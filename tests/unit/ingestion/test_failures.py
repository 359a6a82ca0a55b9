"""Why a batch failed: messages as sources, AppFlow, KMS and IAM word them, and the cause that each is taken for."""

import pytest
from connect_customer_profiles.ingestion import failures
from connect_customer_profiles.ingestion.failures import (
    CAUSES,
    DAILY_QUOTA,
    OVER_LIMIT,
    OVER_RANGE,
    TRANSIENT,
    cause_of,
)
from hypothesis import given
from hypothesis import strategies as st

MESSAGES = [
    ("We encountered an internal error. Please try again.", "transient"),
    ("The request was throttled. Please try again later.", "transient"),
    ("REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.", "daily_quota"),
    ('[{"message":"TotalRequests Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]', "daily_quota"),
    ('[{"message":"ConcurrentPerOrgLongTxn Limit exceeded.","errorCode":"REQUEST_LIMIT_EXCEEDED"}]', "transient"),
    ('{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentPerOrgLongTxn Limit exceeded."}', "transient"),
    ("UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record. Try again.", "transient"),
    ("SERVER_UNAVAILABLE: 503 Service Unavailable", "transient"),
    ("java.net.SocketTimeoutException: Read timed out", "transient"),
    ("QUERY_TIMEOUT: Your query request was running for too long.", "too_many_records"),
    ("Connection reset by peer", "transient"),
    ("An error occurred (ThrottlingException): Rate exceeded", "transient"),
    ("The connector returned HTTP 429 Too Many Requests", "transient"),
    ("Something that nobody has seen before", "transient"),
    ("", "transient"),
    ("Error 1029: Export daily quota 500MB exceeded.", "daily_quota"),
    ("607: Daily quota reached", "daily_quota"),
    ("ExceededQuota : ApiBatchItems Limit exceeded", "daily_quota"),
    ("API Call limit is exceeded", "daily_quota"),
    ("INVALID_QUERY_LOCATOR: invalid query locator", "transient"),
    ("The limit of calls per day is used up", "daily_quota"),
    ("The date range must not exceed 31 days", "range"),
    ("The time window is too long", "range"),
    ("API_DISABLED_FOR_ORG: The REST API is not enabled for this Organization.", "source_setting"),
    ("Bulk export is not available for this subscription", "source_setting"),
    ("NoSuchBucket: The specified bucket does not exist", "file"),
    ("Line 3 of the CSV file cannot be read", "file"),
    ("The query returned too many records for one flow run.", "too_many_records"),
    ("The flow run exceeds the maximum of 100,000 records from ServiceNow.", "too_many_records"),
    ("The size of the response exceeds the limit of 1 GB", "too_many_records"),
    ("Flow execution time exceeded the maximum duration", "too_many_records"),
    # Not everything that expires is a credential, that is daily is a quota, or has a maximum number is too large.
    ("The query cursor has expired", "transient"),
    ("The export file has expired", "transient"),
    ("INVALID_JOB: the job results expired", "transient"),
    ("TRIAL_EXPIRED", "source_setting"),
    ("The trial of this instance has expired", "source_setting"),
    ("INVALID_OPERATION_WITH_EXPIRED_PASSWORD: The users password has expired", "credentials"),
    ("The client certificate has expired", "credentials"),
    ("The OAuth token has expired", "credentials"),
    ("expired authorization code", "credentials"),
    ("The instance is down for scheduled daily maintenance; access is limited", "transient"),
    ("No answer during scheduled daily maintenance. Rate limits do not apply", "transient"),
    ("The site is under maintenance", "transient"),
    ("Daily API limits exceeded", "daily_quota"),
    ("The maximum number of concurrent requests has been reached", "transient"),
    ("Number of concurrent jobs exceeds the limit", "transient"),
    ("The maximum number of records is exceeded", "too_many_records"),
    ("INVALID_TYPE_FOR_OPERATION", "field"),
    ("EXTERNAL_OBJECT_UNSUPPORTED_EXCEPTION", "source_setting"),
    ("InvalidObjectState", "file"),
    ("The operation is not valid for the object's access tier", "file"),
    ("AllAccessDisabled", "file"),
    ("PORTAL_NO_ACCESS", "permission"),
    ("LOGIN_CHALLENGE_ISSUED", "credentials"),
    ("User Not Authenticated", "credentials"),
    ("INVALID_SESSION_ID: Session expired or invalid", "credentials"),
    ("invalid_grant: expired access/refresh token", "credentials"),
    ('[{"message":"INVALID_HEADER_TYPE","errorCode":"INVALID_AUTH_HEADER"}]', "credentials"),
    ("LoginDenied: Login Hour restrictions", "source_setting"),
    ("LOGIN_DURING_RESTRICTED_DOMAIN: cannot log in from current IP address", "source_setting"),
    ("AppFlow could not authenticate with the source: 401 Unauthorized", "credentials"),
    ("The credentials of the connection are not valid any more", "credentials"),
    ("KMSInvalidStateException: the key arn:aws:kms:us-east-1:111122223333:key/1 is pending deletion.", "key"),
    ("KMS key is invalid: arn:aws:kms:us-east-1:111122223333:key/1 is not enabled", "key"),
    ("The ciphertext refers to a customer master key that is disabled", "key"),
    ("The connector profile salesforce does not exist", "connector_profile"),
    ("Connector profile salesforce was not found", "connector_profile"),
    (
        "arn:aws:sts::111122223333:assumed-role/loader/customer-profiles is not authorized to perform: "
        "appflow:CreateFlow on resource: *",
        "permission",
    ),
    ("Access Denied: 403 Forbidden", "permission"),
    ("Insufficient rights to query records", "permission"),
    ("INSUFFICIENT_ACCESS: insufficient access rights on cross-reference id", "permission"),
    ("MALFORMED_QUERY: unexpected token: FROM", "field"),
    ("Invalid table incidents", "field"),
    ("FUNCTIONALITY_NOT_ENABLED: Selecting compound data not supported in Bulk Query", "field"),
    ("FUNCTIONALITY_NOT_ENABLED", "source_setting"),
    ("FUNCTIONALITY_NOT_ENABLED: Functionality has been temporarily disabled.", "transient"),
    ("EXCEEDED_QUOTA", "source_setting"),
    ("API_CURRENTLY_DISABLED", "transient"),
    ("invalid_grant: OAUTH_APP_BLOCKED", "credentials"),
    ("OAUTH_APPROVAL_ERROR_GENERIC", "credentials"),
    ("No such column 'Fax' on entity 'Contact'", "field"),
    ("INVALID_FIELD: No such column 'Middle__c' on sobject of type Contact", "field"),
    ("The field LastModifiedDate does not exist", "field"),
    ("The limit of 1,000 flows in us-east-1 is reached", "quota"),
    ("ServiceQuotaExceededException: flows per account", "quota"),
    ("The limit of 50 integrations in domain shop is reached", "quota"),
]


@pytest.mark.parametrize(("message", "cause"), MESSAGES, ids=lambda value: str(value)[:40])
def test_a_message_has_its_cause(message: str, cause: str) -> None:
    assert cause_of(message).name == cause
    assert cause_of(message.upper()).name == cause


def test_every_cause_is_among_the_messages_and_has_a_remedy() -> None:
    assert {cause.name for cause in CAUSES} == {cause for _, cause in MESSAGES}
    assert all(cause.remedy.endswith(".") and "\n" not in cause.remedy for cause in CAUSES)


def test_only_what_can_help_by_itself_is_tried_again() -> None:
    assert [cause for cause in CAUSES if not cause.permanent] == [DAILY_QUOTA, OVER_RANGE, TRANSIENT, OVER_LIMIT]


@given(st.text())
def test_any_text_has_a_cause(message: str) -> None:
    assert cause_of(message) in failures.CAUSES

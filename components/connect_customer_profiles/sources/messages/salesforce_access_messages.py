"""What Salesforce says when it does not let the connection in, or its user read."""

from .known_message import KnownMessage

_REST = "https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm"
_SOAP = "https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm"
_OAUTH = "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm&type=5"
_TRANSFER = "https://cloud.google.com/bigquery/docs/transfer-troubleshooting#salesforce_transfer_issues"
_ASK_ADMINISTRATOR = "Let a Salesforce administrator give the connection's user access"

SALESFORCE_ACCESS_MESSAGES = (
    KnownMessage(
        example="INVALID_SESSION_ID: Session expired or invalid",
        words=r"invalid_session_id|invalidsessionid|session expired or invalid",
        cause="credentials",
        means="The session of the connection has ended.",
        page=_REST,
    ),
    KnownMessage(
        example="INVALID_AUTH_HEADER: INVALID_HEADER_TYPE",
        words=r"invalid_auth_header",
        cause="credentials",
        means="Salesforce does not accept the session of the connection.",
        page="https://github.com/restforce/restforce/issues/811",
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
        example="OAUTH_APP_BLOCKED: this app is blocked by admin",
        words=r"oauth_app_(blocked|access_denied)|oauth_approval_error|oauth_ec_app_not_found|app is blocked by admin",
        cause="credentials",
        means="The organisation does not let the connection's user use the connected app.",
        helps="Install or unblock the app on Salesforce's page Connected Apps OAuth Usage, and renew the connection.",
        page="https://github.com/n8n-io/n8n/issues/21589",
        verbatim=False,
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
        example="TRIAL_EXPIRED: trial has expired",
        words=r"trial_expired|trial .*(has |is )?expired",
        cause="source_setting",
        means="The trial of the organisation has ended.",
        helps="Buy an edition with an API, or connect to another organisation.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="PORTAL_NO_ACCESS: portal user has no access",
        words=r"portal_no_access|client_not_accessible_for_user",
        cause="permission",
        means="Salesforce does not let the connection's user use the API.",
        helps=f"{_ASK_ADMINISTRATOR} to the API, or connect with another user.",
        page=_SOAP,
        verbatim=False,
    ),
    KnownMessage(
        example="LOGIN_CHALLENGE_PENDING: login challenge is pending",
        words=r"login_challenge_(pending|issued)",
        cause="credentials",
        means="Salesforce waits for the user to confirm the login.",
        helps="Confirm the login, and renew the connection.",
        page=_SOAP,
        verbatim=False,
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
        words=r"ip restricted|ip_restricted|login ip|restricted ip|login_during_restricted_domain",
        cause="source_setting",
        means="The organisation does not accept logins from AppFlow's addresses.",
        helps="Allow AppFlow's IP address ranges in the connected app or the user's profile.",
        page="https://docs.aws.amazon.com/appflow/latest/userguide/salesforce.html",
    ),
    KnownMessage(
        example="LOGIN_DURING_RESTRICTED_TIME: cannot log in during restricted time",
        words=r"login_during_restricted_time|login hours?\b|log in during restricted time",
        cause="source_setting",
        means="The connection's user may log in at certain hours only.",
        helps="Lift the login hours of the user's profile in Salesforce.",
        page="https://github.com/theswamis/dataloadercliq/issues/84",
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
)

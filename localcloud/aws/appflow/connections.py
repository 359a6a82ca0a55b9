"""What AppFlow checks of a connector profile's properties and credentials. Pure; nothing of it is kept."""

import re
from typing import Any

from ..errors import ServiceError
from .definitions import PROPERTY_KEYS

WITHOUT_PROFILE = ("S3",)

_GRANT_WITHOUT_CODE = "AuthCode cannot be blank for connector: {connector}"


def check_configuration(connector: str, config: dict[str, Any]) -> None:
    """Checks that properties and credentials are those of the connector, and that the source takes the credentials.

    A source below the top-level domain `invalid`, which no host can have, refuses everybody, and like a careless source
    repeats what it was sent.

    Raises:
        ServiceError: ValidationException or ConnectorAuthenticationException with the reason.
    """
    key = PROPERTY_KEYS.get(connector, connector)
    if connector in WITHOUT_PROFILE:
        raise ServiceError("ValidationException", f"{connector} has no connector profiles")
    properties = config["connectorProfileProperties"]
    credentials = config.get("connectorProfileCredentials", {})
    for what, given in (("properties", properties), ("credentials", credentials)):
        if set(given) != {key}:
            raise ServiceError("ValidationException", f"The connector profile {what} for {connector} are missing")
    checks = {"Salesforce": _salesforce, "Servicenow": _servicenow, "CustomConnector": _custom}
    if connector in checks:
        checks[connector](credentials[key])
    if re.match(r"https?://[^/]*\.invalid(/|$)", str(properties[key].get("instanceUrl", ""))):
        raise ServiceError(
            "ConnectorAuthenticationException", f"{connector} at {properties[key]['instanceUrl']} refused {credentials}"
        )


def _salesforce(credentials: dict[str, Any]) -> None:
    grant = credentials.get("oAuth2GrantType", "AUTHORIZATION_CODE")
    if grant == "JWT_BEARER":
        if "jwtToken" not in credentials:
            raise ServiceError("ValidationException", "JwtToken cannot be blank for connector: SALESFORCE")
    elif grant != "AUTHORIZATION_CODE" or not _has_tokens(credentials):
        # CLIENT_CREDENTIALS is in the enumeration and is not supported (API reference).
        raise ServiceError("ValidationException", _GRANT_WITHOUT_CODE.format(connector="SALESFORCE"))


def _has_tokens(credentials: dict[str, Any]) -> bool:
    return bool(credentials.get("accessToken") or credentials.get("oAuthRequest", {}).get("authCode"))


def _servicenow(credentials: dict[str, Any]) -> None:
    basic = "username" in credentials and "password" in credentials
    if basic == ("oAuth2Credentials" in credentials):
        raise ServiceError("ValidationException", "ServiceNow takes username and password, or OAuth 2.0 credentials")


def _custom(credentials: dict[str, Any]) -> None:
    members = {"OAUTH2": "oauth2", "APIKEY": "apiKey", "BASIC": "basic", "CUSTOM": "custom"}
    expected = members[credentials["authenticationType"]]
    if expected not in credentials:
        raise ServiceError(
            "ValidationException", f"Credentials of type {credentials['authenticationType']} need {expected}"
        )

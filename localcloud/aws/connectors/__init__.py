"""The sources that AppFlow reads: a file each for those that are known well, a row for the others."""

from typing import Any

from ..errors import ServiceError
from .connector import Connector, SourceObject
from .marketo import MARKETO
from .organisation import USUAL, Organisation
from .salesforce import SALESFORCE
from .servicenow import SERVICENOW
from .zendesk import ZENDESK


def _check_custom(credentials: dict[str, Any]) -> None:
    members = {"OAUTH2": "oauth2", "APIKEY": "apiKey", "BASIC": "basic", "CUSTOM": "custom"}
    expected = members[credentials["authenticationType"]]
    if expected not in credentials:
        raise ServiceError(
            "ValidationException", f"Credentials of type {credentials['authenticationType']} need {expected}"
        )


CONNECTORS = {
    each.type: each
    for each in (
        SALESFORCE,
        SERVICENOW,
        MARKETO,
        ZENDESK,
        # 15 minutes: Amazon Connect administrator guide, page `customerprofiles-s3-integration`.
        Connector(type="S3", has_profiles=False, shortest_integration_seconds=900),
        Connector(type="Amplitude"),
        Connector(type="CustomConnector", check_credentials=_check_custom),
        Connector(type="Datadog"),
        Connector(type="Dynatrace"),
        Connector(type="Googleanalytics", key="GoogleAnalytics"),
        Connector(type="Infornexus", key="InforNexus"),
        Connector(type="Pardot"),
        Connector(type="SAPOData"),
        Connector(type="Singular"),
        Connector(type="Slack"),
        Connector(type="Trendmicro"),
        Connector(type="Veeva"),
    )
}
"""By `connectorType`."""


def source_object(connector: str, name: str, organisation: Organisation = USUAL) -> SourceObject:
    """An object of a source, as an organisation has it.

    Raises:
        ValueError: There is no such source.
    """
    if connector not in CONNECTORS:
        raise ValueError(f"{connector!r} is not a source")
    return CONNECTORS[connector].object(name, *organisation.fields_of(CONNECTORS[connector], name))

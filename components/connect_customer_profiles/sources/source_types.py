"""The names of sources as types, so that an editor completes them; tests compare them with the records."""

from typing import Literal

ConnectorType = Literal["Salesforce", "Marketo", "ServiceNow", "Zendesk", "S3"]
"""The sources for which Customer Profiles creates flows."""

ConnectionType = Literal["Salesforce", "ServiceNow", "Marketo", "Zendesk"]
"""The sources that `ConnectorProfile` can connect to."""

SourceType = Literal[
    "Amplitude",
    "CustomConnector",
    "Datadog",
    "Dynatrace",
    "GoogleAnalytics",
    "InforNexus",
    "Marketo",
    "Pardot",
    "S3",
    "SAPOData",
    "Salesforce",
    "ServiceNow",
    "Singular",
    "Slack",
    "Trendmicro",
    "Veeva",
    "Zendesk",
]
"""The sources that AppFlow can read for Customer Profiles."""

FileType = Literal["CSV", "JSON"]
DataTransferApi = Literal["AUTOMATIC", "BULKV2", "REST_SYNC"]
DataPullMode = Literal["Incremental", "Complete"]

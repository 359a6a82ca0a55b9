"""The sources: one record each, with everything that is specific to it. Pure: nothing here imports pulumi or boto3.

A source of a few facts is a row here; one that has templates, limits or credentials has a file of its own.
https://docs.aws.amazon.com/appflow/latest/userguide/app-specific.html
"""

import re
from collections.abc import Mapping
from typing import Any

from .. import rules
from ..rules import RuleViolation
from .marketo import MARKETO
from .s3 import S3
from .salesforce import SALESFORCE
from .servicenow import SERVICENOW
from .source import Option, Source, SourceObject, object_name
from .zendesk import ZENDESK

__all__ = ["CONNECTORS", "SOURCES", "Source", "SourceObject", "connector", "of_flow"]


def _custom_properties(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str)
        and re.fullmatch(r"\w{1,128}", key)
        and isinstance(item, str)
        and re.fullmatch(r"\S{1,2048}", item)
        for key, item in value.items()
    ):
        raise RuleViolation(value, "must be an object of names and strings without spaces")
    return dict(value)


_ALL = (
    SALESFORCE,
    MARKETO,
    SERVICENOW,
    ZENDESK,
    S3,
    Source(type="Amplitude", filter_operators=("BETWEEN",), common_operators=()),
    Source(
        type="CustomConnector",
        object=Option(
            property="entityName", rule=rules.text(r"\S{1,1024}", "must be the name of an entity"), required=True
        ),
        options={"properties": Option(property="customProperties", rule=_custom_properties)},
        versioned=True,
    ),
    Source(type="Datadog", filter_operators=("EQUAL_TO", "BETWEEN")),
    Source(type="Dynatrace", filter_operators=("EQUAL_TO", "BETWEEN")),
    Source(
        type="GoogleAnalytics",
        connector_type="Googleanalytics",
        filter_operators=("BETWEEN",),
        common_operators=("PROJECTION",),
    ),
    Source(type="InforNexus", connector_type="Infornexus", filter_operators=("EQUAL_TO", "BETWEEN")),
    Source(type="Pardot", filter_operators=("EQUAL_TO",)),
    Source(type="SAPOData", object=Option(property="objectPath", rule=object_name, required=True)),
    Source(type="Singular", filter_operators=("EQUAL_TO",)),
    Source(
        type="Slack",
        filter_operators=(
            *("EQUAL_TO", "LESS_THAN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN", "GREATER_THAN_OR_EQUAL_TO", "BETWEEN"),
        ),
    ),
    Source(type="Trendmicro", filter_operators=("EQUAL_TO",)),
    Source(
        type="Veeva",
        options={
            "document_type": Option(
                property="documentType", rule=rules.text(r"[\s\w-]{1,512}", "must be the name of a document type")
            ),
            "include_source_files": Option(property="includeSourceFiles", rule=rules.boolean),
            "include_renditions": Option(property="includeRenditions", rule=rules.boolean),
            "include_all_versions": Option(property="includeAllVersions", rule=rules.boolean),
        },
    ),
)

SOURCES: Mapping[str, Source] = {each.type: each for each in sorted(_ALL, key=lambda source: source.type)}
"""All sources that AppFlow can read for Customer Profiles, by their name in `source.type`."""

CONNECTORS: Mapping[str, Source] = {each.type: each for each in _ALL if each.featured}
"""The sources for which Customer Profiles creates flows, by their name in `connector.type`."""

TEMPLATES = tuple(each.template_id for source in _ALL for each in source.objects.values())
"""The object type templates for objects of the sources."""


def of_flow(definition: Mapping[str, Any]) -> Source | None:
    """The record of the source in a flow definition of the Customer Profiles API; None if it has none."""
    config = definition.get("SourceFlowConfig")
    api_type = config.get("ConnectorType") if isinstance(config, Mapping) else None
    return next((each for each in CONNECTORS.values() if each.api_type == api_type), None)


def connector(type_name: object) -> Source:
    """The record of a source for which Customer Profiles creates flows.

    Raises:
        RuleViolation: the source does not exist.
    """
    found = CONNECTORS.get(type_name) if isinstance(type_name, str) else None
    if found is None:
        raise RuleViolation(type_name, rules.not_one_of(type_name, CONNECTORS), argument="type")
    return found

"""What AppFlow can read for Customer Profiles: one row of facts a source. Pure.

https://docs.aws.amazon.com/appflow/latest/userguide/app-specific.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import rules
from ..rules import Rule, RuleViolation

_CHANGES = (
    *("ADDITION", "MULTIPLICATION", "DIVISION", "SUBTRACTION"),
    *("MASK_ALL", "MASK_FIRST_N", "MASK_LAST_N"),
    *("VALIDATE_NON_NULL", "VALIDATE_NON_ZERO", "VALIDATE_NON_NEGATIVE", "VALIDATE_NUMERIC"),
    *("PROJECTION", "NO_OP"),
)
_ORDER = ("LESS_THAN", "GREATER_THAN", "BETWEEN", "LESS_THAN_OR_EQUAL_TO", "GREATER_THAN_OR_EQUAL_TO")
_EQUALITY = ("EQUAL_TO", "NOT_EQUAL_TO")
_EVERYTHING = (*_CHANGES, *_ORDER, *_EQUALITY, "CONTAINS")

_OBJECT = rules.text(r"\S{1,512}", "must be the name of an object at the source")


@dataclass(frozen=True)
class Option:
    """An option of a source: its name among the API's source properties, its rule, and whether it is required."""

    api_name: str
    rule: Rule[Any]
    required: bool = False


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


@dataclass(frozen=True, kw_only=True)
class Source:
    """The facts about one source.

    Attributes:
        api_type: `ConnectorType` in the API, where it is not our name for the source.
        operators: what a task may do with a field of this source (ConnectorOperator in the API model).
        has_profile: whether a connector profile holds the connection.
        object: where the API takes the object; None for a source without one.
        options: the source's other properties by our names.
        minimum_minutes: the shortest interval between two runs
            (https://docs.aws.amazon.com/appflow/latest/userguide/service-quotas.html).
    """

    api_type: str | None = None
    operators: tuple[str, ...] = _EVERYTHING
    has_profile: bool = True
    object: Option | None = field(default_factory=lambda: Option("object", _OBJECT, required=True))
    options: Mapping[str, Option] = field(default_factory=dict)
    minimum_minutes: int = 1


SOURCES: Mapping[str, Source] = {
    "Amplitude": Source(operators=("BETWEEN",)),
    "CustomConnector": Source(
        object=Option("entityName", rules.text(r"\S{1,1024}", "must be the name of an entity"), required=True),
        options={"properties": Option("customProperties", _custom_properties)},
    ),
    "Datadog": Source(operators=(*_CHANGES, "BETWEEN", "EQUAL_TO")),
    "Dynatrace": Source(operators=(*_CHANGES, "BETWEEN", "EQUAL_TO")),
    "GoogleAnalytics": Source(api_type="Googleanalytics", operators=("PROJECTION", "BETWEEN")),
    "InforNexus": Source(api_type="Infornexus", operators=(*_CHANGES, "BETWEEN", "EQUAL_TO")),
    "Marketo": Source(operators=(*_CHANGES, "LESS_THAN", "GREATER_THAN", "BETWEEN"), minimum_minutes=60),
    "Pardot": Source(operators=(*_CHANGES, "EQUAL_TO")),
    "S3": Source(
        operators=(*_CHANGES, *_ORDER, *_EQUALITY),
        has_profile=False,
        object=None,
        options={
            "bucket_name": Option("bucketName", rules.text(r"\S{3,63}", "must be the name of a bucket"), required=True),
            # Files at the top of the bucket are not read (AppFlow user guide, page s3).
            "bucket_prefix": Option(
                "bucketPrefix", rules.text(r"[^/].{0,511}", "must be a folder of the bucket"), required=True
            ),
            "file_type": Option("s3InputFileType", rules.one_of("CSV", "JSON")),
        },
    ),
    "SAPOData": Source(object=Option("objectPath", _OBJECT, required=True)),
    "Salesforce": Source(
        options={
            "enable_dynamic_field_update": Option("enableDynamicFieldUpdate", rules.boolean),
            "include_deleted_records": Option("includeDeletedRecords", rules.boolean),
            "data_transfer_api": Option("dataTransferApi", rules.one_of("AUTOMATIC", "BULKV2", "REST_SYNC")),
        }
    ),
    "ServiceNow": Source(api_type="Servicenow"),
    "Singular": Source(operators=(*_CHANGES, "EQUAL_TO")),
    "Slack": Source(operators=(*_CHANGES, *_ORDER, "EQUAL_TO")),
    "Trendmicro": Source(operators=(*_CHANGES, "EQUAL_TO")),
    "Veeva": Source(
        options={
            "document_type": Option(
                "documentType", rules.text(r"[\s\w-]{1,512}", "must be the name of a document type")
            ),
            "include_source_files": Option("includeSourceFiles", rules.boolean),
            "include_renditions": Option("includeRenditions", rules.boolean),
            "include_all_versions": Option("includeAllVersions", rules.boolean),
        }
    ),
    "Zendesk": Source(operators=(*_CHANGES, "GREATER_THAN")),
}
"""All sources by their name in `source.type`, which is also their key among the API's properties and operators."""

_API_VERSION = rules.text(r"\S{1,256}", "must be a version of the connector's API")


def source_flow_config(given: Any) -> dict[str, Any]:
    """`sourceFlowConfig` of the AppFlow API for a `source` argument.

    Raises:
        RuleViolation: names the part of the source, its value and the rule it breaks.
    """
    if not isinstance(given, Mapping):
        raise RuleViolation(given, "must be an object with type and what the source needs")
    type_ = rules.checked("type", given.get("type"), rules.one_of(*SOURCES))
    facts = SOURCES[type_]
    parts = {**({"object": facts.object} if facts.object else {}), **facts.options}
    required = [key for key, option in parts.items() if option.required]
    own = {"type", *parts, *(["connector_profile_name"] if facts.has_profile else [])}
    custom = {"api_version"} if type_ == "CustomConnector" else set()
    source = rules.known_keys(given, own | custom, f"a {type_} source")
    for key in (*(["connector_profile_name"] if facts.has_profile else []), *required):
        if not source.get(key):
            raise RuleViolation(source.get(key), f"is required for {type_}", argument=key)
    properties = {
        option.api_name: rules.checked(key, source[key], option.rule) for key, option in parts.items() if key in source
    }
    file_type = properties.pop("s3InputFileType", None)
    if file_type:
        properties["s3InputFormatConfig"] = {"s3InputFileType": file_type}
    config: dict[str, Any] = {
        "connectorType": facts.api_type or type_,
        "sourceConnectorProperties": {type_: properties},
    }
    if facts.has_profile:
        name = source["connector_profile_name"]
        config["connectorProfileName"] = rules.checked("connector_profile_name", name, rules.connector_profile_name)
    if "api_version" in source:
        config["apiVersion"] = rules.checked("api_version", source["api_version"], _API_VERSION)
    return config

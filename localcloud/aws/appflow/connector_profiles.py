"""Connector profiles, and what their sources offer."""

from typing import Any

from ..connectors import CONNECTORS
from ..connectors.connector import Connector
from ..errors import ServiceError
from ..sources import Sources
from ..state import Context, Region
from .connections import check_configuration
from .models import MAX_CONNECTOR_PROFILES, ConnectorProfile, connector_profiles_of, flows_of, organisation_of
from .paging import paged
from .tokens import once

_FILTERS = ["PROJECTION", "EQUAL_TO", "NOT_EQUAL_TO", "NO_OP"]
_ORDERED_FILTERS = ["LESS_THAN", "GREATER_THAN", "BETWEEN"]


@once
def create_connector_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Adds a connector profile. Its credentials are not kept."""
    region, name = context.region, parameters["connectorProfileName"]
    if name in connector_profiles_of(region):
        raise ServiceError("ConflictException", f"Connector profile {name} already exists", 409)
    if len(connector_profiles_of(region)) >= MAX_CONNECTOR_PROFILES:
        raise ServiceError(
            "ServiceQuotaExceededException", f"The limit of {MAX_CONNECTOR_PROFILES} connector profiles is reached", 402
        )
    connector, label = parameters["connectorType"], parameters.get("connectorLabel")
    if connector == "CustomConnector" and not label:
        raise ServiceError("ValidationException", "A connector profile of a custom connector needs the connectorLabel")
    check_configuration(connector, parameters["connectorProfileConfig"])
    check_key(context, parameters.get("kmsArn"))
    profile = add(region, name, connector, context.now)
    profile.properties = parameters["connectorProfileConfig"]["connectorProfileProperties"]
    profile.connection_mode = parameters["connectionMode"]
    profile.connector_label = label
    profile.kms_arn = parameters.get("kmsArn")
    return {"connectorProfileArn": profile.arn}


@once
def update_connector_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Changes properties, connection mode and credentials of a connector profile."""
    profile = profile_of(context.region, parameters["connectorProfileName"])
    check_configuration(profile.connector_type, parameters["connectorProfileConfig"])
    profile.properties = parameters["connectorProfileConfig"]["connectorProfileProperties"]
    profile.connection_mode = parameters["connectionMode"]
    profile.updated_at = context.now
    return {"connectorProfileArn": profile.arn}


def check_key(context: Context, key_arn: str | None) -> None:
    """Refuses a key that is not there or cannot be used; without one, AppFlow uses its own."""
    if key_arn is None:
        return
    key = context.cloud.directory.key(context.region.account, context.region.name, key_arn)
    if key is None or not key.enabled:
        raise ServiceError("ValidationException", f"The KMS key {key_arn} does not exist or is not enabled")


def add(region: Region, name: str, connector_type: str, now: float) -> ConnectorProfile:
    """Puts a connector profile into a Region."""
    arn = region.arn("appflow", f"connectorprofile/{name}")
    connector_profiles_of(region)[name] = ConnectorProfile(name, arn, connector_type, now)
    return connector_profiles_of(region)[name]


def describe_connector_profiles(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Connector profiles by name or type."""
    names = parameters.get("connectorProfileNames")
    found = [
        profile
        for profile in connector_profiles_of(context.region).values()
        if (not names or profile.name in names)
        and parameters.get("connectorType") in (None, profile.connector_type)
        and parameters.get("connectorLabel") in (None, profile.connector_label)
    ]
    items, following = paged(found, parameters)
    return {"connectorProfileDetails": [_described(profile) for profile in items], **following}


def delete_connector_profile(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes a connector profile; one that flows use only with `forceDelete`."""
    name = parameters["connectorProfileName"]
    profile_of(context.region, name)
    users = [flow.name for flow in flows_of(context.region).values() if flow.connector_profile_name == name]
    if users and not parameters.get("forceDelete"):
        raise ServiceError("ConflictException", f"Connector profile {name} is used by the flow {users[0]}", 409)
    del connector_profiles_of(context.region)[name]
    return {}


def list_connector_entities(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The objects at the source, custom ones as far as the organisation has fields of its own there."""
    connector, known = _connector_of(context, parameters)
    own = {each.partition(".")[0] for each in organisation_of(context.region, _profile_name(parameters)).added}
    names = sorted({*(known.objects if known else ()), *own})
    entities = [{"name": each, "label": each, "hasNestedEntities": False} for each in names]
    return {"connectorEntityMap": {f"{connector}-objects": entities}}


def _profile_name(parameters: dict[str, Any]) -> str:
    return str(parameters.get("connectorProfileName", ""))


def _connector_of(context: Context, parameters: dict[str, Any]) -> tuple[str, Connector | None]:
    name = _profile_name(parameters)
    profile = profile_of(context.region, name) if name else None
    connector = profile.connector_type if profile else parameters.get("connectorType")
    if connector is None:
        raise ServiceError("ValidationException", "Either connectorProfileName or connectorType is required")
    check_version(context, connector, parameters)
    return connector, CONNECTORS.get(connector)


def check_version(context: Context, connector: str, named: dict[str, Any]) -> None:
    """Refuses a call about a custom connector, or a source, that does not name the version of its API, if it must."""
    required = connector == "CustomConnector" and context.behaviours.custom_connector_names_version
    if required and not named.get("apiVersion"):
        raise ServiceError("ValidationException", "The API version of a custom connector is required")


def describe_connector_entity(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object at the source."""
    connector, known = _connector_of(context, parameters)
    entity_name = parameters["connectorEntityName"]
    if known is None or not known.knows(entity_name):
        raise ServiceError("ResourceNotFoundException", f"{connector} has no object {entity_name}", 404)
    name = _profile_name(parameters)
    source = context.region.of(Sources).get(connector, name, entity_name, organisation_of(context.region, name))
    return {
        "connectorEntityFields": [
            _field(name, kind, is_key=name == source.object.key, is_timestamp=name in source.object.timestamps)
            for name, kind in source.fields.items()
        ]
    }


def profile_of(region: Region, name: str) -> ConnectorProfile:
    """The connector profile of this name."""
    if name not in connector_profiles_of(region):
        raise ServiceError("ResourceNotFoundException", f"Connector profile {name} does not exist", 404)
    return connector_profiles_of(region)[name]


def _described(profile: ConnectorProfile) -> dict[str, Any]:
    members = {
        "connectorProfileArn": profile.arn,
        "connectorProfileName": profile.name,
        "connectorType": profile.connector_type,
        "connectorLabel": profile.connector_label,
        "connectionMode": profile.connection_mode,
        "credentialsArn": profile.arn.replace(":appflow:", ":secretsmanager:").replace(
            ":connectorprofile/", ":secret:appflow!"
        ),
        "connectorProfileProperties": profile.properties,
        "createdAt": profile.created_at,
        "lastUpdatedAt": profile.updated_at,
    }
    return {key: value for key, value in members.items() if value is not None}


def _field(name: str, kind: str, *, is_key: bool, is_timestamp: bool) -> dict[str, Any]:
    operators = _FILTERS + (_ORDERED_FILTERS if kind in ("datetime", "double", "integer") else [])
    return {
        "identifier": name,
        "label": name,
        "isPrimaryKey": is_key,
        "supportedFieldTypeDetails": {"v1": {"fieldType": kind, "filterOperators": operators}},
        "sourceProperties": {
            "isRetrievable": True,
            "isQueryable": True,
            "isTimestampFieldForIncrementalQueries": is_timestamp,
        },
    }

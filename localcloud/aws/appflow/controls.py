"""What tests and demonstrations set of AppFlow and its sources, through the control plane."""

from datetime import UTC, datetime
from typing import Any

from connect_customer_profiles.rules.rule import instead_of

from .. import wire
from ..connectors import CONNECTORS
from ..connectors.organisation import checked
from ..model_check import ModelViolation, checked_structure
from ..service import Body, only, region_of
from ..sources import Source, Sources
from ..state import Cloud
from . import connector_profiles
from .models import connector_profiles_of, organisation_of

RECORD = ("id", "fields", "created", "updated")
"""What a record may have."""
SOURCE = ("account", "region", "connector_profile", "connector", "object", "start", "per_day", "records")
ORGANISATION = ("features", "added", "missing")


def sources(cloud: Cloud, body: Body) -> Any:
    """Sets rate and start of a source, and adds or changes records.

    `{account?, region?, connector_profile, connector?, object, start?, per_day?, records?: [{id?, fields?, created?,
    updated?}]}`; times are epoch seconds or ISO 8601. Without `updated` a record counts as changed now.
    """
    only(body, *SOURCE)
    with cloud.lock:
        region = region_of(cloud, body)
        profile = body["connector_profile"]
        profiles = connector_profiles_of(region)
        known = profiles.get(profile)
        connector = body.get("connector") or (known.connector_type if known else None)
        if connector is None:
            instead = instead_of(profile, profiles, "connector profiles") if profiles else "there is none: `connection`"
            raise ValueError(f"connector profile {profile!r} does not exist; {instead}")
        _existing(connector, body["object"])
        organisation = organisation_of(region, profile)
        source = region.of(Sources).get(connector, profile, body["object"], organisation)
        source.start = _moment(body["start"]) if "start" in body else source.start
        source.per_day = float(body.get("per_day", source.per_day))
        given = [_checked(record, number) for number, record in enumerate(body.get("records", []), 1)]
        records = [_change(cloud, source, record) for record in given]
        return {"start": source.start, "per_day": source.per_day, "records": records}


def _existing(connector: str, name: str) -> None:
    """Nothing, if flows find an object of this name; of some sources no object is known, and any will do."""
    known = CONNECTORS.get(connector)
    if known and known.objects and not known.knows(name):
        raise ValueError(f"{connector} has no object {name!r} here; {instead_of(name, known.objects, 'objects')}")


def _checked(record: Body, number: int) -> Body:
    """The `number`th record, if it has nothing but what is read of one, and times that are times."""
    only(record, *RECORD, where=f"record {number}: ")
    if not isinstance(record.get("fields", {}), dict):
        raise ValueError(f"record {number}: fields = {record['fields']!r}: must be a JSON object")  # noqa: TRY004
    try:
        return record | {name: _moment(record[name]) for name in ("created", "updated") if name in record}
    except ValueError as error:
        raise ValueError(f"record {number}: {error}") from None


def _change(cloud: Cloud, source: Source, record: Body) -> str:
    created: float | None = record.get("created")
    updated: float = record["updated"] if "updated" in record else created or cloud.clock.now()
    return source.change(record.get("fields", {}), record.get("id"), created, updated).record_id


def _moment(value: Any) -> float:
    if isinstance(value, int | float):
        return float(value)
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a time: ISO 8601, or seconds since 1970") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def seed(cloud: Cloud, body: Body) -> Any:
    """Adds connector profiles: `{account?, region?, connector_profiles: [{name, type, organisation?}]}`. Existing ones
    stay, with the organisation that is named, if one is: `{features?, added?, missing?}`, lists of texts."""
    shape = wire.service_model("appflow").shape_for("ConnectorProfile")
    only(body, "account", "region", "connector_profiles")
    for number, profile in enumerate(body["connector_profiles"], 1):
        only(profile, "name", "type", "organisation", where=f"connector profile {number}: ")
        only(profile.get("organisation", {}), *ORGANISATION, where=f"connector profile {number}: organisation: ")
        told = {"connectorProfileName": profile["name"], "connectorType": profile["type"]}
        try:
            checked_structure(shape, told, "", strict=True)
        except ModelViolation as violation:
            raise ValueError(str(violation)) from None
    with cloud.lock:
        region = region_of(cloud, body)
        for profile in body["connector_profiles"]:
            if profile["name"] not in connector_profiles_of(region):
                connector_profiles.add(region, profile["name"], profile["type"], cloud.clock.now())
            if "organisation" in profile:
                made = connector_profiles_of(region)[profile["name"]]
                made.organisation = checked(CONNECTORS[made.connector_type], profile["organisation"])
        return {"connector_profiles": list(connector_profiles_of(region))}

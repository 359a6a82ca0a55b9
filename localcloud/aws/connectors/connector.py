"""What a source is: one `Connector` record each, with all that the emulator knows of it. Pure and deterministic."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ..customer_profiles.template import Template

Record = dict[str, Any]
Check = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class SourceObject:
    """One object of one connector.

    Args:
        connector: `connectorType` in the AppFlow API.
        name: The object's name at the source.
        fields: Field names with their AppFlow field types.
        key: The field that identifies a record.
        created: The field with the time of creation.
        updated: The field with the time of the last change.
        timestamps: Fields that AppFlow can use for incremental queries.
        describe: Fills the fields of the n-th record other than key and timestamps.
        identify: The key of the n-th record.
    """

    connector: str
    name: str
    fields: dict[str, str]
    key: str
    created: str
    updated: str
    timestamps: tuple[str, ...]
    describe: Callable[[int], Record]
    identify: Callable[[int], str]


@dataclass(frozen=True)
class Content:
    """What the records of an object are: the fields of the n-th, and its key."""

    describe: Callable[[int], Record]
    identify: Callable[[int], str]


def salesforce_id(prefix: str) -> Callable[[int], str]:
    """Keys as Salesforce makes them; records of other sources refer to them."""
    return functools.partial(_salesforce_id, prefix)


def _salesforce_id(prefix: str, index: int) -> str:
    return f"{prefix}{index:015d}"


def _unknown(index: int) -> Record:
    return {"Name": f"Record {index}"}


def _of_organisation(
    describe: Callable[[int], Record], lacking: frozenset[str], added: tuple[str, ...], index: int
) -> Record:
    described = {name: value for name, value in describe(index).items() if name not in lacking}
    return described | {name: f"{name} {index}" for name in added}


def _nothing(_credentials: dict[str, Any]) -> None:
    """Any credentials will do."""


_UNKNOWN = Content(_unknown, salesforce_id("a00"))


@dataclass(frozen=True, kw_only=True)
class Connector:
    """One source.

    Args:
        type: `connectorType` in both APIs.
        key: Its key among properties, operators and credentials, where that is spelled in another way.
        objects: The objects that are known, by name.
        custom_objects: How the names of other objects that are known end.
        key_field: The field that identifies a record.
        timestamps: The fields with the time of creation and of the last change, then others of the latter kind.
        time_format: How the source writes times.
        id_prefix: How many characters of a key come before its number.
        id_base: The base of that number.
        by_change: Whether AppFlow reads by the time of the last change, whatever a flow says.
        records_per_run: How many records one flow run can read (AppFlow user guide, `service-quotas`).
        longest_days: How many days one request of the source can cover.
        shortest_seconds: The shortest schedule of a flow.
        shortest_integration_seconds: The same of a flow that Customer Profiles makes.
        has_workflows: Whether CreateIntegrationWorkflow takes it.
        has_profiles: Whether connector profiles hold its connections.
        check_credentials: Refuses credentials that the source does not take.
        templates: The object type templates for its objects.
        features: What an organisation may have switched on, with the fields of each object that are there only then.
    """

    type: str
    key: str = ""
    objects: Mapping[str, Content] = field(default_factory=dict)
    custom_objects: str = ""
    key_field: str = "id"
    timestamps: tuple[str, ...] = ("createdAt", "updatedAt")
    time_format: str = "%Y-%m-%dT%H:%M:%SZ"
    id_prefix: int = 0
    id_base: int = 10
    by_change: bool = False
    records_per_run: int | None = None
    longest_days: int | None = None
    shortest_seconds: int = 60
    shortest_integration_seconds: int = 60
    has_workflows: bool = False
    has_profiles: bool = True
    check_credentials: Check = _nothing
    templates: tuple[Template, ...] = ()
    features: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def property_key(self) -> str:
        """Its key among properties, operators and credentials."""
        return self.key or self.type

    def knows(self, name: str) -> bool:
        """Whether there is an object of this name, as far as is known here."""
        return name in self.objects or bool(self.custom_objects and name.endswith(self.custom_objects))

    def object(self, name: str, lacking: frozenset[str] = frozenset(), added: tuple[str, ...] = ()) -> SourceObject:
        """The object of this name; one that is not known has a key, a name and the source's usual dates.

        Args:
            name: Its name.
            lacking: The fields that the organisation does not have.
            added: Those that it has in addition.
        """
        content = self.objects.get(name, _UNKNOWN)
        if lacking or added:
            own = functools.partial(_of_organisation, content.describe, lacking, added)
            content = Content(own, content.identify)
        sample = {
            self.key_field: content.identify(0),
            **content.describe(0),
            **dict.fromkeys((each for each in self.timestamps if each not in lacking), ""),
        }
        fields = {field: self._field_type(field, value) for field, value in sample.items()}
        created, updated = self.timestamps[:2]
        return SourceObject(
            self.type,
            name,
            fields,
            self.key_field,
            created,
            updated,
            self.timestamps,
            content.describe,
            content.identify,
        )

    def timestamp_text(self, moment: float) -> str:
        """A point in time (epoch seconds) as the source writes it."""
        return datetime.fromtimestamp(moment, UTC).strftime(self.time_format)

    def number_of(self, record_id: str) -> int | None:
        """The number in a key, None if it has none."""
        try:
            return int(record_id[self.id_prefix :], self.id_base)
        except ValueError:
            return None

    def _field_type(self, name: str, value: Any) -> str:
        if name in self.timestamps:
            return "datetime"
        return {bool: "boolean", float: "double", int: "integer", dict: "struct"}.get(type(value), "string")

"""Flow runs: records move from a source into a domain."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from connect_customer_profiles.profiles.object_type import ObjectType, unique_source
from connect_customer_profiles.profiles.rejections import CROWDED
from connect_customer_profiles.sources.record_filters import Record
from connect_customer_profiles.sources.transforming import TerminatedError, Transformation

from ..connectors import CONNECTORS
from ..customer_profiles import dead_letters
from ..customer_profiles.lookup import type_of
from ..customer_profiles.models import Domain, domains_of
from ..customer_profiles.objects import Shipment
from ..errors import ServiceError
from ..sources import Source, Sources, Window
from ..state import Context
from . import destinations, files
from .definitions import source_object_name
from .models import Flow, connector_profiles_of, organisation_of

ERROR_CONNECTION = "The connector profile does not exist"
ERROR_DESTINATION = "The destination domain or object type does not exist"


@dataclass(frozen=True)
class Outcome:
    """What a run did. `failures` are records that the domain refused; they are among `records`."""

    records: int = 0
    failures: int = 0
    error: str | None = None


def source_of(context: Context, flow: Flow) -> Source:
    """The source that a flow reads."""
    name = source_object_name(flow.source)
    organisation = organisation_of(context.region, flow.connector_profile_name)
    return context.region.of(Sources).get(flow.connector_type, flow.connector_profile_name, name, organisation)


def window_of(flow: Flow, start: float, end: float) -> Window:
    """The records of a time range by the flow's incremental field.

    Of some sources AppFlow always reads by the time of the last change.
    """
    field = flow.source.get("incrementalPullConfig", {}).get("datetimeTypeFieldName", "")
    by_creation = field.lower() in ("createddate", "createdat", "created_at", "sys_created_on")
    return Window(start, end, by_creation=by_creation and not CONNECTORS[flow.connector_type].by_change)


def is_too_large(context: Context, flow: Flow, window: Window, now: float) -> bool:
    """Whether a window holds more records than one run of this connector can read."""
    limit = CONNECTORS[flow.connector_type].records_per_run
    return limit is not None and source_of(context, flow).count(window, now) > limit


def is_too_long(context: Context, flow: Flow, start: float, end: float) -> bool:
    """Whether a time range is longer than the source takes, and nobody divides it."""
    days = CONNECTORS[flow.connector_type].longest_days
    return context.behaviours.long_ranges == "fail" and days is not None and end - start > days * 86_400


def run(context: Context, flow: Flow, window: Window, now: float, execution_id: str = "") -> Outcome:
    """Moves the records of a window."""
    region = context.region
    if flow.connector_profile_name and flow.connector_profile_name not in connector_profiles_of(region):
        return Outcome(error=ERROR_CONNECTION)
    if missing := _missing_field(context, flow):
        entity = source_object_name(flow.source)
        return Outcome(error=message_text(f"INVALID_FIELD: No such column '{missing}' on entity '{entity}'"))
    try:
        return _loaded(context, flow, window, now, execution_id)
    except ServiceError as error:
        return Outcome(error=message_text(error.message))
    except TerminatedError as error:
        return Outcome(error=message_text(str(error)))


def _missing_field(context: Context, flow: Flow) -> str | None:
    """A field that a flow reads and its source does not have, if the object is known here."""
    entity = source_object_name(flow.source)
    if flow.connector_type == "S3" or not CONNECTORS[flow.connector_type].knows(entity):
        return None
    fields = source_of(context, flow).fields
    read = (field for task in flow.tasks if task["taskType"] == "Filter" for field in task["sourceFields"])
    return next((field for field in read if field not in fields), None)


def message_text(text: str) -> str:
    """A text as messages of runs may have it (`ExecutionMessage` in the API model): without most punctuation."""
    return re.sub(r"[^\s\w/!@#+=.-]", " ", text)


def _loaded(context: Context, flow: Flow, window: Window, now: float, execution_id: str) -> Outcome:
    rows = files.records(context, flow.source, flow.arn, window) if flow.connector_type == "S3" else None
    transformation = Transformation(
        CONNECTORS[flow.connector_type].property_key,
        flow.tasks,
        mask_keeps_length=context.behaviours.mask_all_keeps_length,
    )
    destination = flow.customer_profiles_destination()
    if destination is None:
        given = source_of(context, flow).records(window, now) if rows is None else rows
        return Outcome(destinations.write(context, flow, _written(transformation, given), execution_id, now))
    domain = domains_of(context.region).get(destination[0])
    object_type_name = _object_type_name(domain, flow, destination[1]) if domain else ""
    defined = type_of(domain, object_type_name) if domain else None
    if domain is None or defined is None:
        return Outcome(error=ERROR_DESTINATION)
    loader = _Loader(context, domain, defined, transformation)
    return loader.load_stream(source_of(context, flow), window, now) if rows is None else loader.load(rows)


def _written(transformation: Transformation, records: Iterable[Record]) -> list[Record]:
    """What the tasks make of records; those that they leave out are missing."""
    made = (transformation.apply(record) for record in records if transformation.selects(record))
    return [record for record in made if record is not None]


def _object_type_name(domain: Domain, flow: Flow, named: str) -> str:
    """The object type of the destination; a flow made without one takes that of its integration."""
    integration = domain.integrations.get(flow.arn)
    return named or (integration.object_type_name or "" if integration else "")


@dataclass
class _Loader:
    context: Context
    domain: Domain
    defined: ObjectType
    transformation: Transformation

    def load_stream(self, source: Source, window: Window, now: float) -> Outcome:
        """Loads a source's records; those that nobody changed are kept by reference where none can be refused."""
        kept, unchanged = 0, source.unchanged(window, now)
        if self._key_fault() is None and self._stream_fits(source):
            kept = self.domain.objects.put_stream(self.defined, Shipment(source, self.transformation), unchanged)
        outcome = self.load(source.records(window, now, unchanged))
        return Outcome(kept + outcome.records, outcome.failures)

    def load(self, records: Iterable[Record]) -> Outcome:
        """Loads records that pass the filters. A run that is terminated writes none of them."""
        selected = [self.transformation.apply(record) for record in records if self.transformation.selects(record)]
        failures = self._put_all(content for content in selected if content is not None)
        return Outcome(len(selected), failures)

    def _stream_fits(self, source: Source) -> bool:
        """Whether the stream's records can be kept by reference: their id is the UNIQUE key, and none is refused."""
        target = unique_source(self.defined)
        if target is None or self.transformation.is_selective():
            return False
        is_key = self.transformation.source_of(target) == source.object.key
        return is_key and self.domain.objects.is_certain(self.defined)

    def _key_fault(self) -> str | None:
        """Why the domain takes no objects of the type at all, if so."""
        fault = dead_letters.key_fault(self.context, self.domain, self.defined.name)
        return fault.letter if fault else None

    def _put_all(self, contents: Iterator[dict[str, Any]]) -> int:
        """Puts objects; returns how many were refused."""
        key_fault, failures = self._key_fault(), 0
        for content in contents:
            message = key_fault or self._put(content)
            if message:
                failures += 1
                dead_letters.send(self.context, self.domain, self.defined.name, content, message)
        return failures

    def _put(self, content: dict[str, Any]) -> str | None:
        """Puts an object; returns why it is refused."""
        objects, looks = self.domain.objects, self.context.behaviours.crowded_profile != "accepted"
        if looks and dead_letters.crowded(self.context, objects.owner(self.defined, content)):
            return CROWDED
        outcome = objects.put(self.defined, content)
        if looks and outcome.message is None:
            dead_letters.remember(self.context, objects.model.profile_id(outcome.profile))
        return outcome.message

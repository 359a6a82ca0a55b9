"""Flow runs: records move from a source into a domain."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from localcloud.cloud import directory
from localcloud.cloud.appflow.definitions import mapping, source_object_name
from localcloud.cloud.appflow.models import Flow
from localcloud.cloud.customer_profiles import access, objects
from localcloud.cloud.customer_profiles.lookup import mapping_of
from localcloud.cloud.customer_profiles.models import Domain
from localcloud.cloud.customer_profiles.objects import Mapping, Shipment
from localcloud.cloud.errors import ServiceError
from localcloud.cloud.sources import RECORDS_PER_RUN, Source, Window
from localcloud.cloud.state import Context

INVALID_KEY_MESSAGE = "Customer Profiles cannot ingest the object due to invalid KMS key"
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
    return context.region.sources.get(flow.connector_type, flow.connector_profile_name, name)


def window_of(flow: Flow, start: float, end: float) -> Window:
    """The records of a time range by the flow's incremental field.

    ServiceNow flows always go by the time of the last change (AppFlow user guide, `servicenow`).
    """
    field = flow.source.get("incrementalPullConfig", {}).get("datetimeTypeFieldName", "")
    by_creation = field.lower() in ("createddate", "createdat", "created_at", "sys_created_on")
    return Window(start, end, by_creation=by_creation and flow.connector_type != "Servicenow")


def is_too_large(context: Context, flow: Flow, window: Window, now: float) -> bool:
    """Whether a window holds more records than one run of this connector can read."""
    limit = RECORDS_PER_RUN.get(flow.connector_type)
    return limit is not None and source_of(context, flow).count(window, now) > limit


def run(context: Context, flow: Flow, window: Window, now: float) -> Outcome:
    """Moves the records of a window. Destinations other than Customer Profiles take them without a trace."""
    region = context.region
    if flow.connector_profile_name and flow.connector_profile_name not in region.connector_profiles:
        return Outcome(error=ERROR_CONNECTION)
    source = source_of(context, flow)
    destination = flow.customer_profiles_destination()
    if destination is None:
        return Outcome(records=source.count(window, now))
    domain = region.domains.get(destination[0])
    object_type_name = _object_type_name(domain, flow, destination[1]) if domain else ""
    reads = mapping_of(domain, object_type_name) if domain else None
    if domain is None or reads is None:
        return Outcome(error=ERROR_DESTINATION)
    shipment = Shipment(source, mapping(flow.connector_type, flow.tasks))
    loader = _Loader(context, domain, object_type_name, reads)
    return loader.load(shipment, window, now)


def _object_type_name(domain: Domain, flow: Flow, named: str) -> str:
    """The object type of the destination; a flow made without one takes that of its integration."""
    integration = domain.integrations.get(flow.arn)
    return named or (integration.object_type_name or "" if integration else "")


@dataclass
class _Loader:
    context: Context
    domain: Domain
    object_type_name: str
    reads: Mapping

    def load(self, shipment: Shipment, window: Window, now: float) -> Outcome:
        refusal = self._refusal()
        source = shipment.source
        if refusal is None and self._stream_fits(shipment):
            positions = source.unchanged(window, now)
            records = self.domain.objects.put_stream(self.object_type_name, shipment, positions)
            failures = 0
        else:
            contents = (shipment.object(index) for index in source.unchanged(window, now))
            records, failures = self._put_all(contents, refusal)
        changed = (shipment.project(source.explicit_record(record)) for record in source.selected(window, now))
        more, more_failures = self._put_all(changed, refusal)
        return Outcome(records + more, failures + more_failures)

    def _stream_fits(self, shipment: Shipment) -> bool:
        """Whether the stream's records can be kept by reference: their id is the UNIQUE key, and none is refused."""
        unique = self.reads.unique_fields()
        if len(unique) != 1 or not self.reads.allow_profile_creation:
            return False
        expression = self.reads.fields.get(unique[0], {}).get("Source", f"_source.{unique[0]}")
        target = expression.removeprefix("_source.")
        return "{{" not in expression and shipment.source_of(target) == shipment.source.object.key

    def _refusal(self) -> str | None:
        """Why the domain takes no objects at all, if so."""
        key_id = self.domain.settings.get("DefaultEncryptionKey")
        if not key_id:
            return None
        try:
            access.existing_key(self.context, key_id)
        except ServiceError:
            return INVALID_KEY_MESSAGE
        return None

    def _put_all(self, contents: Iterator[dict[str, Any]], refusal: str | None) -> tuple[int, int]:
        known = None if self.reads.allow_profile_creation else _known_profile_keys(self.domain)
        records = failures = 0
        for content in contents:
            records += 1
            try:
                if refusal:
                    raise ValueError(refusal)
                if known is not None and not _matches(self.reads, content, known):
                    raise ValueError(objects.NO_PROFILE_MESSAGE)
                self.domain.objects.put(self.object_type_name, self.reads, content)
            except ValueError as error:
                failures += 1
                dead_letter(self.context, self.domain, self.object_type_name, content, str(error))
        return records, failures


def _known_profile_keys(domain: Domain) -> set[tuple[str, str]]:
    """Name and value of every PROFILE key of every object in a domain."""
    known = set()
    for name in domain.objects.by_type:
        reads = mapping_of(domain, name)
        for _, content in domain.objects.items(name) if reads else ():
            known |= {(key, value) for key, value in _profile_keys(reads, content) if value is not None}
    return known


def _profile_keys(reads: Mapping | None, content: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    for key, field_names in reads.profile_keys() if reads else ():
        yield key, reads.value(content, field_names) if reads else None


def _matches(reads: Mapping, content: dict[str, Any], known: set[tuple[str, str]]) -> bool:
    return any((key, value) in known for key, value in _profile_keys(reads, content))


def dead_letter(context: Context, domain: Domain, object_type_name: str, content: dict[str, Any], message: str) -> None:
    """Sends a refused object to the domain's dead-letter queue, if there is one that still lets the service send.

    The body is the object, the error is in the attributes, as the AWS solution Unified Profiles for Travelers reads it.
    """
    url = domain.settings.get("DeadLetterQueueUrl")
    if not url:
        return
    try:
        queue = access.writable_queue(context, url, domain.arn)
    except ServiceError:
        return
    attributes = {"Message": message, "DomainName": domain.name, "ObjectTypeName": object_type_name}
    directory.deliver(context.region.account, context.region.name, queue.name, json.dumps(content), attributes)

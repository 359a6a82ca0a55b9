"""Event streams: what happens to profiles, for a Kinesis stream. Their definitions only: no event is sent."""

from typing import Any

from ..directory import backend
from ..state import Context
from .lookup import bad_request, domain_of, not_found, paged
from .models import Domain, EventStream


def create_event_stream(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Subscribes a Kinesis stream of the same account and Region."""
    domain = domain_of(context.region, parameters["DomainName"])
    name, uri = parameters["EventStreamName"], parameters["Uri"]
    if name in domain.event_streams:
        raise bad_request(f"Event stream {name} already exists in domain {domain.name}")
    region = context.region
    streams = backend("kinesis", region.account, region.name).streams
    if uri not in [stream.arn for stream in streams.values()]:
        raise bad_request(f"The Kinesis stream {uri} does not exist in {region.account} {region.name}")
    stream = EventStream(name, f"{domain.arn}/event-streams/{name}", uri, context.now, parameters.get("Tags", {}))
    domain.event_streams[name] = stream
    return {"EventStreamArn": stream.arn, **_tags(stream)}


def get_event_stream(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """An event stream with its destination."""
    domain, stream = _existing(context, parameters)
    return {
        "DomainName": domain.name,
        "EventStreamArn": stream.arn,
        "CreatedAt": stream.created_at,
        "State": "RUNNING",
        "DestinationDetails": {"Uri": stream.uri, "Status": "HEALTHY"},
        **_tags(stream),
    }


def list_event_streams(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """All event streams of a domain, by name."""
    domain = domain_of(context.region, parameters["DomainName"])
    items, following = paged(sorted(domain.event_streams.values(), key=lambda stream: stream.name), parameters)
    summaries = [
        {
            "DomainName": domain.name,
            "EventStreamName": stream.name,
            "EventStreamArn": stream.arn,
            "State": "RUNNING",
            "DestinationSummary": {"Uri": stream.uri, "Status": "HEALTHY"},
            **_tags(stream),
        }
        for stream in items
    ]
    return {"Items": summaries, **following}


def delete_event_stream(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
    """Removes an event stream."""
    domain, stream = _existing(context, parameters)
    del domain.event_streams[stream.name]
    return {}


def _existing(context: Context, parameters: dict[str, Any]) -> tuple[Domain, EventStream]:
    domain, name = domain_of(context.region, parameters["DomainName"]), parameters["EventStreamName"]
    if name not in domain.event_streams:
        raise not_found(f"Event stream {name} does not exist in domain {domain.name}")
    return domain, domain.event_streams[name]


def _tags(stream: EventStream) -> dict[str, Any]:
    return {"Tags": stream.tags} if stream.tags else {}

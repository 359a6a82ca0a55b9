"""The control plane `/_localcloud/…`: JSON in, JSON out, unsigned, for tests and demonstrations."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from .appflow import connector_profiles, runs
from .credentials import DEFAULT_ACCOUNT, DEFAULT_REGION
from .inventory import inventory
from .sources import Source
from .state import Cloud, Context, Region
from .wire import Request, Response

PREFIX = "/_localcloud/"

Body = dict[str, Any]


def handle(cloud: Cloud, request: Request, stop: Callable[[], None]) -> Response:
    """Answers a request to the control plane; a bad one with 400 and the reason."""
    name = request.path.removeprefix(PREFIX).strip("/")
    handler = _HANDLERS.get((request.method, name))
    if handler is None:
        return _json(404, {"error": f"no such control: {request.method} {request.path}"})
    try:
        body = json.loads(request.body) if request.body else {}
        query = {key: values[0] for key, values in parse_qs(request.query).items()}
        return _json(200, handler(cloud, body | query))
    except (ValueError, TypeError, KeyError) as error:
        reason = f"missing {error}" if isinstance(error, KeyError) else str(error)
        return _json(400, {"error": reason})
    finally:
        if name == "shutdown":
            stop()


def _json(status: int, body: Any) -> Response:
    return Response(status, json.dumps(body, default=str).encode(), {"Content-Type": "application/json"})


def _health(cloud: Cloud, _body: Body) -> Any:
    return {"status": "ready", "pid": os.getpid(), "now": cloud.clock.now(), "speed": cloud.clock.speed}


def _clock(cloud: Cloud, body: Body) -> Any:
    if "advance_seconds" in body:
        cloud.clock.advance(float(body["advance_seconds"]))
    if "speed" in body:
        cloud.clock.set_speed(float(body["speed"]))
    now = cloud.clock.now()
    return {"now": now, "iso": datetime.fromtimestamp(now, UTC).isoformat(), "speed": cloud.clock.speed}


def _behaviours(cloud: Cloud, body: Body) -> Any:
    with cloud.lock:
        for name, value in body.items():
            cloud.set_behaviour(name, value)
        return cloud.behaviours.as_dict()


def _list_faults(cloud: Cloud, _body: Body) -> Any:
    return {"faults": cloud.faults.listed()}


def _add_fault(cloud: Cloud, body: Body) -> Any:
    return {"id": cloud.faults.add(**body).id}


def _clear_faults(cloud: Cloud, _body: Body) -> Any:
    cloud.faults.clear()
    return {}


def _calls(cloud: Cloud, body: Body) -> Any:
    return {"calls": cloud.calls.since(int(body.get("since", 0)))}


def _calls_per_second(cloud: Cloud, body: Body) -> Any:
    return {"seconds": cloud.calls.per_second(body["service"], body["operation"])}


def _inventory(cloud: Cloud, _body: Body) -> Any:
    return inventory(cloud)


def _reset(cloud: Cloud, _body: Body) -> Any:
    cloud.reset()
    return {}


def _shutdown(_cloud: Cloud, _body: Body) -> Any:
    return {"status": "stopping"}


def _region(cloud: Cloud, body: Body) -> Region:
    return cloud.region(str(body.get("account", DEFAULT_ACCOUNT)), str(body.get("region", DEFAULT_REGION)))


def _sources(cloud: Cloud, body: Body) -> Any:
    """Sets rate and start of a source, and adds or changes records.

    `{account?, region?, connector_profile, connector?, object, start?, per_day?, records?: [{id?, fields?, created?,
    updated?}]}`; times are epoch seconds or ISO 8601. Without `updated` a record counts as changed now.
    """
    with cloud.lock:
        region = _region(cloud, body)
        profile = body["connector_profile"]
        known = region.connector_profiles.get(profile)
        connector = body.get("connector") or (known.connector_type if known else None)
        if connector is None:
            raise ValueError(f"connector profile {profile!r} does not exist: name the connector")
        source = region.sources.get(connector, profile, body["object"])
        source.start = _moment(body["start"]) if "start" in body else source.start
        source.per_day = float(body.get("per_day", source.per_day))
        records = [_change(cloud, source, record) for record in body.get("records", [])]
        return {"start": source.start, "per_day": source.per_day, "records": records}


def _change(cloud: Cloud, source: Source, record: Body) -> str:
    created = _moment(record["created"]) if "created" in record else None
    updated = _moment(record["updated"]) if "updated" in record else created or cloud.clock.now()
    return source.change(record.get("fields", {}), record.get("id"), created, updated).record_id


def _moment(value: Any) -> float:
    if isinstance(value, int | float):
        return float(value)
    moment = datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _dead_letters(cloud: Cloud, body: Body) -> Any:
    """Has a domain refuse objects: `{account?, region?, domain, object_type, message, objects: [...]}`."""
    with cloud.lock:
        region = _region(cloud, body)
        domain = region.domains.get(body["domain"])
        if domain is None:
            raise ValueError(f"domain {body['domain']!r} does not exist")
        for content in body["objects"]:
            runs.dead_letter(Context(cloud, region), domain, body["object_type"], content, body["message"])
        return {"dead_letters": len(body["objects"])}


def _seed(cloud: Cloud, body: Body) -> Any:
    """Adds connector profiles: `{account?, region?, connector_profiles: [{name, type}]}`. Existing ones stay."""
    with cloud.lock:
        region = _region(cloud, body)
        for profile in body["connector_profiles"]:
            if profile["name"] not in region.connector_profiles:
                connector_profiles.add(region, profile["name"], profile["type"], cloud.clock.now())
        return {"connector_profiles": list(region.connector_profiles)}


_HANDLERS: dict[tuple[str, str], Callable[[Cloud, Body], Any]] = {
    ("GET", "health"): _health,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "behaviours"): _behaviours,
    ("POST", "behaviours"): _behaviours,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "calls"): _calls,
    ("GET", "calls-per-second"): _calls_per_second,
    ("POST", "dead-letters"): _dead_letters,
    ("GET", "inventory"): _inventory,
    ("POST", "sources"): _sources,
    ("POST", "seed"): _seed,
    ("POST", "reset"): _reset,
    ("POST", "shutdown"): _shutdown,
}

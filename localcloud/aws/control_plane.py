"""The control plane `/_localcloud/…`: JSON in, JSON out, unsigned, for tests and demonstrations."""

import json
import os
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from .caller_rights import RightsRecord
from .fault_targets import target
from .faults import Fault
from .inventory import inventory
from .service import Body, Controller, only
from .services import SERVICES
from .state import Cloud
from .wire import Request, Response

PREFIX = "/_localcloud/"


def handle(cloud: Cloud, request: Request, stop: Callable[[], None]) -> Response:
    """Answers a request to the control plane; a bad one with 400 and the reason."""
    name = request.path.removeprefix(PREFIX).strip("/")
    handler = _HANDLERS.get((request.method, name))
    if handler is None:
        return _json(404, {"error": f"no such control: {request.method} {request.path}"})
    try:
        body = json.loads(request.body) if request.body else {}
        query = {key: values[0] for key, values in parse_qs(request.query).items()}
        if not isinstance(body, dict):
            raise ValueError("the body must be a JSON object")  # noqa: TRY004 - a refusal like the others
        given = body | query
        return _json(200, handler(cloud, only(given, *_KEYS.get((request.method, name), given))))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        reason = f"missing {error}" if isinstance(error, KeyError) else str(error)
        return _json(400, {"error": reason})
    finally:
        if name == "shutdown":
            stop()


def _json(status: int, body: Any) -> Response:
    return Response(status, json.dumps(body, default=str).encode(), {"Content-Type": "application/json"})


def _health(cloud: Cloud, _body: Body) -> Any:
    return {"status": "ready", "pid": os.getpid(), "now": cloud.clock.now(), "speed": cloud.clock.speed}


def _clock(cloud: Cloud, _body: Body) -> Any:
    now = cloud.clock.now()
    return {"now": now, "iso": datetime.fromtimestamp(now, UTC).isoformat(), "speed": cloud.clock.speed}


def _set_clock(cloud: Cloud, body: Body) -> Any:
    if "advance_seconds" in body:
        cloud.clock.advance(float(body["advance_seconds"]))
    if "speed" in body:
        cloud.clock.set_speed(float(body["speed"]))
    return _clock(cloud, {})


def _behaviours(cloud: Cloud, _body: Body) -> Any:
    return cloud.behaviours.as_dict()


def _set_behaviours(cloud: Cloud, body: Body) -> Any:
    with cloud.lock:
        for name, value in body.items():
            cloud.set_behaviour(name, value)
        return _behaviours(cloud, {})


def _list_faults(cloud: Cloud, _body: Body) -> Any:
    return {"faults": cloud.faults.listed()}


def _add_fault(cloud: Cloud, body: Body) -> Any:
    named = target(body.get("service"), body.get("operation"))
    return {"id": cloud.faults.add(**body | ({"service": named} if named else {})).id}


def _clear_faults(cloud: Cloud, _body: Body) -> Any:
    cloud.faults.clear()
    return {}


def _calls(cloud: Cloud, body: Body) -> Any:
    return {"calls": cloud.calls.since(int(body.get("since", 0)))}


def _calls_per_second(cloud: Cloud, body: Body) -> Any:
    return {"seconds": cloud.calls.per_second(body["service"], body["operation"])}


def _rights(cloud: Cloud, _body: Body) -> Any:
    return {"rights": cloud.shared(RightsRecord).listed()}


def _inventory(cloud: Cloud, _body: Body) -> Any:
    return inventory(cloud)


def _reset(cloud: Cloud, _body: Body) -> Any:
    cloud.reset()
    return {}


def _shutdown(_cloud: Cloud, _body: Body) -> Any:
    return {"status": "stopping"}


_KEYS: dict[tuple[str, str], tuple[str, ...]] = {
    ("GET", "health"): (),
    ("GET", "clock"): (),
    ("POST", "clock"): ("advance_seconds", "speed"),
    ("GET", "behaviours"): (),
    ("GET", "faults"): (),
    ("POST", "faults"): tuple(each.name for each in fields(Fault) if each.init and each.name != "id"),
    ("DELETE", "faults"): (),
    ("GET", "calls"): ("since",),
    ("GET", "calls-per-second"): ("service", "operation"),
    ("GET", "rights"): (),
    ("GET", "inventory"): (),
    ("POST", "reset"): (),
    ("POST", "shutdown"): (),
}
"""What requests may have. Switches are checked one by one; services look at theirs themselves."""

_HANDLERS: dict[tuple[str, str], Controller] = {
    ("GET", "health"): _health,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _set_clock,
    ("GET", "behaviours"): _behaviours,
    ("POST", "behaviours"): _set_behaviours,
    ("GET", "faults"): _list_faults,
    ("POST", "faults"): _add_fault,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "calls"): _calls,
    ("GET", "calls-per-second"): _calls_per_second,
    ("GET", "rights"): _rights,
    ("GET", "inventory"): _inventory,
    ("POST", "reset"): _reset,
    ("POST", "shutdown"): _shutdown,
} | {control: answer for service in SERVICES for control, answer in service.controls.items()}

"""From a request to the emulated services to its answer: parse, limit, bring up to date, perform, check, serialise."""

import re
import traceback
from dataclasses import dataclass
from typing import Any

from . import caller_rights, service_rights, wire
from .credentials import Caller, assumed_role
from .errors import ServiceError, not_implemented, throttled
from .faults import BEFORE_THE_EFFECT, Fault
from .iam import UnsupportedPolicyError
from .service import Service
from .services import BY_SIGNING_NAME, SERVICES
from .state import Cloud, Context
from .wire import Request, Response


@dataclass
class Answer:
    """An answer with what the call record and the fault injection need to know."""

    response: Response
    operation: str
    parameters: dict[str, Any]
    fault: Fault | None = None


def emulated(caller: Caller, path: str) -> Service | None:
    """The service that answers a request here; None where moto does."""
    service = BY_SIGNING_NAME.get(caller.service)
    return service if service is not None and re.match(service.paths, path) else None


def answer(cloud: Cloud, service: Service, caller: Caller, request: Request) -> Answer:
    """Answers one request to an emulated service."""
    outcome = Answer(Response(500, b""), "", {})
    try:
        model, outcome.parameters = wire.parse(service, request)
        outcome.operation = model.name
        outcome.fault = cloud.faults.hit(service.name, model.name, caller.account, caller.region)
        _check_admission(cloud, caller, service, outcome)
        if model.name not in service.operations:
            raise not_implemented(service.name, model.name)
        with cloud.lock:
            context = context_of(cloud, caller)
            advance(context)
            needed = service_rights.needed(context, service.name, model.name, outcome.parameters)
            caller_rights.require(context, needed)
            result = service.operations[model.name](context, outcome.parameters)
            outcome.response = wire.serialise(model, result)
    except ServiceError as error:
        outcome.response = wire.serialise_error(service.name, error)
    except UnsupportedPolicyError as error:
        outcome.response = wire.serialise_error(service.name, ServiceError("NotImplemented", str(error), 501))
    except Exception as error:  # noqa: BLE001 - a bug of ours must be loud, and must not end the server
        traceback.print_exc()
        bug = ServiceError("LocalCloudBug", f"local cloud bug in {outcome.operation}: {error!r}", 500)
        outcome.response = wire.serialise_error(service.name, bug)
    return outcome


def evaluated(cloud: Cloud) -> bool:
    """Whether it counts what a caller may do."""
    return cloud.behaviours.role_policies != "ignored"


def context_of(cloud: Cloud, caller: Caller) -> Context:
    """Who calls, and where."""
    role = assumed_role(caller) if evaluated(cloud) else ""
    return Context(cloud, cloud.region(caller.account, caller.region), role)


def advance(context: Context) -> None:
    """Brings an account's Region up to date, service by service."""
    for service in SERVICES:
        service.advance(context)


def advance_region(cloud: Cloud, caller: Caller) -> None:
    """Brings the caller's account and Region up to the cloud clock, for IAM all Regions of the account.

    Done before moto answers too: what happened before a change of a role or queue must not see the change, and
    whoever only watches the dead-letter queue must find the letters there.
    """
    with cloud.lock:
        for (account, name), region in cloud.regions.items():
            if account == caller.account and (name == caller.region or caller.service == "iam"):
                advance(Context(cloud, region))


def _check_admission(cloud: Cloud, caller: Caller, service: Service, outcome: Answer) -> None:
    fault = outcome.fault
    if fault is not None and fault.kind in BEFORE_THE_EFFECT:
        raise fault_error(fault)
    behaviours, operation = cloud.behaviours, outcome.operation
    api = (caller.account, caller.region, service.name, operation)
    if behaviours.enforce_rates and not cloud.rates.allow(api, service.rates.get(operation), behaviours.rate_factor):
        raise throttled()


def fault_error(fault: Fault) -> ServiceError:
    """The error that a fault answers with."""
    if fault.kind == "throttle":
        return throttled()
    return ServiceError(fault.code, fault.message, fault.status)

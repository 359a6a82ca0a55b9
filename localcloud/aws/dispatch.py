"""From a request to the emulated services to its answer: parse, limit, bring up to date, perform, check, serialise."""

import traceback
from dataclasses import dataclass
from typing import Any

from . import wire
from .appflow import flows
from .appflow.operations import OPERATIONS as APPFLOW
from .cloudcontrol import operations as cloudcontrol
from .connect.operations import OPERATIONS as CONNECT
from .connect.operations import PATHS as CONNECT_PATHS
from .credentials import Caller
from .customer_profiles import workflow_engine
from .customer_profiles.operations import OPERATIONS as CUSTOMER_PROFILES
from .errors import ServiceError, not_implemented, throttled
from .faults import BEFORE_THE_EFFECT, Fault
from .iam import UnsupportedPolicyError
from .state import Cloud, Context
from .wire import Request, Response

# Signing names (some SDK versions differ for Cloud Control) to SDK names.
SERVICES = {
    "profile": "customer-profiles",
    "appflow": "appflow",
    "cloudcontrolapi": "cloudcontrol",
    "cloudapiservice": "cloudcontrol",
    "connect": "connect",
}
_OPERATIONS = {
    "customer-profiles": CUSTOMER_PROFILES,
    "appflow": APPFLOW,
    "cloudcontrol": cloudcontrol.OPERATIONS,
    "connect": CONNECT,
}


@dataclass
class Answer:
    """An answer with what the call record and the fault injection need to know."""

    response: Response
    operation: str
    parameters: dict[str, Any]
    fault: Fault | None = None


def is_emulated(caller: Caller, path: str) -> bool:
    """Whether a request is answered here and not by moto."""
    return path.startswith(CONNECT_PATHS) if caller.service == "connect" else caller.service in SERVICES


def answer(cloud: Cloud, caller: Caller, request: Request) -> Answer:
    """Answers one request to an emulated service."""
    service = SERVICES[caller.service]
    outcome = Answer(Response(500, b""), "", {})
    try:
        model, outcome.parameters = wire.parse(service, request)
        outcome.operation = model.name
        outcome.fault = cloud.faults.hit(service, model.name, caller.account, caller.region)
        _check_admission(cloud, caller, service, outcome)
        if model.name not in _OPERATIONS[service]:
            raise not_implemented(service, model.name)
        with cloud.lock:
            context = Context(cloud, cloud.region(caller.account, caller.region))
            advance(context)
            result = _OPERATIONS[service][model.name](context, outcome.parameters)
            outcome.response = wire.serialise(model, result)
    except ServiceError as error:
        outcome.response = wire.serialise_error(service, error)
    except UnsupportedPolicyError as error:
        outcome.response = wire.serialise_error(service, ServiceError("NotImplemented", str(error), 501))
    except Exception as error:  # noqa: BLE001 - a bug of ours must be loud, and must not end the server
        traceback.print_exc()
        bug = ServiceError("LocalCloudBug", f"local cloud bug in {outcome.operation}: {error!r}", 500)
        outcome.response = wire.serialise_error(service, bug)
    return outcome


def advance(context: Context) -> None:
    """Brings an account's Region up to date: requests of Cloud Control, then workflows, then scheduled flows."""
    cloudcontrol.advance(context)
    workflow_engine.advance(context)
    flows.advance(context)


def advance_region(cloud: Cloud, caller: Caller) -> None:
    """Brings the caller's account and Region up to the cloud clock, for IAM all Regions of the account.

    Done before moto answers too: what happened before a change of a role or queue must not see the change, and
    whoever only watches the dead-letter queue must find the letters there.
    """
    with cloud.lock:
        for (account, name), region in cloud.regions.items():
            if account == caller.account and (name == caller.region or caller.service == "iam"):
                advance(Context(cloud, region))


def _check_admission(cloud: Cloud, caller: Caller, service: str, outcome: Answer) -> None:
    fault = outcome.fault
    if fault is not None and fault.kind in BEFORE_THE_EFFECT:
        raise fault_error(fault)
    behaviours = cloud.behaviours
    if behaviours.enforce_rates and not cloud.rates.allow(
        caller.account, caller.region, service, outcome.operation, behaviours.rate_factor
    ):
        raise throttled()


def fault_error(fault: Fault) -> ServiceError:
    """The error that a fault answers with."""
    if fault.kind == "throttle":
        return throttled()
    return ServiceError(fault.code, fault.message, fault.status)

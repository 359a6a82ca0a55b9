"""Client tokens: a repeated request is answered as the first one was, without a second effect."""

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any

from ..errors import ServiceError
from ..service import Operation
from ..state import Context
from .models import AppFlowState, flows_of

LIFETIME = 8 * 3_600  # seconds (API reference, CreateFlow)


def once(operation: Operation) -> Operation:
    """An operation that takes a client token.

    The same token with other parameters is a conflict. Requests are kept as digests: some carry credentials.
    """
    return _once(operation, lambda _context, _parameters: True)


def run_once(operation: Operation) -> Operation:
    """The same of a run: where the flow runs on demand, other parameters are no conflict (API reference, StartFlow)."""
    return _once(operation, _runs_by_itself)


def _runs_by_itself(context: Context, parameters: dict[str, Any]) -> bool:
    flow = flows_of(context.region).get(parameters["flowName"])
    return flow is None or flow.trigger["triggerType"] != "OnDemand"


def _once(operation: Operation, conflicts: Callable[[Context, dict[str, Any]], bool]) -> Operation:

    @functools.wraps(operation)
    def answered(context: Context, parameters: dict[str, Any]) -> dict[str, Any]:
        token = parameters.get("clientToken")
        if token is None:
            return operation(context, parameters)
        answers = context.region.of(AppFlowState).tokens
        key = (operation.__name__, token)
        digest = hashlib.sha256(json.dumps(parameters, sort_keys=True).encode()).hexdigest()
        first = answers.get(key)
        if first is not None and first[0] + LIFETIME > context.now:
            if first[1] == digest:
                return first[2]
            if conflicts(context, parameters):
                raise ServiceError("ConflictException", "The client token was used with other parameters", 409)
        answer = operation(context, parameters)
        answers[key] = (context.now, digest, answer)
        return answer

    return answered

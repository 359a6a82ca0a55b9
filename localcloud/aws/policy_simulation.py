"""IAM's simulation of a principal's policies, which moto does not have.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import itertools
from typing import Any

from moto.core.responses import ActionResult
from moto.iam.exceptions import NotFoundException
from moto.iam.responses import IamResponse

from . import directory, iam

SEVERAL = "List"
"""How the types of condition keys end that have several values."""


def simulate_principal_policy(self: IamResponse) -> ActionResult:
    """What a role may do by its policies and boundary. Whoever is no role may do everything here."""
    arn = str(self._get_param("PolicySourceArn"))
    role = _role(arn) if ":role/" in arn else None
    keys = {
        each["ContextKeyName"]: values if each["ContextKeyType"].endswith(SEVERAL) else values[0]
        for each in self._get_param("ContextEntries", [])
        if (values := each["ContextKeyValues"])
    }
    asked = itertools.product(self._get_param("ActionNames"), self._get_param("ResourceArns", ["*"]))
    results = [
        {"EvalActionName": action, "EvalResourceName": on, "EvalDecision": _decision(role, action, on, keys)}
        for action, on in asked
    ]
    return ActionResult({"IsTruncated": False, "EvaluationResults": results})


def install() -> None:
    """Gives moto's IAM the operation. Called before the first request."""
    IamResponse.simulate_principal_policy = simulate_principal_policy  # type: ignore[attr-defined]


def _role(arn: str) -> directory.Role:
    found = directory.read_role(arn)
    if found is None:
        raise NotFoundException(f"The user with name {arn.rpartition('/')[2]} cannot be found.")
    return found


def _decision(role: directory.Role | None, action: str, resource: str, keys: dict[str, Any]) -> str:
    request = iam.AccessRequest(action, resource, {"aws:SecureTransport": True, **keys})
    return "allowed" if role is None or directory.role_allows(role, request) else "implicitDeny"

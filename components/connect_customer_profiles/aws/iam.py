"""The IAM calls: a role and its policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .call import Calls
from .errors import AwsError

SERVICE = "iam"

Document = Any
"""A policy document as IAM returns it, parsed."""


@dataclass(frozen=True)
class Role:
    """A role.

    Attributes:
        arn: its ARN.
        trust: the document that says who may assume it.
        inline: its inline policies by name.
        attached: ARNs of the managed policies that are attached to it.
        boundary: ARN of its permissions boundary; "" without one.
    """

    arn: str
    trust: Document
    inline: Mapping[str, Document]
    attached: tuple[str, ...]
    boundary: str = ""


class Iam(Calls):
    """Roles and policies."""

    def role(self, name: str) -> Role | None:
        """A role with its inline policies, or None."""
        role = self._role(name)
        if role is None:
            return None
        attached = self._call(SERVICE, "ListAttachedRolePolicies", RoleName=name)["AttachedPolicies"]
        return Role(
            str(role["Arn"]),
            role["AssumeRolePolicyDocument"],
            self.inline_policies(name),
            tuple(str(each["PolicyArn"]) for each in attached),
            str(role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", "")),
        )

    def role_arn(self, name: str) -> str | None:
        """The ARN of a role, or None."""
        found = self._role(name)
        return str(found["Arn"]) if found else None

    def role_trust(self, name: str) -> Document | None:
        """The document that says who may assume a role; None if there is no such role."""
        found = self._role(name)
        return found["AssumeRolePolicyDocument"] if found else None

    def policy_exists(self, policy: str) -> bool:
        """Whether there is a managed policy of this ARN."""
        return self._policy(policy) is not None

    def inline_policies(self, role: str) -> dict[str, Document]:
        """The inline policies of a role by name.

        Raises:
            AwsError: there is no such role, among others.
        """
        names = self._call(SERVICE, "ListRolePolicies", RoleName=role)["PolicyNames"]
        return {name: self._inline_policy(role, name) for name in names}

    def refused(
        self, principal: str, actions: Collection[str], resource: str, keys: Mapping[str, str | list[str]]
    ) -> list[str]:
        """Those of some actions on a resource that a user's or role's own policies do not allow, by AWS's simulation.

        Args:
            principal: ARN of the user or role.
            actions: such as `sqs:CreateQueue`.
            resource: an ARN, or `*`.
            keys: condition keys with their values, as a request would have them; a list for a key with several.

        Raises:
            AwsError: nobody may ask, or there is no such user or role, among others.
        """
        request: dict[str, Any] = {
            "PolicySourceArn": principal,
            "ActionNames": list(actions),
            "ResourceArns": [resource],
            "ContextEntries": [_context_entry(key, value) for key, value in keys.items()],
        }
        found: list[dict[str, Any]] = []
        more = True
        while more:
            answer = self._call(SERVICE, "SimulatePrincipalPolicy", **request)
            found += answer.get("EvaluationResults", [])
            request["Marker"] = answer.get("Marker")
            more = bool(answer.get("IsTruncated") and request["Marker"])
        allowed = {each["EvalActionName"] for each in found if each["EvalDecision"] == "allowed"}
        return [each for each in actions if each not in allowed]

    def _policy(self, policy: str) -> dict[str, Any] | None:
        found = self._found(SERVICE, "GetPolicy", PolicyArn=policy)
        return None if found is None else found["Policy"]

    def _role(self, name: str) -> dict[str, Any] | None:
        found = self._found(SERVICE, "GetRole", RoleName=name)
        return None if found is None else found["Role"]

    def _inline_policy(self, role: str, name: str) -> Document:
        return self._call(SERVICE, "GetRolePolicy", RoleName=role, PolicyName=name)["PolicyDocument"]

    def default_version(self, policy: str) -> str:
        """Which version of a managed policy is in force, such as `v3`.

        Raises:
            AwsError: there is no such policy, among others.
        """
        found = self._policy(policy)
        if found is None:
            raise AwsError(f"GetPolicy: NoSuchEntity: there is no policy {policy}", "NoSuchEntity")
        return str(found["DefaultVersionId"])

    def managed_policy(self, policy: str) -> Document:
        """The document of a managed policy that is in force."""
        version = self.default_version(policy)
        return self._call(SERVICE, "GetPolicyVersion", PolicyArn=policy, VersionId=version)["PolicyVersion"]["Document"]


def _context_entry(key: str, value: str | list[str]) -> dict[str, Any]:
    several = isinstance(value, list)
    return {
        "ContextKeyName": key,
        "ContextKeyType": "stringList" if several else "string",
        "ContextKeyValues": value if several else [value],
    }

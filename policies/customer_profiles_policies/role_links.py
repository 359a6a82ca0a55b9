"""Which permissions belong to which role of a stack: by what a property comes from, or by the role's name."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pulumi_policy import PolicyResource

from .links import distinct, known_texts, linked, of
from .sdk_subject import subject_of
from .views.roles import ROLE_PERMISSIONS

DIRECT = {
    "aws:iam/rolePolicy:RolePolicy": "role",
    "aws-native:iam:RolePolicy": "roleName",
    "aws-native:iam:ManagedPolicy": "roles",
}
"""Permissions that name their role themselves, and the property that does."""
ATTACHMENTS = {
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("role", "policyArn"),
    "aws:iam/policyAttachment:PolicyAttachment": ("roles", "policyArn"),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ("roleName", "policyArns"),
}
"""What attaches policies to roles: the properties that name roles and policies."""
NAMES = {"aws:iam/role:Role": "name", "aws-native:iam:Role": "roleName"}
MANAGED = "managedPolicyArns"
"""The policies among a role's own properties, in both providers."""

_OF_AWS = re.compile(r"arn:aws[a-z-]*:iam::aws:policy/(?:.*/)?([^/]+)")
LOADING = ("AmazonAppFlowFullAccess", "AdministratorAccess", "PowerUserAccess")
"""Policies of AWS that permit what loading history needs.
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html"""


def permissions_of(roles: Sequence[PolicyResource], resources: Sequence[PolicyResource]) -> list[PolicyResource]:
    """The policies of the stack that roles have."""
    attached = [
        policy
        for each in of(resources, ATTACHMENTS)
        if _names_one(each, ATTACHMENTS[each.resource_type][0], roles)
        for policy in linked(each, ATTACHMENTS[each.resource_type][1])
    ]
    direct = [each for each in of(resources, DIRECT) if _names_one(each, DIRECT[each.resource_type], roles)]
    managed = [policy for role in roles for policy in linked(role, MANAGED)]
    return distinct([*attached, *direct, *managed])


def policies_of_aws(role: PolicyResource, resources: Sequence[PolicyResource]) -> dict[str, PolicyResource]:
    """The names of the policies of AWS that a role has, and what attaches each."""
    found = {
        name: each
        for each in of(resources, ATTACHMENTS)
        if _names_one(each, ATTACHMENTS[each.resource_type][0], [role])
        for name in _of_aws(each, ATTACHMENTS[each.resource_type][1])
    }
    # A role that was refreshed lists what others attach to it.
    return {**dict.fromkeys(_of_aws(role, MANAGED), role), **found}


def documents_of(resources: Iterable[PolicyResource]) -> list[Any]:
    """The documents of permissions, as far as they are known."""
    found: list[Any] = []
    for each in resources:
        view = ROLE_PERMISSIONS.get(each.resource_type)
        if view is not None:
            found += subject_of(each, view).known("documents") or []
    return found


def _names_one(resource: PolicyResource, name: str, roles: Sequence[PolicyResource]) -> bool:
    urns = {role.urn for role in roles}
    if any(each.urn in urns for each in linked(resource, name)):
        return True
    names = {text for role in roles for text in known_texts(role, NAMES[role.resource_type])}
    return bool(names.intersection(known_texts(resource, name)))


def _of_aws(resource: PolicyResource, name: str) -> list[str]:
    return [found[1] for text in known_texts(resource, name) if (found := _OF_AWS.fullmatch(text))]

"""AWS IAM: roles, policies and what connects them."""

# ruff: noqa: ARG002, S105 - the base class names the arguments, and a type token is no secret

from __future__ import annotations

import json
from typing import Any, ClassVar
from urllib.parse import unquote

from ..documents import tag_list, tag_map
from ..kind import Changes, Kind, State

NO_SUCH_ENTITY = frozenset({"NoSuchEntity", "NoSuchEntityException"})
MOST_VERSIONS = 5
"""Versions that a managed policy can have."""


def document_text(document: Any) -> str:
    """A policy document as JSON: boto3 decodes some of IAM's answers and not others."""
    return unquote(document) if isinstance(document, str) else json.dumps(document)


class Role(Kind):
    """A role; its id is its name."""

    token = "aws:iam/role:Role"
    service = "iam"
    required = frozenset({"assumeRolePolicy"})
    optional = frozenset({"description", "permissionsBoundary"})
    defaults: ClassVar = {"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"}
    replaces = frozenset({"name", "path"})
    write_only = frozenset({"forceDetachPolicies"})
    computed = frozenset({"arn", "createDate", "uniqueId"})
    documents = frozenset({"assumeRolePolicy"})
    named_by = "name"
    tagged = True
    regional = False
    gone = NO_SUCH_ENTITY

    def create(self, client: Any, inputs: State) -> str:
        request = {
            "AssumeRolePolicyDocument": inputs["assumeRolePolicy"],
            "MaxSessionDuration": inputs["maxSessionDuration"],
            "Path": inputs["path"],
            "RoleName": inputs["name"],
            "Tags": tag_list(inputs.get("tags", {})),
        }
        if "description" in inputs:
            request["Description"] = inputs["description"]
        if "permissionsBoundary" in inputs:
            request["PermissionsBoundary"] = inputs["permissionsBoundary"]
        return str(client.create_role(**request)["Role"]["RoleName"])

    def read(self, client: Any, identifier: str) -> State | None:
        role = client.get_role(RoleName=identifier)["Role"]
        return {
            "arn": role["Arn"],
            "assumeRolePolicy": document_text(role["AssumeRolePolicyDocument"]),
            "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "description": role.get("Description") or None,
            "maxSessionDuration": role.get("MaxSessionDuration", 3600),
            "name": role["RoleName"],
            "path": role["Path"],
            "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": tag_map(client.list_role_tags(RoleName=identifier)["Tags"]),
            "uniqueId": role["RoleId"],
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        new = changes.new
        if changes.any("assumeRolePolicy"):
            client.update_assume_role_policy(RoleName=identifier, PolicyDocument=new["assumeRolePolicy"])
        if changes.any("description", "maxSessionDuration"):
            client.update_role(
                RoleName=identifier,
                Description=new.get("description", ""),
                MaxSessionDuration=new["maxSessionDuration"],
            )
        if changes.any("permissionsBoundary"):
            if boundary := new.get("permissionsBoundary"):
                client.put_role_permissions_boundary(RoleName=identifier, PermissionsBoundary=boundary)
            else:
                client.delete_role_permissions_boundary(RoleName=identifier)
        changes.tag(
            lambda tags: client.tag_role(RoleName=identifier, Tags=tag_list(tags)),
            lambda names: client.untag_role(RoleName=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        if state.get("forceDetachPolicies"):
            for page in client.get_paginator("list_attached_role_policies").paginate(RoleName=identifier):
                for policy in page["AttachedPolicies"]:
                    client.detach_role_policy(RoleName=identifier, PolicyArn=policy["PolicyArn"])
            for page in client.get_paginator("list_role_policies").paginate(RoleName=identifier):
                for name in page["PolicyNames"]:
                    client.delete_role_policy(RoleName=identifier, PolicyName=name)
        client.delete_role(RoleName=identifier)


class Policy(Kind):
    """A managed policy; its id is its ARN. An update makes a new default version."""

    token = "aws:iam/policy:Policy"
    service = "iam"
    required = frozenset({"policy"})
    optional = frozenset({"description"})
    defaults: ClassVar = {"path": "/"}
    replaces = frozenset({"description", "name", "path"})
    computed = frozenset({"arn", "attachmentCount", "policyId"})
    documents = frozenset({"policy"})
    named_by = "name"
    name_limit = 128
    tagged = True
    regional = False
    gone = NO_SUCH_ENTITY

    def create(self, client: Any, inputs: State) -> str:
        answer = client.create_policy(
            Description=inputs.get("description", ""),
            Path=inputs["path"],
            PolicyDocument=inputs["policy"],
            PolicyName=inputs["name"],
            Tags=tag_list(inputs.get("tags", {})),
        )
        return str(answer["Policy"]["Arn"])

    def read(self, client: Any, identifier: str) -> State | None:
        policy = client.get_policy(PolicyArn=identifier)["Policy"]
        version = client.get_policy_version(PolicyArn=identifier, VersionId=policy["DefaultVersionId"])
        return {
            "arn": policy["Arn"],
            "attachmentCount": policy.get("AttachmentCount", 0),
            "description": policy.get("Description") or None,
            "name": policy["PolicyName"],
            "path": policy["Path"],
            "policy": document_text(version["PolicyVersion"]["Document"]),
            "policyId": policy["PolicyId"],
            "tags": tag_map(client.list_policy_tags(PolicyArn=identifier)["Tags"]),
        }

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        if changes.any("policy"):
            old = self._old_versions(client, identifier)
            if len(old) >= MOST_VERSIONS - 1:
                client.delete_policy_version(PolicyArn=identifier, VersionId=old[0])
            client.create_policy_version(PolicyArn=identifier, PolicyDocument=changes.new["policy"], SetAsDefault=True)
        changes.tag(
            lambda tags: client.tag_policy(PolicyArn=identifier, Tags=tag_list(tags)),
            lambda names: client.untag_policy(PolicyArn=identifier, TagKeys=names),
        )

    def delete(self, client: Any, identifier: str, state: State) -> None:
        for version in self._old_versions(client, identifier):
            client.delete_policy_version(PolicyArn=identifier, VersionId=version)
        client.delete_policy(PolicyArn=identifier)

    @staticmethod
    def _old_versions(client: Any, identifier: str) -> list[str]:
        """The ids of the versions that are not the default, oldest first."""
        versions = client.list_policy_versions(PolicyArn=identifier)["Versions"]
        old = [version["VersionId"] for version in versions if not version["IsDefaultVersion"]]
        return sorted(old, key=lambda version: int(version.lstrip("v")))


class RolePolicy(Kind):
    """A policy inside a role; its id is `<role>:<name>`."""

    token = "aws:iam/rolePolicy:RolePolicy"
    service = "iam"
    required = frozenset({"policy", "role"})
    replaces = frozenset({"name", "role"})
    documents = frozenset({"policy"})
    named_by = "name"
    name_limit = 128
    regional = False
    gone = NO_SUCH_ENTITY

    def create(self, client: Any, inputs: State) -> str:
        client.put_role_policy(RoleName=inputs["role"], PolicyName=inputs["name"], PolicyDocument=inputs["policy"])
        return f"{inputs['role']}:{inputs['name']}"

    def read(self, client: Any, identifier: str) -> State | None:
        role, _, name = identifier.partition(":")
        found = client.get_role_policy(RoleName=role, PolicyName=name)
        return {"name": name, "policy": document_text(found["PolicyDocument"]), "role": role}

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        self.create(client, changes.new)

    def delete(self, client: Any, identifier: str, state: State) -> None:
        role, _, name = identifier.partition(":")
        client.delete_role_policy(RoleName=role, PolicyName=name)


class RolePolicyAttachment(Kind):
    """A managed policy on a role; its id is `<role>/<policy ARN>`."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    service = "iam"
    required = frozenset({"policyArn", "role"})
    replaces = frozenset({"policyArn", "role"})
    regional = False
    gone = NO_SUCH_ENTITY

    def create(self, client: Any, inputs: State) -> str:
        client.attach_role_policy(RoleName=inputs["role"], PolicyArn=inputs["policyArn"])
        return f"{inputs['role']}/{inputs['policyArn']}"

    def read(self, client: Any, identifier: str) -> State | None:
        role, _, policy = identifier.partition("/")
        pages = client.get_paginator("list_attached_role_policies").paginate(RoleName=role)
        attached = any(one["PolicyArn"] == policy for page in pages for one in page["AttachedPolicies"])
        return {"policyArn": policy, "role": role} if attached else None

    def update(self, client: Any, identifier: str, changes: Changes) -> None:
        """Both arguments replace the attachment: there is nothing to change in place."""

    def delete(self, client: Any, identifier: str, state: State) -> None:
        role, _, policy = identifier.partition("/")
        client.detach_role_policy(RoleName=role, PolicyArn=policy)

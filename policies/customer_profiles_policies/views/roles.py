"""The roles that the service assumes, and what permits them anything."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from connect_customer_profiles import policy
from connect_customer_profiles.policy import questions

from ..subject import Kind, Reader, Subject, View, prop
from .common import COMPONENT, PLACE, Documents, document_at, names_service, part_of, rendered, serves, statements_of

USE_CONNECTOR = "appflow:UseConnectorProfile"


_TRUST_COMPONENT = rendered(
    policy.trust_policy, domain_name=prop("domain_name"), trust=prop("trust", default="account")
)
ROLE: Kind = {
    f"{COMPONENT}ExecutionRole": View(Documents(documents=lambda subject: [_TRUST_COMPONENT(subject)])),
    "aws:iam/role:Role": View(Documents(documents=document_at("assumeRolePolicy")), concerns=serves("ExecutionRole")),
    "aws-native:iam:Role": View(
        Documents(documents=document_at("assumeRolePolicyDocument")), concerns=serves("ExecutionRole")
    ),
}


def _permissions_of_component(subject: Subject) -> list[str]:
    return [
        policy.execution_policy(
            **PLACE,
            domain_name=prop("domain_name")(subject),
            kms_key_arn="arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000",
            connector_profile_names=["profile"],
            scope=prop("scope", default="narrowed")(subject),
        )
    ]


def _loads_history(subject: Subject) -> bool:
    """Whether a permissions policy names what only the service's workflows have: it is one for loading history.

    `appflow:UseConnectorProfile` alone is no sign: whoever deploys flows needs it, too. What permits it to a role that
    the service assumes is found by the stack's rule `execution-role-follows-rules`.
    """
    return part_of("ExecutionRole")(subject) or any(
        questions.allows(statement) and _needs_of_workflows(statement)
        for document in subject["documents"]
        if not isinstance(document, str) or "appflow" in document.lower()
        for statement in statements_of(document)
    )


def _needs_of_workflows(statement: questions.Statement) -> bool:
    return any(
        policy.OWNING_SERVICE in questions.condition_values(statement, f"aws:{place}Tag/{policy.OWNING_SERVICE_TAG}")
        for place in ("Request", "Resource")
    )


def loads_history(documents: Iterable[Any]) -> bool:
    """Whether these documents permit together what loading history needs: then their role is one for that, and not one
    for a data stream or an export."""
    return any(
        questions.allows(statement) and questions.grants(statement, USE_CONNECTOR)
        for document in documents
        for statement in statements_of(document)
    )


def _inline(list_name: str, document_name: str) -> Reader:
    """Reads a role's own policies, if they permit what workflows need."""

    def read(subject: Subject) -> list[Any]:
        documents = [each.get(document_name) for each in subject.props.get(list_name) or []]
        return documents if loads_history(documents) else []

    return read


def _trusts_service(type_: str) -> Callable[[Subject], bool]:
    """Whether a role is one that the service may assume."""
    return lambda subject: names_service(replace(subject, view=ROLE[type_]))


ROLE_PERMISSIONS: Kind = {
    f"{COMPONENT}ExecutionRole": View(Documents(documents=_permissions_of_component)),
    "aws:iam/policy:Policy": View(Documents(documents=document_at("policy")), concerns=_loads_history),
    "aws:iam/rolePolicy:RolePolicy": View(Documents(documents=document_at("policy")), concerns=_loads_history),
    "aws:iam/role:Role": View(
        Documents(documents=_inline("inlinePolicies", "policy")), concerns=_trusts_service("aws:iam/role:Role")
    ),
    "aws-native:iam:ManagedPolicy": View(Documents(documents=document_at("policyDocument")), concerns=_loads_history),
    "aws-native:iam:RolePolicy": View(Documents(documents=document_at("policyDocument")), concerns=_loads_history),
    "aws-native:iam:Role": View(
        Documents(documents=_inline("policies", "policyDocument")), concerns=_trusts_service("aws-native:iam:Role")
    ),
}

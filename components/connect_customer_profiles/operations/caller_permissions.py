"""Which permissions of the deployer the credentials lack, as far as a program needs them.

AWS simulates the caller's own policies, their boundary and the organization's; policies of resources, such as a key's,
are not part of it. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
"""

import itertools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..aws.iam import Iam
from ..names import arn_parts, owned_types
from ..policy import questions
from ..policy.deployer import deployer_statements

OWNED = tuple(
    each for name in ("IngestionPlan", "Ingestion", "ExternalFlow", "ConnectorProfile") for each in owned_types(name)
)
PROFILES, INSTANCES = "aws-native:customerprofiles:", ("aws:connect/", "aws-native:customerprofiles:Integration")
NEEDED_BY: Mapping[str, tuple[str, ...]] = {
    "CallCloudControl": ("aws-native:",),
    "ManageDomain": (PROFILES, *OWNED),
    "LetCustomerProfilesHaveItsRole": (f"{PROFILES}Domain",),
    "ManageFlows": OWNED,
    "ReadFlows": OWNED,
    "MakeFlowsAndConnections": OWNED,
    "UseConnections": OWNED,
    "KeepCredentialsThroughAppFlow": owned_types("ConnectorProfile"),
    "ListKeys": ("aws:kms/",),
    "ManageKeys": ("aws:kms/",),
    "UseKeysThroughServices": (PROFILES, *OWNED),
    "FindDomainsOfInstances": (f"{PROFILES}Integration",),
    "UseInstances": INSTANCES,
    "DescribeDirectoriesOfInstances": INSTANCES,
    "RegisterIntegrations": OWNED,
    "ListBucketsForAppFlow": ("aws:s3/bucketPolicy:",),
    "ReadBucketsForAppFlow": ("aws:s3/bucketPolicy:",),
    "ManageQueues": ("aws:sqs/",),
    "ManageRoles": ("aws:iam/role:",),
    "AttachPolicies": ("aws:iam/rolePolicyAttachment:",),
    "ManagePolicies": ("aws:iam/policy:",),
    "PassRoles": (*owned_types("Ingestion"), "aws:lambda/function:"),
    "ManageFunctions": ("aws:lambda/function:",),
    "MakeTriggers": ("aws:lambda/eventSourceMapping:",),
    "ManageTriggers": ("aws:lambda/eventSourceMapping:",),
    "ManageLogGroups": ("aws:cloudwatch/logGroup:",),
    "ListLogGroups": ("aws:cloudwatch/logGroup:",),
    "ManageRules": ("aws:cloudwatch/eventRule:",),
    "ListRules": ("aws:cloudwatch/eventRule:",),
    "ManageTopic": ("aws:sns/topic:",),
    "ManageSubscriptions": ("aws:sns/topicSubscription:",),
    "ManageAlarms": ("aws:cloudwatch/metricAlarm:",),
    "ManageDashboard": ("aws:cloudwatch/dashboard:",),
    "ManagePoliciesOfBuckets": ("aws:s3/bucketPolicy:",),
}
"""The statements of the deployer's policies, with how the types of the resources begin that need them."""


@dataclass(frozen=True)
class Lack:
    """What the caller may not do.

    Attributes:
        sid: the statement of the deployer's policies that allows it.
        actions: what is refused.
        resource: on what.
        certain: whether it is refused for this very resource. A pattern stands for many, of which the caller may be
            allowed the one that the program has.
    """

    sid: str
    actions: tuple[str, ...]
    resource: str
    certain: bool


@dataclass(frozen=True)
class Answer:
    """What AWS says: how many actions it was asked for, and what the caller lacks."""

    asked: int
    lacks: tuple[Lack, ...]


def principal(iam: Iam, caller: str) -> str:
    """The user or role whose policies decide, by the ARN of a caller; that of a session has no path of its role.

    Raises:
        AwsError: the role cannot be read.
    """
    kind, *names = arn_parts(caller).resource.split("/")
    if kind != "assumed-role" or not names:
        return caller
    return iam.role_arn(names[0]) or caller


def asked(
    iam: Iam, caller: str, place: tuple[str, str, str], types: Collection[str], declared: Collection[str]
) -> Answer:
    """What a user or role lacks of what a program needs.

    Args:
        iam: the calls.
        caller: ARN of the user or role.
        place: the domain's name, account and Region.
        types: of the resources that the program declares.
        declared: the names that these have. A resource of another name is not asked for: the program does not have it.

    Raises:
        AwsError: AWS does not say.
    """
    name, account, region = place
    declared_names = {_name(each) for each in declared}
    lacks: list[Lack] = []
    actions: set[str] = set()
    for statement in _needed(deployer_statements(region, account, name), types):
        wanted = questions.actions(statement)
        resources = [each for each in questions.resources(statement) if "*" in each or _name(each) in declared_names]
        if resources:
            actions.update(wanted)
        refused = [iam.refused(caller, wanted, each, keys) for each in resources for keys in _requests(statement)]
        # Not every action of a statement is one on each of its resources, or made with each value of its keys.
        never = [each for each in wanted if refused and all(each in of for of in refused)]
        if never:
            certain = not any(_is_one_of_many(each, resources) for each in resources)
            lacks.append(Lack(str(statement["Sid"]), tuple(never), resources[0], certain))
    return Answer(len(actions), tuple(lacks))


def _needed(policies: Mapping[str, list[dict[str, Any]]], types: Collection[str]) -> Iterator[dict[str, Any]]:
    for statements in policies.values():
        yield from (each for each in statements if any(one.startswith(NEEDED_BY[each["Sid"]]) for one in types))


def _is_one_of_many(resource: str, among: Collection[str]) -> bool:
    """Whether a resource is a pattern, and not that of what is within another one."""
    return resource not in ("*", resource.rstrip("*")) and resource.rstrip("*").rstrip(":/") not in among


def _name(resource: str) -> str:
    return re.split("[:/]", resource)[-1]


def _requests(statement: Mapping[str, Any]) -> Iterator[dict[str, str | list[str]]]:
    """The condition keys that a request would have, once with each of the values that the statement asks for."""
    wanted: dict[str, list[str | list[str]]] = {}
    for operator, keys in statement.get("Condition", {}).items():
        several = operator.startswith("ForAnyValue:")
        for key, given in keys.items():
            values = given if isinstance(given, list) else [given]
            wanted[key] = [[each] if several else each for each in values]
    for combination in itertools.product(*wanted.values()):
        yield dict(zip(wanted, combination, strict=True))

"""Deletes what observations and acceptances have made, whatever came between."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from connect_customer_profiles import names

from .caller import POLL_SECONDS, Caller
from .stage import PREFIX

KEY_DAYS = 7
"""The shortest time that KMS waits (https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html)."""

ROUNDS = 5
"""What was under way when a run was killed, at AWS or in a process that it started, may still make something."""

RUNNING = ("NOT_STARTED", "IN_PROGRESS", "RETRY")


def delete(caller: Caller, prefix: str = PREFIX) -> list[str]:
    """Delete everything whose name has the prefix, until nothing is found; one line of each that could not be deleted.

    A key waits for seven days until it is deleted, and costs nothing meanwhile.
    """
    failed: list[str] = []
    for _ in range(ROUNDS):
        answers = list(_round(caller, prefix))
        failed = [f"{what}: {code}" for what, code in answers if code]
        if not answers:
            break
        if failed:
            caller.pause(POLL_SECONDS)
    return failed


def domains(caller: Caller, prefix: str = PREFIX) -> list[str]:
    """The names of the domains that other runs have made and not deleted, by one call that is not repeated.

    Raises:
        ClientError: the caller may not list domains.
        BotoCoreError: Customer Profiles does not answer, as in a Region that has none.
    """
    profiles = caller.client("customer-profiles", repeats=False)
    names = (each["DomainName"] for each in pages(profiles.list_domains, "Items", token="NextToken"))
    return [name for name in names if name.startswith(_beginnings(prefix))]


def _round(caller: Caller, prefix: str) -> Iterator[tuple[str, str]]:
    """What each removal was of, and the error that it ended with; empty if it succeeded.

    What may not be listed is one of these errors, and keeps nothing else from being deleted.
    """
    for kind, removals in _removals(caller, prefix).items():
        found: list[Removal | None] = []

        def following(removals: Iterator[Removal] = removals, found: list[Removal | None] = found) -> None:
            found[:] = [next(removals, None)]

        while not (error := caller.failure(following)) and found[0]:
            what, remove, which = found[0]
            code = caller.failure(partial(remove, **which))
            # A workflow that is deleted takes its flows with it meanwhile.
            if not re.search("NotFound|NoSuch|NonExistent", code):
                yield what, code
        if error:
            yield f"{kind} cannot be listed", error


def _removals(caller: Caller, prefix: str) -> dict[str, Iterator["Removal"]]:
    """What is to be deleted of each kind, in this order."""
    own = (_integrations_and_domains, _flows, _buckets, _queues, _rules, _roles, _policies)
    first = {kind.__name__.strip("_").replace("_", " "): kind(caller, prefix) for kind in own}
    others = {f"{kind.what}s": _of_kind(caller, prefix, kind) for kind in _KINDS}
    return {**first, **others, "aliases of keys": _aliases(caller, prefix), "keys": _keys(caller, prefix)}


def _beginnings(prefix: str) -> tuple[str, str]:
    """One domain has a name without the beginning that instances want."""
    return prefix, prefix.removeprefix("amazon-connect-")


Removal = tuple[str, Callable[..., Any], dict[str, Any]]
"""What it is, the call that deletes it, and the call's parameters."""


def _integrations_and_domains(caller: Caller, prefix: str) -> Iterator[Removal]:
    profiles, appflow = caller.client("customer-profiles"), caller.client("appflow")
    for domain in pages(profiles.list_domains, "Items", token="NextToken"):
        name = domain["DomainName"]
        if not name.startswith(_beginnings(prefix)):
            continue
        # The flows of a workflow's steps may have names of the service's own: their integrations tell them.
        integrations = pages(
            profiles.list_integrations, "Items", token="NextToken", DomainName=name, IncludeHidden=True
        )
        for workflow in pages(profiles.list_workflows, "Items", token="NextToken", DomainName=name):
            if workflow["Status"] in RUNNING:
                id_ = workflow["WorkflowId"]
                yield f"workflow {id_}", profiles.delete_workflow, {"DomainName": name, "WorkflowId": id_}
        for uri in (found["Uri"] for found in integrations):
            yield f"integration {uri}", profiles.delete_integration, {"DomainName": name, "Uri": uri}
            flow = names.last_segment(uri)
            if ":flow/" in uri and not caller.code(partial(appflow.describe_flow, flowName=flow)):
                yield f"flow {flow}", appflow.delete_flow, {"flowName": flow, "forceDelete": True}
        yield f"domain {name}", profiles.delete_domain, {"DomainName": name}


def _flows(caller: Caller, prefix: str) -> Iterator[Removal]:
    appflow = caller.client("appflow")
    for flow in pages(appflow.list_flows, "flows", token="nextToken"):
        name = flow["flowName"]
        if name.startswith(prefix):
            yield f"flow {name}", appflow.delete_flow, {"flowName": name, "forceDelete": True}


def _buckets(caller: Caller, prefix: str) -> Iterator[Removal]:
    s3 = caller.client("s3")
    for bucket in s3.list_buckets()["Buckets"]:
        name = bucket["Name"]
        if not name.startswith(prefix):
            continue
        for file in s3.list_objects_v2(Bucket=name).get("Contents", []):
            key = file["Key"]
            yield f"object {name}/{key}", s3.delete_object, {"Bucket": name, "Key": key}
        yield f"bucket {name}", s3.delete_bucket, {"Bucket": name}


def _queues(caller: Caller, prefix: str) -> Iterator[Removal]:
    sqs = caller.client("sqs")
    for url in sqs.list_queues(QueueNamePrefix=prefix).get("QueueUrls", []):
        yield f"queue {url}", sqs.delete_queue, {"QueueUrl": url}


def _rules(caller: Caller, prefix: str) -> Iterator[Removal]:
    events = caller.client("events")
    for rule in events.list_rules(NamePrefix=prefix)["Rules"]:
        name = rule["Name"]
        ids = [each["Id"] for each in events.list_targets_by_rule(Rule=name)["Targets"]]
        if ids:
            yield f"targets of rule {name}", events.remove_targets, {"Rule": name, "Ids": ids}
        yield f"rule {name}", events.delete_rule, {"Name": name}


def _roles(caller: Caller, prefix: str) -> Iterator[Removal]:
    iam = caller.client("iam")
    for role in [*iam.get_paginator("list_roles").paginate().search("Roles[]")]:
        name = role["RoleName"]
        if not name.startswith(prefix):
            continue
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            which = {"RoleName": name, "PolicyName": policy}
            yield f"policy {policy} of role {name}", iam.delete_role_policy, which
        for attached in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            which = {"RoleName": name, "PolicyArn": attached["PolicyArn"]}
            yield f"attachment of {attached['PolicyName']} to role {name}", iam.detach_role_policy, which
        yield f"role {name}", iam.delete_role, {"RoleName": name}


def _policies(caller: Caller, prefix: str) -> Iterator[Removal]:
    iam = caller.client("iam")
    for policy in [*iam.get_paginator("list_policies").paginate(Scope="Local").search("Policies[]")]:
        if policy["PolicyName"].startswith(prefix):
            yield f"policy {policy['PolicyName']}", iam.delete_policy, {"PolicyArn": policy["Arn"]}


@dataclass(frozen=True)
class _Kind:
    """Something that one call deletes.

    Attributes:
        what: what it is.
        service: boto3's name of its service.
        listing: the operation that lists all of them, and the path of their names in its answer.
        deletion: the operation that deletes one.
        parameter: the parameter that names it there; a plural takes a list.
    """

    what: str
    service: str
    listing: tuple[str, str]
    deletion: str
    parameter: str


_KINDS = (
    _Kind("alarm", "cloudwatch", ("describe_alarms", "MetricAlarms[].AlarmName"), "delete_alarms", "AlarmNames"),
    _Kind(
        *("dashboard", "cloudwatch", ("list_dashboards", "DashboardEntries[].DashboardName")),
        *("delete_dashboards", "DashboardNames"),
    ),
    _Kind("function", "lambda", ("list_functions", "Functions[].FunctionName"), "delete_function", "FunctionName"),
    _Kind("log group", "logs", ("describe_log_groups", "logGroups[].logGroupName"), "delete_log_group", "logGroupName"),
    _Kind("topic", "sns", ("list_topics", "Topics[].TopicArn"), "delete_topic", "TopicArn"),
)


def _of_kind(caller: Caller, prefix: str, kind: _Kind) -> Iterator[Removal]:
    client = caller.client(kind.service)
    operation, names = kind.listing
    for name in [*client.get_paginator(operation).paginate().search(names)]:
        if name and prefix in name:
            value = [name] if kind.parameter.endswith("s") else name
            yield f"{kind.what} {name}", getattr(client, kind.deletion), {kind.parameter: value}


def _aliases(caller: Caller, prefix: str) -> Iterator[Removal]:
    kms = caller.client("kms")
    for alias in [*kms.get_paginator("list_aliases").paginate().search("Aliases[]")]:
        name = alias["AliasName"]
        if name.startswith(f"alias/{prefix}"):
            yield f"alias {name}", kms.delete_alias, {"AliasName": name}


def _keys(caller: Caller, prefix: str) -> Iterator[Removal]:
    """By their descriptions: between the calls that make them and their aliases there is nothing else."""
    kms = caller.client("kms")
    for key in [*kms.get_paginator("list_keys").paginate().search("Keys[]")]:
        arn = key["KeyArn"]
        try:
            known = kms.describe_key(KeyId=arn)["KeyMetadata"]
        except caller.client("kms").exceptions.ClientError:
            continue  # a key of somebody else's, which the caller may not look at
        if prefix in known.get("Description", "") and known["KeyState"] != "PendingDeletion":
            yield (
                f"key {arn}",
                kms.schedule_key_deletion,
                {"KeyId": arn, "PendingWindowInDays": KEY_DAYS},
            )


def pages(call: Callable[..., dict[str, Any]], items: str, *, token: str, **request: Any) -> list[dict[str, Any]]:
    """The items of all pages, read before anything is deleted."""
    found: list[dict[str, Any]] = []
    following: dict[str, Any] = {}
    while True:
        page = call(**request, **following)
        found += page.get(items, [])
        if not page.get(token):
            return found
        following = {token: page[token]}

"""Brings an empty local cloud to what recorded state says is there, with the same ids."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3

from localcloud.bridge.resources import RESOURCES

from .recording import Recording

# The local cloud runs in this process: the ids that it makes can be chosen.
KEY_IDS = "moto.kms.models.generate_key_id"
WORKFLOW_IDS = "localcloud.aws.customer_profiles.workflows.uuid"

CLASSIC = (
    "kms/key:Key",
    "kms/alias:Alias",
    "sqs/queue:Queue",
    "sqs/queuePolicy:QueuePolicy",
    "iam/role:Role",
    "iam/policy:Policy",
    "iam/rolePolicyAttachment:RolePolicyAttachment",
)
"""The classic aws types that a recording may have, each after what it needs."""


class Content:
    """Creates by the API what the resources of a recording are in AWS."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._session: Any = boto3.Session("123456789012", "local", region_name="us-east-1")

    def create(self, recording: Recording) -> None:
        """Create everything, each after what it needs."""
        for type_ in CLASSIC:
            for each in recording.resources(type_):
                self._classic(each)
        for each in recording.resources("customerprofiles:Domain"):
            self._domain(each["outputs"])
        for each in recording.resources(":Ingestion"):
            self._ingestion(each["outputs"])

    def _client(self, service: str) -> Any:
        return self._session.client(service, endpoint_url=self._endpoint)

    def _classic(self, resource: dict[str, Any]) -> None:
        """As the local cloud's provider of the classic types does it."""
        kind = RESOURCES[resource["type"]]
        client = self._client(kind.service)
        with mock.patch(KEY_IDS, return_value=resource["outputs"].get("keyId")):
            id_ = kind.create(client, resource["inputs"])
        kind.complete(client, id_, resource["inputs"])
        assert id_ == resource["id"]

    def _domain(self, domain: dict[str, Any]) -> None:
        self._client("customer-profiles").create_domain(
            DomainName=domain["domainName"],
            DefaultExpirationDays=int(domain["defaultExpirationDays"]),
            DefaultEncryptionKey=domain["defaultEncryptionKey"],
            DeadLetterQueueUrl=domain["deadLetterQueueUrl"],
            Tags={each["key"]: each["value"] for each in domain.get("tags", [])},
        )

    def _ingestion(self, ingestion: dict[str, Any]) -> None:
        whole = json.loads(json.dumps(ingestion), parse_float=int)
        schedule = whole["flow_definition"]["TriggerConfig"]["TriggerProperties"]["Scheduled"]
        start = whole["cut_off"] if whole["mode"] == "workflow" else whole["loaded_from"]
        schedule["FirstExecutionFrom"] = datetime.fromisoformat(start)
        shared = {
            "DomainName": whole["domain_name"],
            "ObjectTypeName": whole["object_type_name"],
            "Tags": whole["tags"],
        }
        definition = {
            **whole["flow_definition"],
            "FlowName": whole["flow_name"],
            "Description": f"Customer Profiles ingestion {whole['token']}",
            "KmsArn": whole["kms_key_arn"],
        }
        client = self._client("customer-profiles")
        if whole["mode"] == "incremental":
            client.put_integration(**shared, FlowDefinition=definition)
            self._client("appflow").start_flow(flowName=whole["flow_name"])
            return
        batches = [
            {"StartTime": datetime.fromisoformat(each["start"]), "EndTime": datetime.fromisoformat(each["end"])}
            for each in whole["planned_batches"]
        ]
        with _workflow_id(whole["workflow_ids"][-1]):
            client.create_integration_workflow(
                **shared,
                WorkflowType="APPFLOW_INTEGRATION",
                RoleArn=whole["execution_role_arn"],
                IntegrationConfig={"AppflowIntegration": {"FlowDefinition": definition, "Batches": batches}},
            )


@contextmanager
def _workflow_id(id_: str) -> Iterator[None]:
    """The workflow's id is the first that is made; the names of its flows follow."""
    ids = chain([SimpleNamespace(hex=id_)], iter(uuid.uuid4, None))
    with mock.patch(WORKFLOW_IDS, SimpleNamespace(uuid4=lambda: next(ids))):
        yield

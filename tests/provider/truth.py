"""What there really is in the emulated account and at its source: the model's judge, which asks only the cloud."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from connect_customer_profiles.policy import execution_policy, trust_policy
from connect_customer_profiles.rules import instant
from connect_customer_profiles.sources.flow_requests import update_integration_request
from connect_customer_profiles.sources.integration import integration_definition

from localcloud.aws.appflow import connector_profiles
from localcloud.aws.appflow.models import Flow, flows_of
from localcloud.aws.customer_profiles.models import ENDED, Domain, Step, Workflow, domains_of
from localcloud.aws.sources import Source, Sources
from tests.provider.place import ACCOUNT, DOMAIN, REGION
from tests.provider.simulation import BEGIN, Simulation
from tests.provider.stack import DEFINITION

YEAR = 365 * 86_400.0
CONNECTOR_PROFILES = ("salesforce", "salesforce-renewed")
OBJECTS = ("Contact", "Account")
KEYS = 2
OWNED = "awsOwningService"


@dataclass
class Truth:
    """An account with everything that an integration needs, two of what can be exchanged.

    Attributes:
        keys: ARNs of KMS keys.
        role: ARN of the execution role, which may use all of them.
    """

    simulation: Simulation
    keys: list[str]
    role: str

    @classmethod
    def prepared(cls, simulation: Simulation, per_day: float) -> "Truth":
        """Makes keys, domain, role and connector profiles, and a source that has gained `per_day` for nine years."""
        kms, iam = simulation.client("kms"), simulation.client("iam")
        keys = [kms.create_key()["KeyMetadata"]["Arn"] for _ in range(KEYS)]
        simulation.client("customer-profiles").create_domain(
            DomainName=DOMAIN, DefaultExpirationDays=366, DefaultEncryptionKey=keys[0]
        )
        where = {"region": REGION, "account": ACCOUNT, "domain_name": DOMAIN}
        role = iam.create_role(RoleName="loader", AssumeRolePolicyDocument=trust_policy(**where, trust="none"))["Role"][
            "Arn"
        ]
        for number, key in enumerate(keys):
            policy = execution_policy(
                **where, kms_key_arn=key, connector_profile_names=CONNECTOR_PROFILES, scope="narrowed"
            )
            iam.put_role_policy(RoleName="loader", PolicyName=f"key-{number}", PolicyDocument=policy)
        region = simulation.region
        for name in CONNECTOR_PROFILES:
            connector_profiles.add(region, name, "Salesforce", simulation.now)
        for name in OBJECTS:
            source = region.of(Sources).get("Salesforce", CONNECTOR_PROFILES[0], name)
            source.start, source.per_day = BEGIN - 9 * YEAR, per_day
            region.of(Sources).by_name[CONNECTOR_PROFILES[1], name] = source  # another connection to the same object
        return cls(simulation, keys, role)

    @property
    def domain(self) -> Domain:
        """The domain, brought up to the clock."""
        return domains_of(self.simulation.region)[DOMAIN]

    def source(self, name: str) -> Source:
        """An object at the source."""
        return self.simulation.region.of(Sources).get("Salesforce", CONNECTOR_PROFILES[0], name)

    def change_records(self, name: str, ages: Iterable[float]) -> None:
        """Somebody edits the records of an object that are so many seconds old."""
        source, now = self.source(name), self.simulation.now
        for age in ages:
            index = int((now - age - source.start) * source.per_day / 86_400)
            source.change({"Phone": f"+1{int(now * 1000)}"}, source.object.identify(index), None, now)

    def live_workflows(self) -> list[Workflow]:
        """Workflows that have not ended."""
        return [each for each in self.domain.workflows.values() if each.status not in ENDED]

    def loaded_twice(self) -> list[str]:
        """Time that two successful steps of workflows have in common."""
        steps = sorted(self._steps("COMPLETE"), key=lambda step: step.start)
        return [f"{_span(one)} and {_span(other)}" for one, other in pairwise(steps) if other.start < one.end]

    def left(self) -> dict[str, list[str]]:
        """Workflows, integrations and flows by kind, without the records of workflows whose deletion goes on."""
        domain = self.domain
        found = {
            "workflows": [
                name for name, each in domain.workflows.items() if each.deleted_at is None or each.status not in ENDED
            ],
            "integrations": list(domain.integrations),
            "flows": list(flows_of(self.simulation.region)),
        }
        return {kind: names for kind, names in found.items() if names}

    def surplus(self, uri: str) -> dict[str, list[str]]:
        """Integrations and flows beside the ongoing integration with this URI."""
        # What a failed workflow keeps goes with it (behaviour `failed_workflow_keeps_flows`).
        kept = {step.flow_name for step in self._steps("FAILED", "CANCELLED")}
        flows = [flow for flow in flows_of(self.simulation.region).values() if flow.name not in kept]
        found = {
            "flows": [flow.name for flow in flows if flow.arn != uri],
            "integrations": [
                each.uri for each in self.domain.integrations.values() if each.uri != uri and each.flow_name not in kept
            ],
        }
        return {kind: names for kind, names in found.items() if names}

    def flow(self, uri: str) -> Flow | None:
        """The flow of an ongoing integration."""
        return next((each for each in flows_of(self.simulation.region).values() if each.arn == uri), None)

    def differences(self, uri: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What of the ongoing integration is not as the arguments want it: what there is, what is wanted."""
        flow = self.flow(uri)
        assert flow, "there is no flow"
        given = {key: arguments[key] for key in DEFINITION if key in arguments}
        definition = integration_definition(given).flow_definition
        request = update_integration_request(definition, {"flowName": flow.name, "destinationFlowConfigList": []})
        wanted = {
            "status": "Active",
            "key": arguments["kms_key_arn"],
            "source": request["sourceFlowConfig"],
            "tasks": request["tasks"],
            "schedule": request["triggerConfig"]["triggerProperties"]["Scheduled"]["scheduleExpression"],
            "tags": arguments.get("tags") or {},
        }
        tags = self.domain.integrations[uri].tags
        present = {
            "status": flow.status,
            "key": flow.kms_arn,
            "source": flow.source,
            "tasks": flow.tasks,
            "schedule": flow.schedule["scheduleExpression"],
            "tags": {key: value for key, value in tags.items() if key != OWNED},
        }
        return {key: (present[key], wanted[key]) for key in wanted if present[key] != wanted[key]}

    def missing(self, name: str, object_type_name: str, loaded_from: str, until: float) -> list[str]:
        """The records of an object that the domain does not have as they are, changed between two times."""
        source, start = self.source(name), instant(loaded_from).timestamp()
        objects = self.domain.objects
        stored = objects.uniques(object_type_name)
        changed = {record.record_id for record in source.explicit.values()}
        found = []
        for index in range(*_positions(source, start, until)):
            record_id = source.object.identify(index)
            if record_id not in changed and record_id not in stored:
                found.append(f"{record_id} of {_time(source.created_at(index))}")
        for record in source.explicit.values():
            if not start <= record.updated < until:
                continue
            content = objects.content(object_type_name, record.record_id) or {}
            if any(content.get(key) != value for key, value in record.fields.items()):
                found.append(f"{record.record_id} changed {_time(record.updated)}: {json.dumps(content)[:80]}")
        return found

    def _steps(self, *statuses: str) -> Iterator[Step]:
        for workflow in self.domain.workflows.values():
            yield from (step for step in workflow.steps if step.status in statuses)


def _positions(source: Source, start: float, end: float) -> tuple[int, int]:
    return source._position(start), source._position(end)


def _span(step: Step) -> str:
    return f"{_time(step.start)}/{_time(step.end)}"


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

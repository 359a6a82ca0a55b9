"""A domain as the components make it, with key, queue and one integration, and what a diagnosis finds in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from connect_customer_profiles import names
from connect_customer_profiles.aws import pace as rates
from connect_customer_profiles.operations.diagnosis import integrations
from connect_customer_profiles.operations.diagnosis.collect import collect
from connect_customer_profiles.operations.diagnosis.diagnose import Diagnosis, diagnose
from connect_customer_profiles.operations.selection import Selection, find
from connect_customer_profiles.policy import execution_policy, key_policy, queue_policy

from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

HOUR = 3600.0
QUEUE = "letters"
QUEUE_ARN = names.queue_arn(REGION, ACCOUNT, QUEUE)


@dataclass
class Scene:
    """A deployed integration.

    Attributes:
        place: account and Region of the local cloud.
        deployed: the stack `dev`.
        queue: URL of the dead-letter queue.
    """

    place: Place
    deployed: Deployment
    queue: str

    @classmethod
    def made(cls, place: Place, deploy: Callable[..., Deployment], **changes: Any) -> "Scene":
        """A stack with one integration, its history still to be loaded."""
        rates._buckets.clear()
        place.control.behaviours(enforce_rates=False)
        deployed = deploy(**changes)
        queue = place.client("sqs").create_queue(QueueName=QUEUE)["QueueUrl"]
        made = cls(place, deployed, queue)
        made.guard_queue()
        made.guard_key()
        place.client("customer-profiles").update_domain(DomainName=DOMAIN, DeadLetterQueueUrl=queue)
        return made

    # Looking

    def diagnosis(self, *, stack: bool = True) -> Diagnosis:
        """What `diagnose` finds now, on the cloud's clock."""
        target = find(Selection(stack="dev") if stack else Selection(domain=DOMAIN, region=REGION))
        now = datetime.fromtimestamp(self.place.control.clock()["now"], UTC)
        return diagnose(*collect(target, now=lambda: now))

    @property
    def found(self) -> list[str]:
        """The names of the causes that are found."""
        diagnosis = self.diagnosis()
        assert diagnosis.unseen == ()
        return [each.cause.name for each in diagnosis.findings]

    def causes(self) -> list[str]:
        """The names of the causes that are found, whatever could not be seen."""
        return [each.cause.name for each in self.diagnosis().findings]

    def causes_by_lists(self) -> list[str]:
        """The same where there are more integrations than are looked at closely."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(integrations, "CLOSELY", 0)
            return self.causes()

    # Living

    @property
    def key(self) -> str:
        return str(self.deployed.only.arguments["kms_key_arn"])

    @property
    def key_id(self) -> str:
        return names.last_segment(self.key)

    @property
    def flow(self) -> str:
        """The name of the ongoing integration's flow."""
        return names.flow_name_of(self.deployed.only.state["integration_uri"])

    def client(self, service: str) -> Any:
        return self.place.client(service)

    def source(self, **settings: Any) -> None:
        """Changes what there is at the source."""
        self.place.control.source("salesforce", "Contact", account=ACCOUNT, region=REGION, **settings)

    def pass_hours(self, hours: float) -> None:
        self.place.control.advance(hours * HOUR)

    def load(self) -> None:
        """All history is loaded, the ongoing integration runs."""
        self.place.control.advance(DAY)
        self.up()

    def up(self, **changes: Any) -> None:
        """`pulumi up --refresh`, which also is what watching with repair does."""
        self.deployed.only.refresh()
        self.deployed.only.up(**changes)
        self.deployed.write()

    def refresh(self) -> None:
        self.deployed.refresh()

    def break_runs(self, message: str, count: int = 1, **more: Any) -> None:
        """The next runs of the ongoing integration fail; an hour later they have."""
        self.place.control.add_fault("run_fails", flow=self.flow, message=message, count=count, **more)
        self.pass_hours(count)

    # Repairing as the components' `pulumi up` does

    def guard_queue(self) -> None:
        policy = queue_policy(region=REGION, account=ACCOUNT, domain_name=DOMAIN, queue_arn=QUEUE_ARN)
        self.set_queue_policy(policy)

    def set_queue_policy(self, policy: str) -> None:
        self.client("sqs").set_queue_attributes(QueueUrl=self.queue, Attributes={"Policy": policy})

    def guard_key(self) -> None:
        policy = key_policy(
            region=REGION, account=ACCOUNT, domain_name=DOMAIN, administrators=[], service_conditions="domain"
        )
        self.client("kms").put_key_policy(KeyId=self.key, PolicyName="default", Policy=policy)

    def set_role_policy(self, policy: str) -> None:
        self.client("iam").put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=policy)

    def documented_role_policy(self) -> str:
        return execution_policy(
            region=REGION,
            account=ACCOUNT,
            domain_name=DOMAIN,
            kms_key_arn=self.key,
            connector_profile_names=["salesforce"],
            scope="narrowed",
        )

    def empty_queue(self) -> None:
        """Puts what waits in the queue again, and takes it away."""
        sqs, profiles = self.client("sqs"), self.client("customer-profiles")
        while messages := sqs.receive_message(
            QueueUrl=self.queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            for each in messages:
                if type_ := each.get("MessageAttributes", {}).get("ObjectTypeName"):
                    profiles.put_profile_object(
                        DomainName=DOMAIN, ObjectTypeName=type_["StringValue"], Object=each["Body"]
                    )
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=each["ReceiptHandle"])


def statement(**members: Any) -> str:
    """A policy of one statement."""
    return json.dumps({"Version": "2012-10-17", "Statement": [members]})

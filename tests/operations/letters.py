"""A domain in the local cloud with a dead-letter queue, and letters in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from connect_customer_profiles import names
from connect_customer_profiles.policy import queue_policy

from localcloud.aws.control import Control
from tests.conftest import PATIENT

DOMAIN, OBJECT_TYPE = "amazon-connect-shop", "Person"
CROWDED = "Too many objects ingested on the profile per second"
MISSING_KEY = "The UNIQUE key or PROFILE key does not exist in the profile object"


@dataclass
class Letters:
    """A domain whose objects have a number each; the profile is named by `profile`, the object by `id`."""

    endpoint: str
    account: str = "111122223333"
    region: str = "us-east-1"
    domain: str = DOMAIN

    def client(self, service: str) -> Any:
        """A boto3 client of the tests' own."""
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.account,
            aws_secret_access_key="local",
            config=PATIENT,
        )

    @property
    def control(self) -> Control:
        return Control(self.endpoint)

    @property
    def url(self) -> str:
        """The queue's URL."""
        return str(self.client("sqs").get_queue_url(QueueName=names.queue_name(self.domain))["QueueUrl"])

    def make(self) -> "Letters":
        """Make key, queue, domain and object type; the test message of CreateDomain is taken out of the queue."""
        where = {"region": self.region, "account": self.account, "domain_name": self.domain}
        name = names.queue_name(self.domain)
        policy = queue_policy(**where, queue_arn=names.queue_arn(self.region, self.account, name))
        sqs, profiles = self.client("sqs"), self.client("customer-profiles")
        url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
        key = self.client("kms").create_key()["KeyMetadata"]["Arn"]
        profiles.create_domain(
            DomainName=self.domain, DefaultExpirationDays=366, DefaultEncryptionKey=key, DeadLetterQueueUrl=url
        )
        sqs.purge_queue(QueueUrl=url)
        profiles.put_profile_object_type(
            DomainName=self.domain,
            ObjectTypeName=OBJECT_TYPE,
            Description="Customers of the shop",
            AllowProfileCreation=True,
            Fields={"id": {"Source": "_source.id"}, "profile": {"Source": "_source.profile"}},
            Keys={
                "object": [{"StandardIdentifiers": ["UNIQUE"], "FieldNames": ["id"]}],
                "customer": [{"StandardIdentifiers": ["PROFILE"], "FieldNames": ["profile"]}],
            },
        )
        return self

    def refused(self, count: int, *, first: int = 0, message: str = CROWDED, **fields: Any) -> None:
        """Has the domain refuse so many objects."""
        for start in range(first, first + count, 5000):
            objects = [
                {"id": f"o-{number}", "profile": f"p-{number}", **fields}
                for number in range(start, min(first + count, start + 5000))
            ]
            self.control.dead_letters(
                self.domain, OBJECT_TYPE, message, objects, account=self.account, region=self.region
            )

    def send(self, body: str, attributes: Mapping[str, Any] | None = None, url: str | None = None) -> None:
        """Put a message of one's own into the queue."""
        texts = {"Message": CROWDED, "DomainName": self.domain, "ObjectTypeName": OBJECT_TYPE}
        chosen = texts if attributes is None else attributes
        self.client("sqs").send_message(
            QueueUrl=url or self.url,
            MessageBody=body,
            MessageAttributes={
                name: value if isinstance(value, dict) else {"DataType": "String", "StringValue": value}
                for name, value in chosen.items()
            },
        )

    def queue(self, name: str) -> str:
        """The URL of another queue."""
        return str(self.client("sqs").create_queue(QueueName=name)["QueueUrl"])

    def failure_queue(self, deliveries: int = 5, *, name: str = "failures", of: str | None = None) -> str:
        """The URL of a queue to which SQS moves letters of the domain's queue, or another, after so many deliveries."""
        sqs, url = self.client("sqs"), self.queue(name)
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": deliveries})
        sqs.set_queue_attributes(QueueUrl=of or self.url, Attributes={"RedrivePolicy": policy})
        return url

    def received(self, visibility: int = 600) -> int:
        """Somebody receives up to ten letters, and keeps them."""
        found = self.client("sqs").receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, VisibilityTimeout=visibility
        )
        return len(found.get("Messages", []))

    def waiting(self, url: str | None = None) -> tuple[int, int]:
        """Messages that can be received, and those that are hidden."""
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.client("sqs").get_queue_attributes(QueueUrl=url or self.url, AttributeNames=counts)["Attributes"]
        return int(found[counts[0]]), int(found[counts[1]])

    def taken(self, url: str) -> list[dict[str, Any]]:
        """All messages of a queue, which are then hidden."""
        found: list[dict[str, Any]] = []
        while (
            batch := self.client("sqs")
            .receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], VisibilityTimeout=600)
            .get("Messages")
        ):
            found += batch
        return found

    def stored(self) -> int:
        """How many objects the domain has."""
        return int(self.client("customer-profiles").get_domain(DomainName=self.domain)["Stats"]["ObjectCount"])

    def puts(self) -> dict[str, int]:
        """How often each object was stored, by its id, as far as the local cloud remembers."""
        counts: dict[str, int] = {}
        for call in self.control.calls(service="customer-profiles", operation="PutProfileObject"):
            if call["status"] == 200:
                name = json.loads(call["parameters"]["Object"])["id"]
                counts[name] = counts.get(name, 0) + 1
        return counts

    def per_second(self, status: int | None = None) -> list[int]:
        """PutProfileObject calls of each second, as the local cloud counted them."""
        seconds: dict[int, int] = {}
        for each in self.control.calls_per_second("customer-profiles", "PutProfileObject"):
            if status in (None, each["status"]):
                seconds[each["second"]] = seconds.get(each["second"], 0) + each["calls"]
        return list(seconds.values())

    def record(self, message: dict[str, Any]) -> dict[str, Any]:
        """A message of the queue as Lambda hands it to a function."""
        return {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": message["Attributes"],
            "messageAttributes": {
                name: {"stringValue": value["StringValue"], "dataType": value["DataType"]}
                for name, value in message.get("MessageAttributes", {}).items()
            },
            "eventSource": "aws:sqs",
            "awsRegion": self.region,
        }

"""Two policies on one queue, bucket or key."""

from dataclasses import replace

from tests.policies.cases import UNKNOWN, Case, Resource
from tests.policies.collection import keys, queues
from tests.policies.collection.stacks import named

ANOTHER = "one-policy-per-resource"


def bucket_policy(name: str, bucket: str = "crm-export") -> Resource:
    props = {"bucket": bucket, "policy": UNKNOWN}
    return Resource(type="aws:s3/bucketPolicy:BucketPolicy", props=props, name=name)


def queue_policy(name: str, *behind: str) -> Resource:
    return named(queues.attached(queues.GOOD), name, links={"queueUrl": list(behind)})


def on_key(name: str, key: str) -> Resource:
    props = {"keyId": UNKNOWN, "policy": UNKNOWN}
    return Resource(type="aws:kms/keyPolicy:KeyPolicy", props=props, name=name, links={"keyId": [key]})


def on_queues(name: str, *urls: object, behind: str | None = None) -> Resource:
    props = {"queues": list(urls), "policyDocument": UNKNOWN}
    return Resource(
        type="aws-native:sqs:QueuePolicy", props=props, name=name, links={"queues": [behind]} if behind else {}
    )


def on_one_of(pet: str, name: str, bucket: str) -> Resource:
    return replace(bucket_policy(name, bucket), links={"bucket": [pet]})


URL = "https://sqs.us-east-1.amazonaws.com/123456789012/letters"
PET = Resource(type="random:index/randomPet:RandomPet", props={}, name="pet")
QUEUE = named(queues.raw(policy=None), "queue")
KEY = named(keys.raw(), "key")


def another(what: str, other: str) -> dict[str, str]:
    return {ANOTHER: f"the {what} has another policy, {other}: the last to be attached replaces it"}


CASES = (
    Case(
        name="a second policy on a queue, by way of the first",
        catches=another("queue", "'first'"),
        bad=[QUEUE, queue_policy("first", "queue"), queue_policy("second", "first")],
        good=[QUEUE, queue_policy("first", "queue")],
    ),
    Case(
        name="a second policy on a bucket",
        catches=another("bucket", "'first'"),
        bad=[bucket_policy("first"), bucket_policy("second")],
        good=[bucket_policy("first"), bucket_policy("second", "another-export")],
    ),
    Case(
        name="a second policy on a key",
        catches=another("key", "'first'"),
        bad=[KEY, on_key("first", "key"), on_key("second", "key")],
        good=[KEY, on_key("only", "key")],
    ),
    Case(
        name="a second policy on a queue that has its URL from the configuration",
        catches=another("queue", "'first'"),
        bad=[QUEUE, on_queues("first", URL, behind="queue"), on_queues("second", f"{URL}-2", URL)],
        good=[QUEUE, on_queues("first", URL, behind="queue"), on_queues("second", f"{URL}-2")],
    ),
    Case(
        name="two policies on buckets whose names come from one resource",
        catches=another("bucket", "'first'"),
        bad=[PET, on_one_of("pet", "first", "owl-export"), on_one_of("pet", "second", "owl-export")],
        good=[PET, on_one_of("pet", "first", "owl-export"), on_one_of("pet", "second", "owl-archive")],
    ),
)

"""Two policies on one queue, bucket, key or topic."""

from dataclasses import replace

from tests.policies.cases import OURS, UNKNOWN, Case, Resource
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


KEY_ARN = "arn:aws:kms:us-east-1:123456789012:key"
URL = "https://sqs.us-east-1.amazonaws.com/123456789012/letters"
PET = Resource(type="random:index/randomPet:RandomPet", props={}, name="pet")
QUEUE = named(queues.raw(policy=None), "queue")
KEY = named(keys.raw(policy=None), "key")


TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts"


def bucket(**given: object) -> Resource:
    props = {"bucket": "crm-export", **given}
    return Resource(type="aws:s3/bucket:Bucket", props=props, name="bucket", outputs={"policy": keys.GOOD})


def topic_policy(name: str) -> Resource:
    return Resource(type="aws:sns/topicPolicy:TopicPolicy", props={"arn": TOPIC, "policy": UNKNOWN}, name=name)


def inside(what: str, holder: str) -> dict[str, str]:
    return {ANOTHER: f"the {what} has a policy already, inside '{holder}': the last to be attached replaces it"}


def another(what: str, other: str) -> dict[str, str]:
    return {ANOTHER: f"the {what} has another policy, {other}: the last to be attached replaces it"}


ARN = queues.ARN
NAME = ARN.rpartition(":")[2]
URL_OF_NEW = f"https://sqs.us-east-1.amazonaws.com/{ARN.split(':')[4]}/{NAME}"
NEW = named(queues.raw(policy=None, name=NAME), "queue")
ALERTS = Resource(type="aws:sns/topic:Topic", props={"name": "alerts"}, name="topic")


def to_be(name: str) -> Resource:
    """A policy of the queue that is about to be created."""
    props = {"queueUrl": UNKNOWN, "policy": queues.GOOD}
    return Resource(type="aws:sqs/queuePolicy:QueuePolicy", props=props, name=name, links={"queueUrl": ["queue"]})


def on_bucket(name: str) -> Resource:
    return replace(bucket_policy(name), props={"bucket": UNKNOWN, "policy": UNKNOWN}, links={"bucket": ["bucket"]})


def on_topic(name: str) -> Resource:
    return replace(topic_policy(name), props={"arn": UNKNOWN, "policy": UNKNOWN}, links={"arn": ["topic"]})


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
        name="a policy on a key that has one inside",
        catches=inside("key", "key"),
        bad=[named(keys.raw(), "key"), on_key("beside", "key")],
        good=[KEY, on_key("only", "key")],
    ),
    Case(
        name="a policy on a component's key",
        catches=inside("key", "key"),
        bad=[named(replace(keys.raw(policy=UNKNOWN), inside=[f"{OURS}EncryptionKey"]), "key"), on_key("beside", "key")],
        good=[named(replace(keys.raw(), inside=[f"{OURS}EncryptionKey"]), "key")],
    ),
    Case(
        name="a policy on a native key that has one inside, by its ID",
        catches=inside("key", "key"),
        bad=[
            named(replace(keys.native(), outputs={"keyId": "1a2b", "arn": f"{KEY_ARN}/1a2b"}), "key"),
            Resource(
                type="aws:kms/keyPolicy:KeyPolicy", props={"keyId": f"{KEY_ARN}/1a2b", "policy": UNKNOWN}, name="beside"
            ),
        ],
        good=[
            named(replace(keys.native(), outputs={"keyId": "1a2b", "arn": f"{KEY_ARN}/1a2b"}), "key"),
            Resource(
                type="aws:kms/keyPolicy:KeyPolicy", props={"keyId": f"{KEY_ARN}/3c4d", "policy": UNKNOWN}, name="only"
            ),
        ],
    ),
    Case(
        name="a policy on a queue that has one inside, and not because a refresh shows it",
        catches=inside("queue", "queue"),
        bad=[named(queues.raw(), "queue"), queue_policy("beside", "queue")],
        good=[replace(QUEUE, outputs={"policy": queues.GOOD}), queue_policy("only", "queue")],
    ),
    Case(
        name="a policy on a bucket that has one inside",
        catches=inside("bucket", "bucket"),
        bad=[bucket(policy=keys.GOOD), bucket_policy("beside")],
        good=[bucket(), bucket_policy("only")],
    ),
    Case(
        name="two policies on a topic",
        catches=another("topic", "'first'"),
        bad=[topic_policy("first"), topic_policy("second")],
        good=[topic_policy("only")],
    ),
    Case(
        name="a second policy on a queue that has its URL from the configuration",
        catches=another("queue", "'first'"),
        bad=[QUEUE, on_queues("first", URL, behind="queue"), on_queues("second", f"{URL}-2", URL)],
        good=[QUEUE, on_queues("first", URL, behind="queue"), on_queues("second", f"{URL}-2")],
    ),
    Case(
        name="a second policy by the literal URL of a queue that is about to be created",
        catches=another("queue", "'second'"),
        bad=[NEW, to_be("first"), on_queues("second", URL_OF_NEW)],
        good=[NEW, to_be("first"), on_queues("second", URL_OF_NEW.replace("us-east-1", "eu-central-1"))],
    ),
    Case(
        name="a second policy by the literal URL of a queue of another account",
        catches=another("queue", "'second'"),
        bad=[NEW, to_be("first"), on_queues("second", URL_OF_NEW)],
        good=[NEW, to_be("first"), on_queues("second", URL_OF_NEW.replace(ARN.split(":")[4], "999999999999"))],
    ),
    Case(
        name="a second policy by the name of a bucket that is about to be created",
        catches=another("bucket", "'first'"),
        bad=[bucket(), on_bucket("first"), bucket_policy("second")],
        good=[bucket(), on_bucket("first"), bucket_policy("second", "another-export")],
    ),
    Case(
        name="a second policy by the ARN of a topic that is about to be created",
        catches=another("topic", "'first'"),
        bad=[ALERTS, on_topic("first"), topic_policy("second")],
        good=[replace(ALERTS, props={"name": "others"}), on_topic("first"), topic_policy("second")],
    ),
    Case(
        name="two policies on buckets whose names come from one resource",
        catches=another("bucket", "'first'"),
        bad=[PET, on_one_of("pet", "first", "owl-export"), on_one_of("pet", "second", "owl-export")],
        good=[PET, on_one_of("pet", "first", "owl-export"), on_one_of("pet", "second", "owl-archive")],
    ),
)

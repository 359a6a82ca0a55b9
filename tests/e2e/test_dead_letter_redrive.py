"""Dead letters put again unattended: the component on the real engine."""

import json
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project

pytestmark = pytest.mark.e2e

PROGRAM = """
import pulumi
from connect_customer_profiles import DeadLetterQueue, DeadLetterRedrive, EncryptionKey, ProfilesDomain

name = "amazon-connect-test"
key = EncryptionKey("key", {{"domain_name": name, "deletion_protection": False}})
letters = DeadLetterQueue("letters", {{
    "domain_name": name, "visibility_timeout_seconds": {visibility}, "deletion_protection": False}})
domain = ProfilesDomain("domain", {{
    "domain_name": name,
    "kms_key_arn": key.key_arn,
    "dead_letter_queue_url": letters.queue_url,
    "deletion_protection": False,
}})
redrive = DeadLetterRedrive("redrive", {{
    "domain_name": domain.domain_name,
    "queue_url": letters.queue_url,
    "queue_arn": letters.queue_arn,
    "queue_visibility_timeout_seconds": letters.visibility_timeout_seconds,
    "kms_key_arn": key.key_arn,
    "calls_per_second": {rate},
    "deletion_protection": False,
    "tags": {{"team": "care"}},
}})
pulumi.export("function", redrive.function_name)
pulumi.export("failures", redrive.failure_queue_url)
pulumi.export("letters", letters.queue_url)
"""


def test_a_function_behind_the_queue(place: Place, project: Callable[..., Project]) -> None:
    # A7: many a new account has so small a quota that nothing of it can be reserved.
    place.control.behaviours(lambda_concurrency=10)
    stack = project(program=PROGRAM.format(visibility=400, rate=90))
    outputs = stack.up()
    client, sqs = place.client("lambda"), place.client("sqs")
    found = client.get_function(FunctionName=outputs["function"])
    assert "Concurrency" not in found
    assert found["Configuration"]["Runtime"] == "python3.13"
    [mapping] = client.list_event_source_mappings()["EventSourceMappings"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 9}
    attributes = sqs.get_queue_attributes(QueueUrl=outputs["letters"], AttributeNames=["All"])["Attributes"]
    failures = sqs.get_queue_attributes(QueueUrl=outputs["failures"], AttributeNames=["All"])["Attributes"]
    assert attributes["VisibilityTimeout"] == "400"
    assert json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"] == failures["QueueArn"]
    assert json.loads(failures["RedriveAllowPolicy"])["sourceQueueArns"] == [attributes["QueueArn"]]
    assert json.loads(attributes["RedriveAllowPolicy"]) == {"redrivePermission": "denyAll"}
    assert stack.changes() == {}

    (stack.folder / "__main__.py").write_text(PROGRAM.format(visibility=400, rate=20))
    assert stack.changes() == {"update": 2}  # the component itself and the mapping: each environment keeps its share
    stack.up()
    found = client.get_function(FunctionName=outputs["function"])
    assert found["Configuration"]["Environment"]["Variables"]["CALLS_PER_SECOND"] == "10.000"
    assert stack.changes() == {}
    stack.refresh()
    assert stack.changes() == {}
    stack.destroy()
    assert place.leftovers() == {}


def test_a_queue_whose_letters_would_come_back_too_soon_is_refused_at_preview(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=PROGRAM.format(visibility=300, rate=90))
    assert stack.refusal() == [
        "error: DeadLetterRedrive 'redrive': queue_visibility_timeout_seconds = 300: must be at least 365 seconds for "
        "a function timeout of 60: give the queue a longer one"
    ]
    assert place.leftovers() == {}

"""Fault injection: what a client sees, and what has happened all the same."""

import os
import re
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError
from connect_customer_profiles.rules.rule import not_one_of

from localcloud.aws.control import ControlError
from localcloud.aws.fault_targets import NAMES
from localcloud.aws.faults import SETTINGS

from .setting import DOMAIN, Place, batches, error

CREATE = {"service": "customer-profiles", "operation": "CreateDomain"}


def test_throttle(place: Place) -> None:
    key = place.key()
    place.control.add_fault("throttle", **CREATE)
    with pytest.raises(ClientError) as caught:
        place.domain(DefaultEncryptionKey=key)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert error(caught) == ("ThrottlingException", "Rate exceeded")
    place.domain(DefaultEncryptionKey=key)


@pytest.mark.parametrize(("kind", "exists"), [("error_before", False), ("error_after", True)])
def test_server_error_before_or_after_the_effect(place: Place, kind: str, exists: bool) -> None:
    key = place.key()
    place.control.add_fault(kind, status=503, message="Try again", **CREATE)
    with pytest.raises(ClientError) as caught:
        place.domain(DefaultEncryptionKey=key)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert error(caught) == ("InternalServerException", "Try again")
    assert [item["DomainName"] for item in place.profiles.list_domains()["Items"]] == ([DOMAIN] if exists else [])


def test_lost_answer(place: Place) -> None:
    key = place.key()
    place.control.add_fault("lost_answer", **CREATE)
    with pytest.raises((ConnectionClosedError, HTTPClientError)):
        place.domain(DefaultEncryptionKey=key)
    assert place.profiles.get_domain(DomainName=DOMAIN)["DomainName"] == DOMAIN


def test_slow_answer(place: Place) -> None:
    key = place.key()
    place.control.add_fault("slow_answer", seconds=0.4, **CREATE)
    begun = time.monotonic()
    place.domain(DefaultEncryptionKey=key)
    assert time.monotonic() - begun >= 0.4


def test_kill_ends_the_client_that_called_after_the_effect(place: Place) -> None:
    place.control.add_fault("kill", **CREATE)
    program = (
        "import boto3;"
        f"boto3.client('customer-profiles').create_domain(DomainName='{DOMAIN}', DefaultExpirationDays=3);"
        "print('survived')"
    )
    environment = os.environ | {
        "AWS_ENDPOINT_URL": place.endpoint,
        "AWS_ACCESS_KEY_ID": place.account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_DEFAULT_REGION": place.region,
    }
    child = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert child.returncode == -signal.SIGKILL
    assert child.stdout == b""
    assert place.profiles.get_domain(DomainName=DOMAIN)["DomainName"] == DOMAIN


def test_fault_hits_only_what_it_is_meant_for(place: Place) -> None:
    place.control.add_fault("throttle", service="customer-profiles", operation="ListDomains", skip=1, count=2)
    place.control.add_fault("throttle", service="customer-profiles", account="999999999999", count=9)
    outcomes = []
    for _ in range(5):
        try:
            place.profiles.list_domains()
            outcomes.append("ok")
        except ClientError:
            outcomes.append("throttled")
    assert outcomes == ["ok", "throttled", "throttled", "ok", "ok"]
    assert [fault["remaining"] for fault in place.control.faults()] == [0, 9]
    place.control.clear_faults()
    assert place.control.faults() == []


def test_faults_of_services_that_moto_answers(place: Place) -> None:
    place.control.add_fault("error_after", service="sqs", operation="CreateQueue")
    with pytest.raises(ClientError):
        place.queue("first")
    assert place.sqs.get_queue_url(QueueName="first")["QueueUrl"].endswith("/first")
    place.control.add_fault("error_before", service="iam", operation="CreateRole")
    with pytest.raises(ClientError) as caught:
        place.role([])
    assert error(caught)[0] == "InternalServerException"
    assert place.client("iam").list_roles()["Roles"] == []


def test_a_refused_call_to_kms_was_raw_xml_on_my_screen(place: Place) -> None:
    key = place.key()
    said = {"status": 400, "code": "AccessDeniedException", "message": "not <allowed>"}
    for kind, service, operation in (
        ("error_before", "kms", "DescribeKey"),
        ("error_after", "kms", "DescribeKey"),
        ("error_before", "lambda", "ListFunctions"),
        ("error_before", "iam", "ListRoles"),
    ):
        place.control.add_fault(kind, service=service, operation=operation, **said)
    for name, arguments in (
        ("kms.describe_key", {"KeyId": key}),
        ("kms.describe_key", {"KeyId": key}),
        ("lambda.list_functions", {}),
        ("iam.list_roles", {}),
    ):
        service, _, operation = name.partition(".")
        with pytest.raises(ClientError) as caught:
            getattr(place.client(service), operation)(**arguments)
        assert error(caught) == ("AccessDeniedException", "not <allowed>")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, f"kind: '': must be one of {', '.join(SETTINGS)}"),
        ({"kind": "earthquake"}, f"kind: 'earthquake': must be one of {', '.join(SETTINGS)}"),
        ({"kind": "throttel"}, f"kind: 'throttel': {not_one_of('throttel', [*SETTINGS])}"),
        ({"kind": "throttle", "servic": "sqs"}, "'servic': did you mean service?"),
        (
            {"kind": "throttle", "service": "custmer-profiles"},
            f"service: 'custmer-profiles': must be one of {', '.join(NAMES)}; did you mean customer-profiles?",
        ),
        (
            {"kind": "throttle", "service": "appflow", "operation": "DescribeFlw"},
            "operation: 'DescribeFlw': appflow has no such operation; did you mean DescribeFlow?",
        ),
        (
            {"kind": "throttle", "batch": 2},
            "batch: a fault throttle takes no notice of it, but of service, operation, skip, count, account, region",
        ),
        ({"kind": "throttle", "count": "three"}, "count: 'three': must be a whole number, 1 or more"),
        ({"kind": "throttle", "count": 0}, "count: 0: must be a whole number, 1 or more"),
        ({"kind": "throttle", "skip": 1.5}, "skip: 1.5: must be a whole number, 0 or more"),
        ({"kind": "step_fails", "batch": "2"}, "batch: '2': must be a whole number, 0 or more"),
        ({"kind": "step_fails", "permanent": "yes"}, "permanent: 'yes': must be true or false"),
        ({"kind": "slow_answer", "seconds": "1"}, "seconds: '1': must be seconds, 0 or more"),
        ({"kind": "run_fails", "flow": 5}, "flow: 5: must be text"),
    ],
)
def test_a_fault_that_would_hit_nothing_is_refused(place: Place, given: dict[str, Any], reason: str) -> None:
    with pytest.raises(ControlError, match=f"^{re.escape(reason)}$"):
        place.control._call("POST", "faults", given)
    assert place.control.faults() == []


@pytest.mark.parametrize("name", ["cloudwatch", "monitoring"])
def test_a_fault_names_a_service_as_the_sdk_or_as_signatures_do(place: Place, name: str) -> None:
    place.control.add_fault("throttle", service=name, operation="PutMetricAlarm")
    assert [each["service"] for each in place.control.faults()] == ["monitoring"]


def test_transient_step_failures_are_retried(place: Place) -> None:
    place.control.behaviours(workflow_start_seconds=0, run_seconds=600, retry_seconds=60)
    ready = place.ready()
    place.control.add_fault("step_fails", batch=1, count=3, message="The source did not answer")
    workflow = ready.start(batches(1, 3))
    place.control.advance(610)
    statuses = [(step["Status"], step["ExecutionMessage"]) for step in workflow.steps()]
    assert statuses == [
        ("COMPLETE", "The flow ran successfully"),
        ("RETRY", "The source did not answer"),
        ("COMPLETE", "The flow ran successfully"),
    ]
    assert workflow.finish()["Status"] == "COMPLETE"
    assert [step["RecordsProcessed"] for step in workflow.steps()] == [24, 24, 24]


def test_fourth_failure_is_final(place: Place) -> None:
    ready = place.ready()
    place.control.add_fault("step_fails", batch=1, count=4, message="The source did not answer")
    workflow = ready.start(batches(1, 3))
    found = workflow.finish()
    assert (found["Status"], found["ErrorDescription"]) == (
        "FAILED",
        "1 of 3 steps failed: The source did not answer",
    )
    assert [step["Status"] for step in workflow.steps()] == ["COMPLETE", "FAILED", "COMPLETE"]


def test_permanent_failure_is_not_retried(place: Place) -> None:
    place.control.behaviours(workflow_start_seconds=0)
    ready = place.ready()
    place.control.add_fault("step_fails", batch=0, permanent=True, message="The object does not exist")
    workflow = ready.start(batches(1, 1))
    place.control.advance(700)
    assert workflow.get()["ErrorDescription"] == "1 of 1 steps failed: The object does not exist"


@pytest.mark.parametrize("creates", [False, True])
def test_failed_workflow_leaves_the_integration_or_not(place: Place, creates: bool) -> None:
    place.control.behaviours(failed_workflow_creates_integration=creates)
    ready = place.ready()
    place.control.add_fault("step_fails", permanent=True)
    assert ready.start(batches(1, 1)).finish()["Status"] == "FAILED"
    listed = place.profiles.list_integrations(DomainName=DOMAIN)["Items"]
    assert [item["Uri"] for item in listed] == ([place.arn("appflow", "flow/continuous")] if creates else [])


@pytest.mark.parametrize("kept", [False, True])
def test_failed_workflow_keeps_its_flows_or_not(place: Place, kept: bool) -> None:
    place.control.behaviours(failed_workflow_keeps_flows=kept)
    ready = place.ready()
    place.control.add_fault("step_fails", batch=0, permanent=True)
    workflow = ready.start(batches(1, 2))
    workflow.finish()
    assert len(place.appflow.list_flows()["flows"]) == (1 if kept else 0)
    workflow.delete()
    place.control.advance(20)
    assert place.appflow.list_flows()["flows"] == []

"""A hundred integrations of eight batches in one stack: how fast they start, and what they cost until complete."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import boto3
import psutil
from connect_customer_profiles.policy import execution_policy, trust_policy

from tests.bench.measure import Result
from tests.bench.place import Place, local_aws

ACCOUNT, REGION = "123456789012", "us-east-1"
INTEGRATIONS, BATCHES = 100, 8
DOMAINS = ("amazon-connect-first", "amazon-connect-second")
"""Two, since a domain may have fifty integrations."""
PER_SECOND = 5
"""CreateIntegrationWorkflow's quota: no program starts faster."""
WAIT_MINUTES = 10
SPEED = 40
"""A backfill then takes a minute or two: long enough for `wait` to back off."""

PROGRAM = """
import pulumi
from connect_customer_profiles import IntegrationWorkflow

for number in range({integrations}):
    IntegrationWorkflow(
        f"contacts-{{number}}",
        {{
            "domain_name": {domains}[number % 2],
            "connector": {{"type": "Salesforce", "connector_profile_name": "salesforce", "object": "Contact"}},
            "import_start_date": "{start}",
            "batch": {{"days": 60}},
            "kms_key_arn": "{key}",
            "execution_role_arn": "{role}",
            {wait}
        }},
    )
"""


@dataclass(frozen=True)
class Run:
    """What a deployment of all integrations took."""

    starting: float
    """Seconds from the first to the last CreateIntegrationWorkflow, as the local AWS saw them."""
    calls: int
    """Calls to Customer Profiles and AppFlow until everything was complete, the tests' own left out."""
    throttled: int
    megabytes: float
    """The provider process at its largest."""


def results() -> Iterator[Result]:
    """Starting against the quota, calls per integration, throttling, memory; then the same while waiting."""
    plain, waiting = _deployed(wait=False), _deployed(wait=True)
    yield Result("starting-100-integrations-to-quota", plain.starting / ((INTEGRATIONS - 1) / PER_SECOND), 1.3)
    yield Result("starting-while-waiting-to-not-waiting", waiting.starting / plain.starting, 1.1)
    for name, run in (("", plain), ("-while-waiting", waiting)):
        yield Result(f"calls-per-integration{name}", run.calls / INTEGRATIONS, 10)
        yield Result(f"throttled-calls-percent{name}", 100 * run.throttled / run.calls, 1)
    yield Result("provider-megabytes", max(plain.megabytes, waiting.megabytes), 200)


def _deployed(*, wait: bool) -> Run:
    with local_aws() as place:
        control, settings = place.control, {"aws:region": REGION, "aws-native:region": REGION}
        project = place.project("scale", settings, _program(place, wait=wait))
        control.set_speed(SPEED)
        before = place.latest_call()
        with _memory() as largest:
            project.up()
            if not wait:
                control.advance(86_400)
                project.refresh()
        states = [each["outputs"] for each in project.resources() if each["type"].endswith(":Ingestion")]
        calls = place.calls(before)
        workflows = [each for each in calls if each["operation"] == "CreateIntegrationWorkflow"]
        assert len(workflows) - _throttled(workflows) == len(states) == INTEGRATIONS
        if not wait:
            assert {state["status"] for state in states} == {"COMPLETE"}
        times = [each["wall_time"] for each in workflows if each["status"] == HTTPStatus.OK]
        return Run(max(times) - min(times), len(calls), _throttled(calls), largest[0])


def _program(place: Place, *, wait: bool) -> str:
    """The program; what it needs beside itself is made here."""
    session: Any = boto3.Session(ACCOUNT, "local", region_name=REGION)
    place.control.seed(("salesforce", "Salesforce"))
    place.control.source("salesforce", "Contact", per_day=0)
    key = session.client("kms", endpoint_url=place.endpoint).create_key()["KeyMetadata"]["Arn"]
    iam = session.client("iam", endpoint_url=place.endpoint)
    where = {"region": REGION, "account": ACCOUNT, "domain_name": DOMAINS[0]}
    role = iam.create_role(RoleName="loader", AssumeRolePolicyDocument=trust_policy(**where, trust="account"))["Role"][
        "Arn"
    ]
    policy = execution_policy(**where, kms_key_arn=key, connector_profile_names=["salesforce"], scope="narrowed")
    document = policy.replace(DOMAINS[0], "*")
    iam.put_role_policy(RoleName="loader", PolicyName="ingestion", PolicyDocument=document)
    profiles = session.client("customer-profiles", endpoint_url=place.endpoint)
    for domain in DOMAINS:
        profiles.create_domain(DomainName=domain, DefaultExpirationDays=366, DefaultEncryptionKey=key)
        time.sleep(1)
    return PROGRAM.format(
        integrations=INTEGRATIONS,
        domains=DOMAINS,
        start=(datetime.now(UTC) - timedelta(days=60 * BATCHES - 1)).strftime("%Y-%m-%d"),
        key=key,
        role=role,
        wait=f'"wait": {{"minutes": {WAIT_MINUTES}}},' if wait else "",
    )


def _throttled(calls: Iterable[Mapping[str, Any]]) -> int:
    return sum(each["status"] == HTTPStatus.TOO_MANY_REQUESTS for each in calls)


@contextmanager
def _memory() -> Iterator[list[float]]:
    """The largest resident size of a provider process, in megabytes, measured twice a second."""
    largest, over = [0.0], threading.Event()

    def sample() -> None:
        while not over.wait(0.5):
            for each in psutil.process_iter(["cmdline", "memory_info"]):
                if "pulumi.dynamic" in (each.info["cmdline"] or []):
                    largest[0] = max(largest[0], each.info["memory_info"].rss / 2**20)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield largest
    finally:
        over.set()
        thread.join()

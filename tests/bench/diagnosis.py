"""`diagnose` of a thousand integrations that are well: loaded and loading.

A thousand of them are made as one is: its requests and its state are repeated with other tokens, which takes seconds
where the library would take minutes. The command runs as users run it, in a process of its own and at the documented
rates; each answer of AWS takes a fifth of a second.
"""

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, cast
from unittest import mock

from connect_customer_profiles.aws import pace

from tests.bench import place as benches
from tests.bench.measure import Result
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import ACCOUNT, DAY, DOMAIN, REGION, Place

if TYPE_CHECKING:
    from localcloud.aws.server import LocalCloud

INTEGRATIONS = 1_000
SECONDS = 30
"""What docs/limits.md promises."""
ANSWER_SECONDS = 0.2
WHERE = {"of-a-stack": ("--stack", "dev"), "of-a-domain": ("--domain", DOMAIN)}
QUOTA = 2 * INTEGRATIONS
"""Of integrations and flows: both are raised on request."""


@dataclass(frozen=True)
class Run:
    """A `diagnose --json` of all integrations."""

    seconds: float
    calls: int
    throttled: int


def results() -> Iterator[Result]:
    """Seconds to those promised, calls for each integration, and refused calls."""
    throttled = 0
    with benches.local_aws() as bench:
        for name, moment in MOMENTS.items():
            for found_by, run in _diagnosed(bench, name, moment):
                throttled += run.throttled
                what = f"diagnosing-1000-{name}-integrations-{found_by}"
                yield Result(f"{what}-to-30-seconds", run.seconds / SECONDS, 1)
                yield Result(f"{what}-calls-for-each", run.calls / INTEGRATIONS, 0.1)
    yield Result("diagnosing-1000-integrations-throttled-calls", throttled, 0)


def _loaded(place: Place, one: Deployment, repeat: Callable[[], None]) -> None:
    repeat()
    place.control.advance(DAY)
    one.refresh()
    one.only.up()
    place.control.advance(DAY)
    one.refresh()


def _loading(place: Place, one: Deployment, repeat: Callable[[], None]) -> None:
    repeat()
    place.control.advance(60)
    one.refresh()


MOMENTS = {"loaded": _loaded, "loading": _loading}


def _diagnosed(
    bench: benches.Place, name: str, moment: Callable[[Place, Deployment, Callable[[], None]], None]
) -> Iterator[tuple[str, Run]]:
    """Diagnose all integrations at a moment, in an empty local cloud: those of a stack, and those of a domain."""
    bench.control.reset()
    place = Place(cast("LocalCloud", bench))
    place.control.behaviours(enforce_rates=False, integrations_per_domain=QUOTA, flows_per_region=QUOTA)
    (folder := bench.folder / name).mkdir()
    command = Command(folder, {**bench.variables, "AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_REGION": REGION})
    with mock.patch.dict(os.environ, command.environment), mock.patch.object(pace, "pace"):
        one = Deployment.made(place, command.stack_file, 1, {"import_start_date": place.days_ago(103)})
        others = [f"{number:010x}" for number in range(1, INTEGRATIONS)]
        workflows: dict[str, str] = {}
        moment(place, one, lambda: workflows.update(_started(place, one.only.state["token"], others)))
    _write(command.stack_file, one, workflows)
    place.client("customer-profiles").get_domain(DomainName=DOMAIN)  # the local cloud runs the day's flows first
    place.control.behaviours(enforce_rates=True)
    for service in benches.SERVICES:
        place.control.add_fault("slow_answer", service=service, count=10 * INTEGRATIONS, seconds=ANSWER_SECONDS)
    for found_by, where in WHERE.items():
        before = place.last_call()
        start = time.perf_counter()
        done = command.process("diagnose", *where, "--json")
        seconds = time.perf_counter() - start
        assert (done.code, done.document["findings"], done.document["unseen"]) == (0, [], []), done
        assert len(done.document["integrations"]) == INTEGRATIONS
        calls = bench.calls(before)
        throttled = sum(each["status"] == HTTPStatus.TOO_MANY_REQUESTS for each in calls)
        yield found_by, Run(seconds, len(calls), throttled)


def _started(place: Place, token: str, tokens: list[str]) -> dict[str, str]:
    """The workflow of each of `tokens`, started with the request of the plan with `token`."""
    [request] = place.calls("CreateIntegrationWorkflow")
    client = place.client("customer-profiles")
    asked = {each: json.loads(json.dumps(request).replace(token, each)) for each in tokens}
    return {each: client.create_integration_workflow(**asked[each])["WorkflowId"] for each in tokens}


def _write(file: Path, one: Deployment, workflows: Mapping[str, str]) -> None:
    """Write a stack of the one integration and its repetitions."""
    stack = json.loads(file.read_text())
    domain, *resources = stack["deployment"]["resources"]
    state = one.only.state
    [workflow], text = state["workflow_ids"], json.dumps(resources)
    repeated = [
        json.loads(text.replace(state["token"], token).replace(workflow, own).replace("contacts", f"contacts-{token}"))
        for token, own in workflows.items()
    ]
    stack["deployment"]["resources"] = [domain, *resources, *(each for copy in repeated for each in copy)]
    file.write_text(json.dumps(stack))

"""Exit code 0: everything could be looked at, and nobody needs to look. Not where facts are broken."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from localcloud.aws.customer_profiles.models import domains_of
from tests.hostile.corpus import VALUES
from tests.hostile.recording import MISSING, Path, put
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.provider.place import DOMAIN, Place

Deploy = Callable[..., Deployment]

LOOKS = ("status", "diagnose", "watch --minutes 5", "reestablish contacts --dry-run")


def flaws(batches: list[dict[str, Any]]) -> Iterator[tuple[Path, Any]]:
    """What may be broken of the batches in state, so that nobody knows whether they are loaded."""
    for value in (MISSING, *VALUES):
        yield ("batches",), value
    for value in VALUES:
        yield ("batches", 0), value
    for key in ("start", "end", "status"):
        assert batches[0][key]
        yield from ((("batches", 0, key), value) for value in (MISSING, None, "", 0, [], {}))


@pytest.mark.timeout(300)
def test_batches_that_cannot_be_read_are_no_loaded_ones(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    for words in LOOKS:
        assert command(*words.split(), "--stack", "dev").code == 0, words
    whole = json.loads(command.stack_file.read_text())
    [number] = [
        index
        for index, each in enumerate(whole["deployment"]["resources"])
        if "batches" in each.get("outputs", {}) and "workflow_ids" in each["outputs"]
    ]
    for path, value in flaws(made.only.state["batches"]):
        broken = copy.deepcopy(whole)
        put(broken["deployment"]["resources"][number]["outputs"], path, value)
        command.stack_file.write_text(json.dumps(broken))
        for words in LOOKS:
            done = command(*words.split(), "--stack", "dev")
            assert (done.code, done.stdout, done.stderr.count("\n")) == (2, "", 1), (words, path, value)
            assert done.stderr.startswith("customer-profiles: contacts: batches"), (words, path, value, done.stderr)


def test_a_batch_of_a_status_that_nobody_knows_is_not_loaded(
    command: Command, deployment: Deploy, place: Place
) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    made.only.state["batches"][0]["status"] = "PAUSED"
    made.write()
    done = command("reestablish", "contacts", "--stack", "dev", "--dry-run")
    assert (done.code, done.stdout) == (2, "")
    assert "contacts: 1 batch is not loaded" in done.stderr


def test_a_batch_that_state_lacks_is_looked_up(command: Command, deployment: Deploy, place: Place) -> None:
    made = deployment()
    place.finish()
    made.refresh()
    before = json.loads(command("status", "--stack", "dev", "--json").stdout)
    del made.only.state["batches"][0]
    made.write()
    done = command("status", "--stack", "dev", "--json")
    assert (done.code, json.loads(done.stdout)["integrations"]) == (0, before["integrations"])
    domains_of(place.server.cloud.region(place.account, place.region))[DOMAIN].workflows.clear()
    for words in LOOKS:
        done = command(*words.split(), "--stack", "dev")
        assert done.code != 0, words
        assert "batches in state lack" in done.stdout + done.stderr, words

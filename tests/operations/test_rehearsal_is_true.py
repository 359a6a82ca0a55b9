"""What a rehearsal says of the records of a source, and what the local AWS really holds after it has loaded them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from localcloud.aws.sources import Sources, Window
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.scene import Scene
from tests.provider.place import ACCOUNT, DOMAIN, REGION, Place


def records(scene: Scene, pulled_until: str) -> list[dict[str, Any]]:
    """What the source has of the time that the integration has loaded, in the order in which it was made."""
    source = scene.place.server.cloud.region(ACCOUNT, REGION).of(Sources).get("Salesforce", "salesforce", "Contact")
    start = datetime.fromisoformat(scene.deployed.only.state["planned_batches"][0]["start"]).timestamp()
    end = datetime.fromisoformat(pulled_until).timestamp()  # what came later, the ongoing flow has yet to find
    stream = [source.record(index) for index in source.stream(Window(start, end), end)]
    return stream + [source.explicit_record(each) for each in source.explicit.values()]


def held(scene: Scene) -> dict[str, int]:
    """Objects, profiles and dead letters of the domain."""
    stats = scene.client("customer-profiles").get_domain(DomainName=DOMAIN)["Stats"]
    letters = 0
    while (
        messages := scene.client("sqs")
        .receive_message(QueueUrl=scene.queue, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        .get("Messages")
    ):
        # The test message that comes with the queue has no object type.
        letters += sum("ObjectTypeName" in each.get("MessageAttributes", {}) for each in messages)
    return {"objects": stats["ObjectCount"], "profiles": stats["ProfileCount"], "refused": letters}


def test_the_rehearsal_of_what_is_loaded_is_what_is_there_afterwards(
    place: Place, deployment: Callable[..., Deployment], command: Command
) -> None:
    scene = Scene.made(place, deployment, import_start_date=place.days_ago(70))
    moment = datetime.now(UTC).isoformat()
    scene.source(
        per_day=3,
        records=[
            {"fields": {"Id": None}, "created": moment, "updated": moment},
            {"fields": {"Id": "", "LastName": "Nobody"}, "created": moment, "updated": moment},
            {"id": "same", "fields": {"LastName": "Silva"}, "created": moment, "updated": moment},
        ],
    )
    scene.load()
    place.finish()
    scene.refresh()
    sample = command.folder / "contacts.jsonl"
    [integration] = command("status", "--stack", "dev", "--json").document["integrations"]
    sample.write_text("".join(json.dumps(each) + "\n" for each in records(scene, integration["pulled_until"])))
    done = command("rehearse", "--stack", "dev", f"contacts={sample}", "--json")
    assert done.stderr == ""
    found = done.document
    there = held(scene)
    assert there["objects"] > 200
    assert there["refused"] == 2
    assert {key: found[key] for key in there} == there

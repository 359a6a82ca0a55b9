"""Every command's JSON has the documented schema: its members, times in one form, whether somebody should look."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.conftest import REPOSITORY
from tests.operations.command import Command
from tests.operations.deployment import Deployment
from tests.operations.documents import FILE, MODELS, schema, text
from tests.operations.scene import Scene
from tests.operations.scenes import first_customer
from tests.provider.place import DOMAIN, REGION, Place
from tests.unit.rehearsal.worlds import CONTACTS

SCHEMA = schema()
TARGETS = (("--stack", "dev"), ("--domain", DOMAIN, "--region", REGION))
PLACE = {"domain": DOMAIN, "account": "111122223333", "region": REGION}


def test_the_documented_schema_is_that_of_the_models() -> None:
    assert FILE.read_text() == text()
    assert "](command-line/schema.json)" in (REPOSITORY / "docs" / "command-line.md").read_text()


def checked(command: Command, *words: str) -> list[dict[str, Any]]:
    """The documents of a command, which have its schema and agree with its exit code."""
    name = next(each for each in sorted(MODELS, key=len, reverse=True) if " ".join(words).startswith(each))
    name = f"{name} --dry-run" if name == "dead-letters redrive" and "--dry-run" in words else name
    name = f"{name} --compare" if "--compare" in words else name
    done = command(*words, "--json")
    assert done.stderr == ""
    found = [json.loads(each) for each in done.lines] if name == "watch" else [done.document]
    for each in found:
        format_ = jsonschema.FormatChecker()
        jsonschema.validate(each, {**SCHEMA, **SCHEMA["properties"][name], "properties": {}}, format_checker=format_)
        MODELS[name].model_validate(each)
        where = {key: each[key] for key in PLACE}
        assert where == (dict.fromkeys(PLACE) if name in ("plan", "suggest-mapping") or "--mapping" in words else PLACE)
        assert [time for time in times(each) if not time.endswith("Z")] == []
    assert any(each["needs_attention"] for each in found) == (done.code in (1, 3))
    return found


def times(value: Any, key: str = "") -> list[str]:
    """Everything in a document that is a time."""
    if isinstance(value, dict):
        return [time for name, each in value.items() for time in times(each, name)]
    if isinstance(value, list):
        return [time for each in value for time in times(each, key)]
    named = key in ("started", "start", "end", "sent", "oldest", "newest", "since", "pulled_until", "expected_end")
    return [str(value)] if named and value is not None else []


@pytest.fixture
def scene(place: Place, deployment: Callable[..., Deployment]) -> Scene:
    made = Scene.made(place, deployment)
    made.source(records=[{"fields": {"Id": None}}])
    return made


def test_every_command_keeps_to_the_schema(scene: Scene, command: Command) -> None:
    checked(command, "plan", "Salesforce", "2020-01-31")
    people, mapping = command.folder / "people.csv", command.folder / "mapping.json"
    people.write_text("Id,Email\n1,a@example.com\n2,a@example.com\n,b@example.com\n3\n")
    mapping.write_text(json.dumps({"contacts": CONTACTS}))
    assert checked(command, "rehearse", f"contacts={people}", *TARGETS[0])[0]["objects"] == 2
    checked(command, "suggest-mapping", str(people))
    checked(command, "rehearse", f"contacts={people}", "--mapping", str(mapping))
    checked(command, "rehearse", f"contacts={people}", "--mapping", str(mapping), "--compare", str(mapping))
    checked(command, "watch", *TARGETS[0], "--minutes", "0.02")
    checked(command, "status", *TARGETS[0])
    checked(command, "preflight", *TARGETS[0])
    checked(command, "adopt", "--out", str(command.folder / "project"), *TARGETS[1])
    scene.place.control.add_fault("step_fails", batch=0, permanent=True, message="invalid_grant: token expired")
    scene.place.finish()
    for target in TARGETS:
        for words in (("status",), ("watch",), ("diagnose",)):
            checked(command, *words, *target)
    checked(command, "resubmit", *TARGETS[0], "--yes")
    scene.place.finish()
    scene.refresh()
    checked(command, "reestablish", *TARGETS[0], "--dry-run")
    checked(command, "reestablish", *TARGETS[0], "--yes")
    scene.refresh()
    assert checked(command, "rehearse", f"Salesforce-Contact={people}", *TARGETS[1])[0]["objects"] == 2
    checked(command, "profiles", "_salesforceContactId", first_customer(scene.deployed), *TARGETS[1])
    checked(command, "profiles", "_salesforceContactId", "nobody", *TARGETS[1])
    assert checked(command, "dead-letters", "list", *TARGETS[0])[0]["letters"] != []
    checked(command, "dead-letters", "triage", *TARGETS[1])
    checked(command, "dead-letters", "export", str(command.folder / "letters"), *TARGETS[1])
    checked(command, "dead-letters", "redrive", "--dry-run", *TARGETS[1])
    checked(command, "dead-letters", "redrive", *TARGETS[1])
    checked(command, "dead-letters", "discard", str(command.folder / "gone"), "--yes", *TARGETS[1])

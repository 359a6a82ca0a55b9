"""The output in docs/dead-letters.md is what the commands print."""

import json
import re
from typing import Any

import pytest

from tests.newcomer.pages import block
from tests.operations.command import Command
from tests.operations.letters import DOMAIN, MISSING_KEY, OBJECT_TYPE, Letters
from tests.provider.place import Place


@pytest.fixture
def letters(place: Place) -> Letters:
    """140 crowded profiles, 27 missing keys, of which one object still has none, and the test message."""
    made = Letters(place.server.endpoint).make()
    made.refused(140)
    made.refused(26, first=1000, message=MISSING_KEY)
    attributes = {"Message": MISSING_KEY, "DomainName": DOMAIN, "ObjectTypeName": OBJECT_TYPE}
    made.send(json.dumps({"profile": "p-2000"}), attributes)
    made.send('{"message": "Test message from Amazon Connect Customer Profiles"}', {})
    made.queue("parked-letters")
    made.queue("orders")
    return made


def same(text: str) -> str:
    """What differs from run to run is written in one way."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-01-31T12:00:00Z", text)
    text = re.sub(r"https?://\S*/", "https://…/", text)
    text = re.sub(r"in \d+\.\d seconds", "in 2.0 seconds", text)
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_page_shows_what_the_commands_print(letters: Letters, command: Command) -> None:
    queues = letters.url.removesuffix(letters.url.rpartition("/")[2])
    for number in (1, 2):
        for shown in block("docs/dead-letters.md", number).text.split("$ customer-profiles ")[1:]:
            words, _, output = shown.partition("\n")
            run = words.replace("https://sqs.eu-central-1.amazonaws.com/111122223333/", queues).split()
            result: Any = command(*run, "--domain", DOMAIN)
            assert same(result.stdout + result.stderr) == same(output), words

"""Files of the library: one name has one meaning, and a short file has a reason to be one."""

from collections import defaultdict
from pathlib import Path

import connect_customer_profiles
import pytest

PACKAGE = Path(connect_customer_profiles.__file__).parent

PRESENTED = "the sub-command, and what it presents"
SAME_MEANING = {
    "adopt.py": PRESENTED,
    "adoption.py": "what somebody else has made, when it is taken over: an integration, and a flow of AppFlow",
    "dead_letters.py": "the sub-commands on dead letters, and the rules for what is asked of a redrive",
    "discard.py": PRESENTED,
    "decisions.py": "pure: what to do next from what is known, of an integration and of a dead letter",
    "diagnose.py": PRESENTED,
    "domain.py": "a domain: what its options must be, and what becomes of its objects",
    "errors.py": "the errors of the calls of a room, as its callers tell them apart",
    "facts.py": "what AWS was asked for, as those get it who decide",
    "pace.py": "how fast calls may follow each other: of an API, and of the objects of one profile",
    "plan.py": PRESENTED,
    "preflight.py": PRESENTED,
    "profiles.py": PRESENTED,
    "progress.py": "how far something is: a command that takes long, and a load",
    "redrive.py": "the engine, the sub-command and the Lambda handler that run it",
    "reestablish.py": PRESENTED,
    "resubmit.py": PRESENTED,
    "schedule.py": "schedules of flows: what may be asked for, and what AppFlow is told",
    "status.py": PRESENTED,
    "supervisor.py": "one round of supervision, and the Lambda handler that runs it",
    "watch.py": PRESENTED,
}
"""File names that occur more than once, each with what the files have in common."""

SHORT = 40
SERVICE = "a file for each service that is called"
SOURCE = "a file for each source whose record is longer than a row"
SHORT_FILES = {
    "appflow/flow_status.py": "pure, for decisions and diagnosis, which call nothing",
    "aws/at_once.py": "calls at the same time, for whoever finds a domain's integrations and whoever looks at them",
    "aws/buckets.py": SERVICE,
    "aws/client.py": "the calls of all services on one object",
    "aws/cloudwatch.py": SERVICE,
    "aws/connect.py": SERVICE,
    "aws/event_rules.py": SERVICE,
    "aws/in_time.py": "for the calls, and for the function that must answer in time",
    "aws/lambda_functions.py": SERVICE,
    "aws/logs.py": SERVICE,
    "aws/profile_objects.py": "the calls that a function's archive needs, without the rest of the service",
    "aws/sns.py": SERVICE,
    "base/deployed.py": "pure, for the check of a component's place, which asks",
    "base/moved.py": "the one refusal of a component that creates nothing",
    "operations/diagnosis/role_evidence.py": "what lies in the execution role, as key_causes has what lies in the key",
    "base/targeting.py": "what --target leaves out is unknown: for arguments, and for outputs",
    "cli/choice.py": "of two programs: this command, and that of the local AWS, which needs nothing else of it",
    "cli/endings.py": "how a command ends: for `main` and for `watch`, which must not import each other",
    "cli/mapping_document.py": "the one place that needs YAML: the library does without it",
    "aws/entity_answers.py": "a part of `answers`, which is as long as a file may be",
    "aws/message_answers.py": "the part of `answers` that is about queues",
    "functions/supervisor.py": "a file for each handler",
    "log.py": "the only way from a text to the engine's screen",
    "ingestion/differences.py": "what the two resources compare alike, which the file of both has no room for",
    "ingestion/notices.py": "what is said in the program's output, beside what the resources do",
    "operations/dead_letters/discard.py": "the one place where letters are deleted that nobody has stored",
    "operations/errors.py": "the errors and exit codes of every operation",
    "operations/diagnosis/collect.py": "who looks at what, for the command; the looks have files of their own",
    "operations/diagnosis/looking.py": "what a look that fails means, for every fact",
    "operations/dead_letters/ports.py": "what the engine asks of a queue and a store: the queue, the event and tests",
    "policy/attached.py": "a table for components and the policy pack, which import nothing of each other",
    "plugin/properties.py": "secrets on the wire: the one place that knows the SDK's marks",
    "rules/argument_names.py": "the one thing in rules that a process decides: whose names messages use",
    "profiles/api.py": "the API's form, for the model here and for the emulator",
    "profiles/rejections.py": "AWS's words for dead letters, for the model and for whoever recognises them",
    "rehearsal/masking.py": "what may be shown of a personal value, for every example",
    "rehearsal/remedies.py": "words for people, for each message of the model",
    "rules/dead_letters.py": "names that a component and the command share, which import nothing of each other",
    "rules/place.py": "words for components and dynamic resources, which import nothing of each other",
    "rules/statuses.py": "types of outputs, for components that import nothing of each other",
    "rules/screen.py": "the only way from a foreign text to a screen",
    "sources/marketo.py": SOURCE,
    "sources/messages/known_message.py": "what an entry of the table is, for the files of each sender",
    "sources/quota_day.py": "the day of a source's quotas, for its record and for decisions",
    "sources/s3.py": SOURCE,
    "sources/source_types.py": "types for components and records alike, which import nothing of each other",
    "sources/spelling.py": "the spellings of both APIs, which nothing else knows",
    "sources/zendesk.py": SOURCE,
}
"""Files below 40 lines, each with the reason why it is not part of another."""


def repeated() -> dict[str, list[str]]:
    """The places of files that share their name with another."""
    places = defaultdict(list)
    for file in sorted(PACKAGE.rglob("*.py")):
        if file.name != "__init__.py":
            places[file.name].append(str(file.relative_to(PACKAGE).parent))
    return {name: folders for name, folders in places.items() if len(folders) > 1}


def test_files_of_one_name_mean_the_same() -> None:
    assert {name: folders for name, folders in repeated().items() if name not in SAME_MEANING} == {}


@pytest.mark.parametrize("name", SAME_MEANING)
def test_a_reason_is_given_only_for_names_that_are_repeated(name: str) -> None:
    assert name in repeated()


def test_a_short_file_has_a_reason() -> None:
    files = (file for file in PACKAGE.rglob("*.py") if file.name != "__init__.py")
    short = {str(file.relative_to(PACKAGE)) for file in files if len(file.read_text().splitlines()) < SHORT}
    assert sorted(short - SHORT_FILES.keys()) == []
    assert [name for name in SHORT_FILES if not (PACKAGE / name).exists()] == []


def test_the_root_lists_the_components() -> None:
    modules = {file.stem for file in PACKAGE.glob("*.py")} - {"__init__", "log", "names"}
    exported = {module for module in connect_customer_profiles._NAMES if "." not in module}
    assert modules == exported
    others = {entry.name for entry in PACKAGE.iterdir() if entry.is_file() and entry.suffix != ".py"}
    assert others == {"py.typed"}

"""Hostile texts from where no answer has them: errors, the engine, and files; and that the answers have all others."""

import contextlib
import itertools
import json
import pathlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from connect_customer_profiles.aws import answers, message_answers

from tests.hostile.corpus import TEXTS, VALUES
from tests.hostile.recording import MISSING, parts
from tests.operations.checks import check_at_once, check_code
from tests.operations.deployment import Deployment
from tests.operations.outputs import EVERYTHING
from tests.operations.stage import (
    COMMANDS,
    READS_STATE,
    Stage,
    changed,
    changed_engine,
    spots,
    staged,
)
from tests.provider.place import Place


def refused(operation: str, code: str, message: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}, operation
    )


Failing = Callable[[str, str], Exception]
ERRORS: dict[str, Failing] = {
    "a refusal": lambda operation, text: refused(operation, "ValidationException", text),
    "no permission": lambda operation, text: refused(operation, "AccessDeniedException", text, 403),
    "a code": lambda operation, text: refused(operation, text, "refused"),
    "nothing there": lambda operation, text: refused(operation, "ResourceNotFoundException", text, 404),
    "no queue": lambda operation, text: refused(operation, "AWS.SimpleQueueService.NonExistentQueue", text),
    "no answer of AWS": lambda _, text: ResponseParserError(text),
    "no answer": lambda _, text: ReadTimeoutError(endpoint_url=text),
}


@pytest.mark.timeout(1800)
def test_texts_of_errors_are_text(stage: Stage) -> None:
    """Each call of each command fails with each error."""
    for words in COMMANDS:
        spots(stage, words)
        for operation in sorted(stage.recording.used):
            for error, made in ERRORS.items():

                @contextlib.contextmanager
                def failing(text: str, operation: str = operation, made: Failing = made) -> Iterator[None]:
                    stage.recording.error = (operation, made(operation, text))
                    yield
                    stage.recording.error = None

                check_at_once(stage, words, failing, (operation, error))


@pytest.mark.timeout(1800)
def test_texts_of_letters_that_failed_too_often_are_text(
    place: Place, deployment: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """Behind a queue with a failure queue, nobody looks at other letters than that one's."""
    stage = staged(place, deployment, monkeypatch, tmp_path, failures=True)
    for words in COMMANDS:
        for spot, value in spots(stage, words):
            if isinstance(value, str) and spot[0] in ("ReceiveMessage", "GetQueueAttributes"):
                check_at_once(stage, words, partial(changed, stage, spot), spot)


def of_the_engine(stage: Stage) -> Iterator[tuple[str, Any, Any]]:
    """What a preview and the configuration say: the command, the place, the value."""
    for command in ("config", "preview"):
        for path, value in parts(stage.engine[command]):
            yield command, path, value


def test_texts_of_the_engine_are_text(stage: Stage) -> None:
    commands = cycle(READS_STATE)
    for command, path, value in of_the_engine(stage):
        if isinstance(value, str):
            for words in ["preflight --stack dev"] if command == "preview" else itertools.islice(commands, 3):
                check_at_once(stage, words, partial(changed_engine, stage, command, path), path)


def test_nothing_that_the_engine_says_makes_a_traceback(stage: Stage) -> None:
    for command, path, _ in of_the_engine(stage):
        words = "preflight --stack dev" if command == "preview" else "status --stack dev"
        for value in (MISSING, *VALUES):
            with changed_engine(stage, command, path, value):
                check_code(words, stage.at_once(words), (path, value))


def test_why_a_preview_fails_is_text(stage: Stage) -> None:
    stage.engine["preview"] = {"steps": []}

    @contextlib.contextmanager
    def failing(text: str) -> Iterator[None]:
        stage.failure = text
        yield

    check_at_once(stage, "preflight --stack dev", failing, "failure")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize(
    "words",
    [
        "rehearse --stack dev contacts={sample} --show-personal-data",
        "suggest-mapping {sample}",
        "suggest-mapping --python {sample}",
    ],
    ids=["rehearse", "suggest", "suggest in Python"],
)
def test_texts_of_a_sample_are_text(stage: Stage, suffix: str, words: str) -> None:
    """A sample is an export of the source: what customers have typed into forms, and columns that anybody names."""
    stage.sample = stage.sample.with_suffix(f".{suffix}")
    for text in (*TEXTS, EVERYTHING):
        for record in ({"Id": "003", "Email": text}, {"Id": "003", text: "a@example.com"}):
            stage.sample.write_bytes(_sample(suffix, record).encode("utf-8", "surrogatepass"))
            said = stage.at_once(words)
            check_code(words, said, (text, record))
            assert bool(said.piped) == bool(said.json) == (said.code in (0, 1)), (text, said.err[:300])


def _sample(suffix: str, record: dict[str, str]) -> str:
    if suffix == "jsonl":
        return json.dumps(record) + "\n"
    rows = [",".join('"' + each.replace('"', '""') + '"' for each in row) for row in (record, record.values())]
    return "\n".join(rows) + "\n"


NEVER_SHOWN = {
    "MaxProfileObjectCount",
    "SourcePriority",
    "DefaultMaxProfileObjectCount",
    "ObjectTypeNames",
    "BinaryValue",
    "scheduleOffset",
    "scheduleStartTime",
    "timezone",
    "apiVersion",
    *("DataStore", "EncryptionKey", "EventStreamName", "ExpirationDays", "Matching", "RuleBasedMatching"),
    *("SourceLastUpdatedTimestampFormat", "State"),
}
"""Members that are read and are in no answer here: numbers, times, what only `pulumi` reads, and settings of a domain
that `adopt` writes down: `tests/unit/adoption` has them in every form."""


def test_the_answers_have_every_member_that_is_read(stage: Stage) -> None:
    """So that what is read newly is in the corpus, or its answer has to be brought about."""
    met = {str(name) for words in COMMANDS for (_, path), _ in spots(stage, words) for name in path}
    read = {
        name
        for each in (*vars(answers).values(), *vars(message_answers).values())
        if hasattr(each, "__required_keys__")
        for name in each.__required_keys__ | each.__optional_keys__
    }
    assert read - met == NEVER_SHOWN

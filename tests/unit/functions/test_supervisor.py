"""What the supervisor's function writes to its log."""

import json
import traceback
from pathlib import Path

import pytest
from connect_customer_profiles.aws.errors import AwsError
from connect_customer_profiles.functions import INTEGRATIONS, supervisor
from connect_customer_profiles.ingestion.batch import FailedBatch
from connect_customer_profiles.operations import supervisor as rounds
from connect_customer_profiles.operations.supervisor import Outcome

RECORD = "jane.doe@example.com"


def test_the_log_has_names_counts_and_codes_and_no_words_of_a_service(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batches = tuple(
        FailedBatch("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", f"Value [{RECORD}] of [email]", cause)
        for cause in ("transient", "mapping", "transient")
    )
    words = f"PutIntegration: ValidationException: {RECORD} is no date"
    error = AwsError(words, "ValidationException", operation="PutIntegration", words=words)
    outcomes = [
        Outcome("contacts", "FAILED", failed=batches, resting=batches[:1], ended=True),
        rounds._broken("accounts", error),
        rounds._also(Outcome("leads", "IN_PROGRESS", "loads 1 batch"), error),
    ]
    monkeypatch.setattr(supervisor, "supervise", lambda *_: outcomes)
    monkeypatch.setattr(supervisor, "__file__", str(tmp_path / "supervisor.py"))
    (tmp_path / INTEGRATIONS).write_text("{}")
    monkeypatch.setenv("PERIOD_MINUTES", "15")
    monkeypatch.setenv("TOPIC_ARN", "")
    with pytest.raises(RuntimeError) as raised:
        supervisor.handle({}, None)
    written = capsys.readouterr().out
    nothing = {"step": "", "failed": 0, "causes": {}, "resting": 0, "ended": False}
    assert [json.loads(line) for line in written.splitlines()] == [
        {
            "name": "contacts",
            "status": "FAILED",
            "step": "",
            "failed": 3,
            "causes": {"mapping": 1, "transient": 2},
            "resting": 1,
            "ended": True,
            "error": "",
        },
        {**nothing, "name": "accounts", "status": "", "error": "PutIntegration: ValidationException"},
        {
            **nothing,
            "name": "leads",
            "status": "IN_PROGRESS",
            "step": "loads 1 batch",
            "error": "SecondWorkflow: PutIntegration: ValidationException",
        },
    ]
    assert str(raised.value) == (
        "accounts: PutIntegration: ValidationException; leads: SecondWorkflow: PutIntegration: ValidationException"
    )
    assert RECORD not in written + "".join(traceback.format_exception(raised.value))


def test_a_refused_notification_leaves_no_words_of_a_service_in_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = f"Invalid parameter: Message: {RECORD}"
    refused = AwsError(f"Publish: InvalidParameter: {words}", "InvalidParameter", operation="Publish", words=words)

    def publish(*_: object) -> None:
        raise refused

    monkeypatch.setattr(supervisor, "supervise", lambda *_: [Outcome("leads", "IN_PROGRESS", "loads 1 batch")])
    monkeypatch.setattr(supervisor, "_publish", publish)
    monkeypatch.setattr(supervisor, "__file__", str(tmp_path / "supervisor.py"))
    (tmp_path / INTEGRATIONS).write_text("{}")
    monkeypatch.setenv("PERIOD_MINUTES", "15")
    monkeypatch.setenv("TOPIC_ARN", "arn:aws:sns:us-east-1:111122223333:shop")
    with pytest.raises(RuntimeError) as raised:
        supervisor.handle({}, None)
    assert str(raised.value) == "the notification was not sent: Publish: InvalidParameter"
    assert RECORD not in "".join(traceback.format_exception(raised.value)) + capsys.readouterr().out

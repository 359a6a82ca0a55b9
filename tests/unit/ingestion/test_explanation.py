"""What becomes of a failed batch, in words."""

import pytest
from connect_customer_profiles.ingestion.state import State

QUOTA = "Error 1029: Export daily quota 500MB exceeded."


def remedies(*messages: str) -> list[str]:
    """Of batches that have failed with these messages, loaded from Marketo."""
    batches = [
        {
            "start": f"2026-01-0{number}T00:00:00Z",
            "end": f"2026-01-0{number + 1}T00:00:00Z",
            "status": "FAILED",
            "message": message,
            "failed_at": "2026-02-01T10:00:00Z",
        }
        for number, message in enumerate(messages, 1)
    ]
    definition = {"SourceFlowConfig": {"ConnectorType": "Marketo"}}
    state = State.from_state({"batches": batches, "flow_definition": definition, "resubmit_limit": 3})
    return [each.remedy for each in state.failed_batches]


@pytest.mark.parametrize(
    ("message", "remedy"),
    [
        ("Please try again", "`pulumi up --refresh` tries it again."),
        (
            "too many records",
            "It is resubmitted in smaller batches automatically; a smaller `batch` avoids this.",
        ),
    ],
)
def test_what_is_tried_again_waits_for_a_daily_quota_of_another_batch(message: str, remedy: str) -> None:
    assert remedies(message) == [remedy]
    wait = "Not before 2026-02-02T06:00:00Z, when the source's daily quota is there again."
    assert remedies(message, QUOTA)[0] == f"{remedy} {wait}"


def test_what_a_user_repairs_waits_for_no_quota() -> None:
    assert remedies("INVALID_SESSION_ID") == remedies("INVALID_SESSION_ID", QUOTA)[:1]

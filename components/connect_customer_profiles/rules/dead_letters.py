"""Rules for the arguments of a redrive, and AWS's limits. Pure."""

from typing import Literal, get_args

DeadLetterCause = Literal[
    "missing-key",
    "crowded-profile",
    "key-unusable",
    "key-refused",
    "key-invalid",
    "too-large",
    "ambiguous-profile",
    "no-profile",
    "no-object",
    "other",
]
CAUSES: tuple[DeadLetterCause, ...] = get_args(DeadLetterCause)
"""The causes of dead letters, by the names that `operations.dead_letters.triage` gives them."""

PASSING_CAUSES: tuple[DeadLetterCause, ...] = ("crowded-profile",)
"""The causes that clear by themselves: re-ingesting the object is all that is needed."""

CALL_SECONDS = 0.9
"""Seconds that one PutProfileObject takes, as AWS has measured it: at 97 calls a second 88 are in flight."""

"""What can be asked of a redrive, and what AWS allows. Pure."""

CAUSES = (
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
)
"""Why letters are dead, by the names that `operations.dead_letters.triage` gives the causes."""

PASSING_CAUSES = ("crowded-profile",)
"""The causes that go away by themselves: putting the object again is all that is needed."""

CALL_SECONDS = 0.9
"""What one PutProfileObject takes, as AWS has measured it: at 95 calls a second 86 are under way."""

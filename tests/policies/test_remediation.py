"""Rules whose repair is safe: the level `remediate` sets what was wrong and keeps the rest."""

import pytest

from tests.policies.cases import UNKNOWN, Resource
from tests.policies.collection import keys, queues
from tests.policies.pack import judged, setup

CASES: dict[str, tuple[Resource, str, dict[str, object]]] = {
    "encryption of a queue": (
        queues.raw(sqsManagedSseEnabled=None),
        "dead-letter-queue-encrypted",
        {"sqsManagedSseEnabled": True},
    ),
    "encryption of a component's native queue": (
        queues.child(sqsManagedSseEnabled=False),
        "dead-letter-queue-encrypted",
        {"sqsManagedSseEnabled": True},
    ),
    "retention of a queue": (
        queues.raw(messageRetentionSeconds=60.0),
        "dead-letter-queue-retention",
        {"messageRetentionSeconds": 1_209_600},
    ),
    "rotation of a key": (keys.raw(enableKeyRotation=None), "domain-key-rotated", {"enableKeyRotation": True}),
    "rotation of a key of which something is not known yet": (
        keys.raw(enableKeyRotation=None, description=UNKNOWN),
        "domain-key-rotated",
        {"enableKeyRotation": True},
    ),
    "rotation of a native key": (
        keys.native(enableKeyRotation=False),
        "domain-key-rotated",
        {"enableKeyRotation": True},
    ),
    "deletion window of a native key": (
        keys.native(pendingWindowInDays=7.0),
        "domain-key-deletion-window",
        {"pendingWindowInDays": 30},
    ),
}


@pytest.mark.parametrize(("resource", "rule", "changes"), CASES.values(), ids=CASES.keys())
def test_a_rule_repairs(resource: Resource, rule: str, changes: dict[str, object]) -> None:
    (verdict,) = judged([setup(resource, remediate=True)])
    assert verdict["remedied"] == {rule: {**resource.props, **changes}}


def test_nothing_is_repaired_where_nothing_is_wrong_or_a_repair_would_have_no_effect() -> None:
    fine, component = judged(
        [setup(queues.raw(), remediate=True), setup(queues.ours(message_retention_seconds=60.0), remediate=True)]
    )
    assert fine["remedied"] == component["remedied"] == {}


def test_what_is_not_known_yet_is_not_repaired() -> None:
    (verdict,) = judged([setup(queues.raw(messageRetentionSeconds=UNKNOWN), remediate=True)])
    assert verdict["remedied"] == {}

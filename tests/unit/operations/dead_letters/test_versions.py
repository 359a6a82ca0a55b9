"""The newest version of an object stays."""

import pytest
from connect_customer_profiles.operations.dead_letters import versions
from connect_customer_profiles.operations.dead_letters.versions import Versions


def test_the_oldest_that_is_held_goes_first_and_what_is_unknown_does_not_wait() -> None:
    kept = Versions()
    for sent in (3.0, 1.0, 2.0):
        kept.hold("object", sent)
    assert [kept.goes_first("object", sent) for sent in (1.0, 2.0, 3.0)] == [True, False, False]
    kept.drop("object", 1.0)
    assert [kept.goes_first("object", sent) for sent in (2.0, 3.0)] == [True, False]
    kept.hold(None, 5.0)
    assert kept.goes_first(None, 9.0)


def test_nothing_overtakes_a_version_that_is_on_its_way() -> None:
    kept = Versions()
    kept.hold("object", 2.0)
    kept.begin("object")
    kept.hold("object", 1.0)
    kept.hold("another", 1.0)
    assert not kept.goes_first("object", 1.0)
    assert kept.goes_first("another", 1.0)
    kept.end("object")
    assert kept.goes_first("object", 1.0)
    kept.begin(None)
    assert kept.goes_first(None, 1.0)


def test_an_older_version_is_superseded_by_a_newer_one_that_is_stored() -> None:
    kept = Versions()
    kept.store("object", 2.0)
    kept.store("object", 1.0)
    assert [kept.superseded("object", sent) for sent in (1.0, 2.0, 3.0)] == [True, False, False]
    assert not kept.superseded("another", 1.0)
    kept.store(None, 2.0)
    assert not kept.superseded(None, 1.0)


def test_what_was_stored_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "REMEMBERED", 2)
    kept = Versions()
    for about in ("a", "b", "a", "c"):
        kept.store(about, 2.0)
    assert [kept.superseded(about, 1.0) for about in "abc"] == [True, False, True]

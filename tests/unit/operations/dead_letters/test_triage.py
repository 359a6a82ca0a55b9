"""Causes and groups."""

from collections import Counter

import pytest
from connect_customer_profiles.operations.dead_letters import messages, triage
from connect_customer_profiles.operations.dead_letters.messages import Letter
from connect_customer_profiles.operations.dead_letters.tally import Tally
from connect_customer_profiles.profiles import rejections
from connect_customer_profiles.rules import dead_letters
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import REPOSITORY

DOCUMENTED = {
    "The UNIQUE key or PROFILE key does not exist in the profile object": "missing-key",
    "Too many objects ingested on profile per second": "crowded-profile",
    "Too many objects ingested on the profile per second": "crowded-profile",
    "Customer Profiles cannot ingest the object due to the EncryptionKey does not exist in the region": "key-unusable",
    "Customer Profiles cannot ingest the object due to Customer Profiles has no grant": "key-unusable",
    "Customer Profiles cannot ingest the object due to no GenerateDataKey permission": "key-unusable",
    "KMS key is invalid": "key-invalid",
    "Customer Profiles cannot ingest the object due to invalid KMS key": "key-refused",
    "Your data contains profile object larger than 250000 bytes": "too-large",
    "All keys of this object are binding to more than one profiles": "ambiguous-profile",
}


def test_the_rules_name_the_causes_and_those_that_pass() -> None:
    # A function re-ingests what its own domain has sent, and nothing else.
    assert (*dead_letters.CAUSES, "another-domain") == triage.NAMES
    assert tuple(cause.name for cause in triage.CAUSES if cause.passes) == dead_letters.PASSING_CAUSES


@pytest.mark.parametrize(("text", "name"), DOCUMENTED.items())
def test_the_documented_errors_have_a_cause_each(text: str, name: str) -> None:
    assert triage.cause_of_text(text).name == name
    assert triage.cause_of_text(f"Error: {text.upper()}.").name == name


def test_the_page_of_aws_s_guides_has_these_errors_in_aws_s_words() -> None:
    page = (REPOSITORY / "docs" / "aws-pages.md").read_text()
    table = page.partition("### The errors in the dead-letter queue\n")[2].partition("\n## ")[0]
    errors = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if line.startswith("| ")][2:]
    assert [triage.cause_of_text(each).name for each in errors] == [
        "missing-key",
        "crowded-profile",
        "key-unusable",
        "key-invalid",
        "key-refused",
        "too-large",
        "ambiguous-profile",
    ]


def test_the_model_and_with_it_the_local_cloud_speak_of_these_causes() -> None:
    texts = (
        rejections.MISSING_KEY,
        rejections.NO_PROFILE,
        rejections.too_large(256_000),
        rejections.CROWDED,
        rejections.AMBIGUOUS,
        rejections.NO_KEY,
        rejections.UNAVAILABLE_KEY,
        rejections.INVALID_KEY,
    )
    assert [triage.cause_of_text(text).name for text in texts] == [
        "missing-key",
        "no-profile",
        "too-large",
        "crowded-profile",
        "ambiguous-profile",
        "key-unusable",
        "key-invalid",
        "key-refused",
    ]


def test_only_crowding_passes_by_itself_and_only_keys_concern_everything() -> None:
    assert [cause.name for cause in triage.CAUSES if cause.passes] == ["crowded-profile"]
    assert [cause.name for cause in triage.CAUSES if cause.concerns_all] == [
        "key-unusable",
        "key-refused",
        "key-invalid",
    ]
    assert all(cause.remedy.endswith(".") for cause in triage.CAUSES)
    assert len(set(triage.NAMES)) == len(triage.NAMES) == 11


def letter(number: int, error: str, object_type: str | None, sent: float = 0, domain: str | None = "shop") -> Letter:
    return Letter(f"m-{number}", f"r-{number}", "{}", error, domain, object_type, sent)


def test_groups_count_and_date_letters_the_largest_first() -> None:
    found = triage.groups(
        [
            letter(1, "KMS key is invalid", "Person", 30),
            letter(2, "KMS key is invalid", "Person", 10),
            letter(3, "KMS key is invalid", "Order", 20),
            letter(4, "Something new", "Person", 40),
            letter(5, "", None, 5),
            letter(6, "KMS key is invalid", "Person", 50, "shop-eu"),
        ],
        "shop",
    )
    assert [(each.cause.name, each.object_type, each.letters, each.oldest, each.newest) for each in found] == [
        ("key-invalid", "Person", 2, 10, 30),
        ("another-domain", "Person", 1, 50, 50),
        ("key-invalid", "Order", 1, 20, 20),
        ("no-object", None, 1, 5, 5),
        ("other", "Person", 1, 40, 40),
    ]
    assert found[0].examples == ["m-1", "m-2"]
    assert found[1].messages == ["shop-eu"]


LETTERS = st.lists(
    st.builds(
        letter,
        st.integers(),
        st.sampled_from([*DOCUMENTED, "", "new"]) | st.text(),
        st.none() | st.sampled_from(["Person", "Order"]) | st.text(),
        st.floats(0, 2e9),
        st.none() | st.sampled_from(["shop", "shop-eu"]) | st.text(),
    )
)


@given(LETTERS)
def test_no_letter_is_lost_in_groups(letters: list[Letter]) -> None:
    found = triage.groups(letters, "shop")
    assert sum(each.letters for each in found) == len(letters)
    assert all(0 <= each.oldest <= each.newest for each in found)
    assert {each.cause.name for each in found} <= set(triage.NAMES)


def test_a_queue_full_of_nonsense_makes_a_limited_number_of_groups() -> None:
    found = triage.groups((letter(number, "new", f"type-{number}") for number in range(3000)), "shop")
    assert len(found) == triage.MOST_OBJECT_TYPES + 1
    assert sum(each.letters for each in found) == 3000


@given(LETTERS, st.sets(st.sampled_from(triage.NAMES)), st.sets(st.sampled_from(["Person", "Order"])))
def test_the_chosen_are_those_of_the_named_causes_and_types(
    letters: list[Letter], only: set[str], types: set[str]
) -> None:
    choose = triage.chosen(only, types, "shop")
    sieve = triage.Sieve(choose, "shop")
    for each in letters:
        of_cause = triage.cause(each, "shop").name in (only or set(triage.NAMES) - {"another-domain"})
        assert choose(each) == (of_cause and (not types or each.object_type in types))
        assert "another-domain" in only or not choose(each) or each.domain in (None, "shop")
    assert list(sieve.chosen(letters)) == [each for each in letters if choose(each)]
    left = [each for each in letters if not choose(each) and each.domain not in (None, "shop")]
    assert sieve.of_other_domains == len(left)


@pytest.mark.parametrize("object_type", [None, {"DataType": "Binary", "BinaryValue": b"\0"}, {"StringValue": 1}, {}])
def test_a_letter_that_reports_an_error_counts_whatever_its_object_type_is(object_type: object) -> None:
    text = {"DataType": "String", "StringValue": "Too many objects were ingested"}
    attributes = {"Message": text, **({} if object_type is None else {"ObjectTypeName": object_type})}
    letter = messages.received({"MessageId": "1", "ReceiptHandle": "r", "Body": "{}", "MessageAttributes": attributes})
    assert triage.any_counts([letter], "shop")
    assert triage.cause(letter, "shop") is triage.CROWDED


def test_one_message_without_attributes_is_the_domains_test_and_more_are_not() -> None:
    bare = [messages.received({"MessageId": each, "ReceiptHandle": "r", "Body": "{}"}) for each in ("1", "2")]
    assert [triage.any_counts(bare[:number], "shop") for number in (0, 1, 2)] == [False, False, True]
    [one], [two] = triage.groups(bare[:1], "shop"), triage.groups(bare, "shop")
    assert one.remedy == "Nothing: the message names no object type, as the test message of CreateDomain."
    assert two.remedy.startswith("Look at them (`dead-letters export --bodies FILE`): each names no object type")


def test_a_redrive_is_complete_beside_the_domains_test_and_not_beside_two() -> None:
    found = [Tally(left=Counter({messages.NO_OBJECT: number})).complete for number in (0, 1, 2)]
    assert found == [True, True, False]

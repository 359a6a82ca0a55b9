"""The rules for arguments."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from connect_customer_profiles import rules
from connect_customer_profiles.rules import RuleViolation
from connect_customer_profiles.rules.argument_names import spell, spelled, told
from hypothesis import given
from hypothesis import strategies as st

DOMAIN = "a domain name has 1 to 64 letters, digits, _ or -"
OBJECT_TYPE = "an object type name has 1 to 255 letters, digits, _ or -, and does not start with a digit or -"
PROFILE = "a connector profile name has 1 to 256 letters, digits or _ / ! @ # + = . -"
DATE = "must be a date such as 2024-01-31 or a time such as 2024-01-31T08:00:00Z"
OFFSET = "a time needs an offset from UTC, such as the Z in 2024-01-31T08:00:00Z"
KEY = "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"
TAG_KEY = "a tag key has 1 to 128 of a-z A-Z 0-9 + - = . _ : / and does not start with aws:"


def message(rule: Callable[[Any], object], value: object) -> str:
    with pytest.raises(RuleViolation) as violation:
        rule(value)
    return str(violation.value)


def test_a_violation_says_where_what_and_why() -> None:
    violation = RuleViolation(0, "must be positive", argument="days").below("batch").below("integration")
    assert str(violation) == "integration.batch.days = 0: must be positive"
    assert (violation.argument, violation.value, violation.rule) == ("integration.batch.days", 0, "must be positive")
    assert str(RuleViolation("x", "is bad")) == "'x': is bad"
    assert str(RuleViolation("x", "is bad").below("name")) == "name = 'x': is bad"


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (rules.domain_name, "a"),
        (rules.domain_name, "amazon-connect-Shop_1"),
        (rules.domain_name, "a" * 64),
        (rules.object_type_name, "_unstructured"),
        (rules.object_type_name, "Servicenow-sys_user"),
        (rules.object_type_name, "a" * 255),
        (rules.connector_profile_name, "team/sales@eu#1+x=y.z!"),
        (rules.queue_name, "a" * 80),
        (rules.role_name, "a+=,.@-_" * 8),
        (rules.key_alias, "alias/customers/eu"),
        (rules.kms_key_arn, "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd"),
        (rules.role_arn, "arn:aws:iam::111122223333:role/service-role/loader"),
        (rules.policy_arn, "arn:aws:iam::aws:policy/AdministratorAccess"),
        (rules.policy_arn, "arn:aws:iam::111122223333:policy/boundary"),
        (rules.queue_url, "https://sqs.us-east-1.amazonaws.com/111122223333/letters"),
        (rules.boolean, False),
        (rules.one_of("a", "b"), "b"),
        (rules.strings, []),
        (rules.strings, ["b", "a"]),
        (rules.tags, {"team": "care", "a:b/c": ""}),
        (rules.tags, {"k" * 128: "v" * 256}),
        (rules.tags, {str(number): "x" for number in range(50)}),
    ],
)
def test_a_good_value_comes_back_as_it_is(rule: Callable[[Any], object], value: object) -> None:
    assert rule(value) == value


@pytest.mark.parametrize(
    ("rule", "value", "why"),
    [
        (rules.domain_name, "", DOMAIN),
        (rules.domain_name, "a b", DOMAIN),
        (rules.domain_name, "a" * 65, DOMAIN),
        (rules.domain_name, "shop\n", DOMAIN),
        (rules.domain_name, None, DOMAIN),
        (rules.domain_name, 7, DOMAIN),
        (rules.object_type_name, "1a", OBJECT_TYPE),
        (rules.object_type_name, "-a", OBJECT_TYPE),
        (rules.object_type_name, "a" * 256, OBJECT_TYPE),
        (rules.connector_profile_name, "a b", PROFILE),
        (rules.kms_key_arn, "arn:aws:kms:us-east-1:111122223333:alias/shop", KEY),
        (rules.kms_key_arn, "arn:aws-cn:kms:cn-north-1:111122223333:key/1", KEY),
        (rules.kms_key_arn, "1234abcd", KEY),
        (rules.role_arn, "loader", "must be the ARN of an IAM role (arn:aws:iam::…:role/…)"),
        (rules.queue_url, "sqs", "must be the URL of an SQS queue"),
        (
            *(rules.queue_url, "https://sqs.us-east-1.amazonaws.com/111122223333/letters.fifo"),
            "the service sends to standard queues only, and this is a FIFO queue",
        ),
        (rules.boolean, "false", "must be true or false"),
        (rules.boolean, 0, "must be true or false"),
        (rules.one_of("a", "b"), "c", "must be one of a, b"),
        (rules.one_of("a", "b"), ["a"], "must be one of a, b"),
        (rules.strings, "Id", "must be a list of non-empty strings"),
        (rules.strings, ["Id", ""], "must be a list of non-empty strings"),
        (rules.strings, ["Id", 1], "must be a list of non-empty strings"),
        (rules.strings, ["b", "Id", "b", "Id"], "contains Id more than once"),
        (rules.tags, [], "must be an object of tag keys and values"),
        (rules.instant, "2024-1-31", DATE),
        (rules.instant, "2024-02-30", DATE),
        (rules.instant, "20240131", DATE),
        (rules.instant, "", DATE),
        (rules.instant, 1706659200, DATE),
        (rules.instant, "2024-01-31T08:00:00", OFFSET),
    ],
)
def test_a_bad_value_is_refused_with_the_rule(rule: Callable[[Any], object], value: object, why: str) -> None:
    assert message(rule, value) == f"{value!r}: {why}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({str(number): "x" for number in range(51)}, "'51 tags': at most 50 tags are allowed"),
        ({"a b": "x"}, f"'a b': {TAG_KEY}"),
        ({"aws:x": "x"}, f"'aws:x': {TAG_KEY}"),
        ({"k" * 129: "x"}, f"'{'k' * 129}': {TAG_KEY}"),
        ({"k": "v" * 257}, f"k = '{'v' * 257}': a tag value is a string of at most 256 characters"),
    ],
)
def test_tags_keep_to_the_limits_of_the_api(value: object, expected: str) -> None:
    assert message(rules.tags, value) == expected


NAMED = (
    "arn:aws:sqs:eu-central-1:111122223333:letters",
    "https://sqs.eu-central-1.amazonaws.com/111122223333/letters",
    "https://sqs-fips.eu-central-1.amazonaws.com/111122223333/letters",
    "https://eu-central-1.queue.amazonaws.com/111122223333/letters",
    "https://vpce-0a1b-2c3d.sqs.eu-central-1.vpce.amazonaws.com/111122223333/letters/",
)
"""Queues that name their Region."""


@pytest.mark.parametrize("queue", [*NAMED, "http://localhost:4566/111122223333/letters"])
def test_a_queue_of_another_account_is_refused(queue: str) -> None:
    assert rules.queue_of("111122223333", "eu-central-1")(queue) == queue
    rule = "must be a queue of account 444455556666 in eu-central-1, where the domain is"
    assert message(rules.queue_of("444455556666", "eu-central-1"), queue) == f"{queue!r}: {rule}"


@pytest.mark.parametrize("queue", NAMED)
def test_a_queue_of_another_region_is_refused(queue: str) -> None:
    rule = "must be a queue of account 111122223333 in us-east-1, where the domain is"
    assert message(rules.queue_of("111122223333", "us-east-1"), queue) == f"{queue!r}: {rule}"


@pytest.mark.parametrize("queue", ["http://localhost:4566/queues/letters", "http://letters"])
def test_a_queue_that_names_no_place_is_taken_for_one_of_ours(queue: str) -> None:
    assert rules.queue_of("111122223333", "us-east-1")(queue) == queue


def test_a_tag_key_that_is_no_string_is_refused() -> None:
    assert message(rules.tags, {1: "x"}) == f"1: {TAG_KEY}"


@given(st.integers(1, 1098))
def test_whole_numbers_come_back_as_integers_whatever_pulumi_made_of_them(number: int) -> None:
    for value in (number, float(number)):
        checked = rules.expiration_days(value)
        assert checked == number
        assert type(checked) is int


@pytest.mark.parametrize("value", [0, 1099, -1, 0.0])
def test_a_whole_number_out_of_range_is_refused_with_the_range(value: float) -> None:
    assert message(rules.expiration_days, value) == f"{value!r}: must be 1 to 1098 days"


@pytest.mark.parametrize("value", [1.5, "3", True, None, [3]])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    assert message(rules.expiration_days, value) == f"{value!r}: must be a whole number of days"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_at_all_is_refused(value: object) -> None:
    assert message(rules.expiration_days, value) == f"{value!r}: must be a whole number of days"


def test_known_keys_drop_what_has_no_value_and_refuse_what_is_unknown() -> None:
    assert rules.known_keys({"a": 1, "b": None}, ("a", "b"), "a thing") == {"a": 1}
    assert message(lambda value: rules.known_keys(value, ("b", "a"), "a thing"), {"z": 1, "c": 2}) == (
        "c = 2: is not part of a thing; known keys: a, b"
    )
    assert message(lambda value: rules.known_keys(value, ("b", "a"), "a thing"), "a") == (
        "'a': must be an object with a, b"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-01-31", "2024-01-31T00:00:00Z"),
        ("2024-01-31T08:00:00Z", "2024-01-31T08:00:00Z"),
        ("2024-01-31T08:00:00+02:00", "2024-01-31T06:00:00Z"),
        ("2024-01-31T23:30:00-01:00", "2024-02-01T00:30:00Z"),
        ("2024-01-31T08:00:00.999Z", "2024-01-31T08:00:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z"),
    ],
)
def test_instants_are_whole_seconds_in_utc(value: str, expected: str) -> None:
    moment = rules.instant(value)
    assert moment.tzinfo is UTC
    assert rules.rfc3339(moment) == expected


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_writing_and_reading_an_instant_gives_it_back(naive: datetime, offset: int) -> None:
    moment = naive.replace(tzinfo=timezone(timedelta(minutes=offset)))
    written = rules.rfc3339(moment)
    assert rules.instant(written) == moment.replace(microsecond=0)
    assert rules.rfc3339(rules.instant(written)) == written


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_beyond_the_calendar_is_refused(value: str) -> None:
    assert message(rules.instant, value) == f"{value!r}: {DATE}"


def test_an_instant_before_the_year_1000_can_be_read_again() -> None:
    assert rules.rfc3339(rules.instant("0987-06-05")) == "0987-06-05T00:00:00Z"


def test_messages_spell_arguments_as_the_program_does() -> None:
    text = "connector.object_type, connector.object = 'x': on_delete, on_deletes, batch.on_delete"
    assert (spelled(text), told()) == (text, {})
    spell({"connector.object": "sourceObject", "on_delete": "onDelete", "connector.object = '": "object = '"})
    assert spelled(text) == "connector.object_type, object = 'x': onDelete, on_deletes, batch.onDelete"
    assert str(RuleViolation("x", "set on_delete", argument="on_delete")) == "onDelete = 'x': set onDelete"
    spell({})
    assert (spelled(text), told()) == (text, {})

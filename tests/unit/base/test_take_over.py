"""What `take_over` refuses, and the options that it gives to what is listed; the engine's part is end to end."""

from functools import partial
from typing import Any

import pytest
from connect_customer_profiles import DeadLetterQueue, IntegrationWorkflow, take_over
from connect_customer_profiles.base.take_over_rules import (
    taken_out,
    unknown_names,
    unknown_property,
    wrong_alias,
    wrong_id,
)

from ..deployment import KEY_ARN, refusal

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/lost"


@pytest.mark.parametrize(
    ("resource_type", "given", "inputs", "declared"),
    [
        ("aws-native:customerprofiles:Domain", "shop", {"domain_name": "shop"}, None),
        ("aws-native:customerprofiles:Domain", "shop", {"domain_name": "care"}, "care"),
        ("aws-native:customerprofiles:Domain", "shop", {}, None),
        ("aws-native:customerprofiles:ObjectType", "shop|G", {"domain_name": "shop", "object_type_name": "G"}, None),
        ("aws-native:customerprofiles:ObjectType", "G", {"domain_name": "shop", "object_type_name": "G"}, "shop|G"),
        ("aws:sqs/queue:Queue", URL, {"name": "lost"}, None),
        ("aws:sqs/queue:Queue", URL, {"name": "found"}, "found"),
        ("aws:sqs/queuePolicy:QueuePolicy", "lost", {"queue_url": URL}, URL),
        ("aws:sns/topic:Topic", "arn:aws:sns:us-east-1:123456789012:watch", {"name": "watch"}, None),
        ("aws:iam/policy:Policy", "arn:aws:iam::123456789012:policy/service/load", {"name": "load"}, None),
        ("aws:iam/role:Role", "load", {"name": "other"}, "other"),
        ("aws:kms/key:Key", "1234abcd", {}, None),
        ("aws:cloudwatch/metricAlarm:MetricAlarm", "anything", {"name": "other"}, None),
    ],
)
def test_an_id_is_that_of_what_the_program_declares(
    resource_type: str, given: str, inputs: dict[str, Any], declared: str | None
) -> None:
    violation = wrong_id(resource_type, "x", given, inputs)
    expected = declared and f"ids['x'] = '{given}': the program declares {declared} there (docs/names.md)"
    assert (violation and str(violation)) == expected


def test_a_key_is_listed_by_its_id() -> None:
    arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"
    violation = wrong_id("aws:kms/key:Key", "key-key", arn, {})
    assert str(violation) == f"ids['key-key'] = '{arn}': give the key's ID, the last part of its ARN"


def test_a_name_that_nothing_has_comes_with_the_nearest_one() -> None:
    assert str(unknown_names(["key-kye"], "ids", ["key-key", "key-alias"])) == (
        "ids = 'key-kye (did you mean key-key?)': no resource with these options has such a name"
    )
    assert str(unknown_names(["zebra"], "ids", ["key-key", "key-alias"])) == (
        "ids = 'zebra': no resource with these options has such a name; there are key-alias, key-key"
    )
    assert str(unknown_names(["zebra"], "ids", [])).endswith("; there are none")


def test_a_name_that_only_the_stack_has_goes_together_with_its_component() -> None:
    rule = "is no longer in the program: take its line out as well, in the same update"
    assert str(taken_out(["key-key", "key-alias"], "ids")) == (
        f"ids = 'key-key, key-alias': {rule}; what was taken over stays at AWS then (docs/names.md)"
    )
    assert str(taken_out(["key-key"], "as_found")) == f"as_found = 'key-key': {rule}"


@pytest.mark.parametrize(
    "path", ["*", "defaultExpirationDays", "default_expiration_days", "matching.enabled", "tags[0]"]
)
def test_a_property_may_be_spelt_as_in_either_language(path: str) -> None:
    assert unknown_property("x", path, ["default_expiration_days", "matching", "tags"]) is None


def test_a_property_that_nothing_has_comes_with_the_nearest_one() -> None:
    assert str(unknown_property("x", "polcy", ["policy", "tags"])) == (
        "as_found['x'] = 'polcy': is no property of it; did you mean 'policy'?"
    )


def test_what_the_engine_cannot_import_is_refused_with_the_argument_that_takes_over() -> None:
    args = {
        "domain_name": "shop",
        "connector": {"type": "Salesforce", "connector_profile_name": "crm", "object": "Contact"},
        "import_start_date": "2025-01-31",
        "kms_key_arn": KEY_ARN,
        "bulk": "never",
    }
    options = take_over({"contacts-plan": "shop/flow"})
    assert refusal(partial(IntegrationWorkflow, opts=options), "contacts", args) == (
        "take_over: ids['contacts-plan'] = 'shop/flow': cannot be imported; its component takes over what exists with "
        "its argument adopt (docs/names.md)"
    )


def test_a_property_is_looked_up_among_those_of_the_resource() -> None:
    options = take_over({"letters-queue": URL}, {"letters-queue": ["polcy"]})
    assert refusal(partial(DeadLetterQueue, opts=options), "letters", {"domain_name": "shop"}) == (
        "take_over: as_found['letters-queue'] = 'polcy': is no property of it; did you mean 'policy'?"
    )


def test_only_a_resource_of_the_same_type_becomes_a_child() -> None:
    queue = "aws:sqs/queue:Queue"
    assert wrong_alias("x", f"urn:pulumi:dev::shop::my:index:Letters${queue}::dlq", queue) is None
    native = "urn:pulumi:dev::shop::aws-native:sqs:Queue::dlq"
    assert str(wrong_alias("x", native, queue)) == (
        f"aliases['x'] = '{native}': is of another type than {queue}: run `pulumi state delete '{native}'`, which "
        "leaves it at AWS, and list its ID in ids (docs/names.md)"
    )
    options = take_over({}, None, {"letters-queue": "dlq"})
    assert refusal(partial(DeadLetterQueue, opts=options), "letters", {"domain_name": "shop"}) == (
        "take_over: aliases['letters-queue'] = 'dlq': must be a URN, as `pulumi stack --show-urns` has it"
    )

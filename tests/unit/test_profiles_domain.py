"""`ProfilesDomain` under mocks."""

from typing import Any

import pulumi
import pytest
from connect_customer_profiles import ProfilesDomain

from tests.unit.deployment import ACCOUNT, KEY_ARN, REGION, UNKNOWN, Deployment, Later, Place, deployed, refusal

REQUIRED: dict[str, object] = {"domain_name": "shop", "kms_key_arn": KEY_ARN}
QUEUE_URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/shop-dead-letters"

MATCHING = {
    "enabled": True,
    "job_schedule": {"day_of_the_week": "MONDAY", "time": "06:30"},
    "auto_merging": {
        "enabled": True,
        "consolidation": {"matching_attributes_list": [["EmailAddress"], ["FirstName", "PhoneNumber"]]},
        "conflict_resolution": {"conflict_resolving_model": "SOURCE", "source_name": "Guests"},
        "min_allowed_confidence_score_for_merging": 0.8,
    },
    "exporting_config": {"s3_exporting": {"s3_bucket_name": "matches", "s3_key_name": "weekly"}},
}
RULES = {
    "enabled": True,
    "matching_rules": [{"rule": ["EmailAddress", "LastName"]}, {"rule": ["PhoneNumber"]}],
    "max_allowed_rule_level_for_matching": 2.0,
    "max_allowed_rule_level_for_merging": 1,
    "attribute_types_selector": {
        "attribute_matching_model": "MANY_TO_MANY",
        "address": ["Address", "MailingAddress"],
        "phone_number": ["PhoneNumber"],
        "email_address": ["EmailAddress", "BusinessEmailAddress"],
    },
    "conflict_resolution": {"conflict_resolving_model": "RECENCY"},
    "exporting_config": {"s3_exporting": {"s3_bucket_name": "matches"}},
}


def made(args: dict[str, object], **options: Any) -> Deployment:
    return deployed(ProfilesDomain, "domain", args, **options)


def test_consists_of_the_domain() -> None:
    assert made(REQUIRED).tree == {
        ("connect-customer-profiles:index:ProfilesDomain", "domain", ""),
        ("aws-native:customerprofiles:Domain", "domain-domain", "domain"),
    }


def test_by_default_keeps_objects_a_year() -> None:
    assert made(REQUIRED)["domain-domain"].inputs == {
        "domainName": "shop",
        "defaultExpirationDays": 366,
        "defaultEncryptionKey": KEY_ARN,
    }


@pytest.mark.parametrize("wrap", [lambda value: value, Later], ids=["values", "outputs"])
def test_every_argument_reaches_the_domain(wrap: Any) -> None:
    args: dict[str, object] = {
        **REQUIRED,
        "default_expiration_days": 30.0,
        "dead_letter_queue_url": QUEUE_URL,
        "matching": MATCHING,
        "rule_based_matching": RULES,
        "data_store": {"enabled": True},
        "tags": {"team": "care", "cost": "42"},
    }
    assert made({key: wrap(value) for key, value in args.items()})["domain-domain"].inputs == {
        "domainName": "shop",
        "defaultExpirationDays": 30,
        "defaultEncryptionKey": KEY_ARN,
        "deadLetterQueueUrl": QUEUE_URL,
        "matching": {
            "enabled": True,
            "jobSchedule": {"dayOfTheWeek": "MONDAY", "time": "06:30"},
            "autoMerging": {
                "enabled": True,
                "consolidation": {"matchingAttributesList": [["EmailAddress"], ["FirstName", "PhoneNumber"]]},
                "conflictResolution": {"conflictResolvingModel": "SOURCE", "sourceName": "Guests"},
                "minAllowedConfidenceScoreForMerging": 0.8,
            },
            "exportingConfig": {"s3Exporting": {"s3BucketName": "matches", "s3KeyName": "weekly"}},
        },
        "ruleBasedMatching": {
            "enabled": True,
            "matchingRules": [{"rule": ["EmailAddress", "LastName"]}, {"rule": ["PhoneNumber"]}],
            "maxAllowedRuleLevelForMatching": 2,
            "maxAllowedRuleLevelForMerging": 1,
            "attributeTypesSelector": {
                "attributeMatchingModel": "MANY_TO_MANY",
                "address": ["Address", "MailingAddress"],
                "phoneNumber": ["PhoneNumber"],
                "emailAddress": ["EmailAddress", "BusinessEmailAddress"],
            },
            "conflictResolution": {"conflictResolvingModel": "RECENCY"},
            "exportingConfig": {"s3Exporting": {"s3BucketName": "matches"}},
        },
        "dataStore": {"enabled": True},
        "tags": [{"key": "cost", "value": "42"}, {"key": "team", "value": "care"}],
    }


def test_an_aws_managed_key_is_taken_on_request_only() -> None:
    assert made({"domain_name": "shop", "aws_managed_key": True})["domain-domain"].inputs == {
        "domainName": "shop",
        "defaultExpirationDays": 366,
    }


@pytest.mark.parametrize(("args", "protected"), [({}, True), ({"deletion_protection": False}, False)])
def test_protects_the_domain_unless_told_not_to(args: dict[str, object], protected: bool) -> None:
    assert made({**REQUIRED, **args})["domain-domain"].protect is protected


def test_outputs_are_ready_when_the_domain_exists() -> None:
    outputs = made(REQUIRED).outputs
    assert outputs["domain_name"].value == "shop"
    assert outputs["domain_name"].waits_for == {"domain-domain"}
    assert outputs["domain_arn"].value == f"arn:aws:profile:{REGION}:{ACCOUNT}:domains/shop"
    assert outputs["domain_arn"].waits_for == {"domain-domain"}


def test_at_preview_what_other_resources_still_have_to_make_is_unknown() -> None:
    args = {"domain_name": "shop", "kms_key_arn": Later(UNKNOWN), "dead_letter_queue_url": Later(UNKNOWN)}
    assert made(args, preview=True)["domain-domain"].inputs == {
        "domainName": "shop",
        "defaultExpirationDays": 366,
        "defaultEncryptionKey": UNKNOWN,
        "deadLetterQueueUrl": UNKNOWN,
    }


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"kms_key_arn": KEY_ARN}, "domain_name = None: is required"),
        (
            {**REQUIRED, "expiration_days": 30},
            "expiration_days = 30: is not an argument; did you mean default_expiration_days?",
        ),
        (
            {**REQUIRED, "domain_name": "a" * 65},
            f"domain_name = '{'a' * 65}': a domain name has 1 to 64 letters, digits, _ or -",
        ),
        (
            {"domain_name": "shop"},
            "kms_key_arn = None: give either the ARN of a customer managed key or aws_managed_key: True",
        ),
        (
            {**REQUIRED, "aws_managed_key": True},
            f"kms_key_arn = '{KEY_ARN}': give either the ARN of a customer managed key or aws_managed_key: True",
        ),
        ({**REQUIRED, "default_expiration_days": 1099}, "default_expiration_days = 1099: must be 1 to 1098 days"),
        (
            {**REQUIRED, "default_expiration_days": 1.5},
            "default_expiration_days = 1.5: must be a whole number of days",
        ),
        (
            {**REQUIRED, "dead_letter_queue_url": "arn:aws:sqs:us-east-1:111122223333:letters"},
            "dead_letter_queue_url = 'arn:aws:sqs:us-east-1:111122223333:letters': must be the URL of an SQS queue",
        ),
        (
            {**REQUIRED, "dead_letter_queue_url": f"{QUEUE_URL}.fifo"},
            f"dead_letter_queue_url = '{QUEUE_URL}.fifo': the service sends to standard queues only, and this is a "
            "FIFO queue",
        ),
        (
            {**REQUIRED, "dead_letter_queue_url": QUEUE_URL.replace(ACCOUNT, "444455556666")},
            f"dead_letter_queue_url = '{QUEUE_URL.replace(ACCOUNT, '444455556666')}': must be a queue of account "
            f"{ACCOUNT} in us-east-1, where the domain is",
        ),
        ({**REQUIRED, "deletion_protection": 1}, "deletion_protection = 1: must be true or false"),
        ({**REQUIRED, "tags": ["team"]}, "tags = ['team']: must be an object of tag keys and values"),
        (
            {"domain_name": "shop", "aws_managed_key": "yes"},
            "aws_managed_key = 'yes': must be true or false",
        ),
    ],
)
def test_refuses_in_one_line(args: dict[str, object], message: str) -> None:
    assert refusal(ProfilesDomain, "domain", args) == f"ProfilesDomain 'domain': {message}"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ({"matching": {}}, "matching.enabled = None: is required"),
        ({"matching": {"enabled": "yes"}}, "matching.enabled = 'yes': must be true or false"),
        (
            {"matching": {"enabled": True, "job_schedule": {"day_of_the_week": "monday", "time": "06:30"}}},
            (
                "matching.job_schedule.day_of_the_week = 'monday': must be one of SUNDAY, MONDAY, TUESDAY, WEDNESDAY, "
                "THURSDAY, FRIDAY, SATURDAY"
            ),
        ),
        (
            {"matching": {"enabled": True, "job_schedule": {"day_of_the_week": "MONDAY", "time": "24:00"}}},
            "matching.job_schedule.time = '24:00': must be a time in UTC such as 06:30",
        ),
        (
            {"matching": {"enabled": True, "auto_merging": {"enabled": True, "consolidation": {}}}},
            "matching.auto_merging.consolidation.matching_attributes_list = None: is required",
        ),
        (
            {
                "matching": {
                    "enabled": True,
                    "auto_merging": {
                        "enabled": True,
                        "consolidation": {"matching_attributes_list": [["Email"], []]},
                    },
                }
            },
            ("matching.auto_merging.consolidation.matching_attributes_list[1] = '0 attributes': must be 1 to 20"),
        ),
        (
            {
                "matching": {
                    "enabled": True,
                    "auto_merging": {"enabled": True, "min_allowed_confidence_score_for_merging": 80},
                }
            },
            "matching.auto_merging.min_allowed_confidence_score_for_merging = 80: must be a number from 0 to 1",
        ),
        (
            {"matching": {"enabled": True, "exporting_config": {"s3_exporting": {"s3_bucket_name": "Matches"}}}},
            (
                "matching.exporting_config.s3_exporting.s3_bucket_name = 'Matches': a bucket name has 3 to 63 "
                "lower-case letters, digits, . or -, and begins and ends with a letter or digit"
            ),
        ),
        (
            {"rule_based_matching": {"enabled": True, "matching_rules": [{"rule": ["a"]}] * 16}},
            "rule_based_matching.matching_rules = '16 rules': must be 1 to 15",
        ),
        (
            {"rule_based_matching": {"enabled": True, "max_allowed_rule_level_for_merging": 16}},
            (
                "rule_based_matching.max_allowed_rule_level_for_merging = 16: must be 1 to 15 (the position in the "
                "list of rules)"
            ),
        ),
        (
            {
                "rule_based_matching": {
                    "enabled": True,
                    "attribute_types_selector": {"attribute_matching_model": "ONE_TO_ONE", "email_address": ["Email"]},
                }
            },
            (
                "rule_based_matching.attribute_types_selector.email_address[0] = 'Email': must be one of "
                "EmailAddress, BusinessEmailAddress, PersonalEmailAddress"
            ),
        ),
        (
            {
                "rule_based_matching": {
                    "enabled": True,
                    "conflict_resolution": {"conflict_resolving_model": "SOURCE"},
                }
            },
            (
                "rule_based_matching.conflict_resolution.source_name = None: is required for SOURCE: the object type "
                "whose data wins"
            ),
        ),
        ({"rule_based_matching": {"enabled": True, "status": "ACTIVE"}}, "rule_based_matching.status = 'ACTIVE': is "),
        ({"data_store": {}}, "data_store.enabled = None: is required"),
        (
            {"data_store": {"enabled": True}, "kms_key_arn": None, "aws_managed_key": True},
            "data_store = {'enabled': True}: a data store needs a customer managed key",
        ),
    ],
)
def test_refuses_options_out_of_their_ranges(args: dict[str, Any], message: str) -> None:
    refused = refusal(ProfilesDomain, "domain", {**REQUIRED, **args})
    assert refused.startswith(f"ProfilesDomain 'domain': {message}")


@pytest.mark.parametrize(("enabled", "warned"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("preview", [True, False])
def test_says_that_a_data_store_is_for_good(
    enabled: bool, warned: int, preview: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda message, *_args, **_options: found.append(message))
    made({**REQUIRED, "data_store": {"enabled": enabled}}, preview=preview)
    assert found == ["a data store cannot be disabled later; only deleting the domain removes it"] * warned


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("argument", "value", "rule"),
    [
        ("domain_name", "a b", "a domain name has 1 to 64 letters, digits, _ or -"),
        ("kms_key_arn", "shop", "must be the ARN of a KMS key (arn:aws:kms:…:key/…)"),
        ("default_expiration_days", 0, "must be 1 to 1098 days"),
        ("dead_letter_queue_url", "letters", "must be the URL of an SQS queue"),
        ("tags", [], "must be an object of tag keys and values"),
    ],
)
def test_an_output_that_breaks_a_rule_creates_nothing(argument: str, value: object, rule: str, preview: bool) -> None:
    args = {**REQUIRED, argument: Later(value)}
    message = refusal(ProfilesDomain, "domain", args, preview=preview)
    assert message == f"ProfilesDomain 'domain': {argument} = {value!r}: {rule}"


@pytest.mark.parametrize("preview", [True, False])
@pytest.mark.parametrize(
    ("native", "there"),
    [
        (Place("444455556666"), "account 444455556666 in us-east-1"),
        (Place(region="eu-central-1"), f"account {ACCOUNT} in eu-central-1"),
    ],
)
def test_refuses_providers_that_work_in_different_places(native: Place, there: str, preview: bool) -> None:
    assert refusal(ProfilesDomain, "domain", REQUIRED, places={"aws-native": native}, preview=preview) == (
        f"ProfilesDomain 'domain': providers = '{there}': the aws provider works in account {ACCOUNT} in us-east-1, "
        f"aws-native in {there}: give both the same account and Region"
    )

"""Rules for identity resolution and the data store of a domain. Pure.

Ranges and words: the API model (MatchingRequest, RuleBasedMatchingRequest, DataStoreRequest).
https://docs.aws.amazon.com/connect/latest/adminguide/use-identity-resolution.html
"""

from collections.abc import Callable
from typing import Any, Literal, get_args

from .. import rules
from . import Rule, RuleViolation

ConflictResolvingModel = Literal["RECENCY", "SOURCE"]
DayOfTheWeek = Literal["SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"]
AttributeMatchingModel = Literal["ONE_TO_ONE", "MANY_TO_MANY"]
PhoneNumberAttribute = Literal["PhoneNumber", "HomePhoneNumber", "MobilePhoneNumber", "BusinessPhoneNumber"]
EmailAddressAttribute = Literal["EmailAddress", "BusinessEmailAddress", "PersonalEmailAddress"]
# The standard profile has MailingAddress; AWS's pages on matching write MaillingAddress.
AddressAttribute = Literal["Address", "BusinessAddress", "MailingAddress", "MaillingAddress", "ShippingAddress"]


def _conflict_resolution(value: Any) -> dict[str, Any]:
    given = _conflict_model(value)
    if given["conflict_resolving_model"] == "SOURCE" and "source_name" not in given:
        rule = "is required for SOURCE: the object type whose data wins"
        raise RuleViolation(None, rule, argument="source_name")
    return given


def _of(what: str, required: tuple[str, ...] = (), **members: Rule[Any]) -> Callable[[Any], dict[str, Any]]:
    """A rule for objects with these members."""

    def check(value: Any) -> dict[str, Any]:
        given = rules.known_keys(value, members, what)
        for member in required:
            if member not in given:
                raise RuleViolation(None, "is required", argument=member)
        return {member: rules.checked(member, given[member], members[member]) for member in given}

    return check


def _several(minimum: int, maximum: int, what: str, rule: Rule[Any]) -> Callable[[Any], list[Any]]:
    """A rule for lists with a number of items in a range; a violation names the position."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, (list, tuple)):
            raise RuleViolation(value, f"must be a list of {what}")
        if not minimum <= len(value) <= maximum:
            raise RuleViolation(f"{len(value)} {what}", f"must be {minimum} to {maximum}")
        return [_at(position, item, rule) for position, item in enumerate(value)]

    return check


def _at(position: int, value: Any, rule: Rule[Any]) -> Any:
    try:
        return rule(value)
    except RuleViolation as violation:
        raise violation.below(f"[{position}]") from None


def _score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise RuleViolation(value, "must be a number from 0 to 1")
    return float(value)


_name = rules.text(r"(?s).{1,255}", "must be 1 to 255 characters")
_exporting = _of(
    "exporting_config",
    s3_exporting=_of(
        "s3_exporting",
        ("s3_bucket_name",),
        s3_bucket_name=rules.bucket_name,
        s3_key_name=rules.text(r".{1,800}", "must be 1 to 800 characters"),
    ),
)
_conflict_model = _of(
    "conflict_resolution",
    ("conflict_resolving_model",),
    conflict_resolving_model=rules.one_of(*get_args(ConflictResolvingModel)),
    source_name=_name,
)
_level = rules.integer(1, 15, "(the position in the list of rules)")

matching = _of(
    "matching",
    ("enabled",),
    enabled=rules.boolean,
    job_schedule=_of(
        "job_schedule",
        ("day_of_the_week", "time"),
        day_of_the_week=rules.one_of(*get_args(DayOfTheWeek)),
        time=rules.text(r"(\d|[01]\d|2[0-3]):[0-5]\d", "must be a time in UTC such as 06:30"),
    ),
    auto_merging=_of(
        "auto_merging",
        ("enabled",),
        enabled=rules.boolean,
        consolidation=_of(
            "consolidation",
            ("matching_attributes_list",),
            matching_attributes_list=_several(1, 10, "lists of attributes", _several(1, 20, "attributes", _name)),
        ),
        conflict_resolution=_conflict_resolution,
        min_allowed_confidence_score_for_merging=_score,
    ),
    exporting_config=_exporting,
)
"""A rule for identity resolution by machine learning, with its weekly job."""

rule_based_matching = _of(
    "rule_based_matching",
    ("enabled",),
    enabled=rules.boolean,
    matching_rules=_several(
        1,
        15,
        "rules",
        _of("a rule", ("rule",), rule=_several(1, 15, "attributes", _name)),
    ),
    max_allowed_rule_level_for_matching=_level,
    max_allowed_rule_level_for_merging=_level,
    attribute_types_selector=_of(
        "attribute_types_selector",
        ("attribute_matching_model",),
        attribute_matching_model=rules.one_of(*get_args(AttributeMatchingModel)),
        address=_several(1, 4, "addresses", rules.one_of(*get_args(AddressAttribute))),
        phone_number=_several(1, 4, "phone numbers", rules.one_of(*get_args(PhoneNumberAttribute))),
        email_address=_several(1, 3, "email addresses", rules.one_of(*get_args(EmailAddressAttribute))),
    ),
    conflict_resolution=_conflict_resolution,
    exporting_config=_exporting,
)
"""A rule for identity resolution by rules."""

data_store = _of("data_store", ("enabled",), enabled=rules.boolean)
"""A rule for the data store."""

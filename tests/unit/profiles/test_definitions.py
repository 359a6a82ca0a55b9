"""The checks of an object type against every documented rule."""

import pytest
from connect_customer_profiles.profiles import checks
from connect_customer_profiles.profiles.checks import Key
from connect_customer_profiles.profiles.definition import mapping_definition
from connect_customer_profiles.rules import RuleViolation

from tests.documented import shorthand
from tests.documented.definitions import DEFINITIONS, Definition

ROWS = pytest.mark.parametrize("row", DEFINITIONS, ids=lambda row: row.rule)


@ROWS
def test_the_component_s_check_says_what_the_service_does(row: Definition) -> None:
    given = {
        "object_type_name": row.name,
        "fields": shorthand.fields(row.fields),
        "keys": shorthand.keys(row.keys),
        "allow_profile_creation": row.creation,
        **({"source_last_updated_timestamp_format": row.timestamp_format} if row.timestamp_format else {}),
    }
    if row.refused is None:
        assert set(mapping_definition(given).fields) == set(row.fields)
        return
    with pytest.raises(RuleViolation) as caught:
        mapping_definition(given)
    assert row.refused in str(caught.value)


@ROWS
def test_the_findings_of_any_object_type_are_the_same(row: Definition) -> None:
    """As the policy pack and the local AWS ask for them, without the checks of single arguments before."""
    keys = [
        Key(name, tuple(each["field_names"]), frozenset(each["standard_identifiers"]))
        for name, variants in shorthand.keys(row.keys).items()
        for each in variants
    ]
    found = checks.findings(
        keys, shorthand.fields(row.fields), allow_profile_creation=row.creation, timestamp_format=row.timestamp_format
    )
    messages = [*checks.name_findings(row.name, template=False), *(message for _, message in found)]
    assert [message for message in messages if row.refused and row.refused in message][:1] == messages[:1]


@ROWS
def test_every_rule_has_its_page(row: Definition) -> None:
    assert row.page.startswith((shorthand.ADMIN, shorthand.API))


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [row.rule for row in DEFINITIONS]
    assert len(names) == len(set(names)) > 120


SHARED: dict[str, list[tuple[str, ...]]] = {"_email": [("EMAIL_ADDRESS",)], "both": [("STRING", "NUMBER")]}


@pytest.mark.parametrize(
    ("name", "types", "found"),
    [
        ("_email", ["EMAIL_ADDRESS"], None),
        ("_email", ["STRING"], "key '_email' is STRING here and EMAIL_ADDRESS in object type 'Guests'"),
        ("own", ["STRING"], None),
        ("both", ["STRING", "NUMBER"], None),
        ("both", ["NUMBER", "STRING"], "key 'both' is NUMBER, STRING here and STRING, NUMBER in object type 'Guests'"),
        ("both", ["STRING"], None),
    ],
)
def test_a_key_of_the_domain_has_the_same_content_types_everywhere(name: str, types: list[str], found: str) -> None:
    """https://docs.aws.amazon.com/connect/latest/adminguide/mapping-key-definitions.html"""
    fields = {f"f{n}": {"source": "_source.x", "content_type": each} for n, each in enumerate(types)}
    keys = [Key(name, tuple(fields), frozenset())]
    findings = list(checks.shared_key_findings(keys, fields, {"Guests": SHARED}))
    assert findings == ([f"{found}: key names are shared by the whole domain"] if found else [])

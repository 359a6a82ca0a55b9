"""Names between the package's schema and Python."""

import asyncio
import json
from typing import Any

import pulumi
import pytest
from connect_customer_profiles.plugin.server import SCHEMA
from connect_customer_profiles.plugin.translation import Translation, camel, snake
from hypothesis import given
from hypothesis import strategies as st

TRANSLATION = Translation(json.loads(SCHEMA.read_text(encoding="utf-8")))
INDEX = "connect-customer-profiles:index:"
WORDS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


@given(st.lists(st.one_of(WORDS, st.just("s3")), min_size=1, max_size=5))
def test_names_survive_the_way_there_and_back(words: list[str]) -> None:
    name = "_".join(words)
    assert snake(camel(name)) == name


def inputs(component: str, **given: Any) -> dict[str, Any]:
    return TRANSLATION.inputs(f"{INDEX}{component}", given)


def test_nested_names_are_translated_and_the_keys_of_maps_are_not() -> None:
    assert inputs(
        "ObjectMapping",
        objectTypeName="Guests",
        tags={"costCentre": "care"},
        fields={"firstName": {"source": "_source.a", "contentType": "STRING"}},
        keys={
            "_guestKey": {"fieldNames": ["firstName"], "standardIdentifiers": ["UNIQUE"]},
            "both": [{"fieldNames": ["firstName"]}, {"fieldNames": ["b"], "standardIdentifiers": ["PROFILE"]}],
        },
    ) == {
        "object_type_name": "Guests",
        "tags": {"costCentre": "care"},
        "fields": {"firstName": {"source": "_source.a", "content_type": "STRING"}},
        "keys": {
            "_guestKey": {"field_names": ["firstName"], "standard_identifiers": ["UNIQUE"]},
            "both": [{"field_names": ["firstName"]}, {"field_names": ["b"], "standard_identifiers": ["PROFILE"]}],
        },
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"schedule": "rate(1hours)"}, {"schedule": "rate(1hours)"}),
        ({"schedule": {"expression": "rate(1hours)"}}, {"schedule": {"expression": "rate(1hours)"}}),
        ({"batch": {"recordsPerDay": 12000.0}}, {"batch": {"records_per_day": 12000}}),
        ({"tasks": [{"type": "Filter", "value": 4.0}]}, {"tasks": [{"type": "Filter", "value": 4}]}),
        ({"tasks": [{"type": "Filter", "value": 4.5}]}, {"tasks": [{"type": "Filter", "value": 4.5}]}),
        ({"unheardOf": {"inIt": 1.0}}, {"unheard_of": {"inIt": 1}}),
    ],
)
def test_values(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert repr(inputs("IntegrationWorkflow", **given)) == repr(expected)


def test_what_supervision_says_is_handed_on_as_it_is() -> None:
    supervision = {"domain_name": "shop", "flowDefinition": {"TriggerConfig": {}}}
    assert inputs("BackfillSupervisor", integrations=[supervision])["integrations"] == [supervision]


def test_names_inside_outputs_are_translated() -> None:
    async def translated() -> Any:
        connector = pulumi.Output.from_input({"type": "S3", "bucketName": "exports"})
        return await inputs("IntegrationWorkflow", connector=connector)["connector"].future()

    assert asyncio.run(translated()) == {"type": "S3", "bucket_name": "exports"}

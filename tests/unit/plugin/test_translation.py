"""Names between the package's schema and Python."""

import ast
import asyncio
import json
import re
from pathlib import Path
from typing import Any

import connect_customer_profiles
import pulumi
import pytest
from connect_customer_profiles.plugin.server import SCHEMA
from connect_customer_profiles.plugin.translation import Translation, camel, snake, words
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


FOR_EVERYBODY = (
    "cli",
    "operations",
    "rehearsal",
    "sources/messages",
    "ingestion/failures.py",
    "ingestion/explanation.py",
)
"""What commands and outputs say: to programs of every language, and of a configuration."""

WRITE_PROGRAMS = ("operations/adopt.py", "operations/adopt_into.py", "cli/suggest_mapping.py")
"""What they write is Python."""


def test_commands_and_outputs_name_arguments_in_words_that_every_language_has() -> None:
    root, pythons = Path(connect_customer_profiles.__file__).parent, set(words(json.loads(SCHEMA.read_text("utf-8"))))
    files = {file for each in FOR_EVERYBODY for file in ([root / each] if "." in each else (root / each).rglob("*.py"))}
    files -= {root / each for each in WRITE_PROGRAMS}
    said = {
        (file.relative_to(root).as_posix(), name)
        for file in files
        for text in sentences(ast.parse(file.read_text("utf-8")))
        for name in re.findall(r"(?<![{\w])[a-z]+(?:_[a-z]+)+", text)
    }
    assert len(files) > 100
    assert sorted((file, name) for file, name in said if name in pythons) == []


def sentences(tree: ast.AST) -> list[str]:
    """The texts of several words; of a text with values in it, the parts. Documentation is none."""
    documentation = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    texts = (each for each in ast.walk(tree) if isinstance(each, ast.Constant) and id(each) not in documentation)
    return [each.value for each in texts if isinstance(each.value, str) and " " in each.value]

"""The schema that the plugin ships: what SDKs of other languages are generated from."""

import inspect
import json
import re
from collections.abc import Iterator
from typing import Any, Literal, get_origin

import connect_customer_profiles as library
import pytest
from connect_customer_profiles.plugin.server import SCHEMA
from connect_customer_profiles.plugin.translation import camel, snake, words

from tests.packaging import schema as generator
from tests.packaging.reference import annotated, components, members

TEXT = SCHEMA.read_text(encoding="utf-8")
SHIPPED: dict[str, Any] = json.loads(TEXT)
INDEX = "connect-customer-profiles:index:"


def test_it_is_current() -> None:
    assert generator.text() == TEXT, "run `make plugin-schema`"


def test_every_component_has_all_its_arguments_and_outputs() -> None:
    assert sorted(SHIPPED["resources"]) == sorted(f"{INDEX}{each.__name__}" for each in components())
    for component in components():
        described = SHIPPED["resources"][f"{INDEX}{component.__name__}"]
        arguments = members(getattr(library, f"{component.__name__}Args"))
        assert set(described["inputProperties"]) == {camel(each.name) for each in arguments}
        assert described["requiredInputs"] == sorted(camel(each.name) for each in arguments if each.required)
        outputs = {camel(name) for name, kind, _ in annotated(component) if generator.output(kind)}
        assert set(described["properties"]) == outputs


def test_arguments_that_components_have_in_common_are_there() -> None:
    for component in ("BackfillSupervisor", "DeadLetterRedrive"):
        given = SHIPPED["resources"][f"{INDEX}{component}"]["inputProperties"]
        assert {"tags", "logRetentionDays", "tracing", "reserveConcurrency"} <= given.keys()


def test_names_can_be_translated_back() -> None:
    names = {name for owner in generator.owners() for name, _, _ in annotated(owner)}
    assert {name for name in names if snake(camel(name)) != name} == set()
    assert words(SHIPPED)["source_last_updated_timestamp_format"] == "sourceLastUpdatedTimestampFormat"


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (each for key, each in value.items() if key == "description" and isinstance(each, str))
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)


@pytest.mark.parametrize(
    "word", ["Raises:", "Args:", "True", "False", "domain_name", "kms_key_arn", "import_start_date"]
)
def test_descriptions_are_not_pythons(word: str) -> None:
    assert [each for each in texts(SHIPPED) if word in each] == []


def test_credentials_are_secret_and_protection_is_plain() -> None:
    assert SHIPPED["resources"][f"{INDEX}ConnectorProfile"]["inputProperties"]["credentials"]["secret"] is True
    domain = SHIPPED["resources"][f"{INDEX}ProfilesDomain"]["inputProperties"]
    assert domain["deletionProtection"]["plain"] is True
    assert "plain" not in domain["domainName"]


def test_a_choice_of_a_few_words_is_an_enum() -> None:
    agents = SHIPPED["resources"][f"{INDEX}AgentAccess"]["inputProperties"]
    assert agents["level"]["$ref"] == f"#/types/{INDEX}AgentAccessLevel"
    assert agents["level"]["plain"] is True
    enums = {name.removeprefix(INDEX): each["enum"] for name, each in SHIPPED["types"].items() if "enum" in each}
    assert [each["value"] for each in enums["AgentAccessLevel"]] == ["view", "edit", "create"]
    # One type for all kinds of task knows the words of each.
    assert [each["value"] for each in enums["TaskType"]] == [
        *("Map", "Filter", "Mask", "Merge", "Truncate", "Validate", "Arithmetic")
    ]
    assert [each["value"] for each in enums["CredentialsKind"]] == ["jwt", "oauth", "basic", "client_credentials"]
    assert '"choice":' not in TEXT


def test_every_choice_in_the_types_is_one_in_the_schema() -> None:
    named = {name for name in library.__all__ if get_origin(getattr(library, name)) is Literal}
    arguments = (each for each in generator.owners() if not each.__name__.endswith("Result"))
    written = "\n".join(inspect.getsource(each) for each in arguments)
    # Outputs are texts in other languages: AWS may have another word tomorrow.
    written = re.sub(r"pulumi\.Output\[\w+\]", "", written)
    used = {name for name in named if re.search(rf"(?<!\w){name}(?!\w)", written)}
    enums = {name.removeprefix(INDEX) for name, each in SHIPPED["types"].items() if "enum" in each}
    merged = {"FilterOperator", "Calculation", "Validation", "AppFlowOperator", "AppFlowTaskType"}
    assert used - merged - enums == set()


def test_unions_have_a_form_in_every_language() -> None:
    assert SHIPPED["types"][f"{INDEX}Task"]["required"] == ["type"]
    assert SHIPPED["types"][f"{INDEX}ApplicationTask"]["properties"]["validationAction"] == {
        "description": "AppFlow's form: `Validate`: AppFlow's word, `DropRecord` or `DropDataset`.",
        "type": "string",
    }
    mapping = SHIPPED["resources"][f"{INDEX}ObjectMapping"]["inputProperties"]
    key = {"$ref": f"#/types/{INDEX}Key"}
    assert mapping["keys"]["additionalProperties"] == {"oneOf": [key, {"type": "array", "items": key}]}
    schedule = SHIPPED["resources"][f"{INDEX}IntegrationWorkflow"]["inputProperties"]["schedule"]
    assert schedule["oneOf"] == [{"type": "string"}, {"$ref": f"#/types/{INDEX}IntegrationSchedule"}]

"""What the stack's configuration lists for programs that cannot call `take_over`."""

import asyncio
import json
from collections.abc import Iterator

import pulumi
import pytest
from connect_customer_profiles.base import take_over_rules
from connect_customer_profiles.plugin import taking_over
from connect_customer_profiles.plugin.components import Components
from connect_customer_profiles.plugin.server import SCHEMA, Plugin
from connect_customer_profiles.rules.argument_names import spell
from pulumi.runtime import proto

KEY = "connect-customer-profiles:takeOver"


@pytest.fixture(autouse=True)
def in_a_plugin() -> Iterator[Components]:
    """Messages use the words of the plugin; the configuration is empty."""
    pulumi.runtime.set_all_config({})
    try:
        yield Components(SCHEMA.read_text(encoding="utf-8"))
    finally:
        spell({})
        pulumi.runtime.set_all_config({})


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("takeOver", "shop", "takeOver = 'shop': must be a map by the names of components' children"),
        ("takeOver", "[" * 20_000, "takeOver = '[[["),
        ("takeOver", '{"key-key": 5}', "takeOver = {'key-key': 5}: the ID of key-key must be text"),
        ("asFound", '{"a": "b"}', "asFound = {'a': 'b'}: what stays of a must be a list of properties"),
        ("asFound", '{"a": [5]}', "asFound = {'a': [5]}: what stays of a must be a list of properties"),
    ],
)
def test_a_list_of_another_form_is_refused_in_the_words_of_the_configuration(key: str, value: str, line: str) -> None:
    pulumi.runtime.set_config(f"connect-customer-profiles:{key}", value)
    with pytest.raises(pulumi.RunError) as refused:
        taking_over.options()
    assert str(refused.value).startswith(f"connect-customer-profiles:{line}")
    assert "\n" not in str(refused.value)


def test_the_keys_are_of_the_arguments_of_take_over() -> None:
    assert {*taking_over.KEYS} == {take_over_rules.IDS, take_over_rules.AS_FOUND}


def test_without_a_list_components_have_no_options_of_ours() -> None:
    assert taking_over.options().transformations is None
    pulumi.runtime.set_config(KEY, json.dumps({"key-key": "1234"}))
    assert len(taking_over.options().transformations or ()) == 1


def test_the_list_is_no_configuration_of_the_plugin(in_a_plugin: Components) -> None:
    """Whose change would show in each preview."""

    async def checked() -> dict[str, object]:
        request = proto.CheckRequest()
        request.news.update({"takeOver": "{}", "asFound": "{}", "version": "1"})
        return dict((await Plugin(in_a_plugin, [], "").CheckConfig(request, None)).inputs)

    assert asyncio.run(checked()) == {"version": "1"}

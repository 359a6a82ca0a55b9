"""The plugin's process."""

import asyncio
import sys

import pytest
from connect_customer_profiles.plugin.components import Components
from connect_customer_profiles.plugin.owned_resources import providers
from connect_customer_profiles.plugin.server import SCHEMA, Plugin
from connect_customer_profiles.rules.argument_names import spell
from pulumi.runtime import proto


def test_tracebacks_stay_as_the_sdk_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the SDK cannot register a component; the host of dynamic resources switches them off."""

    monkeypatch.delattr(sys, "tracebacklimit", raising=False)

    async def configured() -> None:
        plugin = Plugin(Components(SCHEMA.read_text(encoding="utf-8")), [], "")
        await plugin.Configure(proto.ConfigureRequest(urn="urn:pulumi:a::b::pulumi:providers:c::d", id="e"), None)
        assert plugin._providers({}).keys() == providers().keys()

    try:
        asyncio.run(configured())
    finally:
        spell({})
    assert not hasattr(sys, "tracebacklimit")

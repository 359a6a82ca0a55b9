"""What a hook asks AWS needs none of the event loop's threads: resources that wait for the hook may hold them all."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pulumi
import pytest
from connect_customer_profiles.aws import session, sts
from connect_customer_profiles.base import lookup
from connect_customer_profiles.base.location import Location

HERE = Location("123456789012", "us-east-1")


class Component:
    """A component without a provider of its own."""

    def get_provider(self, _: str) -> None:
        """None."""


@pytest.fixture
def credentials(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The profiles that credentials were made of."""
    made: list[str | None] = []
    monkeypatch.setattr(lookup, "aws_location", lambda _: pulumi.Output.from_input(HERE))
    monkeypatch.setattr(session, "configured", lambda given: made.append(given("aws:profile")))
    monkeypatch.setattr(sts, "account", lambda *_: HERE.account)
    return made


def test_a_hook_gets_its_answer_while_resources_hold_every_thread_of_the_loop(credentials: list[str | None]) -> None:
    registered = threading.Event()

    async def up() -> tuple[str, str]:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(max_workers=1))
        registering = loop.run_in_executor(None, registered.wait)
        try:
            component: Any = Component()
            asked = lookup.ask(component, lambda client: (client.account, client.region))
            return await asyncio.wait_for(asked, timeout=30)
        finally:
            registered.set()
            await registering

    assert asyncio.run(up()) == (HERE.account, HERE.region)


def test_credentials_are_those_of_the_stack_s_configuration(credentials: list[str | None]) -> None:
    async def up() -> None:
        pulumi.runtime.set_all_config({"aws:profile": "deployer"})
        component: Any = Component()
        await lookup.ask(component, lambda _: None)

    asyncio.run(up())
    assert credentials == ["deployer"]

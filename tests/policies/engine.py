"""The pack as the engine runs it: what a preview with it reports."""

from collections.abc import Iterator
from typing import Any

from pulumi import automation as auto

from tests.e2e.harness import Project
from tests.policies.pack import PACK


def events(project: Project, *configs: str) -> Iterator[auto.EngineEvent]:
    """What the engine says of a preview with the pack."""
    heard: list[auto.EngineEvent] = []
    options: dict[str, Any] = {"policy_packs": [str(PACK)], "policy_pack_configs": list(configs) or None}
    try:
        project.stack.preview(on_event=heard.append, on_output=lambda _line: None, color="never", **options)
    except auto.CommandError:
        assert any(each.policy_event for each in heard), heard[-3:]
    return iter(heard)


def violations(project: Project, *configs: str) -> set[tuple[str, str]]:
    """Name of the resource and of the rule, for each violation of a preview."""
    return set(texts(project, *configs))


def texts(project: Project, *configs: str) -> dict[tuple[str, str], str]:
    """The same, with what the engine shows of each."""
    return {
        ((event.resource_urn or "").rsplit("::", 1)[-1], event.policy_name): event.message
        for each in events(project, *configs)
        if (event := each.policy_event)
    }

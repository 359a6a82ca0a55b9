"""Targets and the engine's commands for state, with components: nothing declared goes, and no letter is lost."""

import re
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import ASKING, NAMES, in_state, lived_in, parts, physical, prepared, program, run

pytestmark = pytest.mark.e2e

URN = "urn:pulumi:dev::customer-profiles::connect-customer-profiles:index:{0}::{1}"


def test_an_update_of_one_component_failed_because_another_was_not_there_yet(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=program(prepared(place)))
    for part in parts():
        options = [*part, "--exclude-dependents"] if "--exclude" in part else part
        _, text = run(stack, place, "preview", *options)
        # The engine's own line, about what a resource of the part needs.
        assert all("was not specified in --target list" in line for line in errors(text)), text
    code, text = run(stack, place, "up", "--yes", "--skip-preview", "--target", "**::key*")
    assert code == 0, text
    assert {each["urn"].rsplit("::", 1)[1] for each in stack.resources() if not each["type"].startswith("pulumi:")} == {
        *("key", "key-key", "key-alias")
    }
    dependents = ("--exclude", "**::dlq*", "--exclude-dependents")
    code, text = run(stack, place, "up", "--yes", "--skip-preview", *dependents)
    assert code == 0, text
    assert place.existing("domains") == []


def errors(text: str) -> list[str]:
    """The lines about errors, without the engine's last word and what it says of providers that it has ended itself."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("error:")]
    return [line for line in lines if line != "error: preview failed" and "exited prematurely" not in line]


def rename(stack: Project, place: Place, urn: str, name: str) -> None:
    """`pulumi state rename`, which must succeed."""
    code, text = run(stack, place, "state", "rename", "--yes", urn, name)
    assert code == 0, text


def test_i_renamed_components_in_state_and_their_children_were_made_anew(
    place: Place, project: Callable[..., Project]
) -> None:
    instance = prepared(place)
    stack = project(program=program(instance))
    before = lived_in(place, stack)
    aliases = {component: f'pulumi.Alias(name="{name}")' for component, name in NAMES.items()}
    # An alias does not reach the children of what is in state under its new name.
    for component, name in NAMES.items():
        rename(stack, place, URN.format(component, name), f"{name}-2")
    (stack.folder / "__main__.py").write_text(program(instance, renamed=True, without=ASKING))
    lines = {line.split()[1]: line for line in stack.refusal() if line.startswith("error: ") and "'" in line}
    assert lines.keys() == NAMES.keys() - {"IntegrationWorkflow", *ASKING}
    for component, line in lines.items():
        name = NAMES[component]
        command = re.search(rf"run `pulumi (.*?)` and give '{name}-2' the option aliases=\[(.*?)\]", line)
        assert command is not None, line
        assert command[1] == f"state rename '{URN.format(component, name + '-2')}' {name}"
        assert command[2] == aliases[component]
        rename(stack, place, *command[1].removeprefix("state rename ").replace("'", "").split())
    # Resources of their own refuse these, one after the other.
    for component in ASKING:
        (stack.folder / "__main__.py").write_text(program(instance, renamed=True, aliases=aliases))
        assert any("a rename or a move into another component" in line for line in stack.refusal())
        rename(stack, place, URN.format(component, f"{NAMES[component]}-2"), NAMES[component])
    rename(stack, place, URN.format("IntegrationWorkflow", "contacts-2"), "contacts")
    (stack.folder / "__main__.py").write_text(program(instance, renamed=True, aliases=aliases))
    assert stack.changes() == {}
    assert physical(place) == before


def test_updated_in_part_or_replaced_my_components_took_their_resources_with_them(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=program(prepared(place)))
    before = lived_in(place, stack)
    known = in_state(stack)
    replaced = [word for component, name in NAMES.items() for word in ("--replace", URN.format(component, name))]
    for choice in (*parts(), replaced):
        code, text = run(stack, place, "up", "--yes", "--skip-preview", *choice)
        assert (code, in_state(stack), physical(place)) == (0, known, before), text
    # Components are rows of the state only.
    assert "+-15 replaced" in text
    assert stack.changes() == {}


def test_i_moved_my_stack_and_both_thought_that_they_owned_it(place: Place, project: Callable[..., Project]) -> None:
    instance = prepared(place)
    stack = project(program=program(instance))
    before = lived_in(place, stack)
    copy = project("copy", program=program(instance))
    moved = [URN.format(component, name) for component, name in NAMES.items()]
    code, text = run(stack, place, "state", "move", "--yes", "--source", "dev", "--dest", "copy", *moved)
    assert code == 0, text
    assert copy.changes() == {}
    (stack.folder / "__main__.py").write_text("")
    assert stack.changes() == {}
    stack.destroy()
    assert physical(place) == before


FOUNDATION = {
    "EncryptionKey": ["key_arn"],
    "DeadLetterQueue": ["queue_url", "queue_arn"],
    "ProfilesDomain": ["domain_name"],
    "ExecutionRole": ["role_arn"],
    "ConnectorProfile": [],
}
"""The components that move into a stack of their own, with the outputs that the others use."""


def test_i_moved_a_part_of_my_stack_and_what_was_left_made_it_anew(
    place: Place, project: Callable[..., Project]
) -> None:
    instance = prepared(place)
    stack = project(program=program(instance))
    before = lived_in(place, stack)
    outputs = {each["urn"]: each.get("outputs", {}) for each in stack.resources()}
    given = {
        component: {key: outputs[URN.format(component, NAMES[component])][key] for key in keys}
        for component, keys in FOUNDATION.items()
    }
    copy = project("copy", program=program(instance))
    moved = [URN.format(component, NAMES[component]) for component in FOUNDATION]
    code, text = run(stack, place, "state", "move", "--yes", "--source", "dev", "--dest", "copy", *moved)
    assert code == 0, text

    # Neither stack makes what the other has, where a program still declares everything.
    for each, its in ((stack, FOUNDATION), (copy, NAMES.keys() - FOUNDATION.keys())):
        lines = "\n".join(each.refusal())
        refused = {component for component in NAMES if re.search(rf"\b{component}[ :]", lines)}
        assert refused
        assert refused <= set(its)
        code, _ = run(each, place, "up", "--yes", "--skip-preview", "--continue-on-error")
        assert (code != 0, physical(place)) == (True, before)

    rest = [component for component in NAMES if component not in FOUNDATION]
    (stack.folder / "__main__.py").write_text(program(instance, without=list(FOUNDATION), given=given))
    unused = {"IntegrationWorkflow": {"supervision": "of nobody"}}
    (copy.folder / "__main__.py").write_text(program(instance, without=rest, given=unused))
    for each in (stack, copy):
        assert each.changes() == {}
        each.up()
    assert physical(place) == before
    stack.destroy()
    assert copy.changes() == {}
    letters = "amazon-connect-test-dead-letters"
    assert physical(place)["letters"] == {letters: before["letters"][letters]}

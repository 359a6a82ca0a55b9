"""Targets and the engine's commands for state, with components: nothing declared goes, and no letter is lost."""

import re
from collections.abc import Callable

import pytest

from .conftest import Place
from .harness import Project
from .one_of_each import NAMES, WEEK, physical, prepared, program, run, send_letter

pytestmark = pytest.mark.e2e

URN = "urn:pulumi:dev::customer-profiles::connect-customer-profiles:index:{0}::{1}"
ALIASES = {component: f'pulumi.Alias(name="{name}")' for component, name in NAMES.items()}


def test_an_update_of_one_component_failed_because_another_was_not_there_yet(
    place: Place, project: Callable[..., Project]
) -> None:
    stack = project(program=program(prepared(place)))
    code, text = run(stack, place, "up", "--yes", "--skip-preview", "--target", "**::key*")
    assert code == 0, text
    assert {each["urn"].rsplit("::", 1)[1] for each in stack.resources() if not each["type"].startswith("pulumi:")} == {
        *("key", "key-key", "key-alias")
    }
    dependents = ("--exclude", "**::dlq*", "--exclude-dependents")
    code, text = run(stack, place, "up", "--yes", "--skip-preview", *dependents)
    assert code == 0, text
    assert place.existing("domains") == []


def test_i_moved_my_stack_and_both_thought_that_they_owned_it(place: Place, project: Callable[..., Project]) -> None:
    instance = prepared(place)
    stack = project(program=program(instance))
    stack.up()
    send_letter(place)
    place.control.advance(WEEK)
    before = physical(place)
    code, text = run(stack, place, "up", "--yes", "--skip-preview", "--target", "**::dlq*")
    assert code == 0, text

    # The component alone: an alias does not reach the children of what is in state under its new name.
    renamed = URN.format("DeadLetterQueue", "dlq-2")
    code, text = run(stack, place, "state", "rename", "--yes", URN.format("DeadLetterQueue", "dlq"), "dlq-2")
    assert code == 0, text
    others = {component: alias for component, alias in ALIASES.items() if component != "DeadLetterQueue"}
    (stack.folder / "__main__.py").write_text(program(instance, renamed=True, aliases=others))
    (line,) = (line for line in stack.refusal() if "DeadLetterQueue" in line)
    command = re.search(r"run `pulumi (.*?)` and give 'dlq-2' the option aliases=\[(.*?)\]", line)
    assert command is not None, line
    assert command[1] == f"state rename '{renamed}' dlq"
    code, text = run(stack, place, "state", "rename", "--yes", renamed, "dlq")
    assert code == 0, text
    (stack.folder / "__main__.py").write_text(program(instance, renamed=True, aliases=ALIASES))
    assert stack.changes() == {}

    # All of it, to another stack.
    copy = project("copy", program=program(instance))
    moved = [URN.format(component, name) for component, name in NAMES.items()]
    code, text = run(stack, place, "state", "move", "--yes", "--source", "dev", "--dest", "copy", *moved)
    assert code == 0, text
    assert copy.changes() == {}
    (stack.folder / "__main__.py").write_text("")
    assert stack.changes() == {}
    stack.destroy()
    assert physical(place) == before

"""The pictures of the documentation show what the command says now, numbers, times and tokens aside."""

import pytest

from tests.conftest import REPOSITORY
from tests.operations.command import Command
from tests.operations.scenes import FOLDER, SCENES, played, words_of
from tests.provider.place import Place

DOCUMENT = REPOSITORY / "docs" / "command-line.md"


@pytest.mark.parametrize("name", SCENES)
def test_a_picture_is_what_the_command_says(name: str, place: Place, command: Command) -> None:
    words = words_of(played(name, place, command.stack_file))
    assert len(words) > 100
    assert words_of((FOLDER / f"{name}.svg").read_text()) == words


def test_the_document_has_every_picture_and_every_command() -> None:
    from connect_customer_profiles.cli.group import COMMANDS

    text = DOCUMENT.read_text()
    assert [name for name in SCENES if f"](command-line/{name}.svg)" not in text] == []
    assert {file.stem for file in FOLDER.glob("*.svg")} == {*SCENES, "timeline"}
    assert [name for name in COMMANDS if f"\n## {name}" not in text and f"`{name}`" not in text] == []

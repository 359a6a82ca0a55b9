"""docs/mapping.md shows what the command prints."""

import pytest

from tests.conftest import REPOSITORY
from tests.operations import mapping_page


def test_the_page_shows_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert len(mapping_page.commands()) == 3
    assert mapping_page.PAGE.read_text() == mapping_page.page()


@pytest.mark.parametrize("name", mapping_page.PICTURES)
def test_the_pictures_of_the_page_are_of_its_rehearsals(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert f"](mapping/{name})" in mapping_page.PAGE.read_text()
    assert (mapping_page.FOLDER / name).read_text() == mapping_page.picture(mapping_page.PICTURES[name])


@pytest.mark.parametrize("page", ["README.md", "docs/command-line.md"])
def test_it_is_found(page: str) -> None:
    assert "mapping.md)" in (REPOSITORY / page).read_text()

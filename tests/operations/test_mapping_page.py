"""docs/mapping.md shows what the command prints."""

import pytest

from tests.conftest import REPOSITORY
from tests.operations import mapping_page


def test_the_page_shows_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert len(mapping_page.commands()) == 2
    assert mapping_page.PAGE.read_text() == mapping_page.page()
    assert mapping_page.PICTURE.read_text() == mapping_page.picture()


@pytest.mark.parametrize("page", ["README.md", "docs/command-line.md"])
def test_it_is_found(page: str) -> None:
    assert "mapping.md)" in (REPOSITORY / page).read_text()

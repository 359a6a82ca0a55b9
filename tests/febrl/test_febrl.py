"""What stands in docs/mapping.md of people with known duplicates is what a rehearsal finds."""

from pathlib import Path

import pytest

from tests.febrl.measuring import DATA, ROOT, Found, measured, plain, row

NAMES = ("last-name", "number", "number-then-name")
PAGE = ROOT / "docs" / "mapping.md"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are there after `make febrl`")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """What each mapping finds of the third data set."""
    file = plain(DATA / "dataset3.csv", tmp_path_factory.mktemp("febrl") / "people.csv")
    return {name: measured(name, file) for name in NAMES}


def test_the_page_has_what_each_mapping_finds(found: dict[str, Found]) -> None:
    page = PAGE.read_text()
    assert [line for name, each in found.items() if (line := row(name, each)) not in page] == []
    any_ = found["number"]
    assert f"{any_.records:,} records of {any_.people:,} people" in page


def test_a_second_key_finds_more_of_the_same_people(found: dict[str, Found]) -> None:
    by_number, with_name, by_last_name = found["number"], found["number-then-name"], found["last-name"]
    assert with_name.recall > by_number.recall > by_last_name.recall
    assert min(by_number.precision, with_name.precision) > 0.99 > by_last_name.precision


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_record_is_somewhere(number: int, tmp_path: Path) -> None:
    found = measured("number", plain(DATA / f"dataset{number}.csv", tmp_path / "people.csv"))
    assert found.refused == 0
    assert 0 < found.recall <= found.precision <= 1

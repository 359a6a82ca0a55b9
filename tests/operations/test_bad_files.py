"""What exports are like: each peculiarity and each fault is one clear line of `rehearse`, with its line number where it
has one, and nothing is guessed silently."""

import io
import json
import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from connect_customer_profiles.cli import mapping_document
from connect_customer_profiles.operations import rehearsal, whole_files
from connect_customer_profiles.rules.screen import readable

from tests.operations.command import Command, Result
from tests.operations.test_bad_input import line_of

MAPPING = {
    "people": {
        "allow_profile_creation": True,
        "fields": {
            "Id": {"source": "_source.Id"},
            "Name": {"source": "_source.Name", "target": "_profile.LastName"},
        },
        "keys": {"personId": {"field_names": ["Id"], "standard_identifiers": ["UNIQUE", "PROFILE"]}},
    }
}


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table({"Id": ["007", "8"], "Name": ["Bond", "Silva"]}), file)
    return file.getvalue()


@pytest.fixture
def rehearse(command: Command) -> Callable[..., Result]:
    """Runs the command with a file of people."""
    (command.folder / "mapping.json").write_text(json.dumps(MAPPING))

    def run(name: str, content: bytes, *options: str) -> Result:
        (command.folder / name).write_bytes(content)
        mapping = f"{command.folder}/mapping.json"
        return command("rehearse", "--mapping", mapping, f"people={command.folder}/{name}", *options)

    return run


TOLD = {
    "a byte-order mark": (
        "a.csv",
        b"\xef\xbb\xbfId,Name\n1,Ann\n",
        "a.csv: CSV, UTF-8 with a byte-order mark, separated by commas, 2 columns",
    ),
    "Windows-1252": (
        "a.csv",
        "Id,Name\n1,Ann\n2,Zoë\n".encode("windows-1252"),
        "  line 3 is not UTF-8: the file is read as Windows-1252, unless an encoding is given",
    ),
    "semicolons": ("a.csv", b"Id;Name\n1;Ann\n", "a.csv: CSV, UTF-8, separated by semicolons, 2 columns"),
    "quoted line breaks": (
        "a.csv",
        b'Id,Name\n1,"Ann\nof\nYork"\n2\n',
        "  line 5: has 1 column, the header has 2",
    ),
    "an empty line": (
        "a.csv",
        b"Id,Name\n1,Ann\n\n2,Bo\n",
        "a.csv: CSV, UTF-8, separated by commas, 2 columns, 1 empty line passed over",
    ),
    "missing columns": ("a.csv", b"Id,Name\n1,Ann\n2\n", "  line 3: has 1 column, the header has 2"),
    "a cell of 300 KB": (
        "a.csv",
        b"Id,Name\n1,Ann\n2," + b"x" * 300_000 + b"\n",
        "people: 1 dead letter: ",
    ),
    "a JSON line that is no object": ("a.jsonl", b'{"Id": "1"}\n[2]\n', "  line 2: is a list, not an object"),
    "a column that nothing reads": ("a.csv", b"Id,Name,Shoe\n1,Ann,38\n", "people: nothing reads Shoe"),
    "a column that is not there": ("a.csv", b"Id\n1\n", "people: no record has Name, which the definition reads"),
}


@pytest.mark.parametrize(("name", "content", "line"), TOLD.values(), ids=TOLD.keys())
def test_it_is_told(rehearse: Callable[[str, bytes], Result], name: str, content: bytes, line: str) -> None:
    done = rehearse(name, content)
    assert done.stderr == ""
    assert [each for each in done.lines if each.startswith(line)], done.stdout


def test_the_300_kb_are_a_dead_letter_of_their_line(rehearse: Callable[[str, bytes], Result]) -> None:
    lines = rehearse("a.csv", b"Id,Name\n1,Ann\n2," + b"x" * 300_000 + b"\n").lines
    [position] = [number for number, line in enumerate(lines) if line.startswith("people: 1 dead letter: ")]
    assert lines[position + 1] == "  line 3"


def test_leading_zeros_of_a_key_are_kept(rehearse: Callable[[str, bytes], Result]) -> None:
    assert rehearse("a.csv", b"Id,Name\n007,Ann\n7,Bo\n").lines[0] == "2 records: 2 objects, 2 profiles, 0 dead letters"


def test_rows_of_parquet_are_records(rehearse: Callable[[str, bytes], Result]) -> None:
    done = rehearse("a.parquet", parquet())
    assert done.lines[0] == "2 records: 2 objects, 2 profiles, 0 dead letters"
    assert "a.parquet: Parquet, 2 columns" in done.lines


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.parquet", parquet()[:100], "a.parquet: is a Parquet file that has been cut off: its 100 bytes do not end "
         "as one does"),
        ("a.csv", b"", "a.csv: is empty"),
        ("a.csv", b"Id,Id\n1,2\n", "a.csv, line 1: columns 1 and 2 have the same name: is this line the header?"),
        ("a.json", b'[{"Id": "1"},\n{"Id": "2"}', "a.json, line 2: ends before the array does"),
        ("a.bin", b"\x00\x01\x02", "a.bin: is neither CSV nor JSON by its name and beginning: give its "
         "format, csv, jsonl, json or parquet, with --format"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_line(
    rehearse: Callable[[str, bytes], Result], name: str, content: bytes, line: str
) -> None:
    assert line_of(rehearse(name, content), 2) == line


@pytest.fixture
def nowhere(command: Command, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What has no end or no beginning, by path, and what is said of it."""
    for module in (mapping_document, rehearsal):
        for name in ("MAPPING_BYTES", "DOCUMENT_BYTES", "KEPT_BYTES"):
            monkeypatch.setattr(module, name, 1_000_000, raising=False)
    monkeypatch.setattr(whole_files, "WRITER_SECONDS", 0)
    folder = command.folder
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    return {
        "/dev/zero": "has more than 1,000,000 bytes",
        f"{folder}/pipe": "is a pipe that nobody writes to within 0 seconds",
        f"{folder}/loop": "Too many levels of symbolic links",
        f"{folder}/\x1b[2J\u202e": "No such file or directory",
    }


def test_what_never_ends_or_begins_is_one_line(
    rehearse: Callable[..., Result], command: Command, nowhere: dict[str, str]
) -> None:
    """Definitions, previews and samples: see `tests/unit/operations/test_whole_files.py`."""
    rehearse("a.csv", b"Id,Name\n1,Ann\n")
    mapping, sample = f"{command.folder}/mapping.json", f"people={command.folder}/a.csv"
    for file, reason in nowhere.items():
        for arguments in (
            ("rehearse", "--mapping", file, sample),
            ("rehearse", "--plan", file, sample),
            ("rehearse", "--mapping", mapping, "--compare", file, sample),
            ("rehearse", "--mapping", mapping, f"people={file}"),
            ("suggest-mapping", "--name", "people", file),
        ):
            assert line_of(command(*arguments), 2) == f"{readable(file)}: {reason}", arguments


LAUGHS = "".join(
    f"  {name}: &{name} [{', '.join(f'*{before}' for _ in range(9))}]\n" for before, name in pairwise("abcdefghi")
)
"""A list of nine lists of nine lists: 43,046,721 words in 300 bytes."""


@pytest.mark.parametrize(
    "definitions",
    [
        f"people:\n  a: &a ha\n{LAUGHS}  fields: *i\n",
        "people: &people\n  fields: *people\n",
        "people:\n  fields: &fields\n    Id: {source: *fields}\n",
    ],
    ids=["many", "itself", "inside itself"],
)
def test_aliases_without_end_are_one_line(definitions: str, command: Command) -> None:
    file = command.folder / "mapping.yaml"
    file.write_text(definitions)
    line = line_of(command("rehearse", "--mapping", str(file), "people=none.csv"), 2)
    assert line == f"{file}, line 1: is not YAML: found aliases that stand for more than 1,000,000 parts"


def test_an_alias_stands_for_what_it_names(rehearse: Callable[..., Result], command: Command) -> None:
    assert rehearse("a.csv", b"Id,Name\n1,Ann\n").lines
    file = command.folder / "mapping.yaml"
    people = json.dumps(MAPPING["people"])
    file.write_text(f"people: &people {people}\nothers:\n  <<: *people\n  object_type_name: others\n")
    done = command("rehearse", "--mapping", str(file), f"others={command.folder}/a.csv")
    assert done.lines[0] == "1 record: 1 object, 1 profile, 0 dead letters"


def test_a_standard_input_that_never_ends_is_one_line(
    rehearse: Callable[..., Result], command: Command, nowhere: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert nowhere
    rehearse("a.csv", b"Id,Name\n1,Ann\n")
    for arguments in (
        ("rehearse", "--mapping", f"{command.folder}/mapping.json", "people=-"),
        ("suggest-mapping", "--name", "people", "-"),
    ):
        with Path("/dev/zero").open(encoding="utf-8") as endless:
            monkeypatch.setattr("sys.stdin", endless)
            assert line_of(command(*arguments), 2) == "standard input: has more than 1,000,000 bytes"


def test_a_page_says_what_has_been_found_out_too(rehearse: Callable[..., Result], command: Command) -> None:
    rehearse("a.csv", "Id,Name\n1,Ann\n\n2,Zoë\n".encode("windows-1252"), "--html", f"{command.folder}/a.html")
    page = (command.folder / "a.html").read_text()
    assert "line 4 is not UTF-8: the file is read as Windows-1252, unless an encoding is given" in page
    assert "1 empty line passed over" in page

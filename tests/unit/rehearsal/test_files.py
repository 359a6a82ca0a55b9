"""Files of the sample: what is found out is said, and what is wrong is one line with its number."""

import codecs
import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from connect_customer_profiles.rehearsal.files import read
from connect_customer_profiles.rehearsal.sample import Options, Sample, SampleError
from hypothesis import given
from hypothesis import strategies as st


def sample(content: bytes | str, name: str = "people.csv", **options: str) -> Sample:
    data = content if isinstance(content, bytes) else content.encode()
    return Sample(name, lambda: io.BytesIO(data), Options(**options))


def found_in(of: Sample) -> list[tuple[int, dict[str, Any]]]:
    first = [(line, record) for line, record in read(of)]
    assert [(line, record) for line, record in read(of)] == first
    return first


def refusal(of: Sample) -> str:
    with pytest.raises(SampleError) as error:
        list(read(of))
    text = str(error.value)
    assert "\n" not in text
    return text


def faults(of: Sample) -> list[str]:
    return [f"{lines}: {wrong}" for wrong, lines in of.faults.items()]


def test_csv_as_spreadsheets_write_it() -> None:
    of = sample('\ufeffId;Name;Note\r\n007;Zoë;"two\r\nlines; and ;"\r\n\r\n008;Bo;\r\n')
    assert found_in(of) == [
        (2, {"Id": "007", "Name": "Zoë", "Note": "two\r\nlines; and ;"}),
        (5, {"Id": "008", "Name": "Bo", "Note": ""}),
    ]
    assert of.read_as == "CSV, UTF-8 with a byte-order mark, separated by semicolons, 3 columns"
    assert (str(of.empty), of.faults, of.notes, list(of.columns)) == ("line 4", {}, [], ["Id", "Name", "Note"])


def test_windows_1252_is_read_and_said() -> None:
    of = sample("Id,Name\n1,Ann\n2,Zoë €\n".encode("windows-1252"))
    assert found_in(of) == [(2, {"Id": "1", "Name": "Ann"}), (3, {"Id": "2", "Name": "Zoë €"})]
    assert of.read_as == "CSV, Windows-1252, separated by commas, 2 columns"
    assert of.notes == ["line 3 is not UTF-8: the file is read as Windows-1252, unless an encoding is given"]


def test_a_bad_byte_beyond_the_first_piece_has_its_line() -> None:
    of = sample(b"Id,Name\n" + b"1,aaaaaaaaaaaaaaa\n" * 100_000 + "2,ë\n".encode("latin-1"))
    assert len(found_in(of)) == 100_001
    assert of.notes[0].startswith("line 100002 is not UTF-8")


def test_bytes_of_no_encoding_are_refused() -> None:
    assert refusal(sample(b"Id,Name\n1,\xff\n2,\x81\n")) == (
        "people.csv, line 2: is neither UTF-8 nor Windows-1252 (line 3): name its encoding"
    )


def test_options_override_what_is_found_out() -> None:
    of = sample("a,b;c\n1,2;3\n", delimiter=";", encoding="latin-1")
    assert found_in(of) == [(2, {"a,b": "1,2", "c": "3"})]
    assert of.read_as == "CSV, latin-1, as given, separated by semicolons, as given, 2 columns"
    assert found_in(sample('[{"a": 1}]', "people.csv", form="json")) == [(1, {"a": 1})]
    of = sample("\ufeffa\n1\n", encoding="utf-8")
    assert found_in(of) == [(2, {"a": "1"})]


@pytest.mark.parametrize(
    ("content", "options", "line"),
    [
        ("a\n1\n", {"encoding": "utf-99"}, "people.csv: encoding = 'utf-99': must be one such as utf-8 or "
         "windows-1252"),
        ("a\n1\n", {"encoding": "base64"}, "people.csv: encoding = 'base64': must be one such as utf-8 or "
         "windows-1252"),
        ("a\n1\n", {"encoding": "undefined"}, "people.csv: encoding = 'undefined': must be one such as utf-8 or "
         "windows-1252"),
        ("a\n1\n".encode("utf-16-le"), {"encoding": "utf-16"}, "people.csv, line 1: has no byte-order "
         "mark, which utf-16 needs: name utf-16-le or utf-16-be"),
        (codecs.BOM_UTF8 + b"a\n1\n", {"encoding": "windows-1252"}, "people.csv, line 1: has the byte-order mark of "
         "UTF-8, and windows-1252 is given"),
        ("a\n1\n".encode("utf-16"), {"encoding": "utf-16-be"}, "people.csv, line 1: has the byte-order mark of "
         "UTF-16-LE, and utf-16-be is given"),
        (codecs.BOM_UTF16_LE + "a\n1\n".encode("utf-16-le") + b"\x00\xdc", {}, "people.csv, line 3: is not utf-16"),
        (codecs.BOM_UTF16_BE + "Ċ\n1\n".encode("utf-16-be") + b"\xdc\x00", {}, "people.csv, line 3: is not utf-16"),
        ("a\0,b\n1,2\n", {}, "people.csv, line 1: the header has a NUL character, which no text has"),
        (b"Id,Name\n1,\xeb\n2,\0\n", {}, "people.csv, line 2: is neither UTF-8 nor Windows-1252 (line 3 has a NUL "
         "character): name its encoding"),
        ("a\nb,\n", {"encoding": "punycode"}, "people.csv, line 1: is not punycode"),
        ("a\n1\n", {"delimiter": "::"}, "people.csv: delimiter = '::': must be one character, such as ;"),
        ("", {}, "people.csv: is empty"),
        ("\n\n", {}, "people.csv: is empty: the first line must name the columns"),
        ("a,b,a\n1,2,3\n", {}, "people.csv, line 1: columns 1 and 3 have the same name: is this line the "
         "header?"),
        (",\n1,2\n", {}, "people.csv, line 1: no column has a name"),
        ('a,"b\n1,2\n', {}, "people.csv, line 1: the header opens a quote that nothing closes: everything after it "
         "belongs to one value"),
        ("a\n\xe9\n".encode("latin-1"), {"encoding": "utf-8"}, "people.csv, line 2: is not utf-8"),
        ("\xe9\n".encode("latin-1"), {"encoding": "ascii"}, "people.csv, line 1: is not ascii"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(content: bytes | str, options: dict[str, str], line: str) -> None:
    assert refusal(sample(content, **options)) == line


JAPANESE = "番号,氏名,都市\r\n" + "".join(f"{number},山田太郎一郎,東京都千代田区一番町\r\n" for number in range(300))
TEXTS = ["Id,Name\n1,Ann\n2,Zoë\n", "a\n1\n", JAPANESE, '{"Id": "1"}\n{"Id": "2"}\n', '[{"Id": "1"}]']
WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("text", TEXTS)
def test_utf_16_and_utf_32_are_read_by_their_mark_and_never_guessed(text: str, encoding: str) -> None:
    name = "people.json" if text.startswith("[") else "people.jsonl" if text.startswith("{") else "people.csv"
    records = found_in(sample(text, name))
    words = encoding.upper()
    assert refusal(sample(text.encode(encoding), name)) == (
        f"{name}, line 1: looks like {words} without a byte-order mark: if it is, name {encoding} as its encoding"
    )
    assert found_in(sample(text.encode(encoding), name, encoding=encoding)) == records
    marked = f"\ufeff{text}".encode(encoding)
    for options in ({}, {"encoding": encoding}, {"encoding": encoding[:6]}):
        of = sample(marked, name, **options)
        assert found_in(of) == records
        read_as = f"{options['encoding']}, as given" if options else f"{words[:6]} with a byte-order mark"
        assert read_as in of.read_as


def test_a_nul_character_is_a_fault_of_its_line() -> None:
    of = sample(f"a,b\n1,{'2' * 80}\n3,\0\n\0\n4,5\n")
    assert found_in(of) == [(2, {"a": "1", "b": "2" * 80}), (5, {"a": "4", "b": "5"})]
    assert faults(of) == ["lines 3, 4: has a NUL character, which no text has"]
    of = sample('{"a": "%s"}\n{"a": "\0"}\n\0\n' % ("1" * 80), "people.jsonl")
    assert found_in(of) == [(1, {"a": "1" * 80})]
    assert faults(of) == [
        "line 2: is not JSON: Invalid control character at",
        "line 3: is not JSON: Expecting value",
    ]


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"Id,Name\n" + b"1,Ann\n" * 100_000)
    records = read(Sample(file.name, lambda: file.open("rb")))
    assert next(records) == (2, {"Id": "1", "Name": "Ann"})
    file.write_bytes(b"Id,Name\n" + b"1,\xff\xff\xff\n" * 100_000)
    with pytest.raises(SampleError) as error:
        list(records)
    assert str(error.value) == "people.csv: cannot be decoded a second time: has it changed while it was read?"


def test_rows_of_another_width_are_no_records() -> None:
    of = sample("a,b,c\n1,2\n1,2,3\n\n1\n1,2,3,4\n,,\n" + "x,y\n" * 7)
    assert found_in(of) == [(3, {"a": "1", "b": "2", "c": "3"}), (7, {"a": "", "b": "", "c": ""})]
    assert faults(of) == [
        "lines 2, 8, 9, 10, 11 and 3 more: has 2 columns, the header has 3",
        "line 5: has 1 column, the header has 3",
        "line 6: has 4 columns, the header has 3",
    ]


def test_quotes_that_do_not_fit() -> None:
    of = sample('a,b\n1,"x"y\n2,ok\n3,"open\n4,lost\n')
    assert found_in(of) == [(3, {"a": "2", "b": "ok"})]
    assert faults(of) == [
        "line 2: has a closing quote inside a value: quotes in quotes are doubled",
        "line 4: opens a quote that nothing closes: everything after it belongs to one value",
    ]


def test_columns_without_a_name_are_left_out() -> None:
    of = sample("a,,b,\n1,2,3,4\n")
    assert found_in(of) == [(2, {"a": "1", "b": "3"})]
    assert of.notes == ["columns 2, 4 without a name: left out"]
    of = sample(f"a{',' * 20}\n")
    assert found_in(of) == []
    assert of.notes == ["columns 2, 3, 4, 5, 6 and 15 more without a name: left out"]


def test_a_header_of_very_many_columns_is_read_at_once() -> None:
    """Their number squared would be days."""
    names = [f"c{number}" for number in range(200_000)]
    [(line, record)] = found_in(sample(f"{','.join(names)}\n{',' * 199_999}\n"))
    assert (line, list(record) == names) == (2, True)


def test_a_cell_of_300_kb() -> None:
    of = sample(f"a,b\n1,{'x' * 300_000}\n2,y\n")
    assert [len(record["b"]) for _, record in found_in(of)] == [300_000, 1]


def test_json_lines() -> None:
    text = '{"id": "007", "n": 1.50, "tags": ["a"]}\n\n[1]\n{"id": 007}\n"x"\n{"id": NaN}\n{"id": ' + "9" * 5000 + "}\n"
    of = sample(text + "[" * 100_000 + '\n{"id": "8", "z": null}', "tickets.jsonl")
    assert found_in(of) == [(1, {"id": "007", "n": 1.5, "tags": ["a"]}), (9, {"id": "8", "z": None})]
    assert faults(of) == [
        "line 3: is a list, not an object",
        "line 4: is not JSON: Expecting ',' delimiter",
        "line 5: is a text, not an object",
        "line 6: has NaN or an infinite number, which JSON does not have",
        "line 7: has a number that is too long",
        "line 8: is nested too deep",
    ]
    assert (of.read_as, str(of.empty), list(of.columns)) == ("JSON Lines, UTF-8", "line 2", ["id", "n", "tags", "z"])


def test_a_name_that_an_object_has_twice_is_said() -> None:
    text = '{"id": 1, "id": 2}\n{"id": 3}\n{"id": 4, "to": [{"a": 1, "a": 1}]}'
    note = "lines {}, {}: an object has a name twice: its last value is taken"
    of = sample(text, "tickets.jsonl")
    assert found_in(of) == [(1, {"id": 2}), (2, {"id": 3}), (3, {"id": 4, "to": [{"a": 1}]})]
    assert (of.notes, of.faults) == ([note.format(1, 3)], {})
    of = sample("[\n" + text.replace("\n", ",\n") + "]" + " " * 70_000, "tickets.json")
    assert [record for _, record in found_in(of)] == [{"id": 2}, {"id": 3}, {"id": 4, "to": [{"a": 1}]}]
    assert (of.notes, of.faults) == ([note.format(2, 4)], {})


def test_a_json_array_over_many_lines() -> None:
    of = sample('\n[\n  {"id": 1},\n  7,\n  {"id":\n   2}\n]\n', "tickets.json")
    assert found_in(of) == [(3, {"id": 1}), (5, {"id": 2})]
    assert faults(of) == ["line 4: is a number, not an object"]
    assert of.read_as == "JSON array, UTF-8"
    assert found_in(sample("[]", "tickets.json")) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"id": 1},\n{"id": 2}', "tickets.json, line 2: ends before the array does"),
        ('[{"id": 1},\n', "tickets.json, line 2: ends before the array does"),
        ('[{"id": 1},\n{"id": ', "tickets.json, line 2: is not JSON: Expecting value"),
        ('[{"id": 1},\n\n{id: 2}]' + " " * 99, "tickets.json, line 3: is not JSON: Expecting property name enclosed in "
         "double quotes"),
        ('[{"id": 1}\n{"id": 2}]', "tickets.json, line 2: needs a comma or ] after a value"),
        ('[{"id": 1}]\n[]', "tickets.json, line 2: goes on after the end of the array"),
    ],
)  # fmt: skip
def test_arrays_that_stop_being_one(text: str, line: str) -> None:
    assert refusal(sample(text, "tickets.json")) == line


@given(st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=9), max_size=3), max_size=9), st.integers(1, 70))
def test_arrays_are_read_piece_by_piece(records: list[dict[str, str]], size: int) -> None:
    from connect_customer_profiles.rehearsal import json_file

    before, json_file.CHUNK = json_file.CHUNK, size
    try:
        of = sample(json.dumps(records, indent=1), "tickets.json")
        assert [record for _, record in found_in(of)] == records
    finally:
        json_file.CHUNK = before


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("people.parquet", b"PAR1" + b"\x15" * 100, "people.parquet: is a Parquet file that has been cut off: its 104 "
         "bytes do not end as one does"),
        ("people.csv", gzip.compress(b"a\n1\n", mtime=0), "people.csv: is compressed with gzip: unpack it first"),
        ("people.csv", b"PK\x03\x04...", "people.csv: is a ZIP file or a spreadsheet: unpack it, or export the sheet "
         "as CSV"),
        ("people.dat", b"a,b\n1,2\n", "people.dat: is neither CSV nor JSON by its name and beginning: give its "
         "format, csv, jsonl, json or parquet, with --format"),
    ],
)  # fmt: skip
def test_files_of_another_kind(name: str, content: bytes, line: str) -> None:
    assert refusal(sample(content, name)) == line


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t|"))
def test_what_csv_says_comes_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    of = sample(text.getvalue())
    assert [list(record.values()) for _, record in found_in(of)] == rows
    assert of.faults == {}

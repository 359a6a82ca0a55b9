"""Parquet files as a source of records: what is read, and the one line of those that cannot be."""

import datetime as dt
import decimal
import io
import sys
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from connect_customer_profiles.rehearsal import parquet_file
from connect_customer_profiles.rehearsal.files import read
from connect_customer_profiles.rehearsal.sample import Options, Sample, SampleError


def parquet(table: pa.Table, **options: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file, **options)
    return file.getvalue()


def sample(content: bytes, name: str = "people.parquet", **options: Any) -> Sample:
    return Sample(name, lambda: io.BytesIO(content), Options(**options))


def refusal(of: Sample) -> str:
    with pytest.raises(SampleError) as raised:
        list(read(of))
    return str(raised.value)


PEOPLE = pa.table(
    {
        "Id": ["007", "008"],
        "Age": [41, None],
        "Since": [dt.datetime(2024, 1, 31, 10, tzinfo=dt.UTC), None],
        "Born": [dt.date(1980, 2, 1), None],
        "Spent": [decimal.Decimal("10.50"), None],
        "Address": [{"City": "Porto"}, None],
        "Tags": [["a", "b"], None],
        "Raw": [b"caf\xc3\xa9", None],
    }
)


def test_rows_are_records_as_json_would_have_them() -> None:
    of = sample(parquet(PEOPLE))
    first, second = read(of)
    assert first == (
        1,
        {
            "Id": "007",
            "Age": 41,
            "Since": "2024-01-31T10:00:00Z",
            "Born": "1980-02-01",
            "Spent": "10.50",
            "Address": {"City": "Porto"},
            "Tags": ["a", "b"],
            "Raw": "café",
        },
    )
    assert second == (2, {"Id": "008", **dict.fromkeys(PEOPLE.column_names[1:])})
    assert (of.read_as, list(of.columns)) == ("Parquet, 8 columns", PEOPLE.column_names)
    assert of.notes == ["times and dates are read as ISO 8601", "bytes are read as UTF-8"]


def test_the_beginning_of_the_file_says_that_it_is_one() -> None:
    assert [line for line, _ in read(sample(parquet(PEOPLE), "people.csv"))] == [1, 2]


def test_more_rows_than_are_in_memory_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_file, "ROWS", 10)
    found = list(read(sample(parquet(pa.table({"n": list(range(25))})))))
    assert found == [(number + 1, {"n": number}) for number in range(25)]


def test_bytes_that_are_no_text_are_a_fault_of_their_row() -> None:
    of = sample(parquet(pa.table({"Raw": [b"a", b"\xff"]})))
    assert [line for line, _ in read(of)] == [1]
    assert {wrong: lines.first for wrong, lines in of.faults.items()} == {"has bytes that are not UTF-8": [2]}


def test_a_file_that_has_been_cut_off() -> None:
    content = parquet(PEOPLE)
    cut = content[: len(content) // 2]
    assert refusal(sample(cut)) == (
        f"people.parquet: is a Parquet file that has been cut off: its {len(cut):,} bytes do not end as one does"
    )


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_a_damaged_file_is_one_line(at: int) -> None:
    content = bytearray(parquet(pa.table({"Id": [str(number) for number in range(1000)]}), compression="none"))
    position = 4 + at * (len(content) - 12) // 100
    content[position : position + 4] = b"\xff\xff\xff\xff"
    of = sample(bytes(content))
    try:
        assert len(list(read(of))) <= 1000
    except SampleError as error:
        assert str(error).startswith("people.parquet: is a Parquet file that cannot be read")  # noqa: PT017
        assert "\n" not in str(error)  # noqa: PT017


def test_what_only_ends_as_one_does() -> None:
    wrong = refusal(sample(b"PAR1" + b"\x15" * 100 + b"PAR1"))
    assert wrong.startswith("people.parquet: is a Parquet file that cannot be read: ")
    assert refusal(sample(b"a,b\n1,2\n", form="parquet")) == (
        "people.parquet: is not a Parquet file: it does not begin as one does"
    )


@pytest.mark.parametrize("options", [{"encoding": "utf-8"}, {"delimiter": ";"}])
def test_it_has_neither_encoding_nor_delimiter(options: dict[str, str]) -> None:
    assert refusal(sample(parquet(PEOPLE), **options)) == (
        f"people.parquet: is a Parquet file, which has no {next(iter(options))}"
    )


def test_columns_of_the_same_name() -> None:
    twice = pa.table([pa.array([1]), pa.array([2])], names=["a", "a"])
    assert refusal(sample(parquet(twice))) == "people.parquet: two columns have the same name"


def test_without_the_extra_one_line_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert refusal(sample(parquet(PEOPLE))) == (
        "people.parquet: is a Parquet file: reading it needs pip install 'connect-customer-profiles[cli,parquet]'"
    )

"""`plan`: what it tells offline, and its pictures."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from connect_customer_profiles.cli import timeline
from connect_customer_profiles.ingestion import forecast
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.operations.command import Command

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def test_it_tells_what_the_component_would_plan(command: Command) -> None:
    document = command("plan", "Salesforce", "2019-01-31", "--json").document
    wanted = forecast.plan("Salesforce", "2019-01-31")
    assert len(document["batches"]) == len(wanted.batches)
    assert document["batches"][0] == {"start": "2019-01-31T00:00:00Z", "end": "2019-03-31T00:00:00Z"}
    assert {key: document[key] for key in ("mode", "runs", "api_calls", "shortest_duration_seconds")} == {
        "mode": "workflow",
        "runs": wanted.runs,
        "api_calls": wanted.api_calls,
        "shortest_duration_seconds": wanted.shortest_duration.total_seconds(),
    }


def test_it_needs_neither_aws_nor_pulumi(command: Command) -> None:
    nothing = {"PATH": "/nonexistent", "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": ""}
    done = command.process("plan", "ServiceNow", "2024-01-31", "--days", "10", environment=nothing)
    assert (done.code, done.stderr) == (0, "")
    assert done.lines[0].startswith("ServiceNow loads history since 2024-01-31 in ")
    assert done.lines[2].startswith("2024  ······█")


@pytest.mark.parametrize("connector", ["Zendesk", "S3"])
def test_without_batches_everything_is_the_continuous_integration(command: Command, connector: str) -> None:
    done = command("plan", connector, "2026-01-01")
    assert done.lines[0] == f"{connector} the first run of the ongoing integration loads the history"
    assert "█" not in done.stdout


def test_the_pictures_show_every_batch(command: Command, tmp_path: Path) -> None:
    svg, png = tmp_path / "plan.svg", tmp_path / "plan.png"
    done = command("plan", "Salesforce", "2024-01-31", "--svg", str(svg), "--png", str(png))
    assert done.code == 0
    batches = forecast.plan("Salesforce", "2024-01-31").batches
    root = ET.fromstring(svg.read_text())  # noqa: S314 - our own
    boxes = [each for each in root.iter(f"{SVG}rect") if each.get("fill") in timeline.COLOURS]
    across = sum(start.year != end.year and (end.month, end.day) != (1, 1) for start, end in batches)
    assert len(boxes) == len(batches) + across + 2
    with Image.open(png) as image:
        assert image.size == (int(root.get("width", 0)) * 2, int(root.get("height", 0)) * 2)
        colours = {colour for _, colour in image.getcolors(100_000) or []}
        assert {tuple(bytes.fromhex(each[1:])) for each in (*timeline.COLOURS, timeline.CONTINUOUS)} <= colours


def test_without_its_extra_a_png_says_what_to_install(command: Command, tmp_path: Path) -> None:
    (tmp_path / "PIL").mkdir()
    (tmp_path / "PIL" / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'PIL'\", name='PIL')")
    done = command.process(
        "plan", "Salesforce", "2024-01-31", "--png", "plan.png", environment={"PYTHONPATH": str(tmp_path)}
    )
    line = "customer-profiles: --png needs Pillow: pip install 'connect-customer-profiles[pictures]'\n"
    assert (done.code, done.stdout, done.stderr) == (2, "", line)


@given(days=st.integers(61, 4000), size=st.integers(1, 90), width=st.integers(12, 200))
def test_cells_follow_the_batches_without_a_gap(days: int, size: int, width: int) -> None:
    start = datetime.fromtimestamp(NOW.timestamp() - days * 86_400, UTC)
    plan = forecast.plan("Salesforce", start.strftime("%Y-%m-%d"), batch={"days": size}, flow_limit=5000, now=NOW)
    row = [cell for year in timeline.years(plan, NOW) for cell in timeline.cells(plan, year, width, NOW)]
    loaded = [cell for cell in row if cell is not None and cell >= 0]
    assert loaded == sorted(loaded)
    begin, end = (row.index(each) for each in (loaded[0], -1)) if loaded else (0, 0)
    assert all(cell is None for cell in row[:begin])
    assert row[begin:end] == loaded or not loaded
    assert set(row[end:]) == {-1} or not loaded


def test_it_says_what_aws_charges_for_and_which_prices_it_lacks(command: Command) -> None:
    priced = ("--price", "run=0.25", "--price", "gigabyte=2")
    size = ("--records-per-day", "10000", "--record-bytes", "100000", "--schedule", "rate(1days)")
    done = command("plan", "Salesforce", "2026-01-31", *size, *priced)
    assert "run of a flow" in done.stdout
    assert "not known here: --price profile=USD, from https://aws.amazon.com/connect/pricing/" in done.lines
    document = command("plan", "Salesforce", "2026-01-31", *size, *priced, "--json").document
    items = {each["price"]: each for each in document["cost"]["items"]}
    assert items["run"]["usd_history"] == document["runs"] * 0.25
    assert items["gigabyte"]["usd_month"] == pytest.approx(365 / 12 * 2)
    assert (items["profile"]["usd_each"], items["profile"]["usd_month"]) == (None, None)
    assert items["key"]["page"] == "https://aws.amazon.com/kms/pricing/"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ("run", "must be NAME=USD, such as run=0.01"),
        ("run=-1", "must be NAME=USD, such as run=0.01"),
        ("run=inf", "must be NAME=USD, such as run=0.01"),
        (
            "flow=1",
            "'flow' has no price; run, gigabyte, profile, key, invocation, gigabyte-second have one",
        ),
    ],
)
def test_a_price_that_is_none_is_refused(command: Command, given: str, rule: str) -> None:
    done = command("plan", "Salesforce", "2026-01-31", "--price", given)
    assert (done.code, done.stdout) == (2, "")
    assert done.stderr == f"customer-profiles: Invalid value for '--price': {given!r}: {rule}\n"


def test_a_day_that_one_run_cannot_load_is_said(command: Command) -> None:
    recent = (datetime.now(UTC) - timedelta(days=90)).strftime("%Y-%m-%d")
    done = command("plan", "ServiceNow", recent, "--records-per-day", "500000")
    assert done.lines[0].endswith(". A day has more records than the 100,000 of a run, so a batch covers 4 hours")
    assert "A day has" not in command("plan", "ServiceNow", recent, "--records-per-day", "100000").stdout

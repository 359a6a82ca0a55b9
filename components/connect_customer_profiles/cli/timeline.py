"""The picture of a plan: a row for every year of history, a box for every batch, and the ongoing integration after
them.

Pure: shapes and cells follow from the forecast; `picture.py` writes shapes as SVG or PNG.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ..ingestion.forecast import Forecast

LABEL_WIDTH, ROW, MARGIN, WIDTH = 60, 26, 24, 960
COLOURS = ("#2563eb", "#93b4f5")
CONTINUOUS, EMPTY, INK, FAINT = "#16a34a", "#e5e7eb", "#111827", "#6b7280"


@dataclass(frozen=True)
class Box:
    """A filled rectangle; pixels from the top left."""

    x: float
    y: float
    width: float
    height: float
    fill: str


@dataclass(frozen=True)
class Label:
    """A text whose baseline begins at x, y."""

    x: float
    y: float
    text: str
    size: int = 13
    fill: str = INK


Shape = Box | Label


@dataclass(frozen=True)
class Picture:
    """Shapes on a white background."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def years(forecast: Forecast, now: datetime) -> range:
    """The years of a plan, this one included."""
    return range((forecast.batches[0][0] if forecast.batches else now).year, now.year + 1)


def cells(forecast: Forecast, year: int, width: int, now: datetime) -> list[int | None]:
    """A year as a number of cells: the number of the batch that loads each, -1 from now on, None if nothing is
    loaded."""
    begin, end = _year(year)
    found: list[int | None] = []
    for index in range(width):
        middle = begin + (end - begin) * ((index + 0.5) / width)
        batch = next((n for n, (start, stop) in enumerate(forecast.batches) if start <= middle < stop), None)
        cut_off = forecast.batches[-1][1] if forecast.batches else now
        found.append(-1 if batch is None and middle >= cut_off else batch)
    return found


def picture(title: str, forecast: Forecast, now: datetime) -> Picture:
    """A plan as shapes."""
    rows = years(forecast, now)
    top = MARGIN + 44
    shapes: list[Shape] = [Label(MARGIN, MARGIN + 12, title, 16), Label(MARGIN, MARGIN + 32, str(forecast), 12, FAINT)]
    for row, year in enumerate(rows):
        y = top + row * ROW
        shapes.append(Label(MARGIN, y + 15, str(year)))
        shapes.append(_box(year, *_year(year), y, EMPTY))
        for number, (start, end) in enumerate(forecast.batches):
            if start < _year(year)[1] and end > _year(year)[0]:
                shapes.append(_box(year, start, end, y, COLOURS[number % 2]))
    last = forecast.batches[-1][1] if forecast.batches else now
    shapes.append(_box(now.year, last, _year(now.year)[1], top + (len(rows) - 1) * ROW, CONTINUOUS))
    bottom = top + len(rows) * ROW + 18
    shapes += list(_legend(bottom, forecast))
    return Picture(WIDTH, int(bottom + MARGIN), tuple(shapes))


def _legend(y: float, forecast: Forecast) -> Iterator[Shape]:
    x = float(MARGIN + LABEL_WIDTH)
    if forecast.batches:
        for offset, colour in enumerate(COLOURS):
            yield Box(x + offset * 14, y - 10, 12, 12, colour)
        yield Label(x + 34, y, "batches of history, one run each", 12, FAINT)
        x += 260
    yield Box(x, y - 10, 12, 12, CONTINUOUS)
    yield Label(x + 20, y, "ongoing integration", 12, FAINT)


def _box(year: int, start: datetime, end: datetime, y: float, fill: str) -> Box:
    begin, finish = _year(year)
    wide = WIDTH - 2 * MARGIN - LABEL_WIDTH
    left = max(start, begin) - begin
    right = min(end, finish) - begin
    x = wide * (left / (finish - begin))
    return Box(round(MARGIN + LABEL_WIDTH + x, 2), y, round(wide * (right / (finish - begin)) - x, 2), ROW - 6, fill)


def _year(year: int) -> tuple[datetime, datetime]:
    return datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)

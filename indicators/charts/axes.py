"""Axes: round steps for values, years for time, and one scale for all of a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.charts.data import PathData, Point, Shape
from indicators.domain.formats import Scale, decimals_of, format_number, pick_scale, short
from indicators.domain.periods import Period

ORDINAL_YEAR = Decimal("365.25")


@dataclass(frozen=True, slots=True)
class Axis:
    """Ends of an axis, and its ticks with their texts."""

    low: Decimal
    high: Decimal
    ticks: tuple[tuple[Decimal, str], ...]

    def share(self, value: Decimal) -> Decimal:
        """Where on the axis a value lies: 0 at the low end, 1 at the high end."""
        return (value - self.low) / (self.high - self.low)


def step_of(span: Decimal, about: int = 5) -> Decimal:
    """A round step (1, 2, 2.5 or 5 times a power of ten) that divides ``span`` in about so many."""
    if span <= 0:
        return Decimal(1)
    raw = span / about
    power = Decimal(1).scaleb(raw.adjusted())
    return next(power * factor for factor in (1, 2, Decimal("2.5"), 5, 10) if power * factor >= raw)


def value_axis(values: Sequence[Decimal], lang: str, *, zero: bool, scale: Scale | None) -> Axis:
    """An axis that holds all values; with zero where columns stand on it or it is near."""
    low, high = min(values), max(values)
    if zero or (low > 0 and low < high / 2):
        low = min(low, Decimal(0))
    if high < 0 and zero:
        high = Decimal(0)
    if low == high:
        low, high = low - abs(low or Decimal(1)) / 2, high + abs(high or Decimal(1)) / 2
    step = step_of(high - low)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    last = (high / step).to_integral_value(rounding="ROUND_CEILING") * step
    # One number of decimals for all ticks, and the word of the scale in the title, not on each.
    factor = scale.factor if scale else Decimal(1)
    places = decimals_of(step / factor)
    count = int((last - first) / step)
    at = [first + step * index for index in range(count + 1)]
    return Axis(first, last, tuple((one, format_number(one / factor, lang, places)) for one in at))


def scale_of(values: Iterable[Decimal], lang: str) -> Scale:
    """The one scale of a chart, column or table."""
    return pick_scale(values, lang)


def unit_words(scale: Scale | None, unit: str, lang: str) -> str:
    """Scale and unit for an axis title or a table head: ``million stations``, ``万千瓦``."""
    word = scale.word if scale else ""
    return f"{word}{unit}" if short(lang) == "zh" else f"{word} {unit}".strip()


def day_number(day: date) -> Decimal:
    """A day as a number, for arithmetic along the axis of time."""
    return Decimal(day.toordinal())


def place(point: Point, shape: Shape) -> date:
    """Where a figure stands: a stock at the end of its period, a column in the middle."""
    return place_of(point.period, shape)


def place_of(period: Period, shape: Shape) -> date:
    """As ``place``, of a period."""
    if shape is Shape.LINE:
        return period.last_day
    return date.fromordinal((period.start.toordinal() + period.last_day.toordinal()) // 2)


def _drawn_year(data: PathData, year: int) -> Period:
    """The part of a year that its column stands for."""
    starts = {point.period.start.month for point in data.whole}
    if data.shape is Shape.COLUMNS and len(starts) == 1:
        span = data.whole[-1].period
        months = span.months
        if months is not None and span.start.month + months <= 13:
            return Period.of(span.start.replace(year=year), months=months)
    return Period.year_of(year)


def time_axis(
    data: PathData, lang: str, *, most: int = 8
) -> tuple[date, date, list[tuple[date, str]]]:
    """First and last day, and ticks: years at the place where a yearly figure stands.

    Where months are drawn too, the tick says that it marks the end of its year.
    """
    parts = data.shape is Shape.LINE and any((one.period.months or 0) < 12 for one in data.points)
    name = "{}"
    if parts:
        name = "{}年末" if short(lang) == "zh" else "end {}"
    days = [point.period.last_day for point in data.points] + [on for on, _ in data.path]
    starts = [point.period.start for point in data.points] if data.shape is Shape.COLUMNS else []
    if data.cumulative and data.window is not None:
        days.append(data.window.start)
    if data.window is not None:
        days.append(data.window.last_day)
        if data.shape is Shape.COLUMNS:
            starts.append(data.window.start)
    first, last = min(days + starts), max(days)
    years = range(first.year, last.year + 1)
    every = max(1, -(-len(years) // most))
    # Counted back from the last year, so that the horizon has its label.
    ticks = []
    for year in years:
        if (last.year - year) % every == 0:
            at = place_of(_drawn_year(data, year), data.shape)
            if first <= at <= last:
                ticks.append((at, name.format(year)))
    if len(ticks) < 2:
        named = {place(point, data.shape): point.period.last_day for point in data.points}
        if data.window is not None:
            named.setdefault(place_of(data.window, data.shape), data.window.last_day)
        days = sorted(named)
        every = max(1, -(-len(days) // (most - 2)))
        ticks = [(one, f"{named[one]:%Y-%m}") for one in days[::-every][::-1]]
    return first, last, ticks

"""How figures were revised: from the first print of each period to its later prints, as a fan.

Levels hardly move against their own size, so the fan shows how far each print lies from the first
one of its period: in percent, or in points where the figures are percentages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from indicators.charts.axes import value_axis
from indicators.charts.changes import percent_of
from indicators.charts.scene import Dot, Item, Line, Scene
from indicators.domain.formats import (
    decimals_of,
    format_day,
    format_number,
    format_period,
    format_signed,
    round_to,
    short,
)
from indicators.domain.periods import Period
from indicators.domain.series import Observation

# More lines than that cannot be told apart; the newest periods are shown.
MOST = 12


@dataclass(frozen=True, slots=True)
class Prints:
    """The prints of one period that gave another value than the one before, oldest first."""

    period: Period
    prints: tuple[Observation, ...]

    @property
    def first(self) -> Decimal:
        """What was published first."""
        assert self.prints[0].value is not None
        return self.prints[0].value

    @property
    def last(self) -> Decimal:
        """What stands now."""
        assert self.prints[-1].value is not None
        return self.prints[-1].value


def revised(
    observations: Iterable[Observation], *, on: date, rev: int | None = None
) -> tuple[Prints, ...]:
    """The periods of one series whose figure changed at least once, in the order of time."""
    by_period: dict[Period, list[Observation]] = {}
    for one in observations:
        if one.known_on <= on and (rev is None or one.release <= rev) and one.value is not None:
            by_period.setdefault(one.period, []).append(one)
    found = []
    for period in sorted(by_period):
        prints: list[Observation] = []
        for one in sorted(by_period[period], key=lambda each: (each.known_on, each.release)):
            if not prints or one.value != prints[-1].value:
                prints.append(one)
        if len(prints) > 1:
            found.append(Prints(period, tuple(prints)))
    return tuple(found)


def change(prints: Prints, value: Decimal, *, rate: bool) -> Decimal:
    """How far a print lies from the first: points of a rate, else percent.

    A first print of zero has no percentages; its line is left out by ``fan_scene``.
    """
    return value - prints.first if rate else percent_of(value, prints.first)


def fan_scene(found: Iterable[Prints], *, rate: bool, on: date, lang: str) -> Scene | None:
    """The fan of the newest revised periods; ``None`` where nothing can be drawn."""
    shown = [one for one in found if rate or one.first][-MOST:]
    if not shown:
        return None
    changes = {
        one.period: [
            (each.known_on, change(one, each.value, rate=rate))
            for each in one.prints
            if each.value is not None
        ]
        for one in shown
    }
    values = [value for steps in changes.values() for _, value in steps]
    axis = value_axis(values, lang, zero=True, scale=None)
    first = min(steps[0][0] for steps in changes.values())
    items: list[Item] = []
    for one in shown:
        steps = changes[one.period]
        name = format_period(one.period, lang)
        newest = one is shown[-1]
        items.append(
            Line(
                (*steps, (on, steps[-1][1])) if on > steps[-1][0] else tuple(steps),
                "vintage" if newest else "vintage older",
                stepped=True,
            )
        )
        for number, (day, value) in enumerate(steps):
            text = f"{name}, {format_day(day, lang)}: {format_signed(value, lang, 2)}"
            label = name if number == len(steps) - 1 and len(shown) <= 6 else ""
            items.append(Dot(day, value, "actual", text, label=label, radius=3))
    margin = timedelta(days=max(int((on - first).days * 0.04), 10))
    unit = ("percentage points", "个百分点") if rate else ("%", "%")
    about = ("against the first print", "较首次公布")
    zh = short(lang) == "zh"
    words = f"{about[1]}（{unit[1]}）" if zh else f"{unit[0]} {about[0]}"
    return Scene(first - margin, on + margin, _ticks(first, on), axis, words, tuple(items), key=())


def _ticks(first: date, last: date) -> tuple[tuple[date, str], ...]:
    """Starts of years, or of months where there are few years; eight at the most."""
    years = [date(year, 1, 1) for year in range(first.year, last.year + 1)]
    days = [day for day in years if first <= day <= last]
    if len(days) >= 2:
        every = -(-len(days) // 8)
        return tuple((day, str(day.year)) for day in days[::-every][::-1])
    months = [date(first.year + at // 12, at % 12 + 1, 1)
              for at in range(first.month - 1, first.month + 24)]  # fmt: skip
    found = [day for day in months if first <= day <= last]
    every = max(1, -(-len(found) // 6))
    return tuple((day, f"{day.year}-{day.month:02}") for day in found[::every]) or (
        (last, last.isoformat()),
    )


def fan_words(found: Iterable[Prints], *, rate: bool, lang: str) -> str:
    """The message: how many periods were revised, and how far from their first print."""
    several = list(found)
    zh = short(lang) == "zh"
    last = [change(one, one.last, rate=rate) for one in several if rate or one.first]
    count = len(several)
    if not last:
        return f"{count}期数据经过修订" if zh else f"{count} periods were revised"
    places = min(2, max(decimals_of(round_to(value, 2)) for value in last))
    low, high = (format_signed(value, lang, places) for value in (min(last), max(last)))
    unit = ("个百分点" if zh else " points") if rate else ("%" if zh else " %")
    span = low if low == high else f"{low}至{high}" if zh else f"{low} to {high}"
    span += unit
    if zh:
        return f"{count}期数据经过修订，最新值较首次公布变动{span}"
    what = "One period was" if count == 1 else f"{format_number(Decimal(count), lang)} periods were"
    return f"{what} revised; the latest print differs from the first by {span}"

"""Small multiples: several little charts on shared axes, as inline SVG.

For pages that show one thing of many places, or many things of one place. Each drawing has one
label, at the end of its line, and a sentence instead of it for those who do not see it; the full
numbers belong in a table on the page. Colours come from the style sheet (``.chart.small``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from indicators.charts.axes import value_axis
from indicators.charts.data import Point, unbroken
from indicators.charts.width import text_width
from indicators.domain.formats import format_number, pick_scale

WIDTH, HEIGHT = 240, 130
# Above the highest mark there is room for its label.
TOP, BOTTOM = 24, 20
# More would be neither small nor readable; the caller says what was left out.
MOST = 24
_At = Callable[[date, Decimal], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Small:
    """One of several charts.

    ``points`` are the figures in the order of time, in the unit that all charts share unless each
    has its own axis. ``label`` is printed at the end of the line, short: ``30 GW``. ``sentence``
    says the same in words: ``Beijing: 12 GW in 2020, 30 GW in 2024; on track.`` ``bound`` is a
    level to be reached, marked at ``due`` (the last day drawn where that is missing).
    ``behind`` are figures repeated in grey in every chart, such as those of the country.
    ``href`` leads to the page of the thing, with the state of this page carried by the caller.
    """

    title: str
    points: Sequence[Point]
    label: str
    sentence: str
    bound: Decimal | None = None
    due: date | None = None
    behind: Sequence[Point] = ()
    breaks: Sequence[date] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class Multiple:
    """A drawn chart with its title and link, as ``templates/web/_multiples.html`` places them."""

    title: str
    svg: str
    sentence: str
    href: str = ""


def multiples(items: Sequence[Small], lang: str, *, uniform: bool = True) -> tuple[Multiple, ...]:
    """The drawings of ``items`` in their order, at most ``MOST``; those without figures left out.

    All share the axis of time. With ``uniform`` they share the axis of values too, so that heights
    compare; without it each has its own, for things in different units, and only courses compare.
    Missing periods and breaks of definition interrupt the line; provisional figures are hollow.
    The drawings are safe HTML: texts are escaped, and there is no ``style`` attribute.
    """
    shown = [one for one in items if one.points][:MOST]
    if not shown:
        return ()
    days = [day for one in shown for day in _days(one)]
    first, last = min(days), max(days)
    everything = [value for one in shown for value in _values(one)]
    return tuple(
        Multiple(
            one.title,
            _drawing(one, first, last, everything if uniform else _values(one), lang),
            one.sentence,
            one.href,
        )
        for one in shown
    )


def _days(one: Small) -> list[date]:
    days = [point.period.last_day for point in (*one.points, *one.behind)]
    return days + ([one.due] if one.due and one.bound is not None else [])


def _values(one: Small) -> list[Decimal]:
    values = [point.value for point in (*one.points, *one.behind)]
    return values + ([one.bound] if one.bound is not None else [])


def _drawing(one: Small, first: date, last: date, values: Sequence[Decimal], lang: str) -> str:
    scale = pick_scale(values, lang)
    axis = value_axis(values, lang, zero=False, scale=None)
    ends = {axis.low: format_number(axis.low, lang, scale=scale),
            axis.high: format_number(axis.high, lang, scale=scale)}  # fmt: skip
    left = 8 + max(text_width(text) for text in ends.values())
    right = WIDTH - 8
    span = max((last - first).days, 1)

    def at(day: date, value: Decimal) -> tuple[float, float]:
        x = left + (right - left) * ((day - first).days / span if last > first else 0.5)
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(axis.share(value))
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg class="chart small" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(one.sentence)}">'
    ]
    for value, text in ends.items():
        _, y = at(first, value)
        parts.append(f'<path class="grid" d="M{left:.1f} {y}H{right}"/>')
        parts.append(
            f'<text class="axis end" x="{left - 4:.1f}" y="{y}" dy=".32em">{escape(text)}</text>'
        )
    parts.append(f'<text class="axis" x="{left:.1f}" y="{HEIGHT - 5}">{first.year}</text>')
    if last.year > first.year:
        parts.append(f'<text class="axis end" x="{right}" y="{HEIGHT - 5}">{last.year}</text>')
    for run in unbroken(one.behind):
        parts.append(f'<path class="other-line" d="{_line(run, at)}"/>')
    if one.bound is not None:
        x, y = at(one.due or last, one.bound)
        parts.append(f'<path class="bound-mark" d="M{x} {y}m0-5 5 5-5 5-5-5z"/>')
    for run in unbroken(one.points, one.breaks):
        parts.append(f'<path class="actual-line" d="{_line(run, at)}"/>')
        if len(run) == 1:
            parts.append(_dot(run[0], at))
    end = one.points[-1]
    if len(one.points) > 1:
        parts.append(_dot(end, at))
    parts.append(_label(one.label, *at(end.period.last_day, end.value), right))
    return "".join([*parts, "</svg>"])


def _line(run: Sequence[Point], at: _At) -> str:
    places = [at(point.period.last_day, point.value) for point in run]
    return "M" + "L".join(f"{x} {y}" for x, y in places)


def _dot(point: Point, at: _At) -> str:
    x, y = at(point.period.last_day, point.value)
    kind = "unsure" if point.unsure else "actual"
    return f'<circle class="{kind}" cx="{x}" cy="{y}" r="3"/>'


def _label(text: str, x: float, y: float, right: float) -> str:
    """At the end of the line: above it, or below where there is no room; never beyond the edge."""
    wide = text_width(text)
    place, where = "end", min(x + wide / 2, right)
    above = y - 7 if y - 7 > 10 else y + 17
    return f'<text class="label {place}" x="{where:.1f}" y="{above:.1f}">{escape(text)}</text>'

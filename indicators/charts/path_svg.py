"""The main chart of a target as SVG: what is seen without JavaScript and in print.

Colours come from the classes of the style sheet, so the drawing follows light, dark and print. No
``style`` attributes: the content security policy refuses them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import escape

from indicators.charts.axes import (
    Axis,
    day_number,
    place,
    scale_of,
    time_axis,
    unit_words,
    value_axis,
)
from indicators.charts.data import PathData, Point, Shape, runs
from indicators.charts.describe import Words

WIDTH, HEIGHT = 600, 320
TOP, BOTTOM, RIGHT = 30, 26, 14
Place = Callable[[date, Decimal], tuple[str, str]]


def path_svg(data: PathData, words: Words, lang: str, *, labelled_by: str) -> str:
    """An ``<svg role=img>`` that is named by the element ``labelled_by``."""
    scale = words.scale or scale_of(data.values, lang)
    axis = value_axis(data.values, lang, zero=data.shape is Shape.COLUMNS, scale=scale)
    first, last, ticks = time_axis(data, lang)
    left = 16 + 7 * max(len(text) for _, text in axis.ticks)
    margin = max(Decimal((last - first).days) * Decimal("0.04"), Decimal(30))
    span = Axis(day_number(first) - margin, day_number(last) + margin, ())

    def at(day: date, value: Decimal) -> tuple[str, str]:
        x = left + (WIDTH - left - RIGHT) * span.share(day_number(day))
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * axis.share(value)
        return f"{x:.1f}", f"{y:.1f}"

    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-labelledby="{escape(labelled_by)}">',
        f'<text class="axis" x="2" y="14">{escape(unit_words(scale, words.unit, lang))}</text>',
    ]
    for value, text in axis.ticks:
        _, y = at(first, value)
        kind = "zero" if value == 0 else "grid"
        parts.append(f'<path class="{kind}" d="M{left} {y}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text class="axis end" x="{left - 6}" y="{y}" dy=".32em">{text}</text>')
    for day, text in ticks:
        x, _ = at(day, axis.low)
        parts.append(f'<path class="zero" d="M{x} {HEIGHT - BOTTOM}v4"/>')
        parts.append(f'<text class="axis mid" x="{x}" y="{HEIGHT - 7}">{text}</text>')
    parts += _columns(data, at, axis) if data.shape is Shape.COLUMNS else []
    if data.path:
        line = "L".join(" ".join(at(on, value)) for on, value in data.path)
        parts.append(f'<path class="path" d="M{line}"/>')
    for day in data.breaks:
        x, _ = at(day, axis.low)
        parts.append(f'<path class="break" d="M{x} {TOP}V{HEIGHT - BOTTOM}"/>')
    parts += _bounds(data, at)
    parts += _line(data, at) if data.shape is Shape.LINE else []
    return "".join([*parts, "</svg>"])


def _columns(data: PathData, at: Place, axis: Axis) -> list[str]:
    base = min(max(Decimal(0), axis.low), axis.high)
    parts = []
    for point in data.points:
        margin = (point.period.end - point.period.start) * 0.14
        x0, y0 = at(point.period.start + margin, base)
        x1, y1 = at(point.period.end - margin, point.value)
        top, height = min(float(y0), float(y1)), abs(float(y0) - float(y1))
        parts.append(
            f'<rect class="{_kind(point)}" x="{x0}" y="{top:.1f}"'
            f' width="{float(x1) - float(x0):.1f}" height="{height:.1f}"/>'
        )
    return parts


def _line(data: PathData, at: Place) -> list[str]:
    places = [at(place(point, data.shape), point.value) for point in data.points]
    drawn = iter(places)
    parts = []
    for run in runs(data):
        line = "L".join(" ".join(next(drawn)) for _ in run)
        parts.append(f'<path class="actual-line" d="M{line}"/>')
    radius = 4 if len(places) <= 40 else 2
    parts += [
        f'<circle class="{_kind(point)}" cx="{x}" cy="{y}" r="{radius}"/>'
        for point, (x, y) in zip(data.points, places, strict=True)
    ]
    return parts


def _kind(point: Point) -> str:
    return "unsure" if point.unsure else "actual"


def _bounds(data: PathData, at: Place) -> list[str]:
    if data.window is None:
        return []
    parts = []
    for value in (one for one in (data.low, data.high) if one is not None):
        x1, y = at(data.window.last_day, value)
        if data.shape is Shape.COLUMNS:
            x0, _ = at(data.window.start, value)
            parts.append(f'<path class="bound held" d="M{x0} {y}H{x1}"/>')
            continue
        if not data.path:
            x0, _ = at(data.points[0].period.last_day, value)
            parts.append(f'<path class="bound" d="M{x0} {y}H{x1}"/>')
        parts.append(f'<path class="bound-mark" d="M{x1} {y}m0-7 7 7-7 7-7-7z"/>')
    return parts

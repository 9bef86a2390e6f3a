"""A sparkline: the course of a series in the space of a word, as inline SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, EDGE = 110, 26, 3


def sparkline(points: Sequence[tuple[date, Decimal]], *, most: int = 60) -> str:
    """The last figures by day, oldest first. Fewer than two make no line: an empty text.

    Decoration for the eye: hidden from screen readers, which get the latest figure beside it.
    """
    used = sorted(points)[-most:]
    if len(used) < 2:
        return ""
    first, last = used[0][0].toordinal(), used[-1][0].toordinal()
    values = [value for _, value in used]
    low, high = min(values), max(values)
    span = (high - low) or Decimal(1)

    def at(day: date, value: Decimal) -> tuple[float, float]:
        x = EDGE + (WIDTH - 2 * EDGE) * (day.toordinal() - first) / (last - first)
        share = (value - low) / span if high > low else Decimal("0.5")
        return round(x, 1), round(HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * float(share), 1)

    places = [at(day, value) for day, value in used]
    line = "L".join(f"{x} {y}" for x, y in places)
    x, y = places[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f' aria-hidden="true" focusable="false"><path d="M{line}"/>'
        f'<circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )

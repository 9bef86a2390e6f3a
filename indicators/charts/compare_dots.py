"""Figures against their bounds, all bounds in one place: who is how far away, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from indicators.charts.axes import Axis, value_axis
from indicators.charts.svg import Drawing
from indicators.charts.width import fitted
from indicators.domain.codelists import Status
from indicators.domain.formats import ONE

TOP, BOTTOM, MARK = 40, 28, 14
FARTHEST = Decimal(200)  # beyond it a mark stands at the edge, with an arrow


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: a figure in percent of its bound."""

    name: str
    share: Decimal
    text: str
    status: Status


@dataclass(frozen=True, slots=True)
class Size:
    """The frame of a drawing: how much is left and right of the marks, and how high a row is.

    Where names have no place at the left they stand above.
    """

    width: int
    names: int
    numbers: int
    row: int

    @property
    def narrow(self) -> bool:
        """Whether names stand above."""
        return self.names < 100


WIDE, NARROW = Size(820, 390, 80, 24), Size(340, 10, 76, 42)


def dots(rows: Sequence[Dot], lang: str, *, bound: str, unit: str, size: Size = WIDE) -> Drawing:
    """A row for each figure with its mark, a line to the bound, and its number at the right."""
    height = TOP + size.row * len(rows) + BOTTOM
    shares = [min(max(one.share, Decimal(0)), FARTHEST) for one in rows]
    axis: Axis = value_axis([*shares, Decimal(100), Decimal(0)], lang, zero=True, scale=ONE)

    def x(share: Decimal) -> str:
        return f"{size.names + (size.width - size.names - size.numbers) * axis.share(share):.1f}"

    parts = [
        f'<text class="axis" x="2" y="14">{escape(unit)}</text>',
        f'<text class="axis mid" x="{x(Decimal(100))}" y="{TOP - 6}">{escape(bound)}</text>',
    ]
    for value, text in axis.ticks:
        at = x(value)
        parts.append(f'<path class="grid" d="M{at} {TOP}V{height - BOTTOM}"/>')
        parts.append(f'<text class="axis mid" x="{at}" y="{height - 8}">{text}</text>')
    goal = x(Decimal(100))
    parts.append(f'<path class="bound held" d="M{goal} {TOP}V{height - BOTTOM}"/>')
    for number, (one, share) in enumerate(zip(rows, shares, strict=True)):
        y = TOP + size.row * (number + 1) - 12
        at = x(share)
        parts.append(
            f"{_named(one.name, y, size)}"
            f"{_way(float(at), float(goal), y)}"
            f'<svg class="status-{one.status.value} status-dot" x="{float(at) - MARK / 2:.1f}"'
            f' y="{y - MARK / 2:g}" width="{MARK}" height="{MARK}">'
            f'<use href="#s-{one.status.value}"/></svg>'
            f'<text class="end" x="{size.width - 4}" y="{y}" dy=".32em">'
            f"{escape(one.text)}{_arrow(one.share, share)}</text>"
        )
    return Drawing(size.width, height, tuple(parts))


def _way(start: float, end: float, y: int) -> str:
    """From the edge of a mark to the bound: most marks are hollow."""
    if abs(end - start) <= MARK / 2:
        return ""
    edge = MARK / 2 if end > start else -MARK / 2
    return f'<path class="way" d="M{start + edge:.1f} {y}H{end}"/>'


def _named(name: str, y: int, size: Size) -> str:
    if size.narrow:
        text = escape(fitted(name, size.width - 4))
        return f'<text class="row-label" x="2" y="{y - 13}">{text}</text>'
    text = escape(fitted(name, size.names - 16))
    return f'<text class="end row-label" x="{size.names - 12}" y="{y}" dy=".32em">{text}</text>'


def _arrow(share: Decimal, shown: Decimal) -> str:
    return "" if share == shown else " →" if share > shown else " ←"

"""Figures against their bounds, all bounds in one place: who is how far away, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from indicators.charts.axes import Axis, value_axis
from indicators.charts.width import fitted
from indicators.domain.codelists import Status
from indicators.domain.formats import ONE

WIDTH, ROW, TOP, BOTTOM = 760, 24, 40, 28
NAMES, NUMBERS = 310, 86
FARTHEST = Decimal(200)  # beyond it a mark stands at the edge, with an arrow


@dataclass(frozen=True, slots=True)
class Dot:
    """One row: a figure in percent of its bound."""

    name: str
    share: Decimal
    text: str
    status: Status


def dots_svg(dots: Sequence[Dot], lang: str, *, bound: str, unit: str, labelled_by: str) -> str:
    """A row for each figure with its mark, a line to the bound, and its number at the right."""
    height = TOP + ROW * len(dots) + BOTTOM
    shares = [min(max(one.share, Decimal(0)), FARTHEST) for one in dots]
    axis: Axis = value_axis([*shares, Decimal(100), Decimal(0)], lang, zero=True, scale=ONE)

    def x(share: Decimal) -> str:
        return f"{NAMES + (WIDTH - NAMES - NUMBERS) * axis.share(share):.1f}"

    parts = [
        f'<svg class="chart compared" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-labelledby="{escape(labelled_by)}">',
        f'<text class="axis" x="2" y="14">{escape(unit)}</text>',
        f'<text class="axis mid" x="{x(Decimal(100))}" y="{TOP - 6}">{escape(bound)}</text>',
    ]
    for value, text in axis.ticks:
        at = x(value)
        parts.append(f'<path class="grid" d="M{at} {TOP}V{height - BOTTOM}"/>')
        parts.append(f'<text class="axis mid" x="{at}" y="{height - 8}">{text}</text>')
    goal = x(Decimal(100))
    parts.append(f'<path class="bound held" d="M{goal} {TOP}V{height - BOTTOM}"/>')
    for number, (one, share) in enumerate(zip(dots, shares, strict=True)):
        y = TOP + ROW * number + ROW / 2
        at = x(share)
        parts.append(
            f'<text class="end row-label" x="{NAMES - 12}" y="{y}" dy=".32em">'
            f"{escape(fitted(one.name, NAMES - 16))}</text>"
            f'<path class="way" d="M{at} {y}H{goal}"/>'
            f'<svg class="status-{one.status.value} dot" x="{float(at) - 7:.1f}" y="{y - 7}"'
            f' width="14" height="14"><use href="#s-{one.status.value}"/></svg>'
            f'<text class="end" x="{WIDTH - 4}" y="{y}" dy=".32em">'
            f"{escape(one.text)}{_arrow(one.share, share)}</text>"
        )
    return "".join([*parts, "</svg>"])


def _arrow(share: Decimal, shown: Decimal) -> str:
    return "" if share == shown else " →" if share > shown else " ←"

"""Where the required path ran at the end of each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from indicators.charts.data import Point
from indicators.domain.assessments import Assessment
from indicators.domain.outlooks.base import linear, years_between


def with_path(
    one: Point,
    path: Sequence[tuple[date, Decimal]],
    assessment: Assessment,
    at_latest: Decimal | None,
) -> Point:
    """The point with the path's value at its end: that of the calculation, where it has one.

    Elsewhere the path runs straight between its points, by months as in the calculation.
    """
    pace = assessment.pace
    if pace is not None and pace.latest_period.end == one.period.end and at_latest is not None:
        return replace(one, path=at_latest)
    return replace(one, path=on_path(path, one.period.end))


def on_path(path: Sequence[tuple[date, Decimal]], at: date) -> Decimal | None:
    """Where a path runs at the end ``at`` of a period; ``None`` before and after it."""
    for (start, low), (end, high) in pairwise(path):
        if start <= at <= end and start < end:
            return linear(low, high, years_between(start, at) / years_between(start, end))
    return None

"""Figures as points: which of them a chart shows, and how incomplete years are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from indicators.charts.data import Point
from indicators.domain.codelists import ObsStatus
from indicators.domain.periods import Period
from indicators.domain.series import Observation

UNSURE = frozenset({ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED, ObsStatus.FORECAST})
_Cells = Mapping[Period, Observation]


def point(observation: Observation) -> Point:
    """The point of a figure that has a value."""
    assert observation.value is not None
    return Point(observation.period, observation.value, observation.status in UNSURE, observation)


def columns_of(cells: _Cells, *, months: int) -> list[Point]:
    """The figures that columns stand for: periods of ``months``, else the longest there are."""
    return of_length([point(one) for _, one in sorted(cells.items())], months=months)


def of_length(points: Sequence[Point], *, months: int) -> list[Point]:
    """The points of one length, in the order of time.

    Of months also the January and February that are published as one: two months wide.
    """
    same = [one for one in points if one.period.months == months]
    if not same:
        months = max((one.period.months or 0 for one in points), default=0)
        same = [one for one in points if (one.period.months or 0) == months]
    if months == 1:
        taken = {one.period.start for one in same}
        same += [one for one in points if _new_year(one.period) and one.period.start not in taken
                 and date(one.period.start.year, 2, 1) not in taken]  # fmt: skip
    return sorted(same, key=lambda one: one.period.start)


def _new_year(period: Period) -> bool:
    return period.months == 2 and period.start.month == 1


def with_running_year(points: Sequence[Point], to_date: _Cells) -> list[Point]:
    """Whole years, and the months so far of the year after the last of them, marked as partial."""
    years = [one for one in points if one.period.months == 12]
    if not years or len(years) != len(points):
        return list(points)
    last = years[-1].period
    running = [
        one
        for period, one in to_date.items()
        if period.start == last.end and 0 < (period.months or 0) < 12
    ]
    if not running:
        return list(points)
    newest = max(running, key=lambda one: one.period.end)
    return [*points, replace(point(newest), partial=True)]


def status_breaks(points: Iterable[Point]) -> tuple[date, ...]:
    """Where a source itself marks a break in its series; the first figure has nothing before it."""
    shown = list(points)[1:]
    return tuple(
        one.period.start
        for one in shown
        if one.observation is not None and one.observation.status is ObsStatus.BREAK
    )

"""What a chart of a target shows, as plain numbers: chosen once, drawn twice (Plotly and SVG)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from indicators.charts.data import PathData, Point, Shape, by_end, last_days
from indicators.domain.assessments import Assessment
from indicators.domain.codelists import (
    Basis,
    IndicatorKind,
    NotAssessableReason,
    ObsStatus,
    Quantity,
    ReferenceKind,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.outlooks.base import linear, years_between
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series
from indicators.domain.statements import Statement
from indicators.domain.vintages import merge

_UNSURE = {ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED, ObsStatus.FORECAST}


def path_data(
    statement: Statement | None,
    kind: IndicatorKind | None,
    series: Mapping[Basis, Iterable[Series]],
    assessment: Assessment,
) -> PathData | None:
    """What to draw for a target; ``None`` when there is nothing to draw.

    ``series`` are those of the target's own indicator, by basis, with all vintages known.
    """
    if statement is None:
        return None
    on, rev = assessment.on, assessment.rev
    cells = {
        basis: {
            period: cell.chosen
            for period, cell in merge(tuple(of), on=on, rev=rev).items()
            if cell.chosen.value is not None
        }
        for basis, of in series.items()
    }
    if kind is IndicatorKind.FLOW and statement.quantity is not Quantity.CUMULATIVE:
        running = _same_months(cells.get(Basis.YTD, {}), assessment)
        if running is not None:
            return running
    if statement.quantity in (Quantity.GROWTH, Quantity.AVERAGE_GROWTH):
        return _growth(statement, cells)
    levels = cells.get(Basis.LEVEL, {})
    if statement.quantity is Quantity.CUMULATIVE:
        return _cumulative(statement, levels, assessment)
    return _levels(statement, kind, levels or cells.get(Basis.YTD, {}), assessment)


def _same_months(to_date: Mapping[Period, Observation], assessment: Assessment) -> PathData | None:
    """Inside a running year: the months so far of every year, against what they should be."""
    pace = assessment.pace
    if pace is None or pace.percent or pace.path_value is None:
        return None
    latest = pace.latest_period
    if (latest.months or 12) >= 12 or latest not in to_date:
        return None
    points = [
        _point(one)
        for period, one in sorted(to_date.items())
        if period.months == latest.months and period.start.month == latest.start.month
    ]
    low = pace.path_value if pace.gap is not None and _floor(assessment) else None
    high = None if low is not None else pace.path_value
    return PathData(Shape.COLUMNS, Basis.YTD, False, tuple(points), (), low, high, latest)


def _floor(assessment: Assessment) -> bool:
    """Whether more is needed: the ratio is above 1 exactly when the gap is above 0."""
    pace = assessment.pace
    if pace is None or pace.ratio is None or pace.gap is None:
        return True
    return (pace.ratio >= 1) == (pace.gap >= 0)


def _point(observation: Observation) -> Point:
    assert observation.value is not None
    return Point(observation.period, observation.value, observation.status in _UNSURE, observation)


def _growth(
    statement: Statement, cells: Mapping[Basis, Mapping[Period, Observation]]
) -> PathData | None:
    rates, basis = cells.get(Basis.GROWTH, {}), Basis.GROWTH
    points = _one_length([_point(one) for _, one in sorted(rates.items())], statement)
    if not points:
        points = _computed(_one_length(
            [_point(one) for _, one in sorted(cells.get(Basis.LEVEL, {}).items())], statement
        ))  # fmt: skip
    if not points:
        return None
    low, high = _drawn_bounds(statement)
    return PathData(
        Shape.COLUMNS, basis, True, tuple(points), (), low, high, statement.horizon.period
    )


def _computed(levels: list[Point]) -> list[Point]:
    by_period = {point.period: point for point in levels}
    found = []
    for point in levels:
        before = by_period.get(point.period.previous_year())
        if before is not None and before.value:
            change = (
                100 * (Fraction(point.value) - Fraction(before.value)) / abs(Fraction(before.value))
            )
            found.append(Point(point.period, exact_decimal(change), point.unsure))
    return found


def _cumulative(
    statement: Statement, levels: Mapping[Period, Observation], assessment: Assessment
) -> PathData | None:
    window = statement.horizon.period
    total, at, points = Decimal(0), window.start, []
    for period, one in sorted(levels.items()):
        if period.start == at and period.end <= window.end and period.months == 12:
            assert one.value is not None
            total, at = total + one.value, period.end
            points.append(Point(Period(window.start, at), total, _point(one).unsure, one))
    if not points:
        return None
    low, high = _drawn_bounds(statement)
    path = [(one.on, one.value) for one in assessment.path]
    if not path and statement.bound is not None:
        path = [(window.start, Decimal(0)), (window.end, statement.bound)]
    return PathData(
        Shape.LINE, Basis.LEVEL, False, tuple(points), last_days(path), low, high, window, True
    )


def _levels(
    statement: Statement,
    kind: IndicatorKind | None,
    levels: Mapping[Period, Observation],
    assessment: Assessment,
) -> PathData | None:
    flow = kind is IndicatorKind.FLOW
    points = [_point(one) for _, one in sorted(levels.items())]
    points = _one_length(points, statement) if flow else by_end(points)
    if not points:
        return None
    low, high = _level_bounds(statement, levels)
    if assessment.reason is NotAssessableReason.UNIT_MISMATCH:
        low = high = None  # the bound has no place on the axis of these figures
    path = last_days((one.on, one.value) for one in assessment.path)
    if flow:
        # Inside a running year the path counts from zero; columns of whole years do not.
        path = ()
    else:
        points = [_with_path(point, assessment) for point in points]
    return PathData(
        Shape.COLUMNS if flow else Shape.LINE,
        Basis.LEVEL,
        False,
        tuple(points),
        path,
        low,
        high,
        statement.horizon.period,
    )


def _one_length(points: list[Point], statement: Statement) -> list[Point]:
    """Columns stand for periods of one length: that of the horizon, else the longest there is."""
    wanted = min(statement.horizon.period.months or 12, 12)
    same = [point for point in points if point.period.months == wanted]
    if same:
        return same
    longest = max((point.period.months or 0 for point in points), default=0)
    return [point for point in points if point.period.months == longest]


def _drawn_bounds(statement: Statement) -> tuple[Decimal | None, Decimal | None]:
    return (statement.low, statement.high)


def _level_bounds(
    statement: Statement, levels: Mapping[Period, Observation]
) -> tuple[Decimal | None, Decimal | None]:
    """The bounds as levels: of a change, on top of what it is measured against."""
    if statement.quantity not in (Quantity.CHANGE, Quantity.PERCENT_CHANGE):
        return _drawn_bounds(statement)
    reference = statement.reference
    period = reference.period
    if reference.kind is ReferenceKind.PREVIOUS_YEAR:
        period = statement.horizon.period.previous_year()
    base = reference.value
    if base is None and period is not None:
        base = next(
            (
                one.value
                for at, one in sorted(levels.items())
                if at.end == period.end and period.contains(at)
            ),
            None,
        )
    if base is None:
        return None, None

    def level(bound: Decimal | None) -> Decimal | None:
        if bound is None:
            return None
        if statement.quantity is Quantity.CHANGE:
            return base + bound
        return exact_decimal(Fraction(base) + abs(Fraction(base)) * Fraction(bound) / 100)

    return level(statement.low), level(statement.high)


def _with_path(point: Point, assessment: Assessment) -> Point:
    """The point with the path's value at its end: that of the calculation, where it has one.

    Elsewhere the path runs straight between its points, by months as in the calculation.
    """
    pace = assessment.pace
    if pace is not None and pace.latest_period == point.period and pace.path_value is not None:
        return replace(point, path=pace.path_value)
    at = point.period.end
    for left, right in pairwise(assessment.path):
        if left.on <= at <= right.on and left.on < right.on:
            share = years_between(left.on, at) / years_between(left.on, right.on)
            return replace(point, path=linear(left.value, right.value, share))
    return point

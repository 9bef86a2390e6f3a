"""What the chart of a target shows, by the kind of its statement: chosen once, drawn everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from indicators.charts.changes import (
    against_base,
    average_so_far,
    base_value,
    chained,
    differences,
    percent_of,
    rates,
)
from indicators.charts.data import Drawn, PathData, Point, Shape, by_end, last_days
from indicators.charts.judged import with_marks
from indicators.charts.observed import columns_of, point, status_breaks, with_running_year
from indicators.charts.required_path import on_path, with_path
from indicators.domain.assessments import Assessment
from indicators.domain.codelists import (
    Basis,
    HorizonKind,
    IndicatorKind,
    NotAssessableReason,
    Quantity,
    ReferenceKind,
)
from indicators.domain.exact import exact_decimal
from indicators.domain.periods import Period
from indicators.domain.series import Observation, Series
from indicators.domain.statements import Statement
from indicators.domain.vintages import Cell, merge, one_an_end

Cells = Mapping[Period, Observation]


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
    cells: dict[Basis, Cells] = {
        basis: {
            period: cell.chosen
            for period, cell in _counting(
                merge(tuple(of), on=assessment.on, rev=assessment.rev), basis, kind
            ).items()
            if cell.chosen.value is not None
        }
        for basis, of in series.items()
    }
    data = _data(statement, kind, cells, assessment)
    return with_marks(data, statement, assessment) if data is not None else None


def _data(
    statement: Statement,
    kind: IndicatorKind | None,
    cells: Mapping[Basis, Cells],
    assessment: Assessment,
) -> PathData | None:
    quantity = statement.quantity
    levels = cells.get(Basis.LEVEL, {})
    if kind is IndicatorKind.FLOW and quantity is not Quantity.CUMULATIVE:
        running = _same_months(cells.get(Basis.YTD, {}), assessment)
        if running is not None:
            return running
    yearly = statement.reference.kind is ReferenceKind.PREVIOUS_YEAR
    if quantity in (Quantity.GROWTH, Quantity.AVERAGE_GROWTH):
        return _growth(statement, cells)
    if yearly and quantity is Quantity.PERCENT_CHANGE:
        return _growth(statement, cells)
    if yearly and quantity is Quantity.CHANGE and statement.horizon.kind is HorizonKind.EACH:
        return _yearly_changes(statement, levels)
    if quantity is Quantity.CUMULATIVE:
        return _cumulative(statement, levels, assessment)
    if quantity is Quantity.PERCENT_CHANGE:
        changes = _percent_change(statement, kind, cells, assessment)
        if changes is not None:
            return changes
    to_date = cells.get(Basis.YTD, {})
    return _levels(statement, kind, levels or to_date, to_date, assessment)


def _counting(
    cells: Mapping[Period, Cell], basis: Basis, kind: IndicatorKind | None
) -> Mapping[Period, Cell]:
    """A line has one level an end; columns of several lengths are told apart later."""
    line = basis is Basis.LEVEL and kind is not IndicatorKind.FLOW
    return one_an_end(cells) if line else cells


def _same_months(to_date: Cells, assessment: Assessment) -> PathData | None:
    """Inside a running year: the months so far of every year, against what they should be."""
    pace = assessment.pace
    if pace is None or pace.percent or pace.path_value is None:
        return None
    latest = pace.latest_period
    if (latest.months or 12) >= 12 or latest not in to_date:
        return None
    points = [
        point(one)
        for period, one in sorted(to_date.items())
        if period.months == latest.months and period.start.month == latest.start.month
    ]
    low = pace.path_value if pace.gap is not None and _floor(assessment) else None
    high = None if low is not None else pace.path_value
    return PathData(
        Shape.COLUMNS, Basis.YTD, False, tuple(points), (), low, high, latest, held=True
    )


def _floor(assessment: Assessment) -> bool:
    """Whether more is needed: the ratio is above 1 exactly when the gap is above 0."""
    pace = assessment.pace
    if pace is None or pace.ratio is None or pace.gap is None:
        return True
    return (pace.ratio >= 1) == (pace.gap >= 0)


def _months(statement: Statement) -> int:
    return min(statement.horizon.period.months or 12, 12)


def _growth(statement: Statement, cells: Mapping[Basis, Cells]) -> PathData | None:
    points = rates(
        cells.get(Basis.GROWTH, {}), cells.get(Basis.LEVEL, {}), months=_months(statement)
    )
    if not points:
        return None
    window = statement.horizon.period
    return PathData(
        Shape.COLUMNS,
        Basis.GROWTH,
        True,
        tuple(points),
        (),
        statement.low,
        statement.high,
        window,
        held=True,
        drawn=Drawn.GROWTH,
        average=average_so_far(points, window)
        if statement.quantity is Quantity.AVERAGE_GROWTH
        else None,
    )


def _yearly_changes(statement: Statement, levels: Cells) -> PathData | None:
    """The change on the year before, year by year, as columns from zero."""
    points = differences(columns_of(levels, months=_months(statement)))
    if not points:
        return None
    return PathData(
        Shape.COLUMNS,
        Basis.LEVEL,
        False,
        tuple(points),
        (),
        statement.low,
        statement.high,
        statement.horizon.period,
        held=True,
        drawn=Drawn.YEARLY_CHANGE,
    )


def _percent_change(
    statement: Statement,
    kind: IndicatorKind | None,
    cells: Mapping[Basis, Cells],
    assessment: Assessment,
) -> PathData | None:
    """Percent change on a fixed period: from the levels, else from published yearly rates."""
    base, levels = statement.reference.period, cells.get(Basis.LEVEL, {})
    if base is None or assessment.reason is NotAssessableReason.UNIT_MISMATCH:
        return None
    path = [(one.on, one.value) for one in assessment.path]
    pace = assessment.pace
    at_latest = pace.path_value if pace is not None else None
    value = base_value(statement, levels)
    if value and levels:
        flow = kind is IndicatorKind.FLOW
        known = columns_of(levels, months=12) if flow else [point(one) for one in levels.values()]
        points = against_base(by_end(known), value)
        path = [(on, percent_of(level, value)) for on, level in path]
        if at_latest is not None:
            at_latest = percent_of(at_latest, value)
    else:
        points = chained(cells.get(Basis.GROWTH, {}), base)
    if not points:
        return None
    window = statement.horizon.period
    return PathData(
        Shape.LINE,
        Basis.LEVEL if value is not None else Basis.GROWTH,
        True,
        tuple(with_path(one, path, assessment, at_latest) for one in points),
        last_days(path),
        statement.low,
        statement.high,
        window,
        held=statement.horizon.kind is HorizonKind.EACH,
        drawn=Drawn.CHANGE,
        base=base,
        breaks=status_breaks(points),
    )


def _cumulative(statement: Statement, levels: Cells, assessment: Assessment) -> PathData | None:
    window = statement.horizon.period
    total, at, points = Decimal(0), window.start, []
    for period, one in sorted(levels.items()):
        if period.start == at and period.end <= window.end and period.months == 12:
            assert one.value is not None
            total, at = total + one.value, period.end
            points.append(Point(Period(window.start, at), total, point(one).unsure, one))
    if not points:
        return None
    path = [(one.on, one.value) for one in assessment.path]
    if not path and statement.bound is not None:
        path = [(window.start, Decimal(0)), (window.end, statement.bound)]
    return PathData(
        Shape.LINE,
        Basis.LEVEL,
        False,
        tuple(replace(one, path=on_path(path, one.period.end)) for one in points),
        last_days(path),
        statement.low,
        statement.high,
        window,
        True,
    )


def _levels(
    statement: Statement,
    kind: IndicatorKind | None,
    levels: Cells,
    to_date: Cells,
    assessment: Assessment,
) -> PathData | None:
    flow = kind is IndicatorKind.FLOW
    if flow:
        points = columns_of(levels, months=_months(statement))
        points = with_running_year(points, to_date)
    else:
        points = by_end(point(one) for one in levels.values())
    if not points:
        return None
    low, high = _level_bounds(statement, levels)
    if assessment.reason is NotAssessableReason.UNIT_MISMATCH:
        low = high = None  # the bound has no place on the axis of these figures
    path = [(one.on, one.value) for one in assessment.path]
    if flow:
        # Inside a running year the path counts from zero; columns of whole years do not.
        path = []
    else:
        at_latest = assessment.pace.path_value if assessment.pace else None
        points = [with_path(one, path, assessment, at_latest) for one in points]
    return PathData(
        Shape.COLUMNS if flow else Shape.LINE,
        Basis.LEVEL,
        False,
        tuple(points),
        last_days(path),
        low,
        high,
        statement.horizon.period,
        breaks=status_breaks(points),
        held=flow or statement.horizon.kind is HorizonKind.EACH,
    )


def _level_bounds(statement: Statement, levels: Cells) -> tuple[Decimal | None, Decimal | None]:
    """The bounds as levels: of a change, on top of what it is measured against."""
    if statement.quantity not in (Quantity.CHANGE, Quantity.PERCENT_CHANGE):
        return statement.low, statement.high
    base = base_value(statement, levels)
    if base is None:
        return None, None

    def level(bound: Decimal | None) -> Decimal | None:
        if bound is None:
            return None
        if statement.quantity is Quantity.CHANGE:
            return base + bound
        return exact_decimal(Fraction(base) + abs(Fraction(base)) * Fraction(bound) / 100)

    return level(statement.low), level(statement.high)

"""What the chart of an indicator shows: its published figures, definitions spliced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from indicators.charts.data import PathData, Point, Shape, by_end, splice
from indicators.charts.observed import of_length, point, status_breaks, with_running_year
from indicators.domain.codelists import Basis, IndicatorKind
from indicators.domain.series import Series
from indicators.domain.vintages import merge, one_an_end


def indicator_data(
    kind: IndicatorKind, series: Iterable[Series], *, on: date, rev: int | None = None
) -> PathData | None:
    """The figures of the basis that comes first, as known on ``on``; ``None`` without any.

    ``series`` are of one entity, in units that compare, with all vintages. Definitions are spliced
    where the newer one begins; of a yearly flow the months so far of the running year are added.
    """
    several = list(series)
    for basis in Basis:
        by_version: dict[int, list[Series]] = {}
        for one in several:
            if one.key.basis is basis:
                by_version.setdefault(one.key.version, []).append(one)
        flow = kind is IndicatorKind.FLOW or basis in (Basis.GROWTH, Basis.YTD_GROWTH)
        points, breaks = splice(
            {number: _points(kind, each, on, rev) for number, each in by_version.items()}
        )
        if not points:
            continue
        if flow and basis is Basis.LEVEL:
            newest = max(by_version)
            to_date = [
                one for one in several if one.key.basis is Basis.YTD and one.key.version == newest
            ]
            cells = {
                period: cell.chosen
                for period, cell in merge(to_date, on=on, rev=rev).items()
                if cell.chosen.value is not None
            }
            points = with_running_year(points, cells)
        return PathData(
            Shape.COLUMNS if flow else Shape.LINE,
            basis,
            basis in (Basis.GROWTH, Basis.YTD_GROWTH),
            tuple(points),
            (),
            None,
            None,
            None,
            breaks=tuple(sorted({*breaks, *status_breaks(points)})),
        )
    return None


def _points(
    kind: IndicatorKind, series: Sequence[Series], on: date, rev: int | None
) -> list[Point]:
    cells = merge(series, on=on, rev=rev)
    if kind is not IndicatorKind.FLOW:
        cells = one_an_end(cells)
    points = [point(cell.chosen) for cell in cells.values() if cell.chosen.value is not None]
    if kind is not IndicatorKind.FLOW:
        return by_end(points)
    if not points:
        return []
    # Columns stand for periods of one length: the longest that has a few figures.
    lengths = [one.period.months or 0 for one in points]
    length = max(set(lengths), key=lambda months: (min(lengths.count(months), 3), months))
    return of_length(points, months=length)

"""Several series on one footing: one basis and one length of period, and what differs in words.

Nothing is converted, rescaled or filled in. What cannot stand beside the others is left out of the
drawing and named, so that the page can say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from indicators.charts.data import Point, splice
from indicators.domain.codelists import Basis, IndicatorKind, ObsStatus
from indicators.domain.exact import exact_decimal
from indicators.domain.periods import Period
from indicators.domain.series import Series
from indicators.domain.vintages import merge

MOST = 6
# Years, half-years, quarters, months: the lengths that figures are compared by.
LENGTHS = (12, 6, 3, 1)
IN_UNIT = (Basis.LEVEL, Basis.YTD)
_UNSURE = {ObsStatus.PROVISIONAL, ObsStatus.ESTIMATED, ObsStatus.FORECAST}
_ByVersion = Mapping[int, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that was asked for: all series of one indicator of one entity, with all vintages."""

    key: str
    kind: IndicatorKind
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is compared. ``version`` is the newest definition that it rests on."""

    key: str
    basis: Basis | None = None
    unit: str = ""
    version: int = 0
    points: tuple[Point, ...] = ()
    breaks: tuple[date, ...] = ()

    def at(self, period: Period) -> Point | None:
        """The figure of a period; of a year else that of the fiscal year that starts in it."""
        found = next((one for one in self.points if one.period == period), None)
        if found is None and period.is_calendar_year:
            found = next((one for one in self.points if fiscal(one.period, period)), None)
        return found


def fiscal(one: Period, year: Period) -> bool:
    """Whether a period is a year that starts within a calendar year, but not with it."""
    return one.months == 12 and not one.is_calendar_year and one.start.year == year.start.year


@dataclass(frozen=True, slots=True)
class Aligned:
    """Lines on one footing, in the order they were asked for, and what else there is to choose.

    ``months`` is the length of the periods, ``lengths`` and ``bases`` those that have figures.
    """

    lines: tuple[Line, ...]
    months: int
    lengths: tuple[int, ...]
    bases: tuple[Basis, ...]

    @property
    def drawn(self) -> tuple[Line, ...]:
        """The lines with figures in the unit and on the basis of the first of them."""
        known = [one for one in self.lines if one.points]
        return tuple(one for one in known if _like(one) == _like(known[0]))

    @property
    def periods(self) -> list[Period]:
        """Every period that a line has a figure of, in the order of time."""
        return sorted({point.period for line in self.lines for point in line.points})


def _like(line: Line) -> tuple[str, bool]:
    return line.unit, line.basis in IN_UNIT


def align(
    candidates: Sequence[Candidate],
    *,
    on: date,
    rev: int | None = None,
    basis: Basis | None = None,
    months: int | None = None,
) -> Aligned:
    """Put lines on one footing as known on ``on``.

    The basis that was asked for, else the first that all lines have, else each its own first. The
    length that was asked for, else the longest by which most lines have a course.
    """
    found = {one.key: _by_basis(one, on, rev) for one in candidates}
    bases = tuple(one for one in Basis if any(one in held for held in found.values()))
    holders = [held for held in found.values() if held]
    if basis not in bases:
        basis = next((one for one in bases if all(one in held for held in holders)), None)
    kinds = {one.key: one.kind for one in candidates}
    chosen: dict[str, tuple[Basis, _ByVersion]] = {}
    for key, held in found.items():
        own = basis if basis is not None else next((one for one in Basis if one in held), None)
        if own is not None and own in held:
            chosen[key] = own, held[own]
    shaped = {
        length: {key: _shape(of, own, kinds[key], length) for key, (own, of) in chosen.items()}
        for length in LENGTHS
    }
    lengths = tuple(one for one in LENGTHS if any(_count(of) for of in shaped[one].values()))
    if months not in lengths:
        months = _length(lengths, shaped)
    lines = []
    for one in candidates:
        if one.key not in chosen:
            lines.append(Line(one.key))
            continue
        own, _of = chosen[one.key]
        lines.append(_line(one, own, shaped[months][one.key]))
    return Aligned(tuple(lines), months, lengths, bases)


def _by_basis(
    candidate: Candidate, on: date, rev: int | None
) -> dict[Basis, dict[int, list[Point]]]:
    groups: dict[tuple[Basis, int], list[Series]] = {}
    for one in candidate.series:
        groups.setdefault((one.key.basis, one.key.version), []).append(one)
    found: dict[Basis, dict[int, list[Point]]] = {}
    for (basis, version), several in groups.items():
        points = [
            Point(period, cell.chosen.value, cell.chosen.status in _UNSURE, cell.chosen)
            for period, cell in merge(several, on=on, rev=rev).items()
            if cell.chosen.value is not None
        ]
        if points:
            found.setdefault(basis, {})[version] = points
    return found


def _shape(by_version: _ByVersion, basis: Basis, kind: IndicatorKind, months: int) -> _ByVersion:
    """The points of periods of one length.

    A stock stands at the end of its period, so that of December is that of the year as well; what
    happens within a period, and every rate, is only what was published for that length.
    """
    stock = kind is IndicatorKind.STOCK and basis is Basis.LEVEL
    return {
        version: _stock(points, months)
        if stock
        else [one for one in points if one.period.months == months]
        for version, points in by_version.items()
    }


def _stock(points: Iterable[Point], months: int) -> list[Point]:
    found: dict[Period, Point] = {}
    for one in sorted(points, key=lambda point: point.period.start, reverse=True):
        length, end = one.period.months, one.period.end
        if length == months:
            found[one.period] = one
        elif (length is None or length < months) and end.day == 1 and (end.month - 1) % months == 0:
            index = end.year * 12 + end.month - 1 - months
            period = Period.of(date(index // 12, index % 12 + 1, 1), months=months)
            found[period] = replace(one, period=period)
    return [found[period] for period in sorted(found)]


def _count(by_version: _ByVersion) -> int:
    return sum(len(points) for points in by_version.values())


def _length(lengths: Sequence[int], shaped: Mapping[int, Mapping[str, _ByVersion]]) -> int:
    """The length by which most lines have at least two figures, of several the longest."""

    def worth(length: int) -> tuple[int, int, int]:
        counts = [_count(one) for one in shaped[length].values()]
        return sum(one > 1 for one in counts), sum(one > 0 for one in counts), length

    return max(lengths, key=worth, default=LENGTHS[0])


def _line(candidate: Candidate, basis: Basis, by_version: _ByVersion) -> Line:
    units = {one.key.version: one.key.unit for one in candidate.series if one.key.basis is basis}
    known = [version for version, points in by_version.items() if points]
    if not known:
        return Line(candidate.key, basis)
    newest = max(known)
    same = {one: by_version[one] for one in known if units[one] == units[newest]}
    points, breaks = splice(same)
    return Line(candidate.key, basis, units[newest], newest, tuple(points), breaks)


def within(line: Line, first: int | None, last: int | None) -> Line:
    """The line from one year to another, both included; fiscal years count by their start."""
    kept = tuple(
        point
        for point in line.points
        if (first is None or point.period.start.year >= first)
        and (last is None or point.period.start.year <= last)
    )
    starts = [point.period.start for point in kept]
    breaks = tuple(day for day in line.breaks if starts and starts[0] < day <= starts[-1])
    return replace(line, points=kept, breaks=breaks)


def indexed(line: Line, base: Period) -> Line | None:
    """The line as an index with ``base`` = 100; ``None`` where that has no figure above zero.

    Rates of growth are no levels and make no index.
    """
    start = line.at(base)
    if start is None or start.value <= 0 or line.basis not in IN_UNIT:
        return None
    points = tuple(
        replace(one, value=exact_decimal(100 * Fraction(one.value) / Fraction(start.value)))
        for one in line.points
    )
    return replace(line, points=points, unit="")


def change(old: Decimal, new: Decimal) -> Decimal | None:
    """The change in percent; ``None`` from nothing."""
    if not old:
        return None
    return exact_decimal(100 * (Fraction(new) - Fraction(old)) / abs(Fraction(old)))


def joined(line: Line) -> list[list[Point]]:
    """The stretches without a hole: a line is drawn between neighbours only, and over no break."""
    stretches: list[list[Point]] = []
    for point in line.points:
        last = stretches[-1][-1] if stretches else None
        if (
            last is not None
            and last.period.end == point.period.start
            and point.period.start not in line.breaks
        ):
            stretches[-1].append(point)
        else:
            stretches.append([point])
    return stretches

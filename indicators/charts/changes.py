"""Changes as points: growth on the year before, change on a base, averages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from indicators.charts.data import Average, Point
from indicators.charts.observed import columns_of, of_length, point
from indicators.domain.codelists import ReferenceKind
from indicators.domain.exact import exact_decimal
from indicators.domain.periods import Period
from indicators.domain.quantities import compound_rate
from indicators.domain.series import Observation
from indicators.domain.statements import Statement

_Cells = Mapping[Period, Observation]


def rates(published: _Cells, levels: _Cells, *, months: int) -> list[Point]:
    """Growth on the year before in percent: as published, else computed from the levels."""
    return columns_of(published, months=months) or _computed(columns_of(levels, months=months))


def _computed(levels: Sequence[Point]) -> list[Point]:
    by_period = {one.period: one for one in levels}
    found = []
    for one in levels:
        before = by_period.get(one.period.previous_year())
        if before is not None and before.value:
            found.append(Point(one.period, percent_of(one.value, before.value), one.unsure))
    return found


def differences(levels: Sequence[Point]) -> list[Point]:
    """The change of each level on the year before, in the unit of the levels."""
    by_period = {one.period: one for one in levels}
    return [
        Point(one.period, one.value - before.value, one.unsure)
        for one in levels
        if (before := by_period.get(one.period.previous_year())) is not None
    ]


def percent_of(value: Decimal, base: Decimal) -> Decimal:
    """The change of a value on a base that is not zero, in percent."""
    change = 100 * (Fraction(value) - Fraction(base)) / abs(Fraction(base))
    return exact_decimal(change)


def against_base(points: Iterable[Point], base: Decimal) -> list[Point]:
    """Levels as percent change on a base that is not zero."""
    return [replace(one, value=percent_of(one.value, base)) for one in points]


def chained(published: _Cells, base: Period) -> list[Point]:
    """Percent change since the end of ``base``, from yearly rates without a gap; computed.

    A published change since the base comes before the chain.
    """
    stated = {
        period.end: one
        for period, one in published.items()
        if period.start == base.end and (period.months or 0) > 12
    }
    yearly = {
        one.period.start: one
        for one in of_length([point(each) for each in published.values()], months=12)
        if one.period.months == 12
    }
    found, factor, at, unsure = [Point(base, Decimal(0))], Fraction(1), base.end, False
    while at in yearly:
        one = yearly[at]
        factor *= 1 + Fraction(one.value) / 100
        at, unsure = one.period.end, unsure or one.unsure
        found.append(Point(one.period, exact_decimal((factor - 1) * 100), unsure))
    for end, published_change in stated.items():
        found = [each for each in found if each.period.end != end]
        found.append(point(published_change))
    if len(found) == 1:
        return []
    return sorted(found, key=lambda one: one.period.end)


def average_so_far(points: Iterable[Point], window: Period) -> Average | None:
    """The geometric mean of yearly growth inside ``window``, from its start without a gap."""
    by_start = {one.period.start: one for one in points if one.period.months == 12}
    factor, at, years = Fraction(1), window.start, 0
    while at < window.end and at in by_start:
        factor *= 1 + Fraction(by_start[at].value) / 100
        at, years = by_start[at].period.end, years + 1
    if not years or factor <= 0:
        return None
    return Average(Period(window.start, at), compound_rate(factor, years))


def base_value(statement: Statement, levels: _Cells) -> Decimal | None:
    """What a change is measured against: as declared by the text, else the level of its period."""
    reference = statement.reference
    if reference.value is not None:
        return reference.value
    period = reference.period
    if reference.kind is ReferenceKind.PREVIOUS_YEAR:
        period = statement.horizon.period.previous_year()
    if period is None:
        return None
    return next(
        (
            one.value
            for at, one in sorted(levels.items())
            if at.end == period.end and period.contains(at)
        ),
        None,
    )

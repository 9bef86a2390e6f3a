"""``dns_trend``: where the mean of the last five yearly changes leads.

The default for a bound that is to be held each year and for a direction without an amount; it can
be asked for with levels, too. The rules and their source are in ``trend_rules``.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import HorizonKind, NoOutlookReason, Quantity
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import Figure, Figures, minus, renamed
from indicators.domain.outlooks import trend_rules, yearly
from indicators.domain.outlooks.base import (
    Estimate,
    better_way,
    bound_from,
    direction_of,
    one_way,
    years_between,
)
from indicators.domain.outlooks.trend_rules import Reading, Trend
from indicators.domain.results import Input, Note, Pace, PathPoint, TargetSpec
from indicators.domain.statements import Statement

NAME = "dns_trend"
VERSION = 1
_ON_A_FIXED_BASE = (Quantity.LEVEL, Quantity.CHANGE, Quantity.PERCENT_CHANGE, Quantity.GROWTH)


class DnsTrend:
    """Projects the mean yearly change; needs four years at least."""

    name = NAME
    version = VERSION

    def path(self, spec: TargetSpec, figures: Figures) -> tuple[PathPoint, ...]:
        """None: the method asks for no path."""
        return ()

    def estimate(self, spec: TargetSpec, figures: Figures) -> Estimate:
        """The outlook of a pending target."""
        statement = spec.statement
        if statement is None:
            return Estimate.no(NoOutlookReason.NO_NUMBER)
        if statement.quantity not in _ON_A_FIXED_BASE:
            return Estimate.no(NoOutlookReason.NO_METHOD)
        if yearly.is_direction_only(statement):
            found = yearly.levels(spec, statement, figures)
            return _graded(spec, statement, found, direction=True)
        return _graded(spec, statement, yearly.quantities(spec, statement, figures))


def _graded(
    spec: TargetSpec, statement: Statement, found: list[Figure], *, direction: bool = False
) -> Estimate:
    if not found:
        return Estimate.no(NoOutlookReason.NOTHING_KNOWN_YET)
    inputs = _inputs(found)
    trend = trend_rules.trend(yearly.pairs(found))
    if trend is None:
        return Estimate.no(NoOutlookReason.TOO_FEW_POINTS, inputs=inputs)
    latest = found[-1]
    if direction:
        toward = one_way(statement)
        reading = trend_rules.direction_only(trend, toward=toward)
        pace = _pace(statement, trend, latest, latest.value)
        return _estimate(reading, replace(pace, gap=None, required_from_now=None), inputs)
    bound = bound_from(statement, latest.value)
    end_on = yearly.last_year(statement).end
    satisfied = statement.satisfied_by(latest.value, spec.direction)
    toward = direction_of(statement, bound, latest.value)
    held = statement.horizon.kind is HorizonKind.EACH
    if held or satisfied or latest.period.end >= end_on:
        better = better_way(spec, statement, toward)
        reading = trend_rules.every_year(trend, satisfied=satisfied, better=better)
    else:
        reading = trend_rules.by_a_year(trend, bound, end_on, toward=toward)
    pace = _pace(statement, trend, latest, bound)
    if satisfied:
        pace = replace(pace, required_from_now=None)
    return _estimate(reading, pace, inputs)


def _inputs(found: list[Figure]) -> tuple[Input, ...]:
    """The last six years; the newest of them is also what lists show."""
    used = found[-trend_rules.TREND_POINTS :]
    latest = renamed(used[-1], "latest").inputs()
    return tuple(latest + [given for one in used[:-1] for given in one.inputs()])


def _estimate(reading: Reading, pace: Pace, inputs: tuple[Input, ...]) -> Estimate:
    notes = (Note("not_moving"),) if reading.still else ()
    return Estimate(
        reading.outlook,
        caution=reading.caution,
        symbol=reading.weather.value,
        pace=pace,
        inputs=inputs,
        notes=notes,
    )


def _pace(statement: Statement, trend: Trend, latest: Figure, bound: Decimal) -> Pace:
    """The arithmetic: the mean change a year, where it leads, and what is needed instead."""
    end_on = yearly.last_year(statement).end
    left = years_between(latest.period.end, end_on)
    ahead = trend_rules.projected(trend, max(end_on, latest.period.end))
    needed = Fraction(bound) - Fraction(latest.value)
    return Pace(
        ratio=None,
        latest=latest.value,
        latest_period=latest.period,
        baseline=None,
        baseline_on=None,
        bound=bound,
        horizon_on=end_on,
        gap=minus(latest.value, bound),
        required_from_now=exact_decimal(needed / left) if left > 0 else None,
        recent_rate=exact_decimal(trend.mean),
        projected=exact_decimal(ahead),
        percent=latest.percent,
        basis="trend",
    )

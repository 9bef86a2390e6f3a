"""Figures of derived indicators: a formula over the figures of others, as known on one day.

Nothing is rounded but the last digit of an endless fraction. Errors are carried to first order,
bounds by the way in which the result moves with each operand.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from indicators.domain.exact import exact_decimal
from indicators.domain.figure import Figure
from indicators.domain.intervals import Interval, rates_of_change
from indicators.domain.periods import Period
from indicators.domain.results import Derivation
from indicators.domain.series import Observation

HOW = "derived"


def combine(
    rule: Derivation, operands: Mapping[str, Figure], period: Period, role: str
) -> Figure | None:
    """The figure that the formula gives; ``None`` for a division by zero.

    The operands are in the units of their series and in ``role``; the result is in the unit of the
    derived indicator. Every observation stays, its role extended by how it counts: ``_operand``
    moves the result its own way, ``_inverse`` the other way, ``_either`` may do both.
    """
    factors = {one.code: one.factor / rule.factor for one in rule.operands}
    values = {one.code: Fraction(operands[one.code].value) * one.factor for one in rule.operands}
    value = rule.formula.evaluate(values)
    if value is None:
        return None
    exact = {code: Interval.exactly(one) for code, one in values.items()}
    rates = rates_of_change(rule.formula, exact)
    ranges = {code: _range(operands[code], one) for code, one in values.items()}
    over_all = rates if ranges == exact else rates_of_change(rule.formula, ranges)
    parts: list[tuple[str, Observation]] = []
    error = Fraction(0)
    for code, factor in factors.items():
        figure = operands[code]
        rate = rates[code].low or Fraction(0)
        error += abs(rate) * factor * Fraction(figure.precision)
        place = role + _place(over_all[code])
        parts += [(place + old.removeprefix(role), one) for old, one in figure.observations]
    return Figure(
        exact_decimal(value / rule.factor),
        HOW,
        tuple(parts),
        period,
        error=exact_decimal(error),
    )


def _range(figure: Figure, value: Fraction) -> Interval:
    """What the true value may be: a “nearly” of something positive is not below zero."""
    low: Fraction | None = value
    if figure.at_most:
        low = Fraction(0) if value > 0 else None
    return Interval(low, None if figure.at_least else value)


def _place(rate: Interval) -> str:
    if rate.never_negative:
        return "_operand"
    return "_inverse" if rate.never_positive else "_either"

"""Ranges of exact numbers, open to infinity, and rates of change: how formulas carry doubt.

``None`` as an end means that the range goes on for ever. A range that holds every value that the
operands may have holds every value of the result, but may be wider where an operand occurs twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from indicators.domain.formulas import Formula

# An end of a range: minus infinite, a number, or plus infinite; they compare in that order.
_End = tuple[int, Fraction]
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def exactly(cls, value: Fraction) -> Interval:
        """One number."""
        return cls(value, value)

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high)

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high, None if self.low is None else -self.low
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [_product(one, two) for one in self._ends() for two in other._ends()]
        low, high = min(ends), max(ends)
        return Interval(None if low[0] else low[1], None if high[0] else high[1])

    def __truediv__(self, other: Interval) -> Interval:
        return self * other._reciprocal()

    def _ends(self) -> tuple[_End, _End]:
        return (
            (-1, _ZERO) if self.low is None else (0, self.low),
            (1, _ZERO) if self.high is None else (0, self.high),
        )

    def _reciprocal(self) -> Interval:
        low, high = self.low, self.high
        if low is not None and low >= 0 and high != 0:
            return Interval(_ZERO if high is None else 1 / high, None if low == 0 else 1 / low)
        if high is not None and high <= 0 and low != 0:
            return Interval(None if high == 0 else 1 / high, _ZERO if low is None else 1 / low)
        return EVERYTHING

    @property
    def never_negative(self) -> bool:
        """Whether no number below zero is in it."""
        return self.low is not None and self.low >= 0

    @property
    def never_positive(self) -> bool:
        """Whether no number above zero is in it."""
        return self.high is not None and self.high <= 0


EVERYTHING = Interval(None, None)


def _product(one: _End, two: _End) -> _End:
    if not one[0] and not two[0]:
        return 0, one[1] * two[1]
    sign = _sign(one) * _sign(two)
    return sign, _ZERO


def _sign(end: _End) -> int:
    return end[0] or (end[1] > 0) - (end[1] < 0)


@dataclass(frozen=True, slots=True)
class Change:
    """The value of a part of a formula, and its rate of change by each operand."""

    value: Interval
    rates: Mapping[str, Interval]


def rates_of_change(formula: Formula, ranges: Mapping[str, Interval]) -> Mapping[str, Interval]:
    """How the result moves with each operand, over everything that the operands may be.

    Of operands that are one number each, the exact partial derivatives. Division by zero gives
    ranges without ends, and never raises.
    """
    nothing = Interval.exactly(_ZERO)

    def combined(sign: str, left: Change, right: Change) -> Change:
        codes = {**left.rates, **right.rates}
        pairs = {
            code: (left.rates.get(code, nothing), right.rates.get(code, nothing)) for code in codes
        }
        if sign == "+":
            return Change(
                left.value + right.value, {code: one + two for code, (one, two) in pairs.items()}
            )
        if sign == "-":
            return Change(
                left.value - right.value, {code: one - two for code, (one, two) in pairs.items()}
            )
        if sign == "*":
            rates = {
                code: one * right.value + left.value * two for code, (one, two) in pairs.items()
            }
            return Change(left.value * right.value, rates)
        quotient = left.value / right.value
        rates = {code: (one - quotient * two) / right.value for code, (one, two) in pairs.items()}
        return Change(quotient, rates)

    return formula.fold(
        lambda number: Change(Interval.exactly(Fraction(number)), {}),
        lambda code: Change(ranges[code], {code: Interval.exactly(Fraction(1))}),
        combined,
    ).rates

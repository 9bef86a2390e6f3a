"""Exact arithmetic: fractions as decimals, and roots to a fixed number of digits."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

# These hold no state but their traps: an operation that would round raises instead.
_EXACT_60 = Context(prec=60, traps=[Inexact])
_EXACT_200 = Context(prec=200, traps=[Inexact])
_ROUNDED_30 = Context(prec=30, traps=[])


def exact_decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal: exact where it ends within 60 digits, else rounded to 30."""
    above, below = Decimal(value.numerator), Decimal(value.denominator)
    try:
        return _EXACT_60.divide(above, below)
    except Inexact:
        return _ROUNDED_30.divide(above, below)


def difference(left: Decimal, right: Decimal) -> Decimal:
    """``left − right``, exactly, whatever the precision of the current context is."""
    try:
        return _EXACT_200.subtract(left, right)
    except Inexact:
        return exact_decimal(Fraction(left) - Fraction(right))


def power(base: Fraction, exponent: Fraction) -> Decimal:
    """``base`` (above zero) to a power, to 28 digits; even roots come out even."""
    with localcontext() as context:
        context.prec = 60
        raised = exact_decimal(base) ** (
            Decimal(exponent.numerator) / Decimal(exponent.denominator)
        )
        context.prec = 28
        return +raised

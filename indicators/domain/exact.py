"""Exact arithmetic: fractions as decimals, and roots to a fixed number of digits."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction


def exact_decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal: exact where it ends within 60 digits, else rounded to 30."""
    with localcontext() as context:
        context.prec = 60
        result = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(result) != value:
            context.prec = 30
            result = Decimal(value.numerator) / Decimal(value.denominator)
    return result


def power(base: Fraction, exponent: Fraction) -> Decimal:
    """``base`` (above zero) to a power, to 28 digits; even roots come out even."""
    with localcontext() as context:
        context.prec = 60
        raised = exact_decimal(base) ** (
            Decimal(exponent.numerator) / Decimal(exponent.denominator)
        )
        context.prec = 28
        return +raised

"""Exact arithmetic: fractions as decimals, and roots to a fixed number of digits."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction

# These hold no state but their traps: an operation that would round raises instead.
_EXACT_60 = Context(prec=60, traps=[Inexact])
_EXACT_200 = Context(prec=200, traps=[Inexact])
_ROUNDED_30 = Context(prec=30, traps=[])
_ONE = Decimal(1)


def exact_decimal(value: Fraction) -> Decimal:
    """A fraction as a decimal: exact where it ends within 60 digits, else rounded to 30."""
    above, below = Decimal(value.numerator), Decimal(value.denominator)
    try:
        return _EXACT_60.divide(above, below)
    except Inexact:
        return _ROUNDED_30.divide(above, below)


def quotient(above: Decimal, below: Decimal) -> Decimal:
    """``above / below`` (not zero), to the same digits as ``exact_decimal`` gives of a fraction."""
    try:
        found = _EXACT_60.divide(above, below).normalize(_EXACT_60)
    except Inexact:
        return _ROUNDED_30.divide(above, below)
    if not found:
        return Decimal(0)  # never -0, which a fraction does not know
    if found.adjusted() >= _EXACT_60.prec:
        return exact_decimal(Fraction(above) / Fraction(below))
    if int(found.as_tuple().exponent) <= 0:
        return found
    return found.quantize(_ONE, context=_EXACT_60)  # written out: 100, not 1E+2


def along(start: Decimal, change: Decimal, share: Fraction) -> Decimal:
    """``start + change × share``, to the same digits as ``exact_decimal`` gives of a fraction."""
    below = Decimal(share.denominator)
    try:
        above = _EXACT_200.fma(change, share.numerator, _EXACT_200.multiply(start, below))
    except Inexact:
        return exact_decimal(Fraction(start) + Fraction(change) * share)
    return quotient(above, below)


def per(change: Decimal, span: Fraction) -> Decimal:
    """``change / span`` (not zero), to the same digits as ``exact_decimal`` gives of a fraction."""
    try:
        above = _EXACT_200.multiply(change, span.denominator)
    except Inexact:
        return exact_decimal(Fraction(change) / span)
    return quotient(above, Decimal(span.numerator))


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """``100 × part / whole`` (not zero), to the digits that ``exact_decimal`` gives."""
    return quotient(part.scaleb(2, _EXACT_200), whole)


def reaches(above: Decimal, below: Decimal, share: Decimal) -> bool:
    """Whether ``above / below`` (above zero) is at least ``share``, exactly."""
    try:
        return above >= _EXACT_200.multiply(below, share)
    except Inexact:
        return Fraction(above) >= Fraction(below) * Fraction(share)


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

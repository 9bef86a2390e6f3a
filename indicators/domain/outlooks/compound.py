"""Compound annual growth between two figures, exact to 28 digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from indicators.domain.exact import exact_decimal, power


def growth(latest: Decimal, base: Decimal, years: Fraction) -> Decimal | None:
    """``(latest / base) ^ (1 / years) − 1``; ``None`` unless both and the time are above zero.

    A zero is never replaced by a small number: there is no rate from nothing.
    """
    if latest <= 0 or base <= 0 or years <= 0:
        return None
    return power(Fraction(latest) / Fraction(base), 1 / years) - 1


def grown(value: Decimal, rate: Decimal, years: Fraction) -> Decimal:
    """``value × (1 + rate) ^ years`` for a rate above −1."""
    factor = power(1 + Fraction(rate), years)
    return exact_decimal(Fraction(value) * Fraction(factor))

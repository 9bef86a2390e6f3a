"""Where sources give different figures for one cell: kept side by side, never averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from indicators.domain.codelists import Bound
from indicators.domain.exact import exact_decimal
from indicators.domain.figures import precision_of
from indicators.domain.periods import Period
from indicators.domain.series import Observation
from indicators.domain.vintages import Cell

_POWERS = tuple(
    Fraction(10) ** power for power in (-12, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 12)
)
# A power of ten with the rounding of a translated text.
_NEAR = Fraction(1, 200)


class Slip(StrEnum):
    """What a difference looks like: a hint for the reader, never a correction."""

    POWER_OF_TEN = "power_of_ten"
    TRANSPOSED_DIGITS = "transposed_digits"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """The figure that counts, another one, and by how much they differ.

    ``percent`` is the difference from the one that counts; ``None`` where that is zero.
    """

    period: Period
    chosen: Observation
    other: Observation
    difference: Decimal
    percent: Decimal | None
    slip: Slip | None


def same_within_rounding(one: Observation, other: Observation) -> bool:
    """Whether two figures can be one number, each rounded as its source stated it.

    “More than 650,000” is in agreement with everything above it.
    """
    if one.value is None or other.value is None:
        return False
    difference = other.value - one.value
    if difference < 0 and (one.bound is Bound.AT_MOST or other.bound is Bound.AT_LEAST):
        return True
    if difference > 0 and (one.bound is Bound.AT_LEAST or other.bound is Bound.AT_MOST):
        return True
    # 15.9 and 15.8 touch at 15.85, which rounds to one of them only.
    return difference == 0 or abs(difference) < precision_of(one) + precision_of(other)


def likely_slip(one: Decimal, other: Decimal) -> Slip | None:
    """Whether one number looks like the other with its unit or its digits mistaken."""
    if one == 0 or other == 0 or one == other:
        return None
    ratio = Fraction(other) / Fraction(one)
    if any(abs(ratio / power - 1) <= _NEAR for power in _POWERS):
        return Slip.POWER_OF_TEN
    (left, places_left), (right, places_right) = _digits(one), _digits(other)
    if (len(left), places_left) == (len(right), places_right):
        places = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        if len(places) == 2 and places[1] == places[0] + 1:
            first, second = places
            if left[first] == right[second] and left[second] == right[first]:
                return Slip.TRANSPOSED_DIGITS
    return None


def _digits(value: Decimal) -> tuple[str, int]:
    """Its digits without the point, and how many of them stand behind it."""
    whole, _, fraction = format(abs(value.normalize()), "f").partition(".")
    return whole + fraction, len(fraction)


def of_cells(cells: Mapping[Period, Cell]) -> list[Disagreement]:
    """Every cell on which sources disagree beyond their rounding, in the order of the periods."""
    found = []
    for period, cell in cells.items():
        for other in cell.alternatives:
            one = cell.chosen
            if one.value is None or other.value is None or same_within_rounding(one, other):
                continue
            difference = other.value - one.value
            found.append(
                Disagreement(
                    period=period,
                    chosen=one,
                    other=other,
                    difference=difference,
                    percent=exact_decimal(100 * Fraction(difference) / abs(Fraction(one.value)))
                    if one.value
                    else None,
                    slip=likely_slip(one.value, other.value),
                )
            )
    return found

"""Parts against their total: the sum of what is known, what remains, and which parts are missing.

Nothing is put in the place of a missing part: the residual then holds it too, and says nothing
against anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.codelists import IndicatorKind, Quantity
from indicators.domain.exact import exact_decimal
from indicators.domain.figure import Figure
from indicators.domain.figures import Figures
from indicators.domain.periods import Period

# What can be added up: amounts. A rate, a share or an index of the parts has no sum.
_ADDITIVE = (IndicatorKind.STOCK, IndicatorKind.FLOW)
# Quantities of a statement whose bounds can be added up.
ADDED_BOUNDS = (Quantity.LEVEL, Quantity.CHANGE, Quantity.CUMULATIVE)


def additive(kind: IndicatorKind, quantity: str) -> bool:
    """Whether figures of parts add up to that of the whole.

    ``quantity`` is that of the unit: so many per person or per hectare do not add up either, though
    there is a stock of them at each moment.
    """
    ratio = quantity.startswith(("ratio:", "percent")) or "/" in quantity
    return kind in _ADDITIVE and not ratio


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure or a bound. ``higher`` and ``lower`` say where the true value may lie beside it."""

    value: Decimal
    precision: Decimal = Decimal(0)
    higher: bool = False
    lower: bool = False

    @classmethod
    def of(cls, figure: Figure | None) -> Amount | None:
        """The amount of a figure, if there is one."""
        if figure is None:
            return None
        return cls(figure.value, figure.precision, figure.at_least, figure.at_most)


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its code; ``None`` while its amount is not known."""

    code: str
    amount: Amount | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Parts beside their total.

    ``sum`` is of the known parts and ``None`` where none is known. ``residual`` is total minus
    sum, ``share`` 100 × sum / total. ``exceeds`` says that the known parts are more than the
    total by more than was rounded: amounts below zero apart, that cannot be.
    """

    total: Amount | None
    parts: tuple[Part, ...]
    sum: Amount | None
    residual: Decimal | None
    share: Decimal | None
    exceeds: bool
    missing: tuple[str, ...]


def balance(total: Amount | None, parts: Sequence[Part]) -> Balance:
    """Hold parts against their total."""
    known = [part.amount for part in parts if part.amount is not None]
    added = _sum(known) if known else None
    residual, exceeds = None, False
    if total is not None and added is not None:
        rest = Fraction(total.value) - Fraction(added.value)
        residual = exact_decimal(rest)
        slack = total.precision + added.precision
        # A total that may be higher, or parts that may be lower, leave it open.
        sure = not (total.higher or added.lower)
        exceeds = sure and -rest > Fraction(slack)
    return Balance(
        total,
        tuple(parts),
        added,
        residual,
        share(added, total),
        exceeds,
        tuple(part.code for part in parts if part.amount is None),
    )


def _sum(amounts: Iterable[Amount]) -> Amount:
    found = list(amounts)
    return Amount(
        exact_decimal(sum((Fraction(one.value) for one in found), Fraction(0))),
        sum((one.precision for one in found), Decimal(0)),
        any(one.higher for one in found),
        any(one.lower for one in found),
    )


def share(part: Amount | None, total: Amount | None) -> Decimal | None:
    """What percentage of the total a part is; ``None`` of nothing, zero or less."""
    if part is None or total is None or total.value <= 0:
        return None
    return exact_decimal(100 * Fraction(part.value) / Fraction(total.value))


def common_period(
    total: Figures, parts: Sequence[Figures], kind: IndicatorKind, within: Period, *, earlier: bool
) -> Period | None:
    """The period for which the total and most of the parts are known.

    It ends inside ``within``, or with ``earlier`` at any time before its end; of those with
    equally many parts the last one, and of one end the longest. ``None`` where there is none.
    """
    best: tuple[int, Period] | None = None
    # In this order the last one wins: ends rise, and of one end the longest comes last.
    found = {one for figures in parts for one in figures.periods()}
    for period in sorted(found, key=lambda one: (one.end, -one.start.toordinal())):
        if period.end > within.end or (not earlier and period.start < within.start):
            continue
        if total.level(period, kind) is None:
            continue
        known = sum(one.level(period, kind) is not None for one in parts)
        if known and (best is None or known >= best[0]):
            best = known, period
    return best[1] if best else None

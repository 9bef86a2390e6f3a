"""Dimensions of units: whether a formula fits the unit of its result, by exact factors.

The quantity of a unit is a name (``mass``, ``count:stations``) or, for a derived unit, names with
``*`` and one ``/`` between them: ``count:stations/count:persons``, ``mass/count:persons*area``.
``1`` is a pure number, so ``1/count:persons`` is “per person”. Percentages are pure numbers with a
factor of 1/100.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.errors import FormulaError, UnitError
from indicators.domain.formulas import Formula
from indicators.domain.units import Unit

# Quantities that count in hundredths of a pure number.
HUNDREDTHS = ("percent", "percentage_points")
PURE = "1"


@dataclass(frozen=True, slots=True)
class Dimension:
    """Named quantities with their powers, in the order of the names; empty for a pure number."""

    powers: tuple[tuple[str, int], ...] = ()

    def times(self, other: Dimension, sign: int = 1) -> Dimension:
        """The product with ``other``, or with ``sign`` −1 the quotient."""
        powers = Counter(dict(self.powers))
        for name, power in other.powers:
            powers[name] += sign * power
        return Dimension(tuple(sorted((name, power) for name, power in powers.items() if power)))

    @property
    def parts(self) -> tuple[str, ...]:
        """The names in it."""
        return tuple(name for name, _ in self.powers)

    def __str__(self) -> str:
        above = [name for name, power in self.powers for _ in range(power)]
        below = [name for name, power in self.powers for _ in range(-power)]
        text = "*".join(above) or PURE
        return f"{text}/{'*'.join(below)}" if below else text


def dimension(quantity: str) -> Dimension:
    """The dimension of a quantity as it is written. Raises UnitError for what cannot be read."""
    if quantity in HUNDREDTHS:
        return Dimension()
    above, *below = quantity.split("/")
    if len(below) > 1:
        raise _unreadable(quantity, "has more than one “/”")
    found = Dimension()
    for sign, side in ((1, above), *((-1, side) for side in below)):
        for name in side.split("*"):
            if not name.strip() or name != name.strip():
                raise _unreadable(quantity, "has an empty part, or spaces around one")
            if name != PURE:
                found = found.times(Dimension(((name, 1),)), sign)
    return found


def _unreadable(quantity: str, why: str) -> UnitError:
    return UnitError(
        "The quantity “{quantity}” {why}; write a name, or names with * and one /, such as "
        "count:stations/count:persons.",
        quantity=quantity[:60],
        why=why,
    )


def check_quantity(quantity: str, known: Collection[str]) -> None:
    """Refuse a quantity that has another spelling, or a part that no unit measures.

    Units of one quantity convert, so one quantity must have one spelling. Raises UnitError.
    """
    found = dimension(quantity)
    if quantity in HUNDREDTHS:
        return
    if str(found) != quantity:
        raise UnitError(
            "The quantity “{quantity}” is written “{right}”.", quantity=quantity, right=found
        )
    if "/" not in quantity and "*" not in quantity:
        return
    for name in found.parts:
        if name not in known:
            raise UnitError(
                "“{name}” in the quantity “{quantity}” is measured by no unit; known are {known}.",
                name=name,
                quantity=quantity,
                known=", ".join(sorted(one for one in known if "/" not in one)),
            )


def factor(unit: Unit) -> Fraction:
    """How many base units, or of a percentage how many wholes, one of ``unit`` is."""
    return unit.factor / 100 if unit.quantity in HUNDREDTHS else unit.factor


def result(formula: Formula, units: Mapping[str, Unit]) -> Dimension:
    """The dimension of what a formula gives, by the units of its references.

    Raises FormulaError where it adds what is not alike, and UnitError for an unreadable quantity.
    """

    def number(value: Decimal) -> Dimension:
        return Dimension()

    def combined(sign: str, left: Dimension, right: Dimension) -> Dimension:
        if sign == "*":
            return left.times(right)
        if sign == "/":
            return left.times(right, -1)
        if left != right:
            raise FormulaError(
                "“{formula}” puts {left} and {right} together with “{sign}”; only like can be "
                "added or taken away.",
                formula=formula,
                left=left,
                right=right,
                sign=sign,
            )
        return left

    return formula.fold(number, lambda code: dimension(units[code].quantity), combined)


def check_fits(formula: Formula, units: Mapping[str, Unit], own: Unit) -> None:
    """Refuse a formula whose result is not what ``own`` measures.

    Raises FormulaError that names both dimensions.
    """
    given, expected = result(formula, units), dimension(own.quantity)
    if given != expected:
        raise FormulaError(
            "“{formula}” gives {given}, but the unit {unit} measures {expected}; change the "
            "formula, or give the indicator a unit of the quantity {given}.",
            formula=formula,
            given=given,
            unit=own.code,
            expected=expected,
        )

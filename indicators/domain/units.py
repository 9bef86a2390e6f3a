"""Units with exact factors, and conversion between those of one quantity."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain import numbers
from indicators.domain.errors import UnitError
from indicators.domain.exact import exact_decimal

# Longest first: 万亿 before 亿.
SCALE_PREFIXES = tuple(sorted(numbers.SCALES.items(), key=lambda item: -len(item[0])))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``factor`` × base unit, exactly. Units of different quantities never convert.

    ``aliases`` are all its other spellings: names and symbols in every language.
    """

    code: str
    quantity: str
    factor: Fraction
    base: str
    aliases: tuple[str, ...] = ()


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


class UnitTable:
    """Units by code, name, symbol and alias. Codes win over the names of other units."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.code: unit for unit in units}
        self._names: dict[str, list[Unit]] = {}
        for unit in self._units.values():
            for name in (unit.code, *unit.aliases):
                found = self._names.setdefault(_key(name), [])
                if unit not in found:
                    found.append(unit)
        # 家 counts parks and factories: a shared name is decided by what is measured.
        for unit in self._units.values():
            self._names[_key(unit.code)] = [unit]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def find(self, text: str, *, quantity: str | None = None) -> tuple[Unit, Fraction]:
        """The unit of a text and the scale word before it: ``(kW, 10000)`` for 万千瓦.

        Where several units share a name, the one that measures ``quantity`` is meant. Raises
        UnitError for an unknown unit; it lists the units of ``quantity``, of all without one.
        """
        name = _key(text)
        if (unit := self._named(name, quantity)) is not None:
            return unit, Fraction(1)
        for word, factor in SCALE_PREFIXES:
            rest = name.removeprefix(word).strip()
            if rest != name and (unit := self._named(rest, quantity)) is not None:
                return unit, Fraction(factor)
        raise UnitError(
            "“{unit}” is not a known unit; right would be {right}.",
            unit=text[:80],
            right=" or ".join(self.of_quantity(quantity) if quantity else sorted(self._units)),
        )

    def _named(self, name: str, quantity: str | None) -> Unit | None:
        found = self._names.get(name, [])
        return next((unit for unit in found if unit.quantity == quantity), next(iter(found), None))

    def get(self, text: str) -> Unit:
        """The unit of a code or name. Raises UnitError for an unknown one."""
        return self.find(text)[0]

    def of_quantity(self, quantity: str) -> list[str]:
        """Codes of the units of a quantity."""
        return sorted(unit.code for unit in self if unit.quantity == quantity)


def factor_between(from_unit: str, to_unit: str, table: UnitTable) -> Fraction:
    """What a value of one unit is multiplied by to be in another of the same quantity.

    ``from_unit`` may carry a scale word (万千瓦, lakh crore INR). Raises UnitError when a unit is
    unknown or the two measure different things.
    """
    target = table.get(to_unit)
    source, scale = table.find(from_unit, quantity=target.quantity)
    if source.quantity != target.quantity:
        raise UnitError(
            "“{unit}” measures {quantity}, but the series is in {expected}; "
            "right would be {right}.",
            unit=from_unit[:80],
            quantity=source.quantity,
            expected=to_unit,
            right=" or ".join(table.of_quantity(target.quantity)),
        )
    return source.factor * scale / target.factor


def convert(value: Decimal, from_unit: str, to_unit: str, table: UnitTable) -> Decimal:
    """``value`` of one unit in another of the same quantity, exactly.

    Raises UnitError as ``factor_between`` does.
    """
    factor = factor_between(from_unit, to_unit, table)
    if factor == 1:
        return value
    result = exact_decimal(Fraction(value) * factor)
    # Whole numbers print without an exponent.
    return Decimal(int(result)) if result == result.to_integral_value() else result
